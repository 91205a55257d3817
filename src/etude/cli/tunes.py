"""``--tune``: which piece of a book of tunes a command reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from etude.cli.answers import words

Tune = Annotated[str | None, typer.Option("--tune", metavar="N|TITLE", help="option.tune")]
Tunes = Annotated[list[str] | None, typer.Option("--tune", metavar="N|TITLE", help="morph.tune")]


def remark_more(names: Sequence[str | Path], chosen: str | Sequence[str] | None) -> list[str]:
    """Return what is to be said of files that hold more pieces than the one that is taken.

    Args:
        names: Files, among whatever else a command takes.
        chosen: What ``--tune`` says; where it does, nothing more is said.
    """
    from etude.media.music.reading import count_tunes
    from etude.studio.pieces import is_file

    if chosen:
        return []
    books = [Path(name).expanduser() for name in dict.fromkeys(names) if is_file(name)]
    return [words("convert.more", name=book.name) for book in books if count_tunes(book) > 1]
