"""One door to every kind of file, and from one kind to another."""

import io
import json
import wave
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from etude.core.errors import EtudeError
from etude.media.music.conversion import convert
from etude.media.music.encoding import SUFFIXES, check_suffix, encode_score, with_key
from etude.media.music.inscription import read_recipe
from etude.media.music.midi.writing import write_midi
from etude.media.music.reading import read_score
from etude.media.music.score import Key, Note, Part, Score
from tests.media.music.scores import Q, W, tune
from tests.media.music.sound.fonts import font

ABC = "X:1\nT:One\nM:3/4\nL:1/4\nK:D\n|:DFA:|\n\nX:2\nT:Two\nM:2/4\nL:1/4\nK:G\nGB|d2|\n"
HEADS = {
    ".mid": b"MThd",
    ".musicxml": b"<?xml",
    ".mxl": b"PK",
    ".svg": b"<svg",
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG",
    ".wav": b"RIFF",
}


def frames(data: bytes) -> bytes:
    with wave.open(io.BytesIO(data)) as file:
        return file.readframes(file.getnframes())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_kind_of_file(suffix) -> None:
    data = encode_score(tune(), suffix)
    assert data.startswith(HEADS[suffix])
    assert data == encode_score(tune(), suffix.upper())


@pytest.mark.parametrize("suffix", [".mid", ".musicxml", ".mxl"])
def test_what_goes_out_comes_in(suffix) -> None:
    back = read_score(encode_score(tune(), suffix))
    heard = [[note[:4] for note in part.notes] for part in tune().parts]
    assert [[note[:4] for note in part.notes] for part in back.parts] == heard
    assert (back.keys, back.metres, back.tempos) == (tune().keys, tune().metres, tune().tempos)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_recipe_stays_inside_and_harms_nothing(suffix) -> None:
    recipe = {"seed": 7, "words": '<“茉莉花” & }{ \\" \n>', "bars": [1, 2]}
    data = encode_score(tune(), suffix, recipe)
    plain = encode_score(tune(), suffix)
    assert read_recipe(data) == recipe
    assert read_recipe(plain) is None
    assert len(data) > len(plain)
    if suffix in (".mid", ".musicxml", ".mxl"):
        assert read_score(data) == read_score(plain)
    if suffix == ".wav":
        assert frames(data) == frames(plain)
    if suffix == ".png":
        with Image.open(io.BytesIO(data)) as image:
            assert json.loads(image.text["etude"]) == recipe
    for cut in range(0, len(data), max(1, len(data) // 40)):
        assert read_recipe(data[:cut]) in (None, recipe)


def test_nobody_else_s_words_are_a_recipe() -> None:
    for data in (
        b"",
        b"RIFFetude:[1]",
        b"RIFFetude:{",
        b"%PDF /Etude <00>",
        b"<svg>",
        b"MThdetude:1",
    ):
        assert read_recipe(data) is None


def test_suffixes_are_understood_as_people_write_them() -> None:
    assert [check_suffix(each) for each in ("MIDI", ".xml", " .Pdf")] == [
        ".mid",
        ".musicxml",
        ".pdf",
    ]
    with pytest.raises(EtudeError) as caught:
        check_suffix(".doc")
    assert caught.value.code == "score.unknown-suffix"


def test_a_score_to_read_shows_its_key() -> None:
    bare = replace(tune(), keys=())
    assert with_key(bare).keys == (Key(0, -1, "major"),)
    assert with_key(tune()) is not None
    assert with_key(Score((), 0)).keys == ()
    assert read_score(encode_score(bare, ".musicxml")).keys == with_key(bare).keys
    assert read_score(encode_score(bare, ".mid")).keys == ()


def test_a_tune_of_a_book_is_converted(tmp_path: Path) -> None:
    book = tmp_path / "book.abc"
    book.write_text(ABC, encoding="utf-8")
    done = convert(book, tmp_path / "new" / "two.mid", tune=2)
    assert done.files == (tmp_path / "new" / "two.mid",)
    assert (done.tune.place, done.tune.score.title) == ("X:2", "Two")
    assert [note.pitch for note in read_score(done.files[0]).notes] == [67, 71, 74]
    for repeats, notes in ((True, 6), (False, 3)):
        done = convert(book, tmp_path / "one.musicxml", repeats=repeats)
        assert len(list(read_score(done.files[0]).notes)) == notes
    with pytest.raises(EtudeError) as caught:
        convert(book, tmp_path / "three.mid", tune=3)
    assert caught.value.details == {"name": "book.abc", "tune": 3, "count": 2}


def test_what_was_played_is_quantised_to_be_read(tmp_path: Path) -> None:
    played = Score((Part("x", 40, tuple(Note(Q * at + 9, 60, Q - 30) for at in range(8))),), 2 * W)
    source = tmp_path / "played.mid"
    source.write_bytes(write_midi(played))
    done = convert(source, tmp_path / "read.musicxml")
    assert done.quantised is not None
    assert done.quantised.grid.name == "1/4"
    starts = [note.start for note in read_score(done.files[0]).notes]
    assert starts == [Q * at for at in range(8)]
    assert convert(source, tmp_path / "again.mid").quantised is None
    assert next(iter(read_score(tmp_path / "again.mid").notes)).start == 9


def test_stems_lie_beside_the_piece(tmp_path: Path) -> None:
    source, own = tmp_path / "tune.mid", tmp_path / "own.sf2"
    source.write_bytes(
        write_midi(
            replace(tune(), parts=(*tune().parts[:1], Part("a/b c", 3, tune().parts[1].notes)))
        )
    )
    own.write_bytes(font())
    done = convert(source, tmp_path / "tune.wav", stems=True, soundfont=own)
    assert [path.name for path in done.files] == [
        "tune.wav", "tune-01-Flute.wav", "tune-02-a-b-c.wav",
    ]  # fmt: skip
    assert len({path.stat().st_size for path in done.files}) == 1
    for more in ({"stems": True}, {"soundfont": own}):
        with pytest.raises(EtudeError) as caught:
            convert(source, tmp_path / "tune.pdf", **more)
        assert caught.value.code == "sound.only-wav"


def test_a_preview_is_a_picture() -> None:
    with Image.open(io.BytesIO(encode_score(tune(), ".png"))) as image:
        assert image.width == 1200
        assert 200 < image.height < 1200


def test_nothing_is_written_where_something_is_wrong(tmp_path: Path) -> None:
    for source, target, code in (
        ("none.mid", "x.pdf", "score.missing"),
        ("none.mid", "x.doc", "score.unknown-suffix"),
    ):
        with pytest.raises(EtudeError) as caught:
            convert(tmp_path / source, tmp_path / target)
        assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []
