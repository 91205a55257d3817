from __future__ import annotations

import math

import pytest

from etude.core.messages import LANGUAGES, message
from etude.training.advice import Advice, advise, falling

Records = list[dict[str, object]]


def looks(qualities: list[float], overfit: float = 0.0) -> Records:
    """Looks ten seconds apart."""
    return [
        {"seconds": 10.0 * (i + 1), "quality": quality, "registers": {"overfit": overfit}}
        for i, quality in enumerate(qualities)
    ]


SETTLED = [1.0, 0.5, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4]
FALLING = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.45, 0.4, 0.3, 0.2]


@pytest.mark.parametrize(
    ("history", "copies", "chance", "code"),
    [
        (looks(SETTLED), 0.0, 0.01, "good"),
        (looks(SETTLED), None, 0.01, "good"),
        (looks(FALLING), 0.0, 0.01, "too-early"),
        (looks(SETTLED), 0.10, 0.01, "memorising"),
        # Eight held-out pictures set so loose a mark that a tenth of new pictures would pass it.
        (looks(SETTLED), 0.10, 0.11, "good"),
        (looks(FALLING), 0.50, 0.11, "memorising"),
        (looks(SETTLED, overfit=0.8), 0.0, 0.01, "by-heart"),
        (looks([1.0, 0.5]), 0.9, 0.01, "unjudged"),
        (looks([math.nan] * 9), None, 0.01, "unjudged"),
        ([], None, 0.01, "unjudged"),
    ],
)
def test_a_run_gets_its_verdict(
    history: Records, copies: float | None, chance: float, code: str
) -> None:
    advice = advise(history, copies, chance)
    assert advice.code == code
    for language in LANGUAGES:
        words = message(f"training.advice-{code}", language, **advice.details)
        assert "{" not in words


def test_rollbacks_in_the_history_are_no_looks() -> None:
    history: Records = [*looks(SETTLED), {"seconds": 55.0, "rollback": "collapse", "slower": 0.5}]
    assert advise(history).code == "good"


def test_one_lucky_look_decides_nothing() -> None:
    lucky = [*SETTLED[:-1], 0.01]
    assert falling(looks(lucky)) == pytest.approx(0.0)
    assert advise(looks(lucky)).code == "good"


def test_words_are_in_the_tongue_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    advice = Advice("too-early", {"drop": 30})
    assert "30 %" in advice.words
    monkeypatch.setenv("ETUDE_LANG", "zh")
    assert "30%" in advice.words
