"""``/v1``, by the official client and by hand."""

from __future__ import annotations

import http.client
import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import httpx2
import openai
import pytest
from fastapi import FastAPI
from openai import OpenAI

import etude
from etude.core.hashes import sha256_file
from etude.inference.characters import WholeCharacters
from etude.inference.sampling import Sampling
from etude.packages import stamps
from etude.server import desk as desks
from etude.server.app import create_app
from etude.server.keys import Keys
from etude.studio import Scribe, Studio
from etude.studio import flow as flows
from etude.studio.flow import flow
from tests.server.conftest import TOKEN
from tests.serving import PATIENCE, serving
from tests.tiny_package import tiny_package
from tests.tiny_sequence import SEQUENCES, tiny_sequence

ENDLESS = {"model": "tiny-lstm", "prompt": "a", "max_tokens": 20_000, "temperature": 0}
PROMPT = "the sea, the "
EXTRA = {"metadata": {"a": "b"}, "store": False, "best_of": 1, "grammar": None}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """Return a studio with three models of sequences and one of pictures; all tests only ask it."""
    folder = tmp_path_factory.mktemp("words")
    opened = etude.open(folder / "home")
    for kind in SEQUENCES:
        tiny_sequence(kind, opened.workspace.models)
    tiny_package("vae", opened.workspace.models)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stamps, "ZOO", folder / "no-zoo")
        yield opened


@pytest.fixture(scope="module")
def scribes(studio) -> dict[str, Scribe]:
    """Return the two models of words: by characters, and by bytes."""
    return {kind: studio.load(f"tiny-{kind}") for kind in ("lstm", "cache")}


@pytest.fixture(scope="module")
def app(studio) -> FastAPI:
    return create_app(studio, Keys(8171, TOKEN, b"secret" * 8))


@pytest.fixture(scope="module")
def address(app) -> Iterator[str]:
    with serving(app) as found:
        yield found


@pytest.fixture(scope="module")
def client(address) -> Iterator[OpenAI]:
    with OpenAI(api_key=TOKEN, base_url=f"{address}/v1", max_retries=0) as found:
        yield found


def told(scribe: Scribe, prompt: str = PROMPT, **asked: object) -> str:
    """Return what the model writes, in one go and by another way: Writer and vocabulary alone."""
    whole = WholeCharacters(scribe.vocabulary)
    tokens = scribe.writer.tokens(scribe.vocabulary.encode(prompt), constraint=whole, **asked)
    return scribe.vocabulary.decode([*tokens]).rstrip("\ufffd")


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_list_names_models_of_words_alone(client, scribes) -> None:
    listed = client.models.list().data
    assert {each.id for each in listed} == {"tiny-lstm", "tiny-cache"}
    assert {each.id: each.max_model_len for each in listed} == {"tiny-lstm": None, "tiny-cache": 48}
    assert client.models.retrieve("tiny-lstm").owned_by == "etude"


@pytest.mark.parametrize("kind", ["lstm", "cache"])
def test_a_completion_is_what_the_model_writes(client, scribes, kind) -> None:
    made = client.completions.create(
        model=f"tiny-{kind}", prompt=PROMPT, seed=7, max_tokens=60, temperature=0.8
    )
    wanted = told(scribes[kind], seed=7, most=60, sampling=Sampling(temperature=0.8))
    assert made.choices[0].text == wanted
    assert made.usage.prompt_tokens == len(scribes[kind].vocabulary.encode(PROMPT))
    written = made.usage.completion_tokens
    assert made.choices[0].finish_reason == ("length" if written == 60 else "stop")
    assert 0 < written <= 60
    file = scribes[kind].studio.workspace.models / f"tiny-{kind}-1.0.0.etude"
    assert made.system_fingerprint == f"etude-{sha256_file(file)[:12]}"


@pytest.mark.parametrize("kind", ["lstm", "cache"])
def test_a_stream_brings_the_same_text_piece_by_piece(client, kind) -> None:
    asked = {"model": f"tiny-{kind}", "prompt": PROMPT, "seed": 3, "max_tokens": 80}
    whole = client.completions.create(**asked)
    parts = [
        *client.completions.create(**asked, stream=True, stream_options={"include_usage": True})
    ]
    *texts, last = parts
    assert "".join(part.choices[0].text for part in texts) == whole.choices[0].text
    assert [part.choices[0].finish_reason for part in texts[:-1]] == [None] * (len(texts) - 1)
    assert texts[-1].choices[0].finish_reason == whole.choices[0].finish_reason
    assert len(texts) > 5
    assert last.choices == []
    assert last.usage == whole.usage


