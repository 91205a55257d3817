"""Lines to choose from: how a text may go on, in its form where it has one."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.studio.asked import Asked, has_rules
from etude.studio.voice import show
from etude.studio.writing import begin

if TYPE_CHECKING:
    from etude.inference.candidates import Candidate

    Search = Generator[None, None, list[Candidate]]
    from etude.studio.voice import Voice

MOST, LONGEST = 12, 120  # suggestions, and symbols of one
TRIED = 4  # times as many are written as are shown


@dataclass(frozen=True)
class Suggestion:
    """A line that a text may go on with.

    Args:
        words: The line, without a line break; in a form with its punctuation.
        bits: How surprising it is to the model, in bits for each symbol.
    """

    words: str
    bits: float


def seek_lines(
    voice: Voice, text: str, asked: Asked, seed: int, count: int = 3
) -> Generator[None, None, tuple[Suggestion, ...]]:
    """Seek lines that a text may go on with, and rest after each symbol.

    Whoever does not go on with it ends the search.

    Args:
        voice: The opened model.
        text: What stands there already.
        asked: Its form and title, and how freely to write.
        seed: The same one gives the same suggestions.
        count: How many, 1 to 12.

    Returns:
        At most `count`, all different, the likeliest first; none stands in what the model learnt
        from.

    Raises:
        EtudeError: ``writing.breaks-form``, ``writing.bad-number``, those of `write_text`.
    """
    if not 1 <= count <= MOST:
        raise EtudeError("writing.bad-number", name="count", value=count, low=1, high=MOST)
    own = voice.adapt(text)
    if has_rules(asked.form):
        found = yield from _seek_verse(voice, own, asked, seed, count)
    else:
        found = yield from _seek_prose(voice, own, asked, seed, count)
    lines: dict[str, Suggestion] = {}
    for each in found:
        words = show(voice.vocabulary.decode(each.tokens).rstrip("\n\ufffd"), asked.script)
        lines.setdefault(words.strip(), Suggestion(words, each.bits_each))
    lines.pop("", None)
    return tuple(sorted(lines.values(), key=lambda each: each.bits)[:count])


def _seek_prose(voice: Voice, text: str, asked: Asked, seed: int, count: int) -> Search:
    from etude.inference.candidates import draft
    from etude.inference.characters import WholeCharacters
    from etude.inference.lines import OneLine
    from etude.inference.sampling import Every

    begun = begin(voice, asked, seed)
    found = yield from draft(
        voice.writer,
        voice.vocabulary.encode(begun.told + text),
        count * TRIED,
        sampling=asked.sampling(),
        constraint=Every(OneLine(voice.vocabulary), WholeCharacters(voice.vocabulary)),
        seed=seed,
        most=LONGEST,
    )
    own = [each for each in found if not voice.known.count(voice.vocabulary.decode(each.tokens))]
    return own or found


def _seek_verse(voice: Voice, text: str, asked: Asked, seed: int, count: int) -> Search:
    """Return lines that keep the form."""
    from etude.inference.beams import seek
    from etude.inference.lines import OneLine, OwnLines
    from etude.inference.sampling import Every
    from etude.studio.following import follow
    from etude.studio.opposing import oppose

    followed = follow(voice, text, asked, seed)
    if followed is None:
        return []
    begun = begin(voice, replace(asked, rhyme=followed.rhyme), seed)
    own = OwnLines(voice.vocabulary, voice.known)
    return (
        yield from seek(
            voice.writer,
            voice.vocabulary.encode(begun.told + followed.written),
            constraint=OneLine(voice.vocabulary, Every(followed.form, own)),
            width=count * TRIED,
            most=LONGEST,
            seed=seed,
            sampling=asked.sampling(),
            lean=oppose(voice, asked.form, followed.written),
        )
    )
