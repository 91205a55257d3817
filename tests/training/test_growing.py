"""A run whose networks are still growing is not judged by its small pictures."""

import itertools

from etude.training.fit import fit
from etude.training.pictures import Judged
from etude.training.run import Settings

GROWING = {"width": 8, "narrowest": 4, "widest": 16, "batch": 8, "grow_from": 16}


def test_the_best_moment_is_one_with_everything_in(dataset, tmp_path) -> None:
    clock = itertools.count()
    # Judged alone, the first look would be the best of all.
    qualities = itertools.count(1.0)
    run = fit(
        dataset,
        Settings(
            recipe="gan",
            config=GROWING,
            size=32,
            seconds=60.0,
            dataset=dataset.name,
            dataset_hash=dataset.hash,
            bfloat16=False,
            channels_last=True,
        ),
        tmp_path / "run",
        judge=lambda batches: lambda samples: Judged(next(qualities)),
        clock=lambda: float(next(clock)),
    )
    looks = [each for each in run.state.history if "quality" in each]
    growing = [each for each in looks if each["registers"]["grown"] < 1.0]
    assert len(growing) > 2
    assert run.recipe.settled
    assert run.state.best == looks[len(growing)]["quality"]
