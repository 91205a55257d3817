"""Ways through the space of codes: sliders that are found and named, and moves between pictures.

`directions.discover` finds the sliders of a model and measures how far each may be pushed; `moves`
varies, mixes, crosses and morphs. All of it is arithmetic on arrays; pictures come from a function
that the caller hands in.
"""

from __future__ import annotations

from etude.explore.directions import Direction, Found, discover
from etude.explore.moves import crossbreed, mix, morph, vary

__all__ = ["Direction", "Found", "crossbreed", "discover", "mix", "morph", "vary"]
