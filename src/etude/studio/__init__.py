"""The Python API: where a model is played, steered, and the result kept with its recipe.

>>> import etude
>>> model = etude.load("portraits")  # doctest: +SKIP
>>> work = model.create(seed=7, glasses=1.0)  # doctest: +SKIP
>>> work.save("p.png")  # doctest: +SKIP

A `Studio` is a workspace with its models and its gallery, a `Player` is a model in it. Every work
is made by playing a `recipe`, and so it is made again.
"""

from __future__ import annotations

from etude.studio.player import Player
from etude.studio.replay import Again
from etude.studio.studio import Studio, again, load, mix, open, train, vary

__all__ = ["Again", "Player", "Studio", "again", "load", "mix", "open", "train", "vary"]
