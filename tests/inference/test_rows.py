"""The layout of a play or a story, and names, kept while a model writes."""

from __future__ import annotations

import string

from etude.inference.names import RightNames
from etude.inference.rows import PlainRows
from etude.media.symbols import END
from etude.media.text.drama import is_spoken
from etude.media.text.story_reading import is_prose
from etude.media.text.vocabulary import Characters

LETTERS = Characters(tuple("\n #:,.'" + string.ascii_letters + "：周明远近了"))
CAST = ("Mara", "Old Tom")


def push(constraint, text: str) -> str:
    """Push a text as far as it is allowed, and return how far."""
    for at, token in enumerate(map(int, LETTERS.encode(text))):
        if not constraint.allowed()[token]:
            return text[:at]
        constraint.push(token)
    return text


def speech() -> PlainRows:
    return PlainRows(LETTERS, lambda row: is_spoken(row, CAST))


def test_in_a_speech_nobody_else_begins_to_speak_and_no_scene() -> None:
    assert push(speech(), "Hush.\nMara: what") == "Hush.\nMara"
    assert push(speech(), "Hush.\nold tom: what") == "Hush.\nold tom"
    assert push(speech(), "GHOST: I am") == "GHOST"
    assert push(speech(), "Hush.\nScene of woe") == "Hush.\nScen"
    assert push(speech(), "He said: Mara, hush.\nIt is so") == "He said: Mara, hush.\nIt is so"


def test_a_speech_ends_behind_words_at_an_empty_row() -> None:
    at_first, later = speech(), speech()
    assert push(at_first, "\n") == ""
    assert not at_first.allowed()[END]
    assert push(later, "Hush.\n\n") == "Hush.\n\n"
    assert later.allowed().nonzero()[0].tolist() == [END]


def test_a_copy_goes_its_own_way() -> None:
    one = speech()
    push(one, "Hush.\n")
    other = one.copy()
    assert push(one, "\n") == "\n"
    assert push(other, "It is") == "It is"


def test_a_chapter_has_paragraphs_and_neither_headings_nor_speakers() -> None:
    def chapter() -> PlainRows:
        return PlainRows(LETTERS, is_prose, paragraphs=True)

    text = "It was late.\n\nMara said: hush"
    assert push(chapter(), text) == text
    assert push(chapter(), "It was late.\n\n# End") == "It was late.\n\n"
    assert push(chapter(), "First Lord: hush") == "First Lord"
    assert push(chapter(), "It was late.\nCURTIS.") == "It was late.\nCUR"


def named(text: str = "", names=CAST, known=()) -> RightNames:
    return RightNames(LETTERS, names, known, text)


def test_inside_a_sentence_nobody_is_named_who_is_not_known() -> None:
    assert push(named(), "She saw Mara and Old Tom.") == "She saw Mara and Old Tom."
    assert push(named(), "She saw Marta") == "She saw Mar"
    assert push(named(), "She saw Mar ") == "She saw Mar"
    assert push(named(), "She saw Elias") == "She saw "
    assert push(named(known=["Elias"]), "She saw Elias' boat") == "She saw Elias' boat"
    assert push(named(), "Elias came. Nobody saw. I did") == "Elias came. Nobody saw. I did"
    assert not named("She saw Mar").allowed()[END]
    assert named("She saw Mara").allowed()[END]


def test_what_stands_before_counts() -> None:
    assert push(named("She saw Mar"), "a.") == "a."
    assert push(named("She saw Mar"), "k.") == ""
    assert push(named("She ran.\n"), "Elias") == "Elias"


def test_a_chinese_name_is_finished_as_it_was_begun() -> None:
    assert push(named(names=["周明远"]), "周明远了") == "周明远了"
    assert push(named(names=["周明远"]), "周明近") == "周明"
