"""What a run learns from and is judged by; the loop knows no more of a medium than this."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Protocol

from etude.models.engine import Engine


class Feed(Protocol):
    """Batches to learn from, and a look at what has been learnt.

    `patience` says how many times worse than the best the end may be and still be kept: more than 1
    where the quality is measured with chance in it.
    """

    patience: ClassVar[float]

    def draw(self, engine: Engine) -> Any:
        """Draw this process's share of a batch, as the recipe's `step` takes it.

        Args:
            engine: Its device is that of the batch.
        """

    def epoch(self, engine: Engine) -> Iterator[Any]:
        """Go once through what is trained on.

        Args:
            engine: Its device is that of the batches.
        """

    def look(self, engine: Engine, file: Path) -> float:
        """Write down what the averaged weights make, and say how good they are.

        Args:
            engine: Where it is computed.
            file: Where to write, without its suffix.

        Returns:
            The distance from what was held out, lower is better; NaN where nothing can be said.

        Raises:
            EtudeError: ``disk.full``.
        """
