"""What every model that is played has: its package, its name, and where its works go."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etude.gallery import Gallery
    from etude.packages import Package
    from etude.studio.askable import Setting
    from etude.studio.studio import Studio


class OpenModel:
    """A model opened in a studio.

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

    @property
    def askable(self) -> list[Setting]:
        """What a model of music can be asked for beside its sliders, each with its values."""
        from etude.studio.askable import list_settings

        return list_settings(self.package)
