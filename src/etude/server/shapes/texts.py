"""Texts of one's own and their versions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from etude.core.messages import message
from etude.gallery.manuscript import Manuscript
from etude.gallery.manuscript import Version as KeptVersion
from etude.media.text.changes import Piece as FoundPiece
from etude.server.shapes.freedom import Freedom
from etude.server.shapes.ids import ModelId
from etude.server.shapes.words import Answer, Question
from etude.studio.texts import Brought

TextId = Annotated[str, Field(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
Title = Annotated[str, Field(max_length=200)]
SHOWN = 280  # characters of a text that a list shows


class TextSettings(Freedom):
    """What form a text has, and how it is set and written on."""

    form: Annotated[str, Field(max_length=80)] | None = None
    """The id of a form of verse; null for any other text."""
    rhymes: Literal["pingshui", "xinyun"] = "pingshui"
    """The rhyme book of a Chinese form."""
    way: Annotated[int, Field(ge=1, le=4)] | None = None
    """Of a Chinese form with several patterns: which of them, from 1; null as usual."""
    vertical: bool = False
    """Whether it is set in columns from right to left."""
    marks: bool = True
    """Whether tones, stresses and rhymes are marked."""
    model: ModelId | None = None
    """The partner, where it is a model."""
    endpoint: Annotated[str, Field(max_length=64)] | None = None
    """The partner, where it is a server elsewhere; its name."""
    kind: Literal["text", "verse", "drama", "story", "code"] = "text"
    """What a server elsewhere is asked for."""
    adventure: Annotated[float, Field(ge=0, le=1)] = 0.5
    """How freely the partner writes; a server elsewhere knows temperature and ``top_p`` alone."""


class TextSummary(Answer):
    """A text in a list."""

    id: str
    title: str
    name: str
    """The title, else the first line, else the end of the id."""
    beginning: str
    """The first lines."""
    characters: int
    created: str
    """ISO 8601 in UTC."""
    changed: str
    """When its newest version was written."""
    binned: str | None

    @classmethod
    def of(cls, text: Manuscript) -> TextSummary:
        """Describe a text.

        Args:
            text: As the workspace has it.
        """
        return cls(**_facts(text))


class Text(TextSummary):
    """A text as it is now."""

    words: str
    current: str
    """Id of the version that it shows."""
    settings: TextSettings

    @classmethod
    def of(cls, text: Manuscript) -> Text:
        """Describe a text with its words.

        Args:
            text: As the workspace has it.
        """
        settings = TextSettings.model_validate(text.settings)
        return cls(words=text.words, current=text.current, settings=settings, **_facts(text))


class BroughtText(Text):
    """A text that came from a file."""

    remarks: list[str]
    """What had to be decided to read it, in words."""

    @classmethod
    def told(cls, brought: Brought, language: str) -> BroughtText:
        """Describe a text, and what is to be said of its file.

        Args:
            brought: As the workspace has it.
            language: Of the remarks.
        """
        remarks = [message(each.code, language, **each.details) for each in brought.remarks]
        return cls(**Text.of(brought.text).model_dump(), remarks=remarks)


class Texts(Answer):
    """Texts, the one that was written in last first."""

    texts: list[TextSummary]
    total: int


class Version(Answer):
    """A text as it was at one moment."""

    id: str
    parent: str | None
    created: str
    title: str
    characters: int
    change: int
    """Characters more than the version it was made from, or fewer."""
    by: str | None
    """The name of the model that made the change; null for a hand."""
    recipe: dict[str, Any]
    """How the model made it."""

    @classmethod
    def of(cls, version: KeptVersion) -> Version:
        """Describe a version.

        Args:
            version: As the workspace has it.
        """
        return cls(
            id=version.id,
            parent=version.parent,
            created=version.created.isoformat(),
            title=version.title,
            characters=version.length,
            change=version.change,
            by=version.maker,
            recipe=version.recipe,
        )


class VersionWords(Version):
    """A version with its words."""

    words: str


class Versions(Answer):
    """What a text went through, the oldest first."""

    current: str
    versions: list[Version]


class Piece(Answer):
    """A stretch of two versions that were compared."""

    kind: Literal["kept", "removed", "added"]
    text: str

    @classmethod
    def of(cls, piece: FoundPiece) -> Piece:
        """Describe a stretch.

        Args:
            piece: As the comparison found it.
        """
        return cls(kind=piece.kind, text=piece.text)


class Comparison(Answer):
    """What became of a version."""

    pieces: list[Piece]


class NewText(Question):
    """A text to begin."""

    title: Title = ""
    words: str = ""
    settings: TextSettings = TextSettings()


class TextChange(Question):
    """How a text is set; its words change by new versions alone."""

    settings: TextSettings


class NewVersion(Question):
    """A text as it is now."""

    words: str
    title: Title | None = None
    """Null leaves it as it was."""
    parent: TextId
    """The version it was made from: where that is not the one that is shown any more, a branch
    begins, and nothing is lost."""
    recipe: dict[str, Any] | None = None
    """How a model made the change: ``command``, ``model`` (``name version sha256``), ``seed``,
    ``settings``; null for a hand."""


class Shown(Question):
    """The version that is to be shown."""

    version: TextId


def _facts(text: Manuscript) -> dict[str, Any]:
    return {
        "id": text.id,
        "title": text.title,
        "name": text.name,
        "beginning": text.words.strip()[:SHOWN],
        "characters": len(text.words),
        "created": text.created.isoformat(),
        "changed": text.changed.isoformat(),
        "binned": None if text.binned is None else text.binned.isoformat(),
    }
