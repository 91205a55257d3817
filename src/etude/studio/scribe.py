"""A model of words that is played: every text it writes is a work in the gallery."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from etude.gallery.work import Work
from etude.studio.keeping import keep
from etude.studio.recipe import write_recipe
from etude.studio.stations import list_seeds
from etude.studio.writing import Asked, Text, read_asked, write_text

if TYPE_CHECKING:
    from etude.gallery import Gallery
    from etude.inference.writer import Writer
    from etude.media.text.vocabulary import Bytes, Characters
    from etude.packages import Package
    from etude.studio.studio import Studio


class Scribe:
    """A model of words in a studio.

    `Studio.load` makes one. Settings are those of `etude.studio.writing.Asked`, in English or
    Chinese: ``model.create(seed=7, form="七言绝句")``.

    Args:
        package: The opened package.
        studio: Where its works are kept.
    """

    def __init__(self, package: Package, studio: Studio) -> None:
        self.package = package
        self.studio = studio

    def __str__(self) -> str:
        return f"{self.name} {self.package.manifest.version}"

    @property
    def name(self) -> str:
        """The model's name."""
        return self.package.name

    @property
    def gallery(self) -> Gallery:
        """Where the works go."""
        return self.studio.gallery

    @cached_property
    def writer(self) -> Writer:
        """What writes, symbol by symbol."""
        from etude.inference.writer import Writer

        return Writer(self.package)

    @cached_property
    def vocabulary(self) -> Characters | Bytes:
        """What the symbols stand for."""
        from etude.media.text.vocabulary import read_vocabulary

        return read_vocabulary(self.package.vocabulary())

    @overload
    def create(self, seed: int | None = None, count: None = None, **settings: Any) -> Work: ...

    @overload
    def create(self, seed: int | None = None, *, count: int, **settings: Any) -> list[Work]: ...

    def create(
        self, seed: int | None = None, count: int | None = None, **settings: Any
    ) -> Work | list[Work]:
        """Write a work, or several.

        Args:
            seed: The same seed gives the same words; by default one nobody has seen.
            count: Write so many, with the seeds ``seed``, ``seed + 1``, ..., and return a list.
            settings: What is to be written: the fields of `Asked`.

        Returns:
            The work, or a list of works where `count` is given.

        Raises:
            EtudeError: One of the areas ``writing``, ``verse``, ``sampling`` and ``model``;
                ``disk.full``.
        """
        asked = read_asked(settings, self.name)
        works = []
        for each in list_seeds(seed, count):
            recipe = write_recipe("create", self, seed=each, settings=asked.settings())
            works.append(keep(self, self.gallery, recipe, ".txt"))
        return works[0] if count is None else works

    def write(self, recipe: Mapping[str, Any]) -> Text:
        """Write what a recipe describes.

        Args:
            recipe: Of a work of this model.
        """
        asked = Asked(**recipe.get("settings", {}))
        return write_text(self.writer, self.vocabulary, asked, recipe["seed"])
