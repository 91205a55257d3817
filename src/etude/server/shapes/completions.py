"""The protocol of ``/v1``, as far as a small model of words can keep it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from etude.core.errors import EtudeError
from etude.core.nearest import nearest
from etude.server.shapes.words import Answer
from etude.studio.asked import LENGTH, LONGEST, LONGEST_PROMPT

if TYPE_CHECKING:
    from etude.inference.sampling import Sampling

MOST_TEXTS = 8
MOST_STOPS = 4
# What would change the answer if it were obeyed, with the values that ask for nothing.
UNKNOWN: dict[str, tuple[Any, ...]] = {
    "audio": (),
    "best_of": (1,),
    "echo": (False,),
    "function_call": ("none",),
    "functions": ([],),
    "guided_json": (),
    "ignore_eos": (False,),
    "logit_bias": ({},),
    "min_tokens": (0,),
    "mirostat": (0,),
    "modalities": (["text"],),
    "prediction": (),
    "reasoning_effort": ("none",),
    "response_format": ({"type": "text"},),
    "suffix": ("",),
    "tool_choice": ("none", "auto"),
    "tools": ([],),
    "typical_p": (1,),
    "web_search_options": (),
}
# What asks for nothing that could be read in the text.
HARMLESS = frozenset(
    {
        "cache_prompt",
        "keep_alive",
        "metadata",
        "parallel_tool_calls",
        "priority",
        "prompt_cache_key",
        "prompt_cache_retention",
        "request_id",
        "safety_identifier",
        "service_tier",
        "skip_special_tokens",
        "spaces_between_special_tokens",
        "store",
        "user",
        "verbosity",
    }
)

Text = Annotated[str, Field(max_length=LONGEST_PROMPT)]


class StreamOptions(BaseModel):
    """How a stream goes on."""

    include_usage: bool = False


class Asked(BaseModel):
    """What the two ways of asking share."""

    # What nobody knows is refused by name, rather than left out in silence.
    model_config = ConfigDict(
        frozen=True, use_attribute_docstrings=True, extra="allow", allow_inf_nan=False
    )

    model: str
    """A model of words by its name, as ``GET /v1/models`` lists it."""
    max_tokens: Annotated[int, Field(ge=1, le=LONGEST)] | None = None
    """Most symbols of each text; 400 where nothing is said."""
    max_completion_tokens: Annotated[int, Field(ge=1, le=LONGEST)] | None = None
    """The newer name of ``max_tokens``."""
    temperature: Annotated[float, Field(ge=0, le=5)] | None = None
    """0 always takes the likeliest symbol; 1, the usual, is as the model learnt it."""
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    """Only the likeliest symbols that together have this probability."""
    top_k: Annotated[int, Field(ge=0, le=65536)] | None = None
    """Only so many of the likeliest symbols; 0 for all. Not in the original protocol."""
    min_p: Annotated[float, Field(ge=0, le=1)] | None = None
    """Only symbols at least so likely beside the likeliest. Not in the original protocol."""
    repetition_penalty: Annotated[float, Field(ge=1, le=10)] | None = None
    """By what the probability of a recent symbol is divided. Not in the original protocol."""
    presence_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    """What is taken from the score of every symbol that was written already; a symbol may be a
    letter."""
    frequency_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    """The same once more for each time that it was written."""
    n: Annotated[int, Field(ge=1, le=MOST_TEXTS)] | None = None
    """How many texts."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    """The same seed gives the same texts, with the same model on the same machine."""
    stop: str | Annotated[list[str], Field(max_length=MOST_STOPS)] | None = None
    """Strings that end a text; none is part of it."""
    stream: bool | None = None
    """Whether the answer comes piece by piece, as server-sent events."""
    stream_options: StreamOptions | None = None
    """With ``include_usage`` a last chunk says the usage."""

    @property
    def length(self) -> int:
        """Most symbols of each text."""
        return self.max_completion_tokens or self.max_tokens or LENGTH

    @property
    def stops(self) -> Sequence[str]:
        """The strings that end a text."""
        return [self.stop] if isinstance(self.stop, str) else self.stop or []

    @property
    def tells_usage(self) -> bool:
        """Whether a stream ends with its usage."""
        return self.stream_options is not None and self.stream_options.include_usage

    def sampling(self) -> Sampling:
        """Return how freely symbols are chosen."""
        from etude.inference.sampling import Sampling

        return Sampling(
            temperature=1.0 if self.temperature is None else self.temperature,
            top_p=1.0 if self.top_p is None else self.top_p,
            top_k=self.top_k or 0,
            min_p=self.min_p or 0.0,
            repetition=self.repetition_penalty or 1.0,
            presence=self.presence_penalty or 0.0,
            frequency=self.frequency_penalty or 0.0,
        )

    def check(self) -> None:
        """Refuse what a small model cannot do, rather than leave it out in silence.

        Raises:
            EtudeError: ``completion.unsupported``, ``completion.unknown`` or the same with
                ``-near``.
        """
        for name, value in (self.model_extra or {}).items():
            if value is None or name in HARMLESS:
                continue
            if name in UNKNOWN:
                if value not in UNKNOWN[name]:
                    raise EtudeError("completion.unsupported", name=name)
                continue
            near = nearest(name, type(self).model_fields)
            if near:
                raise EtudeError("completion.unknown-near", name=name[:100], names=", ".join(near))
            raise EtudeError("completion.unknown", name=name[:100])


class CompletionAsked(Asked):
    """A text that is to go on."""

    prompt: Text | Annotated[list[Text], Field(min_length=1, max_length=MOST_TEXTS)] = ""
    """What the text begins with; it is not repeated. Several prompts give several texts."""
    logprobs: Annotated[int, Field(ge=0, le=5)] | None = None
    """Say how likely each symbol was, beside so many of the likeliest."""

    @property
    def prompts(self) -> list[str]:
        """The beginnings."""
        return [self.prompt] if isinstance(self.prompt, str) else self.prompt


class TextPart(BaseModel):
    """A part of a message; only text can be read."""

    type: Literal["text"]
    text: Text


class ChatMessage(BaseModel):
    """Something that was said."""

    role: str
    """Who said it. A small model knows no roles: it goes on with all that was said."""
    content: Text | list[TextPart] | None = None

    @property
    def words(self) -> str:
        """All of its text."""
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        return "".join(part.text for part in self.content)


class ChatAsked(Asked):
    """A conversation that is to go on."""

    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=1000)]
    """What was said so far; one under another it is what the text begins with. A last message of
    the role ``assistant`` is gone on with on its own line."""
    logprobs: bool | None = None
    """Say how likely each symbol was."""
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None
    """Beside so many of the likeliest."""

    def check(self) -> None:
        """Refuse what cannot be obeyed, as every way of asking does.

        Raises:
            EtudeError: ``completion.needs``; as `Asked.check`.
        """
        super().check()
        if self.top_logprobs is not None and not self.logprobs:
            raise EtudeError("completion.needs", name="top_logprobs", other="logprobs")

    @property
    def prompt(self) -> str:
        """What the text begins with.

        Raises:
            EtudeError: ``writing.long-prompt``.
        """
        words = "\n".join(each.words for each in self.messages)
        if self.messages[-1].role != "assistant":
            words += "\n"
        if len(words) > LONGEST_PROMPT:
            raise EtudeError("writing.long-prompt", count=len(words), most=LONGEST_PROMPT)
        return words


class ServedModel(Answer):
    """A model of words."""

    id: str
    """What requests name it by."""
    object: Literal["model"] = "model"
    created: int
    """When its file was written, in seconds since 1970."""
    owned_by: str = "etude"
    max_model_len: int | None
    """How many symbols back it can look; null where its memory is of another kind."""


class ServedModels(Answer):
    """The models of words."""

    object: Literal["list"] = "list"
    data: list[ServedModel]


class Usage(Answer):
    """How many symbols were read and written."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(Answer):
    """Texts that went on."""

    id: str
    object: Literal["text_completion"] = "text_completion"
    created: int
    model: str
    system_fingerprint: str
    """Which model file it was."""
    choices: list[dict[str, Any]]
    """Each with `text`, `index`, `finish_reason` (`stop` or `length`) and `logprobs`."""
    usage: Usage


class Chat(Answer):
    """What was answered."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    system_fingerprint: str
    """Which model file it was."""
    choices: list[dict[str, Any]]
    """Each with `message` (`role`, `content`), `index`, `finish_reason` and `logprobs`."""
    usage: Usage
