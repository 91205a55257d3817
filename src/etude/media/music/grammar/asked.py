"""What is asked of a piece before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etude.core.errors import EtudeError
from etude.media.music.score import DRUMS, MODES, Part
from etude.media.music.tokens.measures import (
    DENSITIES,
    LENGTHS,
    PARTS,
    TEMPOS,
    UNITS,
    level_of,
    nearest,
    plays_alone,
    split_beats,
)
from etude.media.music.tokens.vocabulary import Vocabulary


@dataclass(frozen=True)
class Player:
    """A part that is asked for.

    Args:
        program: General MIDI instrument, 0 to 127, or `score.DRUMS`.
        low: The lowest pitch that it may play.
        high: The highest pitch that it may play.
        alone: Whether it plays one note at a time.
        joined: Whether it is a further staff of the part above.
    """

    program: int = 0
    low: int = 0
    high: int = 127
    alone: bool = False
    joined: bool = False


CHOIR = (
    Player(52, 60, 81, alone=True),
    Player(52, 53, 74, alone=True),
    Player(52, 46, 69, alone=True),
    Player(52, 36, 64, alone=True),
)
"""Soprano, alto, tenor and bass, as far as Bach's chorales go."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a piece; None leaves it to the model.

    Args:
        style: One of the vocabulary's.
        metre: Beats and unit, kept through the piece.
        key: Sharps (flats negative) and mode, kept through the piece.
        tempo: Quarters a minute; the nearest mark of a metronome is told to the model.
        density: 1, sparse, to 8, dense: how often notes begin. A model is told; nothing forces it.
        bars: How many, a pick-up counted; exact.
        low: The lowest pitch of all parts.
        high: The highest pitch of all parts.
        parts: From top to bottom.
        scale: Whether only notes of the key's scale are allowed, in minor keys with the raised
            sixth and seventh.
        chords: Whether chord symbols are written; False for none.
    """

    style: str | None = None
    metre: tuple[int, int] | None = None
    key: tuple[int, str] | None = None
    tempo: float | None = None
    density: int | None = None
    bars: int | None = None
    low: int | None = None
    high: int | None = None
    parts: tuple[Player, ...] | None = None
    scale: bool = False
    chords: bool | None = None


def players_of(parts: Sequence[Part]) -> tuple[Player, ...]:
    """Return parts like those of a score, with as wide a range as they use.

    Args:
        parts: From top to bottom.
    """
    return tuple(
        Player(
            part.program,
            min((note.pitch for note in part.notes), default=0),
            max((note.pitch for note in part.notes), default=127),
            plays_alone(part),
            part.joined,
        )
        for part in parts
    )


def told(asked: Asked, vocabulary: Vocabulary) -> dict[str, list[int]]:
    """Return the tokens that tell a model what is asked, by the kind of the first of them.

    Args:
        asked: What is asked.
        vocabulary: Whose tokens.

    Raises:
        EtudeError: Of the area ``asked``, for what cannot be had.
    """
    token, found = vocabulary.token, dict[str, list[int]]()
    if asked.style is not None:
        if asked.style not in vocabulary.styles:
            known = ", ".join(vocabulary.styles)
            raise EtudeError("tokens.unknown-style", style=asked.style, styles=known)
        found["style"] = [token("style", vocabulary.styles.index(asked.style))]
    if asked.metre is not None:
        beats, unit = asked.metre
        if not 1 <= beats <= 64 or unit not in UNITS:
            raise EtudeError("asked.metre", metre=f"{beats}/{unit}")
        found["beats"] = [token("beats", each - 1) for each in split_beats(beats)]
        found["beats"].append(token("unit", UNITS.index(unit)))
    if asked.key is not None:
        signature, mode = asked.key
        if not -7 <= signature <= 7 or mode not in MODES:
            raise EtudeError("asked.key", signature=signature, mode=mode)
        found["key"] = [token("key", signature + 7), token("mode", list(MODES).index(mode))]
    if asked.tempo is not None:
        found["tempo"] = [token("tempo", nearest(asked.tempo, TEMPOS))]
    if asked.density is not None:
        if not 1 <= asked.density <= len(DENSITIES) + 1:
            raise EtudeError("asked.density", density=asked.density, most=len(DENSITIES) + 1)
        found["density"] = [token("density", asked.density - 1)]
    if asked.bars is not None:
        if asked.bars < 1:
            raise EtudeError("asked.bars", bars=asked.bars)
        found["length"] = [token("length", level_of(asked.bars, LENGTHS) - 1)]
    if asked.low is not None or asked.high is not None:
        low, high = _range(asked)
        found["range"] = [token("range"), token("pitch", low), token("pitch", high)]
    if asked.parts is not None:
        if not 1 <= len(asked.parts) <= PARTS or asked.parts[0].joined:
            raise EtudeError("asked.parts", count=len(asked.parts), most=PARTS)
        found["parts"] = [each for player in asked.parts for each in _part(player, vocabulary)]
    return found


def _range(asked: Asked) -> tuple[int, int]:
    low, high = asked.low or 0, 127 if asked.high is None else asked.high
    if not 0 <= low <= high <= 127:
        raise EtudeError("asked.range", low=low, high=high)
    return low, high


def _part(player: Player, vocabulary: Vocabulary) -> list[int]:
    if player.program == DRUMS:
        tokens = [vocabulary.token("drums")]
    else:
        family, member = divmod(player.program, 8)
        tokens = [vocabulary.token("family", family), vocabulary.token("member", member)]
    marks = {"joined": player.joined, "alone": player.alone}
    return tokens + [vocabulary.token(mark) for mark, holds in marks.items() if holds]
