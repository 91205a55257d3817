"""What became of every file of an import of writing, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etude.core.messages import message
from etude.datasets.report import Report, Say, list_counted


@dataclass(frozen=True, kw_only=True)
class TextReport(Report):
    """What became of an import of writing.

    Args:
        long: How many are so long that their last tenth is held out.
        characters: In all texts.
        held_out_characters: In what training never sees.
        encodings: How many files were in each encoding.
        scripts: How many texts are in each script.
    """

    long: int
    characters: int
    held_out_characters: int
    encodings: Mapping[str, int]
    scripts: Mapping[str, int]

    NEAR, RIGHTS = "near-texts", "rights-text"

    def head(self, say: Say, language: str | None) -> list[str]:
        """Return what writing has of its own."""
        return [
            say("texts", name=self.name, kept=self.kept, found=self.found),
            say("characters", count=self.characters, held=self.held_out_characters),
            say("held-texts", long=self.long, held=self.held_out),
            say("encodings", encodings=list_counted(self.encodings)),
            say("scripts", scripts=list_counted(_named(self.scripts, language))),
        ]

    def hints(self, say: Say) -> list[str]:
        """Return how scripts are kept apart, where there are two."""
        both = {"traditional", "simplified"} <= self.scripts.keys()
        return [say("two-scripts")] if both else []


def _named(scripts: Mapping[str, int], language: str | None) -> dict[str, int]:
    return {message(f"data.script-{key}", language): count for key, count in scripts.items()}
