"""The names of forms of verse, as each reader knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from etude.core.errors import EtudeError
from etude.core.messages import Wording
from etude.core.nearest import nearest

_CHINESE = re.compile(r"[\u3400-\u9fff]")


class Named(Protocol):
    """A form, as far as its names go: one for commands, one for each language, and others."""

    @property
    def id(self) -> str:
        """Its name in commands."""

    @property
    def english(self) -> str:
        """Its English name."""

    @property
    def chinese(self) -> str:
        """Its Chinese name."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Its other names."""


def list_spellings(form: Named) -> tuple[str, ...]:
    """Return every name of a form, the one for commands first.

    Args:
        form: Of either language.
    """
    return (form.id, form.chinese, form.english, *form.aliases)


def word_forms(forms: Iterable[Named]) -> Wording:
    """Return the names of one or more forms, the English ones or the Chinese ones.

    Args:
        forms: In their order.
    """
    listed = list(forms)
    return Wording(
        ", ".join(each.english for each in listed), "、".join(each.chinese for each in listed)
    )


def unknown_form(name: str, forms: Sequence[Named]) -> EtudeError:
    """Return the error `verse.unknown-form`, with the forms somebody may have meant.

    Args:
        name: What was asked for.
        forms: Those there are; the first four are told of where none is near.
    """
    spelled = {
        re.sub(r"[\s_-]+", "", spelling.lower()): form
        for form in forms
        for spelling in list_spellings(form)
    }
    near = nearest(re.sub(r"[\s_-]+", "", name.lower()), spelled, limit=6)
    meant = list(dict.fromkeys(spelled[each].id for each in near))[:3]
    known = {form.id: form for form in forms}
    found = [known[each] for each in meant] or forms[:4]
    names = word_forms(found)
    if _CHINESE.search(name):  # whoever asks in Chinese knows the forms by their Chinese names
        names = Wording(names.chinese, names.chinese)
    return EtudeError("verse.unknown-form", name=name, names=names)
