"""Datasets, and files on their way in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from etude.server.shapes.words import Answer, Error, Question, Words

Fit = Literal["cover", "contain", "centre"]
Medium = Literal["picture", "music", "text"]


class Rights(Answer):
    """Whose works these are and what may be done with them; empty where nobody said."""

    licence: str
    author: str
    source: str
    note: str


class Attribute(Answer):
    """A column of facts about the items."""

    name: str
    kind: Literal["category", "number"]
    values: list[str]
    """Names of the categories; none for numbers."""


class Class(Answer):
    """A class and how many items it has."""

    name: str
    items: int


class PictureFacts(Answer):
    """What only a dataset of pictures has."""

    channels: Literal[3, 4]
    """4 where any picture is transparent somewhere."""
    pixel_art: bool
    """Whether most pictures are small and of few colours."""
    fit: Fit
    """How whole pictures become squares."""


class Dataset(Answer):
    """Imported pictures, music or writing that can be trained on."""

    id: str
    """Its name, which no other dataset has."""
    hash: str
    """SHA-256 over items, classes, attributes and split: the dataset's version."""
    medium: Medium
    created: str
    """ISO 8601 in UTC."""
    items: int
    train: int
    """Items that training sees."""
    held_out: int
    """Items kept for judging."""
    pictures: PictureFacts | None
    """Null for music and writing."""
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
    """A file, or a part of one, that is not in the dataset."""

    file: str
    code: str
    reason: str


class ImportReport(Answer):
    """What became of every file of an import."""

    found: int
    kept: int
    held_out: int
    folders: list[str]
    """Sub-folders that could be classes and were not asked for."""
    near: list[tuple[str, str]]
    """Pairs that are nearly the same; both are kept."""
    skipped: list[Skipped]
    seconds: float
    facts: list[str]
    """What the items are like, in sentences."""
    lines: list[str]
    """The whole report in sentences, in the language of ``Accept-Language``."""


class Item(Answer):
    """One item of a dataset, as far as a list shows it."""

    index: int
    file: str
    """Where it came from, and where in that file."""
    title: str
    """Empty where its file says none."""
    begins: str
    """How a text begins; empty for other media."""


class Items(Answer):
    """Some items of a dataset, spread evenly over it."""

    items: list[Item]


class UploadPlan(Question):
    """What is going to be uploaded, so that too much is refused before anything is sent."""

    files: Annotated[int, Field(ge=1)]
    bytes: Annotated[int, Field(ge=0)]
    name: Annotated[str, Field(max_length=200)] | None = None
    """What the dataset is to be called, where one is to come of it."""


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
    media: list[Medium]
    """What it means something to."""
    about: Words


class Recipe(Answer):
    """A way of learning."""

    name: str
    title: Words
    about: Words
    media: list[Medium]
    """What its models make, and what it learns from where it needs anything."""
    needs_data: bool
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
