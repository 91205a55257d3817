"""Playing the bundled model of phrases: works, morphs, sliders, phrases of one's own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import etude
from etude.core.errors import EtudeError
from etude.media.music.keys import scale_classes
from etude.media.music.phrases import Frame, pace_steps, read_phrase
from etude.media.music.reading import read_score
from etude.media.music.score import Key, Score
from etude.studio import Melodist, Studio
from etude.studio.phrasing import describe_nearness
from tests.studio.lamps import draw_lamps

ODE = b"X:1\nM:4/4\nL:1/4\nQ:1/4=90\nK:D\nFFGA|AGFE|]\n"
REEL = b"X:1\nM:4/4\nL:1/8\nK:G\nGABc dBGB|cAFA G4|]\n"
WALTZ = b"X:1\nM:3/4\nL:1/4\nK:F\nAcB|A2F|]\n"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return etude.open(tmp_path_factory.mktemp("melodist") / "home")


@pytest.fixture(scope="module")
def melodist(studio: Studio) -> Melodist:
    found = studio.load("melody")
    assert isinstance(found, Melodist)
    return found


def score(data: bytes) -> Score:
    return read_score(data, name="tune.abc")


def notes(data: bytes | Score) -> list[tuple[int, int, int]]:
    found = data if isinstance(data, Score) else read_score(data)
    return [(note.start, note.duration, note.pitch) for note in found.notes]


def test_the_same_seed_sings_the_same_and_another_something_else(melodist: Melodist) -> None:
    first, again, other = (melodist.create(seed) for seed in (3, 3, 4))
    assert first.pixels == again.pixels != other.pixels
    assert (first.medium, first.width, first.height) == ("music", 2, 1)
    assert [work.recipe["seed"] for work in melodist.create(7, count=2)] == [7, 8]


def test_metre_key_and_tempo_are_as_asked(melodist: Melodist) -> None:
    for metre, key in (("3/4", "Eb major"), ("6/8", "B minor"), ("2/4", "A major"), ("2/2", "C")):
        work = melodist.create(5, metre=metre, key=key, tempo=72)
        found = read_score(work.read())
        assert str(found.metres[0]) == metre
        assert found.tempos[0].bpm == 72
        assert work.facts["asked"]["metre"] == work.facts["got"]["metre"] == metre
        scale = scale_classes(found.keys[0])
        assert sum(note.pitch % 12 in scale for note in found.notes) >= 0.8 * len(notes(found))
    assert notes(melodist.create(5, 拍号="3/4", 调="降E大调", 速度=72).read()) == notes(
        melodist.create(5, metre="3/4", key="Eb major", tempo=72).read()
    )


def test_sliders_do_what_they_are_called(melodist: Melodist) -> None:
    assert {"higher", "busier"} <= melodist.directions.keys()

    def mean(name: str, value: float) -> float:
        works = [melodist.sketch(seed, **{name: value})[0].score for seed in range(12)]
        if name == "busier":
            return float(np.mean([len(notes(each)) for each in works]))
        return float(np.mean([note.pitch for each in works for note in each.notes]))

    for name in ("higher", "busier"):
        direction = melodist.directions[name]
        assert mean(name, direction.low) < mean(name, 0.0) < mean(name, direction.high)
    low = melodist.directions["higher"].low
    with pytest.raises(EtudeError) as told:
        melodist.create(1, higher=low - 0.1)
    assert told.value.code == "direction.out-of-range"


def test_a_morph_goes_from_this_phrase_to_that_one(melodist: Melodist, studio: Studio) -> None:
    work = melodist.morph(score(ODE), score(REEL), frames=7)
    found = read_score(work.read())
    assert work.width == 14
    first, last = (read_phrase(found, bar) for bar in (0, 12))
    assert np.array_equal(first.tokens, read_phrase(score(ODE)).tokens)
    assert np.array_equal(last.tokens, read_phrase(score(REEL)).tokens)
    assert [key[1:] for key in found.keys] == [(2, "major"), (1, "major")]
    assert found.tempos[0].bpm == 90
    steps = [read_phrase(found, bar).tokens for bar in range(0, 14, 2)]
    changes = [np.count_nonzero(a != b) for a, b in pairwise(steps)]
    assert min(changes) > 0  # every step is one
    assert max(changes) < np.count_nonzero(first.tokens != last.tokens)
    assert studio.again(work).same


def test_a_morph_may_pass_through_metres_seeds_and_works(
    melodist: Melodist, studio: Studio, tmp_path: Path
) -> None:
    own = melodist.create(8, key="A minor")
    (tmp_path / "waltz.abc").write_bytes(WALTZ)
    work = melodist.morph(own, str(tmp_path / "waltz.abc"), 12, frames=5, ease=1.0, tempo=100)
    assert work.facts["got"]["metre"] == "4/4, 3/4"
    assert work.parents == (own.id,)
    found = read_score(work.read())
    assert notes(found)[: len(notes(own.read()))] == notes(own.read())
    assert studio.again(work).same
    one_key = melodist.morph(own, score(WALTZ), frames=3, key="G", metre="4/4")
    assert read_score(one_key.read()).keys == (Key(0, 1, "major"),)


def test_phrases_of_a_book_are_those_that_are_meant(
    melodist: Melodist, studio: Studio, tmp_path: Path
) -> None:
    book = tmp_path / "book.abc"
    titled = (
        each.replace(b"\n", b"\nT:%s\n" % name, 1)
        for each, name in ((ODE, b"Ode"), (REEL, b"Reel"), (WALTZ, b"Waltz"))
    )
    book.write_bytes(b"\n".join(titled))

    def ends(*sources: object, tunes: list[int | str] | None = None) -> list[list[int]]:
        found = read_score(melodist.morph(*sources, frames=3, tunes=tunes).read())
        return [read_phrase(found, bar).tokens.tolist() for bar in (0, 4)]

    def phrase(data: bytes) -> list[int]:
        return read_phrase(score(data)).tokens.tolist()

    assert ends(book, str(book), tunes=["waltz", 2]) == [phrase(WALTZ), phrase(REEL)]
    assert ends(book, 7, book, tunes=[2, "Ode"]) == [phrase(REEL), phrase(ODE)]
    assert ends(book, score(REEL)) == [phrase(ODE), phrase(REEL)]
    assert melodist.encode(book, "Reel").recipe["phrase"] == phrase(REEL)
    assert notes(melodist.vary(book, 0.0, 1, tune=3).read()) == notes(
        melodist.vary(score(WALTZ), 0.0, 1).read()
    )
    piece, _ = melodist.blend([book, 3], [1, 0], tunes=["Waltz"])
    assert notes(piece.score) == notes(score(WALTZ))
    own = melodist.create(8)
    for asked, code in (
        (lambda: melodist.morph(book, book, tunes=[2]), "phrase.tunes"),
        (lambda: melodist.morph(book, own, tunes=[2, 1]), "phrase.tunes"),
        (lambda: melodist.encode(own, 1), "score.no-book"),
        (lambda: melodist.encode(own.short, 1), "score.no-book"),
        (lambda: melodist.vary(5, tune=1), "score.no-book"),
        (lambda: melodist.encode(score(ODE), "Ode"), "score.no-book"),
        (lambda: melodist.encode(book, "Real"), "score.unknown-title-near"),
    ):
        with pytest.raises(EtudeError) as told:
            asked()
        assert told.value.code == code


def test_a_variation_is_as_far_away_as_asked(melodist: Melodist, studio: Studio) -> None:
    parent = melodist.create(21, metre="6/8")
    same = melodist.vary(parent, 0.0, seed=1)
    assert notes(same.read()) == notes(parent.read())
    far = melodist.vary(parent, 0.6, seed=1, count=3)
    assert {each.parents for each in far} == {(parent.id,)}
    assert all(notes(each.read()) != notes(parent.read()) for each in far)
    assert all(studio.again(each).same for each in far)


def test_a_phrase_of_ones_own_comes_back_with_how_near_it_came(
    melodist: Melodist, studio: Studio
) -> None:
    work = melodist.encode(score(ODE))
    assert work.facts["notes"] == 8
    assert work.facts["kept"] >= 5
    assert str(work.facts["notes"]) in describe_nearness(work.facts, "en")
    assert studio.again(work).same


def test_a_blend_of_one_phrase_alone_is_that_phrase(melodist: Melodist) -> None:
    sources = [score(ODE), score(REEL), 3, 4]
    piece, near = melodist.blend(sources, [0, 1, 0, 0])
    assert notes(piece.score) == notes(score(REEL))
    assert len(near) == 4
    assert min(near) > 0.5
    between, _ = melodist.blend(sources, [0.25] * 4)
    assert notes(between.score) not in (notes(score(ODE)), notes(score(REEL)))
    for shares in ([1], [0, 0, 0, 0]):
        with pytest.raises(EtudeError) as told:
            melodist.blend(sources, shares)
        assert told.value.code == "phrase.shares"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"metre": "7/8"}, "phrase.metre"),
        ({"key": "H"}, "asked.key-name"),
        ({"tempo": 1000}, "phrase.tempo"),
        ({"happier": 1}, "direction.unknown"),
    ],
)
def test_what_cannot_be_asked_is_refused(melodist: Melodist, wish: dict, code: str) -> None:
    with pytest.raises(EtudeError) as told:
        melodist.create(1, **wish)
    assert told.value.code.startswith(code)


def test_a_morph_needs_two_phrases_and_room(melodist: Melodist) -> None:
    for asked, code in (
        (((1,), {}), "explore.stations"),
        (((1, 2, 3), {"frames": 2}), "explore.frames"),
        (((1, 2), {"ease": 2.0}), "explore.ease"),
        (((1, 2), {"frames": 1000}), "phrase.long"),
    ):
        with pytest.raises(EtudeError) as told:
            melodist.morph(*asked[0], **asked[1])
        assert told.value.code == code


def test_a_picture_is_no_phrase(melodist: Melodist, tmp_path: Path) -> None:
    draw_lamps(tmp_path / "lamps", 1)
    with pytest.raises(EtudeError) as told:
        melodist.encode(next((tmp_path / "lamps").glob("*.png")))
    assert told.value.code == "score.unknown-format"


def test_steps_are_paced_by_what_changes() -> None:
    path = np.zeros((9, 32), np.int64)
    for at, changed in enumerate([0, 0, 0, 4, 8, 8, 8, 8, 8]):
        path[at, :changed] = 5
    kinds = np.zeros(9, np.int64)
    assert pace_steps(path, kinds, 2) == [0, 3, 8]
    assert pace_steps(path, kinds, 1) == [0, 8]
    kinds[3:] = 1  # so that only one of the changes is one of the phrase
    assert pace_steps(path, kinds, 2)[1] == 4
    assert Frame("2/2", 3).shift == Frame("4/4", 3).shift
