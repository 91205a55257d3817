"""From a finished run on phrases to an installed package: sliders, figures, card, graphs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from etude.core.events import Event, Progress, silent
from etude.core.files import write_atomic
from etude.core.messages import message
from etude.core.paths import Workspace
from etude.core.seeds import generator
from etude.explore.attributes import read_columns, steer_columns
from etude.explore.directions import Direction, Found
from etude.explore.effects import Effect, Slope, measure_reference, measure_slope
from etude.explore.moves import morph
from etude.explore.naming import CLEAR, attribute_names
from etude.explore.space import fit_space
from etude.media.music.contours import measure_phrases, measure_rolls, paint_rolls
from etude.media.music.gestures import GESTURES, gesture
from etude.media.music.midi.writing import write_midi
from etude.media.music.phrases import (
    HIGH,
    LOW,
    METRES,
    PITCH,
    SIZE,
    STEPS,
    Frame,
    lengths,
    write_phrases,
)
from etude.packages import build_package
from etude.studio.packed import describe_run, find_packed, next_version, settle
from etude.studio.trained import Extras, Trained
from etude.training.advice import Advice, advise

if TYPE_CHECKING:
    from etude.models.melody_vae import MelodyVae
    from etude.training.fit import Fitted
    from etude.training.phrases import SungScores

STUDIED = 1500  # codes from which the sliders are read
TRIED, STARTS = 256, 12  # of them that are sung to compare with, and that a slider is tried on
STEP, TRIES = 0.25, 12  # how far apart its places are, and how many on either side
ASIDE = 0.25  # what a deviation of another measure counts against it
JUDGED = 1024  # phrases drawn by chance, and pairs that are morphed, for the figures
MORPH = 9  # phrases of a morph
SCALE = (0, 2, 4, 5, 7, 9, 11)  # pitch classes without sharps and flats
Codes = NDArray[np.float32]
Rows = NDArray[np.int64]


def bind_phrases(
    run: Fitted,
    phrases: SungScores,
    name: str,
    room: Workspace,
    extras: Extras | None = None,
    progress: Progress = silent,
) -> Trained:
    """Make a package of a run on phrases and install it.

    Args:
        run: With the weights to keep.
        phrases: What it learnt from.
        name: Of the model.
        room: Where it is installed.
        extras: What a recipe file adds.
        progress: Told what is being done.

    Returns:
        The model, its advice and its figures; the sheet is a piece of what it sings.

    Raises:
        EtudeError: ``package.exists``, ``disk.full``.
    """
    from etude.training.export import export_graph

    packed = find_packed(run, room) if extras is None else None
    if packed is not None:
        return packed
    wanted = extras or Extras()
    progress(Event("discover"))
    found = find_sliders(run, phrases, progress)
    progress(Event("report"))
    quality, advice = judge_phrases(run, phrases), advise(run.state.history)
    progress(Event("pack"))
    samples = _write_samples(run, phrases)
    axes = [asdict(direction) for direction in found.directions]
    manifest = describe_run(
        run,
        name,
        wanted.version or next_version(name, room),
        "music",
        wanted,
        items=len(phrases.train),
        rights=phrases.scores.rights.line,
        quality=quality,
        dataset=phrases.scores.hash,
        latent={"rows": 1, "size": _recipe(run).config.width, "axes": axes},
    )
    path = build_package(
        wanted.target or run.folder.path,
        manifest,
        graphs={graph.command: export_graph(graph, "int8") for graph in run.recipe.graphs()},
        arrays={"mean": found.mean, "axes": found.axes},
        cards=_write_cards(run, phrases, name, wanted.about, quality, advice, found),
        samples=samples,
        vocabulary={"kind": "phrases", "size": SIZE, "low": LOW, "high": HIGH, "steps": STEPS},
    )
    write_atomic(run.folder.path / "sheet.mid", samples["01.mid"])
    return settle(run, manifest, path, wanted, room, advice, quality, "sheet.mid")


def find_sliders(run: Fitted, phrases: SungScores, progress: Progress = silent) -> Found:
    """Find the sliders: what makes a phrase higher, busier, wider.

    There are two ways to find each: how codes change when phrases are changed as a hand would
    change them, and how codes differ between phrases that have more and less of it while all else
    is equal. Both are tried on a dozen phrases, and the one stays that does most of what it is
    called and least of all else. Its range ends where codes or phrases leave those of the
    training; what hardly does what it is called is dropped.

    Args:
        run: A finished run.
        phrases: What it learnt from.
        progress: Told after every direction.
    """
    rows = _choose(phrases.train)
    codes = _encode(run, rows)[:, None]

    def paint(w: Codes) -> NDArray[np.uint8]:
        return paint_rolls(_sing(run, w[:, 0], np.full(len(w), rows[0, STEPS])))

    plain = codes.astype(np.float64)
    space = fit_space(plain[:, 0])
    reference = measure_reference(paint(codes[:TRIED]), measure_rolls)
    starts = codes[:: max(1, len(codes) // STARTS)][:STARTS]
    columns = {name: each.tolist() for name, each in measure_phrases(rows[:, :STEPS]).items()}
    steered = steer_columns(read_columns(columns), plain[:, 0], space)
    ways = {each.column.name: [space.unwhiten(each.axis)[None]] for each in steered}
    axes, directions = [], []
    for number, name in enumerate(GESTURES, start=1):
        changed = np.concatenate([gesture(rows[:, :STEPS], name), rows[:, STEPS:]], 1)
        moved = (_encode(run, changed)[:, None] - plain).mean(0)
        tried = []
        for axis in (moved, *ways.get(name, ())):
            slope = Slope(axis, slice(0, 1), space, starts, starts, STEP, TRIES)
            effect = measure_slope(slope, plain, paint, measure_rolls, reference)
            if effect is not None and effect.strength[name] >= CLEAR:
                tried.append((_purity(effect, name), axis, effect))
        if tried:
            _, axis, effect = max(tried, key=lambda each: each[0])
            names, ends = attribute_names(name), (effect.low, effect.high)
            axes.append(axis)
            directions.append(Direction(name, names, "found", *ends, effect.changes))
        progress(Event("discover", number, len(GESTURES)))
    mean = codes.mean(0)
    stacked = np.stack(axes).astype(np.float32) if axes else np.zeros((0, *mean.shape), np.float32)
    return Found(mean, stacked, tuple(directions))


def _purity(effect: Effect, name: str) -> float:
    """Return how much a direction does what it is called, less a part of what else it does."""
    others = sum(abs(size) for other, size in effect.strength.items() if other != name)
    return effect.strength[name] - ASIDE * others


def _choose(rows: Rows) -> Rows:
    """Return phrases to read sliders from, all in the metre that most are in."""
    usual = np.bincount(rows[:, STEPS]).argmax()
    rows = rows[rows[:, STEPS] == usual]
    return rows[generator(0, "sliders").permutation(len(rows))[:STUDIED]]


def judge_phrases(run: Fitted, phrases: SungScores) -> dict[str, float]:
    """Measure what a model keeps, how it morphs and whether it copies.

    Args:
        run: A finished run.
        phrases: What it learnt from.

    Returns:
        ``accuracy``: share of the symbols of held-out phrases that come back from their codes;
        ``kept``: share of those phrases of which every symbol does; ``nats``: what is missed of
        each; ``kl``: nats that a code says; ``step``: share of the symbols that change from one
        phrase of a morph to the next, beside ``jump``, that between the ends; ``in_key``: share of
        the notes halfway that are in the key, beside ``in_key_held_out``; ``copied``: share of
        drawn phrases that stand in what was learnt from, beside ``copied_held_out``.
    """
    from etude.training.phrases import PhraseFeed

    feed = run.feed
    assert isinstance(feed, PhraseFeed)
    rows = phrases.held_out
    nats, kl = feed.judge(rows, run.engine)
    kinds, codes = rows[:, STEPS], _encode(run, rows)
    same = _sing(run, codes, kinds) == rows[:, :STEPS]
    within = np.arange(STEPS) < lengths()[kinds][:, None]
    known = {row.tobytes() for row in phrases.train}
    drawn = _draw(run, kinds[:JUDGED])
    return {
        "nats": nats,
        "kl": kl,
        "accuracy": float(same[within].mean()),
        "kept": float((same | ~within).all(1).mean()),
        **_judge_morphs(run, rows, codes),
        "copied": float(np.mean([row.tobytes() in known for row in drawn])),
        "copied_held_out": float(np.mean([row.tobytes() in known for row in rows])),
    }


def _judge_morphs(run: Fitted, rows: Rows, codes: Codes) -> dict[str, float]:
    """Measure morphs between held-out phrases of one metre, drawn by chance."""
    full = np.flatnonzero(rows[:, STEPS] == rows[0, STEPS])
    first, second = generator(0, "pairs").choice(full, (2, min(JUDGED, len(full))))
    kinds = rows[first, STEPS]
    shares = np.linspace(0, 1, MORPH, dtype=np.float32)
    path = [_sing(run, codes[first] + s * (codes[second] - codes[first]), kinds) for s in shares]
    count = lengths()[kinds[0]]
    moves = [(a[:, :count] != b[:, :count]).mean() for a, b in pairwise(path)]
    return {
        "step": float(np.mean(moves)),
        "jump": float((path[0][:, :count] != path[-1][:, :count]).mean()),
        "in_key": _in_key(path[MORPH // 2]),
        "in_key_held_out": _in_key(rows[:, :STEPS]),
    }


def _in_key(tokens: Rows) -> float:
    pitches = tokens[tokens >= PITCH] - PITCH + LOW
    return float(np.isin(pitches % 12, SCALE).mean()) if len(pitches) else 0.0


def _encode(run: Fitted, rows: Rows) -> Codes:
    from etude.training.phrases import encode_rows

    return encode_rows(_recipe(run), rows, run.engine)


def _sing(run: Fitted, codes: Codes, kinds: Rows) -> Rows:
    from etude.training.phrases import sing_codes

    return sing_codes(_recipe(run), codes, kinds, run.engine)


def _draw(run: Fitted, kinds: Rows) -> Rows:
    """Draw phrases by chance, int64 [n, STEPS + 1]."""
    from etude.training.phrases import draw_phrase_codes

    recipe = _recipe(run)
    normal = generator(0, "drawn").standard_normal((len(kinds), recipe.config.width))
    codes = draw_phrase_codes(recipe, normal.astype(np.float32), run.engine)
    return np.concatenate([_sing(run, codes, kinds), kinds[:, None]], 1)


def _recipe(run: Fitted) -> MelodyVae:
    from etude.models.melody_vae import MelodyVae

    assert isinstance(run.recipe, MelodyVae)
    return run.recipe


def _write_samples(run: Fitted, phrases: SungScores) -> dict[str, bytes]:
    """Sing phrases drawn by chance, and two morphs between held-out ones; MIDI by file name."""
    from etude.training.phrases import PhraseFeed

    feed = run.feed
    assert isinstance(feed, PhraseFeed)
    found = {"01.mid": write_midi(feed.show(run.engine))}
    for number, kind in enumerate((0, 2), start=2):
        rows = phrases.held_out[phrases.held_out[:, STEPS] == kind]
        if len(rows) < 2:
            continue
        ends = _encode(run, generator(0, "shown", kind).choice(rows, 2, replace=False))
        path = morph(ends[:, None], MORPH, loop=False, ease=0.0)[:, 0]
        sung = _sing(run, path, np.full(MORPH, kind))
        score = write_phrases([(tokens, Frame(METRES[kind])) for tokens in sung])
        found[f"{number:02}.mid"] = write_midi(score)
    return found


def _write_cards(
    run: Fitted,
    phrases: SungScores,
    name: str,
    about: Mapping[str, str],
    quality: Mapping[str, float],
    advice: Advice,
    found: Found,
) -> dict[str, str]:
    def percent(key: str) -> str:
        return f"{100 * quality[key]:.1f}"

    cards = {}
    for language in ("en", "zh"):
        facts = {
            "recipe": run.settings.recipe,
            "parameters": f"{run.recipe.parameters_count():,}",
            "items": f"{len(phrases.train):,}",
            "held_out": f"{len(phrases.held_out):,}",
            "rights": phrases.scores.rights.line or message("card.unknown", language),
            "minutes": round(run.state.elapsed / 60, 1),
            "device": str(run.engine.device).upper(),
            "steps": f"{run.state.steps:,}",
            "seen": f"{run.state.seen:,}",
            "seed": run.settings.seed,
            "advice": advice.for_card(language),
            "kl": f"{quality['kl']:.0f}",
            **{key: percent(key) for key in quality if key not in ("kl", "nats")},
        }
        say = _speaker(language, facts)
        parts = [f"# {name}", about.get(language, ""), say("card.sings")]
        for heading in ("data", "training", "sliders", "quality", "limits"):
            parts.append(f"## {message(f'card.{heading}', language)}")
            if heading == "sliders":
                parts.append(_list_sliders(found, language))
            else:
                parts.append(say(f"card.sings-{heading}"))
        cards[language] = "\n\n".join(part for part in parts if part) + "\n"
    return cards


def _speaker(language: str, facts: Mapping[str, Any]) -> Callable[[str], str]:
    return lambda key: message(key, language, **facts)


def _list_sliders(found: Found, language: str) -> str:
    return "\n".join(
        f"- **{each.names.get(language, each.name)}**: {each.low:g} – {each.high:g}"
        for each in found.directions
    )
