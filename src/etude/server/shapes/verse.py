"""Forms of verse and how a text sounds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from etude.media.text.verse.placing import Span, place
from etude.media.text.verse.prosody import Line as HeardLine
from etude.media.text.verse.prosody import Prosody as Heard
from etude.media.text.verse.prosody import Remark as HeardRemark
from etude.server.shapes.words import Answer, Question, Words

MOST = 20_000  # characters that are heard at once


class FormLine(Answer):
    """A line as a form wants it."""

    patterns: list[str]
    """Ways to fill its places: 平 仄 中 (either), or / x ? (stressed, unstressed, either)."""
    rhyme: str
    """The letter of its rhyme, or nothing."""
    stop: str
    """What ends it."""
    repeats: bool
    """Whether it says the line before once more."""
    stanza: bool
    """Whether a stanza ends with it."""


class Form(Answer):
    """A form of verse."""

    id: str
    language: Literal["zh", "en"]
    names: Words
    aliases: list[str]
    ways: list[list[FormLine]]
    """Each is a whole poem's rule; one of them has to be kept."""

    @classmethod
    def of(cls, told: dict[str, Any]) -> Form:
        """Describe a form.

        Args:
            told: As `describe_forms` says it.
        """
        return cls(
            id=told["id"],
            language=told["language"],
            names=Words.of(told["names"]["en"], told["names"]),
            aliases=told["aliases"],
            ways=[[FormLine(**line) for line in way] for way in told["ways"]],
        )


class Forms(Answer):
    """The forms of verse that are known."""

    forms: list[Form]


class Poem(Question):
    """A text to listen to."""

    words: Annotated[str, Field(max_length=MOST)]
    form: Annotated[str, Field(max_length=80)] | None = None
    """Any name of the form it should have; found by its shape where it is null."""
    rhymes: Literal["pingshui", "xinyun"] = "pingshui"
    near: bool = False
    """Whether a near rhyme will do in an English poem."""


class Remark(Answer):
    """A fault, or a licence that was taken."""

    kind: str
    place: int | None
    """The character or word of the line, from 1; null where the whole line is meant."""
    words: str
    """In the language of ``Accept-Language``."""


class Unit(Answer):
    """A character (Chinese) or a word (English) as it sounds."""

    start: int
    """Where it begins, in UTF-16 units, as browsers count; -1 where it is not found."""
    end: int
    mark: str
    """平 仄 中 ?, or a letter for each syllable: / stressed, x not."""


class Line(Answer):
    """A line of verse as it sounds."""

    units: list[Unit]
    pattern: str
    """What the form asks for; empty for none."""
    rhyme: str
    """The letter of its rhyme, or nothing."""
    sound: str
    """The rhyme's own name, or nothing."""
    faults: list[Remark]
    licences: list[Remark]


class Prosody(Answer):
    """How a text sounds, line by line."""

    form: str | None
    """The form it has or should have; null where it has none that is known."""
    names: Words | None
    found: bool
    """Whether the form was found rather than asked for."""
    title: str
    """What stands above the poem and is none of its lines, or nothing."""
    regular: bool
    score: float
    """The share of the form's places that are kept."""
    faults: list[Remark]
    """What breaks the form as a whole."""
    lines: list[Line]

    @classmethod
    def of(cls, words: str, heard: Heard, language: str) -> Prosody:
        """Describe what was heard.

        Args:
            words: The text.
            heard: What the checker says of it.
            language: Of the sentences.
        """
        # Browsers count two for a character outside Unicode's first plane.
        at = [0]
        for letter in words:
            at.append(at[-1] + (2 if ord(letter) > 0xFFFF else 1))
        return cls(
            form=heard.form or None,
            names=Words.of("", heard.names) if heard.form else None,
            found=heard.found,
            title=heard.title,
            regular=heard.regular,
            score=round(heard.score, 4),
            faults=[_remark(each, language) for each in heard.faults if heard.form],
            lines=[
                _line(line, spans, at, language)
                for line, spans in zip(heard.lines, place(words, heard), strict=True)
            ],
        )


def _line(line: HeardLine, spans: list[Span | None], at: list[int], language: str) -> Line:
    units = [
        Unit(start=at[span[0]], end=at[span[1]], mark=mark)
        if span
        else Unit(start=-1, end=-1, mark=mark)
        for span, mark in zip(spans, line.marks, strict=True)
    ]
    return Line(
        units=units,
        pattern=line.pattern,
        rhyme=line.rhyme,
        sound=line.sound,
        faults=[_remark(each, language) for each in line.faults],
        licences=[_remark(each, language) for each in line.licences],
    )


def _remark(remark: HeardRemark, language: str) -> Remark:
    kind = remark.kind.partition(".")[2]
    return Remark(kind=kind, place=remark.place, words=remark.text(language))
