"""Paths of SVG as straight lines and cubic curves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]
Segment = tuple[str, tuple[Point, ...]]  # M, L, C or Z and its points

_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 0}
_ROUND = 0.5522847498  # a quarter of a circle as one curve


class Transform(NamedTuple):
    """A scaling, then a move."""

    x: float = 0.0
    y: float = 0.0
    across: float = 1.0
    down: float = 1.0

    def __call__(self, point: Point) -> Point:
        """Return where a point comes to lie."""
        return self.x + self.across * point[0], self.y + self.down * point[1]

    def then(self, inner: Transform) -> Transform:
        """Return this transform of what another has transformed."""
        x, y = self((inner.x, inner.y))
        return Transform(x, y, self.across * inner.across, self.down * inner.down)


def parse_transform(text: str | None) -> Transform:
    """Return the transform of an attribute such as ``translate(3, 4) scale(0.5, 0.5)``.

    Args:
        text: Translations and scalings; None for none.
    """
    found = Transform()
    for name, inside in re.findall(r"(\w+)\(([^)]*)\)", text or ""):
        numbers = [float(each) for each in inside.replace(",", " ").split()]
        if name == "translate":
            found = found.then(Transform(numbers[0], numbers[1] if len(numbers) > 1 else 0.0))
        elif name == "scale":
            found = found.then(Transform(0.0, 0.0, numbers[0], numbers[-1]))
    return found


def parse_path(text: str) -> list[Segment]:
    """Return the segments of a path, absolute.

    Args:
        text: Its ``d``; arcs, which music does not need, end it.
    """
    return list(_Pen(text).draw())


class _Pen:
    """Follows a path."""

    def __init__(self, text: str) -> None:
        self._tokens = _TOKEN.findall(text)
        self._at = 0
        self._here: Point = (0.0, 0.0)
        self._start: Point = (0.0, 0.0)
        self._control: Point | None = None
        self._kind = ""

    def draw(self) -> Iterator[Segment]:
        letter = ""
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.isalpha():
                letter = token
                self._at += 1
            elif letter in "Mm":
                letter = "L" if letter == "M" else "l"
            kind = letter.upper()
            count = _NUMBERS.get(kind)
            if count is None or self._at + count > len(self._tokens):
                return
            numbers = [float(each) for each in self._tokens[self._at : self._at + count]]
            self._at += count
            yield self._segment(kind, letter.islower(), numbers)
            self._kind = kind
            if (
                kind == "Z"
                and self._at < len(self._tokens)
                and not self._tokens[self._at].isalpha()
            ):
                return

    def _segment(self, kind: str, relative: bool, numbers: Sequence[float]) -> Segment:
        x, y = self._here if relative else (0.0, 0.0)
        if kind == "Z":
            self._here = self._start
            return "Z", ()
        if kind in "HV":
            here = self._here
            end = (x + numbers[0], here[1]) if kind == "H" else (here[0], y + numbers[0])
            points: list[Point] = [end]
        else:
            points = [(x + a, y + b) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]
        if kind in "SCQT":
            points = self._curve(kind, points)
            self._here = points[-1]
            return "C", tuple(points)
        self._control, self._here = None, points[-1]
        if kind == "M":
            self._start = self._here
        return ("M" if kind == "M" else "L"), (self._here,)

    def _curve(self, kind: str, points: list[Point]) -> list[Point]:
        here = self._here
        if kind in "ST":
            same = self._control is not None and self._kind in ("SC" if kind == "S" else "QT")
            last = self._control if same and self._control is not None else here
            points = [(2 * here[0] - last[0], 2 * here[1] - last[1]), *points]
        if kind in "QT":
            self._control, end = points
            return [_toward(here, self._control), _toward(end, self._control), end]
        self._control = points[1]
        return points


def _toward(start: Point, end: Point) -> Point:
    """Return the point two thirds of the way."""
    return start[0] + (end[0] - start[0]) * 2 / 3, start[1] + (end[1] - start[1]) * 2 / 3


def polygon(text: str, *, closed: bool) -> list[Segment]:
    """Return the segments between points.

    Args:
        text: ``x,y`` pairs.
        closed: Whether the last is joined to the first.
    """
    numbers = [float(each) for each in text.replace(",", " ").split()]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    found: list[Segment] = [("L" if at else "M", (point,)) for at, point in enumerate(points)]
    return [*found, ("Z", ())] if closed else found


def ellipse(x: float, y: float, across: float, down: float) -> list[Segment]:
    """Return an ellipse as four curves.

    Args:
        x: Of its middle.
        y: Of its middle.
        across: Its radius.
        down: Its other radius.
    """
    turns = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 0.0))
    found: list[Segment] = [("M", ((x + across, y),))]
    for (a, b), (c, d) in pairwise(turns):
        controls = ((a + _ROUND * c, b + _ROUND * d), (c + _ROUND * a, d + _ROUND * b), (c, d))
        found.append(("C", tuple((x + across * u, y + down * v) for u, v in controls)))
    return [*found, ("Z", ())]
