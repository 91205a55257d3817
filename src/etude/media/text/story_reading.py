"""Reading the text of a story, as it was written down or as a hand changed it since."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from etude.media.text.story import SECTIONS, Beat, Chapter, Person, Recollection, Story

LONGEST_NAME, LONGEST_TITLE = 40, 80

_ALSO = {
    "characters": "cast",
    "前提": "premise",
    "角色": "cast",
    "大纲": "outline",
    "提綱": "outline",
}
_NAMES = {name.casefold(): key for key, pair in SECTIONS.items() for name in pair} | _ALSO

_ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_HAN = "零一二三四五六七八九"
_NUMERAL = rf"[0-9]{{1,4}}|[一二三四五六七八九十]{{1,3}}|(?:{'|'.join(_ENGLISH[:0:-1])})\b"
_HEADING = re.compile(r"#{1,2}\s+(.*?)\s*#*")
_CHAPTER = re.compile(
    rf"(?:chapter\s+({_NUMERAL})|第\s*({_NUMERAL})\s*[章回节節])\s*[.:：、—–-]*\s*(.*)", re.I
)
_BULLET = re.compile(r"(?:[-*+•]|[0-9]{1,3}[.)、])\s+")
_PERSON = re.compile(rf"([^:：—–]{{1,{LONGEST_NAME}}}?)\s*(?:[:：]|\s[—–-]+\s)\s*(.*)")
_NUMBERED = re.compile(r"([0-9]{1,4})(?:\s*[-–—~至]\s*([0-9]{1,4}))?\s*[.:：、)]\s*(.*)")
_TITLED = re.compile(rf"([^:：]{{1,{LONGEST_TITLE}}}?)\s*(?:[:：]|\s[—–-]\s)\s*(.*)")
_TAG = re.compile(r"(?:[A-Z][\w'’.-]*\s?){1,3}:|[A-Z]{4}")
_ESCAPED = re.compile(r"\\([\\`*_<>\[\]#+\d-])")


def is_prose(row: str) -> bool:
    """Say whether a row of a chapter is neither a heading nor the name of a speaker in a play.

    Args:
        row: Any, also one that goes on.
    """
    return not row.lstrip().startswith("#") and _TAG.match(row.strip()) is None


def read_story(text: str, title: str = "") -> Story:
    """Return the story that a text holds.

    Args:
        text: With headings of its sections and chapters; what stands before them is the premise
            where no section is.
        title: What it is called where the text does not say.
    """
    lines = _unescape(text).splitlines()
    parts = list(_divide(lines))
    title, premise = _take_title("\n".join(parts[0][1]).strip(), title)
    story = Story(title, premise)
    for heading, body in parts[1:]:
        chapter, key = _CHAPTER.fullmatch(heading), section_name(heading)
        told = "\n".join(body).strip()
        if chapter is not None:
            number = read_numeral(chapter[1] or chapter[2])
            made = Chapter(number, chapter[3].strip(), told)
            story = replace(story, chapters=(*story.chapters, made))
        elif key == "premise":
            story = replace(story, premise=_join(story.premise, told))
        elif key == "cast":
            story = replace(story, cast=(*story.cast, *_read_cast(body)))
        elif key == "outline":
            story = replace(story, outline=(*story.outline, *_read_outline(body)))
        elif key == "memory":
            story = replace(story, memory=(*story.memory, *_read_memory(body)))
        else:
            story = replace(story, notes=(*story.notes, (heading, told)))
    return story


def read_numeral(word: str) -> int:
    """Return the number that a heading says.

    Args:
        word: Digits, English words up to ten, or Chinese numerals up to ninety-nine.
    """
    if word.isascii():
        return int(word) if word.isdecimal() else _ENGLISH.index(word.lower())
    tens, ten, ones = word.rpartition("十")
    high = (_HAN.index(tens[-1]) if tens else 1) if ten else 0
    return 10 * high + (_HAN.index(ones[-1]) if ones else 0)


def is_heading(line: str) -> bool:
    """Say whether a line is the heading of a section or a chapter.

    Args:
        line: With or without the marks of a heading.
    """
    plain = line.replace("*", "").strip()
    return bool(_HEADING.fullmatch(plain) or _CHAPTER.fullmatch(plain))


def section_name(heading: str) -> str | None:
    """Return the section that a heading stands above, or None where Etude knows none.

    Args:
        heading: Without its marks.
    """
    return _NAMES.get(heading.strip().rstrip(":： ").casefold())


def _divide(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield headings with the lines under them; the first heading is empty.

    A heading of the writer's own behind a chapter's belongs to that chapter.
    """
    heading, body, telling = "", list[str](), False
    for line in lines:
        found = _HEADING.fullmatch(line.strip())
        name = found[1] if found else ""
        chapter = bool(_CHAPTER.fullmatch(name))
        known = chapter or section_name(name) is not None
        title = line.startswith("# ") and not heading and not "".join(body).strip()
        if not name or (not known and (telling or title)):
            body.append(line.rstrip())
            continue
        yield heading, body
        heading, body, telling = name, [], chapter
    yield heading, body


