"""What somebody asks of an import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from etude.core.events import Progress
from etude.datasets.facts import Choice
from etude.datasets.rights import Rights
from etude.media.music.limits import DEFAULT_LIMITS as SCORE_LIMITS
from etude.media.music.limits import ScoreLimits
from etude.media.picture import DEFAULT_LIMITS, PictureLimits
from etude.media.scaling import Fit
from etude.media.text.limits import DEFAULT_LIMITS as TEXT_LIMITS
from etude.media.text.limits import TextLimits


@dataclass(frozen=True)
class DataLimits:
    """What one import may cost.

    Args:
        picture: Caps for a single picture.
        score: Caps for a single file of music.
        text: Caps for a single file of text.
        texts: Most texts kept.
        count: Most files looked at.
        bytes: Most bytes stored.
    """

    picture: PictureLimits = DEFAULT_LIMITS
    score: ScoreLimits = SCORE_LIMITS
    text: TextLimits = TEXT_LIMITS
    texts: int = 500_000
    count: int = 200_000
    bytes: int = 64 * 2**30


@dataclass(frozen=True)
class Asked:
    """An import as it was asked for, checked.

    Args:
        name: Of the dataset.
        where: The paths that were given, as people say them.
        choice: Classes, attributes and what is picked.
        near: Whether near-duplicates are kept.
        fit: How pictures become squares.
        repeats: Whether repeated passages of music are written out.
        field: Where the texts of tables and JSON are, or None for the field that says most.
        script: The only script of which texts are kept, or None.
        rights: The rights card.
        limits: Caps.
        progress: Told ``read`` events, in files.
        started: When, by the monotonic clock.
    """

    name: str
    where: str
    choice: Choice
    near: Literal["keep", "drop"]
    fit: Fit
    repeats: bool
    field: str | None
    script: str | None
    rights: Rights
    limits: DataLimits
    progress: Progress
    started: float
