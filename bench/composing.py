"""Figure 16: the bundled model of music: what it keeps of what was asked, what it copies, speed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from bench.record import Figure, Options, Row, at_least, at_most
from bench.stepping import HOW, measure_steps
from etude.core.paths import workspace
from etude.core.seeds import generator
from etude.media.music.judgement import Sources, collect, judge
from etude.media.music.naming import say_key
from etude.media.music.score import Score
from etude.packages import find, open_package
from etude.studio.composer import Composer
from etude.studio.studio import Studio
from zoo.music import prepare, tell
from zoo.train import read_recipe_file

MODEL = "songbook"
SAMPLES, TINY = 200, 5
TRIES = 8
METRES = ("4/4", "3/4", "2/4", "6/8")
NOTES = (
    "Control: pieces of eight bars, styles in turn, keys of up to four sharps or flats in major "
    "and minor, metres, tempos of 60 to 159 and densities of 3 to 6 by chance, everything else as "
    f"usual; the best of {TRIES} candidates. The key that counts is the one that the notes suggest "
    "(`find_key`), which is right for 93 % of folk tunes whose editors name their key and "
    "82 % of chorales; the signature is always the one that was asked for.",
    "Copying: the share of four-bar stretches of the melody that are found, in any key, among the "
    "pieces that the model learnt from; beside it the same of as many held-out pieces.",
    f"Speed: {HOW}",
)


def measure(options: Options) -> Figure:
    """Let the model compose, and look at what came out."""
    torch.set_num_threads(options.threads)
    room = workspace()
    composer = Composer(open_package(find(MODEL, room), room), Studio(room))
    count = TINY if options.tiny else SAMPLES
    rows: list[Row] = []
    if options.wants("control"):
        rows, scores = measure_control(composer, count)
        if options.data is not None:
            rows += measure_copying(scores, options.data)
    if options.wants("speed"):
        rows += measure_steps(composer.writer, "a step", 8)
    title = f"What the bundled model of music does with {count} wishes"
    details: dict[str, Any] = {"model": str(composer), "tries": TRIES}
    return Figure(16, "composing", title, tuple(rows), NOTES, details)


def measure_control(composer: Composer, count: int) -> tuple[list[Row], list[Score]]:
    """Ask for many pieces, and count what was kept."""
    kept, scores = dict.fromkeys(("key", "metre", "tempo", "density"), 0), []
    start = time.perf_counter()
    for number in range(count):
        dice = generator(number, "bench.composing")
        mode = str(dice.choice(["major", "minor"]))
        wish = {
            "style": composer.styles[number % len(composer.styles)],
            "key": say_key(int(dice.integers(-4, 5)), mode),
            "metre": str(dice.choice(METRES)),
            "tempo": int(dice.integers(60, 160)),
            "density": int(dice.integers(3, 7)),
        }
        (piece,) = composer.sketch("create", seed=number, bars=8, tries=TRIES, **wish)
        asked, got = piece.measured["asked"], piece.measured["got"]
        for name in ("key", "metre", "tempo"):
            kept[name] += asked[name] == got.get(name)
        kept["density"] += abs(asked["density"] - got["density"]) <= 1
        scores.append(piece.score)
    seconds = (time.perf_counter() - start) / count
    aims = {"key": 95, "metre": 100, "tempo": 100, "density": 85}
    rows = [at_least(f"{name} kept", 100 * kept[name] / count, aims[name], "%") for name in aims]
    rows.append(Row("a piece of eight bars", seconds, "s"))
    loops = np.asarray([judge(score).loop.times for score in scores])
    rows.append(
        Row(
            "pieces in which a pattern is heard more than 3 times on end",
            100 * float(np.mean(loops > 3)),
            "%",
        )
    )
    return rows, scores


def measure_copying(scores: Sequence[Score], data: Path) -> list[Row]:
    """Look for the samples, and for held-out pieces, among what was learnt from."""
    recipe = read_recipe_file(MODEL)
    told = tell(recipe, prepare(recipe, data, workspace()))
    sources = collect((str(at), piece.score()) for at, piece in enumerate(told.train))
    order = generator(0, "bench.composing").permutation(len(told.unseen))[: len(scores)]
    unseen = [told.unseen[at].score() for at in order.tolist()]
    found, usual = (share_found(sources, each) for each in (scores, unseen))
    return [
        at_most("four-bar stretches of samples found in training", found, usual, "%"),
        Row("four-bar stretches of held-out pieces found in training", usual, "%"),
    ]


def share_found(sources: Sources, scores: Sequence[Score]) -> float:
    """Return the share of four-bar stretches that are found, in per cent."""
    shares = [sources.share_of_windows(score) for score in scores]
    return 100 * float(np.mean([each for each in shares if each is not None]))
