"""Folders of writing become a dataset, and every file and every text is accounted for."""

import csv
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.core.hashes import sha256_bytes
from etude.datasets import Texts, add, open_dataset, open_scores, open_texts
from etude.datasets.asked import DataLimits
from etude.datasets.text_intake import hold_out
from etude.datasets.text_report import TextReport
from etude.datasets.texts import LONG
from etude.media.text.limits import TextLimits
from tests.datasets.conftest import painting
from tests.media.text.test_encodings import ENGLISH, SIMPLIFIED, TRADITIONAL
from tests.media.text.test_reading import book

WORDS = ("lamp", "river", "door", "night", "child", "rain", "voice", "stone", "road", "field",
         "bird", "hand", "snow", "salt")  # fmt: skip


def prose(seed: int, words: int = 60) -> str:
    """Return words in an order as unlike from seed to seed as texts are."""
    chance = np.random.default_rng(seed)
    said = [WORDS[at] for at in chance.integers(0, len(WORDS), words)]
    lines = [" ".join(said[at : at + 8]) + "." for at in range(0, words, 8)]
    return "\n".join(lines)


def write(folder: Path, count: int, first: int = 0) -> Path:
    folder.mkdir(exist_ok=True)
    for seed in range(first, first + count):
        (folder / f"{seed:03}.txt").write_text(prose(seed), encoding="utf-8")
    return folder


def motley(folder: Path) -> Path:
    """Every kind of file that the importer promises to take, and what it must pass over."""
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_bytes(b"\xef\xbb\xbf" + ENGLISH.replace("\n", "\r\n").encode())
    (folder / "again.TXT").write_text(ENGLISH.upper(), encoding="utf-16")
    (folder / "deep" / "b.txt").write_bytes(SIMPLIFIED.encode("gb18030"))
    (folder / "deep" / "c.md").write_bytes(b"# Night\n\n" + TRADITIONAL.encode("big5"))
    (folder / "d.json").write_text(json.dumps([prose(1), prose(2)]), encoding="utf-8")
    lines = [json.dumps({"text": prose(3), "title": "Three"}), "{", json.dumps({"text": ""})]
    (folder / "e.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with open(folder / "f.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("author", "said"), ("A. Nobody", prose(4))])
    (folder / "g.epub").write_bytes(book())
    (folder / "h.html").write_text(f"<p>{prose(5)}</p>", encoding="utf-8")
    (folder / "photo.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.json").write_text("[1, 2", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"")
    (folder / "inner.zip").write_bytes(b"")
    return folder


def test_every_kind_is_kept_and_everything_else_has_a_reason(tmp_path: Path, room) -> None:
    done = add(motley(tmp_path / "motley"), "motley", medium="text", workspace=room)
    assert isinstance(done.dataset, Texts)
    assert [item.name for item in done.dataset.items] == [
        "a.txt", "d.json 1", "d.json 2", "deep/b.txt", "deep/c.md", "e.jsonl 1", "f.csv 2",
        "g.epub", "h.html",
    ]  # fmt: skip
    assert {each.file: each.code for each in done.report.skipped} == {
        "again.TXT": "data.same-text",
        "broken.json": "text.broken",
        "e.jsonl 2": "text.broken",
        "e.jsonl 3": "data.empty-text",
        "empty.txt": "data.empty-text",
        "inner.zip": "data.inner-zip",
        "photo.txt": "text.binary",
        "picture.png": "data.not-text",
    }
    assert (done.report.found, done.report.kept) == (14, 9)
    for language in ("en", "zh"):
        text = "\n".join(done.report.lines(language))
        assert "photo.txt" in text
        assert "{" not in text
        assert "data." not in text
        assert "text.b" not in text
    written = json.loads((done.dataset.folder / "report.json").read_text("utf-8"))
    assert TextReport.read(written).lines("zh") == done.report.lines("zh")


