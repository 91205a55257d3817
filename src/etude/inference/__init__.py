"""Playing an opened package with ONNX Runtime.

`model` turns seeds into codes, codes into pictures and pictures into codes; `directions` are its
sliders; `tiles` cut a poster into parts; `sampling` chooses the next symbol of a sequence;
`writer` writes sequences, and `beams` search for the best; `singer` turns codes into phrases of
melody and back; `sessions` is the one place that opens
ONNX Runtime.
"""

from etude.inference.beams import beam
from etude.inference.candidates import Candidate, pick_best
from etude.inference.directions import Direction
from etude.inference.model import Model
from etude.inference.sampling import Constraint, Sampling
from etude.inference.sessions import Session, open_session
from etude.inference.singer import Singer
from etude.inference.writer import Writer

__all__ = [
    "Candidate",
    "Constraint",
    "Direction",
    "Model",
    "Sampling",
    "Session",
    "Singer",
    "Writer",
    "beam",
    "open_session",
    "pick_best",
]
