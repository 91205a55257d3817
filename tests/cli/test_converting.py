"""`etude convert`: a stranger's tune becomes a file to read or to hear."""

from dataclasses import replace

from etude.media.music.midi.writing import write_midi
from etude.media.music.reading import read_score
from tests.media.music.scores import tune

ABC = "X:1\nT:A jig\nM:6/8\nL:1/8\nK:G\nGAB d2e|dBG A3|]\n"


def test_from_abc_to_every_kind(etude, tmp_path) -> None:
    (tmp_path / "jig.abc").write_text(ABC, encoding="utf-8")
    for suffix in ("mid", "musicxml", "mxl", "svg", "pdf", "png", "wav"):
        done = etude("convert", "jig.abc", "-o", f"jig.{suffix}")
        assert done.code == 0, done.err
        assert done.out == f"Saved jig.{suffix}\n"
        assert (tmp_path / f"jig.{suffix}").stat().st_size > 100
    assert read_score(tmp_path / "jig.mxl").title == "A jig"


def test_it_says_what_was_done(etude, tmp_path) -> None:
    late = [note._replace(start=note.start + 7) for note in tune().parts[0].notes[:-1]]
    part = replace(tune().parts[0], notes=tuple(late))
    (tmp_path / "played.mid").write_bytes(write_midi(replace(tune(), parts=(part,))))
    assert "Put on a grid of" in etude("convert", "played.mid", "-o", "played.musicxml").out
    document = etude("convert", "played.mid", "-o", "played.pdf", "--json").document
    assert document["files"] == ["played.pdf"]
    assert document["grid"]["moved"] == 1.0
    assert document["parts"] == ["Flute"]
    heard = etude("convert", "played.mid", "-o", "played.wav", "--stems", "--json").document
    assert heard["files"] == ["played.wav", "played-01-Flute.wav"]


def test_of_a_book_of_tunes_it_says_that_there_are_more(etude, tmp_path) -> None:
    (tmp_path / "jigs.abc").write_text(ABC + "\n" + ABC.replace("X:1", "X:2"), encoding="utf-8")
    more = (
        "jigs.abc holds more pieces than this first one; --tune 2 takes the next, --tune TITLE"
        " one by its title."
    )
    assert etude("convert", "jigs.abc", "-o", "1.mid").out.splitlines() == [more, "Saved 1.mid"]
    assert etude("convert", "jigs.abc", "--tune", "2", "-o", "2.mid").out == "Saved 2.mid\n"
    assert etude("convert", "jigs.abc", "--tune", "1", "-o", "1.mid").out == "Saved 1.mid\n"


def test_a_tune_of_a_book_is_taken_by_its_title(etude, tmp_path) -> None:
    reel = ABC.replace("X:1\nT:A jig", "X:2\nT:The reel\nT:Old Kate").replace("GAB", "BBB")
    (tmp_path / "book.abc").write_text(ABC + "\n" + reel, encoding="utf-8")
    for asked in ("the REEL", "old kate", "X:2", "2"):
        assert etude("convert", "book.abc", "--tune", asked, "-o", "reel.mid").code == 0
        assert [note.pitch for note in read_score(tmp_path / "reel.mid").notes][:3] == [71, 71, 71]
        (tmp_path / "reel.mid").unlink()
    done = etude("convert", "book.abc", "--tune", "reel", "-o", "reel.mid")
    assert done.code == 2
    assert "Did you mean “The reel”?" in done.err
    assert not (tmp_path / "reel.mid").exists()


def test_mistakes_can_be_mended(etude, tmp_path) -> None:
    (tmp_path / "jig.abc").write_text(ABC, encoding="utf-8")
    for words, part in (
        (("none.abc", "-o", "x.pdf"), "There is no file none.abc"),
        (("jig.abc", "-o", "x.doc"), ".mid, .musicxml, .mxl, .svg, .pdf, .png, .wav"),
        (("jig.abc", "--tune", "2", "-o", "x.pdf"), "There is no piece 2 in jig.abc"),
        (("jig.abc", "--tune", "0", "-o", "x.pdf"), "Choose a number from 1 to 1"),
        (("jig.abc", "--stems", "-o", "x.pdf"), ".wav"),
        (("jig.abc", "--soundfont", "jig.abc", "-o", "x.wav"), "jig.abc is no soundfont"),
        (("jig.abc",), "--output"),
    ):
        done = etude("convert", *words)
        assert done.code == 2, done.out
        assert part in done.err
