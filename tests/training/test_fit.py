from __future__ import annotations

import itertools
import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.datasets import Dataset
from etude.models.engine import Engine
from etude.models.pictures import Batch
from etude.models.vae import Vae
from etude.training.batches import Batches
from etude.training.fit import Fitted, fit
from etude.training.pictures import Judge, Judged
from etude.training.run import RunFolder, Settings

TINY = {"width": 8, "narrowest": 4, "widest": 16, "batch": 8}


class StepClock:
    """A clock that moves one second at each reading."""

    def __init__(self) -> None:
        self.readings = itertools.count()

    def __call__(self) -> float:
        return float(next(self.readings))


def settings(
    dataset: Dataset, recipe: str = "vae", seconds: float = 70.0, crop: str = "whole"
) -> Settings:
    return Settings(
        recipe=recipe,
        config=TINY,
        size=16,
        seconds=seconds,
        crop=crop,
        seed=7,
        dataset=dataset.name,
        dataset_hash=dataset.hash,
        bfloat16=False,
        channels_last=True,
    )


def weights(run: Fitted) -> dict[str, torch.Tensor]:
    return {
        f"{k}.{n}": v for k, net in run.recipe.networks.items() for n, v in net.state_dict().items()
    }


def brightness_judge(batches: Batches) -> Judge:
    target = batches.held_out.mean()
    return lambda samples: Judged(abs(float(samples.mean()) - float(target)) + 1.0)


class Killed(Exception):
    """Stands for a kill at any moment."""


@pytest.mark.parametrize(("recipe", "crop"), [("vae", "whole"), ("gan", "window")])
def test_killed_and_resumed_gives_the_same_bits(
    dataset: Dataset, tmp_path: Path, recipe: str, crop: str
) -> None:
    asked = settings(dataset, recipe, crop=crop)
    straight = fit(dataset, asked, tmp_path / "a", judge=brightness_judge, clock=StepClock())
    clock = StepClock()

    def dying_clock() -> float:
        now = clock()
        if now >= 47:
            raise Killed
        return now

    with pytest.raises(Killed):
        fit(dataset, asked, tmp_path / "b", judge=brightness_judge, clock=dying_clock)
    resumed = fit(
        dataset, asked, tmp_path / "b", resume=True, judge=brightness_judge, clock=StepClock()
    )
    assert straight.finished
    assert resumed.finished
    assert straight.state == resumed.state
    for key, value in weights(straight).items():
        assert torch.equal(value, weights(resumed)[key]), key
    metrics = [(tmp_path / run / "metrics.jsonl").read_text() for run in "ab"]
    looks = [[json.loads(line)["seconds"] for line in text.splitlines()] for text in metrics]
    assert looks[0] == looks[1]


def test_stopped_runs_go_on_and_can_be_extended(dataset: Dataset, tmp_path: Path) -> None:
    steps = itertools.count()
    stopped = fit(
        dataset,
        settings(dataset, seconds=20),
        tmp_path / "run",
        clock=StepClock(),
        stop=lambda: next(steps) >= 5,
    )
    assert not stopped.finished
    assert stopped.state.steps == 5
    longer = fit(
        dataset, settings(dataset, seconds=30), tmp_path / "run", resume=True, clock=StepClock()
    )
    assert longer.finished
    assert longer.state.steps == 30
    assert longer.settings.seconds == 30
    assert sorted(p.suffix for p in longer.folder.samples.iterdir())[:1] == [".png"]


SCRIPT = """
import itertools, sys
from pathlib import Path
import torch
torch.set_num_threads(1)
from etude.core.paths import Workspace
from etude.datasets import open_dataset
from etude.training.fit import fit
from etude.training.run import Settings
dataset = open_dataset("discs", Workspace(Path(sys.argv[1])))
asked = Settings(recipe="vae", config={config}, size=16, seconds=600.0, dataset="discs",
                 dataset_hash=dataset.hash, bfloat16=False, channels_last=True)
# A tenth of a second a step, however long the machine takes for it.
clock = itertools.count(0.0, 0.1)
fit(dataset, asked, Path(sys.argv[2]), resume=sys.argv[3] == "resume", checkpoint_seconds=0.3,
    clock=lambda: next(clock), progress=lambda event: print(event.done, flush=True))
"""


def test_kill_9_loses_at_most_one_interval(dataset: Dataset, room: object, tmp_path: Path) -> None:
    code = SCRIPT.replace("{config}", repr(TINY))
    reached = 0.0
    for attempt in range(3):
        arguments = [str(dataset.folder.parents[1]), str(tmp_path / "run")]
        arguments.append("resume" if attempt else "start")
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        lines = [float(process.stdout.readline()) for _ in range(3)]
        time.sleep(0.05 * attempt)
        os.kill(process.pid, signal.SIGKILL)
        lines += [float(line) for line in process.stdout if line.endswith("\n")]
        process.wait()
        process.stdout.close()
        if attempt:
            # What was saved is four steps old at most; a line comes every six steps at the latest.
            assert reached - 0.45 < lines[0] < reached + 1.25
        reached = lines[-1]
    assert RunFolder(tmp_path / "run").last.exists()


