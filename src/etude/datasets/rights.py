"""The rights card: whose pictures these are and what may be done with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from etude.core.errors import EtudeError


@dataclass(frozen=True)
class Rights:
    """What the owner of a dataset says about its rights; it travels into the card of every model.

    Args:
        licence: For example ``CC0-1.0``, ``own work`` or ``public domain``; empty when not stated.
        author: Who made the pictures.
        source: Where they come from.
        note: Anything else, in a sentence.
    """

    licence: str = ""
    author: str = ""
    source: str = ""
    note: str = ""

    @property
    def stated(self) -> bool:
        """Whether anything was said at all."""
        return any(asdict(self).values())

    @property
    def line(self) -> str:
        """What was said, in one line, as a package tells it."""
        return "; ".join(each for each in asdict(self).values() if each)

    def as_dict(self) -> dict[str, str]:
        """Return the card as JSON can say it."""
        return asdict(self)


def read_rights(rights: Rights | Mapping[str, Any] | str | None) -> Rights:
    """Return a rights card from what somebody gave.

    Args:
        rights: A card, its fields, the name of a licence, or nothing.

    Raises:
        EtudeError: ``data.unknown-right``, for a field that a card does not have.
    """
    if rights is None:
        return Rights()
    if isinstance(rights, Rights):
        return rights
    if isinstance(rights, str):
        return Rights(licence=rights.strip())
    fields = tuple(Rights().as_dict())
    for key in rights:
        if key not in fields:
            raise EtudeError("data.unknown-right", field=key, fields=", ".join(fields))
    return Rights(**{key: str(value) for key, value in rights.items()})
