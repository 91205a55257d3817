"""Works: what was made, and how to make more."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from etude.gallery import Stamp
from etude.gallery import Work as KeptWork
from etude.gallery.lineage import Family as KeptFamily
from etude.server.shapes.ids import ModelId, Seed, WorkId
from etude.server.shapes.music import Score, Task
from etude.server.shapes.words import Answer, Question

Side = Annotated[int, Field(ge=1, le=65536)]
Size = Annotated[tuple[Side, Side], Field(description="Height and width in pixels.")]
Calm = Annotated[float, Field(ge=0, le=1.5)]
Count = Annotated[int, Field(ge=1, le=64)]
Settings = Annotated[
    dict[str, float],
    Field(
        default_factory=dict,
        description="Sliders by name, in English or Chinese; each within its range.",
    ),
]


class Maker(Answer):
    """The model that made a work."""

    id: str
    """Its SHA-256; the model may have left the shelf since."""
    name: str
    version: str

    @classmethod
    def of(cls, stamp: Stamp) -> Maker:
        """Describe the model that a stamp names.

        Args:
            stamp: Of a work or a recipe.
        """
        return cls(id=stamp.sha256, name=stamp.name, version=stamp.version)


class Work(Answer):
    """One result, with the recipe of its making."""

    id: str
    """26 characters; ids sort by the time of making."""
    short: str
    """The end of the id, as people write it."""
    created: str
    """ISO 8601 in UTC."""
    medium: Literal["picture", "music", "text"]
    model: Maker
    command: str
    """What was asked: ``create vary mix crossbreed morph encode paint edit`` ..."""
    recipe: dict[str, Any]
    """All it takes to make it once more."""
    parents: list[str]
    """Ids of the works it came from, the one that gave the most first."""
    suffix: str
    """Format of its file, for example ``.png``."""
    sha256: str
    """Of its file."""
    bytes: int
    """Of its file."""
    width: int
    """In pixels; of a text, the characters of its longest line; of music, its bars."""
    height: int
    """In pixels; of a text, how many lines it has; of music, its parts."""
    frames: int
    """1 for a still picture."""
    facts: dict[str, Any]
    """What was measured while it was made."""
    starred: bool
    title: str
    tags: list[str]
    binned: str | None
    """Since when it lies in the bin, ISO 8601 in UTC; null outside it."""

    @classmethod
    def of(cls, work: KeptWork) -> Work:
        """Describe a work of the gallery.

        Args:
            work: As the gallery has it.
        """
        return cls(
            id=work.id,
            short=work.short,
            created=work.created.isoformat(),
            medium=work.medium,  # type: ignore[arg-type]  # the gallery holds these three
            model=Maker.of(work.model),
            command=work.command,
            recipe=work.recipe,
            parents=list(work.parents),
            suffix=work.file.suffix,
            sha256=work.file.sha256,
            bytes=work.file.bytes,
            width=work.width,
            height=work.height,
            frames=work.frames,
            facts=work.facts,
            starred=work.starred,
            title=work.title,
            tags=list(work.tags),
            binned=None if work.binned is None else work.binned.isoformat(),
        )


class Works(Answer):
    """Works, the newest first."""

    works: list[Work]
    total: int
    """How many there are under these filters, on all pages."""
    next: str | None
    """Ask with ``before`` this id for the next page; null at the end."""


class Made(Answer):
    """What was made, in the order it was asked for."""

    works: list[Work]


class WorkChange(Question):
    """What people may change of a work; what is left out stays."""

    title: Annotated[str, Field(max_length=200)] | None = None
    starred: bool | None = None
    tags: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=50)] | None = None


class Create(Question):
    """Make works by chance."""

    command: Literal["create"]
    model: ModelId
    seed: Seed | None = None
    """The same seed is the same picture; by default one nobody has seen."""
    count: Count = 1
    """So many, with the seeds ``seed``, ``seed + 1``, ..."""
    calm: Calm = 1.0
    """0 is the mean of all pictures, 1 as the model learnt, up to 1.5 is wilder."""
    label: str | None = None
    size: Size | None = None
    """Only for a model that paints any size."""
    settings: Settings


class Vary(Question):
    """Make works near to a work."""

    command: Literal["vary"]
    work: WorkId
    strength: Annotated[float, Field(ge=0, le=1)] = 0.3
    """0 changes nothing, 1 gives something new altogether."""
    count: Count = 1
    seed: Seed | None = None
    settings: Settings
    """Sliders to set anew; the others stay as they are in the work."""


class Mix(Question):
    """Put two works together."""

    command: Literal["mix"]
    works: tuple[WorkId, WorkId]
    """The first gives the composition, the second what is finer."""
    rows: list[Annotated[int, Field(ge=0)]] | None = None
    """Rows of the code taken from the second, 0 the coarsest; by default the finer half."""
    blend: Annotated[float, Field(ge=0, le=1)] | None = None
    """How much of the second these rows hold."""
    settings: Settings


class Crossbreed(Question):
    """Make children that take something from every parent."""

    command: Literal["crossbreed"]
    works: Annotated[list[WorkId], Field(min_length=2, max_length=16)]
    count: Count = 1
    seed: Seed | None = None
    """Decides who gives what; the children have the seeds ``seed``, ``seed + 1``, ..."""
    settings: Settings


class Paint(Question):
    """Keep what is on the canvas."""

    command: Literal["paint"]
    model: ModelId
    code: Annotated[str, Field(max_length=1_000_000)]
    """The code before its settings move it, calm and mixing in it: base64 of little-endian float32
    ``[L, D]``."""
    calm: Calm = 1.0
    """How calm the code was drawn; works that vary this one are drawn so, too."""
    label: str | None = None
    """The class that the code was drawn for."""
    settings: Settings
    size: Size | None = None
    parents: Annotated[list[WorkId], Field(max_length=16)] = Field([])
    """Works it came from."""
    gesture: dict[str, Any] | None = None
    """How it was found, kept as it is: the page puts its position in here, to return to it."""


class Edit(Question):
    """Keep music that a hand wrote or changed."""

    command: Literal["edit"]
    score: Score
    parents: Annotated[list[WorkId], Field(max_length=16)] = Field([])
    """Works it came from, the one that gave the most first."""
    title: Annotated[str, Field(max_length=200)] = ""
    """By default the score's own."""
    suffix: Literal[".mid", ".musicxml", ".mxl"] = ".mid"
    """The format of its file; the recipe holds every note whatever the file can say."""


