"""Texts as a run needs them: written with a vocabulary, some of them held out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from etude.core.hashes import canonical_json, sha256_bytes
from etude.core.seeds import generator
from etude.media.symbols import END
from etude.media.text.gaps import BEFORE, draw_gaps
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
        gaps: Share of the texts to learn from that are told as gaps to fill, other ones each time.
    """

    name: str
    vocabulary: Characters | Bytes
    train: Sequence[str]
    unseen: Sequence[str]
    gaps: float = 0.0

    @cached_property
    def hash(self) -> str:
        """Of the texts and the vocabulary."""
        told = [self.vocabulary.to_document(), list(self.train), list(self.unseen)]
        return sha256_bytes(canonical_json([*told, self.gaps] if self.gaps else told))

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
        """Return the texts to learn from; where there are gaps, some of them told as such."""
        if not self.gaps:
            return self._train
        chance = generator(0, "gaps", number)
        told = (piece for text in self.train for piece in self._tell(text, chance))
        return join_pieces(self.vocabulary.encode(piece) for piece in told)

    def _tell(self, text: str, chance: np.random.Generator) -> Iterator[str]:
        """Yield a text as it is read this time: whole, or as a piece for each of its gaps."""
        if chance.random() >= self.gaps:
            yield text
            return
        yield from (gap.tell() for gap in draw_gaps(text, chance))

    def show(self, pieces: Sequence[NDArray[np.int64]]) -> tuple[str, bytes]:
        """Return a page of text, with dots between the pieces."""
        parts = [
            # Of a gap that it fills, what it was told behind it is not shown.
            self.vocabulary.decode(part).replace("\ufffd", "").rpartition(BEFORE)[2].strip()
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
