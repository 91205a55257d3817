"""Hearing a song (词): its tones and rhymes held against the patterns of a tune."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from etude.media.text.verse.chinese.books import EITHER, Book
from etude.media.text.verse.chinese.forms import RHYMES, Slot
from etude.media.text.verse.chinese.regulated import find_rhyme
from etude.media.text.verse.prosody import Line, Remark


def fits(texts: Sequence[str], pattern: Sequence[Slot]) -> bool:
    """Whether a poem has as many characters as a pattern.

    Args:
        texts: Its lines as the punctuation parts them.
        pattern: One way of a tune.
    """
    return sum(map(len, texts)) == sum(slot.size for slot in pattern)


def check_song(texts: Sequence[str], pattern: Sequence[Slot], book: Book) -> list[Line]:
    """Check a song against one way of its tune.

    Pauses inside a sentence are the singer's: lines are cut where the pattern cuts them, and only
    where a rhyme falls the punctuation has to agree.

    Args:
        texts: Its lines as the punctuation parts them; as many characters as the pattern.
        pattern: One way of the tune.
        book: `cilin` or `xinyun`.
    """
    whole = "".join(texts)
    ends = list(accumulate(slot.size for slot in pattern))
    cut = [whole[end - slot.size : end] for slot, end in zip(pattern, ends, strict=True)]
    pauses = set(accumulate(map(len, texts)))
    sounds = _hear_rhymes(cut, pattern, book)
    lines = []
    for number, (text, slot) in enumerate(zip(cut, pattern, strict=True)):
        faults = _hear_tones(text, slot, book, number + 1)
        if slot.repeats and text != cut[number - 1]:
            faults.append(Remark("fault.not-repeated", number + 1, None, {"line": cut[number - 1]}))
        if slot.rhyme:
            rhyme, own = sounds[number]
            if ends[number] not in pauses:
                faults.append(Remark("fault.no-pause", number + 1, slot.size))
            if rhyme not in own:
                details = {"character": text[-1], "rhyme": rhyme or "-", "own": own or "-"}
                faults.append(Remark("fault.rhyme", number + 1, slot.size, details))
        lines.append(
            Line(
                text,
                tuple(text),
                tuple(book.mark(each) for each in text),
                slot.tones[0],
                "",
                RHYMES[slot.rhyme],
                sounds[number][1] if slot.rhyme else "",
                tuple(faults),
            )
        )
    return lines


def measure_length(texts: Sequence[str], pattern: Sequence[Slot]) -> Remark:
    """Return where a poem leaves a pattern whose number of characters it does not have.

    Args:
        texts: Its lines as the punctuation parts them.
        pattern: One way of the tune.
    """
    places = set(accumulate(slot.size for slot in pattern))
    ends = list(accumulate(map(len, texts)))
    off = next((number for number, end in enumerate(ends) if end not in places), len(ends) - 1)
    wanted = sum(slot.size for slot in pattern)
    details = {"wanted": wanted, "given": ends[-1], "line": texts[off]}
    return Remark("fault.length", off + 1, None, details, max(1, abs(wanted - ends[-1])))


def _hear_tones(text: str, slot: Slot, book: Book, number: int) -> list[Remark]:
    found = []
    for place, (character, wanted) in enumerate(zip(text, slot.tones[0], strict=True)):
        tones = book.tones(character)
        if wanted != EITHER and tones and wanted not in tones:
            details = {"character": character, "wanted": wanted}
            found.append(Remark("fault.tone", number, place + 1, details))
    return found


def _hear_rhymes(
    cut: Sequence[str], pattern: Sequence[Slot], book: Book
) -> dict[int, tuple[str, str]]:
    """Return for each rhyming line the rhyme of its kind and the one that it has."""
    found: dict[int, tuple[str, str]] = {}
    for rhyme in {slot.rhyme for slot in pattern if slot.rhyme}:
        members = [number for number, slot in enumerate(pattern) if slot.rhyme == rhyme]
        ends = [cut[number][-1] for number in members]
        best, own = find_rhyme(ends, book, [pattern[number].tones[0][-1] for number in members])
        found |= {number: (best, each) for number, each in zip(members, own, strict=True)}
    return found
