"""Checking verse: what form a text has and every place where it breaks it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from etude.core.errors import EtudeError
from etude.core.messages import Wording
from etude.media.text.verse.chinese import checker as chinese
from etude.media.text.verse.chinese import forms as chinese_forms
from etude.media.text.verse.chinese.books import name_book
from etude.media.text.verse.english import checker as english
from etude.media.text.verse.english import forms as english_forms
from etude.media.text.verse.naming import unknown_form, word_forms
from etude.media.text.verse.prosody import Prosody
from etude.media.text.verse.titles import find_heads, is_title


def check(
    text: str,
    form: str | None = None,
    rhymes: str = "pingshui",
    near: bool = False,
    titled: bool = True,
) -> Prosody:
    """Check a poem, by the rules of Chinese verse where it has Chinese characters.

    A first row is taken for its title where it is a heading of Markdown, where an empty line sets
    it off, or where the rest is whole in a form; so are two, of which one says the poet.

    Args:
        text: The poem.
        form: Any name of its form; found by its shape when it is None.
        rhymes: The rhyme book of a Chinese poem: `pingshui` or `xinyun`.
        near: Whether a near rhyme will do in an English poem.
        titled: Whether there may be a title above it.

    Returns:
        How it sounds, line by line, and every fault in words; what was taken for its title.

    Raises:
        EtudeError: `verse.no-words`, `verse.unknown-form`, `verse.unknown-book`,
            `verse.other-language`.
    """
    heard = _hear(text, form, rhymes, near)
    if not titled or heard.regular:
        return heard
    endless = bool(heard.form) and _is_endless(heard.form)
    tries = []
    for head in find_heads(text):
        try:
            rest = _hear(text[head.end :], form, rhymes, near)
        except EtudeError:  # no verse is left, or it is of the other language
            continue
        if is_title(head, heard, rest, endless):
            tries.append(replace(rest, title=head.words, begins=head.end))
    return max(tries, key=lambda each: each.score, default=heard)


def _hear(text: str, form: str | None, rhymes: str, near: bool) -> Prosody:
    is_chinese = chinese.has_chinese(text)
    if form is not None and (is_english(form) if is_chinese else _is_chinese(form)):
        raise EtudeError("verse.other-language", form=word_form(form))
    if is_chinese:
        return chinese.check(text, form, name_book(rhymes))
    return english.check(text, form, near)


def describe_forms(name: str | None = None) -> list[dict[str, Any]]:
    """Return the forms with their rules, as JSON can say it.

    Args:
        name: Any name of one of them; None for all.

    Raises:
        EtudeError: `verse.unknown-form`.
    """
    if name is None:
        listed = [chinese_forms.describe_form(each) for each in chinese_forms.forms()]
        return [*listed, *(english_forms.describe_form(each) for each in english_forms.FORMS)]
    if is_english(name):
        return [english_forms.describe_form(english_forms.find_form(name))]
    if _is_chinese(name):
        return [chinese_forms.describe_form(chinese_forms.find_form(name))]
    raise unknown_form(name, (*chinese_forms.forms(), *english_forms.FORMS))


def word_form(name: str) -> Wording:
    """Return what a form is called in the reader's language; a name without rules stays.

    Args:
        name: Any of its names.
    """
    if is_english(name):
        return word_forms([english_forms.find_form(name)])
    if _is_chinese(name):
        return word_forms([chinese_forms.find_form(name)])
    return Wording(name, name)


def _is_endless(name: str) -> bool:
    return is_english(name) and english_forms.find_form(name).endless


def _is_chinese(name: str) -> bool:
    return chinese_forms.plain_name(name) in chinese_forms.list_names()


def is_english(name: str) -> bool:
    """Say whether a form is one of English verse.

    Args:
        name: Any of its names.
    """
    return english_forms.plain_name(name) in english_forms.list_names()
