"""Choosing the next symbol: what always holds, and what each setting does."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from etude.core.errors import EtudeError
from etude.core.seeds import generator
from etude.inference.sampling import (
    LOOP_GROWTH,
    PLAIN,
    Every,
    Sampling,
    adventure,
    choose,
    count_bits,
    find_odds,
)

SIZE = 12
LOGITS = arrays.arrays(
    np.float32, SIZE, elements=st.one_of(st.floats(-60, 60, width=32), st.just(-np.inf))
)
MASKS = arrays.arrays(np.bool_, SIZE)
HISTORIES = st.lists(st.integers(0, SIZE - 1), max_size=40)
SAMPLINGS = st.builds(
    Sampling,
    temperature=st.one_of(st.just(0.0), st.floats(1e-3, 5), st.just(5e-324)),
    top_k=st.integers(0, SIZE + 3),
    top_p=st.floats(0, 1),
    min_p=st.floats(0, 1),
    repetition=st.floats(1, 10),
    window=st.integers(1, 50),
    loop=st.floats(0, 10),
    loop_after=st.integers(1, 20),
)
MANY = settings(max_examples=300, deadline=None)


def plain(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits.astype(np.float64) - logits.max())
    return odds / odds.sum()


@given(LOGITS, MASKS, HISTORIES, SAMPLINGS)
@MANY
def test_odds_sum_to_one_and_nothing_forbidden_has_any(logits, mask, history, sampling) -> None:
    left = mask & ~np.isneginf(logits)
    if not left.any():
        with pytest.raises(EtudeError) as caught:
            find_odds(logits, sampling, history, mask)
        assert caught.value.code == "sampling.nothing-allowed"
        return
    given_logits = logits.copy()
    odds = find_odds(logits, sampling, history, mask)
    np.testing.assert_array_equal(logits, given_logits)
    assert abs(odds.sum() - 1) < 1e-12
    assert (odds >= 0).all()
    assert not odds[~left].any()
    for at in range(20):
        assert left[choose(odds, generator(at, "test"))]


@given(LOGITS, st.floats(0.05, 5))
@MANY
def test_settings_that_change_nothing_change_nothing(logits, temperature) -> None:
    if np.isneginf(logits).all():
        return
    np.testing.assert_allclose(find_odds(logits), plain(logits), atol=1e-12)
    warm = find_odds(logits, Sampling(temperature))
    for idle in ({"top_p": 1.0}, {"top_k": SIZE}, {"min_p": 0.0}, {"repetition": 1.0}):
        same = find_odds(logits, Sampling(temperature, **idle), [1, 2, 1, 2, 1])
        np.testing.assert_array_equal(same, warm)


@given(LOGITS, st.integers(1, SIZE), st.floats(0, 1), st.floats(0, 1))
@MANY
def test_a_tail_is_cut_where_it_is_said(logits, top_k, top_p, min_p) -> None:
    if np.isneginf(logits).all():
        return
    full = plain(logits)
    few = find_odds(logits, Sampling(top_k=top_k))
    assert 1 <= np.count_nonzero(few) <= top_k
    core = find_odds(logits, Sampling(top_p=top_p))
    share = full[core > 0].sum()
    assert share >= min(top_p, 1 - 1e-9) - 1e-9
    # Without the least likely one that is left, it would be less than was asked for.
    if np.count_nonzero(core) > 1:
        assert share - full[core > 0].min() < top_p + 1e-9
    strong = find_odds(logits, Sampling(min_p=min_p))
    assert (full[strong > 0] >= min_p * full.max() * (1 - 1e-9)).all()
    for cut in (few, core, strong):
        assert cut[np.argmax(logits)] > 0
        assert full[cut > 0].min() >= full[cut == 0].max(initial=0) - 1e-12
        np.testing.assert_allclose(cut, np.where(cut > 0, full, 0) / full[cut > 0].sum())


def test_the_tail_is_cut_before_it_is_heated() -> None:
    logits = np.log(np.array([0.6, 0.3, 0.1], np.float32))
    odds = find_odds(logits, Sampling(temperature=5.0, top_p=0.85))
    assert odds[2] == 0
    assert odds[1] == pytest.approx(0.3**0.2 / (0.6**0.2 + 0.3**0.2))


def test_temperature_goes_from_the_likeliest_to_all_alike() -> None:
    logits = np.array([1, 3, 3, 2], np.float32)
    assert find_odds(logits, Sampling(temperature=0.0)).tolist() == [0, 1, 0, 0]
    cold, usual, hot = (find_odds(logits, Sampling(t)).max() for t in (0.1, 1.0, 5.0))
    assert cold > usual > hot > 0.25


def test_what_was_just_there_is_less_likely() -> None:
    logits = np.zeros(4, np.float32)
    sampling = Sampling(repetition=2.0, window=2)
    odds = find_odds(logits, sampling, [0, 1, 2])
    np.testing.assert_allclose(odds, np.array([2, 1, 1, 2]) / 6)
    # Where the logits have their zero does not matter, unlike in the formula of the paper.
    np.testing.assert_allclose(find_odds(logits - 50, sampling, [0, 1, 2]), odds)


def test_a_loop_is_held_back_the_more_the_longer_it_is() -> None:
    logits = np.zeros(4, np.float32)
    sampling = Sampling(loop=0.8, loop_after=2)
    assert find_odds(logits, sampling, [0, 1, 3, 1]).tolist() == [0.25] * 4
    for history, length in (([0, 1, 2, 3, 0, 1], 2), ([3, 0, 1, 2, 0, 3, 0, 1], 3)):
        weight = np.exp(-0.8 * LOOP_GROWTH ** (length - 2))
        odds = find_odds(logits, sampling, history)
        np.testing.assert_allclose(odds[2], weight / (3 + weight))
    assert find_odds(logits, Sampling(loop=0.0, loop_after=2), [0, 1, 2, 0, 1])[2] == 0.25


def test_a_loop_ends_where_nothing_else_would() -> None:
    """A model that can only count round and round is brought out of it."""
    turning = np.full((6, 6), -4, np.float32)
    turning[np.arange(6), (np.arange(6) + 1) % 6] = 4

    def write(sampling: Sampling) -> list[int]:
        told = [0]
        for _ in range(200):
            told.append(int(find_odds(turning[told[-1]], sampling, told).argmax()))
        return told

    def windows(told: list[int]) -> int:
        return len({tuple(told[i : i + 24]) for i in range(len(told) - 24)})

    assert windows(write(PLAIN)) == 6
    assert windows(write(Sampling(loop=0.8, loop_after=8))) > 150


def test_the_same_seed_draws_the_same_and_every_symbol_comes_as_often_as_it_should() -> None:
    odds = np.array([0.5, 0.0, 0.3, 0.2, 0.0])
    stream, again = generator(7, "write", 0), generator(7, "write", 0)
    drawn = [choose(odds, stream) for _ in range(4000)]
    assert drawn == [choose(odds, again) for _ in range(4000)]
    shares = np.bincount(drawn, minlength=5) / 4000
    np.testing.assert_allclose(shares, odds, atol=0.03)


class Stream:
    """A stream that gives one number."""

    def __init__(self, value: float) -> None:
        self.value = value

    def random(self) -> float:
        return self.value


@given(LOGITS, st.floats(0, 1, exclude_max=True))
@MANY
def test_no_number_draws_what_cannot_come(logits, value) -> None:
    if np.isneginf(logits).all():
        return
    odds = find_odds(logits)
    for number in (value, 0.0, np.nextafter(1.0, 0.0)):
        assert odds[choose(odds, Stream(number))] > 0


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_values_that_are_no_numbers_are_an_error(bad) -> None:
    logits = np.zeros((2, 4), np.float32)
    logits[1, 2] = bad
    with pytest.raises(EtudeError) as caught:
        find_odds(logits[1])
    assert caught.value.code == "sampling.not-finite"
    with pytest.raises(EtudeError) as caught:
        count_bits(logits, [0, 1])
    assert caught.value.code == "sampling.not-finite"


def test_a_mask_of_another_vocabulary_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="a mask"):
        find_odds(np.zeros(4, np.float32), allowed=np.ones(5, bool))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temperature", -0.1), ("temperature", 5.1), ("temperature", float("nan")),
        ("temperature", True), ("temperature", "1"), ("top_k", -1), ("top_k", 1.5),
        ("top_p", 1.01), ("min_p", -1.0), ("repetition", 0.5), ("window", 0), ("loop", 11.0),
        ("loop_after", 0), ("loop_after", 65),
    ],
)  # fmt: skip
def test_a_setting_out_of_range_is_refused_with_the_range(name, value) -> None:
    with pytest.raises(EtudeError) as caught:
        Sampling(**{name: value})
    assert caught.value.code == "sampling.bad-setting"
    assert name in caught.value.text("en")


def test_one_dial_goes_from_careful_to_wild() -> None:
    steps = [dataclasses.astuple(adventure(value)) for value in (0.0, 0.5, 1.0)]
    temperatures, _, top_p, min_p, *_ = zip(*steps, strict=True)
    assert temperatures == (0.7, 0.95, 1.2)
    assert list(top_p) == sorted(top_p)
    assert min_p == (0.04, 0.02, 0.0)
    with pytest.raises(EtudeError):
        adventure(1.1)


def test_bits_are_those_of_the_probabilities() -> None:
    logits = np.log(np.array([[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]], np.float32)) + 100
    np.testing.assert_allclose(count_bits(logits, [1, 0]), [2, 3], atol=1e-4)


class Only:
    """Allows some symbols, and each only once."""

    def __init__(self, *tokens: int) -> None:
        self.left = set(tokens)

    def allowed(self) -> np.ndarray:
        return np.isin(np.arange(6), list(self.left))

    def push(self, token: int) -> None:
        self.left.remove(token)

    def copy(self) -> "Only":
        return Only(*self.left)


def test_joined_constraints_all_hold_and_a_copy_goes_its_own_way() -> None:
    both = Every(Only(1, 2, 3), Every(Only(2, 3, 4)))
    assert np.flatnonzero(both.allowed()).tolist() == [2, 3]
    other = both.copy()
    both.push(2)
    assert np.flatnonzero(both.allowed()).tolist() == [3]
    assert np.flatnonzero(other.allowed()).tolist() == [2, 3]


def test_penalties_count_what_was_written_and_not_what_was_given() -> None:
    logits = np.zeros(4, np.float32)
    odds = find_odds(logits, Sampling(presence=1.0, frequency=0.5), [3, 1, 1, 2], given=1)
    expected = np.exp([0.0, -2.0, -1.5, 0.0])
    assert odds == pytest.approx(expected / expected.sum())
    assert find_odds(logits, Sampling(presence=1.0), [3], given=1) == pytest.approx([0.25] * 4)
