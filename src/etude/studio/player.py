"""A model that is played: every picture it makes is a work in the gallery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from etude.core.events import Progress, silent
from etude.core.seeds import new_seed
from etude.gallery.work import Work
from etude.inference.directions import Direction, check_settings
from etude.studio.keeping import keep
from etude.studio.open_model import OpenModel
from etude.studio.recipe import check_gesture, hash_pixels, pack_code, read_code, write_recipe
from etude.studio.stations import find_own, find_parents, list_seeds, read_sides, seen_code

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.inference import Model
    from etude.media.picture import Picture
    from etude.studio.film import Station
    from etude.studio.stations import Size
    from etude.studio.studio import Studio

    Codes = npt.NDArray[np.float32]


class Player(OpenModel):
    """A model in a studio.

    `Studio.load` makes one. Settings are the model's directions by name, in English or Chinese:
    ``model.create(seed=7, glasses=1.0)``, two words with an underscore between them. One that is
    called as an argument is, is said in a mapping: ``settings={"size": 1.0}``.

    Args:
        model: The opened model.
        studio: Where its works are kept.
    """

    def __init__(self, model: Model, studio: Studio) -> None:
        super().__init__(model.package, studio)
        self.model = model

    @property
    def directions(self) -> Mapping[str, Direction]:
        """The sliders by their English names, each with its range."""
        return self.model.directions

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes one can ask for."""
        return self.model.labels

    @overload
    def create(
        self,
        seed: int | None = None,
        count: None = None,
        calm: float = 1.0,
        label: str | int | None = None,
        size: Size | None = None,
        settings: Mapping[str, float] | None = None,
        **sliders: float,
    ) -> Work: ...

    @overload
    def create(
        self,
        seed: int | None = None,
        *,
        count: int,
        calm: float = 1.0,
        label: str | int | None = None,
        size: Size | None = None,
        settings: Mapping[str, float] | None = None,
        **sliders: float,
    ) -> list[Work]: ...

    def create(
        self,
        seed: int | None = None,
        count: int | None = None,
        calm: float = 1.0,
        label: str | int | None = None,
        size: Size | None = None,
        settings: Mapping[str, float] | None = None,
        **sliders: float,
    ) -> Work | list[Work]:
        """Make a work, or several.

        Args:
            seed: The same seed gives the same picture; by default one nobody has seen.
            count: Make so many, with the seeds ``seed``, ``seed + 1``, ..., and return a list.
            calm: How far from the model's mean: 0 is the mean, 1 as it learnt, up to 1.5 is wilder.
            label: A class, where the model has some.
            size: Side, or height and width, in pixels, for a model that paints any size.
            settings: How far along each direction, within its range.
            sliders: The same, as arguments.

        Returns:
            The work, or a list of works where `count` is given.

        Raises:
            EtudeError: One of the ``model.*`` and ``direction.*`` errors, ``disk.full``.
        """
        checked = check_settings(self.directions, {**(settings or {}), **sliders}, self.name)
        index = self.model.label_index(label)
        asked = {
            "label": None if index is None else self.labels[index],
            "calm": calm,
            "settings": checked,
            "size": read_sides(size),
        }
        recipes = [
            write_recipe("create", self.model, seed=each, **asked)
            for each in list_seeds(seed, count)
        ]
        works = [keep(self.model, self.gallery, recipe) for recipe in recipes]
        return works[0] if count is None else works

    @overload
    def vary(
        self,
        work: Work | str,
        strength: float = 0.3,
        count: None = None,
        seed: int | None = None,
        settings: Mapping[str, float] | None = None,
        **sliders: float,
    ) -> Work: ...

    @overload
    def vary(
        self,
        work: Work | str,
        strength: float = 0.3,
        *,
        count: int,
        seed: int | None = None,
        settings: Mapping[str, float] | None = None,
        **sliders: float,
    ) -> list[Work]: ...

    def vary(
        self,
        work: Work | str,
        strength: float = 0.3,
        count: int | None = None,
        seed: int | None = None,
        settings: Mapping[str, float] | None = None,
        **sliders: float,
    ) -> Work | list[Work]:
        """Make works that are near to a work.

        Args:
            work: A work of this model, or its id.
            strength: 0 changes nothing, 1 gives something new altogether.
            count: Make so many and return a list.
            seed: Which way to go; by default one nobody has gone.
            settings: Directions to set anew; the others stay as they are in the work.
            sliders: The same, as arguments.

        Returns:
            The work, or a list of works where `count` is given.

        Raises:
            EtudeError: ``explore.strength``, ``studio.other-model``, one of the ``gallery.*`` and
                ``direction.*`` errors.
        """
        from etude.explore.moves import vary

        parent = find_own(self.model, self.gallery, work)
        recipe, w = parent.recipe, read_code(self.model, parent.recipe)
        checked = check_settings(self.directions, {**(settings or {}), **sliders}, self.name)
        label, calm = recipe.get("label"), recipe.get("calm", 1.0)
        works = []
        for each in list_seeds(seed, count):
            stranger = self.model.codes(each, label=label, calm=calm)[0]
            varied = write_recipe(
                "vary",
                self.model,
                seed=each,
                strength=strength,
                label=label,
                calm=calm,
                settings={**recipe.get("settings", {}), **checked},
                size=read_sides(None, [parent]),
                code=pack_code(vary(w, stranger, self.model.mean, strength)),
                parents=[parent.id],
            )
            works.append(keep(self.model, self.gallery, varied))
        return works[0] if count is None else works

    def mix(
        self,
        a: Work | str,
        b: Work | str,
        rows: Iterable[int] | None = None,
        blend: float | None = None,
        settings: Mapping[str, float] | None = None,
        **sliders: float,
    ) -> Work:
        """Put two works together.

        Args:
            a: The work that gives the composition.
            b: The work that gives what is finer.
            rows: The rows of the code taken from `b`, 0 the coarsest; by default the finer half.
            blend: How much of `b` these rows hold, 0 to 1.
            settings: Directions to move the result along.
            sliders: The same, as arguments.

        Raises:
            EtudeError: ``explore.rows``, ``explore.blend``, ``studio.other-model``.
        """
        from etude.explore.moves import mix

        checked = check_settings(self.directions, {**(settings or {}), **sliders}, self.name)
        chosen = None if rows is None else sorted(set(rows))
        parents = [find_own(self.model, self.gallery, a), find_own(self.model, self.gallery, b)]
        codes = [seen_code(self.model, parent) for parent in parents]
        mixed = mix(codes[0], codes[1], chosen, blend)
        return self._descend("mix", parents, mixed, checked, rows=chosen, blend=blend)

    def crossbreed(
        self,
        *works: Work | str,
        seed: int | None = None,
        settings: Mapping[str, float] | None = None,
        **sliders: float,
    ) -> Work:
        """Make a child that takes something from every parent, another one for each seed.

        Args:
            works: Two works or more, the one that names the size first.
            seed: Decides who gives what.
            settings: Directions to move the child along, also as arguments.

        Raises:
            EtudeError: ``explore.parents``, ``studio.other-model``.
        """
        import numpy as np

        from etude.explore.moves import crossbreed

        checked = check_settings(self.directions, {**(settings or {}), **sliders}, self.name)
        parents = [find_own(self.model, self.gallery, work) for work in works]
        chosen = new_seed() if seed is None else seed
        codes = [seen_code(self.model, parent) for parent in parents]
        stacked = np.stack(codes) if codes else np.zeros((0, *self.model.mean.shape), np.float32)
        child = crossbreed(stacked, self.model.mean, chosen)
        return self._descend("crossbreed", parents, child, checked, seed=chosen)

    def morph(
        self,
        *stations: Station,
        frames: int | None = None,
        loop: bool = True,
        ease: float = 0.0,
        fps: float = 24.0,
        calm: float = 1.0,
        size: Size | None = None,
        suffix: str = ".webp",
        parents: Sequence[Work | str] = (),
        progress: Progress = silent,
        settings: Mapping[str, float] | None = None,
        **sliders: float,
    ) -> Work:
        """Make a film that wanders from one picture to the next.

        Args:
            stations: Two or more: seeds, works, the ids or titles of works, or codes float32
                ``[L, D]``. A text of digits only is a seed, as on the command line.
            frames: How many; by default 36 for each station.
            loop: Whether it comes back to its first picture without a seam.
            ease: 0 moves evenly, 1 rests at every station.
            fps: Frames a second.
            calm: Of the stations that are seeds.
            size: Side, or height and width, in pixels, for a model that paints any size.
            suffix: The format: ``.webp .gif .mp4 .webm``.
            parents: Works that its codes came from; works among the stations are so anyway.
            progress: Told after every frame.
            settings: Directions to move the whole film along.
            sliders: The same, as arguments.

        Raises:
            EtudeError: ``explore.stations``, ``explore.frames``, ``explore.ease``,
                ``studio.other-model``, one of the ``animation.*`` errors.
        """
        from etude.studio.film import write_film

        recipe = write_film(
            self.model,
            self.gallery,
            stations,
            {**(settings or {}), **sliders},
            frames=frames,
            loop=loop,
            ease=ease,
            fps=fps,
            calm=calm,
            size=size,
            suffix=suffix,
            parents=parents,
        )
        return keep(self.model, self.gallery, recipe, suffix, progress=progress)

    def paint(
        self,
        code: Codes,
        *,
        calm: float = 1.0,
        settings: Mapping[str, float] | None = None,
        size: Size | None = None,
        label: str | int | None = None,
        parents: Sequence[Work | str] = (),
        gesture: Mapping[str, Any] | None = None,
    ) -> Work:
        """Keep the picture of a code, for example what is on a page's canvas.

        Args:
            code: float32 ``[L, D]``, before its settings move it; calm and mixing are in it.
            calm: How calm the code was drawn, 0 to 1.5; works that vary this one are drawn so too.
            settings: How far along each direction, within its range.
            size: Side, or height and width, in pixels, for a model that paints any size.
            label: The class the code was drawn for, where the model has some.
            parents: Works of this model that the code came from, the one that gave the most first.
            gesture: How a hand came there, as JSON can say it; kept in the recipe as it is.

        Raises:
            EtudeError: ``model.bad-code``, ``model.not-finite``, ``model.bad-calm``,
                ``studio.bad-gesture``, ``studio.other-model``, one of the ``direction.*`` errors.
        """
        index = self.model.label_index(label)
        own, ids = find_parents(self.model, self.gallery, parents)
        recipe = write_recipe(
            "paint",
            self.model,
            label=None if index is None else self.labels[index],
            calm=self.model.check_calm(calm),
            settings=check_settings(self.directions, settings or {}, self.name),
            size=read_sides(size, own),
            code=pack_code(self.model.check_codes(code[None])[0]),
            gesture=check_gesture(gesture),
            parents=ids or None,
        )
        return keep(self.model, self.gallery, recipe)

    def encode(
        self, photo: str | Path | bytes | Picture | npt.NDArray[np.uint8], refine: bool = True
    ) -> Work:
        """Find the picture of this model that comes nearest to a photo.

        How near is in the work's `facts`: ``psnr`` in decibels (20 is a likeness, 30 hard to tell
        apart), and ``better_than``, the share of held-out pictures that came out worse, where the
        model knows it.

        Args:
            photo: A path, the bytes of a file, a picture, or pixels uint8 ``[H, W, C]``.
            refine: Whether to search on from where the encoder ends, some seconds long.

        Raises:
            EtudeError: ``package.no-command`` where the model cannot encode, one of the
                ``picture.*`` errors.
        """
        from etude.studio.likeness import find_likeness, open_photo

        source = open_photo(photo)
        found = find_likeness(self.model, source, refine)
        recipe = write_recipe(
            "encode",
            self.model,
            settings={},
            code=pack_code(found.w),
            # The hash says which photo it was without giving it away.
            photo={"sha256": hash_pixels(source.pixels[None])},
        )
        return keep(self.model, self.gallery, recipe, facts=found.facts)

    def _descend(
        self,
        command: str,
        parents: Sequence[Work],
        w: Codes,
        settings: Mapping[str, float],
        **asked: Any,
    ) -> Work:
        recipe = write_recipe(
            command,
            self.model,
            **asked,
            settings=settings,
            size=read_sides(None, parents),
            code=pack_code(w),
            parents=[parent.id for parent in parents],
        )
        return keep(self.model, self.gallery, recipe)
