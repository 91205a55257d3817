"""What a run learns from: a dataset by its name, or one that is made of a path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.events import Progress
from etude.core.paths import Workspace, is_name, suggest_name

if TYPE_CHECKING:
    from etude.datasets import Dataset, Pictures, Scores, Texts
    from etude.media.text.vocabulary import Bytes, Characters
    from etude.studio.volumes import Learnt
    from etude.training.phrases import SungScores
    from etude.training.scores import ArrangedScores
    from etude.training.texts import WrittenTexts

MANY_STRINGS = 2048
CHINESE = ("traditional", "simplified", "mixed", "chinese")
FEWEST_WORDS = 300  # English words of which a poem can be made
PICTURES = "picture"  # what recipes of pictures are made for
MUSIC = "music"  # of music alone; all others learn sequences, of music or words
OF_WORDS = ("strings", "gaps")  # settings that mean something to words alone


def open_source(name: str, medium: str, room: Workspace) -> Pictures | Scores | Texts:
    """Open a dataset that a recipe can learn from.

    Args:
        name: Of the dataset.
        medium: What the recipe is made for.
        room: The workspace.

    Raises:
        EtudeError: ``data.unknown``, ``data.no-pictures``, ``training.too-few``, ``data.no-text``.
    """
    from etude.datasets import open_dataset, open_pictures, open_scores, open_texts
    from etude.training.material import check_enough

    if medium == PICTURES:
        pictures = open_pictures(name, room)
        check_enough(pictures)
        return pictures
    music = medium == MUSIC or open_dataset(name, room).medium == MUSIC
    return open_scores(name, room) if music else open_texts(name, room)


def open_wanted(
    name: str, medium: str, config: Mapping[str, Any], room: Workspace
) -> Pictures | Scores | Texts:
    """Open a dataset that a recipe can learn from as it is asked to.

    Args:
        name: Of the dataset.
        medium: What the recipe is made for.
        config: The recipe's settings that differ from its own.
        room: The workspace.

    Raises:
        EtudeError: As `open_source`; ``training.of-words``.
    """
    from etude.datasets import Scores

    source = open_source(name, medium, room)
    for setting in OF_WORDS:
        if config.get(setting) and isinstance(source, Scores):
            raise EtudeError("training.of-words", setting=setting, name=name)
    return source


def find_source(
    source: str | Path,
    called: str,
    medium: str,
    config: Mapping[str, Any],
    room: Workspace,
    progress: Progress,
) -> Pictures | Scores | Texts:
    """Open the dataset that was named, or make one of a path.

    Args:
        source: A name or a path.
        called: What a new dataset is called.
        medium: What the recipe is made for.
        config: The recipe's settings that differ from its own.
        room: The workspace.
        progress: Told about the import.

    Raises:
        EtudeError: As `open_wanted`, or what is wrong with the files; no dataset is left then.
    """
    from etude.datasets import add, remove_dataset

    if is_dataset(source, room):
        return open_wanted(str(source), medium, config, room)
    kind = medium if medium in (PICTURES, MUSIC) else None  # music or words, as the files are
    add([Path(source).expanduser()], called, medium=kind, workspace=room, progress=progress)
    try:
        return open_wanted(called, medium, config, room)
    except EtudeError:
        remove_dataset(called, room)  # nobody asked for a dataset that cannot be trained on
        raise


def check_source(
    source: str | Path, called: str, medium: str, config: Mapping[str, Any], room: Workspace
) -> None:
    """Refuse a source that is not there or cannot be learnt from, as far as a look can tell.

    Args:
        source: A name or a path.
        called: What a new dataset would be called.
        medium: What the recipe is made for.
        config: The recipe's settings that differ from its own.
        room: The workspace.

    Raises:
        EtudeError: As `open_wanted`; ``data.no-path``, ``training.data-exists``.
    """
    if is_dataset(source, room):
        open_wanted(str(source), medium, config, room)
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


def read_out(
    source: Scores | Texts, medium: str, config: Mapping[str, Any]
) -> SungScores | ArrangedScores | WrittenTexts:
    """Return music as it is told to a model, or texts in the symbols of their own vocabulary.

    Args:
        source: A dataset of music or of writing.
        medium: What the recipe is made for.
        config: The recipe's settings that differ from its own: ``strings`` and ``gaps`` say how
            texts are told.
    """
    from etude.datasets import Scores

    if isinstance(source, Scores):
        if medium == MUSIC:
            from etude.training.phrases import SungScores

            return SungScores(source)
        from etude.training.scores import tell_scores

        return tell_scores(source)
    from etude.training.texts import WrittenTexts

    train = list(source.texts(source.train))
    unseen = list(source.texts(source.held_out))
    vocabulary = learn_vocabulary(train, int(config.get("strings", 0)))
    return WrittenTexts(source.name, vocabulary, train, unseen, float(config.get("gaps", 0)))


def learn_vocabulary(texts: Sequence[str], strings: int = 0) -> Characters | Bytes:
    """Return the symbols that texts are written with.

    Args:
        texts: To learn from.
        strings: How many frequent strings of bytes; 0 takes the characters, or, where there are
            more of them than a vocabulary lists and they are not Chinese, 2,048 strings.
    """
    from etude.media.text.scripts import find_script
    from etude.media.text.vocabulary import FIRST_MERGE, MOST_LISTED, learn_characters

    if not strings:
        many = len(set().union(*texts)) > MOST_LISTED
        if not many or find_script("".join(texts)) in CHINESE:
            return learn_characters(texts)
        strings = MANY_STRINGS
    from etude.training.byte_pairs import learn_bytes

    return learn_bytes(texts, FIRST_MERGE + strings)


def describe_learnt(source: Dataset, read: ArrangedScores | WrittenTexts) -> Learnt:
    """Return what the package of a run tells of what it learnt from.

    Args:
        source: The dataset.
        read: As `read_out` returned it.
    """
    from etude.media.text.verse.english.lexicon import list_words
    from etude.studio.volumes import Learnt
    from etude.training.scores import ArrangedScores

    items, rights = len(read.train), source.rights.line
    if isinstance(read, ArrangedScores):
        runs = read.hash_runs()
        return Learnt(
            "music", read.to_document(), items, rights, ".mid", dataset=source.hash, runs=runs
        )
    document = read.vocabulary.to_document()
    words = list_words(read.train)
    if len(words) >= FEWEST_WORDS:
        document["words"] = list(words)
    if read.gaps:
        document["gaps"] = True
    return Learnt("text", document, items, rights, texts=read.train, dataset=source.hash)
