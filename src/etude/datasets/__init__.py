"""Datasets: what a person brings, checked and stored once so that training can read it fast.

`intake` imports folders, zips and files and says what became of each; `dataset` opens, lists and
removes what was imported; `preview` shows how pictures will be cut. A dataset is a folder with a
manifest and one flat file of pixels, never a copy of the original files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from etude.datasets.dataset import Dataset, list_datasets, open_dataset, remove_dataset
    from etude.datasets.intake import Import, add

__all__ = ["Dataset", "Import", "add", "list_datasets", "open_dataset", "remove_dataset"]

_HOMES = {
    "Dataset": "dataset",
    "Import": "intake",
    "add": "intake",
    "list_datasets": "dataset",
    "open_dataset": "dataset",
    "remove_dataset": "dataset",
}


def __getattr__(name: str) -> Any:
    # Opened on first use: a command that only plays a model does not pay for importing.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"etude.datasets.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
