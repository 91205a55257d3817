"""Everything that is known about a model's pictures, in one report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from etude.core.errors import EtudeError
from etude.core.messages import message
from etude.evaluation.comparison import LIMIT, draw_sets, measure_reconstructions
from etude.evaluation.copies import Copies, near_pixels
from etude.evaluation.distances import Estimate
from etude.evaluation.grades import Word, find_word
from etude.evaluation.planes import Pictures, check
from etude.evaluation.telling import write_number
from etude.evaluation.traces import find_traces

if TYPE_CHECKING:
    from etude.media.picture import Picture

FEWEST = 8
"""Pictures of each kind below which no number means anything."""

GALLERY = 24
"""Samples shown beside their nearest training pictures."""


class Told(Protocol):
    """What a network that tells samples from held-out pictures has reached."""

    @property
    def accuracy(self) -> float:
        """Share told rightly, 0 to 1."""

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % interval."""


@dataclass(frozen=True)
class Line:
    """One number with its anchors.

    Args:
        key: The measure.
        value: The number for the samples.
        floor: What training pictures get in the samples' place; None where that has no meaning.
        ceiling: What blurred training pictures get.
        low: Lower end of the value's 95 % interval, where known.
        high: Upper end.
        word: The judgement.
    """

    key: str
    value: float
    floor: float | None
    ceiling: float | None
    low: float | None
    high: float | None
    word: Word


