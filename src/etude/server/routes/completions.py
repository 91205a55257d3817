"""``/v1``: the studio's own models of words, for any program that speaks OpenAI's protocol."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse

from etude.core.errors import EtudeError
from etude.core.ids import new_id
from etude.core.nearest import nearest
from etude.core.seeds import new_seed
from etude.packages.manifest import Manifest, Tokens
from etude.server.desk import Desk, Shared
from etude.server.errors import protocol_error
from etude.server.guards import changer, keyholder
from etude.server.language import Language, Spoken
from etude.server.shapes.completions import (
    Asked,
    Chat,
    ChatAsked,
    Completion,
    CompletionAsked,
    ServedModel,
    ServedModels,
    Usage,
)
from etude.studio.flow import Odds, Piece, flow

if TYPE_CHECKING:
    from etude.packages.shelf import Entry
    from etude.studio.scribe import Scribe

reading = APIRouter(prefix="/v1", tags=["protocol"], dependencies=[Depends(keyholder)])
changing = APIRouter(prefix="/v1", tags=["protocol"], dependencies=[Depends(changer)])

DONE = "data: [DONE]\n\n"
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "One document, or with `stream` server-sent events."}
}


@dataclass(frozen=True)
class Order:
    """Texts to be written for one request.

    Args:
        scribe: The model.
        flows: One for each text; they take turns among themselves.
        read: Symbols of the prompts.
        head: What every document of the answer begins with.
    """

    scribe: Scribe
    flows: Sequence[Iterator[Piece]]
    read: int
    head: Mapping[str, Any]

    def usage(self, written: int) -> Usage:
        """Say how many symbols it took.

        Args:
            written: So many so far.
        """
        return Usage(
            prompt_tokens=self.read, completion_tokens=written, total_tokens=self.read + written
        )


@reading.get("/models")
def list_words(desk: Shared) -> ServedModels:
    """List the models of words."""
    return ServedModels(data=[_card(entry, manifest) for _, entry, manifest in _words(desk)])


@reading.get("/models/{model}")
def get_words(desk: Shared, model: Annotated[str, Path(max_length=200)]) -> ServedModel:
    """Describe a model of words."""
    _, entry, manifest = _find(desk, model)
    return _card(entry, manifest)


@changing.post("/completions", response_model=Completion, responses=STREAM)
async def complete(
    request: Request, desk: Shared, language: Spoken, asked: CompletionAsked
) -> Completion | StreamingResponse:
    """Go on with a text."""
    order = await _take(desk, asked, asked.prompts, asked.logprobs, "cmpl-")
    if asked.stream:
        return _stream(desk, order, asked, language, "text_completion", _tell_text)
    texts, odds, ends, usage = await _write(request, desk, order)
    choices = [
        {
            "index": at,
            "text": text,
            "finish_reason": ends[at],
            "logprobs": None if asked.logprobs is None else _list_odds(order.scribe, odds[at]),
        }
        for at, text in enumerate(texts)
    ]
    return Completion(**order.head, choices=choices, usage=usage)


@changing.post("/chat/completions", response_model=Chat, responses=STREAM)
async def chat(
    request: Request, desk: Shared, language: Spoken, asked: ChatAsked
) -> Chat | StreamingResponse:
    """Go on with a conversation."""
    tops = (asked.top_logprobs or 0) if asked.logprobs else None
    order = await _take(desk, asked, [asked.prompt], tops, "chatcmpl-")
    if asked.stream:
        return _stream(desk, order, asked, language, "chat.completion.chunk", _tell_delta)
    texts, odds, ends, usage = await _write(request, desk, order)
    choices = [
        {
            "index": at,
            "message": {"role": "assistant", "content": text},
            "finish_reason": ends[at],
            "logprobs": {"content": _spell_odds(order.scribe, odds[at])}
            if asked.logprobs
            else None,
        }
        for at, text in enumerate(texts)
    ]
    return Chat(**order.head, choices=choices, usage=usage)


def _words(desk: Desk) -> Iterator[tuple[str, Entry, Manifest]]:
    """Yield the models of words, of each name the one that the name alone means."""
    seen = set()
    for id_, entry in desk.shelf.entries():
        manifest = entry.manifest
        if id_ is None or manifest is None or manifest.medium != "text" or entry.name in seen:
            continue
        seen.add(entry.name)
        yield id_, entry, manifest


def _find(desk: Desk, name: str) -> tuple[str, Entry, Manifest]:
    there = {entry.name: (id_, entry, manifest) for id_, entry, manifest in _words(desk)}
    if name not in there:
        names = ", ".join(nearest(name, list(there)) or sorted(there)) or "-"
        raise EtudeError("completion.no-model", model=name[:100], names=names)
    return there[name]


def _card(entry: Entry, manifest: Manifest) -> ServedModel:
    step = manifest.commands.get("step")
    tokens = step.inputs.get("tokens") if step else None
    return ServedModel(
        id=entry.name,
        created=int(entry.path.stat().st_mtime),
        max_model_len=tokens.length if isinstance(tokens, Tokens) else None,
    )


async def _take(
    desk: Desk, asked: Asked, prompts: Sequence[str], tops: int | None, kind: str
) -> Order:
    """Check what is asked and open the model; nothing is written yet."""
    asked.check()
    desk.check_writers()
    return await desk.compute(_order, desk, asked, prompts, tops, kind)


def _order(desk: Desk, asked: Asked, prompts: Sequence[str], tops: int | None, kind: str) -> Order:
    id_, entry, _ = _find(desk, asked.model)
    scribe = desk.shelf.scribe(id_)
    seed = new_seed() if asked.seed is None else asked.seed
    flows = [
        flow(
            scribe,
            prompt,
            sampling=asked.sampling(),
            seed=seed,
            voice=voice,
            most=asked.length,
            stop=asked.stops,
            tops=tops,
        )
        for prompt in prompts
        for voice in range(asked.n or 1)
    ]
    read = sum(len(scribe.vocabulary.encode(prompt)) for prompt in prompts)
    head = {
        "id": kind + new_id(),
        "created": int(time.time()),
        "model": entry.name,
        "system_fingerprint": f"etude-{id_[:12]}",
    }
    return Order(scribe, flows, read, head)


def _together(flows: Sequence[Iterator[Piece]]) -> Iterator[tuple[int, Piece]]:
    """Let several texts grow side by side, a symbol of each at a time."""
    going = deque(enumerate(flows))
    while going:
        at, each = going.popleft()
        piece = next(each, None)
        if piece is not None:
            going.append((at, each))
            yield at, piece


async def _write(
    request: Request, desk: Desk, order: Order
) -> tuple[list[str], list[list[Odds]], list[str], Usage]:
    """Write everything; leave off when nobody waits for it any more."""
    texts = [""] * len(order.flows)
    odds: list[list[Odds]] = [[] for _ in order.flows]
    ends, written = ["length"] * len(order.flows), 0
    async with aclosing(desk.take_turns(_together(order.flows))) as turns:
        async for parts in turns:
            if await request.is_disconnected():
                raise ClientDisconnect
            for at, piece in parts:
                texts[at] += piece.text
                odds[at] += piece.odds
                written += piece.count
                ends[at] = piece.finish or ends[at]
    return texts, odds, ends, order.usage(written)


Tell = Callable[["Scribe", int, Piece, bool], Iterator[dict[str, Any]]]


def _stream(
    desk: Desk, order: Order, asked: Asked, language: Language, kind: str, tell: Tell
) -> StreamingResponse:
    async def events() -> AsyncGenerator[str]:
        head = {**order.head, "object": kind}
        begun: set[int] = set()
        written = 0
        try:
            async with aclosing(desk.take_turns(_together(order.flows))) as turns:
                async for parts in turns:
                    told: list[dict[str, Any]] = []
                    for at, piece in parts:
                        written += piece.count
                        told += tell(order.scribe, at, piece, at not in begun)
                        begun.add(at)
                    yield "".join(_event({**head, "choices": [choice]}) for choice in told)
        except EtudeError as error:
            yield _event(protocol_error(error, language))
            return
        if asked.tells_usage:
            yield _event({**head, "choices": [], "usage": order.usage(written).model_dump()})
        yield DONE

    return StreamingResponse(events(), media_type="text/event-stream")


def _event(document: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(document, ensure_ascii=False)}\n\n"


def _tell_text(scribe: Scribe, at: int, piece: Piece, first: bool) -> Iterator[dict[str, Any]]:
    if piece.text or piece.finish or piece.odds:
        odds = _list_odds(scribe, piece.odds) if piece.odds else None
        yield {"index": at, "text": piece.text, "finish_reason": piece.finish, "logprobs": odds}


def _tell_delta(scribe: Scribe, at: int, piece: Piece, first: bool) -> Iterator[dict[str, Any]]:
    plain = {"index": at, "finish_reason": None, "logprobs": None}
    if first:
        yield {**plain, "delta": {"role": "assistant", "content": ""}}
    if piece.text or piece.odds:
        odds = {"content": _spell_odds(scribe, piece.odds)} if piece.odds else None
        yield {**plain, "delta": {"content": piece.text}, "logprobs": odds}
    if piece.finish:
        yield {**plain, "delta": {}, "finish_reason": piece.finish}


def _list_odds(scribe: Scribe, odds: Sequence[Odds]) -> dict[str, Any]:
    """Say how likely symbols were, in the older of the protocol's two ways."""
    spell = scribe.vocabulary.decode
    return {
        "tokens": [spell([each.token]) for each in odds],
        "token_logprobs": [each.logprob for each in odds],
        "top_logprobs": [{spell([token]): value for token, value in each.top} for each in odds],
    }


def _spell_odds(scribe: Scribe, odds: Sequence[Odds]) -> list[dict[str, Any]]:
    """Say how likely symbols were, in the newer way."""

    def spell(token: int, logprob: float) -> dict[str, Any]:
        text = scribe.vocabulary.decode([token])
        return {"token": text, "logprob": logprob, "bytes": None}

    return [
        {
            **spell(each.token, each.logprob),
            "top_logprobs": [spell(token, value) for token, value in each.top],
        }
        for each in odds
    ]
