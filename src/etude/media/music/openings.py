"""What pieces of a style are usually like before their first note: metre, tempo, parts, range.

A model could be left to write all that by itself, but a few examples of what it learnt from say it
exactly, however short it has learnt: a chorale has four voices and a jig is in 6/8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from etude.media.music.grammar.asked import Player
from etude.media.music.keys import pitched
from etude.media.music.score import DRUMS, Score
from etude.media.music.tokens.encoding import density_of
from etude.media.music.tokens.measures import DENSITIES, PARTS, UNITS, level_of, plays_alone

MOST = 64
"""Openings of a style that a package keeps."""

RARE = 0.04
"""The share of a style's pieces below which a metre, or tempos as slow or as fast, are unusual."""

_JOINED, _ALONE = "j", "a"


@dataclass(frozen=True)
class Opening:
    """What a piece is like before its first note.

    Args:
        beats: The upper number of its metre.
        unit: The lower number.
        tempo: Quarters a minute, or None where its file says none.
        density: 1, sparse, to 8, dense.
        low: Its lowest pitch.
        high: Its highest pitch.
        chords: Whether it has chord symbols.
        parts: Instrument, whether it is joined to the staff above, and whether it plays one note at
            a time, of each part.
    """

    beats: int
    unit: int
    tempo: float | None
    density: int
    low: int
    high: int
    chords: bool
    parts: tuple[tuple[int, bool, bool], ...]

    @property
    def players(self) -> tuple[Player, ...]:
        """The parts, each free to play whatever lies in the range."""
        return tuple(
            Player(program, alone=alone, joined=joined) for program, joined, alone in self.parts
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON can say it."""
        return asdict(self) | {"parts": " ".join(_say(*part) for part in self.parts)}


def opening_of(score: Score) -> Opening | None:
    """Return what a piece is like, or None where nothing in it has a pitch.

    Args:
        score: Any piece.
    """
    pitches = [note.pitch for note in pitched(score)]
    if not pitches:
        return None
    return Opening(
        beats=score.metres[0].beats,
        unit=score.metres[0].unit,
        tempo=score.tempos[0].bpm if score.tempos else None,
        density=level_of(density_of(score), DENSITIES),
        low=min(pitches),
        high=max(pitches),
        chords=bool(score.chords),
        parts=tuple((part.program, part.joined, plays_alone(part)) for part in score.parts),
    )


def read_openings(document: Mapping[str, Any]) -> dict[str, tuple[Opening, ...]]:
    """Return the openings of each style that a vocabulary's document holds.

    Args:
        document: Of a package of anybody; what is no opening in it is passed over.
    """
    told = document.get("openings")
    if not isinstance(told, dict):
        return {}
    found = {
        str(style): tuple(filter(None, map(_read, listed[:MOST])))
        for style, listed in told.items()
        if isinstance(listed, list)
    }
    return {style: openings for style, openings in found.items() if openings}


def list_fitting(
    openings: Sequence[Opening], metre: tuple[int, int] | None = None
) -> list[Opening]:
    """Return the openings of the parts that most pieces of a style have.

    A chorale for five would be a chorale, but no usual one.

    Args:
        openings: Of the style, at least one.
        metre: Which one is wanted, if any of them has it.
    """
    parts, _ = Counter(each.parts for each in openings).most_common(1)[0]
    known = [each for each in openings if each.parts == parts]
    return [each for each in known if (each.beats, each.unit) == metre] or known


def list_usual(openings: Sequence[Opening], metre: tuple[int, int] | None = None) -> list[Opening]:
    """Return the openings that most pieces of a style have.

    Args:
        openings: Of the style, at least one.
        metre: Which one is wanted, however rare; by default those that are usual.

    Returns:
        Those of the parts that most pieces have, without metres and tempos that hardly any has; in
        the metre that is wanted, if there is one whose tempo is usual.
    """
    known = list_fitting(openings)
    few = RARE * len(known)
    metres = Counter((each.beats, each.unit) for each in known)
    common = [each for each in known if metres[each.beats, each.unit] >= few] or known
    tempos = [each.tempo for each in known if each.tempo is not None]

    def steady(opening: Opening) -> bool:
        tempo, least = opening.tempo, RARE * len(tempos)
        return tempo is None or (
            sum(each <= tempo for each in tempos) >= least
            and sum(each >= tempo for each in tempos) >= least
        )

    wanted = [each for each in known if (each.beats, each.unit) == metre]
    return [*filter(steady, wanted)] or [*filter(steady, common)] or common


def _read(value: Any) -> Opening | None:
    try:
        parts = tuple(_hear(part) for part in value["parts"].split())
        tempo = value["tempo"]
        opening = Opening(
            beats=int(value["beats"]),
            unit=int(value["unit"]),
            tempo=None if tempo is None else float(tempo),
            density=int(value["density"]),
            low=int(value["low"]),
            high=int(value["high"]),
            chords=bool(value["chords"]),
            parts=parts,
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return opening if _holds(opening) else None


def _say(program: int, joined: bool, alone: bool) -> str:
    return f"{program}{_JOINED * joined}{_ALONE * alone}"


def _hear(word: str) -> tuple[int, bool, bool]:
    return int(word.rstrip(_JOINED + _ALONE)), _JOINED in word, _ALONE in word


def _holds(opening: Opening) -> bool:
    tempo = 120.0 if opening.tempo is None else opening.tempo
    return (
        1 <= opening.beats <= 64
        and opening.unit in UNITS
        and 5 <= tempo <= 600
        and 1 <= opening.density <= len(DENSITIES) + 1
        and 0 <= opening.low <= opening.high <= 127
        and _can_play(opening.parts)
    )


def _can_play(parts: Sequence[tuple[int, bool, bool]]) -> bool:
    programs = all(DRUMS <= program <= 127 for program, _, _ in parts)
    return 1 <= len(parts) <= PARTS and programs and not parts[0][1]
