"""The modules that become ONNX graphs of a picture package, and their typed declarations."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from etude.models.growth import Unfinished
from etude.models.networks import Generator
from etude.models.pictures import PictureRecipe
from etude.models.recipe import Graph


class AffineMap(nn.Module):
    """Colour a normal vector with a mean and a Cholesky factor, and repeat it on every row."""

    def __init__(self, mean: Tensor, factor: Tensor, rows: int) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("factor_t", factor.T.contiguous())
        self.rows = rows

    def forward(self, z: Tensor) -> Tensor:
        """Map z [n, D] to codes [n, L, D]."""
        w: Tensor = self.mean + z @ self.factor_t  # type: ignore[operator]
        return w[:, None].expand(-1, self.rows, -1)


class RepeatRows(nn.Module):
    """A vector, or what a mapping makes of it, repeated on every row."""

    def __init__(self, rows: int, mapping: nn.Module | None = None) -> None:
        super().__init__()
        self.rows, self.mapping = rows, mapping or nn.Identity()

    def forward(self, z: Tensor) -> Tensor:
        """Map z [n, Z] to codes [n, L, D]."""
        w: Tensor = self.mapping(z)
        return w[:, None].expand(-1, self.rows, -1)


class StyleMap(nn.Module):
    """A mapping network whose style repeats on every row."""

    def __init__(self, mapping: nn.Module, rows: int) -> None:
        super().__init__()
        self.mapping, self.rows = mapping, rows

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """Map z [n, D] and classes [n] to codes [n, L, D]."""
        style: Tensor = self.mapping(z, label)
        return style[:, None].expand(-1, self.rows, -1)


class Painter(nn.Module):
    """A generator whose colours leave in [-1, 1] and, for RGBA, not multiplied by alpha."""

    def __init__(self, generator: nn.Module, transparent: bool) -> None:
        super().__init__()
        self.generator, self.transparent = generator, transparent

    def forward(self, w: Tensor) -> Tensor:
        """Paint codes [n, L, D] as pictures [n, C, S, S] in [-1, 1]."""
        picture: Tensor = self.generator(w).clamp(-1.0, 1.0)
        if not self.transparent:
            return picture
        alpha = (picture[:, 3:] + 1.0) / 2.0
        colours = (picture[:, :3] + 1.0) / 2.0 / alpha.clamp(min=0.02)
        return torch.cat([colours.clamp(0.0, 1.0) * 2.0 - 1.0, picture[:, 3:]], 1)


def multiply_alpha(pictures: Tensor) -> Tensor:
    """Multiply the colours of RGBA pictures by their alpha; leave RGB alone.

    Args:
        pictures: Float32 [n, 3 or 4, S, S] in [-1, 1].
    """
    if pictures.shape[1] == 3:
        return pictures
    alpha = (pictures[:, 3:] + 1.0) / 2.0
    return torch.cat([(pictures[:, :3] + 1.0) * alpha - 1.0, pictures[:, 3:]], 1)


class RepeatedEncoder(nn.Module):
    """An encoder whose mean repeats on every row."""

    def __init__(self, encoder: nn.Module, width: int, rows: int) -> None:
        super().__init__()
        self.encoder, self.width, self.rows = encoder, width, rows

    def forward(self, picture: Tensor) -> Tensor:
        """Write pictures [n, C, S, S] as codes [n, L, D]."""
        w: Tensor = self.encoder(multiply_alpha(picture))[:, : self.width]
        return w[:, None].expand(-1, self.rows, -1)


class RowEncoder(nn.Module):
    """An encoder that finds a style for each row."""

    def __init__(self, encoder: nn.Module, rows: int, width: int) -> None:
        super().__init__()
        self.encoder, self.rows, self.width = encoder, rows, width

    def forward(self, picture: Tensor) -> Tensor:
        """Write pictures [n, C, S, S] as codes [n, L, D]."""
        w: Tensor = self.encoder(multiply_alpha(picture))
        return w.view(-1, self.rows, self.width)


def _image(recipe: PictureRecipe) -> dict[str, Any]:
    side = recipe.material.size
    return {
        "type": "image",
        "size": [side, side],
        "channels": recipe.material.channels,
        "range": [-1, 1],
    }


def code_spec(recipe: PictureRecipe) -> dict[str, Any]:
    """Return the typed declaration of a code `w` [n, L, D].

    Args:
        recipe: Says how many rows there are and how long they are.
    """
    return {"type": "vector", "rows": recipe.rows, "size": recipe.width}


def map_graph(recipe: PictureRecipe, mapping: nn.Module) -> Graph:
    """Return the graph of `map`: z, and the class where there are classes, to w.

    Args:
        recipe: Whose graph it is.
        mapping: From z [n, Z], and classes int64 [n], to w [n, L, D].
    """
    examples = {"z": torch.randn(1, recipe.z_size)}
    spec: dict[str, dict[str, Any]] = {
        "z": {"type": "vector", "size": recipe.z_size, "prior": "normal"}
    }
    classes = recipe.material.classes
    if classes and recipe.name == "gan":
        examples["label"] = torch.zeros(1, dtype=torch.int64)
        spec["label"] = {"type": "choice", "options": list(classes)}
    dynamic = {key: {0: "n"} for key in [*examples, "w"]}
    return Graph("map", mapping.eval(), examples, ("w",), dynamic, spec, {"w": code_spec(recipe)})


def picture_graphs(
    recipe: PictureRecipe,
    mapping: nn.Module,
    generator: Generator | Unfinished,
    encoder: nn.Module | None,
) -> list[Graph]:
    """Return `map`, `generate` and, with an encoder, `encode` of a square picture model.

    Args:
        recipe: Whose graphs they are.
        mapping: From z [n, Z], and classes int64 [n], to w [n, L, D].
        generator: From w to pictures.
        encoder: From pictures to w, or None.
    """
    material = recipe.material
    w = torch.randn(1, recipe.rows, recipe.width)
    painter = Painter(generator.baked(), material.channels == 4).eval()
    free = {"w": {0: "n"}, "picture": {0: "n"}}
    graphs = [
        map_graph(recipe, mapping),
        Graph(
            "generate",
            painter,
            {"w": w},
            ("picture",),
            free,
            {"w": code_spec(recipe)},
            {"picture": _image(recipe)},
        ),
    ]
    if encoder is not None:
        picture = torch.zeros(1, material.channels, material.size, material.size)
        graphs.append(
            Graph(
                "encode",
                encoder.eval(),
                {"picture": picture},
                ("w",),
                free,
                {"picture": _image(recipe)},
                {"w": code_spec(recipe)},
            )
        )
    return graphs
