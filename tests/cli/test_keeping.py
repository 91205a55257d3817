from pathlib import Path

from etude.media.picture import read_recipe
from tests.tiny_sequence import tiny_sequence


def test_works_are_listed_searched_and_starred(etude, models) -> None:
    assert "The gallery is empty" in etude("works").out
    etude("create", "tiny-gan", "-s", 1, "--label", "dog")
    work = etude("create", "tiny-vae", "-s", 2, "--set", "busy=1", "--json").document["works"][0]
    listed = etude("works").out
    assert "tiny-gan" in listed
    assert "busy 1" in listed
    assert etude("star", work["short"]).code == 0
    for words in (["--starred"], ["busy"], ["--model", "tiny-vae"]):
        found = etude("works", *words, "--json").document
        assert [each["id"] for each in found["works"]] == [work["id"]], words
        assert found["total"] == 1
    assert "★" in etude("works").out
    assert "★" not in etude("star", work["short"], "--off").out
    assert etude("works", "--starred", "--json").document["works"] == []
    assert "No work is like that" in etude("works", "zebra").out
    assert "1 of 2 works" in etude("works", "--limit", 1).out


def test_a_work_gets_a_title_and_tags(etude, models) -> None:
    work = etude("create", "tiny-vae", "--json").document["works"][0]["short"]
    assert "“The gardener”" in etude("title", work, "The gardener").out
    assert etude("tag", work, "garden", "水").code == 0
    shown = etude("show", work).out
    assert "The gardener" in shown
    assert "garden, 水" in shown
    found = etude("works", "--tag", "水", "--json").document["works"]
    assert [each["short"] for each in found] == [work]
    assert etude("tag", work, "--json").document["work"]["tags"] == []
    assert etude("title", work, "", "--json").document["work"]["title"] == ""
    assert etude("works", "--tag", "水", "--json").document["works"] == []


def test_what_was_measured_is_said_in_the_language_of_the_reader(etude, home, monkeypatch) -> None:
    tiny_sequence("lstm", home / "models")
    work = etude("create", "tiny-lstm", "--json").document["works"][0]["short"]
    assert "bits per symbol" in etude("show", work).out
    monkeypatch.setenv("ETUDE_LANG", "zh")
    assert "每个符号的比特数" in etude("show", work).out


def test_a_work_is_shown_and_saved_in_another_format(etude, models) -> None:
    work = etude("create", "tiny-vae", "-s", 2, "--json").document["works"][0]
    done = etude("show", work["id"][:26].lower(), "-o", "p.jpg")
    assert done.code == 0, done.err
    assert work["file"] in done.out
    assert "tiny-vae 1.0.0" in done.out
    assert Path("p.jpg").read_bytes()[:2] == b"\xff\xd8"
    document = etude("show", work["short"], "--json").document["work"]
    assert document["recipe"]["seed"] == 2
    assert document["children"] == []
    etude("show", work["short"], "-o", "with.png")
    etude("show", work["short"], "-o", "without.png", "--no-recipe")
    assert read_recipe("with.png") == document["recipe"]
    assert read_recipe("without.png") is None
    film = etude("morph", "tiny-vae", 1, 2, "--frames", 4, "-o", "made.gif", "--json")
    recipe = film.document["works"][0]["recipe"]
    etude("show", film.document["works"][0]["short"], "-o", "without.mp4", "--no-recipe")
    assert read_recipe("made.gif") == recipe
    assert read_recipe("without.mp4") is None
    assert etude("show", "ZZZZZZZ").code == 2


def test_a_saved_file_leads_back_to_its_work(etude, models) -> None:
    work = etude("create", "tiny-vae", "-s", 2, "-o", "p.png", "--json").document["works"][0]
    film = etude("morph", "tiny-vae", 1, 2, "--frames", 4, "-o", "f.mp4", "--json")
    assert etude("recall", "p.png", "--json").document["work"]["id"] == work["id"]
    assert film.document["works"][0]["id"] in etude("recall", "f.mp4").out
    etude("remove", work["short"])
    anew = etude("recall", "p.png", "-o", "again.png", "--json").document
    assert (anew["work"]["recipe"], anew["work"]["pixels"]) == (work["recipe"], work["pixels"])
    assert Path("again.png").read_bytes() == Path("p.png").read_bytes()
    etude("show", work["short"], "-o", "plain.png", "--no-recipe")
    for name, word in (("plain.png", "how it was made"), ("none.png", "none.png")):
        refused = etude("recall", name)
        assert refused.code == 2
        assert word in refused.err


def test_a_work_is_made_again(etude, models) -> None:
    work = etude("create", "tiny-gan", "-s", 3, "--json").document["works"][0]
    assert etude("again", work["short"]).out.startswith(work["short"])
    Path("out").mkdir()
    done = etude("again", work["short"], "-o", "out", "--json")
    assert done.document["same"] is True
    (saved,) = done.document["saved"]
    assert Path(saved).read_bytes() == Path(work["file"]).read_bytes()
    Path(work["file"]).unlink()
    assert etude("again", work["short"], "--json").document["mended"] is True
    assert Path(work["file"]).is_file()


def test_a_work_whose_model_is_gone_says_so(etude, models) -> None:
    work = etude("create", "tiny-gan", "-s", 3, "--json").document["works"][0]
    assert etude("models", "remove", "tiny-gan", "--yes").code == 0
    done = etude("again", work["short"])
    assert done.code == 2
    assert "tiny-gan" in done.err
    assert etude("show", work["short"], "-o", "p.png").code == 0


def test_works_go_into_the_bin_and_come_back(etude, models) -> None:
    first, second = etude("create", "tiny-vae", "--count", 2, "--json").document["works"]
    done = etude("remove", first["short"], second["short"])
    assert done.code == 0
    assert f"etude restore {first['short']} {second['short']}" in done.out
    assert "The gallery is empty" in etude("works").out
    binned = etude("works", "--bin", "--json").document
    assert binned["total"] == 2
    assert all(each["binned"] for each in binned["works"])
    assert "No work is like that" in etude("works", "zebra", "--bin").out
    assert etude("restore", first["short"], "--json").document["works"] == [first]
    assert [each["id"] for each in etude("works", "--json").document["works"]] == [first["id"]]


def test_the_bin_is_emptied_only_by_those_who_mean_it(etude, models) -> None:
    assert "The bin is empty" in etude("empty-bin").out
    mother = etude("create", "tiny-vae", "--json").document["works"][0]
    child = etude("vary", mother["short"], "--json").document["works"][0]
    assert etude("remove", mother["short"]).code == 0
    refused = etude("empty-bin", "--older-than", 30)
    assert refused.code == 2
    assert "etude empty-bin --older-than 30 --yes" in refused.err
    assert etude("empty-bin", "--older-than", 30, "--yes", "--json").document == {"removed": 0}
    assert etude("empty-bin", "--yes", "--json").document == {"removed": 1}
    assert "The bin is empty" in etude("works", "--bin").out
    assert not Path(mother["file"]).exists()
    assert f"{mother['short']} (removed)" in etude("show", child["short"]).out
    assert etude("again", child["short"]).code == 0
