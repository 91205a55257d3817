"""Composing with a real package that is tiny, and works of music in the gallery."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import pytest

import etude
from etude.core.errors import EtudeError
from etude.core.messages import message
from etude.inference.sampling import adventure
from etude.media.music.bars import bars, cut
from etude.media.music.encoding import SUFFIXES
from etude.media.music.inscription import read_recipe
from etude.media.music.keys import scale_classes
from etude.media.music.midi.writing import write_midi
from etude.media.music.naming import read_range
from etude.media.music.reading import read_score
from etude.media.music.score import DRUMS, Chord, Key, Metre, Note, Part, Score
from etude.studio import Composer, Studio
from etude.studio.composing import CHINESE, PARTS, Asked, read_asked
from etude.studio.passages import plan_passage
from etude.studio.pieces import open_piece
from tests.media.music.scores import Q, W, line
from tests.tiny_package import tiny_package
from tests.tiny_sequence import MARCH, tiny_sequence

SMALL = {"width": 16, "layers": 1, "window": 32, "batch": 4, "rate": 0.02}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    opened = etude.open(tmp_path_factory.mktemp("studio") / "home")
    tiny_sequence("score", opened.workspace.models)
    return opened


@pytest.fixture(scope="module")
def composer(studio: Studio) -> Composer:
    found = studio.load("tiny-score")
    assert isinstance(found, Composer)
    return found


def choir(count: int = 6) -> Score:
    """Return four voices in G, in 3/4."""
    voices = [[(low, Q), (low + 2, 2 * Q)] * count for low in (67, 62, 59, 43)]
    parts = tuple(Part(f"Voice {n}", 0, line(*each)) for n, each in enumerate(voices))
    return Score(parts, 3 * Q * count, (Metre(0, 3, 4),), (Key(0, 1),), title="Given")


def outside(score: Score, first: int, last: int, voices: tuple[int, ...]) -> list[list[Note]]:
    """Return the notes of each part that are not in some bars of some parts."""
    every = bars(score)
    low, high = every[first].start, every[last - 1].end
    return [
        [note for note in part.notes if number not in voices or not low <= note.start < high]
        for number, part in enumerate(score.parts)
    ]


def test_the_same_seed_writes_the_same_notes(studio: Studio, composer: Composer) -> None:
    works = [composer.create(seed, bars=4, tries=2) for seed in (7, 7, 8)]
    assert works[0].pixels == works[1].pixels != works[2].pixels
    work = works[0]
    assert (work.medium, work.command, work.file.suffix) == ("music", "create", ".musicxml")
    assert work.recipe["settings"] == {"bars": 4, "tries": 2}
    assert (work.width, work.height) == (4, len(read_score(work.read()).parts))
    assert studio.again(work).same
    other = dataclasses.replace(work, pixels="0" * 64)
    assert not studio.again(other).same
    work.path.unlink()
    assert studio.again(work).mended
    assert [each.id for each in studio.gallery.works(medium="music", limit=9)][-1] == work.id


@pytest.mark.parametrize(
    "settings",
    [
        {"key": "D minor", "metre": "3/4", "tempo": 90, "bars": 5, "parts": "choir"},
        {"调": "降E大调", "拍号": "6/8", "速度": "66", "小节": "3", "声部": "旋律"},
        {"key": "F# minor", "range": "C3-C5", "parts": "song", "style": "march", "metre": "2/2"},
    ],
)
def test_what_was_asked_comes_out(composer: Composer, settings: dict[str, Any]) -> None:
    (piece,) = composer.sketch("create", seed=3, **{"bars": 3, "tries": 1, **settings})
    asked, score = piece.measured["asked"], piece.score
    got = piece.measured["got"]
    assert {name: got[name] for name in ("metre", "bars")} == {
        name: asked[name] for name in ("metre", "bars")
    }
    for tempo in {"tempo", "速度"} & settings.keys():  # not the nearest mark of a metronome
        assert got["tempo"] == score.tempos[0].bpm == float(settings[tempo])
    key = score.keys[0]
    assert {note.pitch % 12 for note in score.notes} <= scale_classes(key)
    wanted = PARTS[piece.recipe["settings"]["parts"]]
    assert [part.program for part in score.parts] == [player.program for player in wanted]
    if "range" in asked:
        assert all(48 <= note.pitch <= 72 for note in score.notes)


def test_notes_outside_the_scale_are_a_matter_of_choice(composer: Composer) -> None:
    asked = {"key": "C major", "parts": "choir", "bars": 8, "tries": 1, "adventure": 1}
    strict, free = (
        {
            note.pitch % 12
            for piece in composer.sketch("create", seed=1, count=4, **asked, scale=scale)
            for note in piece.score.notes
        }
        for scale in ("strict", "自由")
    )
    white = scale_classes(Key(0, 0))
    assert strict <= white
    assert not free <= white


def test_what_nobody_asks_for_is_as_usual_in_its_style(composer: Composer) -> None:
    (piece,) = composer.sketch("create", seed=2, style="march", bars=2, tries=1)
    score = piece.score
    assert str(score.metres[0]) == "2/4"
    assert score.tempos[0].bpm == MARCH.tempo
    assert score.parts[0].program == 73
    assert all(MARCH.low <= note.pitch <= MARCH.high for note in score.notes)
    assert not score.chords


def test_a_piece_goes_on(composer: Composer) -> None:
    given = choir()
    work = composer.continue_(given, 5, bars=3, tries=1, parents=["A" * 26])
    score = read_score(work.read())
    assert len(bars(score)) == 9
    kept = [[note[:3] for note in part.notes] for part in cut(score, 0, 6).parts]
    assert kept == [[note[:3] for note in part.notes] for part in given.parts]
    assert any(note.start >= 6 * 3 * Q for note in score.notes)
    assert work.parents == ("A" * 26,)
    assert work.facts["asked"]["bars"] == work.facts["got"]["bars"] == 3
    assert composer.compose(work.recipe).hash == work.pixels


def test_the_range_is_that_of_what_was_written(composer: Composer) -> None:
    (piece,) = composer.sketch("continue", choir(), 1, bars=2, tries=1, range="C3-C4")
    low, high = read_range(piece.measured["got"]["range"])
    assert 48 <= low <= high <= 60
    assert max(note.pitch for note in piece.score.notes) > 60  # of the piece that was there


def test_what_adventure_sets_can_be_set_by_hand(composer: Composer) -> None:
    asked = read_asked({"大胆": "0.5", "温度": "0.2", "top-p": 0.5}, "create", "songbook", ())
    assert asked.sampling() == dataclasses.replace(adventure(0.5), temperature=0.2, top_p=0.5)
    few = {"bars": 2, "tries": 1, "parts": "melody"}
    (usual,) = composer.sketch("create", seed=4, **few)
    (hot,) = composer.sketch("create", seed=4, **few, temperature=2, top_p=1)
    assert usual.score != hot.score
    assert hot.recipe["settings"] == few | {"temperature": 2.0, "top_p": 1.0}
    assert composer.compose(hot.recipe).score == hot.score


@pytest.mark.parametrize(
    ("between", "voices"),
    [((2, 4), None), ((1, 2), (1, 2)), (None, (3,)), ((4, 6), None), (None, None)],
)
def test_only_what_is_chosen_is_written_anew(
    composer: Composer, between: tuple[int, int] | None, voices: tuple[int, ...] | None
) -> None:
    given = choir()
    task = {"between": between, "voices": voices, "tries": 1}
    (piece,) = composer.sketch("fill", given, 11, **task)
    first, last = between or (0, 6)
    lanes = (0, 1, 2, 3) if voices is None else voices
    assert outside(piece.score, first, last, lanes) == outside(given, first, last, lanes)
    assert piece.score != given
    assert [part.name for part in piece.score.parts] == [part.name for part in given.parts]
    assert piece.score.length == given.length


def test_a_melody_gets_a_choir_below_it(composer: Composer) -> None:
    tune = Part("Flute", 73, line((71, Q), (74, Q), (76, Q), (67, Q)))
    chords = Part("Piano", 0, (*line((60, W)), *line((64, W))))
    given = Score((chords, tune), W, keys=(Key(0, 1),), chords=(Chord(0, 1),))
    (piece,) = composer.sketch("harmonise", given, 4, tries=1)
    assert [part.name for part in piece.score.parts] == ["Soprano", "Alto", "Tenor", "Bass"]
    assert piece.score.parts[0].notes == tune.notes
    assert any(part.notes for part in piece.score.parts[1:])
    for part, player in zip(piece.score.parts[1:], PARTS["choir"][1:], strict=True):
        assert all(player.low <= note.pitch <= player.high for note in part.notes)


def test_a_piece_gets_a_piano_below_it(composer: Composer) -> None:
    given = choir(2)
    (piece,) = composer.sketch("accompany", given, 4, tries=1)
    score = piece.score
    assert [part.notes for part in score.parts[:4]] == [part.notes for part in given.parts]
    assert [part.name for part in score.parts[4:]] == ["Piano", "Piano"]
    assert [part.joined for part in score.parts] == [False] * 5 + [True]
    assert any(part.notes for part in score.parts[4:])
    # The right hand is written to the left one: together they would often be but one.
    assert [each.parts for each in plan_passage(piece.recipe, Asked()).regions] == [(5,), (4,)]


@pytest.mark.parametrize(("strength", "phrases"), [(0.0, 1), (0.5, 2), (1.0, 3)])
def test_a_variation_keeps_the_other_phrases(
    composer: Composer, strength: float, phrases: int
) -> None:
    given = choir()
    (piece,) = composer.sketch("vary", given, 3, strength=strength, tries=1)
    same = [
        [p.notes for p in cut(piece.score, at, at + 2).parts]
        == [p.notes for p in cut(given, at, at + 2).parts]
        for at in (0, 2, 4)
    ]
    assert same.count(True) >= 3 - phrases
    assert not all(same)


def test_candidates_are_kept_only_when_they_are_chosen(studio: Studio, composer: Composer) -> None:
    before = studio.gallery.count()
    pieces = composer.sketch("create", seed=20, count=3, bars=2, tries=1)
    assert studio.gallery.count() == before
    assert [piece.recipe["seed"] for piece in pieces] == [20, 21, 22]
    work = composer.keep(pieces[1])
    assert studio.gallery.count() == before + 1
    assert composer.create(21, bars=2, tries=1).pixels == work.pixels
    works = composer.create(20, count=2, bars=2, tries=1)
    assert [each.pixels for each in works] == [piece.hash for piece in pieces[:2]]


def test_more_tries_come_nearer_to_what_was_asked(composer: Composer) -> None:
    def met(tries: int) -> int:
        asked = {"key": "A minor", "parts": "choir", "bars": 4, "tries": tries}
        pieces = composer.sketch("create", seed=50, count=6, **asked)
        return sum(piece.measured["got"].get("key") == "A minor" for piece in pieces)

    assert met(12) > met(1)


def test_a_work_is_saved_as_every_kind_of_file(composer: Composer, tmp_path: Path) -> None:
    work = composer.create(6, bars=2, tries=1, parts="choir", tempo=240)
    notes = [part.notes for part in read_score(work.read()).parts]
    for suffix in SUFFIXES:
        path = work.save(tmp_path / f"piece{suffix}")
        assert read_recipe(path.read_bytes()) == work.recipe
    back = read_score(tmp_path / "piece.mid")
    assert [[n[:3] for n in p.notes] for p in back.parts] == [[n[:3] for n in p] for p in notes]
    plain = work.save(tmp_path / "plain.mid", recipe=False)
    assert read_recipe(plain.read_bytes()) is None
    assert work.save(tmp_path).suffix == ".musicxml"
    with pytest.raises(EtudeError) as told:
        work.save(tmp_path / "a.webp")
    assert told.value.code == "gallery.suffix"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"glasses": 1}, "composing.unknown-setting"),
        ({"bars": 0}, "composing.bad-number"),
        ({"bars": 2.5}, "composing.bad-number"),
        ({"bars": "many"}, "composing.bad-number"),
        ({"density": 9}, "composing.bad-number"),
        ({"adventure": "nan"}, "composing.bad-number"),
        ({"tries": 17}, "composing.bad-number"),
        ({"tempo": 1000}, "composing.bad-number"),
        ({"temperature": 3}, "composing.bad-number"),
        ({"top-p": 0}, "composing.bad-number"),
        ({"min_p": "0.6"}, "composing.bad-number"),
        ({"style": "polka"}, "composing.unknown-style"),
        ({"key": "H"}, "asked.key-name"),
        ({"metre": "waltz"}, "asked.metre"),
        ({"metre": "3/5"}, "asked.metre"),
        ({"range": "high"}, "asked.range-name"),
        ({"range": "C4-D4"}, "composing.narrow"),
        ({"parts": "brass band"}, "composing.unknown-word"),
        ({"scale": "blue"}, "composing.unknown-word"),
    ],
)
def test_what_cannot_be_composed_is_refused_and_nothing_kept(
    studio: Studio, composer: Composer, settings: dict[str, Any], code: str
) -> None:
    before = studio.gallery.count()
    with pytest.raises(EtudeError) as told:
        composer.create(1, **settings)
    assert told.value.code == code
    assert told.value.text("zh")
    assert told.value.text("en")
    assert studio.gallery.count() == before


@pytest.mark.parametrize(
    ("command", "task", "code"),
    [
        ("fill", {"between": (4, 9)}, "score.no-such-bars"),
        ("fill", {"voices": [4]}, "asked.no-such-part"),
        ("fill", {"voices": []}, "asked.no-such-part"),
        ("vary", {"strength": 2}, "composing.bad-number"),
        ("vary", {"bars": 4}, "composing.not-here"),
        ("continue", {"key": "C"}, "composing.not-here"),
        ("harmonise", {"metre": "3/4"}, "composing.not-here"),
    ],
)
def test_what_does_not_fit_a_piece_is_refused(
    composer: Composer, command: str, task: dict[str, Any], code: str
) -> None:
    with pytest.raises(EtudeError) as told:
        composer.sketch(command, choir(), 1, **task)
    assert told.value.code == code


def test_a_piece_without_a_melody_is_refused(composer: Composer) -> None:
    empty = Score((Part("", 0),), W)
    beat = Score((Part("", DRUMS, line((38, W))),), W)
    for command, score in (("harmonise", empty), ("accompany", empty), ("harmonise", beat)):
        with pytest.raises(EtudeError) as told:
            composer.sketch(command, score, 1)
        assert told.value.code == "composing.no-melody"
    with pytest.raises(EtudeError) as told:
        composer.sketch("fill", None, 1)
    assert told.value.code == "composing.no-score"


def test_a_damaged_recipe_is_refused(composer: Composer) -> None:
    (piece,) = composer.sketch("vary", choir(2), 1, tries=1)
    for broken in ("", "!!", "AAAA", None, 7):
        with pytest.raises(EtudeError) as told:
            composer.compose(piece.recipe | {"score": broken})
        assert told.value.code == "score.bad-data"


def test_settings_have_chinese_names() -> None:
    assert set(CHINESE.values()) == {field.name for field in dataclasses.fields(Asked)}
    with pytest.raises(EtudeError) as caught:
        read_asked({"声部进行": "随便"}, "create", "songbook", ())
    assert "声部进行 不能是“随便”。请从 严格、自由 中选择。" in caught.value.text("zh")
    assert "nothing that leading can be. Choose one of strict, free." in caught.value.text("en")
    assert {message(f"cli.fact.{name}", "zh"): name for name in CHINESE.values()} == CHINESE


def test_pieces_are_opened_from_files_and_works(
    studio: Studio, composer: Composer, tmp_path: Path
) -> None:
    path = tmp_path / "given.mid"
    path.write_bytes(write_midi(choir()))
    score, parents = open_piece(path, studio.gallery)
    assert parents == ()
    assert [p.notes[0].pitch for p in score.parts] == [67, 62, 59, 43]
    work = composer.create(9, bars=2, tries=1)
    found, parents = open_piece(work.short, studio.gallery)
    assert parents == (work.id,)
    assert len(bars(found)) == 2
    tiny_package("vae", studio.workspace.models)
    picture = studio.load_player("tiny-vae").create(seed=1)
    with pytest.raises(EtudeError) as told:
        open_piece(picture.id, studio.gallery)
    assert told.value.code == "gallery.no-music"
    with pytest.raises(EtudeError) as told:
        studio.load_player("tiny-score")
    assert told.value.code == "studio.not-pictures"


def test_a_model_of_other_tokens_is_refused(studio: Studio) -> None:
    tiny_sequence("tune", studio.workspace.models)
    stranger = studio.load("tiny-tune")
    assert isinstance(stranger, Composer)
    with pytest.raises(EtudeError) as told:
        stranger.create(1)
    assert told.value.code == "tokens.other-vocabulary"


def test_a_folder_of_tunes_becomes_a_model_that_composes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etude.training import fit as room

    fit, readings = room.fit, itertools.count()
    monkeypatch.setattr(
        room,
        "fit",
        lambda *given, **asked: fit(*given, **asked | {"clock": lambda: 0.25 * next(readings)}),
    )
    folder = tmp_path / "tunes"
    folder.mkdir()
    for number in range(12):
        voice = [(60 + (number * step) % 12, Q) for step in range(1, 33)]
        score = Score((Part("", 0, line(*voice)),), 8 * W, keys=(Key(0, 0),))
        (folder / f"{number}.mid").write_bytes(write_midi(score))
    opened = etude.open(tmp_path / "home")
    trained = opened.train(folder, recipe="lstm", minutes=0.2, config=SMALL, name="airs")
    assert trained.sheet.suffix == ".mid"
    model = opened.load("airs")
    assert isinstance(model, Composer)
    assert model.styles == ()
    work = model.create(1, bars=2)
    assert opened.again(work).same
    assert len(read_score(work.read()).parts) == 1  # as all that it learnt from
    with pytest.raises(EtudeError) as told:
        model.create(1, style="air")
    assert told.value.code == "composing.no-styles"
