"""What each line of an English poem is written by: its metres, and the rhymes that are chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from etude.core.errors import EtudeError
from etude.core.seeds import generator
from etude.media.text.verse.english.dictionary import pronounce
from etude.media.text.verse.english.forms import Form, Rule
from etude.media.text.verse.english.lexicon import Lexicon, count_short_rhymes
from etude.media.text.verse.naming import word_forms

RICH = 4  # times as many words as a rhyme needs


@dataclass(frozen=True)
class Plan:
    """What a line is written by.

    Args:
        metres: Every metre it may follow, licences written out.
        sound: The number of its rhyme; -1 for none.
        breaks: How many line breaks follow.
    """

    metres: tuple[str, ...]
    sound: int
    breaks: int


def _write_out(rule: Rule) -> tuple[str, ...]:
    """Return the metres of a line with its licences: a first foot turned round, a light end."""
    found = list(rule.metres)
    for metre in rule.metres:
        if metre.startswith("x/x/"):
            found.append("/xx/" + metre[4:])
    if not rule.rhyme:
        found += [metre + "x" for metre in found if metre.endswith("/")]
    return tuple(found)


def plan_lines(
    form: Form, lexicon: Lexicon, rhyme: Sequence[str], times: int, seed: int
) -> tuple[Plan, ...]:
    """Choose the rhymes and return the lines.

    Args:
        form: That is to be written.
        lexicon: The words.
        rhyme: Words that give the rhymes, in the order of their letters.
        times: How many stanzas.
        seed: Of the rhymes that are not given.

    Raises:
        EtudeError: `verse.few-words`, `verse.too-many-rhymes`, `verse.unrhymed-word`,
            `verse.narrow-sound`.
    """
    way = form.ways[0]
    counts = count_short_rhymes(lexicon)
    if not any(shape == "?" for shape in lexicon.shapes):
        raise EtudeError("verse.few-words", form=word_forms([form]))
    needs = Counter((stanza, rule.rhyme) for stanza in range(times) for rule in way if rule.rhyme)
    if len(rhyme) > len(needs):
        raise EtudeError("verse.too-many-rhymes", given=len(rhyme), most=len(needs))
    chance = generator(seed, "rhyme")
    chosen: dict[tuple[int, str], int] = {}
    for number, (key, need) in enumerate(needs.items()):
        if number < len(rhyme):
            chosen[key] = _ask(rhyme[number], lexicon, counts, need)
            continue
        wide = [each for each in sorted(counts) if counts[each] >= need]
        fresh = [each for each in wide if each not in chosen.values()]
        # Where there is much to choose from, a line need not bend to reach its rhyme.
        fresh = [each for each in fresh if counts[each] >= RICH * need] or fresh
        if not fresh:
            raise EtudeError("verse.few-words", form=word_forms([form]))
        weights = np.array([counts[each] for each in fresh], float)
        chosen[key] = int(chance.choice(fresh, p=weights / weights.sum()))
    return tuple(
        Plan(
            _write_out(rule),
            chosen.get((stanza, rule.rhyme), -1),
            2 if number + 1 == len(way) and len(way) > 1 else 1,
        )
        for stanza in range(times)
        for number, rule in enumerate(way)
    )


def _ask(word: str, lexicon: Lexicon, counts: dict[int, int], need: int) -> int:
    """Return the rhyme that a word gives.

    Raises:
        EtudeError: `verse.unrhymed-word`, `verse.narrow-sound`.
    """
    names = [
        way.rhyme(len(way.stresses) - 1) for way in pronounce(word) if way.stresses[-1:] == "1"
    ]
    if not names:
        raise EtudeError("verse.unrhymed-word", word=word)
    at = lexicon.sounds.index(names[0]) if names[0] in lexicon.sounds else -1
    if counts.get(at, 0) < need:
        raise EtudeError("verse.narrow-sound", rhyme=names[0], given=counts.get(at, 0), least=need)
    return at