def _take_title(before: str, title: str) -> tuple[str, str]:
    """Part what stands before the sections into title and premise."""
    first, _, rest = before.partition("\n")
    if first.startswith("# "):
        return first[2:].strip(" #"), rest.strip()
    return (title, rest.strip()) if title and first == title else (title, before)


def _unescape(text: str) -> str:
    """Undo what an export as Markdown does to headings and everything else."""
    return _ESCAPED.sub(r"\1", text) if re.search(r"^\\#+ ", text, re.MULTILINE) else text


def _items(body: list[str]) -> Iterator[str]:
    """Yield the lines that say something."""
    yield from (each.replace("**", "").strip() for each in body if each.strip())


def _read_cast(body: list[str]) -> list[Person]:
    found: list[Person] = []
    lines = list(_items(body))
    listed = any(_BULLET.match(line) for line in lines)
    for line in lines:
        plain = _BULLET.sub("", line, count=1)
        person = _PERSON.fullmatch(plain)
        if listed and plain == line and found:
            last = found[-1]
            found[-1] = replace(last, traits=_join(last.traits, plain, " "))
        elif person is not None:
            found.append(Person(person[1].strip(" _*"), person[2].strip()))
        else:
            found.append(Person(plain[:LONGEST_NAME].strip(" _*:："), plain[LONGEST_NAME:].strip()))
    return found


def _read_outline(body: list[str]) -> list[Beat]:
    found: list[Beat] = []
    for line in _items(body):
        plain = line.lstrip("-*+• ")
        chapter, numbered = _CHAPTER.fullmatch(plain), _NUMBERED.fullmatch(plain)
        if chapter is not None:
            number, rest = read_numeral(chapter[1] or chapter[2]), chapter[3]
        elif numbered is not None:
            number, rest = int(numbered[1]), numbered[3]
        elif found and plain == line:
            last = found[-1]
            found[-1] = replace(last, text=_join(last.text, plain, " "))
            continue
        else:
            number, rest = found[-1].number + 1 if found else 1, plain
        titled = _TITLED.fullmatch(rest)
        title, text = (titled[1], titled[2]) if titled else ("", rest)
        found.append(Beat(number, title.strip(' _*“”"《》'), text.strip()))
    return found


def _read_memory(body: list[str]) -> list[Recollection]:
    found: list[Recollection] = []
    for line in _items(body):
        numbered = _NUMBERED.fullmatch(line.lstrip("-*+• "))
        if numbered is None:
            found.append(Recollection(0, 0, line))
        else:
            first = int(numbered[1])
            found.append(Recollection(first, int(numbered[2] or first), numbered[3]))
    return found


def _join(before: str, after: str, between: str = "\n\n") -> str:
    return f"{before}{between}{after}" if before and after else before or after
