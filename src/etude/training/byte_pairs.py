"""Which strings of bytes a vocabulary of text lists: those that come up most often."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tokenizers import Tokenizer, models, trainers

from etude.media.text.vocabulary import FIRST_MERGE, RESERVED, Bytes, split_words

LONGEST = 16  # bytes that one symbol stands for at most


def learn_bytes(texts: Iterable[str], size: int = 1024) -> Bytes:
    """Find frequent strings of bytes, none of which reaches over the end of a word.

    Args:
        texts: Where they are counted.
        size: Number of symbols at most, 258 or more.
    """
    # Each byte as the character of its number, so that the library sees nothing but bytes.
    words = (
        word.encode("utf-8", "replace").decode("latin-1")
        for text in texts
        for word in split_words(text)
    )
    tokenizer = Tokenizer(models.BPE())
    trainer = trainers.BpeTrainer(
        vocab_size=size - RESERVED,
        initial_alphabet=[chr(value) for value in range(256)],
        max_token_length=LONGEST,
        show_progress=False,
    )
    tokenizer.train_from_iterator(words, trainer)
    symbols = {chr(value): RESERVED + value for value in range(256)}
    merges: list[tuple[int, int]] = []
    for left, right in json.loads(tokenizer.to_str())["model"]["merges"]:
        if left + right not in symbols:  # which another pair makes as well
            symbols[left + right] = FIRST_MERGE + len(merges)
            merges.append((symbols[left], symbols[right]))
    return Bytes(tuple(merges))
