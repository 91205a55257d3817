"""Lines to choose from, on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.tiny_package import tiny_package
from tests.tiny_sequence import tiny_sequence


def test_lines_are_suggested(etude, home, tmp_path: Path) -> None:
    tiny_sequence("lstm", home / "models")
    draft = tmp_path / "draft.txt"
    draft.write_text("the river runs away at night,\n", encoding="utf-8")
    words = ("suggest", "tiny-lstm", draft, "--seed", 3, "--set", "form=ballad")
    done = etude(*words)
    assert done.code == 0, done.err
    lines = [line.partition("  ") for line in done.out.splitlines() if line]
    assert [number for number, _, _ in lines] == [str(n + 1) for n in range(len(lines))]
    told = etude(*words, "--json").document
    assert told["seed"] == 3
    assert [each["words"].strip() for each in told["suggestions"]] == [line for *_, line in lines]
    # A first line needs no file, and nothing of all this is kept.
    assert etude("suggest", "tiny-lstm", "--count", 2, "--json").document["suggestions"]
    assert etude("works", "--json").document["total"] == 0


def test_what_does_not_write_suggests_nothing(etude, home, tmp_path: Path) -> None:
    tiny_package("vae", home / "models")
    done = etude("suggest", "tiny-vae")
    assert (done.code, done.out) == (2, "")
    assert "tiny-vae" in done.err
    tiny_sequence("lstm", home / "models")
    assert etude("suggest", "tiny-lstm", tmp_path / "gone.txt").code == 2
    assert etude("suggest", "tiny-lstm", "--count", 13).code == 2


def test_speeches_of_a_play_are_suggested(etude, home, tmp_path: Path) -> None:
    tiny_sequence("lstm", home / "models")
    file = tmp_path / "lamp.txt"
    file.write_text("Cast: Mara, Tom\n\nMara: Who lit it?\n", encoding="utf-8")
    done = etude("suggest", "tiny-lstm", file, "--speech", "--seed", 3)
    assert done.code == 0, done.err
    assert done.out.startswith("1  Tom:\n   ")
    (only,) = etude("suggest", "tiny-lstm", file, "--who", "Mara", "--count", 1, "--json").document[
        "suggestions"
    ]
    assert only["words"].startswith("Mara:\n")
    assert etude("suggest", "tiny-lstm", file, "--who", "Ghost").code == 2
