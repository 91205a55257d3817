"""Verse through an endpoint: checked line by line, and only what fails written anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import etude
from etude.core.errors import EtudeError
from etude.endpoints import add
from etude.endpoints.asking import Wish
from etude.studio.endpoints import OpenEndpoint
from etude.studio.verses import describe_rules, write_verse
from tests.endpoints_at_fault import Server, faulty

HAIKU = ["An old silent pond", "A frog jumps into the pond", "Splash! Silence again"]
TOWER = ["白日依山尽", "黄河入海流", "欲穷千里目", "更上一层楼"]


@pytest.fixture
def server() -> Iterator[Server]:
    with faulty() as running:
        yield running


@pytest.fixture
def poet(server, tmp_path) -> OpenEndpoint:
    studio = etude.open(tmp_path / "home")
    add(studio.workspace, "poet", f"{server.address}/v1", model="parrot")
    return studio.endpoint("poet")


def said(server: Server, number: int) -> str:
    return server.asked[number][1]["messages"][-1]["content"]


def test_a_poem_that_keeps_its_form_is_asked_for_once(poet, server) -> None:
    server.script = ["**The Pond**\n\n" + "\n".join(HAIKU) + "\n\nI hope you like it!"]
    made = write_verse(poet, "haiku", "a pond", Wish(seed=5))
    assert made.prosody.regular
    assert made.work.read().decode() == "\n".join(HAIKU) + "\n"
    assert made.work.facts["score"] == 1.0
    assert made.work.recipe["settings"] == {
        "form": "haiku",
        "rhymes": "pingshui",
        "rounds": 4,
        "subject": "a pond",
    }
    assert "line 2: 7 syllables" in made.work.recipe["system"]
    assert len(server.asked) == 1
    system = server.asked[0][1]["messages"][0]["content"]
    assert "line 2: 7 syllables" in system
    assert said(server, 0) == "Write about: a pond"


def test_only_the_failing_line_is_written_anew(poet, server) -> None:
    broken = [HAIKU[0], "A green frog jumps into the quiet pond", HAIKU[2]]
    mended = "1: Something else instead here\n2: A frog leaps\n2: " + HAIKU[1]
    server.script = ["\n".join(broken), mended]
    made = write_verse(poet, "haiku", "a pond", Wish(seed=5))
    assert made.work.read().decode().splitlines() == HAIKU
    asked = said(server, 1)
    assert "2: The line has 10 syllables; the form wants 7." in asked
    assert "Write lines 2 anew" in asked
    assert "1: An old silent pond" in asked
    assert [each["seed"] for _, each in server.asked] == [5, 6]
    calls = [poet.gallery.get(each) for each in made.work.parents]
    assert [each.command for each in calls] == ["write", "write"]
    assert calls[1].read().decode() == mended
    assert made.work.command == "verse"
    assert made.work.facts["tokens_written"] == 2


def test_a_version_that_is_no_better_is_not_taken_and_the_faults_are_named(poet, server) -> None:
    broken = [HAIKU[0], "A green frog jumps into the quiet pond", HAIKU[2]]
    worse = "2: A very green frog jumps at last into the quiet and silent pond"
    server.script = ["\n".join(broken), *[worse] * 9]
    heard = []
    made = write_verse(poet, "haiku", "", Wish(), rounds=3, progress=heard.append)
    assert len(server.asked) == 4
    rounds = [event.details for event in heard if event.kind == "verse"]
    assert [each["failing"] for each in rounds] == [1, 1, 1]
    assert {each["words"] for each in rounds} == {"\n".join(broken) + "\n"}
    tasks = [event.details["task"] for event in heard if event.kind == "text"]
    assert tasks == ["draft", "mend", "mend", "mend"]
    assert made.work.read().decode().splitlines() == broken
    assert [fault.kind for fault in made.prosody.all_faults] == ["fault.syllables"]
    assert made.work.facts["faults"] == 1


def test_two_lines_that_rhyme_only_together_are_taken_together(poet, server) -> None:
    # Each new line alone would break the rhyme that it mends the tones for.
    draft = [TOWER[0], "黄河入天间", TOWER[2], "更高一层山"]
    server.script = ["登鹳雀楼\n" + "\n".join(draft), "2：黄河入海流\n4：更上一层楼"]
    made = write_verse(poet, "五言绝句", "登高")
    assert made.prosody.regular
    assert made.work.read().decode() == "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。\n"
    assert said(server, 0) == "请写：登高"
    assert "平水" in server.asked[0][1]["messages"][0]["content"]


def test_a_chinese_line_that_is_too_short_is_asked_for_alone(poet, server) -> None:
    server.script = ["白日依山，" + "\n".join(TOWER[1:]), "1：白日依山尽"]
    made = write_verse(poet, "五言绝句", "登高")
    assert made.prosody.regular
    assert made.work.read().decode() == "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。\n"
    assert len(server.asked) == 2
    assert "1: “白日依山”有4字，此处应有5字。" in said(server, 1).replace("：", ": ")
    assert "2: " not in said(server, 1).replace("：", ": ").partition("有4字")[2]


def test_a_poem_of_the_wrong_length_is_asked_for_anew(poet, server) -> None:
    server.script = ["\n".join(HAIKU[:2]), "\n".join(HAIKU)]
    assert write_verse(poet, "haiku").prosody.regular
    assert len(server.asked) == 2


def test_an_answer_without_a_poem_is_said(poet, server) -> None:
    server.script = ["```\n```"]
    with pytest.raises(EtudeError) as refused:
        write_verse(poet, "haiku")
    assert refused.value.code == "endpoint.no-poem"
    assert poet.gallery.count() == 1


def test_nothing_is_sent_for_a_form_that_is_unknown(poet, server) -> None:
    for given, code in (
        ({"form": "haikoo"}, "verse.unknown-form"),
        ({"rounds": 13}, "endpoint.bad-number"),
    ):
        with pytest.raises(EtudeError) as refused:
            write_verse(poet, **{"form": "haiku", **given})
        assert refused.value.code == code
    assert server.asked == []


@pytest.mark.parametrize("form", ["sonnet", "limerick", "七言律诗", "如梦令", "对联"])
def test_the_rules_of_every_kind_of_form_can_be_said(form) -> None:
    rules = describe_rules(form)
    assert "{" not in rules
    assert len(rules.splitlines()) > 3
