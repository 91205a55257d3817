"""What a card says: of Etude's own server, and of servers that tell it in their own ways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import etude
from etude.core.errors import EtudeError
from etude.endpoints import Endpoint
from etude.endpoints.probing import probe
from etude.endpoints.wire import Patience
from etude.packages import stamps
from etude.server.app import create_app
from etude.server.keys import Keys
from tests.endpoints_at_fault import Server, faulty
from tests.serving import serving
from tests.tiny_sequence import tiny_sequence

HURRY = Patience(connect=5, silence=20, pause=0.01)


@pytest.fixture
def server() -> Iterator[Server]:
    with faulty() as running:
        yield running


def test_etudes_own_server_keeps_seeds_and_says_the_odds(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(stamps, "ZOO", tmp_path / "no-zoo")
    monkeypatch.setenv("STUDIO_TOKEN", "a-token")
    studio = etude.open(tmp_path / "home")
    tiny_sequence("cache", studio.workspace.models)
    app = create_app(studio, Keys(8171, "a-token", b"secret" * 8))
    with serving(app) as address:
        card = probe(Endpoint("own", f"{address}/v1", key_env="STUDIO_TOKEN"), HURRY)
    assert card.models == ("tiny-cache",)
    assert card.model == "tiny-cache"
    assert card.completions
    assert card.chat
    assert card.streaming
    assert card.usage
    assert card.logprobs
    assert card.seed is True
    assert not card.schema
    assert (card.context, card.source) == (48, "/models")


def test_a_server_that_writes_the_same_whatever_the_seed_shows_nothing(server) -> None:
    card = probe(Endpoint("parrots", f"{server.address}/v1"), HURRY)
    assert card.seed is None
    assert card.streaming
    assert card.usage
    assert not card.logprobs
    assert not card.schema
    assert card.context is None


def test_of_several_models_only_their_names_are_asked(server) -> None:
    server.models = ["parrot", "owl"]
    card = probe(Endpoint("birds", f"{server.address}/v1"), HURRY)
    assert (card.models, card.model) == (("parrot", "owl"), None)
    assert [path for path, _ in server.asked] == ["/v1/models"]


@pytest.mark.parametrize(
    ("path", "document", "context"),
    [
        ("/api/ps", {"models": [{"name": "parrot", "context_length": 2048}]}, 2048),
        ("/api/show", {"parameters": "temperature 0.7\nnum_ctx 8192"}, 8192),
        ("/props", {"default_generation_settings": {"n_ctx": 512}}, 512),
    ],
)
def test_the_context_is_read_where_each_server_says_it(server, path, document, context) -> None:
    server.answers[path] = document
    card = probe(Endpoint("parrots", f"{server.address}/v1"), HURRY)
    assert (card.context, card.source) == (context, path)


def test_an_answer_held_to_a_schema_is_noticed(server) -> None:
    server.pieces = ['{"colour": ', '"red"}']
    assert probe(Endpoint("parrots", f"{server.address}/v1"), HURRY).schema


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("html", "endpoint.page"),
        ((404, {"detail": "Not Found"}), "endpoint.nothing"),
        ((403, {"error": {"message": "no"}}), "endpoint.wrong-key"),
        ((200, {"models": []}), "endpoint.garbled"),
        ("moved", "endpoint.moved"),
    ],
)
def test_what_is_no_such_server_is_said(server, fault, code) -> None:
    server.faults["/v1/models"] = fault
    with pytest.raises(EtudeError) as refused:
        probe(Endpoint("parrots", f"{server.address}/v1"), HURRY)
    assert refused.value.code == code


def test_a_server_that_lists_a_model_it_cannot_write_with_is_named(server) -> None:
    for path in ("/v1/completions", "/v1/chat/completions"):
        server.faults[path] = (404, {"error": {"message": "no such model"}})
    with pytest.raises(EtudeError) as refused:
        probe(Endpoint("parrots", f"{server.address}/v1"), HURRY)
    assert refused.value.code == "endpoint.no-model"
