"""What each process does in the tests of several processes."""

from __future__ import annotations

import atexit
import itertools
import os
import signal
import sys
from pathlib import Path

import pytest
import torch

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.datasets import Dataset, open_dataset
from etude.models import gan, vae
from etude.models.engine import Engine
from etude.models.pictures import Batch, Material, PictureRecipe
from etude.training.device import new_recipe
from etude.training.fit import fit
from etude.training.pictures import Judged
from etude.training.processes import lead, open_processes, seed_stream
from etude.training.run import Settings
from etude.training.texts import WrittenTexts
from tests.training.test_sequences import make_texts
from tests.training.test_sequences import settings as word_settings

SMALL = {"width": 8, "narrowest": 4, "widest": 16, "batch": 16, "rate": 1e-5}
# Thousands of pictures need no augmentation, whose random numbers would not pair up.
STEPS = {
    "vae": (vae.Vae, vae.Config(**SMALL), Material(3, 16, 5000), 0.3),
    "vae-critic": (vae.Vae, vae.Config(**SMALL), Material(3, 16, 5000), 0.9),
    "gan": (gan.Gan, gan.Config(**SMALL, augment=0.0), Material(4, 16, 90, ("a", "b")), 0.95),
}


def draw_batch(material: Material) -> Batch:
    """Return the whole batch, the same in every process."""
    rng = torch.Generator().manual_seed(1)
    pictures = torch.randn(16, material.channels, 16, 16, generator=rng).clamp(-1, 1)
    labels = torch.randint(2, (16,), generator=rng) if material.classes else None
    return Batch(pictures, labels)


def take_step(name: str, engine: Engine) -> PictureRecipe:
    """Do one step of a recipe on this process's share of the batch: every second picture."""
    kind, config, material, progress = STEPS[name]
    recipe = new_recipe(kind, config, material, 3)
    whole, share = draw_batch(material), slice(engine.rank, None, engine.shares)
    labels = None if whole.labels is None else whole.labels[share]
    recipe.step(Batch(whole.pictures[share], labels), progress, engine)
    return recipe


def describe(recipe: PictureRecipe) -> dict[str, torch.Tensor]:
    """Return gradients, weights and registers by name."""
    found = {f"register {k}": torch.tensor(v) for k, v in recipe.registers.items()}
    for part, network in recipe.networks.items():
        found |= {f"{part}.{k}": v for k, v in network.state_dict().items()}
        grown = {k: p.grad for k, p in network.named_parameters() if p.grad is not None}
        found |= {f"gradient {part}.{k}": v for k, v in grown.items()}
    return found


def settings(dataset: Dataset | WrittenTexts | None, batch: int = 8) -> Settings:
    """Return what the runs of this file were asked to do."""
    if isinstance(dataset, WrittenTexts):
        return word_settings(dataset, seconds=30.0)
    if dataset is None:
        config = {"width": 8, "neurons": 12, "layers": 3, "batch": 4}
        return Settings("cppn", config, 32, 6.0, bfloat16=False, channels_last=False)
    config = {"width": 8, "narrowest": 4, "widest": 16, "batch": batch}
    return Settings("vae", config, 16, 30.0, "whole", 7, dataset.name, dataset.hash, False, True)


def train(
    folder: Path, dataset: Dataset | WrittenTexts | None, dies_at: float = 1e9, resume: bool = False
) -> None:
    """Train; process 0 alone has a clock and dies by it, and each keeps what it ended with."""
    ticks, rank = itertools.count(), open_processes().process_index

    def clock() -> float:
        now = float(next(ticks))
        if now >= dies_at and rank == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return now if rank == 0 else -1e6 * now

    run = fit(
        dataset,
        settings(dataset),
        folder,
        resume=resume,
        judge=lambda batches: lambda samples: Judged(1.0 + abs(float(samples.mean()) - 90.0)),
        clock=clock,
        stop=lambda: rank == 1,  # nobody asks process 1
        checkpoint_seconds=8.0,
    )
    assert run.finished
    weights = describe(run.recipe) | {"elapsed": torch.tensor(run.state.elapsed)}
    torch.save(weights, folder.parent / f"{folder.name}-{rank}.pt")


def refuse() -> None:
    """Raise in process 0 what every process must then raise."""
    raise EtudeError("training.minutes", minutes=0)


def check_words(dataset: Dataset) -> None:
    """Check that process 0's results and errors reach every process."""
    rank = open_processes().process_index
    assert lead(lambda: ("of", rank)) == ("of", 0)
    for code, act in (
        ("training.minutes", lambda: lead(refuse)),
        ("training.shares", lambda: fit(dataset, settings(dataset, 7), Path("nowhere"))),
    ):
        with pytest.raises(EtudeError) as caught:
            act()
        assert caught.value.code == code


def name_threads(folder: Path) -> None:
    """Write down the threads that are left, by the names that the system has for them."""
    names = [(task / "comm").read_text().strip() for task in Path("/proc/self/task").glob("*")]
    (folder / f"threads-{os.environ['RANK']}.txt").write_text(" ".join(names))


def main() -> None:
    """Do one part of the test."""
    folder, room, part = Path(sys.argv[1]), Workspace(Path(sys.argv[2])), sys.argv[3]
    dataset = open_dataset("discs", room)
    if part == "resume":
        atexit.register(name_threads, folder)  # done after whatever is registered from now on
        train(folder / "killed", dataset, resume=True)
        return
    processes = open_processes()
    rank = processes.process_index
    check_words(dataset)
    for name in STEPS:
        rng = torch.Generator().manual_seed(seed_stream(3, rank))
        recipe = take_step(name, Engine(rng=rng, processes=processes))
        torch.save(describe(recipe), folder / f"{name}-{rank}.pt")
    train(folder / "cppn", None)
    train(folder / "words", make_texts())
    train(folder / "straight", dataset)
    train(folder / "killed", dataset, dies_at=23.0)


if __name__ == "__main__":
    main()
