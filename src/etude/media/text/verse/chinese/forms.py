"""The forms of Chinese verse as data, derived from the four types of a line.

A line of five characters is one of four: it begins level or oblique (heard at its second
character) and ends level or oblique. Lines of a couplet oppose each other (对), couplets hang
together (粘), and from that the 绝句 and 律诗 follow (王力, 汉语诗律学). A line of seven has two
more characters before the five, of the opposite tone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from etude.media.text.verse.chinese.tunes import TUNES
from etude.media.text.verse.naming import list_spellings, unknown_form

# Traditional characters in the names of forms, and the simplified ones they are looked up by.
_SIMPLER = str.maketrans(
    "絕詩對聯憶夢調滿紅頭樂戀蘭鷓鴣臨漁點絳脣見歡長鄉陣薩蠻買娇嬌採韻踏",
    "绝诗对联忆梦调满红头乐恋兰鹧鸪临渔点绛唇见欢长乡阵萨蛮买娇娇采韵踏",
)


@dataclass(frozen=True)
class Slot:
    """One line of a pattern.

    Args:
        tones: The strings of `平`, `仄` and `中` that it may follow; the first is the usual one.
        rhyme: Which rhyme of the poem it ends on, from 1; 0 for none.
        stop: The punctuation after it.
        repeats: Whether it says the line before again.
        stanza: Whether a stanza ends here.
    """

    tones: tuple[str, ...]
    rhyme: int = 0
    stop: str = "，"
    repeats: bool = False
    stanza: bool = False

    @property
    def size(self) -> int:
        """How many characters it has."""
        return len(self.tones[0])


@dataclass(frozen=True)
class Form:
    """A form of Chinese verse.

    Args:
        id: Its name in pinyin.
        chinese: Its Chinese name.
        english: Its English name.
        kind: `regulated`, `couplet` or `tune`.
        patterns: The ways in which it may be written.
        aliases: Other names.
    """

    id: str
    chinese: str
    english: str
    kind: str
    patterns: tuple[tuple[Slot, ...], ...]
    aliases: tuple[str, ...] = ()


RHYMES = ("", *"ABCDEFGH")

# The line types by (tone of the second character, tone of the last), five characters each. A level
# line that ends level keeps two level characters side by side besides its rhyme: otherwise 孤平.
FIVE = {
    ("仄", "仄"): ("中仄平平仄",),
    ("平", "平"): ("平平中仄平", "仄平平仄平"),
    ("平", "仄"): ("中平平仄仄",),
    ("仄", "平"): ("中仄仄平平",),
}
NUMBERS = {5: ("五", "wu", "five"), 7: ("七", "qi", "seven")}


def opposite(tone: str) -> str:
    """Return `仄` for `平` and `平` for `仄`.

    Args:
        tone: One of the two.
    """
    return "平" if tone == "仄" else "仄"


def _line(size: int, second: str, last: str) -> tuple[str, ...]:
    """Return the strings of a type of line; `second` is that of the last five characters."""
    lead = f"中{opposite(second)}" if size == 7 else ""
    return tuple(lead + each for each in FIVE[second, last])


def _regulated(size: int, count: int) -> tuple[tuple[Slot, ...], ...]:
    """Return the four ways of a 绝句 (4 lines) or 律诗 (8 lines)."""
    patterns = []
    for first in ("仄", "平"):
        for opens_with_rhyme in (False, True):
            slots, second = [], first
            for number in range(count):
                rhymes = number % 2 == 1 or (number == 0 and opens_with_rhyme)
                tones = _line(size, second, "平" if rhymes else "仄")
                stop = "。" if number % 2 else "，"
                slots.append(Slot(tones, int(rhymes), stop))
                # The second line of a couplet opposes the first; the next couplet clings to it.
                second = opposite(second) if number % 2 == 0 else second
            patterns.append(tuple(slots))
    return tuple(patterns)


def _couplet(size: int) -> tuple[tuple[Slot, ...], ...]:
    """Return the two ways of a 对联: its lines oppose each other, the second ends level."""
    return tuple(
        (Slot(_line(size, second, "仄")), Slot(_line(size, opposite(second), "平"), 0, "。"))
        for second in "仄平"
    )


def read_pattern(text: str) -> tuple[Slot, ...]:
    """Read the pattern of a tune.

    Args:
        text: As the module `tunes` writes them.
    """
    stanzas: list[list[Slot]] = []
    for part in text.split("‖"):
        if part == "同":
            stanzas.append(list(stanzas[-1]))
            continue
        slots: list[Slot] = []
        for tones, rhyme, stop in re.findall(r"([平仄中=]+)(\d?)([，。、])", part):
            repeats = tones == "="
            shape = slots[-1].tones if repeats else (tones,)
            slots.append(Slot(shape, int(rhyme or 0), stop, repeats))
        last = slots[-1]
        slots[-1] = Slot(last.tones, last.rhyme, last.stop, last.repeats, stanza=True)
        stanzas.append(slots)
    return tuple(slot for slots in stanzas for slot in slots)


@cache
def forms() -> tuple[Form, ...]:
    """Return every form, regulated verse first."""
    found = []
    for count, chinese, pinyin, english in (
        (4, "绝句", "jue", "quatrain"),
        (8, "律诗", "lü", "regulated verse"),
    ):
        for size in (5, 7):
            number, sound, word = NUMBERS[size]
            plain = pinyin.replace("ü", "lv")[-2:] if count == 8 else pinyin
            found.append(
                Form(
                    f"{sound}{plain}",
                    f"{number}言{chinese}",
                    f"{word}-character {english}",
                    "regulated",
                    _regulated(size, count),
                    (f"{number}{chinese[0]}", f"{sound}{pinyin}", f"{sound}yan{plain}")
                    + ((chinese, english) if size == 7 else ()),
                )
            )
    for size in (5, 7):
        number, sound, word = NUMBERS[size]
        found.append(
            Form(
                f"{sound}lian",
                f"{number}言对联",
                f"{word}-character couplet",
                "couplet",
                _couplet(size),
                (f"{number}言联", *(("对联", "couplet") if size == 7 else ())),
            )
        )
    for chinese, pinyin, patterns in TUNES:
        ways = tuple(read_pattern(each) for each in patterns)
        english = f"song to the tune {pinyin}"
        found.append(Form(pinyin, chinese, f"{english} ({chinese})", "tune", ways, (english,)))
    return tuple(found)


def find_form(name: str) -> Form:
    """Return a form by any of its names, Chinese or English.

    Args:
        name: Such as `七言绝句`, `七絕`, `qijue` or `seven-character quatrain`.

    Raises:
        EtudeError: `verse.unknown-form`, with the nearest names.
    """
    known = list_names()
    found = known.get(plain_name(name))
    if found is None:
        raise unknown_form(name, forms())
    return found


def is_sizeless(name: str, form: Form) -> bool:
    """Return whether a name says the kind of a form and not its length, such as 绝句.

    Args:
        name: The name.
        form: The form.
    """
    kind = form.english.partition("-character ")[2]
    return kind != "" and plain_name(name) in (plain_name(form.chinese[2:]), plain_name(kind))


def describe_form(form: Form) -> dict[str, Any]:
    """Return a form with its rules, as JSON can say it.

    Args:
        form: The form.

    Returns:
        `id`, `names` by language, `aliases`, and `ways`: for each pattern its lines with the
        strings of tones they may follow, the letter of their rhyme and the punctuation after.
    """
    return {
        "id": form.id,
        "language": "zh",
        "names": {"zh": form.chinese, "en": form.english},
        "aliases": list(form.aliases),
        "ways": [
            [
                {
                    "patterns": list(slot.tones),
                    "rhyme": RHYMES[slot.rhyme],
                    "stop": slot.stop,
                    "repeats": slot.repeats,
                    "stanza": slot.stanza,
                }
                for slot in pattern
            ]
            for pattern in form.patterns
        ],
    }


def list_names() -> dict[str, Form]:
    """Return every name of every form, as `plain_name` writes it."""
    return {plain_name(each): form for form in forms() for each in list_spellings(form)}


def plain_name(name: str) -> str:
    """Return a name in lower case and simplified characters, without spaces and hyphens.

    Args:
        name: Any.
    """
    return re.sub(r"[\s_-]+", "", name.translate(_SIMPLER).lower())
