"""Lines, and telling those that were written before."""

from __future__ import annotations

import numpy as np

from etude.media.symbols import END
from etude.media.text.lines import KnownLines, find_enders, hash_lines, split_lines
from etude.media.text.vocabulary import Bytes, Characters

POEM = "白日依山盡，黃河入海流。\n欲窮千里目，更上一層樓。"
SONG = "Shall I compare thee to a summer's day?\nThou art"


def test_lines_end_at_breaks_and_chinese_punctuation() -> None:
    assert split_lines(POEM) == ["白日依山盡", "黃河入海流", "欲窮千里目", "更上一層樓"]
    assert split_lines(" a, b\n\n c. ") == ["a, b", "c."]


def test_a_line_is_known_whatever_its_punctuation() -> None:
    hashes = hash_lines([POEM, SONG, POEM])
    assert len(hashes) == 5
    assert (np.diff(hashes.astype(object)) > 0).all()
    known = KnownLines(hashes)
    assert known.holds("黃河入海流！")
    assert known.holds("shall i compare thee to a summers day")
    assert not known.holds("黃河入海")
    assert not known.holds("Thou art")  # everybody says so
    assert known.count("欲窮千里目。新的一行字，\n白日依山盡") == 2


def test_nothing_is_known_to_a_model_that_brings_no_lines() -> None:
    assert not KnownLines(hash_lines([])).holds("白日依山盡")


def test_symbols_that_end_a_line() -> None:
    letters = Characters(("\n", "a", "，", "b"))
    assert np.flatnonzero(find_enders(letters)).tolist() == [END, 18, 20]
    assert np.flatnonzero(find_enders(Bytes(()))).tolist() == [END, 2 + ord("\n")]
