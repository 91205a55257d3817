"""Text as it is kept: one kind of newline, one way to write a letter, nothing unseen."""

from __future__ import annotations

import re
import unicodedata

_NEWLINES = re.compile(r"\r\n?|[\f\v\x1c-\x1e\x85\u2028\u2029]")
# Controls, marks of byte order, joiners that a word processor left behind, half characters.
_UNSEEN = re.compile(r"[\0-\x08\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufff9-\uffff\ud800-\udfff]")
_TRAILING = re.compile(r"[ \t\u3000\xa0]+$", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n{4,}")


def tidy(text: str) -> str:
    """Return a text as it is kept.

    Newlines become ``\\n`` and letters are composed (Unicode's NFC); what cannot be seen, blanks at
    the ends of lines and more than two empty lines on end are taken out. Nothing else is changed.

    Args:
        text: As it was decoded.
    """
    plain = _UNSEEN.sub("", _NEWLINES.sub("\n", text))
    plain = _TRAILING.sub("", unicodedata.normalize("NFC", plain))
    return _EMPTY_LINES.sub("\n\n\n", plain).strip("\n")