def test_a_conversation_is_gone_on_with(client, scribes) -> None:
    messages = [
        {"role": "system", "content": "by the sea"},
        {"role": "user", "content": [{"type": "text", "text": "tell me, sea"}]},
    ]
    asked = {"model": "tiny-lstm", "messages": messages, "seed": 5, "max_completion_tokens": 40}
    made = client.chat.completions.create(**asked)
    wanted = told(scribes["lstm"], "by the sea\ntell me, sea\n", seed=5, most=40)
    assert made.choices[0].message.content == wanted
    first, *rest = client.chat.completions.create(**asked, stream=True)
    assert first.choices[0].delta.role == "assistant"
    assert "".join(part.choices[0].delta.content or "" for part in rest) == wanted
    begun = client.chat.completions.create(
        model="tiny-lstm",
        messages=[*messages, {"role": "assistant", "content": "once"}],
        seed=5,
        max_tokens=40,
    )
    prompt = "by the sea\ntell me, sea\nonce"
    assert begun.choices[0].message.content == told(scribes["lstm"], prompt, seed=5, most=40)


def test_several_texts_are_unlike_each_other_and_the_first_is_the_one_alone(client) -> None:
    asked = {"model": "tiny-lstm", "prompt": ["the sea", "a"], "seed": 1, "max_tokens": 30}
    several = client.completions.create(**asked, n=2)
    assert [each.index for each in several.choices] == [0, 1, 2, 3]
    assert len({each.text for each in several.choices}) == 4
    one = client.completions.create(**{**asked, "prompt": "the sea"})
    assert several.choices[0].text == one.choices[0].text


def test_without_a_seed_every_text_is_new(client) -> None:
    texts = {
        client.completions.create(model="tiny-lstm", prompt="").choices[0].text for _ in range(3)
    }
    assert len(texts) == 3


@pytest.mark.parametrize("kind", ["lstm", "cache"])
def test_a_stop_string_ends_the_text_and_is_no_part_of_it(client, scribes, kind) -> None:
    whole = told(scribes[kind], seed=3, most=80)
    stop = whole[20:23]
    parts = [
        *client.completions.create(
            model=f"tiny-{kind}",
            prompt=PROMPT,
            seed=3,
            max_tokens=80,
            stop=["never in there", stop],
            stream=True,
        )
    ]
    assert "".join(part.choices[0].text for part in parts) == whole[: whole.index(stop)]
    assert parts[-1].choices[0].finish_reason == "stop"


def test_the_odds_are_those_of_the_model(scribes) -> None:
    scribe = scribes["lstm"]
    pieces = [*flow(scribe, PROMPT, seed=7, most=40, tops=3, sampling=Sampling(temperature=0.5))]
    odds = [each for piece in pieces for each in piece.odds]
    bits = scribe.writer.bits([each.token for each in odds], scribe.vocabulary.encode(PROMPT))
    assert [-each.logprob / math.log(2) for each in odds] == pytest.approx([*bits], rel=1e-4)
    for each in odds:
        likeliest = [value for _, value in each.top]
        assert len(likeliest) == 3
        assert likeliest == sorted(likeliest, reverse=True)
        assert likeliest[0] >= each.logprob


def test_the_odds_come_in_both_ways_of_the_protocol(client) -> None:
    asked = {"model": "tiny-lstm", "seed": 7, "max_tokens": 12}
    made = client.completions.create(**asked, prompt=PROMPT, logprobs=3)
    listed = made.choices[0].logprobs
    assert len(listed.tokens) == len(listed.token_logprobs) == made.usage.completion_tokens
    assert all(1 <= len(each) <= 3 for each in listed.top_logprobs)
    wanted = {**asked, "messages": [{"role": "user", "content": "sea"}], "logprobs": True}
    chat = client.chat.completions.create(**wanted, top_logprobs=2)
    spelt = chat.choices[0].logprobs.content
    assert len(spelt) == chat.usage.completion_tokens
    assert [len(each.top_logprobs) for each in spelt] == [2] * len(spelt)
    parts = client.chat.completions.create(**wanted, top_logprobs=2, stream=True)
    streamed = [
        each
        for part in parts
        if part.choices[0].logprobs
        for each in part.choices[0].logprobs.content
    ]
    assert streamed == spelt


def test_a_long_prompt_is_read_whole(scribes) -> None:
    scribe = scribes["lstm"]
    prompt = "the sea, a line of it. " * 100
    assert len(prompt) > 4 * 512
    pieces = [*flow(scribe, prompt, seed=4, most=20)]
    assert "".join(piece.text for piece in pieces) == told(scribe, prompt, seed=4, most=20)