class Compose(Task):
    """Keep what a model of music writes: the candidate with this seed."""

    command: Literal["compose"]
    seed: Seed
    parents: Annotated[list[WorkId], Field(max_length=16)] = Field([])
    """Works that the piece came from."""
    title: Annotated[str, Field(max_length=200)] = ""


Request = Annotated[
    Create | Vary | Mix | Crossbreed | Paint | Edit | Compose,
    Field(discriminator="command", description="What to make."),
]


class Encoded(Answer):
    """The picture of a model that comes nearest to a photo."""

    work: Work
    words: str
    """How near it came, honestly, in the language of ``Accept-Language``."""


class Told(Answer):
    """What a file says of how it was made."""

    recipe: dict[str, Any] | None
    """Null where it carries none."""
    model: Maker | None
    """Who made it, whether it is on the shelf or not."""
    work: Work | None
    """The work in the gallery that has this very recipe."""


class Again(Answer):
    """A work made anew from its recipe."""

    work: Work
    same: bool
    """Whether every bit agrees."""
    differing: float | None
    """Share of the numbers that differ, 0 to 1; null where only the hash is known."""
    largest: int | None
    """The largest difference, 0 to 255; null where only the hash is known."""
    mended: bool
    """Whether the work's file was lost or damaged, and is back."""
    words: str
    """All of it in a sentence, in the language of ``Accept-Language``."""


class Kin(Answer):
    """A relative of a work."""

    id: str
    generation: int
    """0 for the work itself, below 0 for ancestors, above for descendants."""
    state: Literal["here", "binned", "removed"]
    work: Work | None
    """Null where it was removed for good."""


class Descent(Answer):
    """A line of the family tree."""

    parent: str
    child: str
    place: int
    """0 for the parent that gave the most."""


class Family(Answer):
    """What a work came from and what came of it."""

    root: str
    kin: list[Kin]
    """The oldest generation first."""
    descents: list[Descent]
    cut: bool
    """Whether there are more relatives than were asked for."""

    @classmethod
    def of(cls, family: KeptFamily) -> Family:
        """Describe a family of the gallery.

        Args:
            family: As the gallery found it.
        """
        kin = [
            Kin(
                id=each.id,
                generation=each.generation,
                state=each.state,  # type: ignore[arg-type]  # one of these three
                work=None if each.work is None else Work.of(each.work),
            )
            for each in family.kin
        ]
        lines = [
            Descent(parent=each.parent, child=each.child, place=each.place)
            for each in family.descents
        ]
        return cls(root=family.root, kin=kin, descents=lines, cut=family.cut)


class Emptied(Answer):
    """What emptying the bin removed."""

    removed: int
    """Number of works."""
