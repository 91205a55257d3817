"""Which language somebody wants to be answered in."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends
from starlette.requests import Request

from etude.core.messages import find, message
from etude.core.messages import language as spoken_here

Language = Literal["en", "zh"]


def say(key: str, language: str, **details: object) -> str:
    """Say a sentence as somebody in front of the page needs it.

    What the terminal says may name its commands; the area ``page`` says such things otherwise.

    Args:
        key: ``area.name``.
        language: ``en`` or ``zh``.
        details: Values for its placeholders.
    """
    own = f"page.{key}"
    return message(own if find(own, language) else key, language, **details)


def choose_language(header: str | None) -> Language:
    """Return the language that an ``Accept-Language`` header likes best.

    Args:
        header: For example ``zh-CN,zh;q=0.9,en;q=0.5``; without one, the environment decides.
    """
    if not header:
        return spoken_here()
    liked: list[tuple[float, Language]] = []
    for part in header.split(","):
        name, _, weight = part.partition(";")
        tongue = name.strip().lower().partition("-")[0]
        if tongue == "zh":
            liked.append((_weigh(weight), "zh"))
        elif tongue in ("en", "*"):
            liked.append((_weigh(weight), "en"))
    # Of equals the first: `max` keeps it.
    best = max(liked, key=lambda pair: pair[0], default=(0.0, "en"))
    return best[1] if best[0] > 0 else "en"


def _weigh(text: str) -> float:
    try:
        return float(text.strip().lower().removeprefix("q=") or 1.0)
    except ValueError:
        return 0.0


def read_language(request: Request) -> Language:
    """Return the language of a request.

    Args:
        request: Its ``Accept-Language`` decides.
    """
    return choose_language(request.headers.get("accept-language"))


async def _spoken(request: Request) -> Language:
    return read_language(request)


Spoken = Annotated[Language, Depends(_spoken)]
