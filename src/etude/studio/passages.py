"""What of a piece is to be written: the score that a model is told, and its regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from etude.core.errors import EtudeError
from etude.core.messages import Language, message
from etude.core.seeds import generator
from etude.gallery.scores import unpack_notes
from etude.media.music.arranging import Region, lengthen
from etude.media.music.bars import bars
from etude.media.music.casting import VOICE, name_choir
from etude.media.music.grammar import CHOIR, Player
from etude.media.music.score import Key, Note, Part, Score
from etude.media.music.tokens.measures import PARTS
from etude.media.music.transposing import transpose
from etude.studio.composing import MORE, PIANO, Asked

SPAN = 8  # bars of a gap that models learn to fill
AROUND = (8, 4)  # bars before and after a gap that they are told
OCTAVE = 12
PHRASE = 2  # bars that a variation changes together
HEARING = 3  # the ear since which melodies are brought into the range of a soprano
HANDS = ((60, 64), (43, 50))  # what tells a model that a staff of a piano plays chords


@dataclass(frozen=True)
class Berth:
    """Where a melody lies while voices are written to it.

    Args:
        keys: Those of the melody as it was given.
        away: Semitones by which it was moved to be sung by a soprano.
        beyond: How many of its notes no soprano has, even so.
    """

    keys: tuple[Key, ...]
    away: int
    beyond: int

    @property
    def octaves(self) -> int:
        """The whole octaves nearest to that, which the voices of a choir stay away."""
        return round(self.away / OCTAVE)

    @property
    def rest(self) -> int:
        """Semitones by which the key of what is written lies above that of the melody."""
        return self.away - OCTAVE * self.octaves

    def bring_back(self, score: Score) -> Score:
        """Return a melody and what was written to it in the key in which the melody was given.

        A melody that lay above a soprano's range lies there again, above the voices. One that lay
        below it stays with the soprano: below it, there would be no room for a choir.

        Args:
            score: Both, where the melody was moved to.
        """
        own = -self.away if self.octaves < 0 else -self.rest
        moves = (own, *(-self.rest for _ in score.parts[1:]))
        parts = (
            replace(part, notes=tuple(self._move(note, by) for note in part.notes))
            for part, by in zip(score.parts, moves, strict=True)
        )
        return replace(score, keys=self.keys, parts=tuple(parts))

    def _move(self, note: Note, by: int) -> Note:
        spelling = None if self.away % OCTAVE else note.spelling
        return note._replace(pitch=note.pitch + by, spelling=spelling)


@dataclass(frozen=True)
class Passage:
    """What is to be written.

    Args:
        score: The piece; parts that are to be written may be empty.
        regions: What of it, in the order in which it is written.
        players: The instruments and ranges of its parts; None for those it has.
        berth: Where a melody was moved to be harmonised.
    """

    score: Score
    regions: tuple[Region, ...]
    players: tuple[Player, ...] | None = None
    berth: Berth | None = None

    def facts(self) -> dict[str, int]:
        """Return what a work says of where its melody was moved; nothing where it was not."""
        berth = self.berth or Berth((), 0, 0)
        found = {"moved": berth.away, "octaves": max(0, berth.octaves), "beyond": berth.beyond}
        return {name: count for name, count in found.items() if count}


def check_task(command: str, score: Score | None, task: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a recipe says of a task, checked.

    Args:
        command: One of `composing.COMMANDS`.
        score: The piece, for all but ``create``.
        task: ``between``, ``voices`` and ``strength``; None where nobody asked.

    Raises:
        EtudeError: ``composing.no-score``, ``composing.bad-number``, ``score.no-such-bars``,
            ``asked.no-such-part``, ``composing.no-melody``, ``tokens.too-many-parts``.
    """
    if command == "create":
        return {}
    count = 0 if score is None else len(bars(score))
    if score is None or not count or not score.parts:
        raise EtudeError("composing.no-score", command=command)
    staves = len(score.parts) + (len(PIANO) if command == "accompany" else 0)
    if staves > PARTS:
        raise EtudeError("tokens.too-many-parts", count=staves, limit=PARTS)
    if command in ("harmonise", "accompany") and not any(score.notes):
        raise EtudeError("composing.no-melody", command=command)
    if command == "vary":
        return {"strength": _check_strength(task.get("strength"))}
    return _check_gap(score, count, task) if command == "fill" else {}


def _check_strength(given: Any) -> float:
    try:
        strength = 0.5 if given is None else float(given)
    except (TypeError, ValueError):
        strength = -1.0
    if not 0.0 <= strength <= 1.0:
        raise EtudeError("composing.bad-number", name="strength", value=given, low=0, high=1)
    return strength


def _check_gap(score: Score, count: int, task: Mapping[str, Any]) -> dict[str, Any]:
    first, last = task.get("between") or (0, count)
    if not 0 <= first < last <= count:
        raise EtudeError("score.no-such-bars", first=first + 1, last=last, bars=count)
    voices = task.get("voices")
    found: dict[str, Any] = {"between": [int(first), int(last)]}
    if voices is not None:
        parts = sorted({int(each) for each in voices})
        for part in parts or [-1]:
            if not 0 <= part < len(score.parts):
                raise EtudeError("asked.no-such-part", part=part + 1, count=len(score.parts))
        if len(parts) < len(score.parts):
            found["voices"] = parts
    return found


