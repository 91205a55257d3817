"""The split is drawn by content: the same everywhere, stable, and fair to near-duplicates."""

import hashlib

import numpy as np
import pytest

from etude.datasets.split import groups_of, hold_out, near_duplicates


def hashes(count: int) -> list[str]:
    return [hashlib.sha256(str(number).encode()).hexdigest() for number in range(count)]


def test_about_a_tenth_is_held_out() -> None:
    assert 0.08 < hold_out(hashes(5000), []).mean() < 0.12


@pytest.mark.parametrize(
    ("count", "least"), [(2, 1), (3, 1), (6, 1), (8, 2), (20, 5), (60, 6), (100, 10), (160, 16)]
)
def test_small_sets_hold_out_a_few_and_train_on_most(count, least) -> None:
    held = hold_out(hashes(count), [])
    assert least <= held.sum() <= max(least, count // 4 + 1)


def test_the_choice_does_not_depend_on_order_and_stays_when_items_are_added() -> None:
    names = hashes(1200)
    first = {name for name, held in zip(names, hold_out(names, []), strict=True) if held}
    turned = names[::-1]
    assert first == {name for name, held in zip(turned, hold_out(turned, []), strict=True) if held}
    fewer = names[:700]
    part = {name for name, held in zip(fewer, hold_out(fewer, []), strict=True) if held}
    assert part == first & set(fewer)


def test_near_duplicates_stay_together() -> None:
    pairs = [(number, number + 1) for number in range(0, 400, 2)]
    held = hold_out(hashes(400), pairs)
    assert all(held[a] == held[b] for a, b in pairs)
    assert 0.05 < held.mean() < 0.3


def test_one_great_group_leaves_something_to_train_on() -> None:
    count = 40
    held = hold_out(hashes(count), [(0, number) for number in range(1, count)])
    assert 1 <= held.sum() <= count // 2


def test_groups_are_named_by_their_first_item() -> None:
    assert groups_of(6, [(4, 5), (1, 4), (0, 2)]).tolist() == [0, 1, 0, 3, 1, 1]


def test_likenesses_are_found_wherever_the_bits_differ() -> None:
    rng = np.random.default_rng(9)
    prints = [int(each) for each in rng.integers(0, 2**64, 500, np.uint64)]
    small = rng.integers(0, 256, (500, 16, 16, 3), np.uint8)
    for number in range(40):
        bits = rng.choice(64, int(rng.integers(0, 9)), replace=False)
        flipped = prints[number]
        for bit in bits:
            flipped ^= 1 << int(bit)
        prints.append(flipped)
    again = np.clip(small[:40].astype(int) + 2, 0, 255).astype(np.uint8)
    found = near_duplicates(prints, np.concatenate([small, again]))
    assert found == [(number, 500 + number) for number in range(40)]


def test_an_outline_in_other_colours_is_no_duplicate() -> None:
    red, blue = np.zeros((2, 16, 16, 3), np.uint8)
    red[..., 0], blue[..., 2] = 200, 200
    assert near_duplicates([7, 7], np.stack([red, blue])) == []


def test_many_copies_give_few_pairs() -> None:
    count = 1500
    pairs = near_duplicates([5] * count, np.zeros((count, 16, 16, 3), np.uint8))
    assert len(pairs) == count - 1
    assert len(set(groups_of(count, pairs).tolist())) == 1
