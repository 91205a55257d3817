"""Music as a run reads it: told anew, in other keys, and never otherwise for the same number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from etude.core.paths import Workspace
from etude.datasets import Scores, add, open_scores
from etude.media.music.keys import pitched
from etude.media.music.midi.writing import write_midi
from etude.media.music.reading import read_score
from etude.media.music.score import DRUMS, Chord, Key, Part, Score
from etude.media.music.tokens.decoding import decode
from etude.media.music.tokens.vocabulary import Vocabulary
from etude.media.symbols import BEGIN, END
from etude.training.scores import KEYS, LONGEST, ArrangedScores, Style, Told, tell_scores
from etude.training.sequences import Stream
from tests.media.music.scores import Q, W, line

WORDS = Vocabulary(("air", "march"))


def air(low: int, count: int = 6, *, program: int = 0) -> Score:
    """Return a tune of some bars with chord symbols, in C."""
    steps = [(low + step, Q) for step in (0, 4, 7, 12)] * count
    return Score(
        (Part("", program, line(*steps)),),
        count * W,
        keys=(Key(0, 0),),
        chords=(Chord(0, 0), Chord(W, 1, "7")),
    )


def make(*pieces: tuple[Score, str | None, float]) -> ArrangedScores:
    told = [Told(lambda score=score: score, style, share) for score, style, share in pieces]
    return ArrangedScores("airs", WORDS, told, told[:1], "1")


def pieces_of(stream: Stream) -> list[np.ndarray]:
    return np.split(stream.tokens, stream.starts[1:])


def test_an_edition_is_the_same_each_time_and_unlike_the_next() -> None:
    airs = make((air(60), "air", 1), (air(48), "air", 1), (air(72), "air", 1))
    first, second = airs.edition(0), airs.edition(1)
    assert (
        make(*[(air(60), "air", 1), (air(48), "air", 1), (air(72), "air", 1)]).hash
    ) == airs.hash
    assert first.tokens.tolist() == airs.edition(0).tokens.tolist()
    assert first.tokens.tolist() != second.tokens.tolist()
    assert first.starts.tolist() == second.starts.tolist()  # another key, but told alike
    told_anew = [airs.edition(KEYS * n).starts.tolist() for n in range(1, 4)]
    assert any(each != first.starts.tolist() for each in told_anew)


def test_pieces_stay_where_music_of_their_style_is_at_home() -> None:
    airs = make((air(60), "air", 1), (air(62), "air", 1), (air(40), "march", 1))
    found: dict[str, set[int]] = {"air": set(), "march": set()}
    for number in range(12):
        for at, piece in enumerate(pieces_of(airs.edition(number))):
            assert (piece[0], piece[-1]) == (BEGIN, END)
            score = decode(piece, WORDS)
            found["march" if at == 2 else "air"] |= {note.pitch for note in pitched(score)}
    assert (min(found["air"]), max(found["air"])) == (60, 74)
    assert len(found["air"]) > 8  # in three keys
    assert found["march"] == {40, 44, 47, 52}  # the only one of its kind has nowhere to go


def test_key_and_chords_are_moved_along() -> None:
    airs = make((air(48), "air", 1), (air(72), "air", 1))
    seen = set()
    for number in range(12):
        score = decode(pieces_of(airs.edition(number))[0], WORDS)
        home = min(note.pitch for note in score.notes) % 12
        if score.keys:
            seen.add(home)
            assert (7 * score.keys[0].signature) % 12 == home
        roots = [7 * chord.root % 12 for chord in score.chords if chord.root is not None]
        assert roots in ([], [home, (home + 7) % 12])
    assert len(seen) > 3


def test_percussion_is_not_moved() -> None:
    beat = Score((Part("", DRUMS, line(*[(38, Q)] * 16)), *air(60, 4).parts), 4 * W)
    airs = make((beat, "air", 1), (air(30), "air", 1), (air(90), "air", 1))
    for number in range(6):
        score = decode(pieces_of(airs.edition(number))[0], WORDS)
        assert {note.pitch for note in score.parts[0].notes} <= {38}


def test_shares_say_how_often_a_piece_is_read() -> None:
    airs = make((air(60), "air", 2.0), (air(48), "march", 0.5))
    counts = [len(airs.edition(KEYS * number).starts) for number in range(12)]
    assert set(counts) == {2, 3}


def test_long_pieces_are_read_in_stretches() -> None:
    airs = make((air(60, 4 * LONGEST), None, 1))
    lengths = set()
    for number in range(4):
        score = decode(airs.edition(KEYS * number).tokens, WORDS)
        lengths.add(score.length // W)
    assert max(lengths) <= LONGEST
    assert len(lengths) > 1


def test_what_is_held_out_is_told_in_its_own_key_and_always_alike() -> None:
    airs = make((air(60), "air", 1), (air(30), "air", 1))
    assert len(airs.held_out.starts) == 1
    again = make((air(60), "air", 1), (air(30), "air", 1))
    assert airs.held_out.tokens.tolist() == again.held_out.tokens.tolist()
    pitches = {note.pitch for note in decode(airs.held_out.tokens, WORDS).notes}
    assert pitches == {60, 64, 67, 72}


def test_what_a_model_writes_is_shown_as_midi(tmp_path: Path) -> None:
    airs = make((air(60), "air", 1))
    tune = airs.edition(0).tokens[1:].astype(np.int64)
    dice = np.random.default_rng(0)
    silence = np.array([END, *dice.integers(0, WORDS.size, 40)])
    suffix, content = airs.show([silence, np.concatenate([tune, dice.integers(0, WORDS.size, 60)])])
    assert suffix == ".mid"
    (tmp_path / "shown.mid").write_bytes(content)
    shown = read_score(tmp_path / "shown.mid")
    assert [note.pitch for note in shown.notes] == [note.pitch for note in air(60).notes]
    for seed in range(40):  # a model that has learnt nothing writes anything at all
        assert airs.show([np.random.default_rng(seed).integers(0, WORDS.size, 80)])[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """Return a dataset of two classes: tunes, and chorales with and without a fifth part."""
    home = tmp_path_factory.mktemp("home")
    for number in range(6):
        dice = np.random.default_rng(number)
        steps = [(int(pitch), Q) for pitch in dice.integers(60, 80, 32)]
        tune = Score((Part("", 0, line(*steps)),), 8 * W, keys=(Key(0, 0),))
        voices = [[(pitch - low, length) for pitch, length in steps] for low in (0, 5, 12, 20, 22)]
        parts = tuple(Part(str(low), 0, line(*voice)) for low, voice in enumerate(voices))
        for kind, score in {
            "air": tune,
            "choir": Score(parts[: 4 + number % 2], 8 * W, keys=(Key(0, 0),)),
        }.items():
            (home / kind).mkdir(exist_ok=True)
            (home / kind / f"{number}.mid").write_bytes(write_midi(score))
    room = Workspace(home / "home")
    add([home / "air", home / "choir"], "mixed", classes="folders", workspace=room)
    return open_scores("mixed", room)


def test_a_dataset_is_told_with_its_classes_as_styles(folder: Scores) -> None:
    told = tell_scores(folder)
    assert told.vocabulary.styles == folder.classes == ("air", "choir")
    assert len(told.train) == len(folder.train)
    programs = {
        len(score.parts): {part.program for part in score.parts}
        for score in (decode(piece, told.vocabulary) for piece in pieces_of(told.edition(0)))
    }
    assert programs == {1: {0}, 4: {52}, 5: {0}}  # four single voices are a choir


def test_a_style_may_be_of_so_many_parts_and_played_by_others(folder: Scores) -> None:
    chosen = tell_scores(folder, {"choir": Style(parts=4), "air": Style(programs=(73,))})
    assert chosen.hash != tell_scores(folder).hash
    scores = [decode(piece, chosen.vocabulary) for piece in pieces_of(chosen.edition(0))]
    assert {tuple(part.program for part in score.parts) for score in scores} == {
        (73,),
        (52, 52, 52, 52),
    }
