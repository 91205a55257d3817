from pathlib import Path

import pytest

from etude.datasets import open_dataset
from etude.datasets.preview import crop_sheet
from etude.media.picture import read_picture


def test_a_folder_becomes_a_dataset_with_a_report(etude, pictures) -> None:
    done = etude("data", "add", pictures, "--name", "flowers", "--licence", "CC0-1.0")
    assert done.code == 0, done.err
    assert "flowers" in done.out
    assert "notes.png" in done.out
    assert "(cover)" in done.out
    assert "etude data show flowers -o crops.png" in done.out
    assert done.out.endswith("Next: etude train flowers\n")
    assert "flowers" in etude("data").out
    listed = etude("data", "list", "--json").document["datasets"]
    assert [each["name"] for each in listed] == ["flowers"]
    assert listed[0]["items"] == 12
    assert listed[0]["rights"]["licence"] == "CC0-1.0"
    assert listed[0]["sides"] == {"least": 60, "most": 80}


def test_the_report_is_a_document_as_well(etude, pictures) -> None:
    done = etude("data", "add", pictures, "-n", "f", "--classes", "folders", "--json")
    assert done.code == 0, done.err
    assert done.document["dataset"]["classes"] == ["calm", "wild"]
    report = done.document["report"]
    assert report["kept"] == 12
    assert [each["file"] for each in report["skipped"]] == ["notes.png"]


def test_the_crop_is_shown(etude, pictures) -> None:
    etude("data", "add", pictures, "--name", "flowers", "--fit", "contain")
    done = etude("data", "show", "flowers", "-o", "crops.png")
    assert done.code == 0, done.err
    assert "contain" in done.out
    assert "60-80 px" in done.out
    assert "framed in red" in done.out
    shown = read_picture(Path("crops.png")).pixels
    assert (shown == crop_sheet(open_dataset("flowers"), 64).pixels).all()


def test_the_crop_is_shown_at_the_size_of_the_model(etude, pictures) -> None:
    etude("data", "add", pictures, "--name", "flowers")
    done = etude("data", "show", "flowers", "--size", 16, "-o", ".", "--json")
    assert done.code == 0, done.err
    sheet = Path(done.document["dataset"]["sheet"])
    assert sheet.name == "flowers-crops.png"
    assert (read_picture(sheet).pixels == crop_sheet(open_dataset("flowers"), 16).pixels).all()
    assert etude("data", "show", "flowers", "--size", 4, "-o", "crops.png").code == 2


def test_a_name_that_exists_or_does_not(etude, pictures) -> None:
    etude("data", "add", pictures, "--name", "flowers")
    for words, said in (
        (["data", "add", pictures, "--name", "flowers"], "flowers"),
        (["data", "add", pictures, "--name", "a/b"], "for example “a-b”"),
        (["data", "show", "flower"], "flowers"),
        (["data", "remove", "flower", "--yes"], "flowers"),
        (["data", "add", "nowhere", "--name", "n"], "nowhere"),
    ):
        done = etude(*words)
        assert done.code == 2, words
        assert said in done.err


def test_removing_asks_first_and_leaves_the_pictures(etude, pictures, home) -> None:
    etude("data", "add", pictures, "--name", "flowers")
    before = sorted(pictures.rglob("*"))
    done = etude("data", "remove", "flowers")
    assert done.code == 2
    assert "etude data remove flowers --yes" in done.err
    assert (home / "datasets" / "flowers").is_dir()
    assert etude("data", "remove", "flowers", "--yes", "--json").document == {"removed": "flowers"}
    assert not (home / "datasets" / "flowers").exists()
    assert sorted(pictures.rglob("*")) == before
    assert "There is no dataset yet" in etude("data").out


@pytest.mark.parametrize("damage", ["manifest.json", "pixels.bin", "nothing left"])
def test_a_damaged_dataset_can_be_removed(etude, pictures, home, damage) -> None:
    etude("data", "add", pictures, "--name", "flowers")
    folder = home / "datasets" / "flowers"
    for path in [*folder.iterdir()] if damage == "nothing left" else [folder / damage]:
        path.unlink()
    assert etude("data", "show", "flowers").code == 2
    done = etude("data", "remove", "flowers", "--yes")
    assert done.code == 0, done.err
    assert not folder.exists()


def test_music_is_added_shown_and_removed_in_its_own_words(etude, tmp_path) -> None:
    tunes = tmp_path / "tunes"
    tunes.mkdir()
    for number, body in enumerate(("CDEF GABc|c2G2 E2C2", "EDEF GFED|C2E2 G4")):
        text = f"X:1\nT:Tune {number}\nL:1/8\nM:4/4\nK:C\n|:{body}:|\n"
        (tunes / f"{number}.abc").write_text(text, encoding="utf-8")
    done = etude("data", "add", tunes, "--name", "tunes", "--repeats")
    assert done.code == 0, done.err
    assert "tunes: 2 pieces of 2 files kept" in done.out
    assert "crops.png" not in done.out
    shown = etude("data", "show", "tunes")
    assert "C major 2" in shown.out
    facts = etude("data", "show", "tunes", "--json").document["dataset"]
    assert (facts["medium"], facts["items"], facts["bars"]) == ("music", 2, 8)
    assert (facts["metres"], facts["repeats"]) == ({"4/4": 2}, True)
    sheet = etude("data", "show", "tunes", "-o", tmp_path / "crops.png")
    assert sheet.code == 2
    assert "holds no pictures" in sheet.err
    assert "music" in etude("data").out
    (tunes / "cover.png").write_bytes(b"")
    unclear = etude("data", "add", tunes, "--name", "again")
    assert unclear.code == 2
    assert "--medium" in unclear.err
    assert etude("data", "add", tunes, "--name", "again", "--medium", "music").code == 0
    assert etude("data", "remove", "again", "--yes").code == 0


def test_a_folder_of_writing_becomes_a_dataset(etude, tmp_path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for at, line in enumerate(("山中何所有，嶺上多白雲。", "孤舟無客夜，風過竹林聲。")):
        (folder / f"{at}.txt").write_bytes(line.encode("big5"))
    (folder / "rows.csv").write_text("kind,said\na,The lamp was out again.\n", encoding="utf-8")
    words = ("data", "add", folder, "--name", "texts")
    done = etude(*words, "--json")
    assert done.code == 0, done.err
    assert done.document["dataset"]["medium"] == "text"
    assert done.document["dataset"]["scripts"] == {"traditional": 2, "latin": 1}
    assert done.document["dataset"]["encodings"] == {"big5": 2, "utf-8": 1}
    shown = etude("data", "show", "texts")
    assert shown.code == 0, shown.err
    assert "big5 2" in shown.out
    only = etude("data", "add", folder, "-n", "only", "--script", "traditional", "--json")
    assert [each["file"] for each in only.document["report"]["skipped"]] == ["rows.csv 2"]
    lost = etude("data", "add", folder, "-n", "lost", "--field", "body")
    assert lost.code == 0, lost.err
    assert "rows.csv has no field body; it has: kind, said." in lost.out