def plan_passage(recipe: Mapping[str, Any], asked: Asked) -> Passage:
    """Return what a recipe wants to be written.

    Args:
        recipe: Of any command but ``create``.
        asked: Its settings.

    Raises:
        EtudeError: ``score.bad-data``.
    """
    score, command = unpack_notes(dict(recipe)), recipe["command"]
    count = len(bars(score))
    if command == "continue":
        more = asked.bars or MORE
        return Passage(lengthen(score, more), (Region(count, count + more),))
    if command == "harmonise":
        passage = _harmonise(score, count, recipe.get("language", "en"))
        return passage if recipe.get("ear", 1) < HEARING else _berth(passage)
    if command == "accompany":
        return _accompany(score, count, recipe.get("language", "en"))
    if command == "vary":
        dice = generator(recipe["seed"], "vary")
        return Passage(score, tuple(draw_phrases(count, recipe["strength"], dice)))
    first, last = recipe["between"]
    voices = tuple(recipe["voices"]) if "voices" in recipe else None
    return Passage(score, tuple(split_gap(first, last, count, voices)))


def split_gap(
    first: int, last: int, count: int, voices: tuple[int, ...] | None = None
) -> list[Region]:
    """Return the regions of a gap, none in the middle longer than models have learnt to fill.

    Args:
        first: The first bar, from 0.
        last: The one after the last.
        count: Bars of the piece.
        voices: The parts that are written; None for all.
    """
    if last == count and (voices is None or first == 0):
        return [Region(first, last, voices)]
    before, after = AROUND
    return [
        Region(at, min(at + SPAN, last), voices, before=before, after=after)
        for at in range(first, last, SPAN)
    ]


def draw_phrases(count: int, strength: float, dice: np.random.Generator) -> list[Region]:
    """Return the phrases of a piece that a variation writes anew, from left to right.

    Args:
        count: Bars of the piece.
        strength: The share of them, 0 to 1; at least one phrase.
        dice: Where chance comes from.
    """
    starts = list(range(0, count, PHRASE))
    wanted = min(len(starts), max(1, round(strength * len(starts))))
    chosen = sorted(dice.choice(starts, wanted, replace=False).tolist())
    before, after = AROUND
    return [Region(at, min(at + PHRASE, count), before=before, after=after) for at in chosen]


def _harmonise(score: Score, count: int, language: Language) -> Passage:
    """Return the highest line of a piece above three singers who have nothing to sing yet."""
    highest, *names = name_choir(language)
    melody = Part(highest, VOICE, _highest_line(score))
    others = (Part(name, VOICE) for name in names)
    choir = replace(score, parts=(melody, *others), chords=())
    return Passage(choir, (Region(0, count, (1, 2, 3)),), CHOIR)


def _berth(passage: Passage) -> Passage:
    """Return a passage whose melody a soprano can sing: octaves away, or in another key."""
    pitches = [note.pitch for note in passage.score.parts[0].notes]
    soprano = CHOIR[0]
    low, high = soprano.low - min(pitches), soprano.high - max(pitches)
    if low > high:  # what goes too far up and down lies where the most of it can be sung
        octaves = range(-OCTAVE * (min(pitches) // OCTAVE), 128 - max(pitches), OCTAVE)
        away = min(octaves, key=lambda by: (_beyond(pitches, by), abs(by)))
    else:
        away = min(range(low, high + 1), key=lambda by: (min(by % OCTAVE, -by % OCTAVE), abs(by)))
    berth = Berth(passage.score.keys, away, _beyond(pitches, away))
    return replace(passage, score=transpose(passage.score, away), berth=berth)


def _beyond(pitches: Sequence[int], away: int) -> int:
    """Return how many notes no soprano has when they are moved so far."""
    soprano = CHOIR[0]
    return sum(not soprano.low <= pitch + away <= soprano.high for pitch in pitches)


def _highest_line(score: Score) -> tuple[Note, ...]:
    """Return the part that lies highest as one voice: at each place its highest note."""
    parts = [part for part in score.parts if part.notes and not part.drums]
    if not parts:
        raise EtudeError("composing.no-melody", command="harmonise")
    part = max(parts, key=lambda each: float(np.mean([note.pitch for note in each.notes])))
    tops = {note.start: note for note in sorted(part.notes, key=lambda note: note.pitch)}
    line = [tops[start] for start in sorted(tops)]
    ends = [note.start for note in line[1:]] + [score.length]
    return tuple(
        note._replace(duration=min(note.duration, end - note.start), voice=1)
        for note, end in zip(line, ends, strict=True)
    )


def _accompany(score: Score, count: int, language: Language) -> Passage:
    """Return a piece above a piano whose staves hold no more than what says that they are two.

    The left hand is written first and the right hand to it: asked for both at once, a model that
    knows the melody for a fiddler's writes a second fiddle and leaves the left hand silent.
    """
    parts, piano = list(score.parts), message("composing.part-piano", language)
    hands = tuple(
        Part(piano, player.program, tuple(Note(0, pitch, 1) for pitch in chord), player.joined)
        for player, chord in zip(PIANO, HANDS, strict=True)
    )
    right, left = len(parts), len(parts) + 1
    chords = not score.chords
    players = (*(Player(max(part.program, 0)) for part in parts), *PIANO)
    whole = replace(score, parts=(*parts, *hands))
    regions = tuple(Region(0, count, (hand,), chords=chords) for hand in (left, right))
    return Passage(whole, regions, players)
