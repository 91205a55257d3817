"""Plays: cast, scenes, who speaks, and what is done on the stage.

Read from plain text as it is commonly set: a heading for each scene, a name with a colon before
each speech (on a line of its own or before the words), directions in brackets. Written in one way,
which is read back as the same play.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

LONGEST_NAME = 40

_HEADING = re.compile(
    r"(?:act|scene|prologue|epilogue)\b.*|(?:int|ext)\..*"
    r"|第[一二三四五六七八九十百\d]+[幕场場折出].*|(?:楔子|序幕|尾声|尾聲)",
    re.IGNORECASE,
)
_CAST = re.compile(r"(?:cast|characters|dramatis person(?:ae|æ)|人物|角色)\s*[:：]?\s*(.*)", re.I)
_SPEAKER = re.compile(rf"([^\W\d_][^:：()\[\]（）【】]{{0,{LONGEST_NAME - 1}}})[:：]\s*(.*)")
_DIRECTION = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]")
_HAN = re.compile(r"[一-鿿]")
_BETWEEN = re.compile(r"\s*[,;，；、]\s*")


@dataclass(frozen=True)
class Direction:
    """What is done on the stage.

    Args:
        text: In words, without brackets.
    """

    text: str


@dataclass(frozen=True)
class Speech:
    """What somebody says.

    Args:
        speaker: Who.
        lines: Line by line; directions within it stay in their brackets.
    """

    speaker: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Scene:
    """One scene.

    Args:
        heading: As it is set; empty where the play has none.
        parts: Speeches and directions in their order.
    """

    heading: str = ""
    parts: tuple[Speech | Direction, ...] = ()

    @property
    def speeches(self) -> tuple[Speech, ...]:
        """The speeches alone."""
        return tuple(part for part in self.parts if isinstance(part, Speech))


@dataclass(frozen=True)
class Play:
    """A play, or a part of one.

    Args:
        title: Empty where it has none.
        cast: Everybody who may speak, in the order of the list or of their first words.
        scenes: One or more.
    """

    title: str
    cast: tuple[str, ...]
    scenes: tuple[Scene, ...]

    def append(self, part: Speech | Direction) -> Play:
        """Return the play with one thing more at its end.

        Args:
            part: A speech of somebody in the cast, or a direction.
        """
        *before, last = self.scenes
        longer = replace(last, parts=(*last.parts, part))
        return replace(self, scenes=(*before, longer))


def read_play(text: str) -> Play:
    """Return the play that a text holds.

    What stands before the first heading, cast or speech is the title. Words that nobody says, in
    the middle of a scene, belong to the speech before them.

    Args:
        text: Any; one without a name before its words has no speeches.
    """
    return _Reader(text).play()


def write_play(play: Play) -> str:
    """Return a play as text, in the way that `read_play` reads it back.

    Args:
        play: Any.
    """
    blocks = [play.title] if play.title else []
    if play.cast:
        chinese = _HAN.search(play.cast[0])
        blocks.append(
            "人物：" + "、".join(play.cast) if chinese else "Cast: " + ", ".join(play.cast)
        )
    for scene in play.scenes:
        blocks += _write_scene(scene)
    return "\n\n".join(blocks) + "\n"


def write_part(part: Speech | Direction) -> str:
    """Return a speech or a direction as text.

    Args:
        part: One of a scene.
    """
    if isinstance(part, Direction):
        return f"({part.text})"
    return "\n".join([tag(part.speaker), *part.lines])


def tag(speaker: str) -> str:
    """Return what stands before a speech.

    Args:
        speaker: Whose.
    """
    return speaker + ("：" if _HAN.search(speaker) else ":")


def is_spoken(row: str, cast: Collection[str]) -> bool:
    """Say whether a row under a name is read as words of that speech, and as nothing else.

    Args:
        row: Any, also one that goes on.
        cast: Everybody who may speak.
    """
    row = row.strip()
    speaker = _SPEAKER.fullmatch(row)
    if _HEADING.fullmatch(row):
        return False
    if speaker is None:
        return True
    name = speaker.group(1).strip()
    # Capitals before a colon name somebody, too, who is not in the play.
    return not name.isupper() and name.casefold() not in {each.casefold() for each in cast}


def _write_scene(scene: Scene) -> Iterator[str]:
    if scene.heading:
        yield scene.heading
    yield from (write_part(part) for part in scene.parts)


class _Reader:
    """Reads a play line by line."""

    def __init__(self, text: str) -> None:
        self._rows = [row.strip() for row in text.splitlines()]
        self._title: list[str] = []
        self._cast: list[str] = []
        self._scenes: list[Scene] = []
        self._heading = ""
        self._parts: list[Speech | Direction] = []
        self._begun = False

    def play(self) -> Play:
        """Return it."""
        listing = False
        for at, row in enumerate(self._rows):
            heading = row if _HEADING.fullmatch(row) else None
            cast = _CAST.fullmatch(row)
            if not row:
                listing = False
            elif heading is not None:
                self._end_scene()
                self._heading, self._begun, listing = heading, True, False
            elif cast and not self._parts:
                self._begun = True
                self._list(cast.group(1))
                listing = not cast.group(1)
            elif listing:
                self._list(row)
            else:
                self._take(row, at == 0 or not self._rows[at - 1])
        self._end_scene()
        return Play(" ".join(self._title), tuple(self._cast), tuple(self._scenes) or (Scene(),))

    def _list(self, row: str) -> None:
        # "HAMLET, Prince of Denmark" is one; a row of its own after the word is one person each.
        names = _BETWEEN.split(row)
        for name in names:
            self._know(name.strip(" .。"))

    def _know(self, name: str) -> None:
        if name and name not in self._cast:
            self._cast.append(name)

    def _take(self, row: str, fresh: bool) -> None:
        direction, speaker = _DIRECTION.fullmatch(row), _SPEAKER.fullmatch(row)
        name = speaker.group(1).strip() if speaker else ""
        if direction and (fresh or not self._parts):
            self._begun = True
            self._parts.append(Direction(direction.group(1).strip()))
        elif speaker and (name in self._cast or fresh or not self._open()):
            self._begun = True
            self._know(name)
            words = speaker.group(2).strip()
            self._parts.append(Speech(name, (words,) if words else ()))
        elif self._open():
            last = self._parts[-1]
            assert isinstance(last, Speech)
            self._parts[-1] = Speech(last.speaker, (*last.lines, row))
        elif not self._begun:
            self._title.append(row)
        else:
            self._parts.append(Direction(row))

    def _open(self) -> bool:
        return bool(self._parts) and isinstance(self._parts[-1], Speech)

    def _end_scene(self) -> None:
        if self._heading or self._parts:
            self._scenes.append(Scene(self._heading, tuple(self._parts)))
        self._heading, self._parts = "", []
