"""Checking verse: what form a text has and every place where it breaks it."""

from __future__ import annotations

from typing import Any

from etude.media.text.verse.chinese import checker as chinese
from etude.media.text.verse.chinese import forms as chinese_forms
from etude.media.text.verse.prosody import Prosody


def check(text: str, form: str | None = None, rhymes: str = "pingshui") -> Prosody:
    """Check a poem.

    Args:
        text: The poem alone, without its title.
        form: Any name of its form; found by its shape when it is None.
        rhymes: The rhyme book of a Chinese poem: `pingshui` or `xinyun`.

    Returns:
        How it sounds, line by line, and every fault in words.

    Raises:
        EtudeError: `verse.no-chinese`, `verse.unknown-form`, `verse.unknown-book`.
    """
    return chinese.check(text, form, rhymes)


def describe_forms(name: str | None = None) -> list[dict[str, Any]]:
    """Return the forms with their rules, as JSON can say it.

    Args:
        name: Any name of one of them; None for all.

    Raises:
        EtudeError: `verse.unknown-form`.
    """
    asked = [chinese_forms.find_form(name)] if name is not None else chinese_forms.forms()
    return [chinese_forms.describe_form(each) for each in asked]
