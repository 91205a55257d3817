"""Drama by a model of one's own: the name is written, the model writes what is said under it.

A small model knows how speeches sound and not what a play is about. So the layout is not left to
it: who speaks is settled before, and what it writes can only be read as one speech of theirs. Of
some that are written side by side the likeliest are offered.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.core.seeds import new_seed
from etude.core.steps import finish
from etude.gallery.work import Work
from etude.media.text.drama import Play, Speech, is_spoken, read_play, tag, write_part, write_play
from etude.media.text.scripts import find_script
from etude.studio.asked import BY_HAND, EDITION, Asked, read_asked, refuse_others
from etude.studio.keeping import Written, keep_made
from etude.studio.recipe import write_recipe
from etude.studio.scenes import (
    BUDGET,
    MOST_BUDGET,
    MOST_SPEECHES,
    SPEECHES,
    choose_text,
    find_turns,
)
from etude.studio.suggesting import MOST, TRIED, Suggestion
from etude.studio.voice import show

if TYPE_CHECKING:
    from etude.inference.candidates import Candidate
    from etude.studio.scribe import Scribe
    from etude.studio.voice import Voice

COMMAND = "drama"
LENGTH, LONGEST = 120, 1000  # symbols of a speech
COUNT = 3  # speeches to choose from
KINDS = (
    "play",
    "drama",
    "戏剧",
    "戲劇",
    "剧本",
    "劇本",
)  # what a model may have been told of plays
_WORD = re.compile(r"[A-Za-z']+")
_STOP = re.compile(r".*[.!?…。！？][\"”’」』)]*", re.DOTALL)


@dataclass(frozen=True)
class Wanted:
    """How a speech is to be written.

    Args:
        asked: How freely.
        length: Most symbols of it, 1 to 1000.
        budget: Most symbols of the play that are read: title, cast and heading always, of the
            rest the end.
    """

    asked: Asked
    length: int = LENGTH
    budget: int = BUDGET


@dataclass(frozen=True)
class Offer:
    """Speeches to choose from.

    Args:
        speaker: Whose they are.
        speeches: Each as it stands in a play, with the name above it; the likeliest first.
        read: How many speeches and directions of the play the model read.
        parts: How many there are.
    """

    speaker: str
    speeches: tuple[Suggestion, ...]
    read: int
    parts: int


@dataclass(frozen=True)
class Staged:
    """A play that went on.

    Args:
        work: All of it, as the gallery keeps it.
        play: The same with its structure.
        added: What of it is new.
        read: How many speeches and directions of the play the model read for the last of them.
        parts: How many there were.
    """

    work: Work
    play: Play
    added: tuple[Speech, ...]
    read: int
    parts: int


def want(
    scribe: Scribe,
    settings: Mapping[str, Any] | None = None,
    length: int = LENGTH,
    budget: int = BUDGET,
) -> Wanted:
    """Return how a speech is to be written, every value in its range.

    Args:
        scribe: Who is asked.
        settings: How freely: ``adventure`` and what is set by hand, as in `Asked`.
        length: As in `Wanted`.
        budget: As in `Wanted`.

    Raises:
        EtudeError: ``endpoint.bad-number``, ``writing.no-use``, those of `read_asked`.
    """
    check("length", length, 1, LONGEST)
    check("budget", budget, 1, MOST_BUDGET)
    given = settings or {}
    asked = read_asked(given, scribe.name)
    refuse_others(given, COMMAND, {"adventure", *BY_HAND})
    return Wanted(asked, length, budget)


def check(name: str, value: int, low: int, high: int) -> None:
    """Refuse a number outside its range.

    Args:
        name: What it is called.
        value: The number.
        low: The least.
        high: The most.

    Raises:
        EtudeError: ``endpoint.bad-number``.
    """
    if not low <= value <= high:
        raise EtudeError("endpoint.bad-number", name=name, value=value, low=low, high=high)


def seek_speeches(
    scribe: Scribe,
    play: Play,
    wanted: Wanted,
    seed: int,
    count: int = COUNT,
    who: str | None = None,
) -> Generator[None, None, Offer]:
    """Seek what somebody in a play may say next, and rest after each symbol.

    Whoever does not go on with it ends the search.

    Args:
        scribe: Who writes.
        play: So far.
        wanted: How.
        seed: The same one gives the same speeches.
        count: How many, 1 to 12.
        who: Who speaks; by default whose turn it is, as `find_turns` has it.

    Returns:
        At most `count`, all different, the likeliest first. Each is read back as one speech of
        that name, and ends with a sentence where one came to its end.

    Raises:
        EtudeError: ``endpoint.no-cast``, ``endpoint.not-in-cast``, ``endpoint.bad-number``, those
            of `etude.inference`.
    """
    from etude.inference.candidates import draft
    from etude.inference.characters import WholeCharacters
    from etude.inference.rows import PlainRows
    from etude.inference.sampling import Every

    check("count", count, 1, MOST)
    speaker = find_turns(play, () if who is None else (who,))[0]
    voice = scribe.voice
    vocabulary = voice.vocabulary
    text, read, parts = choose_text(
        play, wanted.budget, lambda said: len(vocabulary.encode(voice.adapt(said)))
    )
    told = _open(voice) + voice.adapt(f"{text}\n{tag(speaker)}\n")
    cast = [*play.cast, *map(voice.adapt, play.cast)]
    found = yield from draft(
        voice.writer,
        vocabulary.encode(voice.first(told)),
        count * TRIED,
        sampling=wanted.asked.sampling(),
        constraint=Every(
            PlainRows(vocabulary, lambda row: is_spoken(row, cast)), WholeCharacters(vocabulary)
        ),
        seed=seed,
        most=wanted.length,
    )
    known = set(_WORD.findall(text.lower()))
    script = find_script(text)  # what the model writes in another one is shown in that of the play
    speeches: dict[tuple[str, ...], Suggestion] = {}
    for each in sorted(found, key=lambda each: _rank(voice, each, known)):
        words = show(vocabulary.decode(each.tokens), script if voice.script else None)
        lines = _read_lines(play, speaker, words, each.ended)
        if lines:
            said = write_part(Speech(speaker, lines))
            speeches.setdefault(lines, Suggestion(said, each.bits_each))
    return Offer(speaker, tuple(speeches.values())[:count], read, parts)


def continue_own(
    scribe: Scribe,
    play: Play,
    seed: int | None = None,
    *,
    speeches: int = SPEECHES,
    who: Sequence[str] = (),
    length: int = LENGTH,
    budget: int = BUDGET,
    settings: Mapping[str, Any] | None = None,
    progress: Progress = silent,
) -> Staged:
    """Have the last scene of a play go on by a model of one's own, and keep it as a work.

    Args:
        scribe: Who writes: of each turn, the likeliest of three speeches.
        play: So far.
        seed: The same one gives the same speeches; each has the next one.
        speeches: How many are added, 1 to 40.
        who: Who speaks, in turn; by default as `find_turns` has it.
        length: Most symbols of each.
        budget: Most symbols of the play that are read.
        settings: How freely, as for `want`.
        progress: Told before each speech (``turn``) and behind it (``speech``: its text).

    Raises:
        EtudeError: ``endpoint.no-cast``, ``endpoint.not-in-cast``, ``endpoint.bad-number``, those
            of `want` and of `etude.inference`.
    """
    check("speeches", speeches, 1, MOST_SPEECHES)
    turns = find_turns(play, who)
    wanted = want(scribe, settings, length, budget)
    asked = {"speeches": speeches, "who": list(turns), "length": length, "budget": budget}
    recipe = write_recipe(
        COMMAND,
        scribe,
        seed=new_seed() if seed is None else seed,
        settings={**asked, **wanted.asked.settings()},
        before=write_play(play),
        edition=EDITION,
    )
    said, read, parts = _play_on(scribe, recipe, progress)
    before = [part for scene in play.scenes for part in scene.speeches]
    added = [part for scene in said.scenes for part in scene.speeches][len(before) :]
    facts = {"parts_read": read, "parts": parts}
    work = keep_made(scribe.gallery, Written(write_play(said), recipe), ".txt", facts)
    return Staged(work, said, tuple(added), read, parts)


def play_again(scribe: Scribe, recipe: Mapping[str, Any]) -> str:
    """Write the play once more that a recipe describes.

    Args:
        scribe: The model it was written for.
        recipe: Of `continue_own`.
    """
    return write_play(_play_on(scribe, recipe)[0])


def _play_on(
    scribe: Scribe, recipe: Mapping[str, Any], progress: Progress = silent
) -> tuple[Play, int, int]:
    settings = dict(recipe["settings"])
    speeches, turns = settings.pop("speeches"), settings.pop("who")
    wanted = Wanted(
        length=settings.pop("length"), budget=settings.pop("budget"), asked=Asked(**settings)
    )
    play, read, parts = read_play(recipe["before"]), 0, 0
    for number in range(speeches):
        speaker = turns[number % len(turns)]
        progress(Event("turn", number, speeches, {"opening": f"{tag(speaker)}\n"}))
        steps = seek_speeches(scribe, play, wanted, recipe["seed"] + number, who=speaker)
        offer = finish(steps)
        read, parts = offer.read, offer.parts
        if not offer.speeches:
            break
        words = offer.speeches[0].words
        play = play.append(Speech(speaker, tuple(words.splitlines()[1:])))
        progress(Event("speech", number + 1, speeches, {"text": words}))
    return play, read, parts


def _open(voice: Voice) -> str:
    """Return what stands above a play of a model that was told of plays."""
    opening = voice.told
    kind = next((each for each in opening.forms if each in KINDS), None) if opening else None
    if opening is None or kind is None:
        return ""
    from etude.studio.opening import FORM, RHYME, TITLE

    lines = (each.replace(FORM, kind).replace(RHYME, "") for each in opening.lines)
    return "".join(f"{each.replace(TITLE, '').strip('· ')}\n" for each in lines)


def _rank(voice: Voice, found: Candidate, known: set[str]) -> tuple[bool, int, float]:
    """Put first what came to its end, then what has few words that are none, then the likeliest."""
    from etude.media.text.verse.english.dictionary import is_known

    words = _WORD.findall(voice.vocabulary.decode(found.tokens).lower())
    odd = sum(each not in known and not is_known(each) for each in words)
    return not found.ended, odd, found.bits_each


def _read_lines(play: Play, speaker: str, words: str, ended: bool) -> tuple[str, ...]:
    """Return the lines of a speech, or none where it would not be read back as it is."""
    words = words.rstrip("\ufffd")
    if not ended:  # it was cut off: whole sentences stay, or whole lines, or all of it
        whole = _STOP.match(words)
        words = whole[0] if whole else words.rpartition("\n")[0] or words
    lines = tuple(row.strip() for row in words.splitlines() if row.strip())
    longer = play.append(Speech(speaker, lines))
    return lines if lines and read_play(write_play(longer)) == longer else ()
