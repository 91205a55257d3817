"""Held to old poems that everybody knows."""

import pytest

from etude.core.errors import EtudeError
from etude.media.text.verse.english.checker import check
from etude.media.text.verse.english.forms import find_form
from etude.media.text.verse.english.scansion import scan

PENTAMETER = "x/x/x/x/x/"
SONNET_18 = """\
Shall I compare thee to a summer's day?
Thou art more lovely and more temperate:
Rough winds do shake the darling buds of May,
And summer's lease hath all too short a date:
Sometime too hot the eye of heaven shines,
And often is his gold complexion dimm'd;
And every fair from fair sometime declines,
By chance or nature's changing course untrimm'd;
But thy eternal summer shall not fade
Nor lose possession of that fair thou ow'st;
Nor shall Death brag thou wander'st in his shade,
When in eternal lines to time thou grow'st:
So long as men can breathe or eyes can see,
So long lives this, and this gives life to thee."""
LIMERICK = """\
There was an Old Man with a beard,
Who said, "It is just as I feared!
Two Owls and a Hen,
Four Larks and a Wren,
Have all built their nests in my beard!"
"""
BALLAD = """\
Because I could not stop for Death,
He kindly stopped for me;
The carriage held but just ourselves
And Immortality.
"""
BLANK = """\
Of Man's first disobedience, and the fruit
Of that forbidden tree whose mortal taste
Brought death into the World, and all our woe,
With loss of Eden, till one greater Man
Restore us, and regain the blissful seat,
"""
HAIKU = "An old silent pond\nA frog jumps into the pond\nSplash! Silence again\n"


def kinds(text: str, form: str | None = None, near: bool = False) -> list[str]:
    return [each.kind.partition(".")[2] for each in check(text, form, near).all_faults]


@pytest.mark.parametrize(
    "line",
    [
        "Shall I compare thee to a summer's day?",
        "When, in disgrace with fortune and men's eyes,",
        "To be, or not to be: that is the question:",
        "Let me not to the marriage of true minds",
        "But, soft! what light through yonder window breaks?",
        "Season of mists and mellow fruitfulness,",
        "When I consider how my light is spent",
        "The curfew tolls the knell of parting day,",
        "Look on my Works, ye Mighty, and despair!",
    ],
)
def test_famous_lines_are_heard_as_pentameters(line) -> None:
    assert scan(line, PENTAMETER).cost < 2


@pytest.mark.parametrize(
    "line",
    [
        "Tyger Tyger, burning bright,",
        "Because I could not stop for Death",
        "This is the forest primeval. The murmuring pines and the hemlocks",
        "Under a spreading chestnut-tree",
        "Listen, my children, and you shall hear",
    ],
)
def test_other_metres_are_none(line) -> None:
    assert scan(line, PENTAMETER).cost >= 10


def test_a_sonnet_is_found_and_heard() -> None:
    done = check(SONNET_18)
    assert (done.form, done.found) == ("shakespearean", True)
    assert "".join(line.rhyme for line in done.lines) == "ABABCDCDEFEFGG"
    assert done.score > 0.97
    first, second = done.lines[:2]
    assert first.units[:3] == ("Shall", "I", "compare")
    assert first.marks == ("x", "/", "x/", "x", "/", "x", "/x", "/")
    assert first.sound == "EY"
    assert not first.faults
    assert [each.kind for each in second.licences] == ["licence.raised"]


@pytest.mark.parametrize(
    ("text", "form", "faults"),
    [
        (BALLAD, "ballad", []),
        (BLANK, "blank-verse", []),
        (LIMERICK, "limerick", ["same-word"]),
        (HAIKU, "haiku", []),
    ],
)
def test_forms_are_found_by_their_shape(text, form, faults) -> None:
    assert check(text).form == form
    assert kinds(text) == faults


def test_licences_are_told() -> None:
    told = {
        line: {each.kind.partition(".")[2] for each in check(line, "blank verse").lines[0].licences}
        for line in (
            "To be, or not to be: that is the question:",
            "Season of mists and mellow fruitfulness,",
            "Of Man's first disobedience, and the fruit",
        )
    }
    assert list(told.values()) == [{"feminine"}, {"inverted", "raised"}, {"elided"}]


def test_every_fault_has_its_place() -> None:
    lines = SONNET_18.split("\n")
    swapped = [*lines[:2], "Rough winds do shake the darling buds of grass,", *lines[3:]]
    fault = check("\n".join(swapped), "sonnet").all_faults[0]
    assert (fault.kind, fault.line, fault.place) == ("fault.no-rhyme", 3, 9)
    assert fault.text("en") == "“grass” does not rhyme with “day”."
    short = check("\n".join(["Shall I compare thee to a day?", *lines[1:]]), "sonnet")
    assert short.all_faults[0].text("en") == "The line has 8 syllables; the form wants 10."
    bent = check("The summer compares thee to a day today", "blank verse")
    assert [each.kind for each in bent.all_faults]
    assert kinds("\n".join(lines[:13]), "sonnet") == ["missing"]
    assert kinds("\n".join([*lines, lines[0]]), "sonnet") == ["lines"]
    assert "missing" in kinds(BALLAD + "And more.", "ballad")


def test_near_rhymes_pass_when_they_are_asked_for() -> None:
    text = BALLAD.replace("for me", "for home").replace(
        "And Immortality", "Before a house of stone"
    )
    assert "no-rhyme" in kinds(text, "ballad")
    assert "no-rhyme" not in kinds(text, "ballad", near=True)


def test_prose_has_no_form() -> None:
    done = check(
        "It was the best of times.\nIt was an age of wisdom and of foolishness, of belief."
    )
    assert (done.form, done.regular) == ("", False)
    with pytest.raises(EtudeError) as caught:
        check("12 34")
    assert caught.value.code == "verse.no-words"


def test_forms_answer_to_names_in_both_languages() -> None:
    assert find_form("Blank Verse") is find_form("素体诗")
    assert find_form("sonnet") is find_form("莎士比亚体十四行诗")
    with pytest.raises(EtudeError, match="limerick"):
        find_form("limmerick")


def test_what_is_there_of_an_unfinished_poem_is_judged() -> None:
    lines = SONNET_18.split("\n")
    begun = check(
        "\n".join([*lines[:3], "The cat sat on the mat and slept away all day"]), "sonnet"
    )
    assert begun.faults[0].text("en") == "Lines still missing: 10 of 14."
    assert all(not line.faults for line in begun.lines[:3])
    assert begun.lines[3].faults
    assert 0 < begun.score < 0.3
    ballad = check("It is an ancient Mariner,\nAnd he stoppeth one of three", "ballad")
    assert ballad.faults[0].details == {"missing": 2, "wanted": 4}
    # Any thirteen lines are no sonnet.
    assert check("\n".join(["A word or two", "and then no more of it at all"] * 6)).form != (
        "shakespearean"
    )
