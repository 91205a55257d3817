"""From a work, a text or a file to its report: with which model and which dataset."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from etude.core.errors import EtudeError
from etude.gallery.manuscript import Manuscript
from etude.gallery.work import Work
from etude.studio.reports.report import Note, Report
from etude.studio.reports.words import Text, report_words

if TYPE_CHECKING:
    from etude.core.paths import Workspace
    from etude.datasets import Dataset
    from etude.media.music.score import Score
    from etude.studio.composer import Composer
    from etude.studio.melodist import Melodist
    from etude.studio.player import Player
    from etude.studio.scribe import Scribe
    from etude.studio.studio import Studio

    Model: TypeAlias = Player | Scribe | Composer | Melodist


def report(
    studio: Studio,
    source: Work | Manuscript | str | Path,
    model: Model | str | None = None,
    against: str | None = None,
    form: str | None = None,
    tune: int | str | None = None,
) -> Report:
    """Measure a work of words or of music; see `Studio.report`.

    Args:
        studio: Where models, datasets and works are.
        source: A work, a text of one's own, the name of one of them, or the path of a file.
        model: Which reads it; by default the one that took part in it.
        against: Name of a dataset; by default what the model learnt from, where it is here.
        form: Of verse; by default what was asked for, or what it sounds like.
        tune: Which piece of a file of music, by its number or a title; by default the first.
    """
    found = _find(studio, source) if isinstance(source, str | Path) else source
    notes: tuple[Note, ...] = ()
    if isinstance(model, str):
        model = studio.load(model)
    elif model is None and not isinstance(found, Path):
        model, notes = find_maker(studio, found)
    read = _read(found, tune)
    if isinstance(read, Text):
        from etude.datasets import Texts
        from etude.studio.scribe import Scribe

        if model is not None and not isinstance(model, Scribe):
            raise EtudeError("studio.not-words", model=model.name)
        text = read if form is None else replace(read, form=form)
        dataset = _find_dataset(model, "text", against, studio.workspace)
        assert dataset is None or isinstance(dataset, Texts)
        if model is None and not notes:
            notes = (Note("report.no-model"),)
        return report_words(text, model, dataset, notes + _remark(model, dataset))
    from etude.datasets import Scores
    from etude.studio.composer import Composer
    from etude.studio.melodist import Melodist
    from etude.studio.reports.music import report_music

    if model is not None and not isinstance(model, Composer | Melodist):
        raise EtudeError("studio.not-music", model=model.name)
    name, score = read
    pieces = _find_dataset(model, "music", against, studio.workspace)
    assert pieces is None or isinstance(pieces, Scores)
    return report_music(score, name, model, pieces, _remark(model, pieces))


def find_words(studio: Studio, name: str) -> Text:
    """Return a work of words or a text of one's own, with the form that it was asked to have.

    Args:
        studio: Where works and texts are.
        name: Of one of them.

    Raises:
        EtudeError: ``gallery.unknown-work``, ``verse.no-text``.
    """
    read = _read(_find(studio, name))
    if not isinstance(read, Text):
        raise EtudeError("verse.no-text", work=name)
    return read


def find_maker(studio: Studio, source: Work | Manuscript) -> tuple[Model | None, tuple[Note, ...]]:
    """Open the model that took part in a work or a text, where one did and is here.

    Args:
        studio: Where the models are.
        source: A work, or a text of one's own.

    Returns:
        The model or None, and what is to be said of that.
    """
    from etude.gallery.work import HAND

    try:
        if isinstance(source, Manuscript):
            chosen = source.settings.get("model")
            return (studio.load(str(chosen)) if chosen else None), ()
        if source.model == HAND or "endpoint" in source.recipe:
            return None, ()
        return studio.load_maker(source), ()
    except EtudeError as error:
        if isinstance(source, Manuscript):
            return None, ()
        if error.code not in ("studio.model-gone", "studio.model-other"):
            raise
        details = {"name": source.model.name, "version": source.model.version}
        return None, (Note("report.model-gone", details),)


def _find(studio: Studio, name: str | Path) -> Work | Manuscript | Path:
    """Return the file, the work or the text that somebody means."""
    path = Path(name).expanduser()
    if isinstance(name, Path) or path.is_file():
        return path
    try:
        return studio.gallery.get(name)
    except EtudeError as error:
        if not error.code.startswith(("gallery.unknown-work", "gallery.empty")):
            raise
        try:
            return studio.texts.get(name)
        except EtudeError:
            raise error from None


def _read(
    source: Work | Manuscript | Path, tune: int | str | None = None
) -> Text | tuple[str, Score]:
    """Return the words, or the name and the notes."""
    from etude.media.music.reading import SUFFIXES, read_score
    from etude.studio.texts import read_text

    if isinstance(source, Path) and source.suffix.lower() in SUFFIXES:
        score = read_score(source, tune=tune)
        return (source.name if tune is None else score.title or source.name), score
    if tune is not None:
        name = source.name if isinstance(source, Path | Manuscript) else source.short
        raise EtudeError("score.no-book", name=name)
    if isinstance(source, Path):
        title, words, _ = read_text(source)
        return Text(words, title or source.name, title)
    if isinstance(source, Manuscript):
        asked = source.settings
        rhymes = str(asked.get("rhymes", "pingshui"))
        return Text(source.words, source.name, source.title, asked.get("form"), rhymes)
    if source.medium == "music":
        from etude.gallery.scores import read_notes

        return source.title or source.short, read_notes(source)
    if source.medium != "text":
        raise EtudeError("report.no-report", work=source.short)
    settings = source.recipe.get("settings", {})
    return Text(
        source.read().decode(),
        source.title or source.short,
        str(settings.get("title", "")) or source.title,
        settings.get("form"),
        str(settings.get("rhymes", "pingshui")),
        source,
    )


def _find_dataset(
    model: Model | None, medium: str, against: str | None, room: Workspace
) -> Dataset | None:
    """Return the dataset that was named, or the one that the model learnt from."""
    from etude.datasets import list_datasets, open_scores, open_texts

    if against is not None:
        return open_scores(against, room) if medium == "music" else open_texts(against, room)
    learnt = "" if model is None else model.package.manifest.training.dataset
    for dataset in list_datasets(room) if learnt else ():
        if dataset.hash == learnt and dataset.medium == medium:
            return dataset
    return None


def _remark(model: Model | None, dataset: Dataset | None) -> tuple[Note, ...]:
    if dataset is not None:
        return ()
    if model is None:
        return (Note("report.no-compared"),)
    return (Note("report.no-dataset", {"model": model.name}),)
