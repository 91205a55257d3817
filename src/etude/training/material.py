"""What a run needs before it can begin, checked without PyTorch."""

from __future__ import annotations

from etude.core.errors import EtudeError
from etude.datasets.pictures import Pictures


def check_enough(dataset: Pictures) -> None:
    """Check that there are pictures to train on and others to judge by.

    Args:
        dataset: Opened dataset of pictures.

    Raises:
        EtudeError: ``training.too-few``.
    """
    if len(dataset.train) < 2 or len(dataset.held_out) < 1:
        raise EtudeError("training.too-few", name=dataset.name, count=len(dataset.items))
