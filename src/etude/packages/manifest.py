"""What a package says about itself: `manifest.json`, format 1.

The manifest is frozen dataclasses, so that playing a package does not have to import pydantic.
`schema.parse_manifest` checks one from somewhere else against these very annotations.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Ge, Gt, Le, Len

from etude.core.messages import language as spoken

FORMAT = 1

Text: TypeAlias = Annotated[str, Len(0, 4000)]
Word: TypeAlias = Annotated[str, Len(1, 200)]
Sha256: TypeAlias = Annotated[str, Len(64, 64)]
Size: TypeAlias = Annotated[int, Ge(1), Le(65536)]
Count: TypeAlias = Annotated[int, Ge(0)]
Names: TypeAlias = dict[str, Word]
Medium: TypeAlias = Literal["picture", "music", "text"]
Fit: TypeAlias = Literal["cover", "contain", "centre"]


@dataclass(frozen=True)
class Opening:
    """Lines that stand before every text a model of words learnt from, and that can be asked for.

    Args:
        lines: One after the other. ``{form}``, ``{rhyme}`` and ``{title}`` stand for what is asked;
            where nobody asks, the model writes the title itself. Only the title is shown.
        forms: The forms it was told, in the words it was told them; the first stands for all
            others. Those that no rules are known of are asked for in the same way.
    """

    lines: Annotated[tuple[Text, ...], Len(1, 8)]
    forms: Annotated[tuple[Word, ...], Len(1, 256)] = ("",)


@dataclass(frozen=True)
class Vector:
    """Numbers: float32 ``[N, size]``, or ``[N, rows, size]`` where `rows` is given.

    Args:
        size: Length of the vector, or of one row.
        rows: Number of rows.
        prior: How the model's own values are distributed, where they may be drawn by chance.
        each: Whether there is one vector for each item; if not, one ``[size]`` for all.
    """

    size: Size
    rows: Size | None = None
    prior: Literal["normal"] | None = None
    each: bool = True
    type: Literal["vector"] = "vector"


@dataclass(frozen=True)
class Image:
    """Pictures: float32 ``[N, channels, height, width]`` in [-1, 1].

    Args:
        size: Height and width in pixels; None where any size can be asked for.
        channels: 3 RGB, 4 RGBA with straight alpha.
        range: The values of black and white, always -1 and 1.
        fit: How a picture of another shape is brought to `size`.
    """

    size: tuple[Size, Size] | None = None
    channels: Literal[3, 4] = 3
    range: tuple[float, float] = (-1.0, 1.0)
    fit: Fit = "cover"
    type: Literal["image"] = "image"


@dataclass(frozen=True)
class Tokens:
    """A row of symbols: int64 ``[N, length]``.

    Args:
        size: Number of different symbols.
        length: Most symbols in one row; of `step`, those it read before count too. None where any
            length will do.
    """

    size: Size
    length: Size | None = None
    type: Literal["tokens"] = "tokens"


@dataclass(frozen=True)
class Choice:
    """One of some options: int64 ``[N]``, the index of the option.

    Args:
        options: What can be chosen, in English, in the order of the indices.
        names: The same in other languages, by language.
    """

    options: Annotated[tuple[Word, ...], Len(1, 4096)]
    names: dict[str, tuple[Word, ...]] = field(default_factory=dict)
    type: Literal["choice"] = "choice"


@dataclass(frozen=True)
class Number:
    """One number: float32, or int64 where `whole`.

    Args:
        low: Smallest value.
        high: Largest value.
        default: Value where nobody says another.
        whole: Whether only whole numbers will do.
    """

    low: float
    high: float
    default: float | None = None
    whole: bool = False
    type: Literal["number"] = "number"


@dataclass(frozen=True)
class Writing:
    """A line of text, at most `length` characters."""

    length: Size = 1000
    type: Literal["text"] = "text"


@dataclass(frozen=True)
class State:
    """What a command remembers from one call to the next: ``[N, *shape]``.

    It comes in as ``state.<name>`` and goes out, brought up to date, as ``next.<name>``. The first
    call gets zeros.

    Args:
        shape: The axes after N. One may be None: it has length 0 at first and grows by every symbol
            that is read, as the past of a key-value cache does.
        half: Whether it is float16; if not, float32.
    """

    shape: Annotated[tuple[Size | None, ...], Len(1, 5)]
    half: bool = False
    type: Literal["state"] = "state"


@dataclass(frozen=True)
class Logits:
    """How likely each symbol is to come next: float32 ``[N, length, size]`` before the softmax.

    Args:
        size: Number of different symbols.
    """

    size: Size
    type: Literal["logits"] = "logits"


class _ByType:
    """Tells pydantic, should it come by, that `type` says which kind of value it is."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic import Field

        return handler.generate_schema(Annotated[source, Field(discriminator="type")])


