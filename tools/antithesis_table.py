"""Write the table of antithesis (对仗) from regulated poems that people wrote.

    python tools/antithesis_table.py FOLDER   # the chinese-poetry collection, with tang/ and song/

The third and fourth lines of a 律诗, and the fifth and sixth, oppose each other character by
character. How often two characters stand so, more often than by chance (positive pointwise mutual
information), is a matrix whose strongest axes give each character a place; characters that poets
set against each other are near (Levy and Goldberg, "Neural word embedding as implicit matrix
factorization", 2014; here with the signs of the axes, since the matrix is symmetric). A tenth of
the poems is left out, and says how much lines by chance and lines by poets oppose each other.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.media.text.verse.chinese.antithesis import PATH, Table, measure_couplet

CHARACTERS, AXES = 2000, 16
COUPLETS = ((2, 3), (4, 5))
Poem = list[str]


def read_poems(folder: Path) -> list[Poem]:
    """Return the lines of every poem of eight lines of five or of seven characters.

    Args:
        folder: The collection.
    """
    found = []
    for path in sorted([*folder.glob("tang/*.json"), *folder.glob("song/*.json")]):
        for poem in json.loads(path.read_text("utf-8")):
            lines = [each for each in re.split("[，。！？；]", "".join(poem["paragraphs"])) if each]
            if len(lines) == 8 and {len(each) for each in lines} in ({5}, {7}):
                found.append(lines)
    return found


def place_characters(poems: list[Poem]) -> Table:
    """Return where each frequent character lies, by which characters stand against it.

    Args:
        poems: To learn from.
    """
    pairs = [
        pair
        for poem in poems
        for first, second in COUPLETS
        for pair in zip(poem[first], poem[second], strict=True)
    ]
    counts = Counter(each for pair in pairs for each in pair)
    characters = [each for each, _ in counts.most_common(CHARACTERS)]
    index = {each: n for n, each in enumerate(characters)}
    together = np.zeros((len(characters), len(characters)))
    for one, other in pairs:
        if one in index and other in index:
            together[index[one], index[other]] += 1
            together[index[other], index[one]] += 1
    often = (together.sum(1) + 1) ** 0.75  # rare characters count for a little more
    chance = np.outer(often, often) * together.sum() / often.sum() ** 2
    with np.errstate(divide="ignore"):
        strength, axes = np.linalg.eigh(np.maximum(np.log(together / chance), 0))
    chosen = np.argsort(-np.abs(strength))[:AXES]
    places = axes[:, chosen] * np.sqrt(np.abs(strength[chosen]))
    places /= np.linalg.norm(places, axis=1, keepdims=True) + 1e-9
    signs = np.sign(strength[chosen]).astype(np.int8)
    whole = np.round(places * 127).astype(np.int8)
    return Table(index, whole, signs, {}, {})


def weigh(table: Table, poems: list[Poem]) -> dict[str, npt.NDArray[Any]]:
    """Return quantiles of what lines by chance show, and the middle half of what poets show.

    Args:
        table: Of `place_characters`.
        poems: That it was not made from.
    """
    found: dict[str, npt.NDArray[Any]] = {}
    for size in (5, 7):
        own = [each for each in poems if len(each[0]) == size]
        chance = sorted(
            measure_couplet(table, poem[first], own[at - 1][second])
            for at, poem in enumerate(own)
            for first, second in COUPLETS
        )
        found[f"chance{size}"] = np.quantile(chance, np.linspace(0, 1, 101)).astype(np.float32)
        shares = [
            np.mean(
                [np.searchsorted(chance, measure_couplet(table, p[a], p[b])) for a, b in COUPLETS]
            )
            / len(chance)
            for p in own
        ]
        found[f"poets{size}"] = np.quantile(shares, (0.25, 0.5, 0.75)).astype(np.float32)
        print(f"{size}: {len(own)} poems, poets {found[f'poets{size}'].round(2)}")
    return found


def main() -> None:
    """Write the table."""
    poems = read_poems(Path(sys.argv[1]))
    order = np.random.default_rng(0).permutation(len(poems))
    cut = len(poems) * 9 // 10
    table = place_characters([poems[at] for at in order[:cut]])
    weighed = weigh(table, [poems[at] for at in order[cut:]])
    np.savez_compressed(
        PATH,
        characters=np.array("".join(table.index)),
        places=table.places,
        signs=table.signs,
        **weighed,
    )
    print(f"{len(poems)} poems, {PATH.stat().st_size} bytes")


if __name__ == "__main__":
    main()
