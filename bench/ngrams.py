"""A model that counts: characters after the four before them, smoothed after Kneser and Ney.

Interpolated Kneser-Ney with one discount for each order (Chen and Goodman, "An empirical study of
smoothing techniques for language modeling", 1999, equation 4.29 with D = n1 / (n1 + 2 n2)). It is
written here because kenlm estimates with a program that Python cannot install, and NLTK's model
counts its contexts anew for every character.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

BEGIN, END = "\x02", "\x03"


class KneserNey:
    """Characters counted in their contexts.

    Args:
        texts: To count in.
        order: Characters in the longest count.
    """

    def __init__(self, texts: Iterable[str], order: int = 5) -> None:
        self.order = order
        highest: Counter[str] = Counter()
        for text in texts:
            row = BEGIN * (order - 1) + text + END
            highest.update(row[at : at + order] for at in range(len(row) - order + 1))
        # Below the highest order what counts is in how many contexts something came.
        self._counts: list[Counter[str]] = [Counter() for _ in range(order)]
        self._counts[order - 1] = highest
        for length in range(order - 1, 0, -1):
            self._counts[length - 1] = Counter(gram[1:] for gram in self._counts[length])
        self._totals: list[dict[str, int]] = []
        self._kinds: list[dict[str, int]] = []
        self._discounts: list[float] = []
        for counts in self._counts:
            totals: defaultdict[str, int] = defaultdict(int)
            kinds: defaultdict[str, int] = defaultdict(int)
            for gram, count in counts.items():
                totals[gram[:-1]] += count
                kinds[gram[:-1]] += 1
            once, twice = (sum(count == n for count in counts.values()) for n in (1, 2))
            self._totals.append(totals)
            self._kinds.append(kinds)
            self._discounts.append(once / (once + 2 * twice) if once else 0.5)
        self.size = len(self._counts[0]) + 1  # and one for whatever was never seen

    def probability(self, context: str, character: str) -> float:
        """Return how likely a character is.

        Args:
            context: What stands before it; its last characters count.
            character: The one that comes.
        """
        likely = 1.0 / self.size
        for length in range(self.order):
            before = context[len(context) - length :]
            total = self._totals[length].get(before, 0)
            if not total:
                break
            discount = self._discounts[length]
            own = max(self._counts[length].get(before + character, 0) - discount, 0.0)
            likely = (own + discount * self._kinds[length][before] * likely) / total
        return likely

    def bits(self, texts: Sequence[str]) -> float:
        """Return bits for each character of some texts, their ends counted in.

        Args:
            texts: That were not counted.
        """
        total, count = 0.0, 0
        for text in texts:
            row = BEGIN * (self.order - 1) + text + END
            for at in range(self.order - 1, len(row)):
                total -= math.log2(self.probability(row[at - self.order + 1 : at], row[at]))
            count += len(text)
        return total / max(1, count)
