"""Pages of a score, engraved by Verovio (LGPL-3.0), and when each note on them sounds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from etude.core.errors import EtudeError
from etude.core.installing import installer
from etude.media.music.bars import seconds
from etude.media.music.musicxml.writing import write_musicxml
from etude.media.music.score import QUARTER, Score

WIDTH, HEIGHT = 2100, 2970  # A4 in tenths of a millimetre
_TALLEST = 60000
_MOST_BARS = 2000
_FEW, _STAFF, _BODY = 4, 200, 2700  # staves at full size, what one needs, what a page has for them
_OPTIONS: dict[str, Any] = {
    "xmlIdSeed": 1,  # the same pages for the same score
    "footer": "none",
    "svgRemoveXlink": True,
    "svgFormatRaw": True,
    "smuflTextFont": "embedded",
    "breaksNoWidow": True,
    "justificationSystem": 3.0,  # a page is filled between systems rather than inside them
    "justificationMaxVertical": 0.15,
}
# Verovio sets all words of a heading in one size.
_TITLE = re.compile(r'(class="pgHead".*?font-size=")[1-9]\d*px', re.DOTALL)
_NAME = re.compile(r"(<part-(?:name|abbreviation)[^>]*>)([^<]+)")
_SIZE = re.compile(r'<svg width="(\d+)px" height="(\d+)px"')


@dataclass(frozen=True)
class Moment:
    """Notes that begin together.

    Args:
        milliseconds: From the beginning.
        notes: Their ids in the SVG, ``P<instrument>-<staff>-<note>-<head>``: instruments and staves
            are counted from 1, notes of the part and the heads that are tied from 0.
    """

    milliseconds: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Engraving:
    """A score on paper.

    Args:
        pages: SVG documents.
        moments: When its notes sound, for a playhead.
    """

    pages: tuple[str, ...]
    moments: tuple[Moment, ...]


def engrave(
    score: Score, *, roll: bool = False, first: bool = False, width: int = WIDTH
) -> Engraving:
    """Return the pages of a score.

    Args:
        score: Any piece; what lies on no grid is quantised.
        roll: Few pages as tall as may be, six metres, instead of many of A4.
        first: Only the first page, no higher than what is on it.
        width: Of a page, in tenths of a millimetre.

    Raises:
        EtudeError: ``engraving.missing`` where Verovio is not installed, ``engraving.too-long`` for
            a score of more than 2000 bars, or ``engraving.failed``.
    """
    try:
        import verovio
    except ImportError as error:
        raise EtudeError("engraving.missing", command=installer("engrave")) from error
    verovio.enableLog(verovio.LOG_OFF)
    # It remembers where its type lies for the thread alone in which it was imported.
    verovio.setDefaultResourcePath(str(files("verovio") / "data"))
    data = _NAME.sub(_with_room, write_musicxml(score).decode())
    bars = data.count("</measure>") // max(1, data.count("</part>"))
    if bars > _MOST_BARS:
        raise EtudeError("engraving.too-long", bars=bars, limit=_MOST_BARS)
    zoom = _zoom(len(score.parts))
    tall = _TALLEST if roll else round(HEIGHT * zoom)
    size = {
        "pageWidth": round(width * zoom),
        "pageHeight": tall,
        "adjustPageHeight": roll or first,
        "justifyVertically": not (roll or first),
        "scale": round(60 / zoom),
    }
    toolkit = verovio.toolkit()
    toolkit.setOptions(_OPTIONS | size)
    if not toolkit.loadData(data):
        raise EtudeError("engraving.failed")
    count = 1 if first else toolkit.getPageCount()
    pages = [toolkit.renderToSVG(page + 1) for page in range(count)]
    if score.title:
        pages[0] = _TITLE.sub(r"\g<1>640px", pages[0], count=1)
    # Verovio knows only the tempos that are shown, so the score's own clock says when.
    stamps = [each for each in toolkit.renderToTimemap() if each.get("on")]
    clock = seconds(score, [round(each["qstamp"] * QUARTER) for each in stamps])
    moments = tuple(
        Moment(round(1000 * second), tuple(each["on"]))
        for each, second in zip(stamps, clock.tolist(), strict=True)
    )
    return Engraving(tuple(pages), moments)


def _with_room(name: re.Match[str]) -> str:
    """Return a part's name with the room that a Chinese one needs.

    Verovio knows the letters of its own type alone and takes every other one for half as wide as a
    Chinese one is, so such names would begin beyond the edge of the page.
    """
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in name[2])
    return name[1] + "\N{NO-BREAK SPACE}" * wide + name[2]


def _zoom(staves: int) -> float:
    """Return how much larger than A4 the page is before it is shrunk to it."""
    return 1.0 if staves <= _FEW else max(1.25, _STAFF * staves / _BODY)


def join_pages(pages: Sequence[str]) -> str:
    """Return pages as one, each below the one before.

    Args:
        pages: SVG documents of `engrave`.
    """
    if len(pages) == 1:
        return pages[0]
    sizes = [_SIZE.search(page) for page in pages]
    width = max((int(each[1]) for each in sizes if each), default=1)
    height, body = 0, ""
    for page, size in zip(pages, sizes, strict=True):
        body += page.replace("<svg ", f'<svg y="{height}" ', 1)
        height += int(size[2]) if size else 0
    root = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}px" height="{height}px">'
    return f"{root}{body}</svg>"