def test_what_is_known_of_a_text_stands_in_the_manifest(tmp_path: Path, room) -> None:
    data = add(motley(tmp_path / "motley"), "known", medium="text", workspace=room).dataset
    found = {item.name: item for item in data.items}
    assert found["a.txt"].encoding == "utf-8"
    assert found["deep/b.txt"].encoding == "gb18030"
    assert (found["deep/b.txt"].script, found["deep/b.txt"].lines) == ("simplified", 4)
    assert (found["deep/c.md"].encoding, found["deep/c.md"].script) == ("big5", "traditional")
    assert found["deep/c.md"].title == "Night"
    assert (found["e.jsonl 1"].title, found["e.jsonl 1"].author) == ("Three", "")
    assert found["f.csv 2"].author == "A. Nobody"
    assert (found["g.epub"].title, found["g.epub"].author) == ("The Lamp", "A. Nobody")
    for index, text in enumerate(data.texts()):
        assert sha256_bytes(text.encode()) == data.items[index].sha256
        assert len(text) == data.items[index].characters
    assert data.text(0) == ENGLISH.strip()
    assert list(data.texts([3])) == [SIMPLIFIED.strip()]


def test_opened_by_its_medium_and_refused_by_the_others(tmp_path: Path, room) -> None:
    add(write(tmp_path / "in", 3), "words", workspace=room)
    assert open_texts("words", room).hash == open_dataset("words", room).hash
    with pytest.raises(EtudeError) as caught:
        open_scores("words", room)
    assert caught.value.code == "data.no-music"
    painting(1).save(tmp_path / "1.png")
    painting(2).save(tmp_path / "2.png")
    add([tmp_path / "1.png", tmp_path / "2.png"], "pictures", workspace=room)
    with pytest.raises(EtudeError) as caught:
        open_texts("pictures", room)
    assert caught.value.code == "data.no-text"


def test_damage_on_the_disk_is_noticed(tmp_path: Path, room) -> None:
    data = add(write(tmp_path / "in", 3), "words", workspace=room).dataset
    path = data.folder / "texts.bin"
    path.write_bytes(path.read_bytes().replace(b"lamp", b"lump"))
    opened = open_texts("words", room)
    with pytest.raises(EtudeError) as caught:
        list(opened.texts())
    assert caught.value.code == "data.damaged"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(EtudeError) as caught:
        open_texts("words", room)
    assert caught.value.code == "data.damaged"


def held_out(data: Texts) -> dict[str, bool]:
    return {item.file: item.held_out for item in data.items}


def test_the_split_stays_when_texts_are_added(tmp_path: Path, room) -> None:
    folder = write(tmp_path / "in", 200)
    before = held_out(add(folder, "before", workspace=room).dataset)
    assert 10 <= sum(before.values()) <= 30
    write(folder, 100, first=200)
    after = held_out(add(folder, "after", workspace=room).dataset)
    assert {file: after[file] for file in before} == before
    (folder / "novel.txt").write_text(prose(999, 4000), encoding="utf-8")
    third = held_out(add(folder, "third", workspace=room).dataset)
    assert {file: third[file] for file in after} == after


def test_the_last_tenth_of_a_long_text_is_held_out(tmp_path: Path, room) -> None:
    novel = prose(1, 4000)
    (tmp_path / "novel.txt").write_text(novel, encoding="utf-8")
    done = add(tmp_path / "novel.txt", "novel", workspace=room)
    beginning, end = done.dataset.items
    assert (beginning.part, beginning.held_out) == ("beginning", False)
    assert (end.part, end.held_out) == ("end", True)
    assert "".join(done.dataset.texts()) == novel
    assert beginning.characters == len(novel) * 9 // 10
    assert (done.report.kept, done.report.long, done.report.held_out) == (1, 1, 0)
    assert done.report.held_out_characters == end.characters


def test_one_short_text_is_too_little(tmp_path: Path, room) -> None:
    (tmp_path / "one.txt").write_text(prose(1), encoding="utf-8")
    with pytest.raises(EtudeError) as caught:
        add(tmp_path, "one", workspace=room)
    assert caught.value.code == "data.one-text"
    assert str(LONG) in caught.value.text("en").replace(",", "")


