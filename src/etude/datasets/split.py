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
# Thousands of pictures may share a band and a lightness; each is compared with so many neighbours.
_REACH = 256
_CHUNK = 8192


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
    lots = draw_lots(hashes)
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


def draw_lots(hashes: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return the lot of each item, float64 ``[N]`` in [0, 1): the beginning of its hash.

    Args:
        hashes: SHA-256 of each item.
    """
    return np.asarray([int(each[:13], 16) / 16**13 for each in hashes])


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
    # A few of the values rule out most pairs at a fraction of the cost.
    few = np.ascontiguousarray(coarse[:, :: max(1, coarse.shape[1] // 12)])
    light = coarse.mean(axis=1, dtype=np.float32)
    groups = np.arange(count)
    pairs: list[tuple[int, int]] = []
    for one, other in _candidates(prints, light):
        apart = groups[one] != groups[other]
        one, other = one[apart], other[apart]
        alike = _popcount(prints[one] ^ prints[other]) <= NEAR_BITS
        for first, second in _confirm(coarse, few, one[alike], other[alike]):
            if groups[first] != groups[second]:
                groups[groups == groups[second]] = groups[first]
                pairs.append((min(first, second), max(first, second)))
    return sorted(pairs)


def _candidates(
    prints: npt.NDArray[np.uint64], light: npt.NDArray[np.float32]
) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Yield arrays of items to compare: those that agree in a band of bits and in their lightness.

    Two fingerprints that differ in at most k bits agree in one of k + 1 bands, and coarse colours
    that hardly differ have nearly the same mean, so nothing is missed and few pairs are compared.
    """
    edges = np.linspace(0, 64, _BANDS + 1).astype(int)
    for low, high in pairwise(edges):
        band = (prints >> np.uint64(low)) & np.uint64((1 << int(high - low)) - 1)
        order = np.lexsort((light, band))
        bands, lights = band[order], light[order]
        for step in range(1, min(_REACH, len(order))):
            close = (bands[step:] == bands[:-step]) & (lights[step:] - lights[:-step] <= _NEAR_MEAN)
            if not close.any():
                break
            at = np.flatnonzero(close)
            yield order[at], order[at + step]


def _confirm(
    coarse: npt.NDArray[np.int16],
    few: npt.NDArray[np.int16],
    one: npt.NDArray[np.int64],
    other: npt.NDArray[np.int64],
) -> Iterator[tuple[int, int]]:
    """Yield the pairs whose coarse colours agree, a bounded number compared at a time."""
    for at in range(0, len(one), _CHUNK):
        first, second = one[at : at + _CHUNK], other[at : at + _CHUNK]
        maybe = np.abs(few[first] - few[second]).max(axis=1) <= _NEAR_MOST
        first, second = first[maybe], second[maybe]
        apart = np.abs(coarse[first] - coarse[second])
        same = (apart.mean(axis=1) <= _NEAR_MEAN) & (apart.max(axis=1) <= _NEAR_MOST)
        yield from zip(first[same].tolist(), second[same].tolist(), strict=True)


_BITS = np.asarray([bin(value).count("1") for value in range(1 << 16)], np.uint8)


def _popcount(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    # numpy's own bitwise_count came with numpy 2.
    words = np.ascontiguousarray(values).view(np.uint16).reshape(-1, 4)
    counts: npt.NDArray[np.int64] = _BITS[words].sum(axis=1, dtype=np.int64)
    return counts
