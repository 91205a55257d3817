"""Checking English verse: syllables, metre and rhyme, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from etude.core.errors import EtudeError
from etude.media.text.verse.english.forms import FORMS, Form, Rule, find_form
from etude.media.text.verse.english.rhymes import (
    find_keys,
    find_sound,
    last_word,
    rhyme_by_eye,
    rhyme_nearly,
)
from etude.media.text.verse.english.scansion import Scan, most_extra, remark_of, scan, split_line
from etude.media.text.verse.prosody import Line, Prosody, Remark

# Above these shares of broken places, or of lines that should rhyme and do not, a text is taken to
# have another form.
STRANGE = 0.15
STRANGE_RHYMES = 0.45
BOOK = "english"


def check(text: str, form: str | None = None, near: bool = False) -> Prosody:
    """Check a poem.

    Args:
        text: The poem alone, without its title, one line a row.
        form: A name of its form; found by its shape when it is None.
        near: Whether a near rhyme will do.

    Returns:
        What was heard, line by line, and every fault.

    Raises:
        EtudeError: `verse.no-words`, `verse.unknown-form`.
    """
    lines = [row.strip() for row in text.splitlines() if split_line(row)]
    if not lines:
        raise EtudeError("verse.no-words")
    if form is not None:
        return _check_form(lines, find_form(form), near)
    for endless in (False, True):
        tries = [
            _check_form(lines, each, near)
            for each in FORMS
            if each.endless == endless and (endless or len(lines) <= len(each.ways[0]))
        ]
        if not tries:
            continue
        done = max(tries, key=lambda each: each.score)
        if done.score >= 1 - STRANGE and _count_unrhymed(done) <= STRANGE_RHYMES:
            return replace(done, found=True)
    plain = tuple(_plain_line(each) for each in lines)
    return Prosody("", {}, BOOK, plain, (Remark("fault.no-form", 1),), found=True)


def _count_unrhymed(done: Prosody) -> float:
    """Return the share of the rhyming lines that do not rhyme."""
    rhyming = sum(bool(line.rhyme) for line in done.lines)
    faults = sum(each.kind in ("fault.no-rhyme", "fault.same-word") for each in done.all_faults)
    return 2 * faults / max(1, rhyming)


def _check_form(lines: Sequence[str], form: Form, near: bool) -> Prosody:
    names = {"zh": form.chinese, "en": form.english}
    tries = []
    for way in form.ways:
        times = -(-len(lines) // len(way))
        if times > 1 and not form.endless:
            continue
        checked = [
            line
            for first in range(0, len(lines), len(way))
            for line in _check_stanza(lines[first : first + len(way)], way, first, near)
        ]
        places = _count_places(way) * times
        tries.append(Prosody(form.id, names, BOOK, tuple(checked), _miss(lines, way), places))
    if tries:
        return max(tries, key=lambda each: each.score)
    wanted = len(form.ways[0])
    details = {"wanted": wanted, "given": len(lines)}
    fault = Remark("fault.lines", 1, None, details, 10 * (len(lines) - wanted))
    plain = tuple(_plain_line(each) for each in lines)
    return Prosody(form.id, names, BOOK, plain, (fault,), _count_places(form.ways[0]))


def _count_places(rules: Sequence[Rule]) -> int:
    return sum(len(rule.metres[0]) + bool(rule.rhyme) for rule in rules)


def _miss(lines: Sequence[str], way: Sequence[Rule]) -> tuple[Remark, ...]:
    """Return what is missing at the end of a poem, or of a stanza, that is not finished."""
    missing = -len(lines) % len(way)
    if not missing:
        return ()
    details = {"missing": missing, "wanted": len(way)}
    return (Remark("fault.missing", 1, None, details, _count_places(way[-missing:])),)


def _check_stanza(
    lines: Sequence[str], rules: Sequence[Rule], first: int, near: bool
) -> list[Line]:
    letters = {rule.rhyme for rule in rules if rule.rhyme}
    sounds = {
        letter: find_sound(
            [line for line, rule in zip(lines, rules, strict=False) if rule.rhyme == letter]
        )
        for letter in letters
    }
    checked = []
    for number, (line, rule) in enumerate(zip(lines, rules, strict=False)):
        done = min((scan(line, metre) for metre in rule.metres), key=lambda each: each.cost)
        remarks = [
            *_tell_metre(done, first + number + 1),
            *_tell_rhyme(lines, rules, number, first, near),
        ]
        checked.append(
            Line(
                line,
                tuple(placed.word.text for placed in done.words),
                tuple(_mark(done, n) for n in range(len(done.words))),
                done.metre,
                rhyme=rule.rhyme,
                sound=sounds.get(rule.rhyme, ""),
                faults=tuple(each for each in remarks if each.kind.startswith("fault.")),
                licences=tuple(each for each in remarks if each.kind.startswith("licence.")),
            )
        )
    return checked


def _mark(done: Scan, number: int) -> str:
    """Return how the syllables of a word are heard: by the metre, but true to long words."""
    placed = done.words[number]
    heard = ""
    for n, stress in enumerate(placed.said.stresses):
        at = placed.at + n
        asked = done.metre[at] if at < len(done.metre) else "x"
        true = len(placed.said.stresses) > 1 and stress != "2"
        heard += ("/" if stress == "1" else "x") if true or asked == "?" else asked
    return heard


def _tell_metre(done: Scan, line: int) -> list[Remark]:
    """Return what is to be said of the metre of a line."""
    found = [
        remark_of(placed, kind, line, place + 1)
        for place, placed in enumerate(done.words)
        for kind in placed.remarks
    ]
    extra = done.syllables - len(done.metre)
    if not 0 <= extra <= most_extra(done.metre):
        details = {"given": done.syllables, "wanted": len(done.metre)}
        # The count is what is wrong; the stresses that follow from it are not told.
        found = [each for each in found if each.kind.startswith("licence.")]
        found.append(Remark("fault.syllables", line, None, details, max(1, abs(extra))))
    elif extra:
        found.append(Remark("licence.feminine", line))
    return found


def _tell_rhyme(
    lines: Sequence[str], rules: Sequence[Rule], number: int, first: int, near: bool
) -> list[Remark]:
    """Return what is to be said of the rhyme of a line with those before it."""
    letter = rules[number].rhyme
    before = [n for n in range(number) if letter and rules[n].rhyme == letter]
    if not before:
        return []
    word = last_word(lines[number])
    others = [last_word(lines[n]) for n in before]
    place = len(split_line(lines[number]))
    details = {"word": word, "other": others[-1]}
    if word in others:
        return [Remark("fault.same-word", first + number + 1, place, details)]
    own = find_keys(lines[number])
    keys = [find_keys(lines[n]) for n in before]
    if any(own & each for each in keys):
        return []
    if any(rhyme_by_eye(word, each) for each in others):
        return [Remark("licence.eye-rhyme", first + number + 1, place, details)]
    if near and any(rhyme_nearly(own, each) for each in keys):
        return [Remark("licence.near-rhyme", first + number + 1, place, details)]
    return [Remark("fault.no-rhyme", first + number + 1, place, details)]


def _plain_line(text: str) -> Line:
    """Return a line that no metre was asked of."""
    done = scan(text, "?" * 99)
    return Line(
        text,
        tuple(placed.word.text for placed in done.words),
        tuple(_mark(done, n) for n in range(len(done.words))),
    )
