"""Figure 17: the bundled models of words: form, variety, what they copy, and bits a character."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.ngrams import KneserNey
from bench.record import Figure, Options, Row, at_least
from etude.core.paths import Workspace, workspace
from etude.media.text.measures import UNIT, list_groups
from etude.media.text.verse.checker import check
from etude.packages import find, open_package
from etude.studio.asked import Asked
from etude.studio.voice import Voice, open_voice
from etude.studio.writing import begin, write_text
from zoo.train import read_recipe_file
from zoo.words import prepare, write_out

FORMS = {
    "tang": (("qijue", 1000), ("wulv", 200)),
    "folio": (("shakespearean", 500), ("haiku", 500)),
}
GROUP = 4  # units that self-BLEU compares, at most
COMPARED = 200  # poems
NONE_HELD_OUT = "none held out"
NOTES = (
    "Valid: the checker of `etude verse`, which shares nothing with the masks but the tables, "
    "finds no fault. Copied: lines of the same letters as a line that the model learnt from "
    "(Chinese from five characters, English from sixteen letters).",
    "Distinct-2 and self-BLEU-4 (Zhu et al. 2018) are of as many poems as there are held-out ones "
    f"of the form, at most {COMPARED}; Chinese by characters, English by words. Of a form of which "
    "none are held out, such as the haiku, they stand alone and say little.",
    "Bits a character: texts with their openings, as they were learnt, none of them seen. The "
    "5-gram model (interpolated Kneser-Ney) counts characters of the same texts.",
)


def measure(options: Options) -> Figure:
    """Write poems and read held-out texts."""
    rows: list[Row] = []
    details: dict[str, Any] = {}
    for name, forms in FORMS.items():
        if not options.wants(name):
            continue
        voice = open_voice(open_package(find(name, workspace()), workspace()))
        held: list[str] = []
        if options.data is not None:
            rows += measure_bits(name, voice, options, details)
            held = read_held_out(name, options.data)
        for form, count in forms:
            done = 3 if options.tiny else count
            rows += measure_form(voice, name, form, done, held, details)
    return Figure(17, "verse", "The bundled models of words", tuple(rows), NOTES, details)


def measure_form(
    voice: Voice, name: str, form: str, count: int, held: Sequence[str], details: dict[str, Any]
) -> list[Row]:
    """Write poems in a form and check each."""
    poems, seconds, copied = [], [], 0
    asked = Asked(form=form)
    for seed in range(count):
        start = time.perf_counter()
        text = write_text(voice, asked, seed)
        seconds.append(time.perf_counter() - start)
        copied += text.copied
        poems.append(text.words[len(begin(voice, asked, seed).shown) :])
    valid = sum(check(poem, form).regular for poem in poems)
    details[f"{name} {form}"] = {"poems": poems[:50], "seconds": seconds}
    told = f"{name}, {form}"
    rows = [
        at_least(f"{told}: valid of {count}", 100 * valid / count, 100, "%"),
        Row(f"{told}: lines copied", copied, "", "0", copied == 0),
        Row(f"{told}: a poem (median)", float(np.median(seconds)), "s"),
    ]
    return rows + vary(told, poems, [body for body in held if _regular(body, form)])


def vary(told: str, poems: Sequence[str], human: Sequence[str]) -> list[Row]:
    """Say how unlike each other poems are, beside as many of people where any are held out."""
    if len(human) < 2:
        compared = [("", poems[:COMPARED], NONE_HELD_OUT)]
    else:
        count = min(len(human), COMPARED)
        compared = [("", poems[:count], ""), (" of held-out ones", human[:count], "")]
    rows = []
    for called, parts, beside in compared:
        rows.append(Row(f"{told}: distinct-2{called}", 100 * count_distinct(parts), "%", beside))
        rows.append(Row(f"{told}: self-BLEU-4{called}", 100 * self_bleu(parts), "%", beside))
    return rows


def measure_bits(name: str, voice: Voice, options: Options, details: dict[str, Any]) -> list[Row]:
    """Read texts that nobody has learnt from, with the model and with one that counts."""
    assert options.data is not None
    written = write_out(read_recipe_file(name), _open_texts(name, options.data))
    unseen = written.unseen[:5] if options.tiny else written.unseen
    bits = 0.0
    for text in unseen:
        tokens = [*voice.vocabulary.encode(text), 0]
        bits += float(voice.writer.bits(tokens).sum())
    own = bits / sum(map(len, unseen))
    counted = KneserNey(written.train).bits(unseen)
    details[f"{name} texts"] = {"train": len(written.train), "held_out": len(unseen)}
    return [
        Row(f"{name}: held-out bits a character", own),
        Row(f"{name}: the same of a 5-gram Kneser-Ney model", counted),
        at_least(f"{name}: lower by", 100 * (1 - own / counted), 15, "%"),
    ]


def read_held_out(name: str, data: Path) -> list[str]:
    """Return the held-out texts of a recipe file without their openings."""
    recipe = read_recipe_file(name)
    texts = _open_texts(name, data)
    skip = len(recipe["opening"]["lines"])
    return ["\n".join(text.split("\n")[skip:]) for text in texts.texts(texts.held_out)]


def count_distinct(texts: Sequence[str]) -> float:
    """Return the share of pairs of neighbours that are different ones, over all texts."""
    pairs = [pair for text in texts for pair in list_groups(_units(text), 2)]
    return len(set(pairs)) / max(1, len(pairs))


def self_bleu(texts: Sequence[str]) -> float:
    """Return how much a text repeats of the others, on average: BLEU of each against the rest."""
    counted = [
        [Counter(list_groups(_units(text), n)) for n in range(1, GROUP + 1)] for text in texts
    ]
    best: list[dict[tuple[str, ...], list[int]]] = []
    for n in range(GROUP):
        top: dict[tuple[str, ...], list[int]] = {}
        for each in counted:
            for group, times in each[n].items():
                top[group] = sorted([*top.get(group, []), times])[-2:]
        best.append(top)
    scores = []
    for each in counted:
        logs = 0.0
        for n in range(GROUP):
            total = sum(each[n].values())
            # What the others have most often: the second place where the first is this text's own.
            kept = sum(
                min(times, _other(best[n][group], times)) for group, times in each[n].items()
            )
            logs += math.log(max(kept, 0.1) / max(total, 1))
        scores.append(math.exp(logs / GROUP))
    return float(np.mean(scores))


def _other(top: Sequence[int], own: int) -> int:
    """Return the most that another text has, from the two highest counts."""
    if own == top[-1]:
        return top[0] if len(top) > 1 else 0
    return top[-1]


def _units(text: str) -> list[str]:
    return [match.group().lower() for match in UNIT.finditer(text)]


def _regular(body: str, form: str) -> bool:
    lines = [line for line in body.split("\n") if line.strip()]
    if not lines:
        return False
    found = check(body, form)
    return found.score >= 0.8 and len(body) < 2000


def _open_texts(name: str, data: Path) -> Any:
    return prepare(read_recipe_file(name), data / "text", Workspace(workspace().root / "bench"))
