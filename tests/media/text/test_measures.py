import numpy as np
import pytest

from etude.media.text import measures
from etude.media.text.measures import Sources, fold, measure

TOWER = "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。"
DAY = "Shall I compare thee to a summer's day?"


def test_variety_and_repetition() -> None:
    done = measure(TOWER)
    assert (done.units, done.distinct, done.repetition) == (20, (1.0, 1.0, 1.0), 0.0)
    loop = measure("the rose, the rose; The Rose -- the rose!")
    assert loop.units == 8
    assert loop.distinct == (2 / 8, 2 / 7, 2 / 6)
    assert loop.repetition == pytest.approx(1 - 2 / 5)
    assert measure(DAY).units == 8
    assert measure("").distinct == (1.0, 1.0, 1.0)


def test_the_longest_shared_passage_and_where_it_is_from() -> None:
    sources = Sources([("other", "春眠不觉晓"), ("tower", "《登鹳雀楼》" + TOWER)])
    run = measure("远望：黄河、入海流！孤帆尽", sources).run
    assert run is not None
    assert (run.letters, run.text, run.place) == (5, "黄河、入海流", 3)
    assert (run.source, run.source_place) == ("tower", 12)
    assert ("《登鹳雀楼》" + TOWER)[run.source_place] == "黄"


def test_capitals_and_punctuation_hide_nothing() -> None:
    run = Sources([("sonnet", DAY)]).longest_run("he said: SHALL I-COMPARE thee, dear?")
    assert run is not None
    assert run.text == "SHALL I-COMPARE thee"
    assert run.letters == 17


def test_no_passage_reaches_over_two_sources() -> None:
    sources = Sources([("one", "abc"), ("two", "def")])
    run = sources.longest_run("abcdef")
    assert run is not None
    assert (run.letters, run.source) == (3, "one")


def test_nothing_shared() -> None:
    assert Sources([("one", "abc")]).longest_run("xyz") is None
    assert Sources([]).longest_run("xyz") is None
    assert Sources([("one", "abc")]).longest_run("") is None
    assert measure("xyz", Sources([("one", "...")])).run is None


def test_the_length_is_that_of_plain_comparison() -> None:
    chance = np.random.default_rng(0)
    for _ in range(40):
        one, other = (
            "".join(chance.choice(list("ab"), size)) for size in chance.integers(1, 60, 2)
        )
        longest = max(
            (b - a for a in range(len(one)) for b in range(a, len(one) + 1) if one[a:b] in other),
            default=0,
        )
        run = Sources([("x", other)]).longest_run(one)
        assert (run.letters if run else 0) == longest
        if run:
            assert other[run.source_place :].startswith(run.text)
            assert one[run.place :].startswith(run.text)


def test_sources_are_searched_span_by_span(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "SPAN", 8)
    measures._powers.cache_clear()
    chance = np.random.default_rng(1)
    for _ in range(40):
        one, other = ("".join(chance.choice(list("ab"), size)) for size in (30, 70))
        longest = max(
            b - a for a in range(len(one)) for b in range(a, len(one) + 1) if one[a:b] in other
        )
        run = Sources([("x", other)]).longest_run(one)
        assert run is not None
        assert run.letters == longest
        assert other[run.source_place :].startswith(run.text)
    measures._powers.cache_clear()


def test_what_others_usually_share_is_told_by_quarters() -> None:
    sources = Sources([("alphabet", "abcdefghijklmnop"), ("numbers", "0123456789")])
    texts = ["abcd", "efghij and 01", "xyzzy", "0123456"]
    alone = sorted((run.letters if (run := sources.longest_run(text)) else 0) for text in texts)
    assert alone == [0, 4, 6, 7]
    assert sources.usual_runs(texts) == (4, 6, 7)
    assert sources.usual_runs(["xyz"]) == (0, 0, 0)
    assert Sources([]).usual_runs(["abc"]) == (0, 0, 0)


def test_no_more_letters_are_taken_than_were_asked_for() -> None:
    texts = [("one", "abcdef"), ("two", "ghijkl"), ("three", "mnopqr")]
    assert Sources(texts, most=12).whole is False
    assert Sources(texts, most=13).whole
    assert Sources(texts, most=12).longest_run("mnopqr") is None


def test_capitals_and_small_letters_are_one() -> None:
    letters, places = fold("Ça — ŒUVRE, İ_9")
    assert "".join(map(chr, letters)) == "çaœuvreİ9"
    assert places.tolist() == [0, 1, 5, 6, 7, 8, 9, 12, 14]
