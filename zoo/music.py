"""Following the recipe file of a bundled model of music."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from etude.core.events import Progress
from etude.core.paths import Workspace
from etude.datasets import Scores, open_scores
from etude.media.music.reading import SUFFIXES
from etude.studio.phrasebooks import bind_phrases
from etude.studio.sources import describe_learnt
from etude.studio.trained import Trained
from etude.studio.volumes import bind
from etude.training.fit import fit
from etude.training.phrases import SungScores
from etude.training.scores import ArrangedScores, Style, tell_scores
from zoo.following import Following, extras_of, settings_of
from zoo.sets import import_set


def train(recipe: dict[str, Any], asked: Following, room: Workspace, say: Progress) -> Trained:
    """Train a model of music and write its package.

    Args:
        recipe: What the recipe file says.
        asked: How it is followed.
        room: The workspace.
        say: Told about the run.

    Raises:
        EtudeError: As `etude.train`.
    """
    scores = prepare(recipe, asked.data, room)
    told = tell(recipe, scores)
    folder = room.runs / f"zoo-{recipe['name']}"
    settings = settings_of(recipe, told, asked)
    run = fit(told, settings, folder, resume=asked.resume, progress=say)
    extras = extras_of(recipe, asked)
    if isinstance(told, SungScores):
        return bind_phrases(run, told, recipe["name"], room, extras, say)
    return bind(run, describe_learnt(scores, told), recipe["name"], room, extras, say)


def prepare(recipe: dict[str, Any], data: Path, room: Workspace) -> Scores:
    """Import the music of a recipe file, or open it where it was imported before.

    Args:
        recipe: What the recipe file says.
        data: Where the sets of music lie.
        room: The workspace.
    """
    return open_scores(import_set(recipe, data, room, "music", SUFFIXES), room)


def tell(recipe: dict[str, Any], scores: Scores) -> ArrangedScores | SungScores:
    """Return the music of a recipe file as a run needs it: whole, or two bars at a time.

    Args:
        recipe: What the recipe file says.
        scores: Its dataset.
    """
    if "styles" not in recipe:
        return SungScores(scores)
    styles = {
        name: Style(**(each | {"programs": tuple(each.get("programs", ()))}))
        for name, each in recipe["styles"].items()
    }
    return tell_scores(scores, styles)
