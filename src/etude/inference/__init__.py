"""Playing an opened package with ONNX Runtime.

`model` turns seeds into codes, codes into pictures and pictures into codes; `directions` are its
sliders; `tiles` cut a poster into parts; `sessions` is the one place that opens ONNX Runtime.
"""

from etude.inference.directions import Direction
from etude.inference.model import Model
from etude.inference.sessions import Session, open_session

__all__ = ["Direction", "Model", "Session", "open_session"]
