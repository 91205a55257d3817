import numpy
import pytest

from etude.core.seeds import MAX_SEED, generator, new_seed


def test_the_same_seed_and_names_give_the_same_numbers() -> None:
    first = generator(7, "codes", 0).standard_normal(1000)
    numpy.testing.assert_array_equal(first, generator(7, "codes", 0).standard_normal(1000))


def test_the_stream_is_fixed_for_ever() -> None:
    # A work is made again from its seed, so these numbers may never change.
    assert generator(7, "codes").integers(0, 2**32, 4).tolist() == [
        887384381,
        3736550535,
        602151181,
        646248524,
    ]


@pytest.mark.parametrize("other", [(8, "codes"), (7, "code"), (7,), (7, "codes", 0), (-7, "codes")])
def test_other_names_give_independent_numbers(other) -> None:
    a = generator(7, "codes").standard_normal(20_000)
    b = generator(*other).standard_normal(20_000)
    assert abs(numpy.corrcoef(a, b)[0, 1]) < 0.03


def test_names_do_not_run_into_each_other() -> None:
    a = generator(1, "ab", "c").integers(0, 2**62)
    assert a != generator(1, "a", "bc").integers(0, 2**62)


def test_a_new_seed_can_be_written_down() -> None:
    seeds = [new_seed() for _ in range(200)]
    assert all(0 <= each <= MAX_SEED for each in seeds)
    assert len(set(seeds)) > 190
