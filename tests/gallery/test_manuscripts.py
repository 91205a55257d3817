"""Texts that people write: every change stays, whoever writes and whatever goes wrong."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.gallery.database import transaction
from etude.gallery.manuscript import Version, find_stages
from etude.gallery.manuscripts import LONGEST, Manuscripts
from etude.gallery.tables import TEXTS, VERSIONS
from etude.gallery.versions import DEEPEST, find_change

POEM = "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。"
MODEL = {"command": "continue", "model": {"name": "tang", "version": "1.0.0", "sha256": "d" * 64}}


@pytest.fixture
def texts(tmp_path: Path, database: str) -> Manuscripts:
    """Return the texts of an empty workspace."""
    return Manuscripts(Workspace(tmp_path / "home"))


def refused(code: str, do) -> None:
    with pytest.raises(EtudeError) as told:
        do()
    assert told.value.code == code


def test_every_version_can_be_read_for_ever(texts: Manuscripts) -> None:
    chance = random.Random(7)
    text = texts.begin("one")
    said = ["one"]
    for _ in range(2 * DEEPEST + 10):
        words = said[-1]
        start = chance.randrange(len(words) + 1)
        end = min(len(words), start + chance.randrange(3))
        words = words[:start] + chance.choice(["雨", "rain ", "\n", "𠮷", "x" * 40]) + words[end:]
        texts.write(text.id, words)
        said.append(words)
    versions = texts.versions(text.id)
    assert [texts.read(text.id, each.id)[1] for each in versions] == said
    assert [each.length for each in versions] == [len(words) for words in said]
    assert [each.parent for each in versions[1:]] == [each.id for each in versions[:-1]]
    assert texts.get(text.id).words == said[-1]
    assert texts.get(text.id).current == versions[-1].id


def test_a_version_takes_no_more_room_than_its_change(texts: Manuscripts) -> None:
    text = texts.begin("word " * 20_000)
    for k in range(20):
        texts.write(text.id, texts.get(text.id).words + f"{k}")
    with transaction(texts._engine) as connection:
        added = connection.execute(sa.select(VERSIONS.c.added)).scalars().all()
    assert sum(len(each) for each in added) < 100_100


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("", "", (0, 0, "")),
        ("aaa", "aa", (2, 1, "")),
        ("aa", "aaa", (2, 0, "a")),
        ("山中", "山雨中", (1, 0, "雨")),
        ("abc", "xyz", (0, 3, "xyz")),
        ("abab", "ab", (2, 2, "")),
    ],
)
def test_a_change_is_where_two_texts_differ(before: str, after: str, change: object) -> None:
    assert find_change(before, after) == change


def test_an_earlier_version_is_shown_and_a_branch_grows_from_it(texts: Manuscripts) -> None:
    text = texts.begin("spring", title="Seasons")
    first = text.current
    second = texts.write(text.id, "spring, summer", title="Two seasons")
    shown = texts.show("two seasons", first)
    assert (shown.words, shown.title, shown.current) == ("spring", "Seasons", first)
    branch = texts.write(text.id, "spring, autumn", recipe=MODEL)
    assert (branch.parent, branch.maker) == (first, "tang")
    assert texts.read(text.id, second.id)[1] == "spring, summer"
    assert [each.maker for each in texts.versions(text.id)] == [None, None, "tang"]


def test_two_who_write_at_once_leave_two_branches(texts: Manuscripts) -> None:
    text = texts.begin("a")
    ours = texts.write(text.id, "a by us", parent=text.current)
    theirs = texts.write(text.id, "a by them", parent=text.current)
    assert ours.parent == theirs.parent == text.current
    assert texts.read(text.id, ours.id)[1] == "a by us"
    assert texts.get(text.id).words == "a by them"


def test_what_is_sent_twice_is_written_once(texts: Manuscripts) -> None:
    text = texts.begin("a")
    first = texts.write(text.id, "ab", parent=text.current)
    assert texts.write(text.id, "ab", parent=text.current) == first
    assert texts.write(text.id, "ab") == first
    assert len(texts.versions(text.id)) == 2


def test_many_hands_lose_nothing(texts: Manuscripts) -> None:
    text = texts.begin("")
    hands = [
        threading.Thread(
            target=lambda k=k: [texts.write(text.id, f"{k} {n}") for n in range(4)], name=str(k)
        )
        for k in range(4)
    ]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    said = {texts.read(text.id, each.id)[1] for each in texts.versions(text.id)}
    assert said == {"", *(f"{k} {n}" for k in range(4) for n in range(4))}


def test_a_change_that_fails_leaves_the_text_as_it_was(
    texts: Manuscripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = texts.begin("kept")

    def fail(*given: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(texts, "_change", fail)
    with pytest.raises(RuntimeError):
        texts.write(text.id, "lost")
    assert len(texts.versions(text.id)) == 1
    assert texts.get(text.id) == text


def test_texts_are_listed_searched_and_named(texts: Manuscripts) -> None:
    poem = texts.begin(POEM, title="登鹳雀楼")
    letter = texts.begin("Dear Ärzte,\nit rains", settings={"form": None})
    empty = texts.begin()
    assert [each.id for each in texts.texts()] == [empty.id, letter.id, poem.id]
    texts.write(poem.id, POEM + "\n")
    assert [each.id for each in texts.texts(limit=2)] == [poem.id, empty.id]
    assert [each.id for each in texts.texts(skip=2)] == [letter.id]
    assert [each.id for each in texts.texts("ärzte RAINS")] == [letter.id]
    assert texts.count("黄河 登鹳") == 1
    assert [each.name for each in (poem, letter)] == ["登鹳雀楼", "Dear Ärzte,"]
    assert empty.name == empty.short
    assert texts.get("登鹳雀楼").id == texts.get(poem.short.lower()).id == poem.id
    refused("texts.unknown-near", lambda: texts.get("登鹳雀"))
    refused("texts.unknown", lambda: texts.get("nothing like that"))
    refused("texts.unknown-version", lambda: texts.read(poem.id, letter.current))
    texts.write(letter.id, "x", title="登鹳雀楼")
    refused("texts.ambiguous", lambda: texts.get("登鹳雀楼"))


def test_settings_are_no_version(texts: Manuscripts) -> None:
    text = texts.begin("a")
    assert texts.set(text.id, {"form": "wujue"}).settings == {"form": "wujue"}
    assert len(texts.versions(text.id)) == 1


def test_a_text_leaves_in_two_steps(texts: Manuscripts) -> None:
    text = texts.begin("a", title="Old")
    refused("texts.not-binned", lambda: texts.erase("old"))
    binned = texts.bin("old")
    assert binned.binned is not None
    assert texts.bin("old") == binned
    assert (texts.count(), texts.count(binned=True)) == (0, 1)
    assert texts.restore("old").binned is None
    texts.bin("old")
    assert texts.erase("old").id == text.id
    refused("texts.unknown", lambda: texts.get(text.id))
    with transaction(texts._engine) as connection:
        for table in (TEXTS, VERSIONS):
            query = sa.select(sa.func.count()).select_from(table)
            assert connection.execute(query).scalar_one() == 0


def test_what_no_database_holds_is_left_out_and_too_much_is_refused(texts: Manuscripts) -> None:
    text = texts.begin("a\0b\r\nc\rd\u2028e\ud800", title="one\ntwo")
    assert (text.words, text.title) == ("ab\nc\nd\ne", "one two")
    refused("texts.too-long", lambda: texts.write(text.id, "x" * (LONGEST + 1)))
    assert texts.get(text.id).words == text.words


def version(name: str, parent: str | None, minute: float, model: bool = False) -> Version:
    made = datetime(2026, 1, 2, 3, tzinfo=UTC) + timedelta(minutes=minute)
    recipe = MODEL if model else {}
    return Version(name, "t", parent, made, "", ord(name) - ord("a"), 1, recipe)


def test_a_hand_that_goes_on_is_one_line_of_history() -> None:
    history = [
        version("a", None, 0),
        version("b", "a", 1),
        version("c", "b", 2),  # the last before the model
        version("d", "c", 3, model=True),
        version("e", "d", 3.5),
        version("f", "e", 3.7),  # from here two branches begin
        version("g", "f", 3.9),
        version("h", "f", 4.2),
        version("i", "h", 4.4),
        version("j", "i", 12),
    ]
    stages = find_stages(history, "j")
    assert [each.id for each in stages] == ["a", "c", "d", "f", "g", "i", "j"]
    assert [each.parent for each in stages] == [None, "a", "c", "d", "f", "f", "i"]
    assert [each.change for each in stages] == [0, 2, 1, 2, 1, 3, 1]
