"""What comes of a run, and what a recipe file adds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Extras:
    """What a recipe file adds to a package.

    Args:
        version: Of the package; by default the next free one.
        names: The model's name in other languages.
        about: One sentence on the model by language.
        licence: Under which terms the model may be used.
        attributes: A value for every picture of the dataset by the name of the slider it teaches;
            by default the dataset's own attributes.
        two_sample: Whether a network is trained to tell samples from held-out pictures (minutes).
        target: A folder to write the package to; by default it is installed.
    """

    version: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    attributes: Mapping[str, Sequence[Any]] | None = None
    two_sample: bool = False
    target: Path | None = None


@dataclass(frozen=True)
class Trained:
    """What came of a run.

    Args:
        name: Of the model; `etude.load` takes it.
        version: Of the model.
        package: The installed file.
        folder: The run's folder.
        sheet: A contact sheet of what it paints; how that came about lies beside it in `samples`.
        nearest: Samples beside the training pictures nearest to them, or None where there is
            nothing to compare with.
        minutes: The time budget of the run.
        finished: Whether it was used up; if not, `resume=True` goes on.
        advice: A sentence: too short a time, good, or memorising.
        verdict: The advice as a code.
        report: Every figure, as JSON can say it.
        directions: Names of the sliders.
    """

    name: str
    version: str
    package: Path
    folder: Path
    sheet: Path
    nearest: Path | None
    minutes: float
    finished: bool
    advice: str
    verdict: str
    report: Mapping[str, Any]
    directions: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can say it."""
        plain = {key: str(v) if isinstance(v, Path) else v for key, v in asdict(self).items()}
        return plain | {"directions": list(self.directions)}

    def __str__(self) -> str:
        sliders = ", ".join(self.directions)
        return "\n".join(
            part for part in (f"{self.name} {self.version}", self.advice, sliders) if part
        )