def test_what_is_nearly_the_same_is_told_or_left_out(tmp_path: Path, room) -> None:
    folder = write(tmp_path / "in", 30)
    (folder / "099.txt").write_text(prose(7).replace("lamp", "Lamps,", 1), encoding="utf-8")
    done = add(folder, "kept", workspace=room)
    assert done.report.near == (("007.txt", "099.txt"),)
    sides = held_out(done.dataset)
    assert sides["007.txt"] == sides["099.txt"]
    fewer = add(folder, "dropped", near="drop", workspace=room)
    assert [each.code for each in fewer.report.skipped] == ["data.near-text"]
    assert [item.file for item in fewer.dataset.items] == [f"{n:03}.txt" for n in range(30)]
    assert list(fewer.dataset.texts()) == [prose(n) for n in range(30)]


def test_two_editions_of_a_long_text_are_one_text(tmp_path: Path, room) -> None:
    novel = prose(1, 4000)
    (tmp_path / "a.txt").write_text(novel, encoding="utf-8")
    (tmp_path / "b.txt").write_text(novel.upper(), encoding="utf-8")
    (tmp_path / "c.txt").write_text(novel.replace("bird", "crow", 3), encoding="utf-8")
    done = add(tmp_path, "novels", near="drop", workspace=room)
    assert [(item.file, item.part) for item in done.dataset.items] == [
        ("a.txt", "beginning"),
        ("a.txt", "end"),
    ]
    assert {each.file: each.code for each in done.report.skipped} == {
        "b.txt": "data.same-text",
        "c.txt": "data.near-text",
    }
    assert "".join(done.dataset.texts()) == novel


def test_a_short_text_goes_where_the_long_one_it_is_taken_from_goes() -> None:
    hashes = [sha256_bytes(bytes([n])) for n in range(6)]
    parts = ["beginning", "end", "whole", "whole", "whole", "whole"]
    held = hold_out(parts, hashes, [(0, 2), (1, 3)])
    assert held[:4].tolist() == [False, True, False, True]
    lots = [int(each[:13], 16) / 16**13 < 0.1 for each in hashes]
    assert held[4:].tolist() == lots[4:]


def test_scripts_are_told_and_kept_apart(tmp_path: Path, room) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (("s", SIMPLIFIED), ("t", TRADITIONAL), ("e", ENGLISH)):
        for at in range(3):
            (folder / f"{name}{at}.txt").write_text(text * (at + 1) + "。" + "人" * 5 * at)
    (folder / "both.txt").write_text("山中何所有，明月照白石。")
    done = add(folder, "both", workspace=room)
    assert done.report.scripts == {"latin": 3, "simplified": 3, "traditional": 3, "chinese": 1}
    assert any("--script" in line for line in done.report.lines("en"))
    only = add(folder, "only", script="Traditional", workspace=room)
    assert {item.file for item in only.dataset.items} == {"both.txt", "t0.txt", "t1.txt", "t2.txt"}
    assert {each.code for each in only.report.skipped} == {"data.other-script"}
    with pytest.raises(EtudeError) as caught:
        add(folder, "none", script="klingon", workspace=room)
    assert caught.value.code == "data.unknown-script"


