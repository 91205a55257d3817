"""The OpenAPI document is complete enough to write a program, or a page, from it alone."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from fastapi import FastAPI
from opentelemetry import trace
from starlette.testclient import TestClient

from etude.server.openapi import describe


@pytest.fixture(scope="module")
def document():
    return describe()


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_it_is_printed_and_served(script, document) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "etude.server.openapi"], capture_output=True, check=True
    )
    printed = json.loads(done.stdout)
    assert printed == json.loads(json.dumps(document))
    assert script.get("/api/openapi.json").json() == printed
    assert printed["openapi"].startswith("3.1")


def test_every_operation_has_a_name_words_a_key_and_errors(document) -> None:
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(names) == len(set(names)) > 45
    for name, operation in operations(document):
        assert operation["summary"], name
        assert not operation["summary"].endswith("."), name
        assert operation["description"], name
        assert operation["security"] == [{"token": []}], name
        for status in ("4XX", "5XX"):
            schema = operation["responses"][status]["content"]["application/json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/Error"}, name
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path" and parameter["name"] == "id":
                assert parameter["description"], name


def test_every_answer_and_every_body_has_a_shape(document) -> None:
    for name, operation in operations(document):
        for status, answer in operation["responses"].items():
            if status == "204":
                assert "content" not in answer, name
                continue
            for kind, content in answer["content"].items():
                assert content["schema"], f"{name} {status} {kind}"
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            assert content["schema"], f"{name} {kind}"
    for word in ("raw", "HTTPValidationError", "ValidationError"):
        assert word not in document["components"]["schemas"]


def test_an_answer_has_every_field(document) -> None:
    for name in ("Work", "Model", "Job", "Settings", "Run", "About"):
        shape = document["components"]["schemas"][name]
        assert set(shape["required"]) == set(shape["properties"]), name


def test_a_question_says_what_may_be_left_out(document) -> None:
    create = document["components"]["schemas"]["Create"]
    assert create["required"] == ["command", "model"]
    assert create["properties"]["settings"]["description"]
    assert create["additionalProperties"] is False


def test_the_events_are_described(document) -> None:
    answer = document["paths"]["/api/events"]["get"]["responses"]["200"]
    told = answer["content"]["text/event-stream"]["schema"]["anyOf"]
    assert {each["$ref"].rpartition("/")[2] for each in told} == {"Ready", "Job", "NewWorks"}


class Recorder(trace.TracerProvider):
    """Somebody on this machine who wants to know of every request."""

    def __init__(self) -> None:
        self.asked = 0

    def get_tracer(self, *given: object, **named: object) -> trace.Tracer:
        self.asked += 1
        return trace.NoOpTracer()


@pytest.mark.parametrize("ours", [True, False])
def test_no_request_is_reported_to_others(app, monkeypatch, ours) -> None:
    """FastAPI reports spans to whoever set up OpenTelemetry; our app tells nobody."""
    recorder = Recorder()
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: recorder)
    asked = app if ours else FastAPI()
    TestClient(asked, "http://127.0.0.1").get("/api/about")
    assert bool(recorder.asked) is not ours
