from __future__ import annotations

import math

import pytest

from etude.core.messages import LANGUAGES, message
from etude.training.advice import WHILE_RUNNING, Advice, advise, advise_running, falling

Records = list[dict[str, object]]
Measures = dict[str, dict[str, float | None]]


def looks(qualities: list[float], overfit: float = 0.0, augment: float = 0.5) -> Records:
    """Looks ten seconds apart."""
    registers = {"overfit": overfit, "augment": augment}
    return [
        {"seconds": 10.0 * (i + 1), "quality": quality, "registers": registers}
        for i, quality in enumerate(qualities)
    ]


def watched(qualities: list[float], shares: list[float], chance: float = 0.01) -> Records:
    """Looks of which the last ones also found what share of the samples are copies."""
    found = looks(qualities)
    for look, copies in zip(found[-len(shares) :], shares, strict=True):
        look["registers"] = {"copies": copies, "chance": chance}
    return found


def measures(copies: float, chance: float = 0.01, traces: float = 0.0) -> Measures:
    """What a report says, each beside what real pictures get."""
    return {
        "copies": {"value": copies, "floor": chance},
        "traces": {"value": traces, "floor": 0.02},
        "reconstruction": {"value": 20.0, "floor": None},
    }


SETTLED = [1.0, 0.5, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4]
FALLING = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.45, 0.4, 0.3, 0.2]


@pytest.mark.parametrize(
    ("history", "measured", "code"),
    [
        (looks(SETTLED), measures(0.0), "good"),
        (looks(SETTLED), None, "uncompared"),
        (looks(SETTLED), {}, "uncompared"),
        (looks(FALLING), measures(0.0), "too-early"),
        (looks(SETTLED), measures(0.10), "memorising"),
        # Eight held-out pictures set so loose a mark that a tenth of new pictures would pass it.
        (looks(SETTLED), measures(0.10, 0.11), "good"),
        (looks(FALLING), measures(0.50, 0.11), "memorising"),
        (looks(SETTLED, overfit=0.8), measures(0.0), "by-heart"),
        (looks(SETTLED), measures(0.0, traces=0.25), "leaking"),
        (looks(FALLING), measures(0.0, traces=0.25), "leaking"),
        (looks(SETTLED), measures(0.0, traces=0.08), "good"),
        # Nothing was augmented, so nothing can have leaked: the pictures are merely poor.
        (looks(SETTLED, augment=0.0), measures(0.0, traces=0.25), "good"),
        (looks(SETTLED), measures(0.20, traces=0.25), "memorising"),
        # A report compares more pictures, of the weights that were kept.
        (watched(SETTLED, [0.5]), measures(0.0), "good"),
        (watched(SETTLED, [0.0]), measures(0.10), "memorising"),
        (watched(SETTLED, [0.0]), None, "good"),
        (watched(SETTLED, [0.2]), None, "memorising"),
        (watched(SETTLED, [0.2], chance=0.1), None, "good"),
        (looks([1.0, 0.5]), measures(0.9), "unjudged"),
        (looks([math.nan] * 9), None, "unjudged"),
        ([], None, "unjudged"),
    ],
)
def test_a_run_gets_its_verdict(history: Records, measured: Measures | None, code: str) -> None:
    advice = advise(history, measured)
    assert advice.code == code
    for language in LANGUAGES:
        words = message(f"training.advice-{code}", language, **advice.details)
        assert "{" not in words


def readings(qualities: list[float], known: float) -> Records:
    """Looks at a run on words, a minute apart."""
    return [
        {"seconds": 60.0 * (i + 1), "quality": quality, "registers": {"known": known}}
        for i, quality in enumerate(qualities)
    ]


