"""What a run's numbers mean, in words: was it long enough, and has it begun to copy?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etude.core.messages import find, message

COPIES = 0.05  # share of samples that repeat a training picture and may still be chance
TIMES_CHANCE = 3.0  # few held-out pictures set a loose mark, which new pictures pass more often
LOOKS = 4  # before that a run has no history to be judged by
STILL_FALLING = 0.15  # drop of the distance over the last fifth that says that more time helps
OVERFIT = 0.6  # of the critic: see `models.gan.Gan.observe`
RISEN = 0.01  # of the surprise at what is held out, above its best: it learns by heart
STILL_LEARNING = 0.05  # drop of that surprise over the last fifth that says that more time helps
ROOM = 0.03  # a smaller gap between what is held out and what is not: it has room to learn
TRACES = 0.1  # more pictures with traces of augmentation than real ones have
RECENT = 3  # looks of which the middle one counts, so that one unlucky look raises no alarm
WHILE_RUNNING = {
    "unjudged": "begun",
    "memorising": "repeating",
    "good": "settling",
    "too-early": "blurry",
    "uncompared": "slowing",
    "by-heart": "copying",
    "no-pictures": "drawing",
    "unread": "reading",
    "roomy": "calming",
    "fluent": "calming",
    "rehearsing": "reciting",
}
"""What a verdict is called where the run still goes on, and its time is not used up."""


@dataclass(frozen=True)
class Advice:
    """What became of a run.

    Args:
        code: `memorising`, `by-heart`, `leaking`, `too-early`, `good`, `uncompared`
            (settled, but nothing says whether it copies), `unjudged`, or `no-pictures`
            for a recipe that learns from none, which only the eye can judge; for music and words
            `rehearsing`, `unread`, `roomy`, `fluent` or `unjudged`. Of a run that goes on, a value
            of `WHILE_RUNNING`.
        details: The numbers behind it, as its sentence names them.
    """

    code: str
    details: Mapping[str, float]

    @property
    def words(self) -> str:
        """The verdict as a sentence in the person's language."""
        return message(f"training.advice-{self.code}", **self.details)

    def for_card(self, language: str) -> str:
        """Return the verdict for a card, which is also read where there is no terminal.

        Args:
            language: ``en`` or ``zh``.
        """
        key = f"training.advice-{self.code}"
        own = f"page.{key}"
        return message(own if find(own, language) else key, language, **self.details)


def advise(
    history: Sequence[Mapping[str, Any]], measures: Mapping[str, Mapping[str, Any]] | None = None
) -> Advice:
    """Judge a run by its looks at held-out pictures, and by its report.

    Args:
        history: Records of the run, oldest first; `quality` is the distance from held-out pictures,
            or the surprise at held-out symbols, and then the register `known` that at others. The
            registers `copies` and `chance` say what a look found of copying, where it could.
        measures: Of the report, where there is one: `value` and `floor` (what real pictures get) by
            measure. `copies` is the share of samples that are nearly a training picture, `traces`
            the share that shows traces of augmentation. Of copying it knows more than the looks do.

    Returns:
        The verdict: copying weighs more than stopping early, since more time makes it worse.
    """
    looks = [r for r in history if math.isfinite(float(r.get("quality", math.nan)))]
    if len(looks) < LOOKS:
        return Advice("unjudged", {"looks": len(looks)})
    registers = looks[-1].get("registers", {})
    if "known" in registers:
        return _advise_reader(looks, float(registers["known"]))
    overfit = float(registers.get("overfit", 0.0))
    watched = _copies_seen(looks)
    copies, chance = _read(measures, "copies") if measures else watched or (0.0, 0.0)
    if copies > max(COPIES, TIMES_CHANCE * chance):
        return Advice("memorising", {"copies": round(100 * copies, 1)})
    if overfit > OVERFIT:
        return Advice("by-heart", {"overfit": round(100 * overfit)})
    traces, usual = _read(measures, "traces")
    if registers.get("augment") and traces - usual > TRACES:
        return Advice("leaking", {"traces": round(100 * traces)})
    drop = falling(looks)
    if drop > STILL_FALLING:
        return Advice("too-early", {"drop": round(100 * drop)})
    settled = {"drop": round(100 * max(drop, 0.0))}
    if not measures and watched is None:
        return Advice("uncompared", settled)
    return Advice("good", settled | {"copies": round(100 * copies, 1)})


def advise_running(verdict: Advice) -> Advice:
    """Say what a verdict means for whoever watches: let it run, or stop here.

    Args:
        verdict: Of the looks so far, without a report, which tells of the weights before.
    """
    return Advice(WHILE_RUNNING[verdict.code], verdict.details)


def _advise_reader(looks: Sequence[Mapping[str, Any]], known: float) -> Advice:
    """Judge a run on music or words; learning by heart weighs most, since time makes it worse."""
    best = min(looks, key=lambda record: float(record["quality"]))
    least, last = float(best["quality"]), float(looks[-1]["quality"])
    rise = last / max(least, 1e-9) - 1.0
    if rise > RISEN:
        minutes = round(float(best["seconds"]) / 60, 1)
        return Advice("rehearsing", {"minutes": minutes, "rise": round(100 * rise, 1)})
    drop = falling(looks)
    if drop > STILL_LEARNING:
        return Advice("unread", {"drop": round(100 * drop)})
    gap = max(0.0, last / max(known, 1e-9) - 1.0)
    # The rate of learning sinks with the budget, so that every run settles, however short it was.
    code = "fluent" if gap >= ROOM else "roomy"
    return Advice(code, {"drop": round(100 * max(drop, 0.0)), "gap": round(100 * gap)})


def _copies_seen(looks: Sequence[Mapping[str, Any]]) -> tuple[float, float] | None:
    """Return the share of copies at the last looks and what chance gives; None if not measured."""
    seen = [each for each in (r.get("registers", {}) for r in looks[-RECENT:]) if "copies" in each]
    if not seen:
        return None
    return _median([float(each["copies"]) for each in seen]), float(seen[-1]["chance"])


def _read(measures: Mapping[str, Mapping[str, Any]] | None, key: str) -> tuple[float, float]:
    """Return the value and the floor of a measure, 0 where nothing was measured."""
    line = (measures or {}).get(key, {})
    return float(line.get("value") or 0.0), float(line.get("floor") or 0.0)


def falling(looks: Sequence[Mapping[str, Any]]) -> float:
    """Return by which share the distance fell over the last fifth of a run (negative: it rose).

    Medians of up to three looks are compared, so that one lucky look decides nothing.

    Args:
        looks: Records with `seconds` and a finite `quality`, oldest first.
    """
    end = float(looks[-1]["seconds"])
    late = [float(r["quality"]) for r in looks if r["seconds"] >= 0.9 * end][-3:]
    before = [float(r["quality"]) for r in looks if 0.65 * end <= r["seconds"] <= 0.8 * end][-3:]
    if not late or not before:
        return 0.0
    earlier = _median(before)
    return (earlier - _median(late)) / max(earlier, 1e-9)


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]
