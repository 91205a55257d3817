"""What a model answers: its thoughts, fences and headings do not get into a text."""

from __future__ import annotations

import pytest

from etude.media.text.answers import clean_answer, clean_line, clean_prose, read_plan
from etude.media.text.story import Beat, Chapter, Person, Story, write_story
from etude.media.text.story_reading import read_story


@pytest.mark.parametrize(
    "answer",
    [
        "It was late.",
        "<think>Hm.\n\nLate?</think>\n\nIt was late.",
        "```markdown\nIt was late.\n```",
        "\r\n\r\nIt was late.\r\n",
    ],
)
def test_an_answer_is_its_words_alone(answer) -> None:
    assert clean_answer(answer) == "It was late."


def test_a_model_that_only_thought_said_nothing() -> None:
    assert clean_answer("<think>What is late, and") == ""


def test_prose_has_no_heading_and_ends_no_section() -> None:
    answer = (
        "## Chapter 3: Late\n\n---\n\n**Chapter 3**\n\nIt was late.\n\n## Memory\n\n1. No.\n# End"
    )
    prose = clean_prose(answer)
    assert prose == "It was late.\n\n### Memory\n\n1. No.\n### End"
    story = Story("Late", "Late.", chapters=(Chapter(3, "", prose),))
    assert read_story(write_story(story), "Late") == story


def test_a_paragraph_is_one_line() -> None:
    assert (
        clean_line("## Memory\n\n- **Mara**  left.\n\nTom\tstayed.") == "- Mara left. Tom stayed."
    )


PLANS = [
    "Title: The Lamp\n\nCast:\n- Mara: the keeper\n- Tom: a sailor\n\n"
    "Outline:\n1. Dark: it is out\n2. Tide: she rows",
    "Sure! Here is a plan.\n\n**Title:** *The Lamp*\n\n### Cast\n\n* **Mara:** the keeper\n"
    "* **Tom** – a sailor\n\n## Outline\n\n**Chapter 1: Dark** – it is out\n\n"
    "**Chapter 2: Tide** – she rows",
    "<think>Two.</think># Title: “The Lamp”\n\n**CHARACTERS:**\n1. Mara: the keeper\n"
    "2. Tom: a sailor\n\n**Outline:**\n\n1) **Dark** - it is out\n2) **Tide** - she rows",
]


@pytest.mark.parametrize("answer", PLANS)
def test_a_plan_is_found_however_it_is_set(answer) -> None:
    found = read_plan(answer)
    assert found.title == "The Lamp"
    assert found.cast == (Person("Mara", "the keeper"), Person("Tom", "a sailor"))
    assert found.outline == (Beat(1, "Dark", "it is out"), Beat(2, "Tide", "she rows"))


def test_an_answer_without_a_plan_has_none() -> None:
    found = read_plan("I am sorry, I cannot help with that.")
    assert (found.title, found.cast, found.outline) == ("", (), ())
