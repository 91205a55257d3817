"""Verse through an endpoint: written, checked line by line, and only what fails written anew.

A model elsewhere cannot be held to a form by masks, as Etude's own are. So its lines are checked by
the same rules, and it is asked for other versions of the failing ones alone. A version is taken
only where the whole poem keeps the form better with it; the best that was found is kept.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from etude.core.errors import EtudeError
from etude.core.events import Event, Progress, silent
from etude.core.messages import message
from etude.endpoints.asking import Message, Wish
from etude.endpoints.writing import Writing
from etude.gallery.work import Work
from etude.media.text.verse.checker import check, describe_forms
from etude.media.text.verse.chinese.books import name_book
from etude.media.text.verse.prosody import Prosody
from etude.studio.endpoints import OpenEndpoint

ROUNDS, MOST_ROUNDS = 4, 12
VERSIONS = 3  # of each failing line that are asked for
MOST_PAIRS = 400  # of versions that are tried together
_FENCE = re.compile(r"^```\w*$", re.MULTILINE)
_MARKS = re.compile(r"^(?:[#>*\-\s]+|\d+\s*[.:：、)]\s*)|[*_]+$")
_NUMBERED = re.compile(r"^\W*(\d{1,2})\s*[a-c]?\s*[.:：、)]\s*(.+)$", re.MULTILINE)
_STOPS = re.compile(r"[，。；！？,.;!?\s]+")


@dataclass(frozen=True)
class Verse:
    """A poem that an endpoint wrote.

    Args:
        work: As the gallery keeps it; what it came of are its parents.
        prosody: How it keeps its form, every fault named.
        writings: Every text that was asked for.
    """

    work: Work
    prosody: Prosody
    writings: tuple[Writing, ...]


@dataclass(frozen=True)
class _Asked:
    """A form that is to be kept."""

    form: str
    rhymes: str
    language: str
    names: dict[str, str]
    ways: Sequence[Sequence[dict[str, Any]]]
    endless: bool

    def compose(self, lines: Sequence[str]) -> str:
        """Return lines as a poem."""
        if self.language == "en":
            return "\n".join(lines) + "\n"
        rules = itertools.cycle(self.ways[0])
        parts = [
            line + rule["stop"].strip() + ("\n" if rule["stop"].strip() in "。" else "")
            for line, rule in zip(lines, rules, strict=False)
        ]
        return "".join(parts).rstrip() + "\n"

    def fit(self, lines: Sequence[str]) -> int:
        """Return how many Chinese lines are as long as they should be; a title seldom is."""
        if self.language == "en":
            return 0
        pairs = zip(lines, self.ways[0], strict=False)
        return sum(len(line) == len(rule["patterns"][0]) for line, rule in pairs)

    def judge(self, lines: Sequence[str]) -> Prosody:
        """Return how well lines keep the form."""
        return check(self.compose(lines), self.form, self.rhymes, titled=False)


def write_verse(
    endpoint: OpenEndpoint,
    form: str,
    subject: str = "",
    wish: Wish | None = None,
    *,
    rhymes: str = "pingshui",
    rounds: int = ROUNDS,
    progress: Progress = silent,
) -> Verse:
    """Have a poem written that keeps its form, as far as the endpoint can.

    Args:
        endpoint: Who writes; every text it gives is a work, too.
        form: Any name of a form of Chinese or English verse.
        subject: What it is about, or what else is wished.
        wish: How to write; with a seed each further call has the next one.
        rhymes: Of a Chinese form: the book of rhymes, ``pingshui`` or ``xinyun``.
        rounds: How often failing lines are asked for anew at most, 0 to 12.
        progress: Told before each round (``verse``: the poem so far, its score, how many lines
            fail), and as `OpenEndpoint.answer` does of a ``draft`` or of lines to ``mend``.

    Returns:
        The best that was found; `Verse.prosody` says whether it is regular.

    Raises:
        EtudeError: ``verse.unknown-form``, ``endpoint.bad-number``, ``endpoint.no-poem``, one of
            ``endpoint.*``; what had come until then is in the gallery.
    """
    if not 0 <= rounds <= MOST_ROUNDS:
        raise EtudeError(
            "endpoint.bad-number", name="rounds", value=rounds, low=0, high=MOST_ROUNDS
        )
    asked = _read_form(form, rhymes)
    poet = _Poet(endpoint, asked, wish or Wish(), progress)
    lines = poet.draft(subject)
    best = asked.judge(lines)
    for number in range(rounds):
        failing = [at for at, line in enumerate(best.lines) if line.faults]
        if best.regular:
            break
        heard = {"words": asked.compose(lines), "score": best.score, "failing": len(failing)}
        progress(Event("verse", number, rounds, heard))
        if len(lines) != len(best.lines) or best.faults or not failing:
            # No line is to blame: their number or their order is wrong.
            other = poet.draft(subject)
            lines, best = max(((lines, best), (other, asked.judge(other))), key=_goodness)
        else:
            versions = poet.mend(lines, best, failing)
            lines, best = _improve(asked, lines, best, versions)
    settings = {"form": asked.form, "rhymes": asked.rhymes, "rounds": rounds, "subject": subject}
    facts = {"score": round(best.score, 3), "faults": len(best.all_faults)}
    work = endpoint.put(
        asked.compose(lines),
        "verse",
        poet.writings,
        parents=poet.works,
        settings=settings,
        facts=facts,
    )
    return Verse(work, best, tuple(poet.writings))


class _Poet:
    """Asks an endpoint for poems and lines, and keeps whatever it says."""

    def __init__(
        self, endpoint: OpenEndpoint, asked: _Asked, wish: Wish, progress: Progress
    ) -> None:
        self.writings: list[Writing] = []
        self.works: list[Work] = []
        self._endpoint = endpoint
        self._progress = progress
        self._asked = asked
        self._wish = wish
        self._rules = describe_rules(asked.form, asked.rhymes)

    def draft(self, subject: str) -> list[str]:
        """Ask for a whole poem and return its lines."""
        about = subject or message("endpoint.verse.any-subject", self._asked.language)
        question = message("endpoint.verse.write", self._asked.language, subject=about)
        answer = self._say("draft", question)
        lines = _find_poem(self._asked, answer)
        if not lines:
            raise EtudeError("endpoint.no-poem", name=self._endpoint.name)
        return lines

    def mend(
        self, lines: Sequence[str], found: Prosody, failing: Sequence[int]
    ) -> dict[int, list[str]]:
        """Ask for other versions of failing lines, and return them by line."""
        language = self._asked.language
        poem = "\n".join(f"{at}: {line}" for at, line in enumerate(lines, 1))
        faults = "\n".join(
            f"{at + 1}: {fault.text(language)}"
            for at in failing
            for fault in found.lines[at].faults
        )
        numbers = ", ".join(str(at + 1) for at in failing)
        answer = self._say(
            "mend",
            message(
                "endpoint.verse.mend",
                language,
                poem=poem,
                faults=faults,
                numbers=numbers,
                count=VERSIONS,
                first=failing[0] + 1,
            ),
        )
        versions: dict[int, list[str]] = {at: [] for at in failing}
        for number, words in _NUMBERED.findall(answer):
            at, line = int(number) - 1, _tidy(words, language)
            if at in versions and line and len(versions[at]) < VERSIONS:
                versions[at].append(line)
        return versions

    def _say(self, task: str, words: str) -> str:
        seed = self._wish.seed
        wish = replace(
            self._wish,
            system=self._wish.system or self._rules,
            seed=None if seed is None else seed + len(self.writings),
        )
        writing = self._endpoint.stream([Message("user", words)], wish)
        self.works.append(self._endpoint.answer(writing, self._progress, task=task))
        self.writings.append(writing)
        return writing.text


def describe_rules(form: str, rhymes: str = "pingshui") -> str:
    """Say the rules of a form in words, for whoever is to write in it, in the form's language.

    Args:
        form: Any name of it.
        rhymes: Of a Chinese form: the book of rhymes.

    Raises:
        EtudeError: ``verse.unknown-form``.
    """
    asked = _read_form(form, rhymes)
    rows = []
    for number, rule in enumerate(asked.ways[0], 1):
        details = {
            "number": number,
            "count": len(rule["patterns"][0]),
            "pattern": rule["patterns"][0],
            "rhyme": rule["rhyme"],
        }
        key = "line" if "?" not in rule["patterns"][0] else "line-counted"
        row = message(f"endpoint.verse.{key}", asked.language, **details)
        if rule["rhyme"]:
            row += message("endpoint.verse.rhyme", asked.language, **details)
        rows.append(row)
    book = ""
    if asked.language == "zh":
        named = message(f"verse.book.{asked.rhymes}", "zh")
        book = message("endpoint.verse.book", "zh", book=named)
    return message(
        "endpoint.verse.rules",
        asked.language,
        name=asked.names[asked.language],
        book=book,
        lines="\n".join(rows),
    )


def _read_form(form: str, rhymes: str) -> _Asked:
    (found,) = describe_forms(form)
    return _Asked(
        form=found["id"],
        rhymes=name_book(rhymes),
        language=found["language"],
        names=found["names"],
        ways=found["ways"],
        endless=bool(found.get("endless")),
    )


def _find_poem(asked: _Asked, answer: str) -> list[str]:
    """Return the lines of the poem in an answer that may have a title or a remark around it."""
    rows = [_tidy(row, asked.language) for row in _FENCE.sub("", answer).splitlines()]
    lines = [row for row in rows if row]
    if asked.language == "zh":
        lines = [part for row in lines for part in _STOPS.split(row) if part]
    wanted = len(asked.ways[0])
    if asked.endless or len(lines) <= wanted:
        return lines
    windows = [lines[at : at + wanted] for at in range(min(len(lines) - wanted + 1, 8))]
    return max(windows, key=lambda each: (asked.fit(each), asked.judge(each).score))


def _tidy(row: str, language: str) -> str:
    """Return a line without numbers, bullets and quotation marks around it."""
    plain = _MARKS.sub("", row.strip()).strip(' \t"“”「」『』')
    return _STOPS.sub("，", plain).strip("，") if language == "zh" else plain


def _goodness(pair: tuple[list[str], Prosody]) -> tuple[bool, float]:
    return pair[1].regular, pair[1].score


def _improve(
    asked: _Asked, lines: list[str], best: Prosody, versions: dict[int, list[str]]
) -> tuple[list[str], Prosody]:
    """Put versions in where the whole poem keeps the form better, one by one, then two at a time.

    Two lines that are to rhyme with each other often get better only together.
    """
    choices = [(at, words) for at, each in versions.items() for words in each]
    while True:
        singles = ([choice] for choice in choices)
        found = _best(asked, lines, best, singles)
        if found is None:
            pairs = (
                [one, other]
                for one, other in itertools.combinations(choices, 2)
                if one[0] != other[0]
            )
            found = _best(asked, lines, best, itertools.islice(pairs, MOST_PAIRS))
        if found is None or found[1].regular:
            return found or (lines, best)
        lines, best = found


def _best(
    asked: _Asked, lines: list[str], best: Prosody, trials: Any
) -> tuple[list[str], Prosody] | None:
    found = None
    for trial in trials:
        other = list(lines)
        for at, words in trial:
            other[at] = words
        heard = asked.judge(other)
        if len(heard.lines) == len(best.lines) and heard.score > best.score:
            found, best = (other, heard), heard
    return found
