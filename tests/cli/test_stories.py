"""`etude write story`, as somebody types it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.endpoints_at_fault import Server, faulty
from tests.tiny_sequence import tiny_sequence

PLAN = "Title: The Lamp\n\nCast:\n- Mara: the keeper\n\nOutline:\n1. Dark: out\n2. Tide: she rows\n"


@pytest.fixture
def author(etude) -> Iterator[Server]:
    with faulty() as running:
        running.answers["/props"] = {"default_generation_settings": {"n_ctx": 3000}}
        assert etude("endpoints", "add", "author", f"{running.address}/v1").code == 0
        running.asked.clear()
        yield running


def test_a_story_goes_from_a_premise_to_a_file_and_back(etude, author, tmp_path) -> None:
    author.script = [PLAN]
    planned = etude("write", "story", "author", "--premise", "A lamp.", "-o", "lamp.md")
    assert planned.code == 0, planned.err
    assert "1. Dark: out\n2. Tide: she rows" in planned.out
    assert "Plan: " in planned.err
    assert " of 3000 tokens, at a cautious guess" in planned.err
    file = tmp_path / "lamp.md"
    file.write_text(file.read_text().replace("2. Tide: she rows", "2. Storm: it rages"))
    author.script = ["Marra lit it."]
    first = etude("write", "story", "author", "-f", "lamp.md", "-o", "lamp.md", "--length", 900)
    assert first.code == 0, first.err
    assert "Marra lit it." in first.out
    assert "⚠ “Marra” stands in the chapter (1); the cast has “Mara”." in first.out
    assert "room for the answer 900" in first.err
    assert ", by what this server counted before" in first.err
    assert "the server counted: " in first.err
    assert "2. Storm: it rages" in file.read_text()
    assert file.read_text().endswith("## Chapter 1: Dark\n\nMarra lit it.\n")
    assert len(etude("texts", "--json").document["texts"]) == 1
    author.script = ["Lit.", "It raged."]
    second = etude("write", "story", "author", "The Lamp", "--json").document
    assert [call["task"] for call in second["calls"]] == ["memory", "chapter"]
    assert second["calls"][1]["parts"]["memory"] > 0
    assert second["calls"][1]["usage"]["written"] == 1
    etude("show", second["work"]["short"], "-o", "lamp.txt")
    assert (tmp_path / "lamp.txt").read_text().startswith("The Lamp\n\nChapter 1: Dark\n\nMarra")


def test_what_does_not_fit_says_what_takes_how_much(etude, author) -> None:
    author.script = [PLAN]
    etude("write", "story", "author", "The Lamp", "--premise", "A lamp.")
    refused = etude("write", "story", "author", "The Lamp", "--budget", "120")
    assert refused.code == 2
    assert "of 120 tokens: premise " in refused.err
    assert "room for the answer 40" in refused.err
    assert "--length" in refused.err


def test_a_story_must_be_named(etude, author) -> None:
    missing = etude("write", "story", "author")
    assert (missing.code, "STORY" in missing.err) == (2, True)
    unknown = etude("write", "story", "author", "The Lamp")
    assert (unknown.code, "There is no text “The Lamp”" in unknown.err) == (2, True)


def test_a_story_goes_on_by_a_model_of_one_s_own(etude, home, tmp_path) -> None:
    tiny_sequence("lstm", home / "models")
    first = ("write", "story", "tiny-lstm", "The Lamp", "--premise", "a lamp is dark")
    done = etude(*first, "--length", 30, "--seed", 3, "-o", "lamp.md")
    assert done.code == 0, done.err
    assert "Chapter 1: it reads the last 16 of 16 symbols and writes at most 30." in done.err
    file = tmp_path / "lamp.md"
    begun = file.read_text()
    assert "## Chapter 1\n\n" in begun
    more = etude("write", "story", "tiny-lstm", "The Lamp", "--go-on", "--length", 30, "--json")
    told = more.document
    assert told["chapter"] == 1
    assert "same" in etude("again", told["work"]["short"]).out
    planned = etude("write", "story", "tiny-lstm", "The Lamp", "--beat", "she finds it")
    assert planned.code == 2
    assert "follows no plan" in planned.err
