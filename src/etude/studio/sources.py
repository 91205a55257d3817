"""What a run learns from: a dataset by its name, or one that is made of a path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.core.events import Progress
from etude.core.paths import Workspace, is_name, suggest_name

if TYPE_CHECKING:
    from etude.datasets import Pictures, Texts
    from etude.training.texts import WrittenTexts

PICTURES = "picture"  # what recipes of pictures are made for; all others learn sequences


def open_source(name: str, medium: str, room: Workspace) -> Pictures | Texts:
    """Open a dataset that a recipe can learn from.

    Args:
        name: Of the dataset.
        medium: What the recipe is made for.
        room: The workspace.

    Raises:
        EtudeError: ``data.unknown``, ``data.no-pictures``, ``training.too-few``,
            ``training.not-words``, ``data.no-text``.
    """
    from etude.datasets import open_dataset, open_pictures, open_texts
    from etude.training.material import check_enough

    if medium == PICTURES:
        pictures = open_pictures(name, room)
        check_enough(pictures)
        return pictures
    if open_dataset(name, room).medium == "music":
        raise EtudeError("training.not-words", name=name)
    return open_texts(name, room)


def find_source(
    source: str | Path, called: str, medium: str, room: Workspace, progress: Progress
) -> Pictures | Texts:
    """Open the dataset that was named, or make one of a path.

    Args:
        source: A name or a path.
        called: What a new dataset is called.
        medium: What the recipe is made for.
        room: The workspace.
        progress: Told about the import.

    Raises:
        EtudeError: As `open_source`, or what is wrong with the files; no dataset is left then.
    """
    from etude.datasets import add, remove_dataset

    if is_dataset(source, room):
        return open_source(str(source), medium, room)
    kind = PICTURES if medium == PICTURES else "text"
    add([Path(source).expanduser()], called, medium=kind, workspace=room, progress=progress)
    try:
        return open_source(called, medium, room)
    except EtudeError:
        remove_dataset(called, room)  # nobody asked for a dataset that cannot be trained on
        raise


def check_source(source: str | Path, called: str, medium: str, room: Workspace) -> None:
    """Refuse a source that is not there or cannot be learnt from, as far as a look can tell.

    Args:
        source: A name or a path.
        called: What a new dataset would be called.
        medium: What the recipe is made for.
        room: The workspace.

    Raises:
        EtudeError: As `open_source`; ``data.no-path``, ``training.data-exists``.
    """
    if is_dataset(source, room):
        open_source(str(source), medium, room)
    elif not Path(source).expanduser().exists():
        if isinstance(source, str) and is_name(source):
            open_source(source, medium, room)  # which says what is there
        raise EtudeError("data.no-path", path=source)
    elif (room.datasets / called).exists():
        raise EtudeError("training.data-exists", path=source, name=called)


def is_dataset(source: str | Path, room: Workspace) -> bool:
    """Say whether a source names a dataset.

    Args:
        source: A name or a path.
        room: The workspace.
    """
    return isinstance(source, str) and is_name(source) and (room.datasets / source).is_dir()


def name_source(source: str | Path) -> str:
    """Return the name that a dataset has, or that one made of a path gets.

    Args:
        source: A name or a path.
    """
    path = Path(source).expanduser().resolve()
    if isinstance(source, str) and is_name(source) and not path.is_file():
        return source
    return suggest_name(path.stem if path.is_file() else path.name)


def write_out(texts: Texts) -> WrittenTexts:
    """Return texts in the characters that they are written with.

    Args:
        texts: A dataset of writing.
    """
    from etude.media.text.vocabulary import learn_characters
    from etude.training.texts import WrittenTexts

    train = list(texts.texts(texts.train))
    unseen = list(texts.texts(texts.held_out))
    return WrittenTexts(texts.name, learn_characters(train), train, unseen)
