"""Stories by a model of one's own: its last passage goes on, and names stay as they are spelled.

A small model knows how words follow each other. It follows no plan and remembers nothing that it
does not read: so it reads the end of the story, as much as the budget allows, and nothing else, and
what it may not do is not left to it. Nobody is named who is not in the cast or in the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.core.seeds import new_seed
from etude.gallery.manuscript import Manuscript
from etude.gallery.work import Work
from etude.media.text.names import list_named
from etude.media.text.scripts import find_script
from etude.media.text.story import Chapter, Story, write_prose, write_story
from etude.media.text.story_reading import is_prose, read_story
from etude.studio import storytelling
from etude.studio.asked import BY_HAND, EDITION, Asked, read_asked, refuse_others
from etude.studio.budget import Measure
from etude.studio.keeping import Written, keep_made
from etude.studio.recipe import write_recipe
from etude.studio.stage import check
from etude.studio.stories import find_number, find_opening
from etude.studio.voice import show

if TYPE_CHECKING:
    from etude.inference.sampling import Constraint
    from etude.studio.scribe import Scribe

COMMAND = "story"
LENGTH, LONGEST = 400, 20_000  # symbols of a passage
BUDGET, MOST_BUDGET = 1000, 50_000  # symbols that are read
_STOP = re.compile(r".*[.!?…。！？][\"”’」』)]*", re.DOTALL)


@dataclass(frozen=True)
class Passage:
    """What is about to be written, and what of the story is read for it.

    Args:
        number: Of the chapter.
        read: Symbols of the end of the story that are read.
        whole: How many the story has.
        room: Most symbols that are written.
        opening: As `etude.studio.stories.find_opening`.
    """

    number: int
    read: int
    whole: int
    room: int
    opening: str | None


@dataclass(frozen=True)
class Tale:
    """A story that went on.

    Args:
        text: As it is now, with everything in it.
        story: The same with its structure.
        passage: What was read and written.
        work: What a reader reads, as the gallery keeps it.
    """

    text: Manuscript
    story: Story
    passage: Passage
    work: Work


def ask(
    scribe: Scribe,
    text: Manuscript,
    seed: int | None = None,
    *,
    chapter: int | None = None,
    more: bool = False,
    length: int = LENGTH,
    budget: int = BUDGET,
    settings: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the recipe of a story that is to go on.

    Args:
        scribe: Who writes.
        text: That holds the story.
        seed: The same one gives the same words.
        chapter: Write this one anew; its words until now stay in the earlier versions.
        more: Go on with a chapter, by default the last one, instead of beginning one.
        length: Most symbols that are written, 1 to 20,000.
        budget: Most symbols that are read, 1 to 50,000.
        settings: How freely: ``adventure`` and what is set by hand, as in `Asked`.

    Raises:
        EtudeError: ``endpoint.bad-number``, ``story.no-chapter``, ``story.no-premise``,
            ``writing.no-use``, those of `read_asked`.
    """
    check("length", length, 1, LONGEST)
    check("budget", budget, 1, MOST_BUDGET)
    given = settings or {}
    asked = read_asked(given, scribe.name)
    refuse_others(given, COMMAND, {"adventure", *BY_HAND})
    story = read_story(text.words, text.title)
    if not (story.premise or story.chapters):
        raise EtudeError("story.no-premise")
    told = {"chapter": find_number(story, chapter, more), "more": more}
    return write_recipe(
        COMMAND,
        scribe,
        seed=new_seed() if seed is None else seed,
        settings={**told, "length": length, "budget": budget, **asked.settings()},
        before=text.words,
        title=story.title,
        edition=EDITION,
    )


def tell(scribe: Scribe, recipe: Mapping[str, Any]) -> Iterator[Passage | str | Story]:
    """Have a story go on, in steps so short that many can take turns.

    Args:
        scribe: The model that the recipe was written for.
        recipe: Of `ask`.

    Yields:
        What is read, then every piece as it comes, and at last the story with its new passage,
        which ends with a sentence where one came to its end.

    Raises:
        EtudeError: Those of `etude.inference`.
    """
    settings = dict(recipe["settings"])
    number, more = settings.pop("chapter"), settings.pop("more")
    length, budget = settings.pop("length"), settings.pop("budget")
    story = read_story(recipe["before"], recipe["title"])
    beat, before = story.beat(number), story.chapter(number)
    title = (beat.title if beat else "") or (before.title if before else "")
    chapter = Chapter(number, title, "")
    kept = before.text if more and before is not None else ""
    between = storytelling.join(kept, "").removeprefix(kept) if kept else "\n\n"
    whole = "\n\n".join(each.text for each in story.chapters if each.number <= number - (not more))
    prompt, passage = _find_passage(scribe, whole or story.premise, budget, between)
    told = Passage(number, *passage, length, find_opening(story, chapter, more))
    yield told
    written = ""
    script = find_script(whole or story.premise) if scribe.voice.script else None
    for piece in _write(scribe, prompt, story, Asked(**settings), length, recipe["seed"]):
        # Behind an empty line stands a letter.
        fresh = piece if written or not between else piece.lstrip()
        if fresh:
            written += show(fresh, script)
            yield show(fresh, script)
    ended = _STOP.match(written)
    written = ended[0] if ended and len(ended[0]) > len(written) // 2 else written.rstrip()
    text = (kept + between + written if kept else written).rstrip()
    yield story.with_chapter(Chapter(number, title, text))


