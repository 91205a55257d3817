"""What a checker found in a poem: line by line, every fault in words and at its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from etude.core.messages import message

_TONES = {"平": "verse.tone.level", "仄": "verse.tone.oblique"}


@dataclass(frozen=True)
class Remark:
    """A fault, or a licence that was taken.

    Args:
        kind: Its name: `verse.fault.<kind>` or `verse.licence.<kind>` in the catalogue.
        line: The line of the poem, from 1.
        place: The character or word of the line, from 1; None where the whole line is meant.
        details: Values for the sentence.
        weight: How many places of the form it breaks.
    """

    kind: str
    line: int
    place: int | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    weight: int = 1

    def text(self, language: str | None = None) -> str:
        """Return the remark in words.

        Args:
            language: `en` or `zh`; by default the language of the environment.
        """
        details = dict(self.details)
        if details.get("wanted") in _TONES:
            details["wanted"] = message(_TONES[str(details["wanted"])], language)
        return message(f"verse.{self.kind}", language, place=self.place, **details)


@dataclass(frozen=True)
class Line:
    """One line of a poem as it sounds.

    Args:
        text: The line without its punctuation.
        units: Its characters (Chinese) or its words (English).
        marks: How each is heard. Chinese: `平`, `仄`, `中` (has readings of both) or `?`. English,
            a letter for each syllable: `/` stressed, `x` unstressed.
        pattern: What the form asks for at each place, in the same letters; empty for none.
        kind: The name of the line's type, where it has one.
        rhyme: The letter of the rhyme it takes part in, or an empty string.
        sound: The rhyme's own name, or an empty string.
        faults: What breaks the form.
        licences: What the form allows as an exception.
    """

    text: str
    units: tuple[str, ...]
    marks: tuple[str, ...]
    pattern: str = ""
    kind: str = ""
    rhyme: str = ""
    sound: str = ""
    faults: tuple[Remark, ...] = ()
    licences: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Prosody:
    """A whole poem, checked.

    Args:
        form: The form's id, or an empty string when the text has none that is known.
        names: The form's name by language.
        book: By which rhymes it was checked.
        lines: Line by line.
        faults: What breaks the form as a whole.
        places: How many places the form decides.
        found: Whether the form was found rather than asked for.
        title: What stands above it in the text that was checked; no line, and not counted as one.
        begins: Where the poem begins in that text, in characters.
    """

    form: str
    names: Mapping[str, str]
    book: str
    lines: tuple[Line, ...]
    faults: tuple[Remark, ...] = ()
    places: int = 1
    found: bool = False
    title: str = ""
    begins: int = 0

    @property
    def all_faults(self) -> tuple[Remark, ...]:
        """Every fault, those of the whole first."""
        return (*self.faults, *(fault for line in self.lines for fault in line.faults))

    @property
    def regular(self) -> bool:
        """Whether the poem has a known form and keeps it."""
        return bool(self.form) and not self.all_faults

    @property
    def score(self) -> float:
        """The share of the form's places that are kept, 0 to 1."""
        if not self.form:
            return 0.0
        broken = sum(fault.weight for fault in self.all_faults)
        return max(0.0, 1.0 - broken / self.places)

    def as_dict(self, language: str | None = None) -> dict[str, Any]:
        """Return everything as JSON can say it.

        Args:
            language: Of the sentences; by default that of the environment.
        """
        return {
            "form": self.form or None,
            "names": dict(self.names),
            "found": self.found,
            "title": self.title or None,
            "rhymes": self.book,
            "regular": self.regular,
            "score": round(self.score, 4),
            "faults": [_describe(each, language) for each in self.faults],
            "lines": [
                {
                    "text": each.text,
                    "units": list(each.units),
                    "marks": list(each.marks),
                    "pattern": each.pattern,
                    "kind": each.kind,
                    "rhyme": each.rhyme,
                    "sound": each.sound,
                    "faults": [_describe(fault, language) for fault in each.faults],
                    "licences": [_describe(licence, language) for licence in each.licences],
                }
                for each in self.lines
            ],
        }


def _describe(remark: Remark, language: str | None) -> dict[str, Any]:
    return {
        "kind": remark.kind.partition(".")[2],
        "line": remark.line,
        "place": remark.place,
        "text": remark.text(language),
    }
