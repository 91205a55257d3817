import json

from bench.record import Figure, Options, Row, at_least, at_most, write, write_index


def test_aims_say_whether_they_are_met() -> None:
    assert at_least("speed", 2.0, 2.0).met
    assert not at_least("speed", 1.99, 2.0).met
    assert at_most("time", 1.0, 1.0).met
    assert not at_most("time", 1.01, 1.0).met
    assert Row("plain", 1.0).met is None
    assert "MISSED" in str(at_least("speed", 1.0, 2.0, "times"))


def test_a_figure_is_written_for_machines_and_for_people(tmp_path) -> None:
    rows = (at_least("speed", 123.4, 100, "pictures/s"), Row("other", 0.01234))
    figure = Figure(1, "speed", "How fast", rows, ("As measured.",), {"seconds": [1, 2]})
    options = Options(("speed",), None, tmp_path)
    paths = write(figure, options, seconds=3.21)
    assert [path.name for path in paths] == ["1-speed.json", "1-speed.md"]
    document = json.loads(paths[0].read_text("utf-8"))
    assert document["rows"][0]["value"] == 123.4
    assert document["details"] == {"seconds": [1, 2]}
    assert {"processor", "cores", "threads", "memory", "torch"} <= set(document["machine"])
    page = paths[1].read_text("utf-8")
    assert "| speed | 123 pictures/s | at least 100 | met |" in page
    assert "| other | 0.0123 |  |  |" in page
    assert "As measured." in page
    assert "smoke" not in page


def test_a_smoke_run_says_that_it_means_nothing(tmp_path) -> None:
    options = Options((), None, tmp_path, tiny=True)
    _, page = write(Figure(2, "b", "B", ()), options, 1)
    assert "mean nothing" in page.read_text("utf-8")


def test_the_index_holds_every_figure_in_order(tmp_path) -> None:
    options = Options((), None, tmp_path)
    for number, name in ((3, "c"), (1, "a")):
        write(Figure(number, name, name.upper(), ()), options, 1)
    page = write_index(tmp_path).read_text("utf-8")
    assert page.index("## 1. A") < page.index("## 3. C")


def test_only_what_was_named_is_wanted(tmp_path) -> None:
    assert Options((), None, tmp_path).wants("any")
    assert not Options((), None, tmp_path, only=("one",)).wants("other")


def test_sets_measured_apart_stand_together(tmp_path) -> None:
    def measured(only: tuple[str, ...], *rows: Row) -> None:
        options = Options(("reach",), None, tmp_path, only=only)
        write(Figure(6, "reach", "How far", rows, details={rows[-1].name: 1}), options, 2.0)

    measured(("red", "blue"), Row("red", 1.0), Row("blue", 2.0))
    measured(("blue",), Row("blue", 3.0))
    document = json.loads((tmp_path / "6-reach.json").read_text("utf-8"))
    assert [(row["name"], row["value"]) for row in document["rows"]] == [
        ("red", 1.0),
        ("blue", 3.0),
    ]
    assert (document["seconds"], set(document["details"])) == (4.0, {"blue"})
    measured((), Row("green", 5.0))
    document = json.loads((tmp_path / "6-reach.json").read_text("utf-8"))
    assert [row["name"] for row in document["rows"]] == ["green"]
