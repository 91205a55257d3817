"""A serif typeface of the machine, for words that are painted."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.media.text.measures import HAN

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

# Names of files without their suffixes: serifs of the page first, then what a system surely has.
_CHINESE = (
    "Songti",
    "NotoSerifCJK-Regular",
    "NotoSerifCJKsc-Regular",
    "NotoSerifSC-Regular",
    "SourceHanSerif-Regular",
    "SourceHanSerifSC-Regular",
    "SourceHanSerifCN-Regular",
    "STSong",
    "simsun",
    "uming",
    "NotoSansCJK-Regular",
    "NotoSansSC-Regular",
    "PingFang",
    "msyh",
    "wqy-zenhei",
    "wqy-microhei",
    "DroidSansFallbackFull",
)
_WESTERN = (
    "Iowan Old Style",
    "pala",
    "Palatino",
    "NotoSerif-Regular",
    "Georgia",
    "LiberationSerif-Regular",
    "times",
    "Times New Roman",
    "DejaVuSerif",
    *_CHINESE,  # whose Western letters will do
)
_SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")
_MOST_FACES = 40  # that a collection may have
_SIZE = 64
_REGION = " SC"  # whose stops stand in the corner of their square, from where a column moves them
_CHARACTER = re.compile(f"[{HAN}]")


@dataclass(frozen=True)
class Typeface:
    """A face in a file of type.

    Args:
        path: The file; None for the face that Pillow brings, which has Western letters alone.
        place: Which face of it, from 0.
    """

    path: Path | None
    place: int = 0

    def open(self, size: float) -> FreeTypeFont:
        """Return it at a size.

        Args:
            size: Of an em, in pixels.
        """
        from PIL import ImageFont

        if self.path is None:
            built_in = ImageFont.load_default(size)
            assert isinstance(built_in, ImageFont.FreeTypeFont)
            return built_in
        return ImageFont.truetype(str(self.path), size, index=self.place)


def find_typeface(words: str, given: Path | None = None) -> Typeface:
    """Return a typeface that has the letters of a text.

    Args:
        words: The text.
        given: A file of type to take; by default one of the machine's.

    Raises:
        EtudeError: ``poster.bad-font`` where the given file holds none; ``poster.no-font`` where
            the machine has none with Chinese characters, and the text has some.
    """
    chinese = _CHARACTER.search(words) is not None
    if given is not None:
        try:
            return _choose(given.expanduser())
        except OSError as error:
            raise EtudeError("poster.bad-font", path=given) from error
    files = {path.stem.casefold(): path for path in _list_files(find_folders())}
    for name in _CHINESE if chinese else _WESTERN:
        path = files.get(name.casefold())
        if path is None:
            continue
        try:
            return _choose(path)
        except OSError:  # no type that can be read here
            continue
    if chinese:
        raise EtudeError("poster.no-font")
    return Typeface(None)


def find_folders() -> list[Path]:
    """Return the folders in which the system keeps type."""
    home = Path.home()
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft/Windows/Fonts"
        return [own, Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    shared = (Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))
    return [data / "fonts", home / ".fonts", *shared]


def _list_files(folders: Sequence[Path]) -> Iterator[Path]:
    """Yield every file of type; of two with one name the nearer one comes last."""
    for folder in reversed(folders):
        for top, _, names in os.walk(folder):
            yield from (Path(top, each) for each in names if each.lower().endswith(_SUFFIXES))


def _choose(path: Path) -> Typeface:
    """Return the face of a collection that is regular and has simplified characters, if any has."""
    from PIL import ImageFont

    found: list[tuple[bool, bool, int]] = []
    for place in range(_MOST_FACES if path.suffix.lower() in (".ttc", ".otc") else 1):
        try:
            family, style = ImageFont.truetype(str(path), _SIZE, index=place).getname()
        except OSError:
            if not found:
                raise
            break
        found.append((style != "Regular", not (family or "").endswith(_REGION), place))
    return Typeface(path, min(found)[-1])
