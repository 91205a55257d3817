"""The lines that stand before a text of a model which was taught to read them.

A model of verse may have learnt every poem behind a line that says its form and its rhyme, and a
line that says its title. So these can be asked for; a title nobody asks for, the model thinks of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etude.media.text.verse.chinese import forms as chinese
from etude.media.text.verse.english import forms as english

if TYPE_CHECKING:
    from etude.inference.sampling import Sampling
    from etude.inference.writer import Writer
    from etude.media.text.vocabulary import Bytes, Characters
    from etude.packages.manifest import Opening

LONGEST = 60  # symbols of a title
DRAFTS = 12  # titles that are thought of, at most
_WORD = re.compile(r"[A-Za-z']+")
_ODD = re.compile(r"[\d()\[\]\"]")  # marks of editors
FORM, RHYME, TITLE = "{form}", "{rhyme}", "{title}"


@dataclass(frozen=True)
class Opened:
    """An opening with everything filled in.

    Args:
        told: What the model reads before it writes.
        shown: What the reader sees of it: the title, or nothing.
    """

    told: str
    shown: str


def name_form(opening: Opening, form: str) -> str:
    """Return what a model was told for a form of verse.

    Args:
        opening: Of the model.
        form: One of those it was told, or any name of a form whose rules are known.
    """
    if form in opening.forms:
        return form
    if english.plain_name(form) in english.list_names():
        found = english.find_form(form)
        names = [found.english, found.chinese]
    else:
        own = chinese.find_form(form)
        names = [own.chinese, own.english]
    return next((name for name in names if name in opening.forms), opening.forms[0])


def open_text(
    opening: Opening,
    writer: Writer,
    vocabulary: Characters | Bytes,
    *,
    form: str,
    rhymes: str,
    title: str,
    seed: int,
    sampling: Sampling,
) -> Opened:
    """Fill in an opening.

    Args:
        opening: Of the model.
        writer: Thinks of a title where none is given.
        vocabulary: Its symbols.
        form: What the model was told for the form.
        rhymes: The names of the rhymes, or nothing.
        title: What it is about, or nothing.
        seed: Of the title that is thought of.
        sampling: How freely it is.
    """
    told = shown = ""
    for line in opening.lines:
        filled = line.replace(FORM, form).replace(RHYME, rhymes)
        if TITLE in filled:
            before, after = filled.split(TITLE, 1)
            title = title or _think(writer, vocabulary, told + before, seed, sampling)
            shown += title + "\n" if title else ""
            filled = before + title + after
        elif shown and not filled:
            shown += "\n"
        # A name that is missing takes the sign that parts it from others along.
        told += filled.strip("· ") + "\n"
    return Opened(told, shown)


def close_text(opening: Opening, words: str) -> str:
    """Return what the reader sees of a text whose opening the model wrote itself.

    Args:
        opening: Of the model.
        words: All that it wrote.
    """
    first, _, rest = words.partition("\n")
    named = any(first.startswith(form) for form in opening.forms if form)
    return rest.lstrip("\n") if named and rest else words


def _think(
    writer: Writer, vocabulary: Characters | Bytes, told: str, seed: int, sampling: Sampling
) -> str:
    """Return the first title of some in which every word is one, or none."""
    for draft in range(DRAFTS):
        title: list[int] = []
        for token, _ in writer.symbols(
            vocabulary.encode(told),
            sampling=sampling,
            seed=seed,
            voice=draft,
            most=LONGEST,
            ends=False,
        ):
            if "\n" in vocabulary.decode([token]):
                break
            title.append(token)
        text = vocabulary.decode(title).strip(" .,;:")
        if _is_plain(text):
            return text
    return ""


def _is_plain(title: str) -> bool:
    """Return whether a title is made of words; a Chinese character always is one."""
    from etude.media.text.verse.english.dictionary import is_known

    return _ODD.search(title) is None and all(map(is_known, _WORD.findall(title)))