@pytest.mark.parametrize(
    ("asked", "kind", "code", "param"),
    [
        ({"model": "tiny-lst"}, openai.NotFoundError, "completion.no-model", None),
        ({"model": "tiny-vae"}, openai.NotFoundError, "completion.no-model", None),
        ({"max_tokens": 0}, openai.BadRequestError, "server.bad-request", "max_tokens"),
        ({"temperature": 9}, openai.BadRequestError, "server.bad-request", "temperature"),
        ({"n": 9}, openai.BadRequestError, "server.bad-request", "n"),
        ({"echo": True}, openai.BadRequestError, "completion.unsupported", "echo"),
        ({"logit_bias": {"3": 1}}, openai.BadRequestError, "completion.unsupported", "logit_bias"),
        ({"presence_penalty": 3}, openai.BadRequestError, "server.bad-request", "presence_penalty"),
        ({"suffix": "z"}, openai.BadRequestError, "completion.unsupported", "suffix"),
        ({"extra_body": {"grammar": "x"}}, openai.BadRequestError, "completion.unknown", "grammar"),
        (
            {"extra_body": {"temprature": 1}},
            openai.BadRequestError,
            "completion.unknown-near",
            "temprature",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_in_the_shape_of_the_protocol(
    client, asked, kind, code, param
) -> None:
    with pytest.raises(kind) as refused:
        client.completions.create(**{"model": "tiny-lstm", "prompt": "a", **asked})
    assert refused.value.code == code
    assert "{" not in refused.value.body["message"]
    if param:
        assert refused.value.param == param


@pytest.mark.parametrize(
    ("asked", "sampling"),
    [
        ({"extra_body": {"top_k": 2}}, {"top_k": 2}),
        ({"extra_body": {"min_p": 0.2}}, {"min_p": 0.2}),
        ({"extra_body": {"repetition_penalty": 4}}, {"repetition": 4}),
        ({"presence_penalty": 2}, {"presence": 2}),
        ({"frequency_penalty": -0.5}, {"frequency": -0.5}),
    ],
)
def test_every_way_to_choose_is_that_of_the_sampler(client, scribes, asked, sampling) -> None:
    plain = {"model": "tiny-lstm", "prompt": PROMPT, "seed": 7}
    wanted = told(scribes["lstm"], seed=7, most=60, sampling=Sampling(**sampling))
    assert wanted != told(scribes["lstm"], seed=7, most=60)
    made = client.completions.create(**plain, **asked, max_tokens=60)
    assert made.choices[0].text == wanted
    longest = {"max_completion_tokens": 60, **asked.get("extra_body", {})}
    newer = client.completions.create(**plain, **{**asked, "extra_body": longest})
    assert newer.choices[0].text == wanted


def test_the_likeliest_are_told_only_with_the_odds(client) -> None:
    messages = [{"role": "user", "content": "sea"}]
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model="tiny-lstm", messages=messages, top_logprobs=2)
    assert (refused.value.code, refused.value.param) == ("completion.needs", "top_logprobs")


def test_what_asks_for_nothing_is_let_pass(client) -> None:
    made = client.completions.create(
        model="tiny-lstm", prompt="a", max_tokens=1, echo=False, user="me", extra_body=EXTRA
    )
    assert made.usage.completion_tokens <= 1


def test_a_stranger_and_a_wrong_address_are_answered_in_the_protocols_shape(address) -> None:
    with OpenAI(api_key="wrong", base_url=f"{address}/v1", max_retries=0) as client:
        with pytest.raises(openai.AuthenticationError) as refused:
            client.models.list()
        assert refused.value.type == "authentication_error"
    with (
        OpenAI(api_key=TOKEN, base_url=f"{address}/v1", max_retries=0) as client,
        pytest.raises(openai.NotFoundError),
    ):
        client.embeddings.create(model="tiny-lstm", input="a")


def test_more_writers_than_can_share_the_machine_are_asked_to_wait(
    client, app, monkeypatch
) -> None:
    monkeypatch.setattr(desks, "WRITERS", 1)
    with closing(client.completions.create(**ENDLESS, stream=True)) as stream:
        next(iter(stream))
        with pytest.raises(openai.RateLimitError) as refused:
            client.completions.create(**ENDLESS)
        assert refused.value.response.headers["retry-after"] == "1"
    wait_until(lambda: app.state.desk.writers == 0)


@pytest.mark.parametrize("stream", [True, False])
def test_who_goes_away_is_written_for_no_longer(address, app, monkeypatch, stream) -> None:
    """A client that hangs up: the text it asked for would have gone on for very long."""
    steps, writing = [], threading.Event()
    symbols = flows._Seen.take

    def count(self, token):
        steps.append(token)
        writing.set()
        return symbols(self, token)

    monkeypatch.setattr(flows._Seen, "take", count)
    body = json.dumps({**ENDLESS, "stream": stream, "n": 8})
    head = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    client = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    with closing(client):
        client.request("POST", "/v1/completions", body, head)
        if stream:
            client.getresponse().readline()
        assert writing.wait(PATIENCE)
    wait_until(lambda: app.state.desk.writers == 0)
    assert 0 < len(steps) < 8 * 20_000


def test_the_stream_is_written_as_the_protocol_wants(address) -> None:
    body = {"model": "tiny-lstm", "prompt": "a", "max_tokens": 3, "stream": True}
    head = {"Authorization": f"Bearer {TOKEN}"}
    answer = httpx2.post(
        f"{address}/v1/completions", json=body, headers=head, timeout=PATIENCE, trust_env=False
    )
    assert answer.headers["content-type"].startswith("text/event-stream")
    *events, done, end = answer.text.split("\n\n")
    assert (done, end) == ("data: [DONE]", "")
    assert all(json.loads(each.removeprefix("data: "))["choices"] for each in events)
