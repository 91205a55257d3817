import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.inference import Sampling, Writer, beam
from etude.inference.sampling import find_odds
from etude.media.symbols import BEGIN, END
from etude.packages import open_package
from tests.inference.rules import Only, Spell
from tests.tiny_sequence import SIZES, known_logits, tiny_sequence

LETTERS = range(2, 34)


@pytest.fixture(scope="module", params=["lstm", "cache"])
def writer(request, tmp_path_factory) -> Writer:
    folder = tmp_path_factory.mktemp("beam")
    return Writer(open_package(tiny_sequence(request.param, folder), Workspace(folder / "home")))


@pytest.fixture
def kind(writer) -> str:
    return writer.name.removeprefix("tiny-")


def nats(kind: str, tokens: list[int]) -> float:
    logits = known_logits(kind, [BEGIN, *tokens[:-1]]).astype(np.float64)
    whole = np.log(np.exp(logits - logits.max(1, keepdims=True)).sum(1)) + logits.max(1)
    return float((whole - logits[np.arange(len(tokens)), tokens]).sum())


def test_a_wide_beam_finds_the_best_there_is(writer, kind) -> None:
    places = [range(5, 11)] * 3
    every = sorted(
        (nats(kind, [a, b, c]), (a, b, c)) for a in range(5, 11) for b in range(5, 11)
        for c in range(5, 11)
    )  # fmt: skip
    found = beam(writer, constraint=Spell(SIZES[kind], places), width=36, most=3)
    assert [each.tokens for each in found[:10]] == [tokens for _, tokens in every[:10]]
    assert found[0].bits * np.log(2) == pytest.approx(every[0][0], rel=1e-3, abs=1e-3)
    assert len({each.tokens for each in found}) == len(found) == 36


def test_a_beam_of_one_takes_the_likeliest_each_time(writer) -> None:
    greedy = list(writer.tokens([5], sampling=Sampling(temperature=0.0), most=12, ends=False))
    (found,) = beam(writer, [5], width=1, most=12, ends=False)
    assert found.tokens == tuple(greedy)
    assert not found.ended


def test_a_wider_beam_finds_nothing_worse(writer) -> None:
    bits = [beam(writer, width=width, most=8, ends=False)[0].bits for width in (1, 32)]
    assert bits[1] <= bits[0] + 1e-6


def test_every_beam_keeps_to_the_constraint(writer) -> None:
    rule = Spell(writer.size, [7, {8, 9, 10}, 7, {11, 12}, END])
    found = beam(writer, constraint=rule, width=20, most=50)
    assert {each.tokens for each in found} == {
        (7, b, 7, d) for b in (8, 9, 10) for d in (11, 12)
    }  # fmt: skip
    assert all(each.ended for each in found)
    assert [each.bits for each in found] == sorted(each.bits for each in found)
    assert rule.at == 0


def test_groups_go_different_ways(writer) -> None:
    rule = Only(writer.size, LETTERS)

    def begins(**more) -> int:
        found = beam(writer, constraint=rule, width=8, most=4, ends=False, **more)
        return len({each.tokens[0] for each in found})

    assert begins(groups=8, diversity=100.0) == 8
    assert begins(groups=1) < 8


def test_by_chance_one_beam_is_a_sample(writer, kind) -> None:
    sampling = Sampling(top_k=4, temperature=0.8)
    odds = find_odds(known_logits(kind, [BEGIN, 5])[-1], sampling, allowed=writer.mask())
    drawn = [
        (beam(writer, [5], width=1, most=1, seed=seed, sampling=sampling)[0].tokens or (END,))[0]
        for seed in range(300)
    ]
    shares = np.bincount(drawn, minlength=writer.size) / len(drawn)
    np.testing.assert_allclose(shares, odds, atol=0.1)


def test_by_chance_beams_are_samples_without_putting_back(writer) -> None:
    """The likeliest of six words is among two that are drawn as often as it should be."""
    rule = Spell(writer.size, [{5, 6}, {7, 8, 9}])

    def draw(width: int, seed: int) -> list[tuple[int, ...]]:
        return [
            each.tokens for each in beam(writer, constraint=rule, width=width, most=2, seed=seed)
        ]

    first = writer.begin()
    odds = {}
    for a in (5, 6):
        second = writer.step(first, [a])
        for b in (7, 8, 9):
            share = find_odds(first.logits[0], allowed=rule.allowed())[a]
            later = Spell(writer.size, [{7, 8, 9}]).allowed()
            odds[a, b] = share * find_odds(second.logits[0], allowed=later)[b]
    assert sum(odds.values()) == pytest.approx(1)
    best = max(odds, key=lambda pair: odds[pair])
    expected = odds[best] + sum(
        share * odds[best] / (1 - share) for pair, share in odds.items() if pair != best
    )
    drawn = [draw(2, seed) for seed in range(250)]
    assert all(len(set(pair)) == 2 for pair in drawn)
    assert np.mean([best in pair for pair in drawn]) == pytest.approx(expected, abs=0.09)
    assert sorted(draw(9, 0)) == sorted(odds)
    assert draw(2, 7) == draw(2, 7)


def test_what_ended_stands_before_what_was_cut_off(writer) -> None:
    found = beam(writer, constraint=Only(writer.size, [7, 8, END]), width=12, most=3)
    ended = [each.ended for each in found]
    assert ended == sorted(ended, reverse=True)
    assert any(ended)
    assert not beam(writer, constraint=Only(writer.size, [7]), width=2, most=3)[0].ended


def test_a_way_that_leads_nowhere_is_left(writer) -> None:
    rule = Spell(writer.size, [7])
    with pytest.raises(EtudeError) as caught:
        beam(writer, constraint=rule, width=4, most=3)
    assert caught.value.code == "sampling.nothing-allowed"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"width": 0}, "writer.bad-width"),
        ({"width": 257}, "writer.bad-width"),
        ({"width": 4, "groups": 5}, "writer.bad-width"),
        ({"groups": 0}, "writer.bad-width"),
        ({"most": 0}, "writer.bad-most"),
        ({"diversity": -1.0}, "sampling.bad-setting"),
    ],
)
def test_a_search_that_cannot_be_is_refused(writer, more, code) -> None:
    with pytest.raises(EtudeError) as caught:
        beam(writer, **more)
    assert caught.value.code == code
