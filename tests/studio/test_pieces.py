"""Of a book of tunes the one that is meant is worked on and kept; a work is one piece."""

from __future__ import annotations

from pathlib import Path

import pytest

import etude
from etude.core.errors import EtudeError
from etude.studio.pieces import open_piece
from tests.media.music.scores import tune

BOOK = "L:1/4\n\nX:1\nT:Up\nK:C\nCDEF|\n\nX:2\nT:Down\nK:C\nGFED|\n"


def test_the_tune_that_is_meant_is_opened_and_kept(tmp_path: Path) -> None:
    studio = etude.open(tmp_path / "home")
    path = tmp_path / "book.abc"
    path.write_text(BOOK, encoding="utf-8")
    for asked, title in ((None, "Up"), (2, "Down"), ("down", "Down")):
        score, parents = open_piece(path, studio.gallery, asked)
        assert (score.title, parents) == (title, ())
        assert studio.keep_score(path, tune=asked).title == title


def test_a_work_is_one_piece(tmp_path: Path) -> None:
    studio = etude.open(tmp_path / "home")
    work = studio.keep_score(tune())
    assert open_piece(work.short, studio.gallery)[1] == (work.id,)
    with pytest.raises(EtudeError) as told:
        open_piece(work.short, studio.gallery, 1)
    assert told.value.code == "score.no-book"
    assert work.short in told.value.message
