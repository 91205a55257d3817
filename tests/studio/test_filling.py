"""Code through an endpoint: several ways to fill a gap, and the one that parses first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import etude
from etude.core.errors import EtudeError
from etude.endpoints import add
from etude.endpoints.asking import Wish
from etude.studio.endpoints import OpenEndpoint
from etude.studio.filling import fill_gap, find_gap, judge_python
from tests.endpoints_at_fault import Server, faulty

BEFORE = "def double(x):\n"
AFTER = "\nprint(double(2))\n"


@pytest.fixture
def server() -> Iterator[Server]:
    with faulty() as running:
        yield running


@pytest.fixture
def coder(server, tmp_path) -> OpenEndpoint:
    studio = etude.open(tmp_path / "home")
    add(studio.workspace, "coder", f"{server.address}/v1", model="parrot")
    return studio.endpoint("coder")


def test_the_way_that_parses_comes_first(coder, server) -> None:
    server.script = ["    return (x", "    return 2 * x\n", "return 2 * x\n"]
    made = fill_gap(coder, BEFORE, AFTER, Wish(seed=3))
    assert [each.parses for each in made.candidates] == [True, False, False]
    assert made.work.read().decode() == f"{BEFORE}    return 2 * x\n{AFTER}"
    assert made.work.facts["parsing"] == 1
    assert made.work.facts["parses"] is True
    path, asked = server.asked[0]
    assert (path, asked["prompt"], asked["suffix"]) == ("/v1/completions", BEFORE, AFTER)
    assert [each["seed"] for _, each in server.asked] == [3, 4, 5]
    assert len(made.work.parents) == 3


def test_what_runs_on_is_cut_back_to_where_it_parses(coder, server) -> None:
    server.script = ["    return 2 * x\n\nNow you can call it (with any number\n"]
    made = fill_gap(coder, BEFORE, AFTER, count=1)
    (best,) = made.candidates
    assert (best.text, best.cut) == ("    return 2 * x\n\n", 1)


def test_a_server_that_fills_no_gaps_is_told_what_stands_around(coder, server) -> None:
    said = {"error": {"message": "parrot does not support insert"}}
    server.faults["/v1/completions"] = (400, said)
    server.script = ["Sure:\n```python\n    return 2 * x\n```\nHere you are.", "```\n    pass\n```"]
    made = fill_gap(coder, BEFORE, AFTER, count=2)
    assert [each.text for each in made.candidates] == ["    return 2 * x\n", "    pass\n"]
    assert [path for path, _ in server.asked].count("/v1/completions") == 1
    told = server.asked[-1][1]["messages"][-1]["content"]
    assert BEFORE in told
    assert AFTER in told


def test_a_server_that_knows_no_suffix_is_not_asked_half_the_question(coder, server) -> None:
    server.without = {"suffix"}
    server.script = ["    return None\n", "```\n    return 2 * x\n```"]
    made = fill_gap(coder, BEFORE, AFTER, count=1)
    assert made.candidates[0].text == "    return 2 * x\n"


def test_where_nothing_parses_the_fault_is_named(coder, server) -> None:
    server.script = ["return ((", "return ]"]
    made = fill_gap(coder, BEFORE, AFTER, count=2)
    assert not made.candidates[0].parses
    assert made.candidates[0].fault.startswith("2: ")
    assert made.work.facts["parses"] is False


def test_of_other_languages_nothing_is_claimed(coder, server) -> None:
    server.script = ["return 2 * x;"]
    made = fill_gap(coder, "int f(int x) {", "}", count=1, python=False)
    assert made.candidates[0].fault is None
    assert made.work.facts["parses"] == "-"


def test_a_gap_is_found_by_its_mark_by_its_line_or_at_the_end() -> None:
    assert find_gap("a\n<fill>b\n") == ("a\n", "b\n")
    assert find_gap("a\nb\n") == ("a\nb\n", "")
    assert find_gap("a\nb\n", 2) == ("a\n", "b\n")
    assert find_gap("a\nb\n", 3) == ("a\nb\n", "")
    with pytest.raises(EtudeError):
        find_gap("a\nb\n", 4)


@pytest.mark.parametrize("text", ["x = 1\n", "x = 1", "\0", "(" * 5000])
def test_any_text_can_be_judged(text) -> None:
    assert judge_python("", text, "").parses is text.startswith("x")
