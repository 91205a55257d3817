"""Budgets: weighed by a guess, then by what the server counted."""

from __future__ import annotations

import pytest

from etude.endpoints.asking import Message, Wish
from etude.endpoints.book import Card, Endpoint
from etude.endpoints.writing import Remark, Usage, Writing
from etude.studio.budget import CONTEXT, Context, Measure, Question, find_context

PLACE = Endpoint("sea", "http://127.0.0.1:1/v1", "parrot")
QUESTION = Question("chapter", "You write.", {"premise": "p" * 40, "cast": ""}, "Go!", "## 1\n", 30)


def writing(read: int, *remarks: Remark) -> Writing:
    made = Writing(PLACE, "x" * 100, Wish())
    made.usage, made.remarks = Usage(read, 5), remarks
    return made


def test_parts_and_room_are_weighed_before_anything_is_sent() -> None:
    budget = Context(100, True, True).weigh(QUESTION, Measure(0.5))
    assert budget.parts == {"premise": 20, "instructions": 7}
    assert (budget.used, budget.left) == (57, 43)
    assert Context(100, True, False).weigh(QUESTION, Measure(1.0)).parts["instructions"] == 5
    assert budget.as_dict()["used"] == 57


def test_a_question_is_a_conversation_or_a_document() -> None:
    assert QUESTION.prompt(True) == [Message("user", "p" * 40 + "\n\nGo!")]
    assert QUESTION.prompt(False) == "p" * 40 + "\n\n## 1\n"


def test_a_server_is_measured_by_what_it_counted() -> None:
    assert Measure().learn("x" * 100, writing(25)) == Measure(0.25, True)
    cut = writing(25, Remark("cut-short", {"read": 25, "least": 90}))
    assert Measure().learn("x" * 100, cut) == Measure()
    assert Measure().learn("x" * 100, writing(0)) == Measure()
    assert Measure().learn("x" * 100, writing(10**6)).rate == 3.0


@pytest.mark.parametrize(
    ("most", "end"),
    [
        (100, 'One. Two two.\n\nThree three. "Four?" five'),
        (28, 'Three three. "Four?" five'),
        (20, '"Four?" five'),
        (4, "five"),
        (2, "ve"),
        (0, ""),
    ],
)
def test_the_end_of_a_text_begins_as_well_as_it_can(most, end) -> None:
    text = 'One. Two two.\n\nThree three. "Four?" five'
    measure = Measure(1.0)
    found = measure.find_end(text, most)
    assert (found, measure.count(found) <= most) == (end, True)


def test_the_context_is_the_servers_the_owners_or_the_usual_one() -> None:
    card = Card("now", ("parrot",), "parrot", completions=True, context=8000)
    known = Endpoint("sea", PLACE.url, "parrot", card=card)
    assert find_context(PLACE, None, None) == Context(CONTEXT, False, True)
    assert find_context(PLACE, None, 500) == Context(500, True, True)
    assert find_context(known, None, None) == Context(8000, True, False)
    assert find_context(known, None, 9000).size == 8000
    assert find_context(known, "owl", None) == Context(CONTEXT, False, True)
