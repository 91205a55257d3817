"""A folder of anything becomes a dataset, and every file is accounted for."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.datasets import add, open_dataset
from etude.datasets.asked import DataLimits
from etude.datasets.rights import Rights
from etude.media.picture import PictureLimits
from tests.datasets.conftest import paint, painting


def motley(folder: Path) -> None:
    """Everything that the importer promises to take, and what it must pass over."""
    folder.mkdir()
    painting(1, 50, 70).save(folder / "RGB.JPG", quality=95)
    painting(2, 30, 20).convert("L").save(folder / "grey.png")
    painting(3).convert("1").save(folder / "bits.png")
    painting(4).quantize(32).save(folder / "palette.gif")
    painting(5).convert("CMYK").save(folder / "print.tif")
    deep = np.linspace(0, 65535, 40 * 40).reshape(40, 40).astype(np.uint16)
    Image.fromarray(deep).save(folder / "deep.PNG")
    exif = Image.Exif()
    exif[0x0112] = 6
    painting(6, 30, 60).save(folder / "photo.jpeg", exif=exif)
    painting(7).save(folder / "loop.webp", save_all=True, append_images=[painting(8)])
    painting(9, 700, 900).save(folder / "Großes Bild 山水.bmp")
    (folder / "nested" / "deeper").mkdir(parents=True)
    painting(10).save(folder / "nested" / "deeper" / "no suffix", "PNG")
    (folder / "broken.png").write_bytes((folder / "grey.png").read_bytes()[:90])
    (folder / "diary.png").write_text("no picture", encoding="utf-8")
    (folder / "copy.png").write_bytes((folder / "grey.png").read_bytes())
    painting(11, 5, 60).save(folder / "thin.png")
    (folder / "readme.txt").write_text("hello", encoding="utf-8")
    (folder / "empty.jpg").touch()
    (folder / ".DS_Store").write_bytes(b"litter")
    (folder / "Thumbs.db").write_bytes(b"litter")


def test_every_kind_is_kept_and_every_other_file_has_a_reason(tmp_path: Path, room) -> None:
    motley(tmp_path / "motley")
    done = add(tmp_path / "motley", "motley", workspace=room)
    kept = {item.file for item in done.dataset.items}
    assert kept == {
        "RGB.JPG",
        "Großes Bild 山水.bmp",
        "bits.png",
        "copy.png",
        "deep.PNG",
        "loop.webp",
        "nested/deeper/no suffix",
        "palette.gif",
        "photo.jpeg",
        "print.tif",
    }
    assert {each.file: each.code for each in done.report.skipped} == {
        "broken.png": "picture.broken",
        "diary.png": "picture.unknown-format",
        "empty.jpg": "picture.unknown-format",
        "grey.png": "data.copy",
        "readme.txt": "data.not-a-picture",
        "thin.png": "data.too-small",
    }
    assert done.report.found == len(kept) + 6
    sizes = {item.file: (item.height, item.width) for item in done.dataset.items}
    assert sizes["photo.jpeg"] == (60, 30)
    assert sizes["Großes Bild 山水.bmp"] == (512, 658)
    assert done.report.reduced == 1
    for language in ("en", "zh"):
        text = "\n".join(done.report.lines(language))
        assert "broken.png" in text
        assert "{" not in text
        assert "data." not in text


def test_the_pixels_are_the_pictures(folder: Path, room) -> None:
    data = add(folder, "twelve", workspace=room).dataset
    for index, item in enumerate(data.items):
        meant = np.asarray(Image.open(folder / item.file))
        assert np.array_equal(data.pixels(index), meant)
    assert data.channels == 3
    assert data.squares(40).shape == (12, 40, 40, 3)
    assert np.array_equal(data.squares(40, [3])[0], data.pixels(3))


def test_one_transparent_picture_makes_all_rgba(tmp_path: Path, room) -> None:
    paint(tmp_path / "a", 5)
    rounding = painting(20).convert("RGBA")
    rounding.putalpha(252)
    rounding.save(tmp_path / "a" / "zz.png")
    assert add(tmp_path / "a", "solid", workspace=room).dataset.channels == 3
    clear = np.dstack([np.asarray(painting(21)), np.full((40, 40), 255, np.uint8)])
    clear[:9, :, 3] = 0
    Image.fromarray(clear).save(tmp_path / "a" / "clear.png")
    data = add(tmp_path / "a", "clear", workspace=room).dataset
    assert data.channels == 4
    for index, item in enumerate(data.items):
        pixels = data.pixels(index)
        if item.file == "clear.png":
            assert pixels[:9].max() == 0
            assert np.array_equal(pixels[9:], clear[9:])
        else:
            assert pixels[..., 3].min() == 255
            meant = Image.open(tmp_path / "a" / item.file).convert("RGB")
            assert np.array_equal(pixels[..., :3], np.asarray(meant))


def test_the_same_pictures_have_the_same_hash_in_any_packing(tmp_path: Path, folder, room) -> None:
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.iterdir(), reverse=True):
            archive.write(path, f"inside/{path.name}")
    first = add(folder, "first", workspace=room).dataset
    second = add(packed, "second", workspace=room).dataset
    third = add(sorted(folder.iterdir()), "third", workspace=room).dataset
    assert first.hash == second.hash == third.hash
    assert first.held_out.tolist() == second.held_out.tolist()


def test_folders_become_classes(tmp_path: Path, room) -> None:
    for number, name in enumerate(("猫", "dogs", "birds")):
        paint(tmp_path / "zoo" / name / "more", 4, first=10 * number)
    data = add(tmp_path / "zoo", "zoo", classes="folders", workspace=room).dataset
    assert data.classes == ("birds", "dogs", "猫")
    assert data.labels is not None
    for item, label in zip(data.items, data.labels, strict=True):
        assert item.file.startswith(data.classes[label] + "/")
        assert item.label == label
    plain = add(tmp_path / "zoo", "plain", workspace=room)
    assert plain.dataset.labels is None
    assert plain.report.folders == ("birds", "dogs", "猫")
    assert "--classes folders" in "\n".join(plain.report.lines("en"))
    given = [tmp_path / "zoo" / name / "more" for name in ("dogs", "birds")]
    given[1] = given[1].rename(tmp_path / "zoo" / "birds" / "wild")
    several = add(given, "several", classes="folders", workspace=room)
    assert several.dataset.classes == ("more", "wild")


def test_a_csv_gives_attributes_and_picks(tmp_path: Path, folder: Path, room) -> None:
    table = tmp_path / "facts.csv"
    rows = [
        f"{n:03},{'sea' if n % 3 else 'hill'},{n * 1.5},{n % 2},the {n}th,same" for n in range(12)
    ]
    table.write_text("id,subject,height,night,title,school\n" + "\n".join(rows), encoding="utf-8")
    done = add(folder, "facts", classes=table, label="subject", workspace=room)
    data = done.dataset
    assert set(data.attributes) == {"subject", "height", "night"}
    assert done.report.columns_passed == ("title", "school")
    assert data.attributes["height"].data.tolist() == [n * 1.5 for n in range(12)]
    assert data.attributes["subject"].values == ("hill", "sea")
    assert data.attributes["subject"].named()[:3] == ["hill", "sea", "sea"]
    assert data.attributes["night"].kind == "number"
    assert data.classes == ("hill", "sea")
    picked = add(folder, "sea", classes=table, where={"Subject": ["SEA"]}, workspace=room)
    assert len(picked.dataset) == 8
    assert picked.report.reasons() == {"data.not-chosen": 4}
    assert "4" in "\n".join(picked.report.lines("en"))


def test_progress_counts_every_file_once(folder: Path, room) -> None:
    (folder / "note.txt").touch()
    (folder / "bad.png").touch()
    heard: list[Event] = []
    add(folder, "heard", workspace=room, progress=heard.append)
    assert [event.done for event in heard] == list(range(14))
    assert {event.kind for event in heard} == {"read"}
    assert heard[-1].total == 13
    assert heard[-1].details["kept"] == 12


def test_near_duplicates_are_reported_or_dropped(folder: Path, room) -> None:
    painting(3).resize((90, 90)).save(folder / "zz again.jpg", quality=80)
    kept = add(folder, "kept", workspace=room)
    assert kept.report.near == (("003.png", "zz again.jpg"),)
    assert len(kept.dataset) == 13
    held = kept.dataset.held_out.tolist()
    assert (3 in held) == (12 in held)
    dropped = add(folder, "dropped", near="drop", workspace=room)
    assert len(dropped.dataset) == 12
    assert dropped.report.reasons() == {"data.near-copy": 1}
    assert np.array_equal(dropped.dataset.pixels(11), np.asarray(painting(11)))


def test_the_rights_card_is_kept(folder: Path, room) -> None:
    card = Rights("CC0-1.0", "Anna", "her studio")
    data = add(folder, "mine", rights=card, workspace=room).dataset
    assert open_dataset("mine", room).rights == card
    assert data.rights.stated
    spoken = add(folder, "spoken", rights="own work", workspace=room)
    assert spoken.dataset.rights == Rights("own work")
    silent = add(folder, "silent", workspace=room)
    assert "--licence" in silent.report.lines("en")[-1]
    with pytest.raises(EtudeError, match="licence, author, source, note"):
        add(folder, "wrong", rights={"license": "x"}, workspace=room)


def test_the_report_lies_beside_the_pixels(folder: Path, room) -> None:
    done = add(folder, "told", workspace=room)
    written = json.loads((done.dataset.folder / "report.json").read_text(encoding="utf-8"))
    assert written["kept"] == 12
    assert written["skipped"] == []


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (DataLimits(count=5), "data.too-many"),
        (DataLimits(bytes=9000), "data.too-many-bytes"),
        (DataLimits(picture=PictureLimits(pixels=99)), "data.nothing-readable"),
        (DataLimits(picture=PictureLimits(bytes=9)), "data.nothing-readable"),
    ],
)
def test_caps_are_kept(folder: Path, room, nothing_left, limits, code) -> None:
    with pytest.raises(EtudeError) as refused:
        add(folder, "capped", limits=limits, workspace=room)
    assert refused.value.code == code
    assert nothing_left()


def test_pixel_art_is_noticed(tmp_path: Path, room) -> None:
    (tmp_path / "art").mkdir()
    rng = np.random.default_rng(1)
    for number in range(6):
        sprite = rng.integers(0, 4, (16, 16, 1), np.uint8) * 80
        Image.fromarray(sprite.repeat(3, 2)).save(tmp_path / "art" / f"{number}.png")
    data = add(tmp_path / "art", "art", workspace=room).dataset
    assert data.pixel_art
    square = data.squares(48, [2])[0]
    assert np.array_equal(square, data.pixels(2).repeat(3, 0).repeat(3, 1))


def test_a_damaged_colour_profile_costs_nothing(folder: Path, room) -> None:
    buffer = io.BytesIO()
    painting(30).save(buffer, "JPEG", icc_profile=b"damaged profile")
    (folder / "profile.jpg").write_bytes(buffer.getvalue())
    assert len(add(folder, "wide", workspace=room).dataset) == 13
