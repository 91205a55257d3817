"""What may have been heard before, told from hashes of short runs."""

from __future__ import annotations

import numpy as np

from etude.media.music.judgement.echoes import Echoes, hash_runs
from etude.media.music.score import DRUMS, Part, Score
from etude.media.music.transposing import transpose
from tests.media.music.scores import Q, line


def tune(seed: int, count: int = 32, program: int = 0) -> Score:
    pitches = np.random.default_rng(seed).integers(55, 80, count)
    return Score((Part("", program, line(*[(int(each), Q) for each in pitches])),), count * Q)


def test_a_melody_is_heard_in_any_key_and_only_as_long_as_it_is() -> None:
    echoes = Echoes(hash_runs([tune(1), tune(2)]))
    assert len(echoes) == 2 * (31 - 5)
    assert echoes.longest(transpose(tune(1), 3)) == 32
    assert echoes.longest(tune(3)) == 0
    own, borrowed = tune(4).parts[0].notes, tune(2).parts[0].notes
    both = [(note.pitch, Q) for note in (*own[:12], *borrowed[4:14], *own[12:24])]
    assert echoes.longest(Score((Part("", 0, line(*both)),), 36 * Q)) == 10


def test_every_part_is_listened_to_but_percussion_is_no_melody() -> None:
    echoes = Echoes(hash_runs([tune(1)]))
    under = Score((*tune(5).parts, *tune(1).parts), 32 * Q)
    assert echoes.longest(under) == 32
    assert len(hash_runs([tune(1, program=DRUMS)])) == 0
    assert echoes.longest(Score((Part("", 0),), 4 * Q)) == 0
    assert Echoes(hash_runs([])).longest(tune(1)) == 0


def test_drones_are_nobodys() -> None:
    drone = Score((Part("", 0, line(*[(60, Q)] * 32)),), 32 * Q)
    assert Echoes(hash_runs([drone])).longest(drone) == 0
