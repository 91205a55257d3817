"""Figure 18: chorales of the bundled model of music beside Bach's, which it never saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.record import Figure, Options, Row
from etude.core.paths import workspace
from etude.core.seeds import generator
from etude.media.music.bars import bars, cut
from etude.media.music.judgement import Judgement, judge
from etude.media.music.score import Score
from etude.packages import find, open_package
from etude.studio.composer import Composer
from etude.studio.studio import Studio
from zoo.music import prepare, tell
from zoo.train import read_recipe_file

MODEL, STYLE = "songbook", "chorale"
COMPOSED, HARMONISED, LONGEST = 40, 20, 16
FAULTS = ("fifths", "octaves", "crossings", "spacing", "range")
MEASURES = ("scale_consistency", "groove_consistency")
POINTS = 1000
Values = npt.NDArray[np.float64]

NOTES = (
    f"Composed: {COMPOSED} chorales of {LONGEST} bars, nothing asked for but style and parts, the "
    f"best of 4 candidates. Harmonised: the sopranos of {HARMONISED} held-out chorales, their "
    f"first {LONGEST} bars, the best of 4. Bach: the chorales of the model's own dataset in four "
    f"parts, their first {LONGEST} bars; those it learnt from, as many by chance.",
    "Faults are those of `judgement.voice_leading`, weighed by chords.",
    "Overlap (Yang and Lerch, On the evaluation of generative models in music, 2020): how far any "
    "two held-out chorales lie apart in a measure, beside how far one of them lies from one of "
    "another collection; both as densities (Gaussian kernels), the area under both. What Bach's "
    "chorales that were learnt from reach is as much as can be had.",
)


def measure(options: Options) -> Figure:
    """Compose and harmonise, and count faults beside Bach's."""
    assert options.data is not None
    room = workspace()
    recipe = read_recipe_file(MODEL)
    told = tell(recipe, prepare(recipe, options.data, room))
    unseen, learnt = (
        [_opening(piece.score()) for piece in side if piece.style == STYLE]
        for side in (told.unseen, told.train)
    )
    order = generator(0, "bench.chorales").permutation(len(learnt))[: len(unseen)]
    composer = Composer(open_package(find(MODEL, room), room), Studio(room))
    count, given = (3, 2) if options.tiny else (COMPOSED, HARMONISED)
    sketches = [
        composer.sketch("create", seed=seed, style=STYLE, parts="choir", bars=LONGEST)
        for seed in range(count)
    ]
    harmonies = [
        composer.sketch("harmonise", score, seed=seed, style=STYLE)
        for seed, score in enumerate(unseen[:given])
    ]
    groups = {
        "composed": [piece.score for [piece] in sketches],
        "harmonised": [piece.score for [piece] in harmonies],
        "Bach, held out": unseen,
        "Bach, learnt from": [learnt[at] for at in order.tolist()],
    }
    judged = {name: [judge(score) for score in scores] for name, scores in groups.items()}
    rows = [*fault_rows(judged), *overlap_rows(judged)]
    details: dict[str, Any] = {name: len(scores) for name, scores in groups.items()}
    title = "Chorales of the bundled model beside Bach's"
    return Figure(18, "chorales", title, tuple(rows), NOTES, details)


def _opening(score: Score) -> Score:
    return cut(score, 0, min(LONGEST, len(bars(score))))


def fault_rows(judged: Mapping[str, Sequence[Judgement]]) -> list[Row]:
    """Return the faults per 100 chords of each collection."""
    rows = []
    for name, each in judged.items():
        found = [one.voice_leading for one in each if one.voice_leading is not None]
        weights = [one.chords for one in found]
        rows += [
            Row(
                f"{fault} per 100 chords, {name} ({len(found)})",
                float(np.average([getattr(one, fault) for one in found], weights=weights)),
            )
            for fault in FAULTS
        ]
    return rows


def overlap_rows(judged: Mapping[str, Sequence[Judgement]]) -> list[Row]:
    """Return the means of each measure, and how far each collection overlaps with held-out Bach."""
    rows = []
    for measured in MEASURES:
        values = {
            name: np.asarray([getattr(one, measured) for one in each], np.float64)
            for name, each in judged.items()
        }
        words = measured.replace("_", " ")
        rows += [Row(f"{words}, {name}", float(each.mean())) for name, each in values.items()]
        held_out = values.pop("Bach, held out")
        rows += [
            Row(f"{words}, overlap, {name}", 100 * overlap(held_out, each), "%")
            for name, each in values.items()
        ]
    return rows


def overlap(held_out: Values, others: Values) -> float:
    """Return the area that the densities of distances share, 0 to 1.

    Args:
        held_out: A measure of held-out pieces.
        others: The same of the pieces that are compared.
    """
    from scipy.stats import gaussian_kde

    pairs = np.triu_indices(len(held_out), 1)
    within = np.abs(held_out[pairs[0]] - held_out[pairs[1]])
    between = np.abs(held_out[:, None] - others).ravel()
    high = 1.2 * max(within.max(), between.max())
    at = np.linspace(-0.2 * high, high, POINTS)
    lower = np.minimum(gaussian_kde(within)(at), gaussian_kde(between)(at))
    return float(np.trapezoid(lower, at))
