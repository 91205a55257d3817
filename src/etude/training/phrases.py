"""What a run on phrases learns from: two bars of melody each, every one of them once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.hashes import canonical_json, sha256_bytes
from etude.datasets.scores import Scores
from etude.media.music.midi.writing import write_midi
from etude.media.music.phrases import METRES, STEPS, Frame, cut_phrases, tidy, write_phrases
from etude.media.music.score import Score
from etude.media.music.singing import sing
from etude.models.engine import Engine
from etude.models.melody_vae import MelodyVae, Phrases

FEWEST = 16  # phrases on either side, below which nothing can be learnt or judged
GLIMPSE = 2048  # phrases that a look judges by
SHOWN = 8  # that a look sings, one after the other
SPAN = 1024  # phrases that are read at once
Rows = NDArray[np.int64]
Codes = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class SungScores:
    """The phrases of a dataset of music: those of the highest part of each piece.

    The held-out phrases are those of the held-out pieces.

    Args:
        scores: The dataset.
    """

    scores: Scores

    @property
    def name(self) -> str:
        """Of the dataset."""
        return self.scores.name

    @cached_property
    def hash(self) -> str:
        """Of the pieces, and of what becomes of them."""
        return sha256_bytes(canonical_json([self.scores.hash, "phrases", STEPS, METRES]))

    @cached_property
    def train(self) -> Rows:
        """What is learnt from: symbols and, last, the metre, int64 [n, STEPS + 1], each once."""
        return _cut(self.scores.scores(self.scores.train))

    @cached_property
    def held_out(self) -> Rows:
        """What training never sees, though some of it may stand in other pieces, too."""
        return _cut(self.scores.scores(self.scores.held_out))


def check_number(phrases: SungScores) -> None:
    """Check that there is something to learn from and something to judge by.

    Args:
        phrases: The dataset.

    Raises:
        EtudeError: ``training.too-few-phrases``.
    """
    train, held_out = len(phrases.train), len(phrases.held_out)
    if min(train, held_out) < FEWEST:
        raise EtudeError(
            "training.too-few-phrases", name=phrases.name, train=train, held_out=held_out
        )


def batch_of(rows: Rows, device: torch.device) -> Phrases:
    """Return rows of a dataset as a recipe takes them.

    Args:
        rows: int64 [n, STEPS + 1].
        device: Where they are to lie.
    """
    both = torch.from_numpy(rows).to(device)
    return Phrases(both[:, :STEPS], both[:, STEPS])


class PhraseFeed:
    """Phrases by chance, and what a model sings in between.

    Args:
        recipe: That learns from them.
        phrases: The dataset.
    """

    patience: ClassVar[float] = 1.0

    def __init__(self, recipe: MelodyVae, phrases: SungScores) -> None:
        self.recipe, self.phrases = recipe, phrases

    def draw(self, engine: Engine) -> Phrases:
        """Draw this process's share of a batch."""
        n = int(self.recipe.config.batch) // engine.shares
        rows = self.phrases.train
        chosen = torch.randint(len(rows), (n,), generator=engine.rng).numpy()
        return batch_of(rows[chosen], engine.device)

    def epoch(self, engine: Engine) -> Iterator[Phrases]:
        """Go through the training phrases once."""
        return _spans(self.phrases.train, engine)

    def look(self, engine: Engine, file: Path) -> float:
        """Sing a few phrases, and return how far held-out ones are from being learnt, in nats.

        That is what is missed of each, and what its code says, weighed as it will be in the end:
        whoever misses less only because codes may still say anything has not learnt more.
        """
        held_out, known = (
            self._weigh(*self.judge(_spread(rows), engine))
            for rows in (self.phrases.held_out, self.phrases.train)
        )
        self.recipe.registers["known"] = known
        write_atomic(file.with_suffix(".mid"), write_midi(self.show(engine)))
        return held_out

    def _weigh(self, missed: float, said: float) -> float:
        return missed + float(self.recipe.config.beta) * said

    def judge(self, rows: Rows, engine: Engine) -> tuple[float, float]:
        """Return what is missed of each phrase and what each code says, both in nats.

        Args:
            rows: int64 [n, STEPS + 1].
            engine: Where it is computed.
        """
        found = [self.recipe.judge(batch) for batch in _spans(rows, engine)]
        missed, said = (torch.cat(each).mean().item() for each in zip(*found, strict=True))
        return missed, said

    def show(self, engine: Engine) -> Score:
        """Return phrases at fixed seeds, each in another metre, as a piece."""
        rng = torch.Generator().manual_seed(1)
        normal = torch.randn(SHOWN, self.recipe.config.width, generator=rng).numpy()
        kinds = np.arange(SHOWN) // 2 % len(METRES)
        codes = draw_phrase_codes(self.recipe, normal, engine)
        sung = sing_codes(self.recipe, codes, kinds, engine)
        return write_phrases(
            [
                (tokens, Frame(METRES[kind]))
                for tokens, kind in zip(sung, kinds.tolist(), strict=True)
            ]
        )


def sing_codes(recipe: MelodyVae, codes: Codes, kinds: Rows, engine: Engine) -> Rows:
    """Return what a recipe sings as it plays, int64 [n, STEPS].

    Args:
        recipe: With its averaged weights.
        codes: Float32 [n, width].
        kinds: Places of the metres, int64 [n].
        engine: Where it is computed.
    """
    given = (torch.from_numpy(each).to(engine.device) for each in (codes, kinds))
    sounds, begins = (each.float().cpu().numpy() for each in recipe.sing(*given))
    return sing(sounds, begins, kinds)


def encode_rows(recipe: MelodyVae, rows: Rows, engine: Engine) -> Codes:
    """Return the codes of phrases, float32 [n, width].

    Args:
        recipe: With its averaged weights.
        rows: int64 [n, STEPS + 1].
        engine: Where it is computed.
    """
    batch = batch_of(rows, engine.device)
    found: Codes = recipe.encode(batch.tokens, batch.metre)[0].float().cpu().numpy()
    return found


def draw_phrase_codes(recipe: MelodyVae, normal: Codes, engine: Engine) -> Codes:
    """Return codes like those of training phrases, float32 [n, width].

    Args:
        recipe: With its averaged weights.
        normal: Normal numbers, float32 [n, width].
        engine: Where it is computed.
    """
    found: Codes = recipe.draw(torch.from_numpy(normal).to(engine.device)).float().cpu().numpy()
    return found


def _spans(rows: Rows, engine: Engine) -> Iterator[Phrases]:
    for at in range(0, len(rows), SPAN):
        yield batch_of(rows[at : at + SPAN], engine.device)


def _spread(rows: Rows) -> Rows:
    """Return some of the rows, evenly."""
    return rows[np.linspace(0, len(rows) - 1, min(len(rows), GLIMPSE)).astype(np.int64)]


def _cut(scores: Iterable[Score]) -> Rows:
    found = [np.zeros((0, STEPS + 1), np.int64)]
    for score in scores:
        phrases = list(cut_phrases(score)) if score.parts else []
        if phrases:
            tokens = np.stack([phrase.tokens for phrase in phrases])
            kinds = np.asarray([phrase.frame.kind for phrase in phrases])
            found.append(np.concatenate([tidy(tokens, kinds), kinds[:, None]], 1))
    return np.unique(np.concatenate(found), axis=0)
