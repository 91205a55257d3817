"""Finding out what an endpoint can do, by asking it for a few words in each way."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from etude.core.errors import EtudeError
from etude.endpoints.asking import read_choice
from etude.endpoints.book import Card, Endpoint
from etude.endpoints.wire import PATIENT, Call, Patience, RefusedError
from etude.endpoints.writing import explain

# A beginning with many ways on, so that two texts are alike only where chance was the same.
BEGINNING = "The first line of the poem about a"
WORDS = 16
SCHEMA = {
    "type": "object",
    "properties": {"colour": {"type": "string", "enum": ["red", "blue"]}},
    "required": ["colour"],
    "additionalProperties": False,
}
MOST_MODELS = 500


def probe(endpoint: Endpoint, patience: Patience = PATIENT) -> Card:
    """Ask an endpoint what it offers, and for a few words in every way.

    It takes some ten requests of at most 16 tokens each.

    Args:
        endpoint: Who is asked.
        patience: How long to wait.

    Raises:
        EtudeError: One of ``endpoint.*``: it is down, slow, no such server, or its key is wrong.
    """
    call = Call(endpoint, patience)
    try:
        listed = call.ask("/models")
    except RefusedError as error:
        raise explain(endpoint, "", error) from error
    models = _read_models(endpoint, listed)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    model = endpoint.model or (models[0] if len(models) == 1 else None)
    if model is None:
        return Card(at, models)
    return _Probe(call, model).card(at, models, listed)


def _read_models(endpoint: Endpoint, listed: Any) -> tuple[str, ...]:
    try:
        found = tuple(str(each["id"]) for each in listed["data"])
    except (KeyError, TypeError) as error:
        raise EtudeError("endpoint.garbled", name=endpoint.name, reason="models") from error
    return found[:MOST_MODELS]


class _Probe:
    """Asks for a few words with one model."""

    def __init__(self, call: Call, model: str) -> None:
        self._call = call
        self._model = model
        self._most = "max_tokens"

    def card(self, at: str, models: tuple[str, ...], listed: Any) -> Card:
        text, why = self._try(chat=False)
        talk, why_not = self._try(chat=True)
        if text is None and talk is None:
            refusal = why_not or why
            assert refusal is not None
            raise explain(self._call.endpoint, self._model, refusal)
        chat = text is None
        found = text or talk or {}
        context, source = self._find_context(listed)
        return Card(
            at=at,
            models=models,
            model=self._model,
            completions=text is not None,
            chat=talk is not None,
            streaming=self._streams(chat),
            usage=isinstance(found.get("usage"), dict),
            logprobs=self._has_odds(chat),
            seed=self._keeps_seed(chat),
            schema=talk is not None and self._keeps_schema(),
            context=context,
            source=source,
        )

    def _body(self, chat: bool, **more: Any) -> dict[str, Any]:
        asked: dict[str, Any] = {"model": self._model, self._most: WORDS, **more}
        if chat:
            asked.setdefault("messages", [{"role": "user", "content": BEGINNING}])
        else:
            asked["prompt"] = BEGINNING
        return asked

    def _ask(self, chat: bool, **more: Any) -> dict[str, Any]:
        path = "/chat/completions" if chat else "/completions"
        try:
            told = self._call.ask(path, self._body(chat, **more))
        except RefusedError as error:
            if self._most == "max_tokens" and "max_completion_tokens" in error.reason:
                self._most = "max_completion_tokens"
                return self._ask(chat, **more)
            raise
        return told if isinstance(told, dict) else {}

    def _try(self, chat: bool) -> tuple[dict[str, Any] | None, RefusedError | None]:
        try:
            told = self._ask(chat)
        except RefusedError as error:
            if error.status in (401, 403, 429):
                raise explain(self._call.endpoint, self._model, error) from error
            return None, error
        return (told, None) if told.get("choices") else (None, RefusedError(200, b"", {}))

    def _streams(self, chat: bool) -> bool:
        path = "/chat/completions" if chat else "/completions"
        try:
            events = [
                line
                for line in self._call.lines(path, self._body(chat, stream=True))
                if line.startswith(b"data:")
            ]
        except (RefusedError, EtudeError):
            return False
        return len(events) > 1

    def _has_odds(self, chat: bool) -> bool:
        try:
            told = self._ask(chat, logprobs=True if chat else 1)
            odds = told["choices"][0].get("logprobs")
        except (RefusedError, EtudeError, LookupError, TypeError, AttributeError):
            return False
        return bool(odds and (odds.get("content") or odds.get("token_logprobs")))

    def _keeps_seed(self, chat: bool) -> bool | None:
        texts = []
        for seed in (7, 7, 8):
            try:
                told = self._ask(chat, seed=seed, temperature=1)
                texts.append(read_choice(told)[0])
            except (RefusedError, EtudeError):
                return False
        if texts[0] != texts[1]:
            return False
        # One that writes the same whatever the seed shows nothing.
        return True if texts[0] != texts[2] else None

    def _keeps_schema(self) -> bool:
        wanted = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA},
        }
        messages = [{"role": "user", "content": "Red or blue?"}]
        try:
            told = self._ask(True, messages=messages, response_format=wanted)
            answer = json.loads(read_choice(told)[0])
        except (RefusedError, EtudeError, ValueError):
            return False
        return isinstance(answer, dict) and answer.get("colour") in ("red", "blue")

    def _find_context(self, listed: Any) -> tuple[int | None, str]:
        """Return how many tokens fit, from wherever a server says it, the surest place first."""
        for path, body, read in (
            ("/api/ps", None, self._read_running),
            ("/api/show", {"model": self._model}, _read_shown),
            ("/props", None, _read_props),
        ):
            try:
                found = read(self._call.ask(path, body, root=True))
            except (RefusedError, EtudeError, LookupError, TypeError, AttributeError, ValueError):
                continue
            if found:
                return found, path
        for each in listed["data"]:
            if each.get("id") == self._model:
                for key in ("max_model_len", "context_length", "max_context_length"):
                    if isinstance(each.get(key), int):
                        return each[key], "/models"
        return None, ""

    def _read_running(self, told: Any) -> int | None:
        """Read what Ollama says of the models it has loaded."""
        for each in told["models"]:
            if self._model in (each.get("model"), each.get("name")):
                return int(each["context_length"])
        return None


def _read_shown(told: Mapping[str, Any]) -> int | None:
    """Read what Ollama was told for a model, not what the model could do."""
    found = re.search(r"^num_ctx\s+(\d+)", told.get("parameters") or "", re.MULTILINE)
    return int(found.group(1)) if found else None


def _read_props(told: Mapping[str, Any]) -> int | None:
    """Read what llama.cpp's server gives each of its slots."""
    return int(told["default_generation_settings"]["n_ctx"])
