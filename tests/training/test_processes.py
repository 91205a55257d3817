"""Two real processes train one model."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.datasets import Dataset
from etude.models.engine import Engine
from etude.training.processes import check_shares, lead, seed_stream
from tests.training.together import STEPS, describe, take_step

ROOT = Path(__file__).parents[2]


def torchrun(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    quiet = {"OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [*command, "-m", *map(str, words)],
        cwd=ROOT,
        env=os.environ | quiet | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def folder(room: Workspace, dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first start, whose last run was killed, and a second, which resumed it, have left."""
    folder = tmp_path_factory.mktemp("together")
    killed = torchrun("tests.training.together", folder, room.root, "all")
    assert "SIGKILL" in killed.stderr, killed.stderr
    assert not (folder / "killed-0.pt").exists()
    resumed = torchrun("tests.training.together", folder, room.root, "resume")
    assert resumed.returncode == 0, resumed.stderr
    return folder


def load(folder: Path, name: str, rank: int) -> dict[str, Tensor]:
    found: dict[str, Tensor] = torch.load(folder / f"{name}-{rank}.pt", weights_only=True)
    return found


class Joined(Engine):
    """One process that sees the whole batch and draws what two would have drawn, in turns."""

    def __init__(self) -> None:
        super().__init__()
        self.streams = [torch.Generator().manual_seed(seed_stream(3, rank)) for rank in (0, 1)]

    def both(self, draw: Callable[..., Tensor], n: int, rest: tuple[int, ...]) -> Tensor:
        parts = [draw((n // 2, *rest), generator=stream) for stream in self.streams]
        return torch.stack(parts, 1).flatten(0, 1)

    def normal(self, *shape: int) -> Tensor:
        return self.both(torch.randn, shape[0], shape[1:])

    def uniform(self, *shape: int) -> Tensor:
        return self.both(torch.rand, shape[0], shape[1:])

    def integers(self, high: int, *shape: int) -> Tensor:
        def draw(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
            return torch.randint(high, shape, generator=generator)

        return self.both(draw, shape[0], shape[1:])


@pytest.mark.parametrize("name", STEPS)
def test_gradients_are_those_of_the_whole_batch(folder: Path, name: str) -> None:
    whole, ours = describe(take_step(name, Joined())), load(folder, name, 0)
    assert ours.keys() == whole.keys()
    assert sum(key.startswith("gradient") and bool(ours[key].any()) for key in ours) > 10
    for key, value in whole.items():
        assert torch.allclose(ours[key], value, rtol=1e-4, atol=1e-5), key


@pytest.mark.parametrize("name", [*STEPS, "cppn", "words", "straight", "killed"])
def test_processes_end_with_the_same_bits(folder: Path, name: str) -> None:
    first, second = (load(folder, name, rank) for rank in (0, 1))
    assert first.keys() == second.keys()
    for key, value in first.items():
        assert torch.equal(value, second[key]), key


def test_each_process_has_its_own_chance(folder: Path) -> None:
    alone = describe(take_step("vae", Engine(rng=torch.Generator().manual_seed(seed_stream(3, 1)))))
    key = "gradient encoder.end.weight"
    assert not torch.allclose(alone[key], load(folder, "vae", 1)[key], rtol=1e-2)
    streams = torch.load(folder / "straight" / "last.pt", weights_only=True)["rng"]
    assert len(streams) == 2
    assert not torch.equal(streams[0], streams[1])


def test_a_kill_costs_nothing_but_time(folder: Path) -> None:
    straight, resumed = load(folder, "straight", 0), load(folder, "killed", 0)
    for key in straight.keys() - {"elapsed"}:
        if not key.startswith("gradient"):
            assert torch.equal(straight[key], resumed[key]), key
    assert straight["elapsed"] == resumed["elapsed"] == 30.0
    metrics = [
        (folder / run / "metrics.jsonl").read_text().splitlines() for run in ("straight", "killed")
    ]
    assert len(metrics[0]) == len(metrics[1]) == 6  # written by one process alone


@pytest.mark.skipif(sys.platform != "linux", reason="lists threads as Linux does")
def test_no_thread_of_a_group_outlives_it(folder: Path) -> None:
    for rank in range(2):
        threads = (folder / f"threads-{rank}.txt").read_text()
        assert threads
        assert "gloo" not in threads


@pytest.mark.parametrize("batch", [7, 2])
def test_a_batch_that_cannot_be_shared_is_refused_with_one_that_can(batch: int) -> None:
    check_shares(batch, 1)
    with pytest.raises(EtudeError) as caught:
        check_shares(batch, 3)
    assert caught.value.code == "training.shares"
    best = int(caught.value.details["best"])
    assert best in (6, 9) if batch == 7 else best == 6
    check_shares(best, 3)


def test_one_process_leads_itself() -> None:
    assert lead(lambda: 5) == 5
    assert seed_stream(7, 0) == 7
    assert len({seed_stream(7, rank) for rank in range(8)}) == 8


def test_the_command_trains_one_model_and_answers_once(
    room: Workspace, dataset: Dataset, tmp_path: Path
) -> None:
    shutil.copytree(room.datasets / "discs", tmp_path / "datasets" / "discs")
    words = ["--size", "32", "--minutes", "0.04", "--set", "batch=4", "--set", "widest=8"]
    done = torchrun("etude.cli", "train", "discs", *words, ETUDE_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "models").glob("*.etude")] == ["discs-1.0.0.etude"]
    assert done.stdout.count(str(tmp_path / "models")) == 1
