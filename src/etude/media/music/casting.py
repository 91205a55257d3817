"""Who plays the parts of a piece where its file does not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from etude.core.messages import Language, message
from etude.media.music.grammar.asked import CHOIR
from etude.media.music.score import Score
from etude.media.music.tokens.measures import plays_alone

VOICE = 52
"""The program of whoever sings: the choir of General MIDI."""

UNSAID = 0
"""The program of a part whose file names no instrument; also the grand piano's."""


def cast(score: Score) -> Score:
    """Return a piece with a choir for its four single voices, if nobody else is to play them.

    MusicXML often names no instrument, and its chorales would be played by four pianos; asked for a
    choir (`grammar.CHOIR`), a model that had learnt from them would know none.

    Args:
        score: Any piece; all others are returned as they are.
    """
    parts = score.parts
    unsaid = all(part.program == UNSAID and not part.joined for part in parts)
    if len(parts) != len(CHOIR) or not unsaid or not all(map(plays_alone, parts)):
        return score
    return recast(score, [singer.program for singer in CHOIR])


def name_choir(language: Language) -> tuple[str, ...]:
    """Return what the four voices of a choir are called, from the highest.

    Args:
        language: In which.
    """
    voices = ("soprano", "alto", "tenor", "bass")
    return tuple(message(f"composing.part-{voice}", language) for voice in voices)


def name_parts(score: Score, language: Language) -> Score:
    """Return a piece whose parts have names: those of a choir, a voice, a piano.

    Args:
        score: Any piece; parts that have a name keep it, and other instruments get none.
        language: Of the names.
    """
    choir = len(score.parts) == len(CHOIR) and all(
        part.program == VOICE and not part.joined for part in score.parts
    )
    voice, piano = (message(f"composing.part-{each}", language) for each in ("voice", "piano"))
    singers = name_choir(language) if choir else (voice,) * len(score.parts)
    names = [
        singer if part.program == VOICE else piano if part.program == UNSAID else ""
        for part, singer in zip(score.parts, singers, strict=True)
    ]
    return replace(
        score,
        parts=tuple(
            replace(part, name=part.name or name)
            for part, name in zip(score.parts, names, strict=True)
        ),
    )


def recast(score: Score, programs: Sequence[int]) -> Score:
    """Return a piece with other instruments.

    Args:
        score: Any piece; its percussion stays what it is.
        programs: General MIDI instruments from the first part on; further parts keep theirs.
    """
    given = [*programs, *(part.program for part in score.parts[len(programs) :])]
    return replace(
        score,
        parts=tuple(
            part if part.drums else replace(part, program=program)
            for part, program in zip(score.parts, given, strict=False)
        ),
    )
