"""How wide words are, and the outlines of musical signs among them."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from xml.etree import ElementTree

from etude.media.music.engraving.outlines import Segment, parse_path

SIGNS = "Leipzig"
_UNITS = 1000  # of an em in the font of signs
_TEXT_UNITS = 2048
_MUSICAL = {"♭": "\ue260", "♮": "\ue261", "♯": "\ue262"}  # which Times has not
_WIDE = 0x2E80  # from here on letters are as wide as high


def is_sign(letter: str) -> bool:
    """Whether a letter is drawn as a musical sign."""
    return letter in _MUSICAL or "\ue000" <= letter <= "\uf8ff"


def width_of(letter: str, *, bold: bool = False, italic: bool = False) -> float:
    """Return the width of a letter, in ems.

    Args:
        letter: One character.
        bold: Whether it is bold.
        italic: Whether it is italic.
    """
    if is_sign(letter):
        return _advances("Leipzig.xml").get(_MUSICAL.get(letter, letter), 0.0) / _UNITS
    style = "-".join(["Times", *["bold"] * bold, *["italic"] * italic])
    found = _advances(f"text/{style}.xml").get(letter.replace("\xa0", " "))
    if found is not None:
        return found / _TEXT_UNITS
    return 1.0 if ord(letter) >= _WIDE else 0.5


@lru_cache
def outline_of(sign: str) -> tuple[Segment, ...]:
    """Return the outline of a musical sign in thousandths of an em, y upwards.

    Args:
        sign: For which `is_sign` is true.
    """
    code = f"{ord(_MUSICAL.get(sign, sign)):04X}"
    file = files("verovio") / "data" / SIGNS / f"{code}.xml"
    if not file.is_file():
        return ()
    found = ElementTree.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - of the package
    return tuple(each for path in found.iter("path") for each in parse_path(path.get("d", "")))


@lru_cache
def _advances(name: str) -> dict[str, float]:
    text = (files("verovio") / "data").joinpath(*name.split("/")).read_text(encoding="utf-8")
    return {
        chr(int(each.get("c", "0"), 16)): float(each.get("h-a-x") or _reach(each))
        for each in ElementTree.fromstring(text).iter("g")  # noqa: S314 - of the package
    }


def _reach(glyph: ElementTree.Element) -> float:
    """Return how far a letter reaches to the right, for the few of which no advance is told."""
    return float(glyph.get("x", 0)) + float(glyph.get("w", 0))
