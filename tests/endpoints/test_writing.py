"""Asking a server that does what it should, and one that does everything wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from etude.core.errors import EtudeError
from etude.endpoints import Endpoint, Message, Wish, Writing
from etude.endpoints.asking import count_least
from etude.endpoints.book import Card
from etude.endpoints.wire import Patience
from tests.endpoints_at_fault import Server, faulty

HURRY = Patience(connect=5, silence=5, pause=0.01)
TEXT, TALK = "/v1/completions", "/v1/chat/completions"


@pytest.fixture
def server() -> Iterator[Server]:
    with faulty() as running:
        yield running


@pytest.fixture
def place(server) -> Endpoint:
    return Endpoint("parrots", f"{server.address}/v1", model="parrot")


def write(place: Endpoint, prompt="Tell me", wish: Wish | None = None, **asked) -> Writing:
    writing = Writing(place, prompt, wish or Wish(), asked.get("patience", HURRY))
    for _ in writing:
        pass
    return writing


def refused(place: Endpoint, code: str, **asked) -> EtudeError:
    with pytest.raises(EtudeError) as caught:
        write(place, **asked)
    assert caught.value.code == code
    for language in ("en", "zh"):
        text = caught.value.text(language)
        assert "{" not in text
        assert len(text) < 400
    return caught.value


def test_a_text_comes_piece_by_piece(place, server) -> None:
    writing = Writing(place, "Tell me", Wish(seed=7, most=9, stop=("END",)), HURRY)
    assert [*writing] == server.pieces
    assert (writing.text, writing.finish) == ("Once upon a time.", "stop")
    assert (writing.usage.read, writing.usage.written) == (2, 4)
    assert writing.remarks == ()
    path, asked = server.asked[0]
    assert path == TEXT
    assert asked == {
        "model": "parrot",
        "prompt": "Tell me",
        "max_tokens": 9,
        "seed": 7,
        "stop": ["END"],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert server.keys == [None]


def test_a_server_that_never_ends_is_left(place, server) -> None:
    server.pieces = ["word "] * 100_000
    writing = write(place, wish=Wish(most=50))
    assert 50 * 5 < len(writing.text) <= 50 * 32 + 5
    assert writing.finish == "length"
    assert [remark.kind for remark in writing.remarks] == ["length"]


def test_a_conversation_is_sent_as_one(place, server) -> None:
    write(place, [Message("user", "Hello")], Wish(system="Be brief."))
    assert server.asked[0][0] == TALK
    assert server.asked[0][1]["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hello"},
    ]


def test_the_key_goes_along(server, monkeypatch) -> None:
    monkeypatch.setenv("PARROT_KEY", "sk-1")
    write(Endpoint("parrots", f"{server.address}/v1", "parrot", key_env="PARROT_KEY"))
    assert server.keys == ["Bearer sk-1"]


def test_a_model_of_conversations_is_told_to_go_on_with_a_text(place, server) -> None:
    said = {"error": {"message": "This is a chat model", "type": "invalid_request_error"}}
    server.faults[TEXT] = (404, said)
    assert write(place).text == "Once upon a time."
    assert [path for path, _ in server.asked] == [TEXT, TALK]
    system, user = server.asked[1][1]["messages"]
    assert "continuation" in system["content"]
    assert user == {"role": "user", "content": "Tell me"}


def test_a_card_spares_the_vain_attempt(server) -> None:
    card = Card("", ("parrot",), "parrot", chat=True, streaming=True)
    write(Endpoint("parrots", f"{server.address}/v1", card=card))
    assert [path for path, _ in server.asked] == [TALK]


def test_what_a_server_does_not_know_is_left_out_and_said(place, server) -> None:
    server.without = {"seed", "stream_options"}
    writing = write(place, wish=Wish(seed=3, temperature=0.5))
    assert writing.text == "Once upon a time."
    assert [remark.details for remark in writing.remarks] == [{"name": "seed"}]
    assert server.asked[-1][1]["temperature"] == 0.5


def test_the_newer_name_of_the_length_is_found(place, server) -> None:
    said = {"error": {"message": "Use 'max_completion_tokens' instead.", "param": "max_tokens"}}
    server.faults[TEXT] = [(400, said)]
    write(place, wish=Wish(most=5))
    assert server.asked[-1][1]["max_completion_tokens"] == 5
    assert "max_tokens" not in server.asked[-1][1]


def test_a_server_that_does_not_stream_is_read_all_the_same(place, server) -> None:
    whole = {"choices": [{"text": "All at once.", "finish_reason": "length"}]}
    server.answers[TEXT] = whole
    writing = write(place)
    assert (writing.text, writing.finish, writing.usage) == ("All at once.", "length", None)
    assert [remark.kind for remark in writing.remarks] == ["length"]


def test_a_server_that_is_down_is_asked_again_and_then_named(server) -> None:
    place = Endpoint("parrots", "http://127.0.0.1:9/v1", model="parrot")
    error = refused(place, "endpoint.down")
    assert "http://127.0.0.1:9/v1" in error.text("en")
    assert "ollama serve" in error.text("zh")


def test_a_server_that_was_just_starting_is_waited_for(place, server) -> None:
    server.faults[TEXT] = ["down", (503, {"error": {"message": "loading model"}})]
    assert write(place).text == "Once upon a time."
    assert len(server.asked) == 3


def test_a_server_that_stays_busy_is_asked_three_times(place, server) -> None:
    server.faults[TEXT] = (429, {"error": {"message": "quota exceeded"}}, {"Retry-After": "0.02"})
    error = refused(place, "endpoint.busy")
    assert error.details["reason"] == "quota exceeded"
    assert len(server.asked) == 3


def test_a_silent_server_is_given_up(place, server) -> None:
    server.faults[TEXT] = "slow"
    refused(place, "endpoint.slow", patience=Patience(silence=0.2))
    assert len(server.asked) == 1


def test_what_came_before_it_broke_off_stays(place, server) -> None:
    server.faults[TEXT] = "cut"
    writing = Writing(place, "Tell me", Wish(), HURRY)
    with pytest.raises(EtudeError) as caught:
        list(writing)
    assert caught.value.code == "endpoint.cut"
    assert caught.value.details["count"] == len("Once upon ")
    assert (writing.text, writing.finish) == ("Once upon ", "broken")
    assert len(server.asked) == 1


@pytest.mark.parametrize(("path", "code"), [("/v1", "page"), ("", "page-no-v1")])
def test_a_page_for_people_is_told_from_a_server(server, path, code) -> None:
    server.faults = {f"{path}/completions": "html"}
    place = Endpoint("parrots", server.address + path, model="parrot")
    error = refused(place, f"endpoint.{code}")
    assert (f"{server.address}/v1 --replace" in error.text("zh")) is (path == "")


def test_an_address_without_v1_is_answered_with_the_likely_one(server) -> None:
    error = refused(Endpoint("parrots", server.address, model="parrot"), "endpoint.nothing-no-v1")
    assert f"etude endpoints add parrots {server.address}/v1 --replace" in error.text("en")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("garbage", "endpoint.garbled"),
        ("moved", "endpoint.moved"),
        ((401, {"error": {"message": "Incorrect key sk-1"}}), "endpoint.wrong-key"),
        ((400, {"error": {"message": "bad nonsense"}}), "endpoint.refused"),
        ((404, {"error": {"message": "model 'parrot' not found"}}), "endpoint.no-model"),
        ((200, {"error": {"message": "out of memory"}}), "endpoint.busy"),
        ((200, {"choices": [{"text": 3}]}), "endpoint.garbled"),
        ((200, [1, 2]), "endpoint.garbled"),
    ],
)
def test_other_faults_have_a_sentence_each(place, server, fault, code) -> None:
    server.faults = {TEXT: fault, TALK: fault}
    error = refused(place, code)
    assert "token=1" not in str(error)
    assert "sk-1" not in str(error)


def test_a_text_that_was_cut_short_in_silence_is_said_loudly(place, server) -> None:
    server.context = 100
    writing = write(place, "word " * 1000)
    assert [remark.kind for remark in writing.remarks] == ["cut-short"]
    assert writing.remarks[0].details == {"read": 100, "least": 1000}
    assert "CAUTION" in writing.remarks[0].text("en")
    assert "注意" in writing.remarks[0].text("zh")


def test_what_cannot_fit_is_not_sent(server) -> None:
    card = Card("", ("parrot",), "parrot", completions=True, streaming=True, context=100)
    place = Endpoint("parrots", f"{server.address}/v1", card=card)
    assert refused(place, "endpoint.too-long", prompt="word " * 200).details["most"] == 100
    assert server.asked == []


def test_the_least_count_is_below_what_vocabularies_count() -> None:
    assert count_least("It was the best of times, it was the worst of times.") == 12
    assert count_least("床前明月光，疑是地上霜。") == 2  # o200k counts 13
    assert count_least("x" * 100) == 6
    assert count_least("12345678") == 3
    assert count_least("") == 0


def test_somebody_who_cancels_is_let_go_at_once(place, server) -> None:
    server.faults[TEXT] = "slow"
    writing = Writing(place, "Tell me", Wish(), Patience(silence=60))
    threading.Timer(0.1, writing.cancel).start()
    assert [*writing] == []
    assert (writing.finish, writing.remarks) == ("cancelled", ())


def test_somebody_who_stops_reading_hangs_up(place, server) -> None:
    writing = Writing(place, "Tell me", Wish(), HURRY)
    for piece in writing:
        assert piece == "Once "
        break
    assert (writing.text, writing.finish) == ("Once ", "cancelled")


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (None, "endpoint.not-asked"),
        (Card("2026-01-01"), "endpoint.no-models"),
        (Card("2026-01-01", ("parrot", "owl")), "endpoint.needs-model"),
    ],
)
def test_why_no_model_is_chosen_is_said(server, card, code) -> None:
    with pytest.raises(EtudeError) as caught:
        Writing(Endpoint("parrots", f"{server.address}/v1", card=card), "a", Wish())
    assert caught.value.code == code
    assert ("parrot, owl" in caught.value.hint) == (code == "endpoint.needs-model")


@pytest.mark.parametrize("wish", [{"most": 0}, {"temperature": 3}, {"top_p": -1}, {"seed": -1}])
def test_numbers_out_of_range_are_refused(wish) -> None:
    with pytest.raises(EtudeError) as caught:
        Wish(**wish)
    assert caught.value.code == "endpoint.bad-number"
