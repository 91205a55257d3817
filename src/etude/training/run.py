"""A run on disk: its settings, its metrics as JSON lines, its pictures through time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from etude.core.errors import EtudeError
from etude.core.files import disk_errors, write_atomic
from etude.core.hashes import canonical_json


@dataclass(frozen=True)
class Settings:
    """What a run was asked to do; written to `run.json` when it starts.

    Args:
        recipe: Name of the architecture.
        config: Settings of the architecture by name.
        size: Side of the pictures in pixels.
        seconds: Time budget.
        crop: `whole` or `window`.
        seed: Of first weights, batches and noise.
        dataset: Name of the dataset, empty for a recipe that needs none.
        dataset_hash: Its hash, so that a resumed run meets the same pictures.
        bfloat16, channels_last: How steps are computed; the race decides when they are None.
    """

    recipe: str
    config: Mapping[str, Any]
    size: int
    seconds: float
    crop: str = "whole"
    seed: int = 0
    dataset: str = ""
    dataset_hash: str = ""
    bfloat16: bool | None = None
    channels_last: bool | None = None


class RunFolder:
    """The files of one run.

    Args:
        path: The folder; made when the settings are written.
        writes: Whether this process does; of several that train one model, process 0 alone does.
    """

    def __init__(self, path: Path, writes: bool = True) -> None:
        self.path, self.writes = path, writes
        self.samples = path / "samples"
        self.last, self.best = path / "last.pt", path / "best.pt"
        self._metrics = path / "metrics.jsonl"

    def write_settings(self, settings: Settings) -> None:
        """Write `run.json`.

        Args:
            settings: What the run was asked to do.

        Raises:
            EtudeError: ``disk.full``, ``disk.closed``.
        """
        if not self.writes:
            return
        self.samples.mkdir(parents=True, exist_ok=True)
        write_atomic(self.path / "run.json", canonical_json(asdict(settings)))

    def read_settings(self) -> Settings:
        """Read `run.json`.

        Raises:
            EtudeError: ``training.nothing-to-resume`` when there is none.
        """
        try:
            known = {f.name for f in fields(Settings)}
            data = json.loads((self.path / "run.json").read_text("utf-8"))
            return Settings(**{k: v for k, v in data.items() if k in known})
        except (OSError, ValueError, TypeError) as error:
            raise EtudeError("training.nothing-to-resume", name=self.path.name) from error

    def read_metrics(self) -> list[dict[str, Any]]:
        """Return what was written down; a line that is being written is left for the next time."""
        return list(self._records())

    def read_spent(self) -> float:
        """Return how many seconds the run took, as of its last look."""
        looks = [each for each in self._records() if "steps" in each]
        return float(looks[-1]["seconds"]) if looks else 0.0

    def append(self, record: Mapping[str, Any]) -> None:
        """Add one line to `metrics.jsonl`.

        Args:
            record: As JSON can say it.

        Raises:
            EtudeError: ``disk.full``.
        """
        if not self.writes:
            return
        with disk_errors(self._metrics), self._metrics.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def clear(self) -> None:
        """Forget the metrics and snapshots of an earlier run in this folder.

        Raises:
            EtudeError: ``disk.full``.
        """
        self.rewrite([])
        if not self.writes:
            return
        for snapshot in (self.last, self.best):
            snapshot.unlink(missing_ok=True)

    def rewrite(self, history: list[dict[str, Any]]) -> None:
        """Replace `metrics.jsonl`: a resumed run forgets what was written after its checkpoint.

        Args:
            history: Its records, oldest first.

        Raises:
            EtudeError: ``disk.full``.
        """
        if not self.writes:
            return
        write_atomic(self._metrics, "".join(json.dumps(r) + "\n" for r in history).encode())

    def _records(self) -> Iterator[dict[str, Any]]:
        try:
            lines = self._metrics.read_bytes().splitlines(keepends=True)
        except OSError:
            return
        for line in lines:
            if not line.endswith(b"\n"):
                return
            try:
                yield json.loads(line)
            except ValueError:
                return
