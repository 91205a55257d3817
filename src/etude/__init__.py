"""Train small generators on your own pictures, then play them.

>>> import etude
>>> model = etude.load("portraits")  # doctest: +SKIP
>>> model.create(seed=7, glasses=1.0).save("portrait.png")  # doctest: +SKIP
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

# ONNX Runtime reports its use to its makers unless it is told not to before it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

if TYPE_CHECKING:
    from etude.studio import again, load, open, train

__version__ = "0.1.0"
__all__ = ["__version__", "again", "load", "open", "train"]


def __getattr__(name: str) -> Any:
    # The studio is opened when it is first used, so that `import etude` costs nothing.
    if name in ("again", "load", "open", "train"):
        from etude import studio

        return getattr(studio, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
