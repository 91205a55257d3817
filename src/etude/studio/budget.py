"""What a question to an endpoint takes of its context, part by part, before it is asked.

How many tokens a text has, only its server knows. So the first question is weighed by a cautious
guess, and every later one by what the server counted for the one before.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from etude.endpoints.asking import Message, Prompt
from etude.endpoints.book import Endpoint
from etude.endpoints.writing import Writing

CONTEXT = 4096  # tokens, where the server does not say
# Vocabularies in use take 3 to 5 bytes for a token of English and 3 to 4 for one of Chinese.
GUESS = 1 / 3.2
LEAST, MOST = 0.1, 3.0  # tokens of a byte that a count may come to


@dataclass(frozen=True)
class Question:
    """Something to ask an endpoint, in parts that each have a name.

    Args:
        task: What it is for: ``plan``, ``memory``, ``condense`` or ``chapter``.
        instructions: What a model of conversations is told beforehand.
        parts: What it is to know, by name, in the order in which it is sent.
        wish: What is wanted, in words to a model of conversations.
        opening: How the answer begins, where a model goes on with a text.
        room: Most tokens of the answer.
        number: Of the chapter that it is about; 0 where it is about none.
    """

    task: str
    instructions: str
    parts: Mapping[str, str]
    wish: str
    opening: str
    room: int
    number: int = 0

    def prompt(self, chat: bool) -> Prompt:
        """Return what is sent, but for the instructions.

        Args:
            chat: Whether as a conversation.
        """
        told = [each for each in self.parts.values() if each]
        if chat:
            return [Message("user", "\n\n".join([*told, self.wish]))]
        return "\n\n".join([*told, self.opening] if self.opening else told)


@dataclass(frozen=True)
class Measure:
    """How many tokens a server makes of a text.

    Args:
        rate: Tokens for each byte of UTF-8.
        counted: Whether the server counted, or it is a guess.
    """

    rate: float = GUESS
    counted: bool = False

    def count(self, text: str) -> int:
        """Return about how many tokens a text has.

        Args:
            text: Any.
        """
        return math.ceil(len(text.encode()) * self.rate)

    def find_end(self, text: str, most: int) -> str:
        """Return the end of a text, word for word: whole paragraphs, or else whole sentences.

        Args:
            text: Any.
            most: Tokens that it may have.
        """
        for between in (r"\A|\n+", r"(?<=[.!?…。！？])[\"”’」』]?\s*", r"\s+", ""):
            for found in re.finditer(between, text):
                end = text[found.end() :]
                if end and self.count(end) <= most:
                    return end
        return ""

    def learn(self, sent: str, writing: Writing) -> Measure:
        """Return the measure after an answer.

        Args:
            sent: All that was sent.
            writing: Whose usage says what the server counted; one that read less than it was sent
                tells nothing.
        """
        usage, size = writing.usage, len(sent.encode())
        short = any(each.kind == "cut-short" for each in writing.remarks)
        if usage is None or not usage.read or not size or short:
            return self
        return Measure(min(MOST, max(LEAST, usage.read / size)), True)


@dataclass(frozen=True)
class Budget:
    """What a question takes of a context, in tokens.

    Args:
        task: As in `Question`.
        number: As in `Question`.
        parts: Of each part, by name; ``instructions`` are what else is said.
        room: For the answer.
        context: How many fit, question and answer together.
        known: Whether that number is the server's own or its owner's, not the usual one.
        counted: Whether the parts are weighed by what this server counted before.
    """

    task: str
    number: int
    parts: dict[str, int] = field(default_factory=dict)
    room: int = 0
    context: int = CONTEXT
    known: bool = False
    counted: bool = False

    @property
    def used(self) -> int:
        """Tokens of the question and the answer at its longest."""
        return sum(self.parts.values()) + self.room

    @property
    def left(self) -> int:
        """Tokens that stay free; fewer than 0 where it does not fit."""
        return self.context - self.used

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can say it."""
        return {**vars(self), "used": self.used}


@dataclass(frozen=True)
class Context:
    """How much an endpoint takes.

    Args:
        size: Tokens of a question and its answer together.
        known: As in `Budget`.
        chat: Whether it is asked as a conversation.
    """

    size: int
    known: bool
    chat: bool

    def weigh(self, question: Question, measure: Measure) -> Budget:
        """Return what a question takes.

        Args:
            question: Not asked yet.
            measure: Of this server.
        """
        parts = {name: measure.count(text) for name, text in question.parts.items() if text}
        said = (question.instructions + question.wish) if self.chat else question.opening
        return Budget(
            question.task,
            question.number,
            {**parts, "instructions": measure.count(said)},
            question.room,
            self.size,
            self.known,
            measure.counted,
        )


def find_context(place: Endpoint, model: str | None, budget: int | None) -> Context:
    """Return how much an endpoint takes, and how it is asked.

    Args:
        place: With the card that a probe wrote, where there was one.
        model: Which of its models; by default the one its owner chose.
        budget: Most tokens that its owner wants to use; by default all there are.
    """
    card = place.card if place.card and place.card.model == (model or place.chosen) else None
    given = [each for each in (card.context if card else None, budget) if each]
    return Context(min(given, default=CONTEXT), bool(given), card is None or card.chat)
