"""Writing what a model of words was asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.core.steps import finish, say
from etude.studio.asked import LONGEST, Asked, has_rules
from etude.studio.voice import show

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.inference.characters import WholeCharacters
    from etude.media.text.verse.chinese.constraint import FormConstraint as ChineseForm
    from etude.media.text.verse.english.constraint import FormConstraint as EnglishForm
    from etude.studio.voice import Voice

    FormConstraint = ChineseForm | EnglishForm
    Tokens = npt.NDArray[np.int64]

BEAMS = 12  # poems that are followed side by side
LONGEST_CHARACTER = 8  # symbols that one character may take


@dataclass(frozen=True)
class Text:
    """Something that was written.

    Args:
        words: All of it, the prompt included.
        bits: How surprising the written part is to the model, in bits for each symbol; None where
            nobody looked.
        copied: How many of its lines stand in what the model learnt from; None as well.
    """

    words: str
    bits: float | None = None
    copied: int | None = None


def write_text(voice: Voice, asked: Asked, seed: int) -> Text:
    """Write what was asked for.

    A poem in a form is searched for among several that are written side by side, none of which
    takes a line from what the model learnt; everything else is written symbol by symbol.

    Args:
        voice: The opened model.
        asked: What.
        seed: The same one gives the same words.

    Raises:
        EtudeError: Those of `etude.inference`, and of the form where it cannot be met.
    """
    return finish(_write(voice, asked, seed))


def _write(voice: Voice, asked: Asked, seed: int) -> Generator[None, None, Text]:
    """Do what `write_text` does, and rest after each symbol."""
    begun = begin(voice, asked, seed)
    if begun.form is None:
        written = ""
        for piece in stream_symbols(voice, asked, begun, seed):
            written += piece
            yield
        if voice.told is not None and not begun.told:
            from etude.studio.opening import close_text

            written = close_text(voice.told, written)
        tokens: Tokens = voice.vocabulary.encode(written).astype("int64")
    else:
        tokens = yield from _search(voice, asked, begun, seed)
        written = voice.vocabulary.decode(tokens)
    bits = voice.writer.bits(tokens, voice.vocabulary.encode(begun.told))
    mean = float(bits.mean()) if len(bits) else 0.0
    return Text(show(begun.shown + written, asked.script), mean, voice.known.count(written))


def stream_text(voice: Voice, asked: Asked, seed: int) -> Iterator[str]:
    """Write what was asked for, and yield every piece as it comes.

    Args:
        voice: The opened model.
        asked: What.
        seed: The same one gives the same words.

    Yields:
        What follows the prompt, bit by bit; a poem in a form with its title, line by line, and
        nothing, many times, while it is searched for: so whoever leaves ends the search.

    Raises:
        EtudeError: As `write_text`.
    """
    begun = begin(voice, asked, seed)
    if begun.form is not None or (voice.told is not None and not begun.told):
        text = yield from say(_write(voice, asked, seed), "")
        yield from text.words.splitlines(keepends=True)
        return
    pieces = stream_symbols(voice, asked, begun, seed)
    if asked.script is None:
        yield from pieces
        return
    line = ""
    for piece in pieces:  # characters are converted by words, which no line break parts
        whole, after, line = (line + piece).rpartition("\n")
        yield show(whole + after, asked.script)
    yield show(line, asked.script)


def read_heading(voice: Voice, asked: Asked, seed: int) -> str:
    """Return what stands above a poem in a form: its title, which the model may give it.

    Args:
        voice: The opened model.
        asked: What is to be written.
        seed: As for `stream_text`, whose pieces begin with it.

    Returns:
        With its line break; nothing where there is none, and for what is in no form.
    """
    if not has_rules(asked.form):
        return ""
    return show(begin(voice, asked, seed).shown, asked.script)


@dataclass(frozen=True)
class Begun:
    """Where writing begins.

    Args:
        told: What the model reads first.
        shown: What the reader sees of that.
        form: What keeps the form, where it has rules.
    """

    told: str
    shown: str
    form: FormConstraint | None = None


def begin(voice: Voice, asked: Asked, seed: int) -> Begun:
    """Return what a text begins with: the opening, the title, the prompt, and the form.

    Args:
        voice: The opened model.
        asked: What is to be written.
        seed: Of the rhyme and the title that nobody asked for.

    Raises:
        EtudeError: Those of the form where it cannot be met.
    """
    from etude.studio.opening import name_form, open_text

    title, prompt = voice.adapt(asked.title), voice.adapt(asked.prompt)
    form = open_form(voice, asked, seed) if has_rules(asked.form) else None
    if form is not None and not title and "\n" not in prompt.strip():
        title, prompt = prompt.strip(), ""  # a poem's only line before it is its title
    if voice.opening is None or asked.form is None:
        told = shown = f"{title}\n" if title else ""
    else:
        names = getattr(form, "rhymes", ()) if voice.script else ()
        opened = open_text(
            voice.opening,
            voice.writer,
            voice.vocabulary,
            form=voice.adapt(name_form(voice.opening, asked.form)),
            rhymes=voice.adapt("·".join(names)),
            title=title,
            seed=seed,
            sampling=asked.sampling(),
        )
        told, shown = opened.told, opened.shown
        if not title and asked.edition > 1:
            shown = ""  # what the model calls it to itself seldom fits what it then writes
    if form is not None and prompt and not prompt.endswith("\n"):
        prompt += "\n"
    return Begun(voice.first(told + prompt), shown + prompt, form)


def stream_symbols(voice: Voice, asked: Asked, begun: Begun, seed: int) -> Iterator[str]:
    """Write freely, and yield every piece of text as it comes.

    Args:
        voice: The opened model.
        asked: What.
        begun: Where it begins.
        seed: The same one gives the same words.

    Yields:
        One character or more; what is not a whole character yet waits for its rest.
    """

    waiting: list[int] = []
    for token in voice.writer.tokens(
        voice.vocabulary.encode(begun.told),
        sampling=asked.sampling(),
        constraint=keep_whole(voice, asked.edition),
        seed=seed,
        most=asked.length,
    ):
        waiting.append(token)
        piece = voice.vocabulary.decode(waiting)
        if not piece.endswith("\ufffd") or len(waiting) > LONGEST_CHARACTER:
            yield piece
            waiting = []
    if waiting and asked.edition == 1:
        yield voice.vocabulary.decode(waiting)


def keep_whole(voice: Voice, edition: int) -> WholeCharacters | None:
    """Return what keeps a model from writing broken characters.

    Args:
        voice: Of the model.
        edition: Of `Asked`; the first one lets it.
    """
    from etude.inference.characters import WholeCharacters

    return WholeCharacters(voice.vocabulary) if edition > 1 else None


def open_form(
    voice: Voice,
    asked: Asked,
    seed: int,
    following: str | None = None,
    care: int | None = None,
) -> FormConstraint:
    """Return what keeps the form that was asked for.

    Args:
        voice: The opened model.
        asked: What; its form has rules.
        seed: Of the rhymes that nobody asked for.
        following: What somebody wrote in it already, and in their own way; None for nothing.
        care: Of an English form: as `constrain` has it; by default as the edition has it.

    Raises:
        EtudeError: ``writing.no-chinese``, ``writing.no-english``; those of
            `etude.media.text.verse.constraint.constrain`.
    """
    from etude.media.text.verse.constraint import USUAL, constrain

    assert asked.form is not None
    _check_letters(voice, asked.form)
    return constrain(
        asked.form,
        voice.vocabulary,
        rhymes=asked.rhymes,
        rhyme=None if asked.rhyme is None else voice.adapt(asked.rhyme),
        acrostic=voice.adapt(asked.acrostic),
        times=asked.count_stanzas(),
        way=asked.way or (None if following or asked.edition == 1 else USUAL),
        words=voice.words,
        care=asked.edition - 1 if care is None else care,
        seed=seed,
    )


def _check_letters(voice: Voice, form: str) -> None:
    """Refuse a form of a language that the model cannot spell."""
    from etude.media.text.verse.checker import word_form
    from etude.media.text.verse.chinese.checker import has_chinese
    from etude.media.text.verse.chinese.palette import list_characters
    from etude.media.text.verse.english import forms as english

    own = list_characters(voice.vocabulary)
    if english.plain_name(form) in english.list_names():
        if not own.keys() >= {" ", "e"}:
            told = {"model": voice.writer.name, "form": word_form(form)}
            raise EtudeError("writing.no-english", **told)
    elif not any(map(has_chinese, own)):
        raise EtudeError("writing.no-chinese", model=voice.writer.name, form=word_form(form))


def _search(voice: Voice, asked: Asked, begun: Begun, seed: int) -> Generator[None, None, Tokens]:
    import numpy as np

    from etude.inference.beams import seek
    from etude.inference.lines import OwnLines
    from etude.inference.sampling import Every
    from etude.studio.opposing import oppose

    assert begun.form is not None
    found = yield from seek(
        voice.writer,
        voice.vocabulary.encode(begun.told),
        constraint=Every(begun.form, OwnLines(voice.vocabulary, voice.known)),
        width=BEAMS,
        most=LONGEST,
        seed=seed,
        sampling=asked.sampling(),
        lean=oppose(voice, asked.form),
    )
    return np.asarray(found[0].tokens, np.int64)