@dataclass(frozen=True)
class Report:
    """Quality, variety and copies of a model's pictures, every number beside its anchors.

    Args:
        lines: The numbers, in the order to read them.
        verdict: ``good``, ``fair``, ``poor``, ``memorising`` or ``one-note``.
        counts: Pictures given (``train``, ``held_out``, ``samples``) and ``compared`` at one time.
        shape: Height, width and channels.
        seed: Chose subsets, patches and projections.
        pairs: Samples beside their nearest training pictures, the most suspicious first:
            uint8 ``[G, 2, H, W, C]``.
    """

    lines: tuple[Line, ...]
    verdict: str
    counts: Mapping[str, int]
    shape: tuple[int, int, int]
    seed: int
    pairs: NDArray[np.uint8] = field(repr=False, compare=False)

    def __getitem__(self, key: str) -> Line:
        """Return the line of a measure."""
        return next(line for line in self.lines if line.key == key)

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the pictures, ready for JSON."""
        names = ("value", "floor", "ceiling", "low", "high", "word")
        return {
            "format": 1,
            "verdict": self.verdict,
            "counts": dict(self.counts),
            "shape": list(self.shape),
            "seed": self.seed,
            "measures": {
                line.key: {name: _rounded(getattr(line, name)) for name in names}
                for line in self.lines
            },
        }

    def to_json(self) -> str:
        """Return the report as one JSON document."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"

    def to_markdown(self, language: str | None = None) -> str:
        """Return the report as Markdown: the verdict, then a table.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        heads = ("measure", "value", "floor", "ceiling", "word", "means")
        rows = [
            [message(f"evaluation.head-{head}", language) for head in heads],
            ["---", "---:", "---:", "---:", "---", "---"],
        ]
        for line in self.lines:
            numbers = [
                write_number(line.key, number) for number in (line.value, line.floor, line.ceiling)
            ]
            if line.low is not None and line.high is not None:
                numbers[0] += (
                    f" ({write_number(line.key, line.low)} … {write_number(line.key, line.high)})"
                )
            words = (f"measure-{line.key}", f"word-{line.word}", f"means-{line.key}")
            label, word, means = (message(f"evaluation.{key}", language) for key in words)
            rows.append([label, *numbers, word, means])
        table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
        verdict = message(f"evaluation.verdict-{self.verdict}", language)
        counts = message("evaluation.counts", language, **self.counts)
        return f"{verdict}\n\n{counts}\n\n{table}\n"

    def sheet(self, columns: int = 6) -> Picture:
        """Return samples beside their nearest training pictures as one picture.

        Args:
            columns: Pairs in a row.
        """
        return _lay_out(self.pairs, columns)


def pair_with_nearest(train: Pictures, samples: Pictures, columns: int = 6) -> Picture:
    """Return samples beside their nearest training pictures where there is too little for a report.

    Args:
        train: uint8 ``[N, H, W, C]``, at least two.
        samples: uint8 ``[M, H, W, C]``.
        columns: Pairs in a row.

    Returns:
        The pairs in which the training picture stands out most from the next ones, worst first.
    """
    near = near_pixels(train, samples)
    order = np.argsort(near.relative, kind="stable")[:GALLERY]
    return _lay_out(np.stack([samples[order], train[near.nearest[order]]], axis=1), columns)


def _lay_out(pairs: Pictures, columns: int) -> Picture:
    from etude.media.picture import Picture
    from etude.media.sheet import contact_sheet

    pictures = [Picture(np.concatenate([ours, theirs], axis=1)) for ours, theirs in pairs]
    return contact_sheet(pictures, columns=columns, gap=8)


def report(
    train: Pictures,
    held_out: Pictures,
    samples: Pictures,
    reconstructions: Pictures | None = None,
    two_sample: Told | None = None,
    *,
    two_sample_floor: Told | None = None,
    windows: int = 1,
    seed: int = 0,
    limit: int = LIMIT,
) -> Report:
    """Judge a model's pictures by held-out ones, beside what real and blurred pictures get.

    Samples, training pictures (the floor) and blurred ones (the ceiling) are compared with the
    held-out pictures in equal numbers. A model that was trained on windows of larger pictures is
    judged by windows: `train` may then hold several of each picture.

    Args:
        train: Pictures that the model was trained on, uint8 ``[N, H, W, C]``.
        held_out: Pictures of the same kind that it has not seen.
        samples: The model's pictures, all of one size.
        reconstructions: The held-out pictures encoded and made again, in their order.
        two_sample: What a network trained to tell samples from held-out pictures has reached.
        two_sample_floor: The same for training pictures in the samples' place.
        windows: How many of the held-out pictures are windows of one and the same.
        seed: Chooses subsets, patches and projections.
        limit: Most pictures of each kind in one comparison.

    Returns:
        The report.

    Raises:
        EtudeError: ``evaluation.too-few``, ``evaluation.not-pictures``,
            ``evaluation.sizes-differ``, ``evaluation.not-paired``.
    """
    _check(train, held_out, samples, reconstructions)
    sets = draw_sets(train, held_out, samples, seed, limit)
    found = sets.compare(seed)
    lines = [
        _line(key, value, found.floors[key], found.ceilings[key], found.intervals.get(key))
        for key, value in found.values.items()
    ]
    if reconstructions is not None:
        lines.append(_line("reconstruction", *measure_reconstructions(held_out, reconstructions)))
    if two_sample is not None:
        floor = None if two_sample_floor is None else two_sample_floor.accuracy
        told = Estimate(two_sample.accuracy, *two_sample.interval)
        lines.insert(0, _line("two-sample", two_sample.accuracy, floor, None, told))
    traces = find_traces(sets.train.pictures, sets.held_out.pictures, sets.samples.pictures)
    lines.append(_line("traces", traces.share, traces.floor, None))
    copies = sets.find_copies(windows)
    lines += _copy_lines(copies)
    counts = {
        "train": len(train),
        "held_out": len(held_out),
        "samples": len(samples),
        "compared": sets.count,
    }
    height, width, channels = train.shape[1:]
    return Report(
        lines=tuple(lines),
        verdict=_verdict({line.key: line.word for line in lines}),
        counts=counts,
        shape=(height, width, channels),
        seed=seed,
        pairs=sets.pair(copies, GALLERY),
    )


def _copy_lines(copies: Copies) -> list[Line]:
    share = _line("copies", copies.share, copies.chance, None)
    if share.word != "very-good" and copies.share <= copies.bound:
        share = replace(share, word="plain")  # it may be chance, or not: nobody can say
    return [
        share,
        _line("near-pixels", copies.near_pixels, copies.chance, None),
        _line("near-features", copies.near_features, copies.chance, None),
        _line("copy-trend", copies.trend, 0.0, None),
        _line("novelty", copies.novelty, 0.5, None),
    ]


def _line(
    key: str, value: float, floor: float | None, ceiling: float | None, told: Estimate | None = None
) -> Line:
    low, high = (None, None) if told is None else (told.low, told.high)
    return Line(key, value, floor, ceiling, low, high, find_word(key, value, floor, ceiling))


def _verdict(words: Mapping[str, Word]) -> str:
    """Put the words of all measures into one: the worst thing that is known decides."""
    if words["copies"] == "poor":
        return "memorising"
    if words["variety"] == "poor":
        return "one-note"
    decisive = [words[key] for key in ("two-sample", "kernel-distance", "coverage") if key in words]
    harmful = [words[key] for key in ("checkerboard", "sharpness", "traces")]
    if "poor" in decisive:
        return "poor"
    if "fair" in decisive or "poor" in harmful or words["copies"] == "fair":
        return "fair"
    return "good"


def _check(
    train: Pictures, held_out: Pictures, samples: Pictures, reconstructions: Pictures | None
) -> None:
    check(train, "train")
    check(held_out, "held_out", like=train)
    check(samples, "samples", like=train)
    if min(len(train), len(held_out), len(samples)) < FEWEST:
        raise EtudeError(
            "evaluation.too-few",
            train=len(train),
            held_out=len(held_out),
            samples=len(samples),
            needed=FEWEST,
        )
    if reconstructions is not None:
        check(reconstructions, "reconstructions", like=train)
        if len(reconstructions) != len(held_out):
            raise EtudeError(
                "evaluation.not-paired", received=len(reconstructions), expected=len(held_out)
            )


def _rounded(value: float | str | None) -> float | str | None:
    return round(value, 6) if isinstance(value, float) else value
