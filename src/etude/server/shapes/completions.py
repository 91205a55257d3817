"""The protocol of ``/v1``, as far as a small model of words can keep it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from etude.core.errors import EtudeError
from etude.server.shapes.words import Answer
from etude.studio.asked import LENGTH, LONGEST, LONGEST_PROMPT

MOST_TEXTS = 8
MOST_STOPS = 4
# What would change the answer if it were obeyed, with the values that ask for nothing.
UNKNOWN: dict[str, tuple[Any, ...]] = {
    "audio": (),
    "best_of": (1,),
    "echo": (False,),
    "frequency_penalty": (0,),
    "function_call": ("none",),
    "functions": ([],),
    "logit_bias": ({},),
    "modalities": (["text"],),
    "presence_penalty": (0,),
    "response_format": ({"type": "text"},),
    "suffix": ("",),
    "tool_choice": ("none", "auto"),
    "tools": ([],),
}

Text = Annotated[str, Field(max_length=LONGEST_PROMPT)]


class StreamOptions(BaseModel):
    """How a stream goes on."""

    include_usage: bool = False


class Asked(BaseModel):
    """What the two ways of asking share."""

    # Programs send much that means nothing here; what would mean something is refused by name.
    model_config = ConfigDict(
        frozen=True, use_attribute_docstrings=True, extra="allow", allow_inf_nan=False
    )

    model: str
    """A model of words by its name, as ``GET /v1/models`` lists it."""
    max_tokens: Annotated[int, Field(ge=1, le=LONGEST)] | None = None
    """Most symbols of each text; 400 where nothing is said."""
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
        return self.max_tokens or LENGTH

    @property
    def stops(self) -> Sequence[str]:
        """The strings that end a text."""
        return [self.stop] if isinstance(self.stop, str) else self.stop or []

    @property
    def tells_usage(self) -> bool:
        """Whether a stream ends with its usage."""
        return self.stream_options is not None and self.stream_options.include_usage

    def check(self) -> None:
        """Refuse what a small model cannot do, rather than leave it out in silence.

        Raises:
            EtudeError: ``completion.unsupported``.
        """
        for name, value in (self.model_extra or {}).items():
            harmless = UNKNOWN.get(name)
            if harmless is not None and value is not None and value not in harmless:
                raise EtudeError("completion.unsupported", name=name)


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
    max_completion_tokens: Annotated[int, Field(ge=1, le=LONGEST)] | None = None
    """The newer name of ``max_tokens``."""
    logprobs: bool | None = None
    """Say how likely each symbol was."""
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None
    """Beside so many of the likeliest."""

    @property
    def length(self) -> int:
        """Most symbols of each text."""
        return self.max_completion_tokens or super().length

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
