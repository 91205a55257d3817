"""What every recipe must be able to do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray

from etude.models.engine import Engine
from etude.models.pictures import Batch, Material, PictureRecipe
from etude.training.checkpoint import load_checkpoint, save_checkpoint
from etude.training.device import new_recipe
from etude.training.export import export_graph


def _batch(material: Material, engine: Engine, n: int) -> Batch:
    shape = (n, material.channels, material.size, material.size)
    labels = engine.integers(len(material.classes), n) if material.classes else None
    return Batch(engine.normal(*shape).clamp(-1, 1), labels)


def _weights(recipe: PictureRecipe) -> list[torch.Tensor]:
    return [value for net in recipe.networks.values() for value in net.state_dict().values()]


def check_recipe(
    kind: type[PictureRecipe], config: object, material: Material, folder: Path
) -> None:
    """Check a recipe: it learns, resumes exactly, samples by seed and exports what it computes."""
    check_resume(kind, config, material, folder / "state.pt")
    engine = Engine()
    recipe = new_recipe(kind, config, material, 3)
    check_learning(recipe, material, engine)
    recipe.finish(lambda: iter([_batch(material, engine, 8), _batch(material, engine, 8)]), engine)
    check_sampling(recipe, material)
    check_graphs(recipe, material)


def check_resume(kind: type[PictureRecipe], config: object, material: Material, file: Path) -> None:
    """Two steps, a checkpoint and two more give the same bits as four steps."""
    straight, engine = new_recipe(kind, config, material, 3), Engine()
    for i in range(4):
        straight.step(_batch(material, engine, 8), 0.9 + i / 100, engine)
        if i == 1:
            save_checkpoint(file, straight, engine, {"elapsed": 2.0})
    resumed, other = new_recipe(kind, config, material, 4), Engine()
    assert load_checkpoint(file, resumed, other) == {"elapsed": 2.0}
    for i in range(2, 4):
        resumed.step(_batch(material, other, 8), 0.9 + i / 100, other)
    assert resumed.registers == straight.registers
    for a, b in zip(_weights(straight), _weights(resumed), strict=True):
        assert torch.equal(a, b)


def check_learning(recipe: PictureRecipe, material: Material, engine: Engine) -> None:
    """Two steps change the weights, and every loss is a number."""
    before = [w.clone() for w in _weights(recipe)]
    for progress in (0.1, 0.95):
        losses = recipe.step(_batch(material, engine, 8), progress, engine)
        assert losses
        assert all(np.isfinite(v) for v in losses.values())
    assert any(not torch.equal(a, b) for a, b in zip(before, _weights(recipe), strict=True))


def check_sampling(recipe: PictureRecipe, material: Material) -> None:
    """The same z gives the same pictures, another z others, of the shapes that were promised."""
    z = torch.randn(2, recipe.z_size, generator=torch.Generator().manual_seed(5))
    labels = torch.zeros(2, dtype=torch.int64) if material.classes else None
    w = recipe.to_codes(z, labels)
    assert w.shape == (2, recipe.rows, recipe.width)
    pictures = recipe.render(w)
    assert pictures.shape == (2, material.channels, material.size, material.size)
    assert torch.equal(pictures, recipe.render(recipe.to_codes(z, labels)))
    assert not torch.equal(pictures[0], pictures[1])


def check_graphs(recipe: PictureRecipe, material: Material) -> None:
    """ONNX Runtime computes what the framework computes, within 1e-4, with free batch sizes."""
    graphs = {graph.command: graph for graph in recipe.graphs()}
    assert {"map", "generate"} <= graphs.keys()
    for graph in graphs.values():
        inputs: dict[str, NDArray[np.generic]] = {k: v.numpy() for k, v in graph.examples.items()}
        session = onnxruntime.InferenceSession(
            export_graph(graph, half=False), providers=["CPUExecutionProvider"]
        )
        if graph.dynamic.get("w", {}).get(0) and "w" in inputs:
            inputs["w"] = np.random.default_rng(0).normal(size=(3, recipe.rows, recipe.width))
            inputs["w"] = inputs["w"].astype(np.float32)
        (found,) = session.run(None, inputs)
        with torch.no_grad():
            wanted = graph.module(*[torch.from_numpy(np.asarray(v)) for v in inputs.values()])
        assert np.abs(found - wanted.numpy()).max() < 1e-4
        assert graph.inputs_spec.keys() == inputs.keys()
