"""The tokens of music: what each number of a sequence means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from etude.core.errors import EtudeError
from etude.media.music.chords import KINDS
from etude.media.music.score import MODES
from etude.media.music.tokens.measures import (
    BEATS,
    COUNTDOWN,
    DENSITIES,
    DURATIONS,
    LENGTHS,
    PARTS,
    PLACES,
    TEMPOS,
    UNITS,
    VELOCITIES,
)

KIND = "music"

CHORDS = tuple(kind for kind in KINDS if kind)
"""Every kind of chord but the major triad, which needs no token."""

# Kind of token, and what its tokens are called after it. The order is part of the format.
_LAYOUT: dict[str, tuple[str, ...]] = {
    "end": ("",),
    "begin": ("",),
    "bar": ("", *(str(left) for left in range(1, COUNTDOWN + 1))),
    "given": ("",),
    "gap": ("",),
    "fill": ("",),
    "beats": tuple(str(each) for each in BEATS),
    "unit": tuple(str(each) for each in UNITS),
    "key": tuple(str(each) for each in range(-7, 8)),
    "mode": tuple(MODES),
    "tempo": tuple(str(each) for each in TEMPOS),
    "density": tuple(str(each + 1) for each in range(len(DENSITIES) + 1)),
    "length": tuple(str(each + 1) for each in range(len(LENGTHS) + 1)),
    "range": ("",),
    "drums": ("",),
    "family": tuple(str(each) for each in range(16)),
    "member": tuple(str(each) for each in range(8)),
    "joined": ("",),
    "alone": ("",),
    "locked": ("",),
    "pickup": ("",),
    "later": ("",),
    "at": tuple(str(each) for each in PLACES),
    "hold": ("",),
    "root": (*(str(each) for each in range(12)), "none"),
    "chord": CHORDS,
    "bass": tuple(str(each) for each in range(12)),
    "part": tuple(str(each + 1) for each in range(PARTS)),
    "voice": ("2", "3", "4"),
    "for": tuple(str(each) for each in DURATIONS),
    "velocity": tuple(str(each) for each in VELOCITIES),
    "pitch": tuple(str(each) for each in range(128)),
}


@dataclass(frozen=True)
class Vocabulary:
    """The tokens of music, and the names of the styles that a model knows.

    All vocabularies are alike but for their styles, whose tokens come last: so a model that has
    learnt one collection can go on with another.

    Args:
        styles: Such as ``chorale`` and ``ragtime``, in the order of their tokens.

    Raises:
        ValueError: A style that is named twice or not at all; that is a mistake of the caller.
    """

    styles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = {style for style in self.styles if style.isprintable() and style.strip()}
        if len(names) != len(self.styles):
            raise ValueError(f"not names of styles: {self.styles}")

    @property
    def kind(self) -> str:
        """What sequences of it are: ``music``."""
        return KIND

    @property
    def size(self) -> int:
        """How many tokens there are."""
        return len(self.names)

    @cached_property
    def spans(self) -> dict[str, range]:
        """The tokens of each kind."""
        spans, at = {}, 0
        for kind, names in (*_LAYOUT.items(), ("style", self.styles)):
            spans[kind] = range(at, at + len(names))
            at += len(names)
        return spans

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each token is called: its kind and its value, such as ``pitch 60``."""
        layout = (*_LAYOUT.items(), ("style", self.styles))
        return tuple(f"{kind} {name}".strip() for kind, names in layout for name in names)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kind of each token."""
        return tuple(kind for kind, span in self.spans.items() for _ in span)

    def token(self, kind: str, index: int = 0) -> int:
        """Return a token.

        Args:
            kind: One of `spans`.
            index: Which of its kind, from 0.
        """
        return self.spans[kind][index]

    def to_document(self) -> dict[str, Any]:
        """Return what ``vocabulary.json`` says of it."""
        return {
            "kind": KIND,
            "size": self.size,
            "styles": list(self.styles),
            "tokens": list(self.names),
        }


def read_vocabulary(document: Mapping[str, Any]) -> Vocabulary:
    """Return the vocabulary that `Vocabulary.to_document` described.

    Args:
        document: What JSON gave.

    Raises:
        EtudeError: ``tokens.other-vocabulary``, where it describes tokens that are not these.
    """
    styles = document.get("styles")
    try:
        if isinstance(styles, list) and all(isinstance(each, str) for each in styles):
            vocabulary = Vocabulary(tuple(styles))
            if document.get("kind") == KIND and document.get("tokens") == list(vocabulary.names):
                return vocabulary
    except ValueError as error:
        raise EtudeError("tokens.other-vocabulary") from error
    raise EtudeError("tokens.other-vocabulary")
