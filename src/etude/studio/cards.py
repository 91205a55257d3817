"""The card of a model in both languages: what it is, what it learnt from, how good it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from etude.core.messages import message

if TYPE_CHECKING:
    from etude.datasets import Pictures
    from etude.evaluation.report import Report
    from etude.explore.directions import Direction
    from etude.training.advice import Advice
    from etude.training.fit import Fitted


def write_cards(
    run: Fitted,
    dataset: Pictures | None,
    name: str,
    about: Mapping[str, str],
    directions: Sequence[Direction],
    report: Report | None,
    advice: Advice,
) -> dict[str, str]:
    """Write the card of a model.

    Args:
        run: The finished run.
        dataset: What it learnt from.
        name: Of the model.
        about: One sentence on it by language.
        directions: Its sliders.
        report: Its quality.
        advice: What the run's numbers say.

    Returns:
        Markdown by language, ``en`` and ``zh``.
    """
    cards = {}
    command = f"etude create {name} --seed 1 -o {name}.png"
    for language in ("en", "zh"):
        sections = [
            f"# {name}",
            about.get(language, ""),
            _what(run, language),
            f"## {message('card.play', language)}\n\n```console\n{command}\n```",
            f"## {message('card.data', language)}\n\n{_data(dataset, language)}",
            f"## {message('card.training', language)}\n\n{_training(run, advice, language)}",
        ]
        if directions:
            rows = [f"- {_both_names(d, language)}: {d.low:g} … {d.high:g}" for d in directions]
            sections.append(f"## {message('card.sliders', language)}\n\n" + "\n".join(rows))
        if report is not None:
            quality = report.to_markdown(language).strip()
            sections.append(f"## {message('card.quality', language)}\n\n{quality}")
        limits = message("card.limits-text", language)
        sections.append(f"## {message('card.limits', language)}\n\n{limits}")
        cards[language] = "\n\n".join(part for part in sections if part) + "\n"
    return cards


def _both_names(direction: Direction, language: str) -> str:
    """Return a slider's name in a language, and the one that the command line takes."""
    local = direction.names.get(language, direction.name)
    return local if local == direction.name else f"{local} (`{direction.name}`)"


def _what(run: Fitted, language: str) -> str:
    key = "card.what" if run.batches is not None else "card.what-any"
    count = f"{run.recipe.parameters_count():,}"
    return message(
        key, language, size=run.settings.size, recipe=run.settings.recipe, parameters=count
    )


def _data(dataset: Pictures | None, language: str) -> str:
    if dataset is None:
        return message("card.data-none", language)
    unknown = message("card.unknown", language)
    rights: dict[str, Any] = {k: v or unknown for k, v in dataset.rights.as_dict().items()}
    rights["note"] = dataset.rights.note
    counts = {"items": len(dataset.train), "held_out": len(dataset.held_out)}
    return message("card.data-set", language, **counts, **rights).strip()


def _training(run: Fitted, advice: Advice, language: str) -> str:
    return message(
        "card.training-text",
        language,
        minutes=round(run.state.elapsed / 60, 1),
        device=str(run.engine.device).upper(),
        steps=f"{run.state.steps:,}",
        seen=f"{run.state.seen:,}",
        seed=run.settings.seed,
        advice=advice.for_card(language),
    )
