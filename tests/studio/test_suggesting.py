"""Openings, lines of one's own, and lines to choose from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import etude
from etude.core.errors import EtudeError
from etude.media.text.lines import split_lines
from etude.media.text.scripts import find_script
from etude.media.text.verse.checker import check
from etude.packages import build_package
from etude.packages.manifest import Opening
from etude.studio import Scribe, Studio
from tests.studio.poet import poet_parts
from tests.tiny_sequence import tiny_sequence

OPENING = Opening(("{form}·{rhyme}", "{title}"), ("杂言诗", "七言绝句"))


def open_poet(folder: Path, known: list[str] | None = None, opening: Opening = OPENING) -> Scribe:
    studio = etude.open(folder)
    build_package(studio.workspace.models, **poet_parts(opening, known or []))
    scribe = studio.load("poet")
    assert isinstance(scribe, Scribe)
    return scribe


@pytest.fixture(scope="module")
def poet(tmp_path_factory: pytest.TempPathFactory) -> Scribe:
    return open_poet(tmp_path_factory.mktemp("poet"))


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    opened = etude.open(tmp_path_factory.mktemp("words"))
    tiny_sequence("lstm", opened.workspace.models)
    return opened


def test_lines_to_choose_from_are_drawn_as_freely_as_was_set(poet: Scribe, studio: Studio) -> None:
    scribe = studio.load("tiny-lstm")
    assert isinstance(scribe, Scribe)
    for each, asked in ((poet, {"form": "五绝", "title": "秋夜"}), (scribe, {})):
        usual = each.suggest("", 4, **asked)
        assert usual == each.suggest("", 4, **asked, temperature=0.95)  # which is what 0.5 means
        assert usual != each.suggest("", 4, **asked, temperature=0.1, top_p=0.1)


def test_a_title_is_shown_and_the_form_is_not(poet: Scribe) -> None:
    work = poet.create(3, form="七绝", title="四季")
    title, poem = work.read().decode().split("\n", 1)
    assert title == "四季"
    assert check(poem, "七绝").regular
    assert poet.create(3, form="七绝", 题目="春").pixels != work.pixels
    assert poet.studio.again(work).same


def test_a_poem_has_no_title_that_nobody_gave_it(poet: Scribe) -> None:
    work = poet.create(5, form="七绝")
    assert check(work.read().decode(), "七绝", titled=False).regular
    # What an earlier Etude wrote, it wrote with one, and it is written again.
    earlier = {name: value for name, value in work.recipe.items() if name != "edition"}
    title, poem = poet.write(earlier).words.split("\n", 1)
    assert check(poem, "七绝", titled=False).regular
    assert title
    assert "七言" not in title


def test_a_song_is_written_in_its_first_way_unless_another_is_asked_for(poet: Scribe) -> None:
    song = poet.create(1, form="忆江南").read().decode()
    assert len(re.findall(r"\w", song)) == 27
    assert len(re.findall(r"\w", poet.create(1, form="忆江南", way="2").read().decode())) == 54
    washing = poet.create(1, form="浣溪沙", 格=2)
    assert washing.recipe["settings"]["way"] == 2
    assert check(washing.read().decode(), "浣溪沙").regular
    for given, code in (
        ({"form": "忆江南", "way": 3}, "verse.no-way"),
        ({"form": "卜算子", "way": 1}, "writing.no-use"),
        ({"way": 1}, "writing.needs-form"),
    ):
        with pytest.raises(EtudeError) as told:
            poet.create(1, **given)
        assert told.value.code == code


def test_a_form_without_rules_is_what_the_model_was_told(poet: Scribe) -> None:
    work = poet.create(1, form="杂言诗", title="春", length=20)
    assert work.recipe["settings"]["form"] == "杂言诗"
    assert work.read().decode().startswith("春\n")
    with pytest.raises(EtudeError) as told:
        poet.create(1, form="杂言诗", rhyme="东")
    assert told.value.code == "writing.needs-form"


def test_a_line_that_was_learnt_is_not_written_again(tmp_path: Path) -> None:
    own = open_poet(tmp_path / "a")
    first = own.create(2, form="七绝", title="春")
    lines = split_lines(first.read().decode())[1:]
    taught = open_poet(tmp_path / "b", ["，".join(lines)])
    second = taught.create(2, form="七绝", title="春")
    assert not set(lines) & set(split_lines(second.read().decode()))
    assert (first.facts["copied_lines"], second.facts["copied_lines"]) == (0, 0)


def test_a_poem_is_shown_in_the_script_that_was_asked_for(poet: Scribe) -> None:
    old, new = (
        poet.create(8, form="七律", title="春", script=script).read().decode()
        for script in ("traditional", "简体")
    )
    assert (find_script(old), find_script(new)) == ("traditional", "simplified")
    assert len(old) == len(new)
    with pytest.raises(EtudeError) as told:
        poet.create(8, script="cursive")
    assert told.value.code == "writing.unknown-script"


def test_the_pieces_of_a_stream_are_the_work(studio: Studio, poet: Scribe) -> None:
    free = studio.load("tiny-lstm")
    assert isinstance(free, Scribe)
    pieces = [*free.stream(4, prompt="a calm", length=30)]
    assert len(pieces) > 5
    assert "a calm" + "".join(pieces) == free.create(4, prompt="a calm", length=30).read().decode()
    asked = {"form": "杂言诗", "title": "春", "length": 80, "script": "simplified"}
    told = poet.create(4, **asked).read().decode()
    assert "春\n" + "".join(poet.stream(4, **asked)) == told
    verse = "".join(poet.stream(4, form="七绝", title="春"))
    assert verse == poet.create(4, form="七绝", title="春").read().decode()


def test_lines_to_choose_from_keep_the_form(poet: Scribe) -> None:
    poem = ""
    for line in range(4):
        found = poet.suggest(poem, seed=line, form="七绝", title="春")
        assert 1 <= len(found) <= 3
        assert len({each.words for each in found}) == len(found)
        assert [each.bits for each in found] == sorted(each.bits for each in found)
        poem += found[-1].words + ("\n" if line % 2 else "")
    assert check(poem, "七绝").regular
    assert poet.suggest(poem, seed=9, form="七绝") == ()
    with pytest.raises(EtudeError) as told:
        poet.suggest("春春春春春春春", seed=1, form="七绝")
    assert told.value.code == "writing.breaks-form"


def test_lines_to_choose_from_without_a_form(studio: Studio) -> None:
    scribe = studio.load("tiny-lstm")
    assert isinstance(scribe, Scribe)
    found = scribe.suggest("a calm day\n", seed=2, count=5)
    assert 2 <= len(found) <= 5
    assert all(each.words.strip() and "\n" not in each.words for each in found)
    assert found == scribe.suggest("a calm day\n", seed=2, count=5)
    with pytest.raises(EtudeError) as told:
        scribe.suggest("", seed=1, count=13)
    assert told.value.code == "writing.bad-number"


def test_an_english_poem_is_followed(studio: Studio) -> None:
    scribe = studio.load("tiny-lstm")
    assert isinstance(scribe, Scribe)
    poem = "The river runs away at night,\n"
    for _ in range(3):
        found = scribe.suggest(poem, seed=3, form="ballad")
        assert found
        poem += found[0].words + "\n"
    done = check(poem, "ballad")
    assert done.regular, [fault.text("en") for fault in done.all_faults]
