"""The Python API: where a model is played, steered, and the result kept with its recipe.

>>> import etude
>>> model = etude.load("portraits")  # doctest: +SKIP
>>> work = model.create(seed=7, glasses=1.0)  # doctest: +SKIP
>>> work.save("p.png")  # doctest: +SKIP

A `Studio` is a workspace with its models and its gallery; a `Player` is a model of pictures in it,
a `Scribe` one of words, a `Composer` one of music, a `Melodist` one of two bars of melody. Every
work is made by playing a `recipe`, and so it is made again.
"""

from __future__ import annotations

from etude.studio.composer import Composer
from etude.studio.melodist import Melodist
from etude.studio.player import Player
from etude.studio.recalling import recall
from etude.studio.replay import Again
from etude.studio.scribe import Scribe
from etude.studio.studio import Studio, again, load, mix, open, train, vary

__all__ = [
    "Again",
    "Composer",
    "Melodist",
    "Player",
    "Scribe",
    "Studio",
    "again",
    "load",
    "mix",
    "open",
    "recall",
    "train",
    "vary",
]
