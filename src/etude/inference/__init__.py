"""Playing an opened package with ONNX Runtime.

`model` turns seeds into codes, codes into pictures and pictures into codes; `directions` are its
sliders; `tiles` cut a poster into parts; `sampling` chooses the next symbol of a sequence;
`sessions` is the one place that opens ONNX Runtime.
"""

from etude.inference.directions import Direction
from etude.inference.model import Model
from etude.inference.sampling import Constraint, Sampling
from etude.inference.sessions import Session, open_session

__all__ = ["Constraint", "Direction", "Model", "Sampling", "Session", "open_session"]
