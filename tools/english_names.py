"""Write which English words are names, which are spelt with a capital wherever they stand.

    python tools/english_names.py FOLDER

FOLDER holds the public-domain texts of the bundled English model (`english-poems/poems.jsonl`,
`tinyshakespeare/input.txt`). A word of the pronunciation dictionary is a name where nine in ten
times that it stands within a line and opens no sentence, a capital begins it.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from etude.media.text.names import opens_sentence
from etude.media.text.verse.english.dictionary import open_dictionary

HOME = Path(__file__).resolve().parent.parent / "src/etude/media/text/verse/english"
SHARE, LEAST = 0.9, 3
WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)*")


def read_lines(folder: Path) -> Iterator[str]:
    """Yield the lines of all texts.

    Args:
        folder: As above.
    """
    for poem in (folder / "english-poems/poems.jsonl").read_text("utf-8").splitlines():
        yield from json.loads(poem)["text"].splitlines()
    for line in (folder / "tinyshakespeare/input.txt").read_text("utf-8").splitlines():
        if not line.endswith(":"):  # who speaks
            yield line


def find_names(folder: Path) -> list[str]:
    """Return the names, in lower case and in their order.

    Args:
        folder: As above.
    """
    capital: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    for line in read_lines(folder):
        line = line.replace("’", "'").strip()
        shouted = line == line.upper()
        for found in WORD.finditer(line):
            word = found[0]
            if found.start() == 0 or shouted or opens_sentence(line, found.start()):
                continue
            if word[0].isupper() and word[1:] == word[1:].lower():
                capital[word.lower()] += 1
            elif word.islower():
                plain[word] += 1
    known = open_dictionary()
    found = {
        word
        for word, count in capital.items()
        if count >= LEAST and count >= SHARE * (count + plain[word]) and word in known
    }
    # What is somebody's is a name where somebody is, and of letters `I` is one.
    return sorted(
        word for word in found if word.partition("'")[0] in found and (len(word) > 1 or word == "i")
    )


if __name__ == "__main__":
    names = find_names(Path(sys.argv[1]))
    (HOME / "names.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    print(f"{len(names)} names")
