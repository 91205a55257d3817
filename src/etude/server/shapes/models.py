"""Models: what can be played."""

from __future__ import annotations

from typing import Any, Literal

from etude.server.shapes.words import Answer, Error, Words


class Label(Answer):
    """A class that a model knows."""

    name: str
    """What to ask for."""
    title: Words


class Setting(Answer):
    """Something that a model of music can be asked for."""

    name: str
    """What to call it in ``settings`` and ``wishes``."""
    title: Words
    values: Words
    """What it can be."""


class Slider(Answer):
    """A direction in a model's space of codes: adding ``value * axis`` to a code moves along it."""

    name: str
    """What to call it in ``settings``."""
    title: Words
    low: float
    """Where pictures begin to break on one side, 0 or less."""
    high: float
    """The same on the other side, 0 or more."""
    kind: Literal["attribute", "found"]
    """Learnt from a table of attributes, or found by looking."""
    changes: dict[str, float]
    """What one unit was measured to change."""


class Quality(Answer):
    """How good the model was measured to be."""

    verdict: str
    """``good``, ``fair``, ``poor``, ``memorising`` or ``one-note``."""
    words: Words
    """The same in a sentence."""


class Model(Answer):
    """A model on the shelf."""

    id: str
    """SHA-256 of its file: the same id is the same model, everywhere."""
    name: str
    version: str
    title: Words
    about: Words
    medium: Literal["picture", "music", "text"]
    recipe: str
    """The architecture: ``vae``, ``gan``, ``cppn``."""
    engine: str
    """What it was trained with."""
    licence: str
    """Under which terms it may be used."""
    bundled: bool
    """Whether it came with Etude; such a model cannot be removed."""
    bytes: int
    """Size of its file."""
    labels: list[Label]
    """The classes one can ask for; none where it has none."""
    size: tuple[int, int] | None
    """Height and width of its pictures in pixels; null where it paints any size."""
    channels: Literal[3, 4]
    """3 RGB, 4 RGBA."""
    commands: list[str]
    """What it can do: ``generate``, and often ``map`` and ``encode``."""
    sliders: list[Slider]
    samples: list[str]
    """Names of what it brings to show itself: pictures, texts or pieces of music."""
    forms: list[str]
    """What a model of words was told of its texts, in its own words; none where nobody did."""
    quality: Quality | None
    """Null where nothing was measured."""


class BrokenModel(Answer):
    """A model file in the workspace that cannot be opened."""

    file: str
    problem: Error


class Models(Answer):
    """The shelf: those of the workspace first, then those that came with Etude."""

    models: list[Model]
    broken: list[BrokenModel]


class Latent(Answer):
    """The space of codes."""

    rows: int
    """L: rows of a code, from coarse to fine."""
    size: int
    """D: numbers in a row."""
    axes: int
    """K: number of sliders."""


class Training(Answer):
    """How the model came to be."""

    items: int
    """Pictures it learnt from."""
    rights: str
    """Who made them, and under which licence."""
    dataset: str
    """Hash of the dataset; empty where none was needed."""
    seed: int
    steps: int
    minutes: float
    device: str
    settings: dict[str, Any]


class ModelFigure(Answer):
    """A number about a model's pictures beside what real and blurred pictures get."""

    key: str
    """Its name in `measures`."""
    title: Words
    means: Words
    """What it says, in a sentence."""
    value: str
    """Of the model, as one writes it."""
    floor: str
    """Of training pictures in their place; a dash where that has no meaning."""
    ceiling: str
    """Of blurred pictures in their place."""
    words: Words
    """The judgement in a word."""


class ModelReport(Answer):
    """The newest report on a model: the one it brought, or one that was asked for since."""

    verdict: Words
    counts: Words
    """What was compared with what."""
    measures: list[ModelFigure]
    judged: str | None
    """When it was judged anew, ISO 8601 in UTC; None where the model brought its report."""


class ModelDetails(Model):
    """Everything about a model."""

    graphs: dict[str, Any]
    """Inputs and outputs of each command's graph, as the manifest describes them."""
    latent: Latent
    training: Training
    settings: list[Setting]
    """What a model of music can be asked for beside its sliders; none of others."""
    measures: dict[str, Any]
    """The quality report's figures by name: value, floor, ceiling, a word."""
    card: Words
    """The model's card in Markdown."""
    report: ModelReport | None
    """The same figures in words, of the newest report; None where nothing was measured."""
