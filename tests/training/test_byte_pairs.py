from __future__ import annotations

from tokenizers import Tokenizer, models

from etude.media.text.vocabulary import FIRST_MERGE, split_words
from etude.training.byte_pairs import LONGEST, learn_bytes

RHYME = "Row, row, row your boat,\ngently down the stream. 床前明月光,疑是地上霜。\n" * 4


def test_frequent_strings_become_one_symbol() -> None:
    found = learn_bytes([RHYME], 300)
    assert 260 < found.size <= 300
    assert found.encode(" row row").tolist() == found.encode(" row").tolist() * 2
    assert found.encode(" row").min() >= FIRST_MERGE
    assert found.decode(found.encode(RHYME)) == RHYME
    longest = max(len(found.decode([token]).encode()) for token in range(2, found.size))
    assert longest <= LONGEST
    assert learn_bytes([RHYME], 300) == found


def test_words_are_cut_as_the_library_cuts_them() -> None:
    found = learn_bytes([RHYME], 320)
    strings = [bytes([value]) for value in range(256)]
    for left, right in found.merges:
        strings.append(strings[left - 2] + strings[right - 2])
    named = [each.decode("latin-1") for each in strings]
    peer = Tokenizer(
        models.BPE(
            vocab={each: number for number, each in enumerate(named)},
            merges=[(named[left - 2], named[right - 2]) for left, right in found.merges],
        )
    )
    for word in split_words(RHYME + " the boatman rowed; 明月几时有"):
        cut = peer.encode(word.encode().decode("latin-1")).ids
        assert [token + 2 for token in cut] == found.encode(word).tolist(), word
