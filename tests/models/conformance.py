"""What every recipe must be able to do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray

from etude.models.engine import Engine
from etude.models.melody_vae import MelodyVae
from etude.models.pictures import PictureRecipe
from etude.models.recipe import Recipe
from etude.models.sequences import SequenceRecipe
from etude.training.checkpoint import load_checkpoint, save_checkpoint
from etude.training.device import new_recipe
from etude.training.export import export_graph


def _weights(recipe: Recipe) -> list[torch.Tensor]:
    return [value for net in recipe.networks.values() for value in net.state_dict().values()]


def check_recipe(kind: type[Recipe], config: object, material: object, folder: Path) -> None:
    """Check a recipe: it learns, resumes exactly, samples by seed and exports what it computes."""
    check_resume(kind, config, material, folder / "state.pt")
    engine = Engine()
    recipe = new_recipe(kind, config, material, 3)
    check_learning(recipe, engine)
    # So many that what is fitted to their codes has several centres.
    recipe.finish(lambda: (recipe.rehearse(engine) for _ in range(8)), engine)
    if isinstance(recipe, PictureRecipe):
        check_painting(recipe)
        check_picture_graphs(recipe)
    elif isinstance(recipe, MelodyVae):
        check_singing(recipe, engine)
        check_phrase_graphs(recipe)
    else:
        assert isinstance(recipe, SequenceRecipe)
        check_writing(recipe, engine)
        check_step_graph(recipe)


def check_resume(kind: type[Recipe], config: object, material: object, file: Path) -> None:
    """Two steps, a checkpoint and two more give the same bits as four steps."""
    straight, engine = new_recipe(kind, config, material, 3), Engine()
    for i in range(4):
        straight.step(straight.rehearse(engine), 0.9 + i / 100, engine)
        if i == 1:
            save_checkpoint(file, straight, engine, {"elapsed": 2.0})
    resumed, other = new_recipe(kind, config, material, 4), Engine()
    assert load_checkpoint(file, resumed, other) == {"elapsed": 2.0}
    for i in range(2, 4):
        resumed.step(resumed.rehearse(other), 0.9 + i / 100, other)
    assert resumed.registers == straight.registers
    for a, b in zip(_weights(straight), _weights(resumed), strict=True):
        assert torch.equal(a, b)


def check_learning(recipe: Recipe, engine: Engine) -> None:
    """Two steps change the weights, and every loss is a number."""
    before = [w.clone() for w in _weights(recipe)]
    for progress in (0.1, 0.95):
        losses = recipe.step(recipe.rehearse(engine), progress, engine)
        assert losses
        assert all(np.isfinite(v) for v in losses.values())
    assert any(not torch.equal(a, b) for a, b in zip(before, _weights(recipe), strict=True))


def check_painting(recipe: PictureRecipe) -> None:
    """The same z gives the same pictures, another z others, of the shapes that were promised."""
    material = recipe.material
    z = torch.randn(2, recipe.z_size, generator=torch.Generator().manual_seed(5))
    labels = torch.zeros(2, dtype=torch.int64) if material.classes else None
    w = recipe.to_codes(z, labels)
    assert w.shape == (2, recipe.rows, recipe.width)
    pictures = recipe.render(w)
    assert pictures.shape == (2, material.channels, material.size, material.size)
    assert torch.equal(pictures, recipe.render(recipe.to_codes(z, labels)))
    assert not torch.equal(pictures[0], pictures[1])


def check_picture_graphs(recipe: PictureRecipe) -> None:
    """ONNX Runtime computes what the framework computes, within 1e-4, with free batch sizes."""
    graphs = {graph.command: graph for graph in recipe.graphs()}
    assert {"map", "generate"} <= graphs.keys()
    for graph in graphs.values():
        inputs: dict[str, NDArray[np.generic]] = {k: v.numpy() for k, v in graph.examples.items()}
        session = onnxruntime.InferenceSession(
            export_graph(graph, "float32"), providers=["CPUExecutionProvider"]
        )
        if graph.dynamic.get("w", {}).get(0) and "w" in inputs:
            inputs["w"] = np.random.default_rng(0).normal(size=(3, recipe.rows, recipe.width))
            inputs["w"] = inputs["w"].astype(np.float32)
        (found,) = session.run(None, inputs)
        with torch.no_grad():
            wanted = graph.module(*[torch.from_numpy(np.asarray(v)) for v in inputs.values()])
        assert np.abs(found - wanted.numpy()).max() < 1e-4
        assert graph.inputs_spec.keys() == inputs.keys()


def check_writing(recipe: SequenceRecipe, engine: Engine) -> None:
    """The same chance writes the same symbols; in one go or in parts, surprise is the same."""
    first, again, other = (
        recipe.write(2, 30, engine, torch.Generator().manual_seed(seed)) for seed in (5, 5, 6)
    )
    assert first.shape == (2, 30)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    state = recipe.reader.begin(2)
    with torch.no_grad():
        whole = recipe.reader(first, *state)[0]
        parts = []
        for at in (0, 1, 13):
            logits, *after = recipe.reader(first[:, at : {0: 1, 1: 13, 13: 30}[at]], *state)
            state = tuple(after)
            parts.append(logits)
    assert torch.allclose(whole, torch.cat(parts, 1), atol=1e-4)


def check_step_graph(recipe: SequenceRecipe) -> None:
    """ONNX Runtime steps as the framework does, symbol by symbol and many at once."""
    (graph,) = recipe.graphs()
    assert graph.command == "step"
    assert graph.inputs_spec.keys() == graph.examples.keys()
    assert graph.outputs_spec.keys() == set(graph.outputs)
    session = onnxruntime.InferenceSession(
        export_graph(graph, "float32"), providers=["CPUExecutionProvider"]
    )
    rng = torch.Generator().manual_seed(0)
    state = [part.numpy() for part in recipe.reader.begin(3)]
    wanted_state = recipe.reader.begin(3)
    for length in (1, 17, 1, 40, 1, 17):
        tokens = torch.randint(recipe.material.size, (3, length), generator=rng)
        inputs = dict(zip(graph.examples, [tokens.numpy(), *state], strict=True))
        logits, *state = session.run(list(graph.outputs), inputs)
        with torch.no_grad():
            wanted, *after = recipe.reader(tokens, *wanted_state)
        wanted_state = tuple(after)
        assert logits.shape == (3, length, recipe.material.size)
        for found, meant in zip([logits, *state], [wanted, *wanted_state], strict=True):
            assert np.abs(found - meant.numpy()).max(initial=0.0) < 1e-4


def check_singing(recipe: MelodyVae, engine: Engine) -> None:
    """The same normal numbers give the same phrases, others others; a code has one row."""
    width = recipe.config.width
    normal = torch.randn(2, width, generator=torch.Generator().manual_seed(5))
    metre = torch.tensor([0, 3])
    codes = recipe.draw(normal)
    sounds, begins = recipe.sing(codes, metre)
    assert sounds.shape[:2] == begins.shape == (2, 32)
    assert torch.equal(sounds, recipe.sing(recipe.draw(normal), metre)[0])
    assert not torch.equal(sounds[0], sounds[1])
    missed, said = recipe.judge(recipe.rehearse(engine))
    assert missed.shape == said.shape == (recipe.config.batch,)
    assert (missed > 0).all()
    assert (said >= 0).all()


def check_phrase_graphs(recipe: MelodyVae) -> None:
    """ONNX Runtime reads and sings as the framework does, any number of phrases at once."""
    graphs = {graph.command: graph for graph in recipe.graphs()}
    assert list(graphs) == ["map", "encode", "decode"]
    batch = recipe.rehearse(Engine(rng=torch.Generator().manual_seed(2)))
    codes = recipe.encode(batch.tokens, batch.metre)[0][:, None]
    given = {
        "map": {"z": codes[:, 0]},
        "encode": {"tokens": batch.tokens, "metre": batch.metre},
        "decode": {"w": codes, "metre": batch.metre},
    }
    wanted = {
        "map": [recipe.networks["aggregate"].sample(codes[:, 0])[:, None]],
        "encode": [codes],
        "decode": list(recipe.sing(codes[:, 0], batch.metre)),
    }
    for name, graph in graphs.items():
        assert graph.inputs_spec.keys() == graph.examples.keys() == given[name].keys()
        assert graph.outputs_spec.keys() == set(graph.outputs)
        session = onnxruntime.InferenceSession(
            export_graph(graph, "float32"), providers=["CPUExecutionProvider"]
        )
        found = session.run(None, {key: value.numpy() for key, value in given[name].items()})
        for values, meant in zip(found, wanted[name], strict=True):
            assert np.abs(values - meant.numpy()).max() < 1e-4
