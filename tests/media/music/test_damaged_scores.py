"""Hundreds of damaged files of each kind: a score or a clear line, never a crash."""

import random
from pathlib import Path

import pytest

from etude.core.errors import EtudeError
from etude.media.music.limits import ScoreLimits
from etude.media.music.midi.writing import write_midi
from etude.media.music.reading import Fault, Tune, load_bytes, read_score, read_tunes
from etude.media.music.score import Score
from tests.media.music.musicxml.test_reading import attributes, document, note, packed
from tests.media.music.scores import tune

ABC = b"""X:1
T:Worn
M:6/8
L:1/8
Q:3/8=100
P:AB
K:Ador
P:A
|:"Am"e>AA (3cBA f2 {^g}a|[CE]2-[CE] z3 [M:9/8] A/B/ c//d//|1 e3 f3 g3:|2 A9||
P:B
V:2 octave=-1
[K:Dmix]^F3 _B3 =c3|+AC+ !fermata!G8 & C8 Z2|]
"""
XML = document(
    [
        attributes("3/4", -1, "minor", "<staves>2</staves>")
        + note("D", 2, "<voice>1</voice><staff>1</staff><tie type='start'/>")
        + note("F", 2, "<chord/>", "<staff>2</staff>")
        + "<backup><duration>2</duration></backup><forward><duration>1</duration></forward>"
        + "<harmony><root><root-step>D</root-step></root><kind>minor</kind></harmony>"
        + "<direction><sound tempo='90' dynamics='80'/></direction>",
        '<barline><repeat direction="forward"/></barline>' + note("A", 6) + "<barline><ending "
        'number="1,2" type="start"/><repeat direction="backward" times="3"/></barline>',
    ]
)
WORDS = [
    b"<note>",
    b"9" * 12,
    b"-1",
    b"nan",
    b"1e308",
    b"\xff\xff\xff\x7f",
    b"\0\0",
    b"|:",
    b"[",
    b"(",
]
FILES = {"abc": ABC, "mid": write_midi(tune()), "musicxml": XML, "mxl": packed({"a.xml": XML})}
SMALL = ScoreLimits(bytes=2**20, unpacked=2**20, tunes=50, notes=2000, bars=500, parts=8)


def damaged(data: bytes, seed: int) -> bytes:
    """Bytes changed, cut, doubled, moved or overwritten with what hurts."""
    chance = random.Random(seed)
    worn = bytearray(data)
    for _ in range(chance.choice([1, 2, 5, 20])):
        at = chance.randrange(len(worn) + 1)
        kind = chance.randrange(5)
        if kind == 0 and worn:
            worn[at % len(worn)] = chance.randrange(256)
        elif kind == 1:
            del worn[at : at + chance.randrange(1, 30)]
        elif kind == 2:
            worn[at:at] = worn[at : at + chance.randrange(1, 60)]
        elif kind == 3:
            worn[at:at] = chance.choice(WORDS)
        else:
            digits = [place for place, byte in enumerate(worn) if 48 <= byte < 58]
            if digits:
                worn[chance.choice(digits)] = chance.randrange(48, 58)
    return bytes(worn[: chance.choice([len(worn), len(worn), at + 1])])


@pytest.mark.parametrize("kind", FILES)
def test_a_damaged_file_gives_a_score_or_a_clear_line(kind) -> None:
    outcomes = {"read": 0, "refused": 0}
    lines = []
    for seed in range(300):
        # A damaged zip is seldom readable; every other one holds a damaged score.
        inside = kind == "mxl" and seed % 2
        data = packed({"a.xml": damaged(XML, seed)}) if inside else damaged(FILES[kind], seed)
        try:
            found = list(read_tunes(data, SMALL, name=f"worn.{kind}"))
        except EtudeError as error:
            outcomes["refused"] += 1
            lines += [error.code, error.text("en"), error.text("zh")]
            continue
        outcomes["read"] += 1
        for each in found:
            assert isinstance(each, Tune | Fault)
            if isinstance(each, Tune):
                assert isinstance(each.score, Score)
                assert sum(1 for _ in each.score.notes) <= SMALL.notes
    assert min(outcomes.values()) > 10, outcomes
    assert all(code.startswith("score.") for code in lines[::3])
    assert all("{" not in line and line.isprintable() for line in lines)


def test_files_that_are_something_else_are_refused(tmp_path: Path) -> None:
    for name, data in (
        ("a.mid", b""),
        ("b.abc", b"hello"),
        ("c.xml", b"<svg/>"),
        ("d", b"\x89PNG"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(EtudeError) as caught:
            read_score(tmp_path / name)
        assert caught.value.code == "score.unknown-format"


def test_files_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    for path, code in ((tmp_path, "score.missing"), (tmp_path / ("a" * 300), "score.unreadable")):
        with pytest.raises(EtudeError) as caught:
            read_score(path)
        assert caught.value.code == code
    assert load_bytes(b"x", SMALL, "x") == b"x"


def test_the_content_decides_and_not_the_suffix(tmp_path: Path) -> None:
    (tmp_path / "tune.txt").write_bytes(FILES["mid"])
    assert read_score(tmp_path / "tune.txt").title == "Upbeat"


def test_too_many_tunes_are_refused() -> None:
    with pytest.raises(EtudeError) as caught:
        list(read_tunes(b"X:1\nK:C\nC\n\n" * 51, SMALL, name="book"))
    assert caught.value.code == "score.too-many-tunes"
