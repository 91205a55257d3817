from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etude.core.errors import EtudeError
from etude.media.symbols import BEGIN, END
from etude.media.text.vocabulary import (
    LISTED,
    Bytes,
    Characters,
    learn_characters,
    read_vocabulary,
    split_words,
)

RHYME = "Row, row, row your boat,\ngently down the stream. 床前明月光,疑是地上霜。\n" * 4
CHARACTERS = learn_characters([RHYME])
# " row", "the ", a character of three bytes
BYTES = Bytes(((34, 116), (258, 113), (259, 121), (118, 106), (261, 103), (232, 158), (263, 138)))
BOTH = pytest.mark.parametrize("vocabulary", [CHARACTERS, BYTES], ids=["characters", "bytes"])
# Half a character (a surrogate) is no text.
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@BOTH
@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_any_text_comes_back(vocabulary: Characters | Bytes, text: str) -> None:
    tokens = vocabulary.encode(text)
    assert tokens.dtype == np.int32
    assert vocabulary.decode(tokens) == text
    assert ((tokens > BEGIN) & (tokens < vocabulary.size)).all()


@BOTH
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_symbols_are_some_text(vocabulary: Characters | Bytes, data: st.DataObject) -> None:
    tokens = data.draw(st.lists(st.integers(0, vocabulary.size - 1), max_size=40))
    vocabulary.decode(tokens).encode("utf-8")


@BOTH
def test_a_document_brings_the_vocabulary_back(vocabulary: Characters | Bytes) -> None:
    document = json.loads(json.dumps(vocabulary.to_document(), ensure_ascii=False))
    again = read_vocabulary(document)
    assert again == vocabulary
    assert document["size"] == vocabulary.size
    assert np.array_equal(again.encode(RHYME), vocabulary.encode(RHYME))


def test_listed_characters_take_one_symbol_and_others_two_for_each_byte() -> None:
    assert len(CHARACTERS.encode("boat月")) == 5
    assert CHARACTERS.encode("boat月").min() >= LISTED
    assert len(CHARACTERS.encode("é")) == 4
    assert len(CHARACTERS.encode("bé月")) == 6
    assert CHARACTERS.decode(CHARACTERS.encode("月é")[:-1]) == "月\ufffd\ufffd"


def test_the_rarest_characters_are_not_listed() -> None:
    few = learn_characters(["aaaabbbc"], most=2)
    assert few.characters == ("a", "b")
    assert few.decode(few.encode("abcab")) == "abcab"


def test_pairs_are_joined_in_the_order_they_were_found() -> None:
    assert BYTES.encode(" row row").tolist() == [260, 260]
    assert BYTES.encode("row").tolist() == [116, 113, 121]
    assert BYTES.encode("月").tolist() == [264]


def test_the_beginning_and_the_end_are_no_text() -> None:
    for vocabulary in (CHARACTERS, BYTES):
        assert vocabulary.decode([BEGIN, *vocabulary.encode("row"), END]) == "row"


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_words_joined_are_the_text(text: str) -> None:
    assert "".join(split_words(text)) == text


def test_half_a_character_becomes_a_question_mark() -> None:
    for vocabulary in (CHARACTERS, BYTES):
        assert vocabulary.decode(vocabulary.encode("r\ud800w")) == "r?w"


def test_an_unknown_kind_is_said() -> None:
    with pytest.raises(EtudeError) as caught:
        read_vocabulary({"kind": "runes"})
    assert caught.value.code == "text.vocabulary-unknown"
    assert "runes" in caught.value.text("zh")
