"""Work in steps: whoever does it may rest after each, or leave."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


def finish(steps: Generator[object, None, T]) -> T:
    """Do all steps and return what came of them.

    Args:
        steps: A generator that returns its result.
    """
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def say(steps: Generator[object, None, T], words: S) -> Generator[S, None, T]:
    """Do the steps one by one, saying the same after each, and return what came of them.

    Args:
        steps: A generator that returns its result.
        words: What is said.
    """
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        yield words
