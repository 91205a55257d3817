"""How freely a model of words chooses, set by hand in the place of what one dial means."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from etude.server.shapes.words import Question


class Freedom(Question):
    """What ``adventure`` sets at once, one by one; null leaves it to that dial.

    The ranges are those of `etude.studio.asked.BY_HAND`.
    """

    temperature: Annotated[float, Field(ge=0.1, le=2)] | None = None
    """1 is as the model learnt it, less is calmer."""
    top_k: Annotated[int, Field(ge=0, le=65536)] | None = None
    """Only so many of the likeliest symbols; 0 for all."""
    top_p: Annotated[float, Field(ge=0.1, le=1)] | None = None
    """Only the likeliest symbols that together have this probability."""
    min_p: Annotated[float, Field(ge=0, le=0.5)] | None = None
    """Only symbols at least this likely beside the likeliest."""
    repetition: Annotated[float, Field(ge=1, le=10)] | None = None
    """By what the probability of the last 64 symbols is divided; 1 leaves it."""
    loop: Annotated[float, Field(ge=0, le=10)] | None = None
    """How strongly is held back what goes on with 16 symbols that came before; 0 for not at all."""
