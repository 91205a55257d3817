"""Code through an endpoint: a gap filled several times, the best that parses kept.

What stands after the gap goes along, as ``suffix`` where the server fills gaps itself, else as
words to a model of conversations. A candidate that runs on too far is cut back, line by line, to
where the whole file parses. Whether it parses is all that is claimed: not that it does the right
thing.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.endpoints.asking import Message, Wish
from etude.endpoints.writing import Writing
from etude.gallery.work import Work
from etude.studio.endpoints import OpenEndpoint

MARK = "<fill>"
COUNT, MOST_COUNT = 3, 16
ASK = (
    "You fill a gap in a program. You get what stands before the gap and what stands after it. "
    "Answer with the lines for the gap alone, in one fenced block, indented as they must be in the "
    "file. Repeat nothing of what stands around the gap; explain nothing."
)
_FENCE = re.compile(r"```[^\n`]*\n(.*?)```", re.DOTALL)
# What a server says that does not fill gaps, or not with this model.
_NO_GAPS = ("endpoint.refused", "endpoint.no-model", "endpoint.nothing", "endpoint.nothing-no-v1")


@dataclass(frozen=True)
class Candidate:
    """One way to fill a gap.

    Args:
        text: What goes into it.
        fault: Where the whole file does not parse with it, as Python says it; empty where it does,
            None where nobody looked.
        cut: How many lines at its end were left out so that it parses.
    """

    text: str
    fault: str | None
    cut: int = 0

    @property
    def parses(self) -> bool:
        """Whether the whole file parses with it."""
        return self.fault == ""


@dataclass(frozen=True)
class Filling:
    """A gap that was filled.

    Args:
        work: The whole file with the best candidate, as the gallery keeps it; the answers it came
            of are its parents.
        candidates: All of them, the best first.
        writings: Every text that was asked for.
    """

    work: Work
    candidates: tuple[Candidate, ...]
    writings: tuple[Writing, ...]


def fill_gap(
    endpoint: OpenEndpoint,
    before: str,
    after: str = "",
    wish: Wish | None = None,
    *,
    count: int = COUNT,
    python: bool = True,
    progress: Progress = silent,
) -> Filling:
    """Have a gap in a program filled.

    Args:
        endpoint: Who writes; every answer is a work, too.
        before: What stands before the gap.
        after: What stands after it.
        wish: How to write; with a seed each further candidate has the next one.
        count: How many candidates, 1 to 16.
        python: Whether it is Python, so that what parses can be told from what does not.
        progress: Told after each answer (``answer``: the candidates so far, and ``usage``).

    Returns:
        The candidates, those that parse first, among them those that were cut least.

    Raises:
        EtudeError: ``endpoint.bad-number``, one of ``endpoint.*``; what came until then is in the
            gallery.
    """
    if not 1 <= count <= MOST_COUNT:
        raise EtudeError("endpoint.bad-number", name="count", value=count, low=1, high=MOST_COUNT)
    asking = _Asking(endpoint, before, after, wish or Wish())
    answers: list[str] = []
    for number in range(count):
        answers.append(asking.answer())
        candidates = rank(before, answers, after, python)
        heard = {"candidates": candidates, "usage": asking.writings[-1].usage}
        progress(Event("answer", number + 1, count, heard))
    best = candidates[0]
    work = endpoint.put(
        before + best.text + after,
        "code",
        asking.writings,
        parents=asking.works,
        settings={"count": count, "gap": len(before)},
        facts={
            "parses": best.parses if python else "-",
            "candidates": len(candidates),
            "parsing": sum(each.parses for each in candidates),
        },
    )
    return Filling(work, tuple(candidates), tuple(asking.writings))


def find_gap(text: str, line: int | None = None) -> tuple[str, str]:
    """Return what stands before and after the gap of a file.

    Args:
        text: Of the file.
        line: Before which line the gap is, from 1; by default where ``<fill>`` stands, or else the
            end.

    Raises:
        EtudeError: ``endpoint.bad-number`` for a line that is not there.
    """
    if line is None:
        before, _, after = text.partition(MARK)
        return before, after
    lines = text.splitlines(keepends=True)
    if not 1 <= line <= len(lines) + 1:
        raise EtudeError("endpoint.bad-number", name="line", value=line, low=1, high=len(lines) + 1)
    return "".join(lines[: line - 1]), "".join(lines[line - 1 :])


def rank(before: str, answers: Sequence[str], after: str, python: bool) -> list[Candidate]:
    """Return ways to fill a gap, those that parse first, among them those that were cut least.

    Args:
        before: What stands before the gap.
        answers: What was written for it, the likeliest first where that is known.
        after: What stands after it.
        python: Whether it is Python; of anything else it is not told what parses.
    """
    if not python:
        return [Candidate(text, None) for text in dict.fromkeys(answers)]
    judged = sorted((judge_python(before, text, after) for text in answers), key=_rank)
    best: dict[str, Candidate] = {}
    for each in judged:  # two that were cut back to the same are one
        best.setdefault(each.text, each)
    return list(best.values())


def judge_python(before: str, text: str, after: str) -> Candidate:
    """Return a candidate, cut back to where the whole file parses, where it does anywhere.

    Args:
        before: What stands before the gap.
        text: What was written for it.
        after: What stands after it.
    """
    lines = text.splitlines(keepends=True)
    first = None
    for end in range(len(lines), 0, -1):
        part = "".join(lines[:end])
        if after and not part.endswith("\n") and not after.startswith("\n") and end < len(lines):
            part += "\n"
        fault = _find_fault(before + part + after)
        first = fault if first is None else first
        if not fault and part.strip():
            return Candidate(part, "", len(lines) - end)
    return Candidate(text, first or _find_fault(before + text + after) or "")


def _find_fault(text: str) -> str:
    """Return where Python cannot read a text, or an empty string."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        return f"{error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or type(error).__name__
    return ""


def _rank(candidate: Candidate) -> tuple[bool, bool, int]:
    """Order candidates: what parses, what says anything, what was cut least."""
    return not candidate.parses, not candidate.text.strip(), candidate.cut


class _Asking:
    """Asks an endpoint for what goes into a gap, in the way that it understands."""

    def __init__(self, endpoint: OpenEndpoint, before: str, after: str, wish: Wish) -> None:
        self.writings: list[Writing] = []
        self.works: list[Work] = []
        self._endpoint = endpoint
        self._before = before
        self._after = after
        self._wish = wish
        card = endpoint.card
        known = card is not None and card.model == (wish.model or endpoint.place.chosen)
        self._chat = bool(known and card and not card.completions)

    def answer(self) -> str:
        """Ask once and return what goes into the gap."""
        seed = self._wish.seed
        seed = None if seed is None else seed + len(self.writings)
        wish = replace(self._wish, seed=seed)
        if not self._chat:
            text = self._fill(wish)
            if text is not None:
                return text
            self._chat = True
        told = f"Before the gap:\n```\n{self._before}\n```\nAfter the gap:\n```\n{self._after}\n```"
        chat = replace(wish, system=wish.system or ASK)
        return _unwrap(self._say(self._endpoint.stream([Message("user", told)], chat)))

    def _fill(self, wish: Wish) -> str | None:
        """Ask a server that fills gaps; None where this one does not."""
        writing = self._endpoint.stream(self._before, replace(wish, suffix=self._after))
        try:
            text = self._endpoint.finish(writing)
        except EtudeError as error:
            if not self._after or error.code not in _NO_GAPS:
                raise
            return None
        # Without what stands after it, or asked as a conversation, it was another question.
        if self._after and (writing.chat or "suffix" in writing.without):
            return None
        self._keep(writing)
        return _unwrap(text) if writing.chat else text

    def _say(self, writing: Writing) -> str:
        text = self._endpoint.finish(writing)
        self._keep(writing)
        return text

    def _keep(self, writing: Writing) -> None:
        self.writings.append(writing)
        self.works.append(self._endpoint.keep(writing))


def _unwrap(answer: str) -> str:
    """Return the lines of a fenced block, where there is one."""
    found = _FENCE.search(answer)
    return found.group(1) if found else answer
