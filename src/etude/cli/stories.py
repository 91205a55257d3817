"""``etude write story``: a story that goes on chapter by chapter, its budget in sight."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli.answers import Answer, show_line, words
from etude.cli.keeping import describe
from etude.cli.writing import (
    Coder,
    Heat,
    Model,
    Seed,
    Settings,
    TopP,
    read_manner,
    refuse_settings,
)
from etude.core.errors import EtudeError
from etude.core.messages import message

if TYPE_CHECKING:
    from etude.core.events import Event
    from etude.endpoints.writing import Usage
    from etude.gallery.manuscript import Manuscript
    from etude.studio import Studio
    from etude.studio.budget import Budget
    from etude.studio.scribe import Scribe
    from etude.studio.stories import Told

Name = Annotated[str | None, typer.Argument(metavar="STORY", help="story.name")]
Premise = Annotated[str | None, typer.Option("--premise", metavar="TEXT", help="story.premise")]
Chapters = Annotated[int, typer.Option("--chapters", metavar="1-60", help="story.chapters")]
File = Annotated[Path | None, typer.Option("--file", "-f", metavar="FILE", help="story.file")]
Chapter = Annotated[int | None, typer.Option("--chapter", metavar="N", help="story.chapter")]
More = Annotated[bool, typer.Option("--go-on", help="story.go-on")]
Beat = Annotated[str, typer.Option("--beat", metavar="TEXT", help="story.beat")]
Length = Annotated[int | None, typer.Option("--length", metavar="N", help="story.length")]
Budgeted = Annotated[int | None, typer.Option("--budget", metavar="N", help="story.budget")]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="story.output")]


def story(
    author: Coder,
    name: Name = None,
    premise: Premise = None,
    chapters: Chapters = 8,
    file: File = None,
    chapter: Chapter = None,
    go_on: More = False,
    beat: Beat = "",
    length: Length = None,
    budget: Budgeted = None,
    model: Model = None,
    temperature: Heat = None,
    top_p: TopP = None,
    seed: Seed = None,
    settings: Settings = None,
    output: Output = None,
) -> Answer:
    """Have a story planned, or go on by a chapter."""
    from etude import studio
    from etude.endpoints.asking import Wish
    from etude.studio.scribe import Scribe
    from etude.studio.stories import continue_story

    opened = studio.open()
    found = opened.author(author) if model is None else opened.endpoint(author)
    asked: dict[str, Any] = {"chapter": chapter, "more": go_on, "length": length, "budget": budget}
    if isinstance(found, Scribe):
        given = read_manner(settings, temperature=temperature, top_p=top_p)
        if beat:
            raise EtudeError("story.no-plan", model=found.name)
        text = open_story(opened, name, premise, file)
        return answer_own(found, text, seed, {**asked, "settings": given}, output)
    refuse_settings(author, settings)
    wish = Wish(model, temperature=temperature, top_p=top_p, seed=seed)
    text = open_story(opened, name, premise, file)
    told = continue_story(
        found, text.id, wish, beat=beat, chapters=chapters, progress=show_progress, **asked
    )
    return answer(told, output)


def open_story(
    studio: Studio, name: str | None, premise: str | None, file: Path | None
) -> Manuscript:
    """Return the text that holds a story, begun or taken back where that was asked for.

    Args:
        studio: Where it is kept.
        name: Of the text, or the title of one that is begun.
        premise: What a new story is about.
        file: What an editor made of it.

    Raises:
        EtudeError: ``cli.missing``, ``verse.unreadable``, ``verse.not-text``, one of ``story.*``
            and of ``texts.*``.
    """
    from etude.studio.stories import begin_story, take_back

    if premise is not None:
        begun = begin_story(studio, premise, name or "")
        show_line(words("story.begun", text=begun.short))
        return begun
    if file is not None:
        from etude.cli.verse import read_poem

        return take_back(studio, read_poem(file), name or "")
    if name is None:
        raise EtudeError("cli.missing", name="STORY", path="etude write story")
    return studio.texts.get(name)


def show_progress(event: Event) -> None:
    """Show what is about to be sent, the answer where somebody watches, and what was counted.

    Args:
        event: Of `etude.studio.stories.continue_story`.
    """
    if event.kind == "budget":
        for line in tell_budget(event.details["budget"]):
            show_line(line)
    elif event.kind == "text" and event.details["task"] == "chapter" and sys.stderr.isatty():
        sys.stderr.write(event.details["text"])
        sys.stderr.flush()
    elif event.kind == "answer":
        usage: Usage | None = event.details["usage"]
        if usage is not None:
            show_line("  " + words("story.counted", read=usage.read, written=usage.written))


def tell_budget(budget: Budget) -> list[str]:
    """Return a budget in words.

    Args:
        budget: Of a question.
    """
    task = message(f"story.task.{budget.task}", None, number=budget.number)
    how = words("story.by-count" if budget.counted else "story.by-guess")
    size = words("story.context" if budget.known else "story.context-guessed", count=budget.context)
    parts = {**budget.parts, "room": budget.room}
    listed = " + ".join(f"{message(f'story.part.{name}')} {count}" for name, count in parts.items())
    head = words("story.takes", task=task, used=budget.used, context=size, how=how)
    return [head, f"  {listed}"]


def answer(told: Told, output: Path | None) -> Answer:
    """Say what became of a story.

    Args:
        told: The story.
        output: Where to write it with its plan, for an editor.
    """
    remarks = list(dict.fromkeys(each.text() for one in told.writings for each in one.remarks))
    notes = [each.text() for each in told.notes]
    text = told.text
    document: dict[str, Any] = {
        "text": {"id": text.id, "short": text.short, "title": text.title, "version": text.current},
        "chapter": told.chapter,
        "work": None if told.work is None else describe(told.work),
        "calls": [
            {**budget.as_dict(), "usage": None if one.usage is None else vars(one.usage)}
            for budget, one in zip(told.budgets, told.writings, strict=True)
        ],
        "notes": notes,
        "remarks": remarks,
    }
    lines = _show(told) + [f"⚠ {each}" for each in [*notes, *remarks]] + [_next(told)]
    if output is None:
        return Answer(document, lines)
    from etude.core.files import write_atomic
    from etude.media.text.story import write_story

    saved = write_atomic(output.expanduser(), write_story(told.story, titled=True).encode())
    return Answer({**document, "saved": [str(saved)]}, [*lines, words("saved", path=saved)])


def answer_own(
    scribe: Scribe, text: Manuscript, seed: int | None, asked: dict[str, Any], output: Path | None
) -> Answer:
    """Have a story go on by a model of one's own, and say what became of it.

    Args:
        scribe: Who writes.
        text: That holds the story.
        seed: What chance starts from.
        asked: As for `etude.studio.tales.ask`; what is None is as usual.
        output: Where to write it with its plan.
    """
    from etude.core.files import write_atomic
    from etude.media.text.story import write_story
    from etude.studio import tales

    given = {name: value for name, value in asked.items() if value is not None}
    tale = tales.continue_own(scribe, text.id, seed, show_passage, **given)
    passage, chapter = tale.passage, tale.story.chapter(tale.passage.number)
    assert chapter is not None
    document: dict[str, Any] = {
        "text": {name: getattr(tale.text, name) for name in ("id", "short", "title")},
        "chapter": passage.number,
        "read": passage.read,
        "symbols": passage.whole,
        "work": describe(tale.work),
    }
    document["text"]["version"] = tale.text.current
    seen = sys.stderr.isatty() and sys.stdout.isatty()
    lines = [""] if seen else [*chapter.text.splitlines(), ""]
    lines.append(words("story.told", work=tale.work.short, text=tale.text.short))
    if output is None:
        return Answer(document, lines)
    saved = write_atomic(output.expanduser(), write_story(tale.story, titled=True).encode())
    return Answer({**document, "saved": [str(saved)]}, [*lines, words("saved", path=saved)])


def show_passage(event: Event) -> None:
    """Show what a model reads of a story, and what it writes where somebody watches.

    Args:
        event: Of `etude.studio.tales.continue_own`.
    """
    if event.kind == "passage":
        show_line(words("story.reads", **vars(event.details["passage"])))
    elif sys.stderr.isatty():
        sys.stderr.write(event.details["text"])
        sys.stderr.flush()


def _show(told: Told) -> list[str]:
    """Return what is new, unless somebody saw it come."""
    from etude.media.text.story import write_section

    if told.chapter is None:
        cast = write_section(told.story, "cast")[1].splitlines() if told.story.cast else []
        plan = write_section(told.story, "outline")[1].splitlines()
        return [told.story.title, "", *cast, "", *plan, ""]
    if sys.stderr.isatty() and sys.stdout.isatty():
        return [""]
    chapter = told.story.chapter(told.chapter)
    assert chapter is not None
    return [*chapter.text.splitlines(), ""]


def _next(told: Told) -> str:
    """Say how to go on."""
    name = told.text.short
    if told.work is None:
        return words("story.planned", title=told.text.name, text=name)
    if told.writings[-1].finish == "length":
        return words("story.stopped", work=told.work.short, text=name, chapter=told.chapter)
    return words("story.told", work=told.work.short, text=name)