def continue_own(
    scribe: Scribe, name: str, seed: int | None = None, progress: Progress = silent, **asked: Any
) -> Tale:
    """Have a story go on by a model of one's own: a version more of its text, and a work.

    Args:
        scribe: Who writes.
        name: Of the text that holds the story.
        seed: The same one gives the same words.
        progress: Told of what is read (``passage``: a `Passage`), and of every piece (``text``).
        asked: As for `ask`.

    Raises:
        EtudeError: One of ``texts.*``, as `ask` and `tell`.
    """
    text = scribe.studio.texts.get(name)
    recipe = ask(scribe, text, seed, **asked)
    passage: Passage | None = None
    for told in tell(scribe, recipe):
        if isinstance(told, Story):
            assert passage is not None
            return keep_told(scribe, text, recipe, told, passage)
        if isinstance(told, Passage):
            passage = told
        kind = "text" if isinstance(told, str) else "passage"
        progress(Event(kind, details={kind: told}))
    raise AssertionError("a story comes to its end")


def keep_told(
    scribe: Scribe, text: Manuscript, recipe: dict[str, Any], story: Story, passage: Passage
) -> Tale:
    """Write down a story that went on: a version of its text, and a work.

    Args:
        scribe: Who wrote.
        text: That holds the story.
        recipe: Of `ask`.
        story: As `tell` returned it.
        passage: As well.
    """
    work = keep_made(scribe.gallery, Written(write_prose(story), recipe), ".txt", _measure(passage))
    if story.title:
        work = scribe.gallery.rename(work.id, story.title)
    # A text has its own versions; what the model was shown of it need not be said once more.
    made = {name: value for name, value in recipe.items() if name not in ("before", "title")}
    scribe.studio.texts.write(
        text.id,
        write_story(story),
        title=story.title or None,
        parent=text.current,
        recipe={**made, "task": "chapter", "work": work.id},
    )
    return Tale(scribe.studio.texts.get(text.id), story, passage, work)


def tell_again(scribe: Scribe, recipe: Mapping[str, Any]) -> str:
    """Write once more what a reader read of a story.

    Args:
        scribe: The model that the recipe was written for.
        recipe: Of `ask`.
    """
    *_, story = tell(scribe, recipe)
    assert isinstance(story, Story)
    return write_prose(story)


def _measure(passage: Passage) -> dict[str, Any]:
    return {"symbols_read": passage.read, "symbols": passage.whole}


def _find_passage(
    scribe: Scribe, prose: str, budget: int, between: str
) -> tuple[str, tuple[int, int]]:
    """Return the end of a story as the model reads it, and how long that and all of it is."""
    voice = scribe.voice
    told = voice.adapt(prose)
    symbols = len(voice.vocabulary.encode(told))
    rate = symbols / max(1, len(told.encode()))
    prompt = Measure(rate).find_end(told, budget) + between
    read = len(voice.vocabulary.encode(prompt))
    return prompt, (read, max(read, symbols))


def _write(
    scribe: Scribe, prompt: str, story: Story, asked: Asked, length: int, seed: int
) -> Iterator[str]:
    """Yield what comes behind a prompt: rows of prose, in which names are right."""
    from etude.inference.characters import WholeCharacters
    from etude.inference.names import RightNames
    from etude.inference.rows import PlainRows
    from etude.inference.sampling import Every

    voice = scribe.voice
    rows = PlainRows(voice.vocabulary, is_prose, paragraphs=True)
    every: list[Constraint] = [WholeCharacters(voice.vocabulary), rows]
    names = [voice.adapt(each.name) for each in story.cast]
    prose = [story.title, story.premise, *(each.text for each in story.chapters)]
    named = list_named(voice.adapt("\n\n".join(prose)), names)
    if names and named is not None:
        every.append(RightNames(voice.vocabulary, names, named, prompt))
    waiting: list[int] = []
    for token in voice.writer.tokens(
        voice.vocabulary.encode(voice.first(prompt)),
        sampling=asked.sampling(),
        constraint=Every(*every),
        seed=seed,
        most=length,
        ends=False,  # that a text is over, a model says that learnt shorter ones
    ):
        waiting.append(token)
        piece = voice.vocabulary.decode(waiting)
        if not piece.endswith("\ufffd"):
            yield piece
            waiting = []
