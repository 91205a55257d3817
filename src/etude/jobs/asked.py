"""What each kind of job can be asked, checked where it comes in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _no_file(name: str) -> str:
    """Refuse the path of a package, which only the terminal may open."""
    if name.endswith(".etude") or "/" in name or "\\" in name:
        raise ValueError("a name or a SHA-256, not a file")
    return name


Name = Annotated[str, Field(max_length=200)]
ModelName = Annotated[Name, AfterValidator(_no_file)]
Setting = Annotated[float, Field(allow_inf_nan=False)]


class Asked(BaseModel):
    """What every kind has in common: a field that is not known is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ImportAsked(Asked):
    """What becomes a dataset: an upload, or paths that the owner's terminal named."""

    upload: str | None = None
    """Id of the folder that the files were uploaded to."""
    paths: Annotated[list[str], Field(max_length=1000)] | None = None
    """Folders, zip files and files on this computer; only from its own terminal."""
    name: Name | None = None
    """Of the dataset; by default that of the first path."""
    medium: str | None = None
    """``picture``, ``music`` or ``text``; by default what the files are."""
    repeats: bool = False
    """Of music: write repeated passages out."""
    field: Name | None = None
    """Of CSV and JSON: where the texts are; by default the field that says most."""
    script: Name | None = None
    """``traditional``, ``simplified`` or ``latin``: keep only texts in that script."""
    fit: str = "cover"
    """``cover``, ``contain`` or ``centre``."""
    classes: str | None = None
    """``folders``, or a CSV: a file of the upload, or a path."""
    where: dict[str, list[str]] | None = None
    """With a CSV: columns to the values that are wanted."""
    label: str | None = None
    """With a CSV: the column that becomes the class."""
    near: Literal["keep", "drop"] = "keep"
    """``drop`` leaves near-duplicates out."""
    rights: dict[str, str] | None = None
    """``licence author source note``."""


class TrainAsked(Asked):
    """A training run, new or one that goes on."""

    dataset: Name | None = None
    """Name of a dataset; none for a recipe that needs no pictures, or a run that goes on."""
    path: str | None = None
    """A folder, zip or picture that becomes one; only from the owner's terminal."""
    name: Name | None = None
    """Of the run and its model; by default that of the dataset."""
    recipe: str = "vae"
    """``vae``, ``gan`` or ``cppn``."""
    size: int = 64
    """Side of the pictures: 32, 64, 128 or 256 pixels."""
    minutes: float | None = None
    """Time budget, by default 20; of a run that goes on, more than it had extends it."""
    resume: bool = False
    """Go on with the run of this name, with the settings it was begun with."""
    crop: str = "whole"
    """``whole`` or ``window``."""
    seed: int = 0
    config: dict[str, Any] = {}
    """Dials of the recipe that differ from its own."""
    checkpoint_seconds: Annotated[float, Field(ge=1, le=3600)] = 30.0
    """How much training a kill may cost at most."""


class Station(Asked):
    """One picture that a film goes through; exactly one of the three."""

    seed: int | None = None
    work: str | None = None
    """Id of a work of this very model."""
    code: str | None = None
    """Base64 of little-endian float32 [L, D], settings and all."""


class RenderAsked(Asked):
    """A film that wanders from one picture to the next."""

    model: ModelName
    """SHA-256 of the package, or its name."""
    stations: Annotated[list[Station], Field(max_length=500)]
    frames: Annotated[int, Field(le=100_000)] | None = None
    """By default 36 for each station."""
    loop: bool = True
    ease: Setting = 0.0
    fps: Setting = 24.0
    calm: Setting = 1.0
    """Of the stations that are seeds."""
    size: int | tuple[int, int] | None = None
    """Side, or height and width, in pixels, for a model that paints any size."""
    suffix: str = ".webp"
    """``.webp .gif .mp4 .webm``."""
    settings: dict[str, Setting] = {}
    """Sliders that move the whole film."""
    parents: Annotated[list[Name], Field(max_length=16)] = []
    """Ids of works that its codes came from."""


class ReportAsked(Asked):
    """A model that is judged anew."""

    model: ModelName
    """SHA-256 of the package, or its name."""
    dataset: Name | None = None
    """What to judge it against; by default what it learnt from."""
