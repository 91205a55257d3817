"""What an endpoint can be asked for, and how the protocol says it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from etude.core.errors import EtudeError

LENGTH, LONGEST = 400, 100_000  # tokens
LONGEST_PROMPT = 1_000_000  # characters

# What tells a model of conversations that it is to write on, not to answer.
CONTINUE = (
    "You are given the beginning of a text. Go on with it exactly where it stops, in its language, "
    "its voice and its form. Write the continuation alone: do not repeat the beginning, do not "
    "comment, do not put it in quotation marks."
)

# A token is hardly ever more than a word, a number of three digits, or four Chinese characters.
_WORD = re.compile(r"[^\W\d_一-鿿぀-ヿ가-힯]+|\d{1,3}")
_HAN = re.compile(r"[一-鿿぀-ヿ가-힯]")
_LONG_WORD = 20  # letters of a word that counts once more


@dataclass(frozen=True)
class Message:
    """Something that was said in a conversation.

    Args:
        role: ``system``, ``user`` or ``assistant``.
        content: What.
    """

    role: str
    content: str


Prompt = str | Sequence[Message]


@dataclass(frozen=True)
class Wish:
    """How an endpoint is to write.

    Args:
        model: Which of its models; by default the one its owner chose.
        most: Most tokens, 1 to 100,000.
        temperature: 0 (always the likeliest) to 2; by default what the server thinks best.
        top_p: Only the likeliest tokens that together have this probability, 0 to 1.
        seed: The same one gives the same text, where the server keeps that.
        stop: Strings that end the text, at most 4; none of them is part of it.
        system: What to tell a model of conversations beforehand.
        suffix: What follows the gap that is to be filled, where a server fills gaps.

    Raises:
        EtudeError: ``endpoint.bad-number``.
    """

    model: str | None = None
    most: int = LENGTH
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    system: str = ""
    suffix: str = ""

    def __post_init__(self) -> None:
        for name, low, high in (
            ("most", 1, LONGEST),
            ("temperature", 0, 2),
            ("top_p", 0, 1),
            ("seed", 0, 2**63 - 1),
        ):
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise EtudeError("endpoint.bad-number", name=name, value=value, low=low, high=high)
        if len(self.stop) > 4:
            raise EtudeError(
                "endpoint.bad-number", name="stop", value=len(self.stop), low=0, high=4
            )

    def settings(self) -> dict[str, Any]:
        """Return what differs from the usual, for a recipe."""
        usual = asdict(Wish())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}


def check_prompt(prompt: Prompt) -> Prompt:
    """Return a prompt when it is not too long to be sent at all.

    Args:
        prompt: A text or a conversation.

    Raises:
        EtudeError: ``writing.long-prompt``.
    """
    length = len(spell(prompt))
    if length > LONGEST_PROMPT:
        raise EtudeError("writing.long-prompt", count=length, most=LONGEST_PROMPT)
    return prompt


def spell(prompt: Prompt, wish: Wish | None = None) -> str:
    """Return all the words that are sent.

    Args:
        prompt: A text or a conversation.
        wish: Whose words for the model count, too.
    """
    said = [] if wish is None else [wish.system, wish.suffix]
    said += [prompt] if isinstance(prompt, str) else [each.content for each in prompt]
    return "\n".join(each for each in said if each)


def count_least(text: str) -> int:
    """Return how many tokens a text has at the least, by any vocabulary in use.

    Vocabularies differ, but their tokens do not reach over the ends of words, and the longest of
    them hold some four Chinese characters; so a server that counts clearly fewer has not read all
    of it.

    Args:
        text: Any.
    """
    words = _WORD.findall(text)
    longer = sum(len(word) // _LONG_WORD for word in words)
    return len(words) + longer + len(_HAN.findall(text)) // 4


def write_body(prompt: Prompt, wish: Wish, model: str, chat: bool) -> dict[str, Any]:
    """Return a request as the protocol wants it.

    Args:
        prompt: A text or a conversation.
        wish: How to write.
        model: Which model.
        chat: Whether the model is one of conversations.
    """
    asked: dict[str, Any] = {"model": model}
    if chat:
        asked["messages"] = [asdict(each) for each in _converse(prompt, wish.system)]
    else:
        asked["prompt"] = spell(prompt)
        asked["suffix"] = wish.suffix or None
    asked |= {
        "max_tokens": wish.most,
        "temperature": wish.temperature,
        "top_p": wish.top_p,
        "seed": wish.seed,
        "stop": list(wish.stop) or None,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    return {name: value for name, value in asked.items() if value is not None}


def _converse(prompt: Prompt, system: str) -> list[Message]:
    if isinstance(prompt, str):
        return [Message("system", system or CONTINUE), Message("user", prompt)]
    told = [Message("system", system)] if system else []
    return [*told, *prompt]


def read_choice(document: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return the text of an answer or of a part of one, and why it ended, where it did.

    Args:
        document: As the server sent it.

    Raises:
        EtudeError: ``endpoint.garbled``.
    """
    try:
        choices = document.get("choices") or []
        if not choices:
            return "", None
        choice = choices[0]
        told = choice.get("delta") or choice.get("message") or {}
        text = choice.get("text") or told.get("content") or ""
        finish = choice.get("finish_reason")
        if isinstance(text, str) and isinstance(finish, str | None):
            return text, finish
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise EtudeError("endpoint.garbled", name="", reason=str(error)[:100]) from error
    raise EtudeError("endpoint.garbled", name="", reason="choices")
