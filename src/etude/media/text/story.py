"""Stories: premise, cast, outline, memory and chapters, all in one plain text with headings.

What is written down is what there is: no part of a story lies anywhere else. So whoever has the
text can read it, change it with any editor, and go on. Sections that Etude does not know are the
writer's own and stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from etude.media.text.scripts import find_script

SECTIONS = {
    "premise": ("Premise", "梗概"),
    "cast": ("Cast", "人物"),
    "outline": ("Outline", "提纲"),
    "memory": ("Memory", "前情"),
}


@dataclass(frozen=True)
class Person:
    """Somebody in a story.

    Args:
        name: As it is spelled in every chapter.
        traits: Who that is, in one line.
    """

    name: str
    traits: str = ""


@dataclass(frozen=True)
class Beat:
    """What a chapter is to tell.

    Args:
        number: Of the chapter.
        title: Of the chapter; empty where it has none.
        text: What happens, in one line.
    """

    number: int
    title: str
    text: str


@dataclass(frozen=True)
class Recollection:
    """What is remembered of chapters that were written.

    Args:
        first: Number of the first of them; 0 for what belongs to no chapter.
        last: Number of the last of them.
        text: What happened, in one line.
    """

    first: int
    last: int
    text: str


@dataclass(frozen=True)
class Chapter:
    """A chapter as it was written.

    Args:
        number: As its heading says.
        title: Empty where it has none.
        text: Its prose, in paragraphs.
    """

    number: int
    title: str
    text: str


@dataclass(frozen=True)
class Story:
    """A story, or the plan of one.

    Args:
        title: Empty where it has none yet.
        premise: What it is about.
        cast: Everybody who matters.
        outline: What happens, chapter by chapter.
        memory: What happened, as later chapters need it.
        notes: Sections of the writer's own: heading and text.
        chapters: As they stand in the text.
    """

    title: str = ""
    premise: str = ""
    cast: tuple[Person, ...] = ()
    outline: tuple[Beat, ...] = ()
    memory: tuple[Recollection, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    chapters: tuple[Chapter, ...] = ()

    @property
    def language(self) -> Literal["en", "zh"]:
        """The language of its headings: Chinese where its premise is."""
        script = find_script(self.premise or self.title)
        return "zh" if script in ("traditional", "simplified", "mixed", "chinese") else "en"

    @property
    def next(self) -> int:
        """The number of the next chapter."""
        return max((each.number for each in self.chapters), default=0) + 1

    def chapter(self, number: int) -> Chapter | None:
        """Return a chapter, or None where it is not written.

        Args:
            number: Of the chapter.
        """
        return next((each for each in self.chapters if each.number == number), None)

    def beat(self, number: int) -> Beat | None:
        """Return what a chapter is to tell, or None where the outline does not say.

        Args:
            number: Of the chapter.
        """
        return next((each for each in self.outline if each.number == number), None)

    def remembers(self, number: int) -> bool:
        """Say whether the memory has a chapter.

        Args:
            number: Of the chapter.
        """
        return any(each.first <= number <= each.last for each in self.memory)

    def known_before(self, number: int) -> tuple[Recollection, ...]:
        """Return what of the memory tells nothing of a chapter or of what comes behind it.

        Args:
            number: Of the chapter.
        """
        return tuple(each for each in self.memory if each.last < number)

    def with_memory(self, memory: Iterable[Recollection]) -> Story:
        """Return the story with another memory, in the order of the chapters.

        Args:
            memory: All of it.
        """
        return replace(self, memory=tuple(sorted(memory, key=lambda each: each.last)))

    def with_beat(self, beat: Beat) -> Story:
        """Return the story with a line of its outline put in or exchanged.

        Args:
            beat: The line.
        """
        others = [each for each in self.outline if each.number != beat.number]
        return replace(self, outline=tuple(sorted([*others, beat], key=lambda each: each.number)))

    def with_chapter(self, chapter: Chapter) -> Story:
        """Return the story with a chapter put at its end, or in the place of the one it had.

        Args:
            chapter: Its memory, where there was one, is forgotten: it was of other words.
        """
        memory = tuple(
            each for each in self.memory if (each.first, each.last) != (chapter.number,) * 2
        )
        if self.chapter(chapter.number) is None:
            return replace(self, chapters=(*self.chapters, chapter), memory=memory)
        exchanged = tuple(
            chapter if each.number == chapter.number else each for each in self.chapters
        )
        return replace(self, chapters=exchanged, memory=memory)


def write_story(story: Story, *, titled: bool = False) -> str:
    """Return a story as text, in the way that `read_story` reads back.

    Args:
        story: Any.
        titled: Whether its title stands above it.
    """
    blocks = [f"# {story.title}"] if titled and story.title else []
    blocks += write_section(story, "premise") if story.premise else []
    for name in ("cast", "outline", "memory"):
        blocks += write_section(story, name) if getattr(story, name) else []
    for heading, text in story.notes:
        blocks += [f"## {heading}", text] if text else [f"## {heading}"]
    for chapter in story.chapters:
        blocks += [write_heading(chapter, story.language), chapter.text]
    return "\n\n".join(blocks) + "\n"


def write_section(story: Story, name: str) -> list[str]:
    """Return the heading of a section and its text.

    Args:
        story: Whose.
        name: ``premise``, ``cast``, ``outline`` or ``memory``.
    """
    chinese = story.language == "zh"
    colon = "：" if chinese else ": "
    lines = {
        "premise": [story.premise],
        "cast": [f"- {each.name}{colon}{each.traits}".rstrip(colon) for each in story.cast],
        "outline": [
            f"{each.number}. {each.title + colon if each.title else ''}{each.text}"
            for each in story.outline
        ],
        "memory": [_number(each) + each.text for each in story.memory],
    }[name]
    return [f"## {SECTIONS[name][chinese]}", "\n".join(lines)]


def write_heading(chapter: Chapter | Beat, language: str) -> str:
    """Return the heading of a chapter.

    Args:
        chapter: Its number and title.
        language: ``en`` or ``zh``.
    """
    if language == "zh":
        return f"## 第{chapter.number}章 {chapter.title}".rstrip()
    return f"## Chapter {chapter.number}" + (f": {chapter.title}" if chapter.title else "")


def write_prose(story: Story) -> str:
    """Return what a reader reads: the title and the chapters.

    Args:
        story: Any.
    """
    blocks = [story.title] if story.title else []
    for chapter in story.chapters:
        blocks += [write_heading(chapter, story.language).removeprefix("## "), chapter.text]
    return "\n\n".join(blocks) + "\n"


def _number(memory: Recollection) -> str:
    if not memory.last:
        return ""
    span = f"{memory.first}" + (f"-{memory.last}" if memory.last != memory.first else "")
    return f"{span}. "
