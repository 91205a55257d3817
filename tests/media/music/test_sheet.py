"""The order in which written measures are played."""

import pytest

from etude.media.music.sheet import Measure, Sheet, play_order, sign_of


def page(text: str) -> Sheet:
    """Measures by letters: ``|:`` and ``:|`` repeat, ``1`` ``2`` endings, signs in brackets."""
    sheet = Sheet()
    opens, endings = False, frozenset()
    for word in text.split():
        if word == "|:":
            opens, endings = True, frozenset()
        elif word.startswith(":|"):
            sheet.measures[-1].closes = int(word[2:] or 2)
            endings = frozenset()
        elif word.isdigit():
            endings = frozenset(int(each) for each in word)
        elif word == "||":
            endings = frozenset()
        elif word.startswith("("):
            sheet.measures[-1].signs.add(word.strip("()"))
        else:
            label = word[1:] if word.startswith("*") else None
            sheet.measures.append(Measure(length=1, opens=opens, endings=endings, label=label))
            opens = False
    return sheet


def played(text: str, repeats: bool = True, order: str = "", most: int = 100) -> str:
    sheet = page(text)
    sheet.order = tuple(order)
    return "".join("abcdefghij"[at] for at in play_order(sheet, repeats, most))


@pytest.mark.parametrize(
    ("text", "all_of_it", "once"),
    [
        ("a b c", "abc", "abc"),
        ("a b :| c", "ababc", "abc"),
        ("a |: b c :| d", "abcbcd", "abcd"),
        ("a b :| |: c d :|", "ababcdcd", "abcd"),
        ("a b :|3 c", "abababc", "abc"),
        ("a 1 b :| 2 c || d", "abacd", "acd"),
        ("|: a 1 b :| 2 c :| d e :|", "abacdede", "acde"),
        ("a 1 b :| 2 c || d 1 e :| 2 f", "abacdedf", "acdf"),
        ("a 12 b :| 3 c || d", "ababacd", "acd"),
        ("a 1 b :| 2 c |: d e :|", "abacdede", "acde"),
        ("a b (fine) c d (da-capo)", "abcdab", "abcdab"),
        ("a b (fine) :| c d (da-capo)", "ababcdab", "abcdab"),
        ("a b (segno) c (fine) d (dal-segno)", "abcdbc", "abcdbc"),
        ("a b (to-coda) c (da-capo) d (coda) e", "abcabde", "abcabde"),
        ("a b c (da-capo)", "abc", "abc"),
    ],
)
def test_a_page_is_played_as_its_signs_say(text, all_of_it, once) -> None:
    assert played(text) == all_of_it
    assert played(text, repeats=False) == once


def test_an_order_of_sections_is_followed() -> None:
    text = "*A b :| *B d"
    assert played(text, order="ABA") == "ababcdabab"
    assert played(text, repeats=False, order="AABA") == "abcdab"
    assert played(text, order="AC") == "ababcd"  # there is no C: the page as it stands


def test_nothing_is_played_for_ever() -> None:
    assert len(played("a :|8 b :|8 c", most=5)) <= 6
    assert len(played("*A b *B d", order="AB" * 60, most=10)) <= 12


@pytest.mark.parametrize(
    ("text", "sign"),
    [("D.C. al Fine", "da-capo"), ("^Segno", "segno"), ("D.S.", "dal-segno"), ("allegro", None)],
)
def test_words_over_the_staff_are_signs(text, sign) -> None:
    assert sign_of(text) == sign