@pytest.mark.parametrize(
    ("qualities", "known", "code", "details"),
    [
        ([3.0, 2.0, 1.6, 1.51, 1.5, 1.5], 1.25, "fluent", {"drop": 1, "gap": 20}),
        ([3.0, 2.5, 2.2, 2.0, 1.8, 1.7], 1.7, "unread", {"drop": 15}),
        ([3.0, 2.0, 1.6, 1.51, 1.5, 1.5], 1.49, "roomy", {"drop": 1, "gap": 1}),
        ([3.0, 1.6, 1.5, 1.5, 1.6, 1.8], 0.9, "rehearsing", {"minutes": 3.0, "rise": 20.0}),
        ([3.0, 1.6, 1.5, 1.5, 1.505, 1.51], 1.4, "fluent", {"drop": 0, "gap": 8}),
        ([3.0, 1.6], 1.5, "unjudged", {"looks": 2}),
    ],
)
def test_a_run_on_words_gets_its_verdict(
    qualities: list[float], known: float, code: str, details: dict[str, float]
) -> None:
    advice = advise(readings(qualities, known))
    assert (advice.code, advice.details) == (code, details)
    for language in LANGUAGES:
        assert "{" not in message(f"training.advice-{code}", language, **advice.details)


@pytest.mark.parametrize(
    ("history", "code"),
    [
        (looks([1.0, 0.5]), "begun"),
        (looks(FALLING), "blurry"),
        (looks(SETTLED), "slowing"),
        (looks(FALLING, overfit=0.8), "copying"),
        (watched(SETTLED, [0.0, 0.01]), "settling"),
        (watched(FALLING, [0.0, 0.0]), "blurry"),
        (watched(FALLING, [0.0, 0.3, 0.3]), "repeating"),
        # One look in three raises no alarm.
        (watched(SETTLED, [0.0, 0.0, 0.3]), "settling"),
        (readings([3.0, 2.5, 2.2, 2.0, 1.8, 1.7], 1.7), "reading"),
        (readings([3.0, 2.0, 1.6, 1.51, 1.5, 1.5], 1.25), "calming"),
        (readings([3.0, 2.0, 1.6, 1.51, 1.5, 1.5], 1.49), "calming"),
        (readings([3.0, 1.6, 1.5, 1.5, 1.6, 1.8], 0.9), "reciting"),
    ],
)
def test_a_run_that_goes_on_is_let_run_or_stopped(history: Records, code: str) -> None:
    advice = advise_running(advise(history))
    assert advice.code == code
    told = message(f"training.advice-{code}", "en", **advice.details)
    assert ("Stop here" in told) is (code in ("copying", "repeating", "reciting"))
    assert ("Let it run." in told) is (code in ("begun", "blurry", "reading"))


def test_every_verdict_without_a_report_has_words_while_the_run_goes_on() -> None:
    for language in LANGUAGES:
        for code in WHILE_RUNNING.values():
            words = message(f"training.advice-{code}", language, looks=1, drop=2, gap=3,
                            overfit=4, minutes=5, rise=6, copies=7)  # fmt: skip
            assert "{" not in words
            assert not any(each in words for each in ("too short", "was kept", "时间太短"))


def test_rollbacks_in_the_history_are_no_looks() -> None:
    history: Records = [*looks(SETTLED), {"seconds": 55.0, "rollback": "collapse", "slower": 0.5}]
    assert advise(history).code == "uncompared"


def test_one_lucky_look_decides_nothing() -> None:
    lucky = [*SETTLED[:-1], 0.01]
    assert falling(looks(lucky)) == pytest.approx(0.0)
    assert advise(looks(lucky)).code == "uncompared"


def test_a_card_speaks_of_no_option_of_the_terminal() -> None:
    advice = Advice("too-early", {"drop": 30})
    assert "--resume" in message("training.advice-too-early", "en", drop=30)
    for language in LANGUAGES:
        assert "--" not in advice.for_card(language)
        assert "30" in advice.for_card(language)
    assert Advice("good", {"drop": 1, "copies": 0}).for_card("en").startswith("Good:")


def test_words_are_in_the_tongue_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    advice = Advice("too-early", {"drop": 30})
    assert "30 %" in advice.words
    monkeypatch.setenv("ETUDE_LANG", "zh")
    assert "30%" in advice.words
