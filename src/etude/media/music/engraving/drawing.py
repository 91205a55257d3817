"""What is on a page, as outlines and words: the few things that Verovio's SVG is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from etude.media.music.engraving.lettering import is_sign, outline_of, width_of
from etude.media.music.engraving.outlines import (
    Segment,
    Transform,
    ellipse,
    parse_path,
    parse_transform,
    polygon,
)

_BOLD = {"ending", "fing", "reh", "tempo"}
_ITALIC = {"dir", "dynam", "mNum"}
_SKIPPED = {"defs", "style", "desc", "title"}
_SHARES = {"middle": 0.5, "end": 1.0}


@dataclass(frozen=True)
class Outline:
    """A shape in black.

    Args:
        segments: In the units of the page, y downwards.
        filled: Whether it is filled.
        stroke: The width of the line round it, 0 for none.
    """

    segments: tuple[Segment, ...]
    filled: bool
    stroke: float


@dataclass(frozen=True)
class Words:
    """Letters in a row.

    Args:
        x: Where they begin.
        y: Of their base line.
        text: The letters.
        size: Of an em.
        bold: Whether they are bold.
        italic: Whether they are italic.
    """

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    italic: bool = False

    @property
    def width(self) -> float:
        """How far they reach to the right."""
        widths = (width_of(each, bold=self.bold, italic=self.italic) for each in self.text)
        return self.size * sum(widths)


@dataclass(frozen=True)
class Page:
    """A page.

    Args:
        width: In units of its own.
        height: In the same units.
        items: In the order of drawing.
    """

    width: float
    height: float
    items: tuple[Outline | Words, ...]


@dataclass(frozen=True)
class _Style:
    size: float = 0.0
    bold: bool = False
    italic: bool = False


def draw(svg: str) -> Page:
    """Return what is on a page.

    Args:
        svg: Of Verovio.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 - written by Verovio here and now
    glyphs = {
        each.get("id", ""): path
        for defs in root.iter()
        if _tag(defs) == "defs"
        for each in defs
        for path in each
    }
    body = next(each for each in root if _tag(each) == "svg")
    _, _, width, height = (float(each) for each in body.get("viewBox", "0 0 1 1").split())
    items = tuple(_Walk(glyphs).walk(body, Transform(), _Style()))
    return Page(width, height, items)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


class _Walk:
    def __init__(self, glyphs: dict[str, Element]) -> None:
        self._glyphs = glyphs

    def walk(self, element: Element, place: Transform, style: _Style) -> Iterator[Outline | Words]:
        classes = set(element.get("class", "").split())
        if _tag(element) in _SKIPPED or "placeholder" in classes:
            return
        style = replace(
            style,
            bold=style.bold or bool(classes & _BOLD),
            italic=style.italic or bool(classes & _ITALIC),
        )
        place = place.then(parse_transform(element.get("transform")))
        if _tag(element) == "text":
            yield from _write(element, place, style)
            return
        if _tag(element) == "use":
            glyph = self._glyphs.get(element.get("href", "").lstrip("#"))
            if glyph is not None:
                inner = place.then(parse_transform(glyph.get("transform")))
                yield _outline(_glyph(glyph.get("d", "")), inner, filled=True, stroke=0.0)
            return
        segments = _shape(element)
        if segments:
            filled = element.get("fill") != "none"
            stroke = float(element.get("stroke-width", 0)) * abs(place.across)
            yield _outline(segments, place, filled=filled, stroke=stroke)
        for child in element:
            yield from self.walk(child, place, style)


@lru_cache(maxsize=1024)
def _glyph(text: str) -> tuple[Segment, ...]:
    return tuple(parse_path(text))


def _shape(element: Element) -> Sequence[Segment]:
    tag = _tag(element)
    if tag == "path":
        return parse_path(element.get("d", ""))
    if tag in ("polygon", "polyline"):
        return polygon(element.get("points", ""), closed=tag == "polygon")
    if tag == "ellipse":
        return ellipse(*(float(element.get(name, 0)) for name in ("cx", "cy", "rx", "ry")))
    if tag == "rect":
        x, y, w, h = (float(element.get(name, 0)) for name in ("x", "y", "width", "height"))
        return polygon(f"{x},{y} {x + w},{y} {x + w},{y + h} {x},{y + h}", closed=True)
    return ()


def _outline(
    segments: Sequence[Segment], place: Transform, *, filled: bool, stroke: float
) -> Outline:
    moved = tuple((kind, tuple(place(point) for point in points)) for kind, points in segments)
    return Outline(moved, filled, stroke)


@dataclass
class _Row:
    """Words that are set together."""

    x: float
    y: float
    share: float
    words: list[Words]


def _write(element: Element, place: Transform, style: _Style) -> Iterator[Outline | Words]:
    rows: list[_Row] = []
    _collect(element, style, rows, _Row(0.0, 0.0, 0.0, []))
    for row in rows:
        x, y = place((row.x, row.y))
        at = x - row.share * place.across * sum(words.width for words in row.words)
        for words in row.words:
            set_ = replace(words, x=at, y=y, size=words.size * place.across)
            yield from _signs_apart(set_)
            at += set_.width


def _collect(element: Element, style: _Style, rows: list[_Row], row: _Row) -> None:
    """Gather the words under an element; those that say where they stand begin a row."""
    if _tag(element) in _SKIPPED:
        return
    if {"x", "y", "text-anchor"} & set(element.attrib) or not rows:
        x, y = (float(element.get(name, old)) for name, old in (("x", row.x), ("y", row.y)))
        anchor = element.get("text-anchor")
        share = row.share if anchor is None else _SHARES.get(anchor, 0.0)
        row = _Row(x, y, share, [])
        rows.append(row)
    style = _Style(
        float(element.get("font-size", f"{style.size}px").removesuffix("px")),
        element.get("font-weight", "bold" if style.bold else "") == "bold",
        element.get("font-style", "italic" if style.italic else "") == "italic",
    )
    if element.text and style.size > 0:
        rows[-1].words.append(Words(0, 0, element.text, style.size, style.bold, style.italic))
    for child in element:
        _collect(child, style, rows, row)


def _signs_apart(words: Words) -> Iterator[Outline | Words]:
    """Yield words, and the musical signs among them as outlines."""
    at, plain = words.x, ""
    for letter in words.text:
        step = replace(words, text=letter).width
        if is_sign(letter):
            if plain:
                yield replace(words, text=plain, x=at - replace(words, text=plain).width)
                plain = ""
            scale = words.size / 1000
            where = Transform(at, words.y, scale, -scale)
            yield _outline(outline_of(letter), where, filled=True, stroke=0.0)
        else:
            plain += letter
        at += step
    if plain.strip():
        yield replace(words, text=plain, x=at - replace(words, text=plain).width)
