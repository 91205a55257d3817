from __future__ import annotations

from pathlib import Path

import pytest
import torch

from etude.core.errors import EtudeError
from etude.models import cppn, gan, gpt, lstm, melody_vae, vae
from etude.models.catalogue import find_recipe, recipe_kinds
from etude.models.pictures import Material, PictureRecipe
from etude.models.sequences import Alphabet
from tests.models.conformance import check_recipe

SMALL = {"width": 8, "narrowest": 4, "widest": 16, "batch": 8}
CASES = {
    "vae": (vae.Vae, vae.Config(**SMALL), Material(3, 32, 100)),
    "vae-alone": (vae.Vae, vae.Config(**SMALL, adversarial=0.0), Material(4, 16, 100)),
    "gan": (gan.Gan, gan.Config(**SMALL), Material(3, 32, 100)),
    "gan-grown": (gan.Gan, gan.Config(**SMALL, grow_from=16, rebuild=5.0), Material(3, 64, 100)),
    "gan-classes": (gan.Gan, gan.Config(**SMALL, mirror=True), Material(4, 16, 50, ("a", "b"))),
    "lstm": (lstm.Lstm, lstm.Config(width=24, window=16, batch=4), Alphabet(40)),
    "lstm-tied": (lstm.Lstm, lstm.Config(width=24, layers=1, window=16, batch=4), Alphabet(1100)),
    "gpt": (gpt.Gpt, gpt.Config(heads=2, layers=2, window=16, batch=4), Alphabet(40)),
    "melody-vae": (
        melody_vae.MelodyVae,
        melody_vae.Config(width=8, neurons=24, layers=1, batch=8),
        None,
    ),
    "cppn": (cppn.Cppn, cppn.Config(width=8, neurons=12, layers=3, batch=4), Material(size=32)),
}


@pytest.mark.parametrize("case", CASES)
def test_every_recipe_conforms(case: str, tmp_path: Path) -> None:
    kind, config, material = CASES[case]
    check_recipe(kind, config, material, tmp_path)


def test_every_recipe_of_the_catalogue_is_checked() -> None:
    assert {kind.recipe for kind in recipe_kinds().values()} == {case[0] for case in CASES.values()}


def test_unknown_recipe_offers_the_nearest() -> None:
    with pytest.raises(EtudeError) as caught:
        find_recipe("vea")
    assert caught.value.code == "training.recipe-unknown"
    assert "vae" in caught.value.text("en")


def _spread(recipe: PictureRecipe, size: int) -> torch.Tensor:
    z = torch.randn(6, recipe.z_size, generator=torch.Generator().manual_seed(0))
    return recipe.render(recipe.to_codes(z))


def test_cppn_paints_the_same_picture_at_any_size() -> None:
    recipe = cppn.Cppn(cppn.Config(width=8, neurons=12, layers=3), Material(size=32))
    generate = next(g for g in recipe.graphs() if g.command == "generate").module
    w = torch.randn(1, recipe.rows, recipe.width)
    whole = torch.tensor([-1.0, -1.0, 1.0, 1.0])
    with torch.no_grad():
        small = generate(w, whole, torch.tensor(16), torch.tensor(16))
        large = generate(w, whole, torch.tensor(64), torch.tensor(64))
        left = generate(w, torch.tensor([-1.0, -1.0, 0.0, 1.0]), torch.tensor(64), torch.tensor(32))
    pooled = torch.nn.functional.avg_pool2d(large, 4)
    assert (pooled - small).abs().mean() < 0.1
    assert torch.allclose(left, large[..., :32], atol=1e-4)


def test_generator_has_no_dark_frame_before_it_is_trained() -> None:
    torch.manual_seed(0)
    recipe = gan.Gan(gan.Config(width=16, narrowest=8, widest=32), Material(3, 64))
    pictures = _spread(recipe, 64)
    frame = torch.cat([pictures[..., 0, :], pictures[..., -1, :]], -1).abs().mean()
    inside = pictures[..., 16:-16, 16:-16].abs().mean()
    assert frame > 0.8 * inside
