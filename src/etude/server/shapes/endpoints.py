"""Endpoints: servers elsewhere that write, as their owner wrote them down."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, model_validator

from etude.endpoints.asking import LENGTH, LONGEST, LONGEST_PROMPT, Wish
from etude.endpoints.asking import Message as Said
from etude.endpoints.book import Card, Endpoint
from etude.server.shapes.words import Answer, Question
from etude.server.shapes.works import Work

Name = Annotated[str, Field(min_length=1, max_length=64)]
Text = Annotated[str, Field(max_length=LONGEST_PROMPT)]


class EndpointCard(Answer):
    """What an endpoint was found to be able to do with one of its models."""

    at: str
    """When it was asked, ISO 8601 in UTC."""
    models: list[str]
    """The models it offers."""
    model: str | None
    """The one that was tried; null where there are several and none was chosen, and then nothing
    else is known."""
    completions: bool
    """Whether it goes on with a text."""
    chat: bool
    """Whether it answers a conversation."""
    streaming: bool
    """Whether a text comes piece by piece."""
    usage: bool
    """Whether it counts tokens."""
    logprobs: bool
    """Whether it says how likely each token was."""
    seed: bool | None
    """Whether the same seed gives the same text; null where that could not be told."""
    schema_: Annotated[bool, Field(serialization_alias="schema")]
    """Whether it can be held to a JSON schema."""
    context: int | None
    """How many tokens fit, prompt and answer together; null where it does not say."""
    source: str
    """Where that number is from."""

    @classmethod
    def of(cls, card: Card) -> EndpointCard:
        """Describe a card.

        Args:
            card: As it was found.
        """
        return cls(
            at=card.at,
            models=list(card.models),
            model=card.model,
            completions=card.completions,
            chat=card.chat,
            streaming=card.streaming,
            usage=card.usage,
            logprobs=card.logprobs,
            seed=card.seed,
            schema_=card.schema,
            context=card.context,
            source=card.source,
        )


class WritingEndpoint(Answer):
    """A server that writes; its key is never told."""

    name: str
    url: str
    model: str | None
    """The model that its owner chose."""
    chosen: str | None
    """The model that writes where nobody says another."""
    key_env: str | None
    """The environment variable that holds its key."""
    in_keyring: bool
    """Whether the system's keyring holds its key."""
    open_key: bool
    """Whether its key would travel where others can read it."""
    local: bool
    """Whether it is on this machine, so that nothing it hears leaves it."""
    card: EndpointCard | None
    """What it can do; null before it was asked."""

    @classmethod
    def of(cls, place: Endpoint) -> WritingEndpoint:
        """Describe an endpoint.

        Args:
            place: As it was written down.
        """
        return cls(
            name=place.name,
            url=place.url,
            model=place.model,
            chosen=place.chosen,
            key_env=place.key_env,
            in_keyring=place.in_keyring,
            open_key=place.open_key,
            local=place.local,
            card=None if place.card is None else EndpointCard.of(place.card),
        )


class WritingEndpoints(Answer):
    """All endpoints, in the order of their names."""

    endpoints: list[WritingEndpoint]


class EndpointAdded(Question):
    """An endpoint to be written down; nothing is sent to it yet."""

    name: Name
    url: Annotated[str, Field(max_length=500)]
    """Its address, which mostly ends in ``/v1``."""
    model: Annotated[str, Field(max_length=200)] | None = None
    """The model that writes where nobody says another."""
    key_env: Annotated[str, Field(max_length=200)] | None = None
    """The environment variable that holds its key."""
    key: SecretStr | None = None
    """Its key, for the system's keyring; it is kept nowhere else."""
    replace: bool = False
    """Whether it may take the place of one of the same name."""


class SaidMessage(Question):
    """Something that was said in a conversation."""

    role: Literal["system", "user", "assistant"]
    content: Text


class WriteAsked(Question):
    """A text to be written: either a `prompt` to go on with or the `messages` of a conversation."""

    prompt: Text | None = None
    messages: Annotated[list[SaidMessage], Field(min_length=1, max_length=1000)] | None = None
    model: Annotated[str, Field(max_length=200)] | None = None
    """Which of the endpoint's models."""
    most: Annotated[int, Field(ge=1, le=LONGEST)] = LENGTH
    """Most tokens."""
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    seed: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = None
    stop: Annotated[list[str], Field(max_length=4)] = Field(default_factory=list)
    """Strings that end the text."""
    system: Text = ""
    """What to tell a model of conversations beforehand."""
    keep: bool = True
    """Whether the text becomes a work in the gallery."""

    @model_validator(mode="after")
    def _either(self) -> WriteAsked:
        if (self.prompt is None) == (self.messages is None):
            raise ValueError("give either a prompt or messages")
        return self

    @property
    def told(self) -> str | list[Said]:
        """What to go on from."""
        if self.messages is None:
            return self.prompt or ""
        return [Said(each.role, each.content) for each in self.messages]

    @property
    def wish(self) -> Wish:
        """How to write."""
        return Wish(
            model=self.model,
            most=self.most,
            temperature=self.temperature,
            top_p=self.top_p,
            seed=self.seed,
            stop=tuple(self.stop),
            system=self.system,
        )


class TextPiece(Answer):
    """A piece of a text that is being written."""

    text: str


class TokenCount(Answer):
    """What a server counted."""

    read: int
    written: int


class TextDone(Answer):
    """A text that came to its end."""

    text: str
    """All that was written."""
    finish: str
    """``stop``, ``length``, ``cancelled`` or another word of the server."""
    model: str
    usage: TokenCount | None
    remarks: list[str]
    """What its reader should know, in the language of ``Accept-Language``."""
    work: Work | None
    """As it is kept in the gallery; null where it was not to be kept or nothing came."""
