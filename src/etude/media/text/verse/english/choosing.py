"""Which words verse is written with, beyond whether they fit: what a careful writer leaves out."""

from __future__ import annotations

import re
from functools import cache

from etude.media.text.verse.english.letters import FOLDER

_ARTICLES = frozenset(("a", "an", "the"))
# Of each degree of care, the words that carry no beat.
BEATLESS = (frozenset[str](), _ARTICLES, _ARTICLES | {"of", "to", "and"})
# What fills a line and says nothing; it may open one.
INTERJECTIONS = frozenset(
    re.findall(
        r"\w+",
        """
        ah alas anon ay aye bye fie ha hey hi ho hoo huh hum la lo nay o oh ooh tut wow yea yes
        """,
    )
)
# Words of dialect and of other languages, titles cut short, and syllables, which a dictionary of
# names knows how to say.
ODD = frozenset(
    re.findall(
        r"\w+",
        """
        ad ae al amp ane ap bel ben bes ca cam ce cha che chi cho co con da dah dan das dat
        de dee del den der des dey di dis don dr du dum ed el em en er est et etc fay fer
        flo fu gae gal gan gar git goe gu hap hem ich igo il im io jan jo kew lak lan las le
        lea lee les lib los ma mai mak mee mi mia min mis mit mo moe mon mos mr mrs ms na ne
        non ole oop pas per pou pre que quo re res rev ro san se si sic soo st tak te tek th
        tho tod tu ty un uv van ve ver vi von vos vp wen wi wis wo xi yer yo
        """,
    )
) | {"i's", "in's", "on's", "it'd", "o'clock", "there's"}

# What hangs on the next word, as `of` does.
_SHORTENED = re.compile(r".*'(?:d|ll|m|re|ve)")


def is_shortened(word: str) -> bool:
    """Say whether a word ends with a verb cut short: `I'll`, `they'd`.

    Args:
        word: In lower case.
    """
    return _SHORTENED.fullmatch(word) is not None


def is_pronoun(word: str) -> bool:
    """Say whether a word is `I`, or begins with it: `I'll`.

    Args:
        word: In lower case.
    """
    return word.partition("'")[0] == "i"


@cache
def open_names() -> frozenset[str]:
    """Return the words that are spelt with a capital wherever they stand: names, and `I`."""
    return frozenset((FOLDER / "names.txt").read_text(encoding="utf-8").split())
