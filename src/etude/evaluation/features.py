"""Vectors of pictures from convolutions whose weights nobody trained."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from etude.core.seeds import generator
from etude.evaluation.planes import Pictures, check, chunks

if TYPE_CHECKING:
    import onnx

    from etude.inference import Session

Vectors = NDArray[np.float32]
"""float32 ``[N, D]``, one row a picture."""

WIDTHS = (16, 32, 64, 96, 128, 128)
"""Channels after the first, second, ... halving; the last one stays for larger pictures."""

SLOPE = 0.2
CLIP = 10.0
"""Standard deviations after which a feature says only "far out"."""


class RandomConvFeatures:
    """A fixed ensemble of random convolutional networks that turns pictures into vectors.

    Random networks separate sets of pictures without having been shown any, which makes them fair
    to pictures that are like nothing in ImageNet (Naeem et al., "Reliable fidelity and diversity
    metrics", 2020, section 5; Ustyuzhaninov et al., "Texture synthesis using shallow convolutional
    networks with random filters", 2016). Each member halves the picture by strided convolutions
    (5x5, then 3x3) with leaky ReLU until it is about four pixels wide. The vector holds the mean
    and the standard deviation of every channel at every depth, which see colour and texture, and
    the means of the four quarters at the last depth, which see the layout. Half of the first
    filters ignore flat colour, so that contours count whatever the palette.

    A vector is comparable only with vectors of the same instance: `fit` measures every entry on the
    training pictures and `__call__` returns it as a z-score.

    Args:
        seeds: One member of the ensemble for each.
        threads: Threads for ONNX Runtime; 0 leaves the choice to it.
    """

    def __init__(self, seeds: tuple[int, ...] = (0, 1, 2), threads: int = 0) -> None:
        self.seeds = seeds
        self.threads = threads

    def fit(self, train: Pictures) -> RandomConvFeatures:
        """Build the networks for these pictures' size and measure what is usual for them.

        Args:
            train: uint8 ``[N, H, W, C]``, at least two real pictures.

        Returns:
            self, with `shape_`, `mean_` and `scale_`.
        """
        check(train, "train")
        self.shape_: tuple[int, ...] = train.shape[1:]
        self.__dict__.pop("_session", None)
        raw = self._raw(train)
        self.mean_ = raw.mean(0)
        spread = raw.std(0)
        # A channel that hardly moves on the real pictures would turn rounding into distance.
        self.scale_ = np.maximum(spread, np.float32(0.02) * np.median(spread) + np.float32(1e-6))
        return self

    def __call__(self, pictures: Pictures) -> Vectors:
        """Return the vectors of pictures.

        Args:
            pictures: uint8 ``[N, H, W, C]`` of the fitted height, width and channels.

        Returns:
            float32 ``[N, D]``, z-scores on the training pictures, within -10 and 10.
        """
        check(pictures, "pictures", like=np.empty((0, *self.shape_), np.uint8))
        vectors: Vectors = np.clip((self._raw(pictures) - self.mean_) / self.scale_, -CLIP, CLIP)
        return vectors

    def _raw(self, pictures: Pictures) -> Vectors:
        run = self._session.run
        parts = [run({"picture": planes})["vector"] for planes in chunks(pictures, 32)]
        return np.concatenate(parts)

    @cached_property
    def _session(self) -> Session:
        from etude.inference.sessions import open_session

        graph = build_graph(self.shape_, self.seeds).SerializeToString()
        return open_session(graph, "features", self.threads)


def build_graph(shape: tuple[int, ...], seeds: tuple[int, ...]) -> onnx.ModelProto:
    """Build the ensemble as one ONNX graph from ``picture`` to ``vector``.

    Args:
        shape: Height, width and channels of the pictures.
        seeds: One member for each.

    Returns:
        The model: float32 ``[n, C, H, W]`` to float32 ``[n, D]``.
    """
    from onnx import TensorProto, helper

    height, width, channels = shape
    build = _Build()
    vectors = [name for seed in seeds for name in _member(build, seed, height, width, channels)]
    build.node("Concat", vectors, "vector", axis=1)
    graph = helper.make_graph(
        build.nodes,
        "random-conv-features",
        [
            helper.make_tensor_value_info(
                "picture", TensorProto.FLOAT, ["n", channels, height, width]
            )
        ],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["n", None])],
        build.constants,
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="etude"
    )


class _Build:
    """Nodes and constants of a graph on their way."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, name: str, value: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(value, name))
        return name


def _member(build: _Build, seed: int, height: int, width: int, channels: int) -> list[str]:
    """Add one network; return the names of its pieces of the vector, each ``[n, d]``."""
    pieces: list[str] = []
    value, before = "picture", channels
    for depth in range(count_depths(height, width)):
        name = f"s{seed}d{depth}"
        kernel = 5 if depth == 0 else 3
        after = WIDTHS[min(depth, len(WIDTHS) - 1)]
        weight = build.constant(f"{name}w", draw_filters(seed, depth, after, before, kernel))
        # Repeated edges: zeros outside would draw a frame that every picture shares.
        reach = kernel // 2
        pads = build.constant(f"{name}p", np.array([0, 0, reach, reach] * 2, np.int64))
        padded = build.node("Pad", [value, pads], f"{name}e", mode="edge")
        strided = build.node("Conv", [padded, weight], f"{name}c", strides=[2, 2])
        value = build.node("LeakyRelu", [strided], f"{name}a", alpha=SLOPE)
        before, height, width = after, (height + 1) // 2, (width + 1) // 2
        pieces += _moments(build, value, name)
    halves = [(height + 1) // 2, (width + 1) // 2]
    pooled = build.node(
        "AveragePool",
        [value],
        f"s{seed}q",
        kernel_shape=halves,
        strides=[max(height // 2, 1), max(width // 2, 1)],
    )
    return [*pieces, build.node("Flatten", [pooled], f"s{seed}quarters", axis=1)]


def _moments(build: _Build, value: str, name: str) -> list[str]:
    """Add mean and standard deviation of every channel."""
    mean = build.node("ReduceMean", [value], f"{name}m", axes=[2, 3], keepdims=1)
    gap = build.node("Sub", [value, mean], f"{name}g")
    square = build.node("Mul", [gap, gap], f"{name}s")
    variance = build.node("ReduceMean", [square], f"{name}v", axes=[2, 3], keepdims=0)
    spread = build.node("Sqrt", [variance], f"{name}d")
    return [build.node("Flatten", [mean], f"{name}f", axis=1), spread]


def count_depths(height: int, width: int) -> int:
    """Return how often pictures of this size are halved: down to about four pixels.

    Args:
        height: In pixels.
        width: In pixels.
    """
    return max(1, int(np.log2(min(height, width))) - 2)


def draw_filters(seed: int, depth: int, after: int, before: int, kernel: int) -> Vectors:
    """Draw the filters of one layer, scaled to keep the variance (He et al., 2015).

    Args:
        seed: Of the ensemble's member.
        depth: 0 for the layer that sees the picture.
        after: Channels out.
        before: Channels in.
        kernel: Side of the filters in pixels.

    Returns:
        float32 ``[after, before, kernel, kernel]``.
    """
    chance = generator(seed, "evaluation.features", depth)
    filters = chance.standard_normal((after, before, kernel, kernel))
    if depth == 0:
        filters[: after // 2] -= filters[: after // 2].mean((2, 3), keepdims=True)
    filters *= np.sqrt(2 / ((1 + SLOPE**2) * before * kernel * kernel))
    return filters.astype(np.float32)
