"""Text that comes symbol by symbol, in pieces that can be shown at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.inference.sampling import Sampling
    from etude.media.text.vocabulary import Bytes, Characters
    from etude.studio.scribe import Scribe

    Symbols = npt.NDArray[np.int32]

READ = 512  # symbols of a prompt that are read before others may have a turn
# Symbols that are no character yet are waited for; so many of them never become one.
PATIENCE = 64

Finish = Literal["stop", "length"]


@dataclass(frozen=True)
class Odds:
    """How likely a symbol was, by the model's own probabilities, before any dial.

    Args:
        token: The symbol.
        logprob: The natural logarithm of its probability.
        top: The likeliest symbols in its place, each with its logarithm, the likeliest first.
    """

    token: int
    logprob: float
    top: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Piece:
    """What came in one step.

    Args:
        text: Whole characters; empty while a prompt is read or a character is not complete yet.
        count: How many symbols were written for it.
        finish: Of the last piece: ``stop`` where the text came to its end, ``length`` where it
            might have gone on.
        odds: Of its symbols, where they were asked for.
    """

    text: str = ""
    count: int = 0
    finish: Finish | None = None
    odds: tuple[Odds, ...] = ()


def flow(
    scribe: Scribe,
    prompt: str,
    *,
    sampling: Sampling | None = None,
    seed: int = 0,
    voice: int = 0,
    most: int = 400,
    stop: Sequence[str] = (),
    tops: int | None = None,
) -> Iterator[Piece]:
    """Go on with a text, and yield each piece of it as soon as it is there.

    Every step of the iterator is short, so that many of them can take turns. With the settings of a
    work and without a `stop` it is the very text of that work.

    Args:
        scribe: The model.
        prompt: What to go on from; it is not repeated.
        sampling: How freely; by default as the model learnt it.
        seed: The same one gives the same text.
        voice: Which of several texts that are written from one seed.
        most: Most symbols, 1 to 100,000.
        stop: Strings that end the text; none of them is part of it.
        tops: Whether to say how likely each symbol was, beside so many of the likeliest.

    Raises:
        EtudeError: Those of `etude.inference.writer.Writer`.
    """
    from etude.inference.candidates import check_most
    from etude.inference.characters import WholeCharacters
    from etude.inference.sampling import PLAIN

    check_most(most)
    symbols = scribe.vocabulary.encode(scribe.voice.first(prompt))
    # The first call reads the symbol that begins every text, too.
    place = scribe.writer.begin(symbols[: READ - 1])
    yield Piece()
    for at in range(READ - 1, len(symbols), READ):
        place, _ = scribe.writer.read(place, symbols[None, at : at + READ])
        yield Piece()
    seen = _Seen(scribe.vocabulary, stop)
    written = scribe.writer.symbols(
        symbols,
        place=place,
        sampling=sampling or PLAIN,
        constraint=WholeCharacters(scribe.vocabulary),
        seed=seed,
        voice=voice,
        most=most,
    )
    count = 0
    for token, logits in written:
        count += 1
        told = () if tops is None else (_weigh(token, logits, tops),)
        text = seen.take(token)
        yield Piece(text, 1, "stop" if seen.ended else None, told)
        if seen.ended:
            return
    text = seen.rest()
    yield Piece(text, 0, "stop" if seen.ended or count < most else "length")


class _Seen:
    """Symbols on their way to text: whole characters, and nothing of a string that ends it."""

    def __init__(self, vocabulary: Characters | Bytes, stop: Sequence[str]) -> None:
        self.ended = False
        self._vocabulary = vocabulary
        self._stop = [each for each in stop if each]
        self._waiting: list[int] = []
        self._held = ""

    def take(self, token: int) -> str:
        """Return what can be shown after one more symbol."""
        self._waiting.append(token)
        text = self._vocabulary.decode(self._waiting)
        if text.endswith("\ufffd") and len(self._waiting) < PATIENCE:
            return ""
        self._waiting = []
        return self._show(text)

    def rest(self) -> str:
        """Return what is left at the end."""
        text = self._show(self._vocabulary.decode(self._waiting).rstrip("\ufffd"))
        return text if self.ended else text + self._held

    def _show(self, text: str) -> str:
        text = self._held + text
        found = [at for at in (text.find(each) for each in self._stop) if at >= 0]
        if found:
            self.ended = True
            return text[: min(found)]
        # What may be the beginning of such a string is held back.
        held = max((_overlap(text, each) for each in self._stop), default=0)
        self._held = text[len(text) - held :]
        return text[: len(text) - held]


def _overlap(text: str, stop: str) -> int:
    """Return how many letters at the end of a text are the beginning of a string."""
    most = min(len(text), len(stop) - 1)
    return next((n for n in range(most, 0, -1) if text.endswith(stop[:n])), 0)


def _weigh(token: int, logits: npt.NDArray[np.float32], tops: int) -> Odds:
    import numpy as np

    scores = logits.astype(np.float64)
    scores -= scores.max()
    scores -= np.log(np.exp(scores).sum())
    likeliest = np.argsort(-scores, kind="stable")[:tops]
    top = tuple((int(each), float(scores[each])) for each in likeliest)
    return Odds(token, float(scores[token]), top)
