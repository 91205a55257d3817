"""Texts as a run needs them: written with a vocabulary, some of them held out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from etude.core.hashes import canonical_json, sha256_bytes
from etude.media.symbols import END
from etude.media.text.vocabulary import Bytes, Characters
from etude.training.sequences import Stream, join_pieces


@dataclass(frozen=True, eq=False)
class WrittenTexts:
    """Texts in the symbols of a vocabulary; they satisfy `training.sequences.Sequences`.

    Args:
        name: Of the dataset.
        vocabulary: They are written with it.
        train: Texts to learn from.
        unseen: Texts that training never sees.
    """

    name: str
    vocabulary: Characters | Bytes
    train: Sequence[str]
    unseen: Sequence[str]

    @cached_property
    def hash(self) -> str:
        """Of the texts and the vocabulary."""
        return sha256_bytes(
            canonical_json([self.vocabulary.to_document(), list(self.train), list(self.unseen)])
        )

    @property
    def size(self) -> int:
        """Number of different symbols."""
        return self.vocabulary.size

    @cached_property
    def held_out(self) -> Stream:
        """The texts that training never sees."""
        return join_pieces(self.vocabulary.encode(text) for text in self.unseen)

    @cached_property
    def _train(self) -> Stream:
        return join_pieces(self.vocabulary.encode(text) for text in self.train)

    def edition(self, number: int) -> Stream:
        """Return the texts to learn from, the same every time."""
        return self._train

    def show(self, pieces: Sequence[NDArray[np.int64]]) -> tuple[str, bytes]:
        """Return a page of text, with dots between the pieces."""
        parts = [
            self.vocabulary.decode(part).strip()
            for piece in pieces
            for part in np.split(piece, np.flatnonzero(piece == END) + 1)
        ]
        return ".txt", "\n\n· · ·\n\n".join(filter(None, parts)).encode() + b"\n"

    def bits_per_character(self, nats: float) -> float:
        """Turn nats at each held-out symbol into bits at each held-out character.

        Texts written with different vocabularies can be compared by it.

        Args:
            nats: Mean over the held-out symbols, ends of texts among them.
        """
        symbols = len(self.held_out.tokens) - len(self.held_out.starts)
        characters = sum(map(len, self.unseen))
        return nats / math.log(2) * symbols / max(1, characters)
