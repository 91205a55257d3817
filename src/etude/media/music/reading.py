"""Reading scores: what kind of file it is, and every piece in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from etude.core.errors import EtudeError
from etude.core.messages import list_names
from etude.core.nearest import nearest
from etude.core.reasons import reason_of
from etude.media.music.abc.book import decode, looks_like_abc, split_book
from etude.media.music.abc.tune import read_tune
from etude.media.music.assembly import Remark, assemble
from etude.media.music.limits import DEFAULT_LIMITS, Count, ScoreLimits
from etude.media.music.midi.events import looks_like_midi
from etude.media.music.midi.reading import read_midi
from etude.media.music.musicxml.document import looks_like_musicxml, looks_packed, unpack
from etude.media.music.musicxml.reading import read_musicxml
from etude.media.music.score import Score
from etude.media.music.sheet import Sheet

SUFFIXES = frozenset({".mid", ".midi", ".abc", ".xml", ".musicxml", ".mxl"})
_NUMBER = re.compile(r"[+-]?\d{1,9}")


@dataclass(frozen=True)
class Tune:
    """A piece found in a file.

    Args:
        place: Where in the file, such as ``X:12``; empty where the file holds one piece.
        score: The piece.
        remarks: What had to be decided.
    """

    place: str
    score: Score
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Fault:
    """A piece of a file that cannot be read.

    Args:
        place: Where in the file.
        error: Why.
    """

    place: str
    error: EtudeError


def read_score(
    source: str | Path | bytes,
    limits: ScoreLimits = DEFAULT_LIMITS,
    *,
    tune: int | str | None = None,
    name: str | None = None,
) -> Score:
    """Read a piece of music, repeats played: MIDI, ABC, MusicXML.

    Args:
        source: A path, or the bytes of the file.
        limits: Caps.
        tune: As in `find_tune`.
        name: What to call the file in a message; by default the file's name.

    Raises:
        EtudeError: As `find_tune`.
    """
    return find_tune(source, limits, tune=tune, name=name)[0].score


def find_tune(
    source: str | Path | bytes,
    limits: ScoreLimits = DEFAULT_LIMITS,
    *,
    tune: int | str | None = None,
    repeats: bool = True,
    name: str | None = None,
) -> tuple[Tune, bool]:
    """Return one piece of a file, and whether there are more behind it.

    Args:
        source: A path, or the bytes of the file.
        limits: Caps.
        tune: Its number in the file, from 1, or in a book of ABC one of its titles (the first piece
            that has it) or its reference, such as ``X:12``; by default the first piece.
        repeats: Whether repeated passages are played again.
        name: What to call the file in a message; by default the file's name.

    Raises:
        EtudeError: ``score.no-such-tune``, ``score.unknown-title-near`` with the nearest titles,
            ``score.unknown-title``, ``score.no-book``; as `read_tunes`.
    """
    called = _call(source, name)
    data = load_bytes(source, limits, called)
    titles = _list_titles(data)
    number = 1 if tune is None else _choose(str(tune).strip(), titles, called)
    (found,) = read_tunes(data, limits, repeats=repeats, name=called, only=number)
    if isinstance(found, Fault):
        raise found.error
    return found, number < len(titles)


def count_tunes(
    source: str | Path | bytes, limits: ScoreLimits = DEFAULT_LIMITS, *, name: str | None = None
) -> int:
    """Return how many pieces a file holds, without reading their notes.

    Args:
        source: A path, or the bytes of the file.
        limits: Caps.
        name: What to call the file in a message; by default the file's name.

    Raises:
        EtudeError: As `load_bytes`.
    """
    return len(_list_titles(load_bytes(source, limits, _call(source, name))))


def read_tunes(
    source: str | Path | bytes,
    limits: ScoreLimits = DEFAULT_LIMITS,
    *,
    repeats: bool = True,
    name: str | None = None,
    only: int | None = None,
) -> Iterator[Tune | Fault]:
    """Yield every piece in a file; the content decides what kind it is, not the suffix.

    Args:
        source: A path, or the bytes of the file.
        limits: Caps.
        repeats: Whether repeated passages are played again; if not, each is played once with its
            last ending.
        name: What to call the file in a message; by default the file's name.
        only: Number of the one piece that is wanted, from 1.

    Raises:
        EtudeError: ``score.missing``, ``score.unreadable``, ``score.unknown-format``,
            ``score.broken``, ``score.bomb`` or another of the area ``score``, where the whole file
            cannot be read.
    """
    called = _call(source, name)
    data = load_bytes(source, limits, called)
    if looks_packed(data):
        data = unpack(data, limits, called)
    if looks_like_midi(data):
        score, remarks = read_midi(data, limits, called)
        yield Tune("", score, tuple(remarks))
    elif looks_like_musicxml(data):
        yield _tune("", read_musicxml(data, limits, called), repeats, limits, called)
    elif looks_like_abc(data):
        yield from _tunes(data, limits, repeats, called, only)
    else:
        raise EtudeError("score.unknown-format", name=called)


def load_bytes(source: str | Path | bytes, limits: ScoreLimits, name: str) -> bytes:
    """Return the bytes of a file within the limits.

    Args:
        source: A path, or the bytes themselves.
        limits: Caps.
        name: What to call the file in a message.

    Raises:
        EtudeError: ``score.missing``, ``score.unreadable`` or ``score.too-many-bytes``.
    """
    if not isinstance(source, bytes):
        try:
            # Only plain files: opening a pipe or a device could wait for ever.
            if not Path(source).expanduser().is_file():
                raise EtudeError("score.missing", name=name)
            with open(Path(source).expanduser(), "rb") as file:
                source = file.read(limits.bytes + 1)
        except OSError as error:
            reason = reason_of(error)
            raise EtudeError("score.unreadable", name=name, reason=reason) from error
    if len(source) > limits.bytes:
        raise EtudeError("score.too-many-bytes", name=name, limit=limits.bytes // 2**20)
    return source


def _call(source: str | Path | bytes, name: str | None) -> str:
    """Return what to call a file in a message."""
    return name or (Path(source).name if isinstance(source, str | Path) else "-")


def _list_titles(data: bytes) -> list[list[str]]:
    """Return what the pieces of a file are called; ABC alone says it before the notes are read."""
    kinds = (looks_packed, looks_like_midi, looks_like_musicxml)
    if any(looks(data) for looks in kinds) or not looks_like_abc(data):
        return [[]]
    return [[*found.titles, found.place] for found in split_book(decode(data))[1]]


def _choose(asked: str, titles: Sequence[Sequence[str]], name: str) -> int:
    """Return the number of the piece that somebody means."""
    count = len(titles)
    if _NUMBER.fullmatch(asked):
        if 1 <= int(asked) <= count:
            return int(asked)
        raise EtudeError("score.no-such-tune", name=name, tune=int(asked), count=count)
    if not any(titles):
        raise EtudeError("score.no-book", name=name)
    for number, own in enumerate(titles, 1):
        if asked.casefold() in (title.casefold() for title in own):
            return number
    near = nearest(asked, (title for own in titles for title in own))
    code = "score.unknown-title-near" if near else "score.unknown-title"
    shown = [f"“{title}”" for title in near or [own[0] for own in titles[:3]]]
    raise EtudeError(code, name=name, tune=asked, count=count, titles=list_names(shown, {}))


def _tunes(
    data: bytes, limits: ScoreLimits, repeats: bool, name: str, only: int | None
) -> Iterator[Tune | Fault]:
    head, tunes = split_book(decode(data))
    if len(tunes) > limits.tunes:
        raise EtudeError("score.too-many-tunes", name=name, count=len(tunes), limit=limits.tunes)
    for found in tunes if only is None else tunes[only - 1 : only]:
        called = f"{name} {found.place}"
        try:
            sheet, unread = read_tune(found.lines, head, Count(limits, called).spend)
            tune = _tune(found.place, sheet, repeats, limits, called)
        except EtudeError as error:
            yield Fault(found.place, error)
            continue
        if unread:
            remark = Remark("score.remark-unread", {"count": len(unread), "sign": unread[0]})
            tune = replace(tune, remarks=(*tune.remarks, remark))
        yield tune


def _tune(place: str, sheet: Sheet, repeats: bool, limits: ScoreLimits, name: str) -> Tune:
    if not any(measure.notes for measure in sheet.measures):
        raise EtudeError("score.no-notes", name=name)
    score, remarks = assemble(sheet, repeats, limits.bars, name)
    return Tune(place, score, tuple(remarks))
