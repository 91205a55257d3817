"""The forms of English verse as data: metre, number of lines, scheme of rhymes.

A metre is written syllable by syllable, `x` for an unstressed place and `/` for a stressed one;
`?` is a place that only counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from etude.media.text.verse.naming import list_spellings, unknown_form

PENTAMETER = ("x/x/x/x/x/",)
TETRAMETER = ("x/x/x/x/",)
TRIMETER = ("x/x/x/",)
# Feet of three syllables, the first of which may lack one.
THREE_FEET = ("x/xx/xx/", "xx/xx/xx/")
TWO_FEET = ("x/xx/", "xx/xx/")


@dataclass(frozen=True)
class Rule:
    """What one line is asked for.

    Args:
        metres: The metres it may follow, the usual one first.
        rhyme: The letter of its rhyme; empty for none.
    """

    metres: tuple[str, ...]
    rhyme: str = ""


@dataclass(frozen=True)
class Form:
    """A form of English verse.

    Args:
        id: Its name in commands.
        english: Its English name.
        chinese: Its Chinese name.
        ways: Its schemes, each line by line.
        endless: Whether its lines begin again (stanzas, or blank verse).
        aliases: Other names.
    """

    id: str
    english: str
    chinese: str
    ways: tuple[tuple[Rule, ...], ...]
    endless: bool = False
    aliases: tuple[str, ...] = ()


def _lines(metre: tuple[str, ...], scheme: str) -> tuple[Rule, ...]:
    return tuple(Rule(metre, letter) for letter in scheme)


_BALLAD_METRES = (TETRAMETER, TRIMETER, TETRAMETER, TRIMETER)
_LIMERICK_METRES = (THREE_FEET, THREE_FEET, TWO_FEET, TWO_FEET, THREE_FEET)


def _stanza(metres: tuple[tuple[str, ...], ...], scheme: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(metre, letter.strip("-")) for metre, letter in zip(metres, scheme, strict=True)
    )


FORMS = (
    Form(
        "shakespearean",
        "Shakespearean sonnet",
        "莎士比亚体十四行诗",
        (_lines(PENTAMETER, "ABABCDCDEFEFGG"),),
        aliases=("English sonnet", "sonnet", "英式十四行诗", "十四行诗"),
    ),
    Form(
        "petrarchan",
        "Petrarchan sonnet",
        "彼特拉克体十四行诗",
        (_lines(PENTAMETER, "ABBAABBACDECDE"), _lines(PENTAMETER, "ABBAABBACDCDCD")),
        aliases=("Italian sonnet", "意大利体十四行诗"),
    ),
    Form(
        "ballad",
        "ballad",
        "歌谣体",
        (_stanza(_BALLAD_METRES, "-A-A"), _stanza(_BALLAD_METRES, "ABAB")),
        endless=True,
        aliases=("ballad stanza", "民谣体"),
    ),
    Form("limerick", "limerick", "五行打油诗", (_stanza(_LIMERICK_METRES, "AABBA"),)),
    Form(
        "blank-verse",
        "blank verse",
        "素体诗",
        ((Rule(PENTAMETER),),),
        endless=True,
        aliases=("无韵诗",),
    ),
    Form("haiku", "haiku", "俳句", ((Rule(("?????",)), Rule(("???????",)), Rule(("?????",))),)),
)


def find_form(name: str) -> Form:
    """Return a form by any of its names, English or Chinese.

    Args:
        name: Such as `shakespearean`, `blank verse` or `十四行诗`.

    Raises:
        EtudeError: `verse.unknown-form`, with the nearest names.
    """
    known = list_names()
    found = known.get(plain_name(name))
    if found is None:
        raise unknown_form(name, FORMS)
    return found


def list_names() -> dict[str, Form]:
    """Return every name of every form, as `plain_name` writes it."""
    return {plain_name(each): form for form in FORMS for each in list_spellings(form)}


def plain_name(name: str) -> str:
    """Return a name in lower case, without spaces and hyphens.

    Args:
        name: Any.
    """
    return re.sub(r"[\s_-]+", "", name.lower())


def describe_form(form: Form) -> dict[str, Any]:
    """Return a form with its rules, as JSON can say it.

    Args:
        form: The form.

    Returns:
        As the Chinese `describe_form`: `id`, `names`, `aliases`, `ways`.
    """
    return {
        "id": form.id,
        "language": "en",
        "names": {"zh": form.chinese, "en": form.english},
        "aliases": list(form.aliases),
        "endless": form.endless,
        "ways": [
            [
                {
                    "patterns": list(rule.metres),
                    "rhyme": rule.rhyme,
                    "stop": "\n",
                    "repeats": False,
                    "stanza": False,
                }
                for rule in way
            ]
            for way in form.ways
        ],
    }
