"""Code by a model of one's own: a gap filled many times side by side, what parses first.

A model that was trained with gaps is told what stands on both sides. Any other goes on with what
stands before, and the other side decides only which of its ways parses.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.seeds import new_seed
from etude.core.steps import finish
from etude.gallery.work import Work
from etude.media.text.gaps import AFTER, BEFORE, tell_gap
from etude.studio.asked import EDITION
from etude.studio.filling import Candidate, rank
from etude.studio.keeping import Written, keep_made
from etude.studio.recipe import write_recipe
from etude.studio.writing import keep_whole

if TYPE_CHECKING:
    from etude.studio.scribe import Scribe

COUNT, MOST_COUNT = 24, 128
LENGTH, LONGEST = 120, 2000  # symbols
TEMPERATURE = 0.7  # code forgives little
SEEN = 2000  # characters before the gap that a model without gaps goes on from
TOP_P = 0.95
COMMAND = "code"
_MARKS = re.compile(f"[{AFTER}{BEFORE}]")


@dataclass(frozen=True)
class Completion:
    """A gap that a model of one's own filled.

    Args:
        work: The whole file with the best candidate, as the gallery keeps it.
        candidates: All different ones, the best first.
        both: Whether the model was told what stands after the gap.
    """

    work: Work
    candidates: tuple[Candidate, ...]
    both: bool


def complete(scribe: Scribe, before: str, after: str = "", **asked: Any) -> Completion:
    """Have a model of one's own fill a gap in a program, and keep the whole file as a work.

    Args:
        scribe: The model.
        before: What stands before the gap.
        after: What stands after it.
        asked: As for `ask`.

    Raises:
        EtudeError: ``endpoint.bad-number``, one of the areas ``writer``, ``sampling``, ``model``.
    """
    recipe = ask(scribe, before, after, **asked)
    candidates = fill_again(scribe, recipe)
    words = before + candidates[0].text + after
    work = keep_made(scribe.gallery, Written(words, recipe), ".txt")
    return Completion(work, tuple(candidates), scribe.voice.gaps)


def ask(
    scribe: Scribe,
    before: str,
    after: str,
    *,
    seed: int | None = None,
    count: int = COUNT,
    length: int = LENGTH,
    temperature: float = TEMPERATURE,
    python: bool = True,
) -> dict[str, Any]:
    """Return the recipe of a gap that is to be filled.

    Args:
        scribe: The model.
        before: What stands before the gap.
        after: What stands after it.
        seed: The same one gives the same candidates.
        count: How many are written side by side, 1 to 128.
        length: Most symbols of each, 1 to 2000.
        temperature: 0 (always the likeliest) to 2.
        python: Whether it is Python, so that what parses can be told from what does not.

    Raises:
        EtudeError: ``endpoint.bad-number``.
    """
    for name, value, low, high in (
        ("count", count, 1, MOST_COUNT),
        ("length", length, 1, LONGEST),
        ("temperature", temperature, 0, 2),
    ):
        if not low <= value <= high:
            raise EtudeError("endpoint.bad-number", name=name, value=value, low=low, high=high)
    settings = {"count": count, "length": length, "temperature": temperature, "python": python}
    return write_recipe(
        COMMAND,
        scribe,
        seed=new_seed() if seed is None else seed,
        settings=settings,
        before=before,
        after=after,
        edition=EDITION,
    )


def fill_again(scribe: Scribe, recipe: Mapping[str, Any]) -> Sequence[Candidate]:
    """Return the candidates that a recipe leads to, the best first.

    Args:
        scribe: The model it was written for.
        recipe: Of `ask`.
    """
    return finish(seek_ways(scribe, recipe))


def seek_ways(
    scribe: Scribe, recipe: Mapping[str, Any]
) -> Generator[None, None, Sequence[Candidate]]:
    """Do what `fill_again` does, and rest after each symbol: whoever leaves ends the search.

    Args:
        scribe: The model it was written for.
        recipe: Of `ask`.
    """
    from etude.inference.candidates import draft
    from etude.inference.sampling import Sampling

    asked, before, after = recipe["settings"], recipe["before"], recipe["after"]
    voice, edition = scribe.voice, recipe.get("edition", 1)
    told = tell_gap(before, after) if voice.gaps else voice.first(before[-SEEN:])
    found = yield from draft(
        voice.writer,
        voice.vocabulary.encode(told),
        asked["count"],
        sampling=Sampling(temperature=asked["temperature"], top_p=TOP_P),
        constraint=keep_whole(voice, edition),
        seed=recipe["seed"],
        most=asked["length"],
    )
    likely = sorted(found, key=lambda each: each.bits_each)
    # A model that has learnt little may write the marks of a gap, or that there is nothing in it.
    written = [_MARKS.sub("", voice.vocabulary.decode(each.tokens)) for each in likely]
    if edition > 1:
        written = [each.rstrip("\ufffd") for each in written]  # begun when the time was over
    answers = [each for each in written if each.strip()] or written
    return rank(before, answers, after, asked["python"])
