"""A text on its way from an endpoint: piece by piece, with everything that is to be said of it."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from etude.core.errors import EtudeError
from etude.core.messages import message
from etude.endpoints.asking import Prompt, Wish, check_prompt, count_least, read_choice, spell
from etude.endpoints.asking import write_body as body
from etude.endpoints.book import Endpoint
from etude.endpoints.wire import PATIENT, Call, CancelledError, Patience, RefusedError

# Of what some servers do not know, what can be left out without another text coming of it, but for
# chance; whatever is left out is said.
OPTIONAL = ("stream_options", "seed", "temperature", "top_p", "stop", "suffix")
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
# So much less than the fewest possible tokens is no matter of counting.
SHORTFALL = 0.75
# No text has so many characters a token; a server that still writes knows no `max_tokens`.
WIDEST_TOKEN = 32


@dataclass(frozen=True)
class Remark:
    """Something about a text that its reader should know.

    Args:
        kind: Its name: ``endpoint.remark.<kind>`` in the catalogue.
        details: Values for the sentence.
    """

    kind: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str | None = None) -> str:
        """Return the remark in words.

        Args:
            language: ``en`` or ``zh``; by default that of the environment.
        """
        return message(f"endpoint.remark.{self.kind}", language, **self.details)


@dataclass(frozen=True)
class Usage:
    """What a server counted.

    Args:
        read: Tokens of the prompt.
        written: Tokens of the answer.
    """

    read: int
    written: int


class Writing:
    """A text that an endpoint writes; iterate over it to have it written.

    Args:
        endpoint: Who writes.
        prompt: A text to go on with, or a conversation.
        wish: How.
        patience: How long to wait.

    Attributes:
        text: What came so far.
        finish: ``stop``, ``length``, another word of the server, ``cancelled`` or ``broken``; None
            before the end.
        usage: What the server counted, where it did.
        model: Which model wrote.
        remarks: What its reader should know.
        seconds: How long it took.

    Raises:
        EtudeError: ``endpoint.not-asked``, ``endpoint.needs-model``, ``endpoint.no-models``,
            ``endpoint.too-long``, ``writing.long-prompt``.
    """

    def __init__(
        self, endpoint: Endpoint, prompt: Prompt, wish: Wish, patience: Patience = PATIENT
    ) -> None:
        self.endpoint = endpoint
        self.prompt = check_prompt(prompt)
        self.wish = wish
        self.model = wish.model or endpoint.chosen or ""
        self.text = ""
        self.finish: str | None = None
        self.usage: Usage | None = None
        self.remarks: tuple[Remark, ...] = ()
        self.seconds = 0.0
        self._call = Call(endpoint, patience)
        self._without: list[str] = []
        self._newer = False  # takes max_completion_tokens
        self._chat = not isinstance(prompt, str) or bool(wish.system)
        if not self.model:
            raise _choose(endpoint)
        self._check_card()

    def __iter__(self) -> Generator[str]:
        if self.finish is not None:
            raise ValueError("a text is written once")
        began = time.monotonic()
        try:
            yield from self._try()
        except CancelledError:
            self.finish = "cancelled"
        except EtudeError:
            self.finish = "broken"
            raise
        finally:
            self.seconds = time.monotonic() - began
            # Whoever stops reading in the middle does not want the rest.
            self._call.cancel()
            self.finish = self.finish or "cancelled"
            self._remark()

    @property
    def chat(self) -> bool:
        """Whether it was asked as a conversation."""
        return self._chat

    @property
    def without(self) -> tuple[str, ...]:
        """What the server does not know and was left out."""
        return tuple(self._without)

    def cancel(self) -> None:
        """Hang up, from any thread; the iteration ends, and what came stays."""
        self._call.cancel()

    def _check_card(self) -> None:
        card = self.endpoint.card
        if card is None or card.model != self.model:
            return
        if isinstance(self.prompt, str) and not card.completions and card.chat:
            self._chat = True
        if self._chat and not card.chat and card.completions and isinstance(self.prompt, str):
            self._chat = False
        if not card.streaming:
            self._without.append("stream")
        least = count_least(spell(self.prompt, self.wish))
        if card.context is not None and least > card.context:
            raise EtudeError(
                "endpoint.too-long", name=self.endpoint.name, count=least, most=card.context
            )

    def _try(self) -> Iterator[str]:
        """Ask, and ask again where that may help: not after the first word of an answer."""
        patience, tries = self._call.patience, 0
        pause = patience.pause
        while True:
            try:
                yield from self._ask()
                return
            except RefusedError as error:
                if self._adapt(error):
                    continue
                tries += 1
                if error.status not in BUSY or tries >= patience.tries:
                    raise explain(self.endpoint, self.model, error) from error
                pause = max(pause, min(error.wait or 0.0, patience.longest))
            except EtudeError as error:
                if self._call.cancelled:
                    raise CancelledError from error
                tries += 1
                again = error.code in ("endpoint.down", "endpoint.cut")
                if self.text or not again or tries >= patience.tries:
                    raise self._name(error) from error
            self._call.sleep(pause)
            pause *= 4

    def _ask(self) -> Iterator[str]:
        asked = body(self.prompt, self.wish, self.model, self._chat)
        for name in self._without:
            asked.pop(name, None)
        if "stream" not in asked:
            asked.pop("stream_options", None)
        if self._newer:
            asked["max_completion_tokens"] = asked.pop("max_tokens")
        path = "/chat/completions" if self._chat else "/completions"
        if "stream" not in asked:
            yield from self._take(self._call.ask(path, asked))
            return
        ended = False
        for document in _read_events(self._call.lines(path, asked)):
            if document is None:
                ended = True
                break
            if self._call.cancelled:  # what is still on its way nobody wants
                raise CancelledError
            yield from self._take(document)
            if len(self.text) > WIDEST_TOKEN * self.wish.most:
                self.finish = "length"
                return
        if not ended and self.finish is None:
            if self._call.cancelled:
                raise CancelledError
            raise EtudeError(
                "endpoint.cut",
                name=self.endpoint.name,
                address=self.endpoint.url,
                count=len(self.text),
            )
        self.finish = self.finish or "stop"

    def _take(self, document: Any) -> Iterator[str]:
        if not isinstance(document, dict):
            raise EtudeError("endpoint.garbled", name=self.endpoint.name, reason="JSON")
        if "error" in document and not document.get("choices"):
            raise explain(
                self.endpoint, self.model, RefusedError(500, json.dumps(document).encode(), {})
            )
        text, finish = read_choice(document)
        self.finish = finish or self.finish
        counted = document.get("usage")
        if isinstance(counted, dict) and isinstance(counted.get("prompt_tokens"), int):
            self.usage = Usage(counted["prompt_tokens"], int(counted.get("completion_tokens") or 0))
        if text:
            self.text += text
            yield text

    def _adapt(self, error: RefusedError) -> bool:
        """Ask in another way where the server says that this one is not known to it."""
        said = f"{error.error.get('param') or ''} {error.reason}".lower()
        missing = error.status in (404, 405, 501) or "chat model" in said
        if missing and not self._chat and not error.is_page:
            self._chat = True
            return True
        if error.status not in (400, 422):
            return False
        if "max_completion_tokens" in said and not self._newer:
            self._newer = True
            return True
        for name in OPTIONAL:
            if name in said.replace(" ", "_") and name not in self._without:
                self._without.append(name)
                return True
        return False

    def _name(self, error: EtudeError) -> EtudeError:
        return EtudeError(
            error.code,
            **{**error.details, "name": self.endpoint.name, "address": self.endpoint.url},
        )

    def _remark(self) -> None:
        found = [
            Remark("left-out", {"name": each})
            for each in self._without
            if each not in ("stream", "stream_options")
        ]
        least = count_least(spell(self.prompt, self.wish))
        if self.usage is not None and self.usage.read < SHORTFALL * least:
            found.insert(0, Remark("cut-short", {"read": self.usage.read, "least": least}))
        if self.finish == "length":
            found.append(Remark("length", {"most": self.wish.most}))
        if not self.text.strip() and self.finish not in ("cancelled", "broken"):
            found.append(Remark("empty"))
        self.remarks = tuple(found)


def explain(endpoint: Endpoint, model: str, error: RefusedError) -> EtudeError:
    """Return what a refusal means for the owner of an endpoint.

    Args:
        endpoint: Who refused.
        model: Which model was asked for.
        error: What it said.
    """
    named: dict[str, Any] = {"name": endpoint.name, "address": endpoint.url}
    if error.status in (401, 403) and not error.is_page:
        return EtudeError("endpoint.wrong-key", status=error.status, **named)
    lost = error.status in (404, 405) and not (model and error.in_protocol)
    if error.is_page or lost:
        ends = endpoint.url.endswith("/v1")
        kind = "page" if error.is_page else "nothing"
        if ends:
            return EtudeError(f"endpoint.{kind}", **named)
        return EtudeError(f"endpoint.{kind}-no-v1", better=f"{endpoint.url}/v1", **named)
    if error.status == 404:
        return EtudeError("endpoint.no-model", model=model or "-", reason=error.reason, **named)
    if error.status == 200:
        return EtudeError("endpoint.garbled", reason="JSON", name=endpoint.name)
    if error.status in BUSY:
        return EtudeError("endpoint.busy", status=error.status, reason=error.reason, **named)
    return EtudeError("endpoint.refused", status=error.status, reason=error.reason, **named)


def _read_events(lines: Iterator[bytes]) -> Iterator[Any]:
    """Yield the documents of server-sent events, and None for their end.

    A server that does not stream answers one document over several lines.
    """
    plain: list[bytes] = []
    for line in lines:
        if line.startswith(b"data:"):
            data = line[5:].strip()
            if data == b"[DONE]":
                yield None
                return
            if not line.endswith(b"\n"):
                return  # the rest of it never came
            if data:
                yield _parse(data)
        elif line.strip() and not line.startswith((b":", b"event:", b"id:", b"retry:")):
            plain.append(line)
    if plain:
        yield _parse(b"".join(plain))
        yield None


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise EtudeError("endpoint.garbled", name="", reason="JSON") from error


def _choose(endpoint: Endpoint) -> EtudeError:
    """Return why nobody knows which of its models an endpoint should write with."""
    if endpoint.card is None:
        return EtudeError("endpoint.not-asked", name=endpoint.name)
    if not endpoint.card.models:
        return EtudeError("endpoint.no-models", name=endpoint.name)
    models = ", ".join(endpoint.card.models[:12])
    return EtudeError("endpoint.needs-model", name=endpoint.name, models=models)
