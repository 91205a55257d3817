"""One piece of a book: by its number, one of its titles, or its reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from etude.core.errors import EtudeError
from etude.media.music.encoding import encode_score
from etude.media.music.limits import ScoreLimits
from etude.media.music.reading import count_tunes, find_tune, read_score
from tests.media.music.scores import tune

BOOK = """M:4/4
L:1/4

X:3
T:The Kesh % as in Clare
T:凯什
K:C
CDEF|

X:7
T:Silence
K:C

X:12
T:Butterfly, The
K:C
GFED|

X:13
K:C
AAAA|

X:14
T:the kesh
K:C
BBBB|
"""


def pitch(asked: int | str | None) -> int:
    return next(iter(read_score(BOOK.encode(), tune=asked, name="book.abc").notes)).pitch


def test_the_piece_that_is_meant_is_read(tmp_path: Path) -> None:
    for asked in (None, 1, "1", " 1 ", "The Kesh", "the kesh", "凯什", "X:3"):
        assert pitch(asked) == 60
    for asked in (3, "3", "butterfly, the", "x:12"):
        assert pitch(asked) == 67
    assert pitch("X:13") == 69  # it has no title
    assert pitch(5) == 71  # of two of one name the number takes the second
    path = tmp_path / "book.abc"
    path.write_text(BOOK, encoding="utf-8")
    assert read_score(path, tune=3).title == "Butterfly, The"


def test_only_the_piece_that_is_meant_is_read() -> None:
    # The second one has no notes: whoever asks for another never learns of it.
    found, more = find_tune(BOOK.encode(), tune=3)
    assert (found.place, more) == ("X:12", True)
    assert find_tune(BOOK.encode(), tune=5)[1] is False
    with pytest.raises(EtudeError) as told:
        pitch("Silence")
    assert told.value.code == "score.no-notes"
    assert "X:7" in told.value.message


def test_how_many_there_are() -> None:
    assert count_tunes(BOOK.encode()) == 5
    assert [count_tunes(encode_score(tune(), kind)) for kind in (".mid", ".mxl")] == [1, 1]


def test_what_there_is_not_is_answered_with_what_there_is() -> None:
    for asked, code, *said in (
        (6, "score.no-such-tune", "1", "5"),
        ("0", "score.no-such-tune", "1", "5"),
        ("-1", "score.no-such-tune", "1", "5"),
        ("Kesch", "score.unknown-title-near", "“The Kesh”"),
        ("butterfly", "score.unknown-title-near", "“Butterfly, The”"),
        ("凯", "score.unknown-title-near", "“凯什”"),
        ("Wagon wheel", "score.unknown-title", "“The Kesh”", "“Silence”"),
        ("", "score.unknown-title", "1", "5"),
        ("9" * 5000, "score.unknown-title", "1", "5"),
    ):
        with pytest.raises(EtudeError) as told:
            pitch(asked)
        assert told.value.code == code
        for language in ("en", "zh"):
            assert all(part in told.value.text(language) for part in said)
    with pytest.raises(EtudeError) as told:
        pitch("Wagon wheel")
    assert "“The Kesh”、“Silence”、“Butterfly, The”" in told.value.text("zh")


def test_one_piece_has_its_number_and_nothing_to_choose() -> None:
    data = encode_score(tune(), ".musicxml")
    assert read_score(data, tune=1) == read_score(data)
    for asked, code in ((2, "score.no-such-tune"), ("Upbeat", "score.no-book")):
        with pytest.raises(EtudeError) as told:
            read_score(data, tune=asked)
        assert told.value.code == code


def test_a_book_of_too_many_tunes_is_refused_whichever_is_meant() -> None:
    with pytest.raises(EtudeError) as told:
        read_score(BOOK.encode(), ScoreLimits(tunes=4), tune=1)
    assert told.value.code == "score.too-many-tunes"
