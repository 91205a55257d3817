"""Folders of music become a dataset, and every file and every tune is accounted for."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.datasets import Scores, add, open_dataset, open_pictures, open_scores
from etude.datasets.asked import DataLimits
from etude.datasets.score_report import ScoreReport
from etude.datasets.variants import find_variants
from etude.media.music.codec import score_hash
from etude.media.music.likeness import phrases
from etude.media.music.limits import ScoreLimits
from etude.media.music.midi.writing import write_midi
from etude.media.music.score import Key, Metre, Note, Part, Score
from etude.media.music.transposing import transpose
from tests.datasets.conftest import painting
from tests.media.music.musicxml.test_reading import attributes, document, note, packed
from tests.media.music.scores import E, Q, line, tune

JIG = "X:{x}\nT:{title}\nM:6/8\nL:1/8\nK:{key}\n|:{body}:|\n"
STEPS = "CDEFGABcdefgab"


def melody(seed: int, bars: int = 8) -> str:
    """Bars of ABC as unlike from seed to seed as tunes are."""
    chance = np.random.default_rng(seed)
    bar = lambda: "".join(STEPS[at] for at in chance.integers(0, 14, 6))  # noqa: E731
    return "|".join(bar() for _ in range(bars))


def book(*seeds: int, first: int = 1) -> str:
    return "\n".join(
        JIG.format(x=at, title=f"Tune {seed}", key="G", body=melody(seed))
        for at, seed in enumerate(seeds, first)
    )


def waltz(seed: int) -> Score:
    chance = np.random.default_rng(seed)
    steps = [(int(pitch), Q) for pitch in chance.integers(55, 80, 24)]
    return Score((Part("Waltz", 24, line(*steps)),), 24 * Q, metres=(Metre(0, 3, 4),))


def motley(folder: Path) -> None:
    """Every kind of file that the importer promises to take, and what it must pass over."""
    (folder / "deep").mkdir(parents=True)
    (folder / "book.abc").write_text(
        book(1, 2) + "\nX:3\nT:Empty\nK:C\n\nX:4\nK:C\nCDE|\n", encoding="utf-8"
    )
    (folder / "waltz.MID").write_bytes(write_midi(waltz(3)))
    (folder / "deep" / "higher.midi").write_bytes(write_midi(transpose(waltz(3), 4)))
    score = document([attributes() + note("C", 2) * 4, note("E", 1) * 8])
    (folder / "song.musicxml").write_bytes(score)
    (folder / "song.mxl").write_bytes(packed({"a.xml": score.replace(b"<step>E", b"<step>G")}))
    (folder / "broken.mid").write_bytes(b"MThd")
    (folder / "page.xml").write_text("<html/>", encoding="utf-8")
    (folder / "notes.txt").write_text("hello", encoding="utf-8")
    (folder / "inner.zip").write_bytes(b"")


def test_every_kind_is_kept_and_everything_else_has_a_reason(tmp_path: Path, room) -> None:
    motley(tmp_path / "motley")
    done = add(tmp_path / "motley", "motley", workspace=room)
    assert isinstance(done.dataset, Scores)
    assert [item.name for item in done.dataset.items] == [
        "book.abc X:1",
        "book.abc X:2",
        "deep/higher.midi",
        "song.musicxml",
        "song.mxl",
    ]
    assert {each.file: each.code for each in done.report.skipped} == {
        "book.abc X:3": "score.no-notes",
        "book.abc X:4": "data.too-short",
        "broken.mid": "score.broken",
        "inner.zip": "data.inner-zip",
        "notes.txt": "data.not-music",
        "page.xml": "score.unknown-format",
        "waltz.MID": "data.same-tune",
    }
    assert (done.report.found, done.report.kept) == (9, 5)
    for language in ("en", "zh"):
        text = "\n".join(done.report.lines(language))
        assert "broken.mid" in text
        assert "{" not in text
        assert "data." not in text
    written = json.loads((done.dataset.folder / "report.json").read_text("utf-8"))
    assert ScoreReport.read(written).lines("zh") == done.report.lines("zh")


def test_what_is_known_of_a_piece_stands_in_the_manifest(tmp_path: Path, room) -> None:
    (tmp_path / "book.abc").write_text(book(1, 2), encoding="utf-8")
    (tmp_path / "waltz.mid").write_bytes(write_midi(waltz(3)))
    data = add(tmp_path, "known", workspace=room).dataset
    jig, _, found = data.items
    assert (jig.file, jig.place, jig.title) == ("book.abc", "X:1", "Tune 1")
    assert (jig.bars, jig.notes, jig.parts, jig.metre, jig.grid) == (8, 48, 1, "6/8", "1/8")
    assert (jig.key, jig.key_found, jig.tempo, jig.seconds) == ("G major", False, None, 12.0)
    assert (found.title, found.metre, found.key_found) == ("", "3/4", True)
    assert found.key
    assert data.score(2).keys != ()
    for item, score in zip(data.items, data.scores(), strict=True):
        assert score_hash(score) == item.sha256
    assert sum(1 for _ in data.scores([0, 2])) == 2


def test_repeats_stand_once_or_are_written_out(tmp_path: Path, room) -> None:
    (tmp_path / "book.abc").write_text(book(1, 2), encoding="utf-8")
    once = add(tmp_path, "once", workspace=room).dataset
    twice = add(tmp_path, "twice", repeats=True, workspace=room).dataset
    assert [item.bars for item in once.items] == [8, 8]
    assert [item.bars for item in twice.items] == [16, 16]
    assert (once.repeats, twice.repeats) == (False, True)


def test_a_played_piece_is_put_on_a_grid_and_the_report_says_how_far(tmp_path: Path, room) -> None:
    straight = waltz(5)
    late = tuple(n._replace(start=n.start + 9, duration=n.duration - 9) for n in straight.notes)
    played = replace(straight, parts=(Part("Waltz", 24, late),))
    (tmp_path / "played.mid").write_bytes(write_midi(played))
    (tmp_path / "book.abc").write_text(book(1), encoding="utf-8")
    done = add(tmp_path, "played", workspace=room)
    item = done.dataset.items[1]
    assert (item.grid, item.moved) == ("1/4", round(9 / Q, 4))
    assert done.dataset.score(1).parts[0].notes == straight.parts[0].notes
    assert (done.report.moved, done.report.moved_most) == (1, round(9 / Q, 4))


def test_variants_stay_on_one_side_or_are_left_out(tmp_path: Path, room) -> None:
    text = book(*range(40))
    changed = melody(7)[:-1] + ("C" if melody(7)[-1] != "C" else "D")
    text += "\n" + JIG.format(x=99, title="Variant", key="G", body=changed)
    path = tmp_path / "book.abc"
    path.write_text(text, encoding="utf-8")
    done = add(path, "kept", workspace=room)
    assert done.report.near == (("book.abc X:8", "book.abc X:99"),)
    sides = {item.name: item.held_out for item in done.dataset.items}
    assert sides["book.abc X:8"] == sides["book.abc X:99"]
    fewer = add(path, "dropped", near="drop", workspace=room)
    assert len(fewer.dataset) == 40
    assert [each.code for each in fewer.report.skipped] == ["data.near-tune"]
    assert [score.title for score in fewer.dataset.scores()] == [f"Tune {n}" for n in range(40)]


def test_the_split_is_by_content_and_stays_when_pieces_are_added(tmp_path: Path, room) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.abc").write_text(book(*range(60)), encoding="utf-8")
    first = add(tmp_path / "a", "first", workspace=room).dataset
    (tmp_path / "a" / "more.abc").write_text(book(*range(60, 80), first=70), encoding="utf-8")
    second = add(tmp_path / "a", "second", workspace=room).dataset
    held = {item.sha256 for item in first.items if item.held_out}
    assert len(held) == len(first.held_out) >= 6
    assert held <= {item.sha256 for item in second.items if item.held_out}
    assert set(first.train) | set(first.held_out) == set(range(60))
    assert first.hash != second.hash


def test_folders_and_tables_make_styles(tmp_path: Path, room) -> None:
    for style, seeds in (("folk", (1, 2)), ("pop", (3, 4))):
        (tmp_path / "set" / style).mkdir(parents=True)
        for seed in seeds:
            (tmp_path / "set" / style / f"{seed}.abc").write_text(book(seed), encoding="utf-8")
    data = add(tmp_path / "set", "styles", classes="folders", workspace=room).dataset
    assert data.classes == ("folk", "pop")
    assert data.labels.tolist() == [0, 0, 1, 1]
    assert [item.label for item in data.items] == [0, 0, 1, 1]
    (tmp_path / "table.csv").write_text("file,mood\n1,gay\n2,sad\n3,gay\n4,sad\n", encoding="utf-8")
    data = add(
        tmp_path / "set", "moods", classes=tmp_path / "table.csv", label="mood", workspace=room
    ).dataset
    assert data.classes == ("gay", "sad")
    assert data.labels.tolist() == [0, 1, 0, 1]


def test_a_zip_and_a_packed_score_are_not_mistaken(tmp_path: Path, room) -> None:
    for at, step in enumerate("CD"):
        score = document([attributes() + note(step, 1) * 8, note("E", 1) * 7 + note("FG"[at], 1)])
        (tmp_path / f"{step}.mxl").write_bytes(packed({"a.xml": score}))
    paths = [tmp_path / "C.mxl", tmp_path / "D.mxl"]
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        for path in paths:
            archive.write(path, f"songs/{path.name}")
    single = add(paths, "single", workspace=room).dataset
    zipped = add(tmp_path / "both.zip", "zipped", workspace=room).dataset
    assert [item.file for item in single.items] == ["C.mxl", "D.mxl"]
    assert [item.file for item in zipped.items] == ["songs/C.mxl", "songs/D.mxl"]
    assert list(single.scores()) == list(zipped.scores())


def refusal(*args, **options) -> EtudeError:
    with pytest.raises(EtudeError) as caught:
        add(*args, **options)
    assert "{" not in caught.value.text("en") + caught.value.text("zh")
    return caught.value


def test_where_no_dataset_comes_of_it_the_way_out_is_said(
    tmp_path: Path, room, nothing_left
) -> None:
    def music(**files: str) -> Path:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.abc").write_text(text, encoding="utf-8")
        return folder

    options = {"workspace": room}
    assert refusal(music(), "a", medium="music", **options).code == "data.empty-music"
    assert refusal(music(one=book(1)), "a", **options).code == "data.one-piece"
    error = refusal(music(a=book(1), b=book(1), c="X:1\nK:C\n"), "a", **options)
    assert (error.code, error.details["count"]) == ("data.only-copies-music", 2)
    error = refusal(music(a="X:1\nK:C\n", b="nothing"), "a", **options)
    assert error.code == "data.nothing-readable-music"
    assert "a.abc" in error.message
    variants = music(a=book(1) + "\n" + JIG.format(x=2, title="V", key="G", body=melody(1) + "|C6"))
    assert refusal(variants, "a", near="drop", **options).code == "data.only-copies-music"
    table = tmp_path / "picked.csv"
    table.write_text("file,kind\na,x\nb,x\nc,y\n", encoding="utf-8")
    both = music(a=book(1), b=book(2))
    error = refusal(both, "a", classes=table, where={"kind": ["y"]}, **options)
    assert error.code == "data.none-chosen-music"
    small = DataLimits(bytes=100)
    assert refusal(both, "a", limits=small, **options).code == "data.too-many-bytes-music"
    assert nothing_left()


def test_caps_for_a_file_skip_it_and_keep_the_rest(tmp_path: Path, room) -> None:
    (tmp_path / "long.abc").write_text(book(*range(9)), encoding="utf-8")
    (tmp_path / "short.abc").write_text(book(20, 21), encoding="utf-8")
    limits = DataLimits(score=ScoreLimits(tunes=5))
    report = add(tmp_path, "capped", limits=limits, workspace=room).report
    assert [(each.file, each.code) for each in report.skipped] == [
        ("long.abc", "score.too-many-tunes")
    ]


def test_the_medium_is_told_only_where_it_cannot_be_seen(tmp_path: Path, room) -> None:
    for number in range(3):
        painting(number).save(tmp_path / f"{number}.png")
        (tmp_path / f"{number}.xml").write_text("<meta/>", encoding="utf-8")
    assert add(tmp_path, "pictures", workspace=room).dataset.medium == "picture"
    (tmp_path / "book.abc").write_text(book(1, 2), encoding="utf-8")
    assert refusal(tmp_path, "both", workspace=room).code == "data.which-medium"
    assert refusal(tmp_path, "both", medium="film", workspace=room).code == "data.unknown-medium"
    music = add(tmp_path, "music", medium="Music", workspace=room)
    assert (len(music.dataset), music.dataset.medium) == (2, "music")
    assert len(add(tmp_path, "again", medium="picture", workspace=room).dataset) == 3
    for opener, name, code in (
        (open_pictures, "music", "data.no-pictures"),
        (open_scores, "pictures", "data.no-music"),
    ):
        with pytest.raises(EtudeError) as caught:
            opener(name, room)
        assert caught.value.code == code
    assert open_scores("music", room).hash == open_dataset("music", room).hash


def test_progress_is_told_in_files(tmp_path: Path, room) -> None:
    for seed in range(3):
        (tmp_path / f"{seed}.abc").write_text(book(seed), encoding="utf-8")
    events: list[Event] = []
    add(tmp_path, "told", workspace=room, progress=events.append)
    assert [(each.done, each.total) for each in events] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert events[-1].details == {"file": "2.abc", "kept": 3}


def test_a_damaged_dataset_says_so(tmp_path: Path, room) -> None:
    (tmp_path / "book.abc").write_text(book(1, 2), encoding="utf-8")
    data = add(tmp_path, "worn", workspace=room).dataset
    path = data.folder / "scores.bin"
    whole = path.read_bytes()
    path.write_bytes(whole[:20] + b"\0\0\0\0" + whole[24:])
    with pytest.raises(EtudeError) as caught:
        list(open_scores("worn", room).scores())
    assert caught.value.code == "data.damaged"
    path.write_bytes(whole[:-1])
    with pytest.raises(EtudeError) as caught:
        open_scores("worn", room)
    assert caught.value.code == "data.damaged"


def test_variants_need_half_of_the_shorter_piece() -> None:
    own = phrases(tune())
    other = np.setdiff1d(np.arange(1, 40, dtype=np.uint64), own)
    half = np.unique(np.concatenate([own[: len(own) // 2 + 1], other[: len(own) // 2]]))
    few = np.unique(np.concatenate([own[:2], other[10:20]]))
    assert find_variants([own, other[20:30], half, few]) == [(0, 2)]
    assert find_variants([]) == []
    assert find_variants([own[:0], own[:0]]) == []
    common = [np.asarray([5, 100 + at], np.uint64) for at in range(80)]
    assert find_variants(common) == []


def test_drums_alone_have_no_key(tmp_path: Path, room) -> None:
    beat = tuple(Note(at * E, 38, E) for at in range(16))
    for at in range(2):
        score = Score((Part("Drums", -1, beat[: 12 + at]),), 8 * Q)
        (tmp_path / f"{at}.mid").write_bytes(write_midi(score))
    data = add(tmp_path, "drums", workspace=room).dataset
    assert [item.key for item in data.items] == ["", ""]
    assert data.score(0).keys == ()
    assert Key(0, 0) not in data.score(1).keys
