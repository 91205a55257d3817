"""Drama through an endpoint: nobody speaks who is not in the play, and in the order asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

import etude
from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.endpoints import add
from etude.endpoints.asking import Wish
from etude.endpoints.writing import Writing
from etude.media.text.drama import read_play
from etude.studio.endpoints import OpenEndpoint
from etude.studio.scenes import choose_text, continue_play, find_turns
from tests.endpoints_at_fault import Server, faulty

PLAY = read_play(
    "The Lamp\n\nCast: Mara, Old Tom, The Sea\n\nScene 1\n\n(Night.)\n\n"
    "Mara:\nWho lit it?\n\nOld Tom:\nNobody.\n"
)


@pytest.fixture
def server() -> Iterator[Server]:
    with faulty() as running:
        yield running


@pytest.fixture
def author(server, tmp_path) -> OpenEndpoint:
    studio = etude.open(tmp_path / "home")
    add(studio.workspace, "author", f"{server.address}/v1", model="parrot")
    return studio.endpoint("author")


def test_a_play_goes_on_under_the_names_of_its_cast(author, server) -> None:
    server.script = ["But it burns.\n\nGhost:\nI did.", "Old Tom: Then I am\nafraid.\nMara:\nOh."]
    made = continue_play(author, PLAY, Wish(seed=3, most=50), speeches=2)
    added = made.play.scenes[-1].speeches[2:]
    assert [(each.speaker, each.lines) for each in added] == [
        ("Mara", ("But it burns.",)),
        ("Old Tom", ("Then I am", "afraid.")),
    ]
    prompts = [asked["prompt"] for _, asked in server.asked]
    assert prompts[0].endswith("Old Tom:\nNobody.\n\nMara:\n")
    assert prompts[1].endswith("Mara:\nBut it burns.\n\nOld Tom:\n")
    assert [asked["seed"] for _, asked in server.asked] == [3, 4]
    assert read_play(made.work.read().decode()) == made.play
    assert made.work.title == "The Lamp"
    assert (made.work.command, len(made.work.parents)) == ("drama", 2)


def test_who_speaks_may_be_asked_for(author, server) -> None:
    server.script = ["Hush."] * 3
    made = continue_play(author, PLAY, speeches=3, who=["The Sea", "Mara"])
    assert [each.speaker for each in made.play.scenes[0].speeches[2:]] == [
        "The Sea",
        "Mara",
        "The Sea",
    ]


def test_by_default_the_two_who_spoke_last_take_turns() -> None:
    assert find_turns(PLAY) == ("Mara", "Old Tom")
    assert find_turns(read_play("Cast: A, B, C\n\nB: Hm.\n")) == ("A", "C", "B")
    assert find_turns(read_play("Cast: A, B\n")) == ("A", "B")


def test_only_what_fits_is_sent_and_its_head_always() -> None:
    text, sent, parts = choose_text(PLAY, 10)
    assert (sent, parts) == (1, 3)
    assert text.startswith("The Lamp\n\nCast: Mara, Old Tom, The Sea\n\nScene 1\n\nOld Tom:")
    whole, sent, _ = choose_text(PLAY, 1000)
    assert sent == 3
    assert read_play(whole) == PLAY


def test_it_is_told_how_it_goes_and_ends_when_somebody_cancels(author, server) -> None:
    server.script = ["But it burns."]
    begun: list[Writing] = []
    heard: list[Event] = []

    def listen(event: Event) -> None:
        heard.append(event)
        if event.kind == "speech":
            server.pieces = ["word "] * 200_000
        if len(begun) == 2 and event.kind == "text":
            begun[-1].cancel()

    with pytest.raises(EtudeError) as stopped:
        continue_play(replace(author, begun=begun.append), PLAY, speeches=5, progress=listen)
    assert stopped.value.code == "endpoint.stopped"
    one = ["turn", "text", "answer", "speech"]
    assert [each.kind for each in heard][:6] == [*one, "turn", "text"]
    assert heard[3].details["text"] == "Mara:\nBut it burns."
    assert len(server.asked) == 2
    kept = [each.read().decode() for each in author.gallery.works()]
    written = re.search(r"Old Tom:\n((?:word )+)$", kept[0])
    assert written is not None
    assert written[1].count("word") < len(server.pieces)


def test_a_model_that_says_nothing_ends_the_scene(author, server) -> None:
    server.script = ["Well.", "\n"]
    made = continue_play(author, PLAY, speeches=4)
    assert len(made.play.scenes[0].speeches) == 3
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("play", "asked", "code"),
    [
        (read_play("It was late."), {}, "endpoint.no-cast"),
        (PLAY, {"who": ["Ghost"]}, "endpoint.not-in-cast"),
        (PLAY, {"speeches": 0}, "endpoint.bad-number"),
        (PLAY, {"budget": 0}, "endpoint.bad-number"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_sent(
    author, server, play, asked, code
) -> None:
    with pytest.raises(EtudeError) as refused:
        continue_play(author, play, **asked)
    assert refused.value.code == code
    assert server.asked == []
