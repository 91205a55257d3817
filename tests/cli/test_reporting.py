"""`etude report`: a table for people, a document for programs, in both languages."""

from etude.cli.columns import wide
from etude.datasets import add
from tests.datasets.test_score_intake import book
from tests.datasets.test_text_intake import prose, write
from tests.tiny_sequence import tiny_sequence


def test_a_report_is_a_table_and_a_document(etude, home, tmp_path, monkeypatch) -> None:
    tiny_sequence("lstm", home / "models")
    add(write(tmp_path / "diary", 100), "diary")
    mine = tmp_path / "mine.txt"
    mine.write_text(prose(1000), encoding="utf-8")
    done = etude("report", mine, "--model", "tiny-lstm", "--against", "diary")
    assert done.code == 0, done.err
    rows = done.out.splitlines()
    assert rows[0] == "mine.txt · tiny-lstm"
    assert rows[2].split() == ["here", "people"]
    bits = next(row for row in rows if row.startswith("bits a character"))
    assert " – " in bits
    assert any(row.startswith("Beside it: the middle half of ") for row in rows)
    document = etude(
        "report", mine, "--model", "tiny-lstm", "--against", "diary", "--json"
    ).document["report"]
    assert [each["name"] for each in document["rows"]][:3] == ["units", "bits", "distinct-1"]
    assert document["shared"]["file"].endswith(".txt")
    monkeypatch.setenv("ETUDE_LANG", "zh")
    told = etude("report", mine).out.splitlines()
    assert told[2].strip() == "本作"
    assert len({wide(row.split("  ")[0]) for row in told[3:5]}) == 2
    assert "没有指定模型" in told[-2]


def test_of_a_book_of_tunes_one_is_reported(etude, tmp_path) -> None:
    (tmp_path / "jigs.abc").write_text(book(1, 2), encoding="utf-8")
    first = etude("report", "jigs.abc")
    assert first.out.startswith("jigs.abc holds more pieces than this first one; --tune 2")
    done = etude("report", "jigs.abc", "--tune", "tune 2")
    assert done.out.splitlines()[0] == "Tune 2"
    assert done.out.splitlines()[3:] != first.out.splitlines()[4:]
    told = etude("report", "jigs.abc", "--json").document
    assert (len(told["remarks"]), told["report"]["name"]) == (1, "jigs.abc")
    refused = etude("report", "jigs.abc", "--tune", "tune")
    assert refused.code == 2
    assert "Did you mean “Tune 1”, “Tune 2”?" in refused.err


def test_what_cannot_be_reported_is_refused(etude, home) -> None:
    done = etude("report", "nothing")
    assert done.code == 2
    assert "nothing" in done.err
