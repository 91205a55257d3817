"""Texts of people beside a text: held out of a dataset, and cut to the same length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from etude.core.errors import EtudeError
from etude.media.text.measures import UNIT
from etude.media.text.verse.checker import check
from etude.studio.reports.report import Spread, spread
from etude.studio.reports.surprise import part_opening

if TYPE_CHECKING:
    from etude.datasets import Texts
    from etude.media.text.verse.prosody import Prosody
    from etude.packages.manifest import Opening

LOOKED_AT = 600  # held-out texts
MOST = 40  # passages that stand beside a text
MOST_POEMS = 24
ALIKE = 0.15  # by how much a poem may be longer or shorter and still be of the same shape


@dataclass(frozen=True)
class Other:
    """A passage that people wrote and no model learnt from.

    Args:
        words: As long as the text it stands beside.
        told: The opening that a model knows it by; empty where it has none.
    """

    words: str
    told: str


def choose_others(texts: Texts, units: int, opening: Opening | None = None) -> list[Other]:
    """Return held-out passages that are as long as a text.

    Args:
        texts: The dataset.
        units: Characters of Chinese, words of other writing, as `measures.UNIT` finds them.
        opening: What stands before the texts of a model that learnt from the dataset.

    Returns:
        At most `MOST`, from all over the held-out part; the beginnings of texts first.
    """
    if not units:
        return []
    cuts: list[list[Other]] = []
    for told, body in _open(texts, opening):
        windows = [words for _, words in zip(range(MOST), _cut(body, units), strict=False)]
        if windows:
            cuts.append([Other(words, "" if at else told) for at, words in enumerate(windows)])
    found: list[Other] = []
    for depth in range(MOST):
        layer = [each[depth] for each in cuts if len(each) > depth]
        room = MOST - len(found)
        if not layer or not room:
            break
        found += [layer[at] for at in _spread_out(len(layer), room)]
    return found


def judge_others(
    texts: Texts, prosody: Prosody, rhymes: str, opening: Opening | None = None
) -> Spread | None:
    """Return how well people keep a form: the scores of held-out poems of the same shape.

    Args:
        texts: The dataset.
        prosody: Of the poem that they stand beside.
        rhymes: The rhyme book of a Chinese form.
        opening: As in `choose_others`.
    """
    lines, units = len(prosody.lines), sum(len(each.units) for each in prosody.lines)
    alike = []
    for _, body in _open(texts, opening):
        count = sum(1 for _ in UNIT.finditer(body[: 20 * units + 1000]))
        if abs(count - units) > ALIKE * units:
            continue
        try:
            heard = check(body, prosody.form, rhymes)
        except EtudeError:  # not of this language, or no verse at all
            continue
        if len(heard.lines) == lines:
            alike.append(heard.score)
        if len(alike) == MOST_POEMS:
            break
    return spread(alike)


def _open(texts: Texts, opening: Opening | None) -> Iterator[tuple[str, str]]:
    """Yield openings and bodies of texts from all over the held-out part."""
    held_out = texts.held_out
    for at in _spread_out(len(held_out), LOOKED_AT):
        yield part_opening(opening, texts.text(int(held_out[at])))


def _spread_out(count: int, most: int) -> Sequence[int]:
    places: list[int] = np.linspace(0, count - 1, min(count, most)).astype(int).tolist()
    return places


def _cut(text: str, units: int) -> Iterator[str]:
    """Yield one passage after the other, each of so many units."""
    begin = 0
    for count, match in enumerate(UNIT.finditer(text), 1):
        if count % units == 0:
            yield text[begin : match.end()].strip("\n")
            begin = match.end()
