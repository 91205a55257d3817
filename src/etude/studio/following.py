"""Following a text that somebody wrote, so that a form can go on where it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from etude.core.errors import EtudeError
from etude.media.symbols import END
from etude.media.text.lines import find_enders, split_lines
from etude.media.text.measures import HAN
from etude.media.text.verse.chinese.checker import has_chinese
from etude.media.text.verse.english.choosing import open_names
from etude.media.text.verse.english.constraint import FormConstraint as EnglishForm
from etude.studio.asked import Asked
from etude.studio.writing import open_form

if TYPE_CHECKING:
    from etude.studio.voice import Voice
    from etude.studio.writing import FormConstraint

SCHEMES = 4  # seeds that are tried: a form may have several schemes, and one of them is drawn
MARKS = ",;:.!?"
_WORDS = re.compile(r"[^A-Za-z' ,;:.!?]+")
_WORD = re.compile(r"[A-Za-z']+")


@dataclass(frozen=True)
class Followed:
    """A form at the end of a text.

    Args:
        form: What may come next.
        written: The text as the form sets it.
        rhyme: The rhyme that the text has; None where it has none yet.
    """

    form: FormConstraint
    written: str
    rhyme: str | None


def follow(voice: Voice, text: str, asked: Asked, seed: int) -> Followed | None:
    """Follow a text in its form.

    Args:
        voice: Whose symbols the form is written with.
        text: The poem so far, in whole lines; its punctuation does not matter.
        asked: The form, and the rhyme where one is asked for.
        seed: Of the rhymes that the text does not decide.

    Returns:
        None where the poem is at its end.

    Raises:
        EtudeError: ``writing.breaks-form``, with the first line that no rhyme explains.
    """
    try:
        return _follow(voice, text, asked, seed)
    except EtudeError as error:
        if error.code != "writing.breaks-form" or has_chinese(text):
            raise
    # Whoever writes themselves need not be as careful as a model.
    return _follow(voice, text, asked, seed, 0)


def _follow(
    voice: Voice, text: str, asked: Asked, seed: int, care: int | None = None
) -> Followed | None:
    lines = split_lines(text) if has_chinese(text) else text.strip().splitlines()
    lines = [line for line in lines if line.strip()]
    furthest = 0
    for rhyme in _guess_rhymes(lines, asked):
        for scheme in range(SCHEMES if lines else 1):
            try:
                form = open_form(voice, replace(asked, rhyme=rhyme), seed + scheme, text, care)
            except EtudeError:
                if asked.rhyme is not None or rhyme is None:
                    raise
                break  # what looked like a rhyme is none
            tokens, reached = _read_lines(form, voice, lines)
            if reached == len(lines):
                over = form.done or bool((np.flatnonzero(form.allowed()) == END).all())
                written = voice.vocabulary.decode(np.array(tokens, np.int64))
                return None if over else Followed(form, written, rhyme)
            furthest = max(furthest, reached)
    raise EtudeError("writing.breaks-form", line=lines[furthest], number=furthest + 1)


def _guess_rhymes(lines: list[str], asked: Asked) -> Iterator[str | None]:
    """Yield what may be the rhyme of a text, the likeliest first."""
    if asked.rhyme is not None:
        yield asked.rhyme
        return
    if lines and not has_chinese(lines[0]):
        ends = [_WORD.findall(line)[-1].lower() for line in lines if _WORD.search(line)]
        for scheme in ("ABAB CDCD EFEF GG", "ABBAABBACDECDE", "AABBA", "-A-A"):
            letters = scheme.replace(" ", "")
            first = {
                letter: end
                for letter, end in reversed([*zip(letters, ends, strict=False)])
                if letter != "-"
            }
            yield " ".join(first[letter] for letter in sorted(first)) or None
    yield None
    for line in lines[1::2] + lines[::2]:
        yield line[-1]


def _read_lines(form: FormConstraint, voice: Voice, lines: list[str]) -> tuple[list[int], int]:
    """Let a form read lines in which somebody may be named, and name nobody itself."""
    if isinstance(form, EnglishForm):
        form.let_names(True)
    read = _push_lines(form, voice, lines)
    if isinstance(form, EnglishForm):
        form.let_names(False)
    return read


def _push_lines(form: FormConstraint, voice: Voice, lines: list[str]) -> tuple[list[int], int]:
    """Let a form read lines; return its symbols, and how many lines kept to it."""
    enders = find_enders(voice.vocabulary)
    pushed: list[int] = []

    def push_forced() -> None:
        while not form.done:
            may = np.flatnonzero(form.allowed())
            if len(may) != 1 or may[0] == END or not enders[may[0]]:
                return
            form.push(int(may[0]))
            pushed.append(int(may[0]))

    for number, line in enumerate(lines):
        try:
            for token in _spell(form, voice, line):
                form.push(token)
                pushed.append(token)
        except ValueError:
            return pushed, number
        breaks = voice.vocabulary.encode("\n")
        if not has_chinese(line) and len(breaks) == 1 and form.allowed()[breaks[0]]:
            form.push(int(breaks[0]))
            pushed.append(int(breaks[0]))
        push_forced()
    return pushed, len(lines)


def _spell(form: FormConstraint, voice: Voice, line: str) -> Iterator[int]:
    """Yield the symbols of a line as a form writes it; a ValueError ends what it cannot."""
    if has_chinese(line):
        for character in re.findall(f"[{HAN}]", line):
            token = voice.vocabulary.encode(character)
            if len(token) != 1:
                raise ValueError(character)
            yield int(token[0])
        return
    plain = " ".join(_WORDS.sub(" ", line).split())
    plain = plain[:1] + _WORD.sub(_name, plain[1:].lower())
    for word in re.findall(r" ?[^ ]+", plain):
        tokens = voice.vocabulary.encode(word)
        pieces = [voice.vocabulary.decode([token]) for token in tokens]
        if "".join(pieces) != word:  # letters that take several symbols
            tokens, pieces = np.full(len(word), END, np.int32), list(word)
        for token, piece in zip(tokens, pieces, strict=True):
            if token != END and form.allowed()[token]:
                yield int(token)
                continue
            for character in piece:
                yield from _spell_letter(form, voice, character)


def _name(found: re.Match[str]) -> str:
    """Return a word as it is spelt within a line."""
    return found[0].capitalize() if found[0] in open_names() else found[0]


def _spell_letter(form: FormConstraint, voice: Voice, character: str) -> Iterator[int]:
    for each in (character, character.lower(), character.upper()):
        found = voice.vocabulary.encode(each)
        if len(found) == 1 and form.allowed()[found[0]]:
            yield int(found[0])
            return
    if character not in MARKS:  # a mark that the form has no place for is left out
        raise ValueError(character)
