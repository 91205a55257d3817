"""``/api/recipes``: the ways of learning, in words, with their dials."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Depends

from etude.core.messages import find
from etude.models.catalogue import Setting
from etude.server.guards import keyholder
from etude.server.shapes.datasets import Dial, Medium, Recipe, Recipes
from etude.server.shapes.words import Words
from etude.studio.dials import read_dials
from etude.studio.sources import OF_WORDS
from etude.studio.training import CROPS, MINUTES, SIZES

MEDIA: dict[str, list[Medium]] = {
    "picture": ["picture"],
    "music": ["music"],
    "sequence": ["music", "text"],
}
"""What the recipes of a kind are for."""

reading = APIRouter(prefix="/api/recipes", tags=["jobs"], dependencies=[Depends(keyholder)])


@reading.get("")
def list_recipes() -> Recipes:
    """List the recipes and what else a training job can be asked for.

    The first time this takes some seconds. Where training is not installed, the error says how to.
    """
    told = read_dials()
    recipes = [
        Recipe(
            name=name,
            title=Words.say(f"server.recipe.{name}"),
            about=Words.say(f"server.recipe.{name}.about"),
            media=MEDIA[each.medium],
            needs_data=each.needs_data,
            encodes=each.encodes,
            dials=[_dial(name, dial, MEDIA[each.medium]) for dial in each.settings],
        )
        for name, each in told.recipes.items()
    ]
    return Recipes(
        recipes=recipes,
        device=told.device,
        sizes=list(SIZES),
        crops=list(CROPS),
        minutes=MINUTES,
    )


def _dial(recipe: str, dial: Setting, media: list[Medium]) -> Dial:
    """Describe a dial in the words of its recipe, or in those that recipes share."""
    own, shared = f"server.dial.{recipe}.{dial.name}", f"server.dial.{dial.name}"
    meant: list[Medium] = ["text"] if dial.name in OF_WORDS else media
    about = Words.say(own if find(own) else shared)
    return Dial(**asdict(dial), media=meant, about=about)
