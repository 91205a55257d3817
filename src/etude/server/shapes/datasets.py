"""Datasets, and files on their way in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from etude.server.shapes.words import Answer, Error, Question, Words

Fit = Literal["cover", "contain", "centre"]


class Rights(Answer):
    """Whose pictures these are and what may be done with them; empty where nobody said."""

    licence: str
    author: str
    source: str
    note: str


class Attribute(Answer):
    """A column of facts about the pictures."""

    name: str
    kind: Literal["category", "number"]
    values: list[str]
    """Names of the categories; none for numbers."""


class Class(Answer):
    """A class and how many pictures it has."""

    name: str
    items: int


class Dataset(Answer):
    """Imported pictures that can be trained on."""

    id: str
    """Its name, which no other dataset has."""
    hash: str
    """SHA-256 over pictures, classes, attributes and split: the dataset's version."""
    medium: Literal["picture"]
    created: str
    """ISO 8601 in UTC."""
    items: int
    train: int
    """Pictures that training sees."""
    held_out: int
    """Pictures kept for judging."""
    channels: Literal[3, 4]
    """4 where any picture is transparent somewhere."""
    pixel_art: bool
    """Whether most pictures are small and of few colours."""
    fit: Fit
    """How whole pictures become squares."""
    classes: list[Class]
    attributes: list[Attribute]
    rights: Rights
    bytes: int
    """Room on the disk."""


class BrokenDataset(Answer):
    """A dataset that cannot be opened."""

    id: str
    problem: Error


class Datasets(Answer):
    """Every dataset, by name."""

    datasets: list[Dataset]
    broken: list[BrokenDataset]


class Skipped(Answer):
    """A file that did not become a picture of the dataset."""

    file: str
    code: str
    reason: str


class ImportReport(Answer):
    """What became of every file of an import."""

    found: int
    kept: int
    held_out: int
    reduced: int
    """Pictures that were larger than what is stored."""
    folders: list[str]
    """Sub-folders that could be classes and were not asked for."""
    near: list[tuple[str, str]]
    """Files that look like one picture saved twice; both are kept."""
    skipped: list[Skipped]
    seconds: float
    lines: list[str]
    """The whole report in sentences, in the language of ``Accept-Language``."""


class UploadPlan(Question):
    """What is going to be uploaded, so that too much is refused before anything is sent."""

    files: Annotated[int, Field(ge=1)]
    bytes: Annotated[int, Field(ge=0)]


class Upload(Answer):
    """A folder of files on its way in."""

    id: str
    files: int
    """Files that are here, whole."""
    bytes: int
    """Of those files."""


class Uploaded(Answer):
    """A file that has arrived, whole."""

    name: str
    """Under which the import's report will speak of it."""
    bytes: int
    upload: Upload


class Dial(Answer):
    """One setting of a recipe."""

    name: str
    kind: Literal["whole", "number", "switch"]
    default: float
    low: float
    """The ends belong to the range; 0 and 1 for a switch."""
    high: float
    about: Words


class Recipe(Answer):
    """A way of learning to paint."""

    name: str
    title: Words
    about: Words
    needs_pictures: bool
    encodes: bool
    """Whether its models take in photos."""
    dials: list[Dial]


class Recipes(Answer):
    """What a training job can be asked for."""

    recipes: list[Recipe]
    device: str
    """What will compute: ``cpu``, ``cuda`` or ``mps``."""
    sizes: list[int]
    crops: list[str]
    minutes: float
    """The usual time budget."""
