"""Chord symbols as people write them."""

import pytest

from etude.media.music.chords import KINDS, chord_name, kind_of, parse_chord


@pytest.mark.parametrize(
    ("text", "root", "kind", "bass"),
    [
        ("C", 0, "", None), ("F#m", 6, "m", None), ("Bb7", -2, "7", None),
        ("Em7b5", 4, "m7b5", None),
        ("C-7", 0, "m7", None), ("Cmin7", 0, "m7", None), ("CM7", 0, "maj7", None),
        ("C+", 0, "aug", None), ("C7+", 0, "7#5", None), ("Co7", 0, "dim7", None),
        ("C°", 0, "dim", None), ("Cø", 0, "m7b5", None), ("Csus", 0, "sus4", None),
        ("C#d", 7, "dim", None), ("C6/9", 0, "69", None), ("D/f+", 2, "", 6), ("Gm/bb", 1, "m", -2),
        ("C/C", 0, "", None), ("(E7)", 4, "7", None), ("C13b9", 0, "13", None),
        ("Cm(maj7)", 0, "mmaj7", None), ("E♭maj7", -3, "maj7", None), ("N.C.", None, "", None),
    ],
)  # fmt: skip
def test_a_symbol_is_understood(text, root, kind, bass) -> None:
    assert parse_chord(text) == (root, kind, bass)


@pytest.mark.parametrize("text", ["", "4", "p", "f", "D.C.", "Segno", "DANCE", "Fine", "End", "H7"])
def test_what_is_no_chord_is_left_alone(text) -> None:
    assert parse_chord(text) is None


def test_every_chord_gives_its_name_back() -> None:
    for root in range(-7, 12):
        for kind in KINDS:
            for bass in (None, -3, 6):
                if bass != root:
                    assert parse_chord(chord_name(root, kind, bass)) == (root, kind, bass)
    assert parse_chord(chord_name(None, "")) == (None, "", None)


def test_musicxml_kinds_give_theirs_back() -> None:
    for name, kind in KINDS.items():
        assert kind_of(kind.musicxml, kind.degrees) == name
    assert kind_of("minor-seventh", [(5, -1, "alter")]) == "m7b5"
    assert kind_of("augmented-ninth", []) == "7#5"
    assert kind_of("Neapolitan", []) == ""
