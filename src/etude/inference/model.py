"""A model: an opened package that can be played."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.messages import list_names
from etude.core.nearest import nearest
from etude.core.seeds import generator
from etude.inference.directions import Direction, check_settings, read_directions
from etude.inference.sessions import Session
from etude.inference.tiles import Window, check_window, cut_tiles, default_window
from etude.packages.manifest import Choice, Image, Number, Vector

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.packages.package import Package

    Codes = npt.NDArray[np.float32]
    Pixels = npt.NDArray[np.uint8]

MAX_CALM = 1.5
MAX_COUNT = 10_000
MAX_PIXELS = 100_000_000
DEFAULT_SIDE = 512
BATCH = 16


class Model:
    """A picture model that is played: seeds to codes, codes to pictures, pictures to codes.

    Args:
        package: What `etude.packages.open_package` gave. Its graphs are loaded when they are
            first needed.

    Raises:
        EtudeError: ``model.other-medium`` for a package of another medium.
    """

    def __init__(self, package: Package) -> None:
        if package.manifest.medium != "picture" or package.manifest.latent is None:
            raise EtudeError(
                "model.other-medium", model=package.name, medium=package.manifest.medium
            )
        self.package = package
        self.latent = package.manifest.latent
        self._sessions: dict[str, Session] = {}

    @property
    def name(self) -> str:
        """The model's name."""
        return self.package.name

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes one can ask for, in English, by their indices; empty where there are none."""
        choice = self._choice
        return choice.options if choice else ()

    @property
    def picture(self) -> Image:
        """What `generate` gives: size (None for any), channels and fit."""
        value = self.package.manifest.commands["generate"].outputs["picture"]
        assert isinstance(value, Image)
        return value

    @property
    def any_size(self) -> bool:
        """Whether pictures of any size can be asked for."""
        return self.picture.size is None

    @cached_property
    def mean(self) -> Codes:
        """The mean of the codes, float32 ``[L, D]``: the calmest picture."""
        return self._arrays["mean"]

    @cached_property
    def directions(self) -> dict[str, Direction]:
        """The model's sliders by their English names."""
        return read_directions(self.package.manifest, self._arrays)

    def can(self, command: str) -> bool:
        """Say whether the model knows a command.

        Args:
            command: For example ``encode``.
        """
        return command in self.package.manifest.commands

    def codes(
        self, seed: int, count: int = 1, label: str | int | None = None, calm: float = 1.0
    ) -> Codes:
        """Draw codes by chance; item i of a seed is the same whatever the count.

        Args:
            seed: Any whole number; the same one gives the same codes.
            count: How many, 1 to 10,000.
            label: A class, by name or index; by default each item's class is drawn as well.
            calm: How far from the mean, 0 (the mean itself) to 1.5; 1 is as the model learnt it.
                The truncation trick (Karras et al., "A style-based generator architecture", 2019).

        Returns:
            float32 ``[count, L, D]``.

        Raises:
            EtudeError: ``model.bad-count``, ``model.bad-calm``, ``model.no-labels``,
                ``model.unknown-label`` or ``model.unknown-label-near``.
        """
        import numpy as np

        if not 1 <= count <= MAX_COUNT:
            raise EtudeError("model.bad-count", count=count, most=MAX_COUNT)
        self.check_calm(calm)
        chosen = self.label_index(label)
        if self.can("map"):
            rows = [self._map(seed, i, z, chosen) for i, z in enumerate(self._normals(seed, count))]
            w = np.concatenate(rows)
        else:
            w = self.mean + self._normals(seed, count).reshape(-1, *self._shape)
        return self.mean + np.float32(calm) * (w - self.mean)

    def label_index(self, label: str | int | None) -> int | None:
        """Return the index of a class.

        Args:
            label: Its name in any language the package has, or its index; None stays None.

        Raises:
            EtudeError: ``model.no-labels``, ``model.unknown-label`` or
                ``model.unknown-label-near``.
        """
        choice = self._choice
        if label is None:
            return None
        if choice is None:
            raise EtudeError("model.no-labels", model=self.name, label=label)
        text = str(label).strip()
        for names in (choice.options, *choice.names.values()):
            folded = [name.casefold() for name in names]
            if text.casefold() in folded:
                return folded.index(text.casefold())
        if text.isascii() and text.isdigit() and int(text) < len(choice.options):
            return int(text)
        groups = (choice.options, *choice.names.values())
        own = {name: choice.options[k] for group in groups for k, name in enumerate(group)}
        near = [own[each] for each in nearest(text, own)]
        chinese = dict(zip(choice.names.get("zh", ()), choice.options, strict=False))
        told = list_names(near or choice.options, chinese)
        if near:
            raise EtudeError("model.unknown-label-near", model=self.name, label=text, nearest=told)
        raise EtudeError("model.unknown-label", model=self.name, label=text, there=told)

    def check_calm(self, calm: float) -> float:
        """Return how calm codes are to be, when it is in range.

        Args:
            calm: 0 to 1.5.

        Raises:
            EtudeError: ``model.bad-calm``.
        """
        if not 0.0 <= calm <= MAX_CALM:
            raise EtudeError("model.bad-calm", calm=calm, most=MAX_CALM)
        return calm

    def check_codes(self, w: Codes) -> Codes:
        """Return codes that this model can play.

        Args:
            w: ``[n, L, D]``, finite.

        Returns:
            The same as float32.

        Raises:
            EtudeError: ``model.bad-code`` or ``model.not-finite``.
        """
        import numpy as np

        codes = np.ascontiguousarray(w, dtype=np.float32)
        if codes.ndim != 3 or codes.shape[1:] != self._shape or not len(codes):
            got = " x ".join(str(n) for n in codes.shape)
            rows, size = self._shape
            raise EtudeError("model.bad-code", model=self.name, got=got, rows=rows, size=size)
        if not np.isfinite(codes).all():
            raise EtudeError("model.not-finite", model=self.name, command="generate")
        return codes

    def steer(self, w: Codes, settings: Mapping[str, float]) -> Codes:
        """Move codes along directions.

        Args:
            w: float32 ``[n, L, D]``.
            settings: Values by the names of directions, in any language they have; 0 changes
                nothing.

        Returns:
            float32 ``[n, L, D]``, a new array.

        Raises:
            EtudeError: One of the ``direction.*`` errors.
        """
        import numpy as np

        moved = self.check_codes(w).copy()
        for name, value in check_settings(self.directions, settings, self.name).items():
            moved += np.float32(value) * self.directions[name].axis
        return moved

    def generate(
        self,
        w: Codes,
        size: int | tuple[int, int] | None = None,
        window: Window | None = None,
        batched: bool = False,
    ) -> Pixels:
        """Paint codes.

        Args:
            w: float32 ``[n, L, D]``.
            size: Side of a square, or height and width, in pixels; only for a model that paints any
                size (512 by default).
            window: The part of the plane to show: left, top, right, bottom, y down; only for a
                model that paints any size. By default the shorter side shows -1 to 1.
            batched: Paint several at once, which is faster for sheets and previews; the last bits
                may then differ, so a work is never made that way.

        Returns:
            uint8 ``[n, H, W, C]``, C = 3 (RGB) or 4 (RGBA with straight alpha).

        Raises:
            EtudeError: ``model.bad-code``, ``model.fixed-size``, ``model.bad-size``,
                ``model.bad-window``, ``model.failed``, ``model.too-slow``, ``model.not-finite``.
        """
        import numpy as np

        codes = self.check_codes(w)
        if not self.any_size:
            self._check_fixed(size, window)
            step = BATCH if batched else 1
            parts = [self._paint(codes[i : i + step]) for i in range(0, len(codes), step)]
            return np.concatenate(parts)
        height, width = self._check_size(size, len(codes))
        part = check_window(window) if window is not None else default_window(height, width)
        pixels = np.empty((len(codes), height, width, self.picture.channels), np.uint8)
        for i in range(len(codes)):
            self._paint_tiles(codes[i : i + 1], pixels[i], part)
        return pixels

    def encode(self, pixels: Pixels) -> Codes:
        """Find the codes of pictures.

        Args:
            pixels: uint8 ``[n, H, W, C]`` or ``[H, W, C]``, RGB or RGBA, of any size; they are
                brought to the model's size by the package's fit.

        Returns:
            float32 ``[n, L, D]``.

        Raises:
            EtudeError: ``package.no-command`` where the model cannot encode, ``model.failed``.
        """
        import numpy as np

        pictures = pixels if pixels.ndim == 4 else pixels[None]
        session = self._session("encode")
        spec = self.package.manifest.commands["encode"].inputs["picture"]
        assert isinstance(spec, Image)
        rows = [session.run({"picture": _prepare(each, spec)})["w"] for each in pictures]
        return self._check_output(np.concatenate(rows), (len(pictures), *self._shape), "encode")

    @property
    def _shape(self) -> tuple[int, int]:
        return self.latent.rows, self.latent.size

    @cached_property
    def _arrays(self) -> dict[str, npt.NDArray[np.float32]]:
        return self.package.arrays()

    @property
    def _choice(self) -> Choice | None:
        command = self.package.manifest.commands.get("map")
        value = command.inputs.get("label") if command else None
        return value if isinstance(value, Choice) else None

    def _session(self, command: str) -> Session:
        if command not in self._sessions:
            graph = self.package.graph(command)
            self._sessions[command] = Session(graph, f"{self.name}: {command}")
        return self._sessions[command]

    def _normals(self, seed: int, count: int) -> Codes:
        """Draw z, float32 ``[count, Z]``."""
        import numpy as np

        size = self.latent.rows * self.latent.size
        if self.can("map"):
            value = self.package.manifest.commands["map"].inputs["z"]
            assert isinstance(value, Vector)
            size = value.size
        return generator(seed, "z").standard_normal((count, size)).astype(np.float32)

    def _map(self, seed: int, item: int, z: Codes, label: int | None) -> Codes:
        import numpy as np

        inputs: dict[str, npt.NDArray[Any]] = {"z": z[None]}
        choice = self._choice
        if choice is not None:
            index = label
            if index is None:
                index = int(generator(seed, "label", item).integers(len(choice.options)))
            inputs["label"] = np.array([index], np.int64)
        return self._check_output(self._session("map").run(inputs)["w"], (1, *self._shape), "map")

    def _paint(self, codes: Codes) -> Pixels:
        assert self.picture.size is not None
        values = self._session("generate").run({"w": codes})["picture"]
        shape = (len(codes), self.picture.channels, *self.picture.size)
        return _to_pixels(self._check_output(values, shape, "generate"))

    def _paint_tiles(self, code: Codes, pixels: Pixels, window: Window) -> None:
        """Paint one picture of any size in place; the memory it takes is that of one tile."""
        import numpy as np

        session = self._session("generate")
        for tile in cut_tiles(pixels.shape[0], pixels.shape[1], window):
            inputs: dict[str, npt.NDArray[Any]] = {
                "w": code,
                "window": np.array(tile.window, np.float32),
                "height": np.full((1,) * session.inputs["height"], tile.height, np.int64),
                "width": np.full((1,) * session.inputs["width"], tile.width, np.int64),
            }
            values = session.run(inputs)["picture"]
            shape = (1, pixels.shape[2], tile.height, tile.width)
            painted = _to_pixels(self._check_output(values, shape, "generate"))
            rows = slice(tile.top, tile.top + tile.height)
            pixels[rows, tile.left : tile.left + tile.width] = painted[0]

    def _check_output(
        self, values: npt.NDArray[Any], shape: tuple[int, ...], command: str
    ) -> Codes:
        import numpy as np

        if values.shape != shape or values.dtype != np.float32:
            reason = f"{command}: {values.dtype} {list(values.shape)}, not float32 {list(shape)}"
            raise EtudeError("model.failed", model=self.name, reason=reason)
        if not np.isfinite(values).all():
            raise EtudeError("model.not-finite", model=self.name, command=command)
        return values

    def _check_fixed(self, size: int | tuple[int, int] | None, window: Window | None) -> None:
        height, width = self.picture.size or (0, 0)
        wanted = (size, size) if isinstance(size, int) else size
        if window is not None or (wanted is not None and tuple(wanted) != (height, width)):
            raise EtudeError("model.fixed-size", model=self.name, width=width, height=height)

    def _check_size(self, size: int | tuple[int, int] | None, count: int) -> tuple[int, int]:
        inputs = self.package.manifest.commands["generate"].inputs
        tall, wide = inputs["height"], inputs["width"]
        assert isinstance(tall, Number)
        assert isinstance(wide, Number)
        usual = int(tall.default or DEFAULT_SIDE), int(wide.default or DEFAULT_SIDE)
        height, width = (size, size) if isinstance(size, int) else size or usual
        for side, limit in ((height, tall), (width, wide)):
            if not limit.low <= side <= limit.high:
                limits = {"low": f"{limit.low:g}", "high": f"{limit.high:g}"}
                raise EtudeError("model.bad-size", width=width, height=height, **limits)
        if height * width * count > MAX_PIXELS:
            megapixels = MAX_PIXELS // 1_000_000
            raise EtudeError(
                "model.too-large", width=width, height=height, count=count, most=megapixels
            )
        return int(height), int(width)


def _prepare(pixels: Pixels, spec: Image) -> npt.NDArray[np.float32]:
    """Bring one picture to what a graph takes, float32 ``[1, C, H, W]``."""
    import numpy as np

    from etude.media.picture import Picture, flatten, resize, to_signed

    size = spec.size or pixels.shape[:2]
    fitted = resize(Picture(pixels), (size[0], size[1]), spec.fit).pixels
    if spec.channels == 3:
        fitted = flatten(fitted)
    elif fitted.shape[2] == 3:
        fitted = np.dstack([fitted, np.full(fitted.shape[:2], 255, np.uint8)])
    return to_signed(fitted)[None]


def _to_pixels(values: npt.NDArray[np.float32]) -> Pixels:
    from etude.media.picture import from_signed

    return from_signed(values)
