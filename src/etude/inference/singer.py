"""A singer: an opened package that turns codes into two bars of melody, and bars into codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.seeds import generator
from etude.inference.directions import Direction, check_settings, read_directions
from etude.inference.model import MAX_CALM, MAX_COUNT
from etude.inference.sessions import Session
from etude.packages.manifest import Vector

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.packages.package import Package

    Codes = npt.NDArray[np.float32]
    Tokens = npt.NDArray[np.int64]

ROUNDS, TRIALS, SPREAD = 6, 24, 0.35  # of the search for a code that gives a phrase back
REMEMBERED = 32  # phrases whose codes are kept at hand


class Singer:
    """A model of phrases that is played.

    Phrases are symbols int64 ``[n, STEPS]`` (`media.music.phrases`), metres are their places in
    `media.music.phrases.METRES`. Each phrase is computed alone, so that it is the same bits
    whatever it is computed beside.

    Args:
        package: What `etude.packages.open_package` gave.

    Raises:
        EtudeError: ``model.other-medium`` for a package that sings no phrases.
    """

    def __init__(self, package: Package) -> None:
        manifest = package.manifest
        if manifest.medium != "music" or "decode" not in manifest.commands:
            raise EtudeError("model.other-medium", model=package.name, medium=manifest.medium)
        assert manifest.latent is not None
        self.package, self.latent = package, manifest.latent
        self._sessions: dict[str, Session] = {}
        self._sought: dict[bytes, tuple[Codes, float]] = {}

    @property
    def name(self) -> str:
        """The model's name."""
        return self.package.name

    @cached_property
    def mean(self) -> Codes:
        """The mean of the codes, float32 ``[1, D]``."""
        return self.package.arrays()["mean"]

    @cached_property
    def directions(self) -> dict[str, Direction]:
        """The model's sliders by their English names."""
        return read_directions(self.package.manifest, self.package.arrays())

    def codes(self, seed: int, count: int = 1, calm: float = 1.0) -> Codes:
        """Draw codes by chance; item i of a seed is the same whatever the count.

        Args:
            seed: Any whole number; the same one gives the same codes.
            count: How many, 1 to 10,000.
            calm: How far from the mean, 0 to 1.5; 1 is as the model learnt it.

        Returns:
            float32 ``[count, 1, D]``.

        Raises:
            EtudeError: ``model.bad-count`` or ``model.bad-calm``.
        """
        import numpy as np

        if not 1 <= count <= MAX_COUNT:
            raise EtudeError("model.bad-count", count=count, most=MAX_COUNT)
        if not 0.0 <= calm <= MAX_CALM:
            raise EtudeError("model.bad-calm", calm=calm, most=MAX_CALM)
        value = self.package.manifest.commands["map"].inputs["z"]
        assert isinstance(value, Vector)
        normal = generator(seed, "z").standard_normal((count, value.size)).astype(np.float32)
        rows = [self._run("map", {"z": each[None]})["w"] for each in normal]
        w = np.concatenate(rows)
        return np.asarray(self.mean + np.float32(calm) * (w - self.mean), np.float32)

    def encode(self, tokens: Tokens, metres: Tokens) -> Codes:
        """Find the codes of phrases.

        Args:
            tokens: int64 ``[n, STEPS]``.
            metres: int64 ``[n]``.

        Returns:
            float32 ``[n, 1, D]``.

        Raises:
            EtudeError: ``model.failed``.
        """
        import numpy as np

        rows = [
            self._run("encode", {"tokens": phrase[None], "metre": metre[None]})["w"]
            for phrase, metre in zip(tokens, metres, strict=True)
        ]
        return np.concatenate(rows)

    def steer(self, w: Codes, settings: Mapping[str, float]) -> Codes:
        """Move codes along directions.

        Args:
            w: float32 ``[n, 1, D]``.
            settings: Values by the names of directions, in any language they have.

        Returns:
            A new array of the same shape.

        Raises:
            EtudeError: One of the ``direction.*`` errors.
        """
        import numpy as np

        moved = np.array(w, np.float32)
        for name, value in check_settings(self.directions, settings, self.name).items():
            moved += np.float32(value) * self.directions[name].axis
        return moved

    def sing(self, w: Codes, metres: Tokens) -> Tokens:
        """Sing codes.

        Args:
            w: float32 ``[n, 1, D]``.
            metres: int64 ``[n]``.

        Returns:
            int64 ``[n, STEPS]``.

        Raises:
            EtudeError: ``model.failed``, ``model.not-finite``.
        """
        import numpy as np

        from etude.media.music.singing import sing

        rows = []
        for code, metre in zip(w, metres, strict=True):
            found = self._run("decode", {"w": code[None], "metre": metre[None]})
            if not np.isfinite(found["sounds"]).all() or not np.isfinite(found["begins"]).all():
                raise EtudeError("model.not-finite", model=self.name, command="decode")
            rows.append(sing(found["sounds"], found["begins"], metre[None]))
        return np.concatenate(rows)

    def seek(self, tokens: Tokens, metre: int) -> tuple[Codes, float]:
        """Find the code that gives a phrase back best.

        The encoder's answer comes first; then others near to it are tried, each round nearer than
        the last, because one wrong note of ten is a small step in the space of codes. The last few
        answers are kept.

        Args:
            tokens: int64 ``[STEPS]``.
            metre: Its place in `media.music.phrases.METRES`.

        Returns:
            float32 ``[1, D]``, and the share of the symbols that come back.

        Raises:
            EtudeError: As `sing`.
        """
        key = bytes(tokens.astype("u1")) + bytes([metre])
        found = self._sought.get(key)
        if found is None:
            found = self._seek(tokens, metre)
            while len(self._sought) >= REMEMBERED:
                self._sought.pop(next(iter(self._sought)), None)
            self._sought[key] = found
        return found

    def _seek(self, tokens: Tokens, metre: int) -> tuple[Codes, float]:
        import numpy as np

        from etude.media.music.phrases import lengths

        kinds, steps = np.asarray([metre]), int(lengths()[metre])

        def judge(code: Codes) -> float:
            return float((self.sing(code, kinds)[0, :steps] == tokens[:steps]).mean())

        best = self.encode(tokens[None], kinds)
        near, dice = judge(best), generator(0, "seek")
        for number in range(ROUNDS):
            centre, spread = best, np.float32(SPREAD / (1 + number))
            for _ in range(TRIALS if near < 1.0 else 0):
                moved = centre + spread * dice.standard_normal(centre.shape).astype(np.float32)
                share = judge(moved)
                if share > near:
                    best, near = moved, share
        return best[0], near

    def _run(self, command: str, inputs: dict[str, npt.NDArray[Any]]) -> dict[str, Any]:
        if command not in self._sessions:
            graph = self.package.graph(command)
            self._sessions[command] = Session(graph, f"{self.name}: {command}")
        return self._sessions[command].run(inputs)
