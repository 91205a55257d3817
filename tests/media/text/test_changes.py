"""Comparing versions: what came, what went, and nothing else."""

from __future__ import annotations

import random

from etude.media.text.changes import FINEST, Piece, compare


def test_a_word_and_a_character_are_the_least_that_changes() -> None:
    assert compare("The old pond.\n古池", "The still pond.\n古寺") == [
        Piece("kept", "The "),
        Piece("removed", "old"),
        Piece("added", "still"),
        Piece("kept", " pond.\n古"),
        Piece("removed", "池"),
        Piece("added", "寺"),
    ]
    assert compare("", "") == []
    assert compare("a", "a") == [Piece("kept", "a")]


def test_both_versions_can_be_read_from_a_comparison() -> None:
    chance = random.Random(3)
    words = ["rain ", "雨", "\n", "it's", " ", "𠮷", "。", "\r", "ab", "éa"]
    for _ in range(200):
        before, after = ("".join(chance.choices(words, k=chance.randrange(12))) for _ in "ab")
        pieces = compare(before, after)
        assert "".join(each.text for each in pieces if each.kind != "added") == before
        assert "".join(each.text for each in pieces if each.kind != "removed") == after


def test_a_long_passage_that_is_all_new_is_told_as_a_whole() -> None:
    before, after = "旧" * (FINEST + 1), "新" * (FINEST + 1)
    assert compare(before, after) == [Piece("removed", before), Piece("added", after)]
