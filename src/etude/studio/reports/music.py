"""The report of a piece of music: tonality, form, voice-leading, and where it was heard before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from typing import TYPE_CHECKING

import numpy as np

from etude.media.music.bars import bars
from etude.media.music.judgement import Judgement, Sources, collect, judge
from etude.studio.reports.report import Kind, Note, Report, Row, Shared, Spread, spread

if TYPE_CHECKING:
    from etude.datasets import Scores
    from etude.media.music.score import Score
    from etude.studio.composer import Composer
    from etude.studio.melodist import Melodist

MOST = 24  # held-out pieces that stand beside a piece


def _faults(judged: Judgement) -> float | None:
    heard = judged.voice_leading
    return None if heard is None else sum(astuple(heard)[1:])


def _notes(judged: Judgement) -> float:
    return 0 if judged.run is None else judged.run.notes


MEASURES: tuple[tuple[str, Kind, Callable[[Judgement], float | None]], ...] = (
    ("bars", "count", lambda judged: judged.bars),
    ("notes", "count", lambda judged: judged.notes),
    ("key-kept", "share", lambda judged: judged.key_consistency),
    ("scale", "share", lambda judged: judged.scale_consistency),
    ("pitches", "number", lambda judged: judged.pitch_class_entropy),
    ("groove", "share", lambda judged: judged.groove_consistency),
    ("empty", "share", lambda judged: judged.empty_share),
    ("repeated", "share", lambda judged: judged.repeated_share),
    ("voices", "number", _faults),
)


def report_music(
    score: Score,
    name: str,
    composer: Composer | Melodist | None,
    scores: Scores | None,
    notes: tuple[Note, ...] = (),
) -> Report:
    """Measure a piece of music.

    Args:
        score: The piece.
        name: What it is called.
        composer: The model that knows which runs of notes it learnt; None for none.
        scores: The dataset it is compared with; None for none.
        notes: What is to be said already.

    Raises:
        EtudeError: ``data.damaged``.
    """
    sources = None if scores is None else _collect(scores)
    judged = judge(score, sources)
    others = [] if scores is None else _judge_others(scores, sources)
    rows = [Row("key", judged.key, "word")]
    for label, kind, read in MEASURES:
        value = read(judged)
        if value is not None:
            rows.append(Row(label, value, kind, spread([read(each) for each in others])))
    shared = None
    if scores is not None:
        rows.append(
            Row("run-notes", _notes(judged), "count", spread([_notes(each) for each in others]))
        )
        rows += _share(judged, others)
        shared = _find_shared(scores, judged)
    if composer is not None and len(composer.echoes):
        rows.append(Row("echo", composer.echoes.longest(score), "count"))
    return Report(
        "music",
        name,
        tuple(rows),
        None if composer is None else composer.name,
        None if scores is None else scores.name,
        len(others),
        shared,
        None,
        notes,
    )


def _collect(scores: Scores) -> Sources:
    return collect((str(at), scores.score(int(at))) for at in scores.train)


def _judge_others(scores: Scores, sources: Sources | None) -> list[Judgement]:
    held_out = scores.held_out
    chosen = np.linspace(0, len(held_out) - 1, min(len(held_out), MOST)).astype(int)
    return [judge(scores.score(int(held_out[at])), sources) for at in chosen]


def _share(judged: Judgement, others: list[Judgement]) -> list[Row]:
    if judged.windows_share is None:
        return []
    usual: Spread | None = spread([each.windows_share for each in others])
    return [Row("windows", judged.windows_share, "share", usual)]


def _find_shared(scores: Scores, judged: Judgement) -> Shared | None:
    run = judged.run
    if run is None:
        return None
    at = int(run.source)
    item, piece = scores.items[at], scores.score(at)
    bar = next(
        (each.number for each in bars(piece) if each.start <= run.source_tick < each.end),
        1,
    )
    return Shared(run.notes, "", item.title, "", item.name, bar)