Value: TypeAlias = Annotated[
    Vector | Image | Tokens | Choice | Number | Writing | State | Logits,
    _ByType(),
]


@dataclass(frozen=True)
class Command:
    """One thing the model can do: a graph with named, typed inputs and outputs.

    Args:
        file: The graph's file in the package, ``<command>.onnx``.
        inputs: What goes in, by the names of the graph's inputs.
        outputs: What comes out, by the names of the graph's outputs.
    """

    file: Word
    inputs: dict[str, Value]
    outputs: dict[str, Value]


@dataclass(frozen=True)
class Axis:
    """A direction of the latent space that somebody can name: a slider.

    Args:
        name: Its name in English, unique in the model.
        low: Where the pictures begin to break on one side, 0 or less.
        high: The same on the other side, 0 or more.
        names: Its name in other languages.
        kind: `attribute` when learnt from labelled pictures, `found` when discovered.
        changes: What it was measured to change, by the name of the measure, per unit.
    """

    name: Word
    low: Annotated[float, Ge(-1000), Le(0)]
    high: Annotated[float, Ge(0), Le(1000)]
    names: Names = field(default_factory=dict)
    kind: Literal["attribute", "found"] = "found"
    changes: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Latent:
    """The space of codes `w`.

    Args:
        rows: Rows L of a code, from coarse to fine.
        size: Length D of one row.
        axes: The directions, in the order of ``axes`` in ``directions.npz``.
    """

    rows: Size
    size: Size
    axes: Annotated[tuple[Axis, ...], Len(0, 256)] = ()


@dataclass(frozen=True)
class Training:
    """How the model came to be, so that it can be trained again.

    Args:
        dataset: Hash of the dataset, empty where none was needed.
        items: Number of training items.
        rights: Who made the material and under which licence.
        seed: Seed of the run.
        steps: Training steps.
        minutes: Minutes of the wall clock.
        device: What computed it, in words.
        settings: The settings of the architecture.
    """

    dataset: Text = ""
    items: Count = 0
    rights: Text = ""
    seed: int = 0
    steps: Count = 0
    minutes: Annotated[float, Ge(0)] = 0.0
    device: Text = ""
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Member:
    """A file of the package: its SHA-256 and its length in bytes."""

    sha256: Sha256
    bytes: Annotated[int, Gt(0)]


@dataclass(frozen=True)
class Manifest:
    """Everything a package says about itself.

    Args:
        id: Identity of the model over all its versions.
        name: Its name, in letters, digits and dashes.
        version: ``major.minor.patch``.
        medium: `picture`, `music` or `text`.
        recipe: The architecture, for example `vae`.
        commands: What the model can do.
        latent: The space of its codes; None where it has none.
        opening: What stands before every text of a model of words; None where nothing does.
        names: Its name in other languages, by language, for example ``{"zh": "山水"}``.
        about: One sentence on it by language.
        engine: What it was trained with.
        licence: Under which terms it may be used.
        made_with: Program and version that wrote the package.
        training: How it came to be.
        quality: The measured figures, as the report has them.
        files: The files of the package; filled in when it is built.
        format: The number of this format.
    """

    id: Word
    name: Word
    version: Word
    medium: Medium
    recipe: Word
    commands: dict[str, Command]
    latent: Latent | None = None
    opening: Opening | None = None
    names: Names = field(default_factory=dict)
    about: dict[str, Text] = field(default_factory=dict)
    engine: Literal["torch", "tensorflow", "none"] = "torch"
    licence: Text = ""
    made_with: Text = ""
    training: Training = field(default_factory=Training)
    quality: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Member] = field(default_factory=dict)
    format: Literal[1] = 1

    @property
    def full_name(self) -> str:
        """Name and version, as in the file's name: ``portraits-1.0.0``."""
        return f"{self.name}-{self.version}"

    def title(self, language: str | None = None) -> str:
        """Return the name in a language, where the package has one in it.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        return self.names.get(language or spoken(), self.name)

    def as_dict(self) -> dict[str, Any]:
        """Return the manifest as JSON values, without what is None."""
        plain: dict[str, Any] = _without_none(asdict(self))
        return plain


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_without_none(each) for each in value]
    return value
