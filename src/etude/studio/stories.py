"""Stories through an endpoint: planned, remembered and written chapter by chapter.

A story is a text of one's own with headings (`etude.media.text.story`): premise, cast, outline,
memory and chapters. Whatever an endpoint adds is a version of it, and a hand may change everything
in between. Before each question it is weighed what of it takes how much of the context; where that
is too little, the memory is condensed, and nothing is left out in silence.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.events import Progress, silent
from etude.core.messages import message
from etude.endpoints.asking import LONGEST, Wish
from etude.endpoints.writing import Writing
from etude.gallery.manuscript import Manuscript
from etude.gallery.work import Work
from etude.media.text.answers import clean_line, clean_prose, read_plan
from etude.media.text.names import find_slips, find_strangers
from etude.media.text.story import (
    Beat,
    Chapter,
    Story,
    write_heading,
    write_prose,
    write_story,
)
from etude.media.text.story_reading import read_story
from etude.studio import storytelling
from etude.studio.budget import Budget, find_context
from etude.studio.endpoints import OpenEndpoint
from etude.studio.storyteller import Storyteller

if TYPE_CHECKING:
    from etude.studio.studio import Studio

CHAPTERS, MOST_CHAPTERS = 8, 60
LENGTH = 1200  # tokens of a chapter, where the context has room for three times as many


@dataclass(frozen=True)
class Note:
    """Something about a story that its writer should know.

    Args:
        kind: Its name: ``story.note.<kind>`` in the catalogue.
        details: Values for the sentence.
    """

    kind: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str | None = None) -> str:
        """Return the note in words.

        Args:
            language: ``en`` or ``zh``; by default that of the environment.
        """
        return message(f"story.note.{self.kind}", language, **self.details)


@dataclass(frozen=True)
class Told:
    """A story that went on.

    Args:
        text: As it is now, with everything in it.
        story: The same with its structure.
        chapter: Number of the chapter that was written; None where the story was planned.
        work: What a reader reads, as the gallery keeps it; the answers it came of are its parents.
            None where the story was planned.
        budgets: What each question took, in their order.
        writings: The answers to them.
        notes: What its writer should know.
    """

    text: Manuscript
    story: Story
    chapter: int | None
    work: Work | None
    budgets: tuple[Budget, ...]
    writings: tuple[Writing, ...]
    notes: tuple[Note, ...] = ()


def begin_story(studio: Studio, premise: str, title: str = "") -> Manuscript:
    """Begin a story; nothing is asked yet.

    Args:
        studio: In whose texts it is kept.
        premise: What it is about, or a whole plan with headings.
        title: What it is called; by default what the endpoint calls it, which plans it.

    Raises:
        EtudeError: ``story.no-premise``, ``story.exists``, ``texts.too-long``.
    """
    return _begin(studio, read_story(premise, title))


def _begin(studio: Studio, story: Story) -> Manuscript:
    if not story.premise:
        raise EtudeError("story.no-premise")
    if story.title and find_text(studio, story.title) is not None:
        raise EtudeError("story.exists", title=story.title)
    return studio.texts.begin(write_story(story), title=story.title)


def take_back(studio: Studio, words: str, name: str = "") -> Manuscript:
    """Take a story back as a hand changed it: one version more, word for word.

    Args:
        studio: In whose texts it is kept.
        words: All of it; a story whose name no text has is begun.
        name: Of the text, whatever the heading says; by default the story's title.

    Raises:
        EtudeError: ``story.no-premise``, ``texts.too-long``, ``texts.ambiguous``.
    """
    text = find_text(studio, name) if name else None
    story = read_story(words, text.title if text else name)
    if name and text is None:
        return _begin(studio, replace(story, title=name))
    text = text or (find_text(studio, story.title) if story.title else None)
    if text is None:
        return _begin(studio, story)
    studio.texts.write(text.id, words, title=story.title or None)
    return studio.texts.get(text.id)


def find_text(studio: Studio, name: str) -> Manuscript | None:
    """Return a text, or None where there is none of this name.

    Args:
        studio: Where to look.
        name: As for `Manuscripts.get`.

    Raises:
        EtudeError: ``texts.ambiguous``.
    """
    try:
        return studio.texts.get(name)
    except EtudeError as error:
        if error.code in ("texts.unknown", "texts.unknown-near"):
            return None
        raise


def continue_story(
    endpoint: OpenEndpoint,
    name: str,
    wish: Wish | None = None,
    *,
    chapter: int | None = None,
    more: bool = False,
    beat: str = "",
    chapters: int = CHAPTERS,
    length: int | None = None,
    budget: int | None = None,
    progress: Progress = silent,
) -> Told:
    """Have a story planned where it has no outline, and its next chapter written where it has one.

    Args:
        endpoint: Who writes; every answer is a work, too.
        name: Of the text that holds the story.
        wish: Model, temperature, ``top_p`` and seed; with a seed each further question has the
            next one.
        chapter: Write this one anew; its words until now stay in the earlier versions.
        more: Go on with a chapter, by default the last one, instead of beginning one.
        beat: What happens in the chapter; it takes its place in the outline.
        chapters: How many are planned, 1 to 60.
        length: Most tokens of the chapter; by default 1200 or a third of the context.
        budget: Most tokens of the context that are used; by default all that the server says, or
            4096 where it does not.
        progress: Told before each question (``budget``: a `Budget`; of a chapter also its
            ``opening``, as `find_opening`), and as `OpenEndpoint.answer` does of each ``task``.

    Raises:
        EtudeError: One of ``story.*``, one of ``endpoint.*``; every answer until then is in the
            gallery, and every one that could be used is in the story.
    """
    text = endpoint.studio.texts.get(name)
    asked = wish or Wish()
    _check(("chapters", chapters, 1, MOST_CHAPTERS), ("length", length, 1, LONGEST))
    _check(("budget", budget, 1, 10 * LONGEST))
    context = find_context(endpoint.place, asked.model, budget)
    teller = Storyteller(endpoint, text, asked, context, progress)
    story = teller.story
    if not (story.outline or story.chapters or beat):
        return _plan(teller, chapters)
    number = find_number(story, chapter, more)
    if beat:
        told = f"{number}. {clean_line(beat)}"
        story = story.with_beat(read_story(f"## Outline\n\n{told}").outline[0])
    planned = story.beat(number)
    if planned is None and story.chapter(number) is None:
        raise EtudeError("story.no-beat", number=number)
    teller.put(story, "outline", number)
    room = length or min(LENGTH, context.size // 3)
    return _write(teller, planned or Beat(number, "", ""), more, room)


def _plan(teller: Storyteller, chapters: int) -> Told:
    story = teller.story
    if not story.premise:
        raise EtudeError("story.no-premise")
    question = storytelling.ask_plan(story, chapters)
    answer = teller.ask(question)
    found = read_plan(answer if teller.context.chat else f"{question.opening}{answer}")
    if not found.outline:
        raise EtudeError("story.no-outline", name=teller.endpoint.name, work=teller.last)
    planned = replace(
        story,
        title=story.title or found.title or textwrap.shorten(story.premise, 48, placeholder="…"),
        cast=story.cast or found.cast,
        outline=found.outline,
    )
    teller.put(planned, "plan")
    return _told(teller, None, None, ())


def _write(teller: Storyteller, beat: Beat, more: bool, room: int) -> Told:
    """Bring the memory up to date, ask for a chapter, and put it in its place."""
    number = beat.number
    for each in teller.story.chapters:
        if each.number < number and not teller.story.remembers(each.number):
            teller.recall(each)
    notes = [Note(kind, details) for kind, details in teller.make_room(beat, more, room)]
    before = teller.story.chapter(number)
    question = teller.chapter_question(beat, more, room)
    title = beat.title or (before.title if before else "")
    opening = find_opening(teller.story, Chapter(number, title, ""), more)
    prose = clean_prose(teller.ask(question, opening=opening))
    if not prose:
        raise EtudeError("story.nothing", name=teller.endpoint.name, work=teller.last)
    text = storytelling.join(before.text, prose) if before and more else prose
    story = teller.story.with_chapter(Chapter(number, title, text))
    teller.put(story, "chapter", number)
    notes += _find_names(story, prose)
    if before is not None and story.next > number + 1:
        notes.append(Note("later", {"number": number}))
    work = teller.keep(write_prose(story), number)
    return _told(teller, number, work, notes)


def find_opening(story: Story, chapter: Chapter, more: bool) -> str | None:
    """Return what comes to stand between the end of a story's text and what is about to be written.

    Args:
        story: As it is.
        chapter: Its number and title.
        more: Whether it goes on instead of beginning.

    Returns:
        None where it is not the end of the text that grows.
    """
    before = story.chapter(chapter.number)
    if before is None:
        return f"\n\n{write_heading(chapter, story.language)}\n\n"
    if not more or before is not story.chapters[-1]:
        return None
    return storytelling.join(before.text, "").removeprefix(before.text)


def _told(
    teller: Storyteller, number: int | None, work: Work | None, notes: list[Note] | tuple[Note, ...]
) -> Told:
    text = teller.texts.get(teller.text.id)
    writings = tuple(teller.writings)
    return Told(text, teller.story, number, work, tuple(teller.budgets), writings, tuple(notes))


def _find_names(story: Story, prose: str) -> list[Note]:
    """Say who is misspelled, and who is new."""
    names = [each.name for each in story.cast]
    known = write_story(replace(story, chapters=()))
    found = [Note("slip", vars(each)) for each in find_slips(prose, names, known)]
    strangers = find_strangers(prose, names, known)
    if names and strangers and story.language == "en":
        listed = ", ".join(f"{name} ({count})" for name, count in strangers[:8])
        found.append(Note("stranger", {"names": listed}))
    return found


def find_number(story: Story, chapter: int | None, more: bool) -> int:
    """Return the number of the chapter that is to be written.

    Args:
        story: So far.
        chapter: The one that is asked for; None for the next one, or the last one.
        more: Whether to go on with it.

    Raises:
        EtudeError: ``story.no-chapter``.
    """
    if chapter is None:
        return story.next - 1 if more and story.chapters else story.next
    written = [each.number for each in story.chapters]
    allowed = written if more else [*written, story.next]
    if chapter not in allowed:
        listed = ", ".join(map(str, sorted(allowed))) or "-"
        raise EtudeError("story.no-chapter", number=chapter, numbers=listed)
    return chapter


def _check(*ranges: tuple[str, int | None, int, int]) -> None:
    for name, value, low, high in ranges:
        if value is not None and not low <= value <= high:
            raise EtudeError("endpoint.bad-number", name=name, value=value, low=low, high=high)
