"""Reports of words and music beside what people wrote, with real datasets and tiny models."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

import etude
from etude.core.errors import EtudeError
from etude.core.messages import message
from etude.datasets import Texts, add, open_texts
from etude.packages import build_package
from etude.packages.manifest import Opening
from etude.studio import Scribe, Studio
from etude.studio.reports import Row, Spread
from etude.studio.reports.surprise import guess_openings, part_opening, read_title, score
from tests.datasets.test_score_intake import book
from tests.datasets.test_text_intake import write
from tests.studio.poet import poet_parts
from tests.tiny_package import tiny_package
from tests.tiny_sequence import tiny_sequence

SMALL = {"width": 16, "layers": 1, "window": 16, "batch": 4, "rate": 0.02}
TOWER = "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。\n"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> tuple[Studio, Texts]:
    """Return a studio whose model tiny-lstm learnt from the dataset in it."""
    folder = tmp_path_factory.mktemp("reports")
    opened = etude.open(folder / "home")
    add(write(folder / "diary", 120), "diary", workspace=opened.workspace)
    learn(opened, "diary", "tiny-lstm")
    tiny_sequence("cache", opened.workspace.models)
    return opened, open_texts("diary", opened.workspace)


def learn(studio: Studio, dataset: str, name: str) -> None:
    """Train a model on a dataset for some forty steps."""
    clock = itertools.count(0.0, 0.25)
    studio.train(
        dataset,
        recipe="lstm",
        name=name,
        minutes=0.2,
        config=SMALL,
        clock=lambda: next(clock),
    )


def row(name: str, rows: tuple[Row, ...]) -> Row:
    return next(each for each in rows if each.name == name)


def load(studio: Studio, name: str = "tiny-lstm") -> Scribe:
    found = studio.load(name)
    assert isinstance(found, Scribe)
    return found


def test_a_work_is_read_as_it_was_written(room: tuple[Studio, Texts]) -> None:
    studio, _ = room
    work = load(studio).create(7, length=120, prompt="the rain ")
    assert not isinstance(work, list)
    found = studio.report(work)
    own = work.read().decode().removeprefix("the rain ")
    total = work.facts["bits_per_symbol"] * len(load(studio).vocabulary.encode(own))
    assert found["bits"] == pytest.approx(total / len(own), abs=0.01)
    assert (found.model, found.dataset, found.medium) == ("tiny-lstm", "diary", "text")
    assert found.others >= 5
    beside = row("bits", found.rows).beside
    assert beside is not None
    assert beside.low <= beside.middle <= beside.high
    assert studio.report(work.id).as_dict() == found.as_dict()


def test_what_was_copied_is_found_with_its_place(
    room: tuple[Studio, Texts], tmp_path: Path
) -> None:
    studio, texts = room
    source = int(texts.train[3])
    stolen = texts.text(source).splitlines()[2]
    path = tmp_path / "mine.txt"
    path.write_text(
        f"This line is all my own.\n{stolen}\nAnd so is this, of course.\n", encoding="utf-8"
    )
    found = studio.report(path, "tiny-lstm")
    assert found.shared is not None
    assert (found.shared.file, found.shared.line) == (texts.items[source].name, 3)
    assert found["run"] == found.shared.size
    usual = row("run", found.rows).beside
    assert usual is not None
    assert found.shared.size > usual.high
    assert found["learnt"] == pytest.approx(1 / 3)
    assert str(texts.items[source].name) in found.as_dict("zh")["shared"]["words"]


def test_without_the_dataset_the_card_speaks(room: tuple[Studio, Texts], tmp_path: Path) -> None:
    studio, _ = room
    path = tmp_path / "mine.txt"
    path.write_text("a calm day by the river\n", encoding="utf-8")
    other = etude.open(tmp_path / "other")
    for package in studio.workspace.models.glob("tiny-lstm*"):
        other.workspace.models.mkdir(parents=True, exist_ok=True)
        (other.workspace.models / package.name).write_bytes(package.read_bytes())
    found = other.report(path, "tiny-lstm")
    assert found.dataset is None
    assert found.shared is None
    surprise = float(load(other).package.manifest.quality["surprise"])
    card = pytest.approx(surprise / np.log(2), abs=1e-3)
    assert row("symbol", found.rows).beside == Spread(card, card, card)
    assert {each.code for each in found.notes} == {"report.no-dataset", "report.card"}
    alone = other.report(path)
    assert {each.code for each in alone.notes} == {"report.no-model", "report.no-compared"}
    with pytest.raises(KeyError):
        alone["bits"]


def test_a_text_of_ones_own_and_one_whose_model_is_gone(
    room: tuple[Studio, Texts], tmp_path: Path
) -> None:
    studio, _ = room
    text = studio.texts.begin(TOWER, title="登鹳雀楼", settings={"form": "wujue"})
    found = studio.report(text.id)
    assert found.prosody is not None
    assert (found.name, found["form"], found["units"]) == ("登鹳雀楼", 1.0, 20)
    tiny = load(studio, "tiny-cache").create(1, length=20)
    assert not isinstance(tiny, list)
    next(studio.workspace.models.glob("tiny-cache*")).rename(tmp_path / "elsewhere.etude")
    assert studio.report(tiny).notes[0].code == "report.model-gone"


def test_a_text_too_long_for_any_other_says_so(room: tuple[Studio, Texts], tmp_path: Path) -> None:
    studio, _ = room
    path = tmp_path / "long.txt"
    path.write_text("river stone " * 2000, encoding="utf-8")
    found = studio.report(path, "tiny-lstm")
    assert found.others == 0
    assert {"report.no-others", "report.beginning"} <= {each.code for each in found.notes}
    assert found["repetition"] > 0.99


def test_openings_are_recalled_guessed_and_parted(tmp_path: Path) -> None:
    opening = Opening(("{form}·{rhyme}", "{title}"), ("杂言诗", "五言绝句"))
    studio = etude.open(tmp_path)
    build_package(studio.workspace.models, **poet_parts(opening))
    poet = load(studio, "poet")
    work = poet.create(3, form="五绝", title="四季")
    assert not isinstance(work, list)
    found = studio.report(work)
    assert found["form"] == 1.0
    note = next(each for each in found.notes if each.code == "report.opening")
    assert note.details["opening"] == "五言绝句 / 四季"
    # So has what was saved of it, with its title above.
    (tmp_path / "saved.txt").write_text(work.read().decode(), encoding="utf-8")
    saved = studio.report(tmp_path / "saved.txt", "poet")
    assert saved["form"] == 1.0
    assert saved.prosody is not None
    assert (saved.prosody.title, saved["bits"]) == ("四季", pytest.approx(found["bits"]))
    # What the model wrote freely, it began with an opening that its reader never saw.
    free = poet.create(5, length=30)
    assert not isinstance(free, list)
    assert studio.report(free)["bits"] > 0
    heard = studio.report(studio.texts.begin(TOWER)).prosody
    told = guess_openings(poet.voice, heard, "登楼")
    assert told == ["", "五言绝句\n登楼\n"]
    least = score(poet.voice, TOWER, told)
    assert least is not None
    assert least.bits == min(score(poet.voice, TOWER, [each]).bits for each in told)
    assert part_opening(opening, told[1] + TOWER) == (told[1], TOWER)
    assert part_opening(opening, TOWER) == ("", TOWER)
    assert read_title(opening, told[1]) == "登楼"


def test_music_is_measured_beside_held_out_pieces(tmp_path: Path) -> None:
    studio = etude.open(tmp_path / "home")
    tiny_sequence("score", studio.workspace.models)
    (tmp_path / "tunes.abc").write_text(book(*range(90)), encoding="utf-8")
    done = add(tmp_path / "tunes.abc", "tunes", workspace=studio.workspace)
    source = int(done.dataset.train[0])
    path = tmp_path / "mine.abc"
    path.write_text(book(int(done.dataset.items[source].title.split()[-1])), encoding="utf-8")
    found = studio.report(path, against="tunes")
    assert found.shared is not None
    assert found.shared.words("music", "en").startswith(f"{found['run-notes']} notes in a row")
    assert found["windows"] > 0.5
    assert row("pitches", found.rows).beside is not None
    learn(studio, "tunes", "airs")
    assert (own := studio.report(path, "airs")).dataset == "tunes"
    assert own.shared is not None
    assert own.shared == found.shared
    composed = studio.load("tiny-score").create(1, bars=4)
    assert studio.report(composed).model == "tiny-score"
    with pytest.raises(EtudeError, match="tiny-score"):
        studio.report(studio.texts.begin("words"), "tiny-score")


def test_of_a_book_the_tune_that_is_meant_is_measured(tmp_path: Path) -> None:
    studio = etude.open(tmp_path / "home")
    path = tmp_path / "book.abc"
    path.write_text(book(1, 2, 3), encoding="utf-8")
    (tmp_path / "alone.abc").write_text(book(3), encoding="utf-8")
    alone = studio.report(tmp_path / "alone.abc")
    for asked in (3, "tune 3"):
        found = studio.report(path, tune=asked)
        assert found.name == "Tune 3"
        assert [row.value for row in found.rows] == [row.value for row in alone.rows]
    first = studio.report(path)
    assert first.name == "book.abc"
    assert [row.value for row in first.rows] != [row.value for row in alone.rows]
    (tmp_path / "poem.txt").write_text(TOWER, encoding="utf-8")
    for source in (tmp_path / "poem.txt", studio.texts.begin(TOWER)):
        with pytest.raises(EtudeError) as told:
            studio.report(source, tune=1)
        assert told.value.code == "score.no-book"


def test_a_picture_has_no_report(tmp_path: Path) -> None:
    studio = etude.open(tmp_path)
    tiny_package("vae", studio.workspace.models)
    with pytest.raises(EtudeError) as told:
        studio.report(studio.load_player("tiny-vae").create(1))
    assert told.value.code == "report.no-report"
    with pytest.raises(EtudeError, match="nowhere"):
        studio.report("nowhere")


def test_an_english_poem_is_told_how_its_beats_fall(tmp_path: Path) -> None:
    studio = etude.open(tmp_path)
    lines = {
        "Shall I compare thee to a summer's day": 0.6,  # all but `I` and `to`
        "The curfew tolls the knell of parting day": 1.0,
    }
    for line, share in lines.items():
        text = studio.texts.begin(f"{line}\n{line}\n", settings={"form": "blank-verse"})
        assert studio.report(text)["stress"] == pytest.approx(share), line
    haiku = "An old silent pond\nA frog jumps into the pond\nSplash! Silence again"
    chinese = studio.texts.begin(TOWER, settings={"form": "wujue"})
    for text in (studio.texts.begin(haiku, settings={"form": "haiku"}), chinese):
        assert "stress" not in {row.name for row in studio.report(text).rows}


def test_every_row_has_its_words() -> None:
    from etude.studio.reports.music import MEASURES

    names = [name for name, _, _ in MEASURES]
    names += [
        "units",
        "bits",
        "symbol",
        "distinct-3",
        "repetition",
        "form",
        "stress",
        "run",
        "learnt",
    ]
    names += ["key", "run-notes", "windows", "echo"]
    assert all(message(f"report.row.{name}", "zh") for name in names)
    assert np.unique(names).size == len(names)
