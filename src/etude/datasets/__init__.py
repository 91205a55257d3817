"""Datasets: what a person brings, checked and stored once so that training can read it fast.

`importing` takes folders, zips and files and says what became of each; `library` opens, lists and
removes what was imported: `Pictures`, `Scores` or `Texts`. A dataset is a folder with a manifest
and one flat file of pixels, notes or letters, never a copy of the original files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from etude.datasets.dataset import Dataset
    from etude.datasets.importing import Import, add
    from etude.datasets.library import (
        list_datasets,
        open_dataset,
        open_pictures,
        open_scores,
        open_texts,
        remove_dataset,
    )
    from etude.datasets.pictures import Pictures
    from etude.datasets.scores import Scores
    from etude.datasets.texts import Texts

__all__ = [
    "Dataset",
    "Import",
    "Pictures",
    "Scores",
    "Texts",
    "add",
    "list_datasets",
    "open_dataset",
    "open_pictures",
    "open_scores",
    "open_texts",
    "remove_dataset",
]

_HOMES = {
    "Dataset": "dataset",
    "Import": "importing",
    "Pictures": "pictures",
    "Scores": "scores",
    "Texts": "texts",
    "add": "importing",
    "list_datasets": "library",
    "open_dataset": "library",
    "open_pictures": "library",
    "open_scores": "library",
    "open_texts": "library",
    "remove_dataset": "library",
}


def __getattr__(name: str) -> Any:
    # Opened on first use: a command that only plays a model does not pay for importing.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"etude.datasets.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
