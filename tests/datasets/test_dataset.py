"""Datasets are opened, listed and removed; a damaged one says so."""

import json
from pathlib import Path

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.datasets import Dataset, add, list_datasets, open_dataset, remove_dataset


@pytest.fixture
def twelve(folder: Path, room) -> Dataset:
    return add(folder, "twelve", workspace=room).dataset


def test_a_dataset_opens_as_it_was_imported(twelve: Dataset, room) -> None:
    again = open_dataset("twelve", room)
    assert (again.name, again.hash, again.medium) == ("twelve", twelve.hash, "picture")
    assert again.items == twelve.items
    assert len(again) == len(again.items) == 12
    assert sorted([*again.train, *again.held_out]) == list(range(12))
    assert again.train.dtype == again.held_out.dtype == np.int64
    assert len(again.held_out) == 3
    assert again.bytes == (again.folder / "pixels.bin").stat().st_size
    assert "12 pictures" in repr(again)


def test_pixels_are_views_that_cannot_be_changed(twelve: Dataset) -> None:
    pixels = twelve.pixels(0)
    assert pixels.base is not None
    with pytest.raises(ValueError, match="read-only"):
        pixels[0, 0, 0] = 1


def test_squares_follow_the_fit(twelve: Dataset) -> None:
    assert twelve.squares(16, twelve.held_out).shape == (3, 16, 16, 3)
    middle = twelve.with_fit("center")
    assert middle.fit == "centre"
    assert np.array_equal(middle.squares(10, [1])[0], twelve.pixels(1)[15:25, 15:25])
    assert np.array_equal(twelve.squares(10, [1], "centre"), middle.squares(10, [1]))
    assert twelve.squares(8, []).shape == (0, 8, 8, 3)


def test_an_unknown_name_offers_the_nearest(twelve: Dataset, room) -> None:
    for ask in (open_dataset, remove_dataset):
        with pytest.raises(EtudeError, match="Did you mean twelve") as refused:
            ask("twelv", room)
        assert refused.value.code == "data.unknown-near"
        with pytest.raises(EtudeError) as refused:
            ask("../twelve", room)
        assert refused.value.code.startswith("data.unknown")


def test_removing_removes_and_leaves_the_originals(twelve: Dataset, room, folder: Path) -> None:
    remove_dataset("twelve", room)
    assert list_datasets(room) == []
    assert list(room.datasets.iterdir()) == []
    assert len(list(folder.iterdir())) == 12


def test_an_empty_workspace_has_no_datasets(room) -> None:
    assert list_datasets(room) == []
    with pytest.raises(EtudeError) as refused:
        open_dataset("any", room)
    assert refused.value.code == "data.unknown"


def damage_pixels(folder: Path) -> None:
    (folder / "pixels.bin").write_bytes(b"short")


def damage_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{", encoding="utf-8")


def lose_a_column(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["items"]["height"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize("damage", [damage_pixels, damage_manifest, lose_a_column])
def test_a_damaged_dataset_says_so_and_can_be_removed(twelve: Dataset, room, damage) -> None:
    damage(twelve.folder)
    with pytest.raises(EtudeError) as refused:
        open_dataset("twelve", room)
    assert refused.value.code == "data.damaged"
    assert list_datasets(room) == []
    remove_dataset("twelve", room)
    assert not twelve.folder.exists()


def test_a_newer_format_is_refused_with_the_way_out(twelve: Dataset, room) -> None:
    manifest = json.loads((twelve.folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["format"] = 2
    (twelve.folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(EtudeError, match="Update Etude") as refused:
        open_dataset("twelve", room)
    assert refused.value.code == "data.newer"
