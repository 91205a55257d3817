"""How surprising a text is to a model, read behind the opening that it was written with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etude.studio.asked import has_rules, recall_asked
from etude.studio.writing import begin, stream_symbols

if TYPE_CHECKING:
    from etude.gallery import Work
    from etude.media.text.verse.prosody import Prosody
    from etude.packages.manifest import Opening
    from etude.studio.voice import Voice

LONGEST = 8000  # characters that are read; a model of words reads some thousand a second


@dataclass(frozen=True)
class Scored:
    """A text, read by a model.

    Args:
        bits: All of its surprise.
        characters: How many were read.
        symbols: Of the model, how many those were.
        told: The opening that was read before and not counted.
    """

    bits: float
    characters: int
    symbols: int
    told: str


def score(voice: Voice, words: str, openings: Sequence[str] = ("",)) -> Scored | None:
    """Have a model read a text.

    Args:
        voice: The opened model.
        words: The text in the model's characters; of a long one the beginning is read.
        openings: What may stand before it; the one behind which it surprises least counts.

    Returns:
        None where there is nothing to read.
    """
    part = words[:LONGEST]
    tokens = voice.vocabulary.encode(part)
    if not len(tokens):
        return None
    tried = []
    for told in openings:
        bits = float(voice.writer.bits(tokens, voice.vocabulary.encode(told)).sum())
        tried.append(Scored(bits, len(part), len(tokens), told))
    return min(tried, key=lambda each: each.bits)


def recall_opening(voice: Voice, work: Work, words: str) -> tuple[str, str] | None:
    """Return what a model read before it wrote a work, and what it then wrote itself.

    Args:
        voice: The very model that made it.
        work: As the gallery has it.
        words: All of the work, in the model's characters.

    Returns:
        None where the work came to be in another way, or reads otherwise today.
    """
    if work.command != "create" or "seed" not in work.recipe:
        return None
    asked, seed = recall_asked(work.recipe), work.recipe["seed"]
    begun = begin(voice, asked, seed)
    shown = voice.adapt(begun.shown)
    if not words.startswith(shown):
        return None
    own = words[len(shown) :]
    if begun.told or voice.told is None:
        return begun.told, own
    # The model wrote its opening itself, and its reader never saw it.
    written = "".join(stream_symbols(voice, asked, begun, seed))
    return (written.removesuffix(own), own) if own and written.endswith(own) else None


def guess_openings(voice: Voice, prosody: Prosody | None, title: str) -> list[str]:
    """Return the openings that a text may have had whose making nobody knows.

    Args:
        voice: The opened model.
        prosody: How the text sounds.
        title: Or nothing.
    """
    told = voice.told
    if told is None or prosody is None or not has_rules(prosody.form):
        return [""]
    from etude.studio.opening import FORM, RHYME, TITLE, name_form

    names = dict.fromkeys(line.sound for line in prosody.lines if line.sound)
    filled = {
        FORM: voice.adapt(name_form(told, prosody.form)),
        RHYME: voice.adapt("·".join(names)) if voice.script else "",
        TITLE: voice.adapt(title),
    }
    lines = []
    for line in told.lines:
        for mark, word in filled.items():
            line = line.replace(mark, word)
        lines.append(line.strip("· ") + "\n")
    return ["", "".join(lines)]


def read_title(opening: Opening | None, told: str) -> str:
    """Return the title that an opening names.

    Args:
        opening: Of a model; None where it has none.
        told: As `part_opening` found it.
    """
    from etude.studio.opening import TITLE

    if opening is None or TITLE not in opening.lines or not told:
        return ""
    return told.splitlines()[opening.lines.index(TITLE)]


def part_opening(opening: Opening | None, text: str) -> tuple[str, str]:
    """Return the opening of a text that a model learnt from, and the rest.

    Args:
        opening: Of the model; None where it has none.
        text: One of its dataset, which may stand without an opening.
    """
    if opening is None or not any(text.startswith(form) for form in opening.forms if form):
        return "", text
    lines = text.splitlines(keepends=True)
    count = len(opening.lines)
    return "".join(lines[:count]), "".join(lines[count:])
