"""From a finished run on music or words to an installed package: card, samples, graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.core.files import write_atomic
from etude.core.messages import message
from etude.core.paths import Workspace
from etude.media.text.lines import hash_lines
from etude.packages import build_package, open_package
from etude.studio.packed import describe_run, find_packed, next_version, settle
from etude.studio.trained import Extras, Trained
from etude.training.advice import Advice, advise

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from etude.packages import Package
    from etude.packages.manifest import Opening
    from etude.training.fit import Fitted

MOST = 2**18  # held-out symbols that the finished model is judged by
PIECES, LENGTH, BARS = 4, 400, 8  # samples of a package, their symbols, their bars
STANZAS = 4  # of a sample in a form without an end, such as a ballad


@dataclass(frozen=True)
class Learnt:
    """What a model of music or words learnt from, as its package tells it.

    Args:
        medium: ``music`` or ``text``.
        vocabulary: What `vocabulary.json` says.
        items: Pieces to learn from.
        rights: Who made them, and under which terms they may be used.
        suffix: Of the files that it writes, such as ``.txt``.
        opening: What stands before every text, where something does.
        texts: What it learnt from, so that it can tell a line of its own from one of theirs.
        dataset: Hash of the dataset they come from, so that it is known again; empty for none.
        runs: The same of music: hashes of its melodies, as `judgement.echoes.hash_runs` gives them.
    """

    medium: Literal["music", "text"]
    vocabulary: Mapping[str, Any]
    items: int
    rights: str = ""
    suffix: str = ".txt"
    opening: Opening | None = None
    texts: Sequence[str] = ()
    dataset: str = ""
    runs: npt.NDArray[np.uint64] | None = None


def bind(
    run: Fitted,
    learnt: Learnt,
    name: str,
    room: Workspace,
    extras: Extras | None = None,
    progress: Progress = silent,
) -> Trained:
    """Make a package of a run on music or words and install it.

    Args:
        run: With the weights to keep.
        learnt: What it learnt from.
        name: Of the model.
        room: Where it is installed.
        extras: What a recipe file adds.
        progress: Told what is being done.

    Returns:
        The model, its advice and its figures; the sheet is a page of what it writes.

    Raises:
        EtudeError: ``package.exists``, ``disk.full``.
    """
    from etude.training.export import export_graph

    packed = find_packed(run, room) if extras is None else None
    if packed is not None:
        return packed
    wanted = extras or Extras()
    progress(Event("report"))
    quality, advice = _judge(run), advise(run.state.history)
    progress(Event("pack"))
    (graph,) = run.recipe.graphs()
    known = hash_lines(learnt.texts) if learnt.texts else learnt.runs
    manifest = describe_run(
        run,
        name,
        wanted.version or next_version(name, room),
        learnt.medium,
        wanted,
        items=learnt.items,
        rights=learnt.rights,
        quality=quality,
        dataset=learnt.dataset,
        opening=asdict(learnt.opening) if learnt.opening else None,
    )
    parts: dict[str, Any] = {
        "manifest": manifest,
        "graphs": {graph.command: export_graph(graph, "int8")},
        "cards": write_volume_cards(run, learnt, name, wanted.about, quality, advice),
        "vocabulary": learnt.vocabulary,
        "lines": known if known is not None and len(known) else None,
    }
    path, samples = _build(run, wanted.target or run.folder.path, parts, room)
    sheet = f"sheet{learnt.suffix}"
    write_atomic(run.folder.path / sheet, next(iter(samples.values())))
    return settle(run, manifest, path, wanted, room, advice, quality, sheet)


def _build(
    run: Fitted, target: Path, parts: Mapping[str, Any], room: Workspace
) -> tuple[Path, dict[str, bytes]]:
    """Build a package with samples, and return both."""
    samples, manifest = _write_samples(run), parts["manifest"]
    if manifest.medium == "music" or manifest.opening is not None:
        # Without a grammar or a form it would stammer: its samples are what it is asked for.
        package = open_package(build_package(target, **parts), room)
        make = compose_samples if manifest.medium == "music" else recite_samples
        samples = make(package) or samples
    return build_package(target, **parts, samples=samples), samples


def _judge(run: Fitted) -> dict[str, float]:
    """Return the nats of surprise at each symbol, held out and learnt from."""
    from etude.models.engine import Engine
    from etude.training.sequences import SequenceFeed

    feed, engine = run.feed, Engine(run.engine.device)  # as precisely as it plays
    assert isinstance(feed, SequenceFeed)
    return {
        "surprise": feed.judge(feed.sequences.held_out, MOST, engine),
        "known": feed.judge(feed.known, MOST, engine),
    }


def _write_samples(run: Fitted) -> dict[str, bytes]:
    """Write pieces at fixed seeds; return them by the names of their files."""
    from etude.training.sequences import SequenceFeed

    feed = run.feed
    assert isinstance(feed, SequenceFeed)
    shown = [feed.sequences.show([piece]) for piece in feed.write(PIECES, LENGTH, run.engine)]
    return {f"{i + 1:02}{suffix}": content for i, (suffix, content) in enumerate(shown)}


def compose_samples(package: Package) -> dict[str, bytes]:
    """Compose pieces with a model of music at fixed seeds, each in another of its styles.

    Args:
        package: The opened package.

    Returns:
        MIDI by the names of their files; nothing where it never comes to an end.
    """
    from etude.inference.writer import Writer
    from etude.media.music.judgement.echoes import Echoes
    from etude.media.music.midi.writing import write_midi
    from etude.media.music.openings import read_openings
    from etude.media.music.tokens.vocabulary import read_vocabulary
    from etude.studio.composing import Asked
    from etude.studio.drafting import Desk

    document = package.vocabulary()
    vocabulary = read_vocabulary(document)
    writer, openings = Writer(package), read_openings(document)
    echoes, found = Echoes(package.lines()), {}
    for number in range(max(PIECES, len(vocabulary.styles))):
        style = vocabulary.styles[number % len(vocabulary.styles)] if vocabulary.styles else None
        asked = Asked(style=style, bars=BARS)
        try:
            draft = Desk(writer, vocabulary, openings, echoes, asked, number + 1).write_new()
        except EtudeError:
            continue
        found[f"{number + 1:02}.mid"] = write_midi(draft.score)
    return found


def recite_samples(package: Package) -> dict[str, bytes]:
    """Write with a model of words that was told forms at fixed seeds, each time in another of them.

    Args:
        package: The opened package.

    Returns:
        Texts by the names of their files, those in forms with rules first; nothing where the model
        can meet none.
    """
    from etude.studio.asked import Asked, has_rules, list_known
    from etude.studio.voice import open_voice
    from etude.studio.writing import write_text

    voice, found = open_voice(package), {}
    forms = voice.opening.forms if voice.opening else ()
    ruled = [form for form in forms if has_rules(form)]
    chosen = ruled[:: max(1, len(ruled) // PIECES)] + [form for form in forms if form not in ruled]
    for number, form in enumerate(chosen[:PIECES]):
        endless = form in ruled and "times" in list_known(form)
        asked = Asked(form=form, times=STANZAS if endless else None)
        try:
            text = write_text(voice, asked, number + 1)
        except EtudeError:
            continue
        found[f"{number + 1:02}.txt"] = f"{text.words.rstrip()}\n".encode()
    return found


def write_volume_cards(
    run: Fitted,
    learnt: Learnt,
    name: str,
    about: Mapping[str, str],
    quality: Mapping[str, float],
    advice: Advice,
) -> dict[str, str]:
    """Write the card of a model of music or words.

    Args:
        run: The finished run.
        learnt: What it learnt from.
        name: Of the model.
        about: One sentence on it by language.
        quality: ``surprise`` and ``known``, in nats at each symbol.
        advice: What the run's numbers say.

    Returns:
        Markdown by language, ``en`` and ``zh``.
    """
    cards = {}
    for language in ("en", "zh"):
        facts = {
            "recipe": run.settings.recipe,
            "parameters": f"{run.recipe.parameters_count():,}",
            "symbols": learnt.vocabulary["size"],
            "items": f"{learnt.items:,}",
            "rights": learnt.rights or message("card.unknown", language),
            "minutes": round(run.state.elapsed / 60, 1),
            "device": str(run.engine.device).upper(),
            "steps": f"{run.state.steps:,}",
            "seen": f"{run.state.seen:,}",
            "seed": run.settings.seed,
            "advice": advice.for_card(language),
            "surprise": f"{quality['surprise']:.3f}",
            "known": f"{quality['known']:.3f}",
        }
        parts = [f"# {name}", about.get(language, ""), _say("reads", language, facts)]
        for heading in ("data", "training", "quality", "limits"):
            parts.append(f"## {message(f'card.{heading}', language)}")
            parts.append(_say(f"reads-{heading}", language, facts))
        cards[language] = "\n\n".join(part for part in parts if part) + "\n"
    return cards


def _say(key: str, language: str, facts: Mapping[str, Any]) -> str:
    return message(f"card.{key}", language, **facts)