def test_a_column_is_chosen(tmp_path: Path, room) -> None:
    rows = [("short", "said"), *((f"note number {n}", prose(n)) for n in range(4))]
    with open(tmp_path / "a.csv", "w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    longest = add(tmp_path / "a.csv", "longest", workspace=room)
    assert longest.dataset.text(0) == prose(0)
    assert longest.report.remarks[0].details == {"field": "said"}
    chosen = add(tmp_path / "a.csv", "chosen", field="short", workspace=room)
    assert chosen.dataset.text(0) == "note number 0"
    with pytest.raises(EtudeError) as caught:
        add(tmp_path / "a.csv", "none", field="body", workspace=room)
    assert caught.value.code == "data.nothing-readable-text"
    assert "body" in caught.value.text("en")


def test_a_zip_and_its_folders_are_read(tmp_path: Path, room) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for n in range(6):
            archive.writestr(f"poems/{'ab'[n % 2]}/{n}.txt", prose(n))
        archive.writestr("poems/b/book.epub", book())
    done = add(tmp_path / "all.zip", "zipped", classes="folders", workspace=room)
    assert done.dataset.classes == ("a", "b")
    assert done.report.classes == {"a": 3, "b": 4}
    assert done.dataset.items[-1].title == "The Lamp"


@pytest.mark.parametrize(
    ("files", "medium"),
    [
        ({"a.txt": 2, "b.md": 1, "c.csv": 1}, "text"),
        ({"a.txt": 5, "b.abc": 2}, "music"),
        ({"a.txt": 2, "b.png": 2, "c.json": 1}, "picture"),
    ],
)
def test_the_medium_is_told_from_the_files(tmp_path: Path, files, medium) -> None:
    from contextlib import ExitStack

    from etude.datasets.importing import find_medium
    from etude.datasets.sources import find_sources

    for name, count in files.items():
        for at in range(count):
            (tmp_path / f"{at}{name}").write_bytes(b"x")
    with ExitStack() as stack:
        assert find_medium(find_sources([tmp_path], stack)) == medium


def test_a_book_with_a_cover_asks_which_is_meant(tmp_path: Path, room) -> None:
    write(tmp_path / "in", 5)
    painting(1).save(tmp_path / "in" / "cover.png")
    with pytest.raises(EtudeError) as caught:
        add(tmp_path / "in", "which", workspace=room)
    assert caught.value.code == "data.which-medium-text"
    done = add(tmp_path / "in", "which", medium="text", workspace=room)
    assert len(done.dataset) == 5


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a.png": b"x"}, "data.empty-texts"),
        ({"a.txt": b"", "b.txt": b" \n"}, "data.nothing-readable-text"),
        ({"a.txt": bytes(range(256)) * 9}, "data.nothing-readable-text"),
        ({"a.txt": b"the same words", "b.txt": b"The same, words!"}, "data.only-copies-text"),
    ],
)
def test_where_no_dataset_comes_of_it_the_reason_is_said(tmp_path, room, files, code) -> None:
    (tmp_path / "in").mkdir()
    for name, data in files.items():
        (tmp_path / "in" / name).write_bytes(data)
    with pytest.raises(EtudeError) as caught:
        add(tmp_path / "in", "none", medium="text", workspace=room)
    assert caught.value.code == code
    assert not any(room.datasets.iterdir())


def test_caps_are_said(tmp_path: Path, room) -> None:
    folder = write(tmp_path / "in", 4)
    with open(folder / "huge.txt", "wb") as file:
        file.truncate(500 * 2**20)  # a hole: no disk is filled
    done = add(folder, "capped", workspace=room)
    assert [(each.file, each.code) for each in done.report.skipped] == [
        ("huge.txt", "text.too-many-bytes")
    ]
    (folder / "huge.txt").unlink()
    for limits in (DataLimits(texts=3), DataLimits(bytes=1000)):
        with pytest.raises(EtudeError) as caught:
            add(folder, "more", limits=limits, workspace=room)
        assert caught.value.code == "data.too-much-text"
    small = DataLimits(text=TextLimits(bytes=100))
    with pytest.raises(EtudeError) as caught:
        add(folder, "more", limits=small, workspace=room)
    assert caught.value.code == "data.nothing-readable-text"


def test_progress_is_told_in_files_and_the_same_files_give_the_same_dataset(tmp_path, room) -> None:
    folder = write(tmp_path / "in", 5)
    events: list[Event] = []
    one = add(folder, "one", workspace=room, progress=events.append).dataset
    assert [(each.kind, each.done, each.total) for each in events] == [
        ("read", n, 5) for n in range(6)
    ]
    assert add(folder, "two", workspace=room).dataset.hash == one.hash
    (folder / "000.txt").write_text(prose(50), encoding="utf-8")
    assert add(folder, "three", workspace=room).dataset.hash != one.hash
