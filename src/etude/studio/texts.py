"""Texts of one's own: brought from a file, handed on as one, and kept as works."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.gallery.work import HAND, Draft, Stamp, Work, encode_text
from etude.studio.keeping import Written

if TYPE_CHECKING:
    from etude.gallery.manuscript import Manuscript
    from etude.gallery.manuscripts import Manuscripts
    from etude.media.picture import Picture
    from etude.media.text.poster import Poster
    from etude.media.text.reading import Remark
    from etude.studio.studio import Studio

COMMAND = "text"


@dataclass(frozen=True)
class Brought:
    """A text that came from a file.

    Args:
        text: As the workspace has it.
        remarks: What had to be decided to read the file.
    """

    text: Manuscript
    remarks: tuple[Remark, ...]


def bring_text(texts: Manuscripts, source: str | Path | bytes, name: str = "") -> Brought:
    """Begin a text from a file of any encoding; the file is only read.

    Args:
        texts: Where it goes.
        source: A path, or what the file holds.
        name: The file's name, which says what it is; a path has its own.

    Raises:
        EtudeError: ``texts.several`` or ``texts.too-long``; one of the ``text.*`` errors where it
            cannot be read.
    """
    title, words, remarks = read_text(source, name)
    return Brought(texts.begin(words, title=title or Path(name or str(source)).stem), remarks)


def read_text(source: str | Path | bytes, name: str = "") -> tuple[str, str, tuple[Remark, ...]]:
    """Return the title, or nothing, and the words of a file that holds one text, and remarks.

    Args:
        source: A path, or what the file holds.
        name: The file's name, which says what it is; a path has its own.

    Raises:
        EtudeError: ``texts.several``; one of the ``text.*`` errors where it cannot be read.
    """
    from etude.media.text.reading import Passage, read_texts

    called = Path(name or str(source))
    file = read_texts(source, called.suffix.lower(), name=called.name)
    found = [each for each in file.found if isinstance(each, Passage)]
    if len(found) != 1:
        raise EtudeError("texts.several", path=called.name, count=len(found))
    title, words = found[0].title, found[0].text
    # A heading that is the title would otherwise be said twice.
    return title, words.removeprefix(title).lstrip("\n") if title else words, file.remarks


def keep_text(studio: Studio, name: str, version: str | None = None) -> Work:
    """Keep a version of a text as a work; of one version comes one work.

    Args:
        studio: Whose text and gallery.
        name: Of the text.
        version: By default the one that is shown.

    Raises:
        EtudeError: ``texts.nothing`` where there are no words; as `Manuscripts.read`.
    """
    text = studio.texts.get(name)
    chosen, words = studio.texts.read(text.id, version)
    if not words.strip():
        raise EtudeError("texts.nothing", name=text.name)
    earlier = studio.gallery.made_for(_request(chosen.id))
    if earlier is not None:
        return studio.gallery.restore(earlier.id) if earlier.binned else earlier
    makers = _find_makers(studio.texts, text.id, chosen.id)
    written = Written(words, _write_recipe(text.id, chosen.id, makers))
    draft = Draft(
        data=written.encode(".txt"),
        suffix=".txt",
        pixels=written.hash,
        model=makers[-1] if makers else HAND,
        command=COMMAND,
        recipe=written.recipe,
        title=chosen.title or text.name,
        request=_request(chosen.id),
        **written.facts,
    )
    return studio.gallery.add(draft)


def read_kept(texts: Manuscripts, work: Work) -> Written:
    """Read once more the words that a work was kept from.

    Args:
        texts: Where its text lies.
        work: That `keep_text` made.

    Raises:
        EtudeError: ``texts.other-version`` where the text was erased.
    """
    try:
        _, words = texts.read(str(work.recipe["text"]), str(work.recipe["version"]))
    except EtudeError as error:
        raise EtudeError("texts.other-version", work=work.short) from error
    return Written(words, work.recipe)


def encode_version(title: str, words: str, suffix: str, vertical: bool = False) -> bytes:
    """Return a text with its title as a file.

    Args:
        title: Or nothing.
        words: The rest.
        suffix: ``.txt``, ``.md`` or ``.pdf``.
        vertical: Whether Chinese on pages is set in columns from right to left.

    Raises:
        EtudeError: ``gallery.suffix``.
    """
    if suffix == ".pdf":
        from etude.media.text.paper import write_paper

        return write_paper(title, words, vertical)
    body = encode_text(words.rstrip("\n") + "\n", suffix)
    if not title:
        return body
    head = encode_text(title, suffix)
    return (b"# " if suffix == ".md" else b"") + head + b"\n\n" + body


def paint_text(
    studio: Studio,
    name: str,
    picture: str | Path | None = None,
    version: str | None = None,
    vertical: bool | None = None,
    font: Path | None = None,
) -> Poster:
    """Return a poster of a text.

    Args:
        studio: Whose text and gallery.
        name: Of the text.
        picture: What lies under it: a file of a picture, or a work by its id or title.
        version: By default the one that is shown.
        vertical: Whether Chinese is set in columns; by default as the Write room shows the text.
        font: A file of type; by default a serif that the machine has.

    Raises:
        EtudeError: ``texts.nothing`` where there are no words; ``texts.no-picture`` for a work that
            is no still picture; as `Manuscripts.read`, `read_picture`, `paint_poster`.
    """
    from etude.media.text.poster import paint_poster

    text = studio.texts.get(name)
    chosen, words = studio.texts.read(text.id, version)
    if not words.strip():
        raise EtudeError("texts.nothing", name=text.name)
    under = None if picture is None else _find_picture(studio, picture)
    upright = text.settings.get("vertical") is True if vertical is None else vertical
    return paint_poster(chosen.title, words, under, upright, font)


def _find_picture(studio: Studio, picture: str | Path) -> Picture:
    """Return the picture of a file, or of a work."""
    from etude.media.picture import read_picture

    path = Path(picture).expanduser()
    if path.is_file():
        return read_picture(path)
    work = studio.gallery.get(str(picture))
    if work.medium != "picture" or work.film:
        raise EtudeError("texts.no-picture", work=work.short)
    return read_picture(work.read())


def _find_makers(texts: Manuscripts, text: str, version: str) -> list[Stamp]:
    """Return the models that took part in a version, the one that did last at the end."""
    by_id = {each.id: each for each in texts.versions(text)}
    makers: dict[Stamp, Stamp] = {}
    at = by_id.get(version)
    while at is not None:
        model = at.recipe.get("model")
        if model:
            stamp = Stamp(**model)
            makers.setdefault(stamp, stamp)
        at = by_id.get(at.parent or "")
    return [*makers.values()][::-1]


def _write_recipe(text: str, version: str, makers: list[Stamp]) -> dict[str, Any]:
    import etude
    from etude.studio.recipe import FORMAT

    return {
        "format": FORMAT,
        "etude": etude.__version__,
        "command": COMMAND,
        "text": text,
        "version": version,
        "models": [
            {"name": each.name, "version": each.version, "sha256": each.sha256} for each in makers
        ],
    }


def _request(version: str) -> str:
    return f"text-{version}"