def _broken_vae(monkeypatch: pytest.MonkeyPatch, bad_steps: range) -> None:
    step, count = Vae.step, itertools.count()

    def broken(self: Vae, batch: Batch, progress: float, engine: Engine) -> dict[str, float]:
        losses = step(self, batch, progress, engine)
        return {"error": math.nan} if next(count) in bad_steps else losses

    monkeypatch.setattr(Vae, "step", broken)


def test_not_a_number_is_rolled_back_and_slowed_down(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _broken_vae(monkeypatch, range(40, 41))
    seen: list[Event] = []
    run = fit(
        dataset,
        settings(dataset),
        tmp_path / "run",
        judge=brightness_judge,
        clock=StepClock(),
        progress=seen.append,
    )
    assert [e.details["reason"] for e in seen if e.kind == "rollback"] == ["not-a-number"]
    assert run.recipe.registers["slower"] == 0.5
    rates = {group["lr"] for group in run.recipe.optimisers["painter"].param_groups}
    assert max(rates) < 1e-3 / 10
    assert all(torch.isfinite(w.float()).all() for w in weights(run).values())


def test_a_run_that_always_falls_apart_says_so(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _broken_vae(monkeypatch, range(35, 10_000))
    with pytest.raises(EtudeError) as caught:
        fit(dataset, settings(dataset), tmp_path / "run", clock=StepClock())
    assert caught.value.code == "training.diverged"


def test_collapse_goes_back_to_the_best_snapshot(dataset: Dataset, tmp_path: Path) -> None:
    qualities = iter([1.0, 0.5, 9.0, 9.0, *itertools.repeat(0.4, 99)])
    seen: list[Event] = []
    run = fit(
        dataset,
        settings(dataset),
        tmp_path / "run",
        judge=lambda batches: lambda samples: Judged(next(qualities)),
        clock=StepClock(),
        progress=seen.append,
    )
    assert [e.details["reason"] for e in seen if e.kind == "rollback"] == ["collapse"]
    assert run.state.best == 0.4


def test_a_worse_end_gives_way_to_the_best_snapshot(dataset: Dataset, tmp_path: Path) -> None:
    qualities = iter([1.0, 0.1, *itertools.repeat(0.25, 99)])
    kept = fit(
        dataset,
        settings(dataset),
        tmp_path / "run",
        judge=lambda batches: lambda samples: Judged(next(qualities)),
        clock=StepClock(),
    )
    best = torch.load(kept.folder.best, weights_only=True)
    assert best["loop"]["best"] == 0.1
    for key, value in best["networks"]["mean_decoder"].items():
        assert torch.equal(kept.recipe.networks["mean_decoder"].state_dict()[key], value)


def test_what_a_look_finds_of_copying_is_in_its_record(dataset: Dataset, tmp_path: Path) -> None:
    shares = iter([0.0, 0.25, *itertools.repeat(0.5, 99)])
    run = fit(
        dataset,
        settings(dataset),
        tmp_path / "run",
        judge=lambda batches: lambda samples: Judged(1.0, next(shares), 0.02),
        clock=StepClock(),
    )
    found = [each["registers"] for each in run.state.history]
    assert [each["copies"] for each in found][:4] == [0.0, 0.25, 0.5, 0.5]
    assert {each["chance"] for each in found} == {0.02}


def test_a_damaged_checkpoint_is_said(dataset: Dataset, tmp_path: Path) -> None:
    run = fit(dataset, settings(dataset, seconds=4), tmp_path / "run", clock=StepClock())
    data = bytearray(run.folder.last.read_bytes())
    run.folder.last.write_bytes(data[: len(data) // 2])
    with pytest.raises(EtudeError) as caught:
        fit(dataset, settings(dataset), tmp_path / "run", resume=True, clock=StepClock())
    assert caught.value.code == "training.checkpoint-broken"


def test_resume_needs_a_run_and_the_same_pictures(
    dataset: Dataset, room: object, tmp_path: Path
) -> None:
    from etude.core.paths import Workspace
    from etude.datasets import add
    from tests.training.conftest import write_pictures

    with pytest.raises(EtudeError) as caught:
        fit(dataset, settings(dataset), tmp_path / "none", resume=True)
    assert caught.value.code == "training.nothing-to-resume"
    fit(dataset, settings(dataset, seconds=4), tmp_path / "run", clock=StepClock())
    pictures = write_pictures(tmp_path / "more", 30, (48, 48))
    other = add(pictures, "discs", workspace=Workspace(tmp_path / "other")).dataset
    with pytest.raises(EtudeError) as caught:
        fit(other, settings(other), tmp_path / "run", resume=True)
    assert caught.value.code == "training.dataset-changed"


def test_a_recipe_without_data_trains(tmp_path: Path) -> None:
    asked = Settings("cppn", {"width": 8, "neurons": 12, "layers": 3, "batch": 4}, 32, 3.0)
    run = fit(None, asked, tmp_path / "run", clock=StepClock())
    assert run.finished
    assert run.batches is None
    assert run.settings.bfloat16 is not None  # the race decided
