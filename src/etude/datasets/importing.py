"""Importing: folders, zips and files of one medium become a dataset, whole or not at all."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from etude.core.errors import EtudeError
from etude.core.events import Progress, silent
from etude.core.files import atomic_folder, disk_errors
from etude.core.paths import Workspace, check_name
from etude.core.paths import workspace as find_workspace
from etude.datasets.asked import Asked, DataLimits
from etude.datasets.dataset import FORMAT, MANIFEST, REPORT, Dataset
from etude.datasets.facts import read_choice
from etude.datasets.library import open_dataset
from etude.datasets.report import Report
from etude.datasets.rights import Rights, read_rights
from etude.datasets.sources import Source, find_sources, suffix_of
from etude.datasets.table import Where
from etude.media.decoding import SUFFIXES as PICTURES
from etude.media.music.reading import SUFFIXES as SCORES
from etude.media.scaling import check_fit
from etude.media.text.reading import SUFFIXES as TEXTS
from etude.media.text.scripts import SCRIPTS

MEDIA = ("picture", "music", "text")
# So many times more texts than pictures and music are no notes that lie beside them.
_MOSTLY = 4


@dataclass(frozen=True)
class Import:
    """The result of an import.

    Args:
        dataset: What can be trained on.
        report: What became of every file.
    """

    dataset: Dataset
    report: Report


def add(
    paths: str | Path | Iterable[str | Path],
    name: str,
    *,
    medium: str | None = None,
    fit: str = "cover",
    repeats: bool = False,
    field: str | None = None,
    script: str | None = None,
    classes: str | Path | None = None,
    where: Where | None = None,
    label: str | None = None,
    near: Literal["keep", "drop"] = "keep",
    rights: Rights | Mapping[str, Any] | str | None = None,
    limits: DataLimits | None = None,
    workspace: Workspace | None = None,
    progress: Progress = silent,
    request: str = "",
) -> Import:
    """Import pictures, music or writing as a dataset.

    Every file is read once. Exact copies are dropped (of music: the same notes in any key; of
    writing: the same letters), near-duplicates reported; a tenth is held out by content. Pictures
    are reduced to 512 pixels on their short side; music is put on the grid that suits it; writing
    becomes Unicode with one kind of newline. Where anything fails, nothing is left.

    Args:
        paths: Folders, zip files, pictures, files of music (MIDI, ABC, MusicXML) or of writing
            (text, Markdown, HTML, JSON, JSON Lines, CSV, EPUB).
        name: A new name for the dataset.
        medium: ``picture``, ``music`` or ``text``; by default what the files are.
        fit: How whole pictures become squares: ``cover``, ``contain`` or ``centre``.
        repeats: Whether repeated passages of music are written out; if not, each stands once with
            its last ending.
        field: In which column of a CSV or field of JSON the texts are; by default the one that says
            most.
        script: ``traditional``, ``simplified`` or ``latin`` keeps only texts in that script.
        classes: ``folders`` for the first level of folders, or the path of a CSV whose first
            column names the files and whose other columns become attributes.
        where: With a CSV: columns to the values that are wanted; other items are left out.
        label: With a CSV: the column that becomes the class.
        near: ``drop`` leaves near-duplicates out.
        rights: The rights card, its fields, or the name of a licence.
        limits: Caps on bytes, pixels, notes, texts and count.
        workspace: By default the one of the environment.
        progress: Told ``read`` events, in files.
        request: A word for who asked and asks but once at a time, for example a job's id; the
            dataset keeps it.

    Raises:
        EtudeError: ``name.bad``, ``data.exists``, ``data.empty``, ``data.one-picture``,
            ``data.only-copies``, ``data.nothing-readable``, ``data.which-medium``, ``disk.full``
            and others of the area ``data``, each with the way out.
    """
    room = workspace or find_workspace()
    target = _new_place(room, name)
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    asked = Asked(
        name=name,
        where=", ".join(str(path) for path in given),
        choice=read_choice(classes, where, label),
        near=near,
        fit=check_fit(fit),
        repeats=repeats,
        field=field,
        script=check_script(script),
        rights=read_rights(rights),
        limits=limits or DataLimits(),
        progress=progress,
        started=time.monotonic(),
    )
    with ExitStack() as stack:
        sources = find_sources(given, stack)
        if len(sources) > asked.limits.count:
            raise EtudeError("data.too-many", count=len(sources), limit=asked.limits.count)
        kind = find_medium(sources) if medium is None else check_medium(medium)
        folder = stack.enter_context(atomic_folder(target, claim=request))
        # One more guard inside, so that a full disk is said as such before the folder is removed.
        with disk_errors(target):
            manifest, report = _take(kind, folder, sources, asked)
            head = {"format": FORMAT, "name": name, "medium": kind, "request": request}
            head["created"] = datetime.now(UTC).isoformat(timespec="seconds")
            _write_json(folder / MANIFEST, head | manifest)
            _write_json(folder / REPORT, report.as_dict())
    return Import(open_dataset(name, room), report)


def _new_place(room: Workspace, name: str) -> Path:
    target = room.datasets / check_name(name)
    if target.exists():
        raise EtudeError("data.exists", name=name)
    return target


def find_medium(sources: Sequence[Source]) -> str:
    """Return the medium that files are of by their names.

    Args:
        sources: As they were found.

    Raises:
        EtudeError: ``data.which-medium`` or ``data.which-medium-text``, where there are several.
    """
    suffixes = [suffix_of(each.name) for each in sources if each.fault is None]
    pictures = sum(each in PICTURES for each in suffixes)
    scores = sum(each in SCORES for each in suffixes)
    # Programs lay .xml files beside pictures; that alone makes no music of them.
    clearly = scores - suffixes.count(".xml")
    if pictures and clearly:
        raise EtudeError("data.which-medium", pictures=pictures, scores=scores)
    texts = sum(each in TEXTS for each in suffixes)
    if texts and not pictures and not scores:
        return "text"
    # A line or a label beside each picture is usual; a book with a cover is not that.
    if texts > _MOSTLY * (pictures + scores):
        raise EtudeError("data.which-medium-text", texts=texts, others=pictures + scores)
    return "music" if scores and not pictures else "picture"


def check_script(script: str | None) -> str | None:
    """Return the name of a script.

    Args:
        script: One that texts can be kept apart by, or None; case does not matter.

    Raises:
        EtudeError: ``data.unknown-script``.
    """
    if script is None:
        return None
    word = script.strip().casefold()
    if word not in SCRIPTS:
        raise EtudeError("data.unknown-script", script=script, scripts=", ".join(SCRIPTS))
    return word


def check_medium(medium: str) -> str:
    """Return the name of a medium.

    Args:
        medium: ``picture``, ``music`` or ``text``; case does not matter.

    Raises:
        EtudeError: ``data.unknown-medium``.
    """
    word = medium.strip().casefold()
    if word not in MEDIA:
        raise EtudeError("data.unknown-medium", medium=medium, media=", ".join(MEDIA))
    return word


def _take(
    kind: str, folder: Path, sources: Sequence[Source], asked: Asked
) -> tuple[dict[str, Any], Report]:
    if kind == "music":
        from etude.datasets.score_intake import take_scores

        return take_scores(folder, sources, asked)
    if kind == "text":
        from etude.datasets.text_intake import take_texts

        return take_texts(folder, sources, asked)
    from etude.datasets.intake import take_pictures

    return take_pictures(folder, sources, asked)


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
