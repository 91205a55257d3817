"""What training may see and what is kept for judging, and which pictures are nearly the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

HELD_OUT = 0.10
_AT_LEAST, _SURELY = 5, 16
# Two fingerprints of one picture saved twice differ in few bits and its coarse colours hardly.
NEAR_BITS = 8
_NEAR_MEAN, _NEAR_MOST = 5.0, 32.0
_BANDS = NEAR_BITS + 1
# Thousands of empty-looking pictures share a band; each is compared with this many neighbours.
_REACH = 4096


def hold_out(hashes: Sequence[str], near: Sequence[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    """Choose a tenth of the items by their content.

    An item's hash is its lot: below 10 % it is held out. So the choice is the same on every
    machine, and stays when items are added. Small sets hold out the few lowest lots besides: a
    tenth up to 16, at least 5, but at most a quarter, and always one. Near-duplicates draw one lot,
    because a copy on the other side would make judging blind.

    Args:
        hashes: SHA-256 of each item.
        near: Pairs of indices of near-duplicates.

    Returns:
        bool ``[N]``: held out or not.
    """
    count = len(hashes)
    groups = groups_of(count, near)
    lots = np.asarray([int(each[:13], 16) / 16**13 for each in hashes])
    lowest = np.ones(count)
    np.minimum.at(lowest, groups, lots)
    drawn = lowest[groups]
    tenth = min(_SURELY, -(-count // 10))
    least = min(max(_AT_LEAST, tenth), max(1, count // 4), count // 2)
    held = drawn < HELD_OUT
    for lot in np.unique(drawn):
        if held.sum() >= least:
            break
        held |= drawn == lot
    # A large group of copies must not leave training with nothing.
    return held if held.sum() <= max(least, count // 2) else lots < np.partition(lots, least)[least]


def groups_of(count: int, near: Sequence[tuple[int, int]]) -> npt.NDArray[np.int64]:
    """Return for each item the first item of its group, int64 ``[N]`` (union-find).

    Args:
        count: N.
        near: Pairs of indices that belong together.
    """
    parent = list(range(count))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for a, b in near:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return np.asarray([root(index) for index in range(count)], np.int64)


def near_duplicates(
    fingerprints: Sequence[int], miniatures: npt.NDArray[np.uint8]
) -> list[tuple[int, int]]:
    """Return pairs of items that look like one picture saved twice.

    Args:
        fingerprints: Perceptual hash of each item, 64 bits.
        miniatures: uint8 ``[N, s, s, 3]``, coarse colours of each item.

    Returns:
        Pairs of indices, the lower one first, in order; just enough of them to connect each group
        of likenesses, so a thousand copies give 999 pairs and not half a million.
    """
    count = len(fingerprints)
    prints = np.asarray(fingerprints, np.uint64)
    coarse = miniatures.reshape(count, -1).astype(np.int16)
    groups = np.arange(count)
    pairs: list[tuple[int, int]] = []
    for first, others in _candidates(prints):
        others = others[groups[others] != groups[first]]
        others = others[_popcount(prints[others] ^ prints[first]) <= NEAR_BITS]
        apart = np.abs(coarse[others] - coarse[first])
        same = (apart.mean(axis=1) <= _NEAR_MEAN) & (apart.max(axis=1) <= _NEAR_MOST)
        for other in others[same]:
            if groups[other] != groups[first]:
                groups[groups == groups[other]] = groups[first]
                pairs.append((first, int(other)))
    return sorted(pairs)


def _candidates(prints: npt.NDArray[np.uint64]) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    """Yield each item with later ones that agree with it in at least one band of bits.

    Two fingerprints that differ in at most k bits agree in one of k + 1 bands, so nothing is missed
    and only few pairs are compared.
    """
    edges = np.linspace(0, 64, _BANDS + 1).astype(int)
    for low, high in pairwise(edges):
        band = (prints >> np.uint64(low)) & np.uint64((1 << int(high - low)) - 1)
        order = np.argsort(band, kind="stable")
        ends = np.flatnonzero(np.diff(band[order])) + 1
        for group in np.split(order, ends):
            for place in range(len(group) - 1):
                yield int(group[place]), group[place + 1 : place + 1 + _REACH]


_BITS = np.asarray([bin(value).count("1") for value in range(1 << 16)], np.uint8)


def _popcount(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    # numpy's own bitwise_count came with numpy 2.
    words = np.ascontiguousarray(values).view(np.uint16).reshape(-1, 4)
    counts: npt.NDArray[np.int64] = _BITS[words].sum(axis=1, dtype=np.int64)
    return counts
