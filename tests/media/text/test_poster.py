"""Posters: what is painted where. Chinese is set in any type here, for a machine may have none."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.media.picture import Picture
from etude.media.text import poster, typefaces
from etude.media.text.poster import fit, paint_poster
from etude.media.text.typefaces import Typeface, find_typeface

PAGE = Path(__file__).parents[3] / "web/src/rooms/write/poster.ts"
POEM = "白日依山尽，\n黄河入海流。\n欲穷千里目，\n更上一层楼。"
LINES = "The old pond lies still\nand the rain begins again\n\nnobody is here"
BUILT_IN = Typeface(None)


def find_ink(shown: poster.Poster, ground: tuple[int, int, int] = (246, 241, 231)) -> np.ndarray:
    """Return which pixels are not paper."""
    return np.abs(shown.picture.pixels.astype(int) - ground).max(axis=2) > 60


def list_bands(taken: np.ndarray) -> list[tuple[int, int]]:
    """Return where rows or columns of ink begin and end."""
    steps = np.flatnonzero(np.diff(np.concatenate([[0], taken.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in steps.reshape(-1, 2)]


def test_the_page_paints_by_the_same_measures() -> None:
    script = PAGE.read_text("utf-8")
    told = dict(re.findall(r"const ([A-Z]+) = ([\d.]+|'.+');", script))
    for name in ("WIDTH", "HEIGHT", "MARGIN", "LARGEST", "LARGE", "SMALLEST", "LEADING"):
        assert float(told[name]) == getattr(poster, name), name
    assert told["STOPS"] == f"'{poster.STOPS}'"
    assert f"* size * {poster.PITCH}" in script
    assert f"'{poster.LIGHT}'" in script
    for dense in poster.VEILED:
        assert f"rgb({' '.join(map(str, poster.VEIL))} / {dense * 100:.0f}%)" in script
    colours = (PAGE.parents[2] / "design/tokens.css").read_text("utf-8")
    assert f"--paper: {poster.PAPER};" in colours
    assert f"--ink: {poster.INK};" in colours


def test_lines_stand_one_under_the_other_in_the_middle() -> None:
    shown = paint_poster("Pond", LINES)
    assert shown.whole
    ink = find_ink(shown)
    rows = list_bands(ink.any(axis=1))
    middle = (rows[0][0] + rows[-1][1]) / 2
    assert abs(middle - poster.HEIGHT / 2) < poster.LARGEST
    left, right = np.flatnonzero(ink.any(axis=0))[[0, -1]]
    assert abs(left - poster.MARGIN) < 12
    assert right < poster.WIDTH - poster.MARGIN
    assert np.array_equal(paint_poster("Pond", LINES).picture.pixels, shown.picture.pixels)


def test_columns_go_from_right_to_left_and_stops_stand_beside_them(type_file: Path) -> None:
    shown = paint_poster("登鹳雀楼", POEM, vertical=True, font=type_file)
    columns = list_bands(find_ink(shown).any(axis=0))
    # The title, and, behind an empty column, four lines, each with its stops beside it.
    assert columns[-1][1] - columns[0][0] > 5 * poster.LARGEST
    tops = [np.flatnonzero(find_ink(shown)[:, a:b].any(axis=1))[0] for a, b in columns]
    assert min(tops) >= poster.MARGIN - 10
    size, rows = fit("登鹳雀楼", POEM, BUILT_IN, upright=True)
    assert (size, [row.text for row in rows][2:]) == (poster.LARGEST, POEM.split("\n"))
    gap = poster.WIDTH - columns[-1][1] - columns[0][0]
    assert abs(gap) < 1.2 * poster.LARGEST


def test_without_chinese_there_are_no_columns() -> None:
    level, asked = paint_poster("", LINES), paint_poster("", LINES, vertical=True)
    assert np.array_equal(level.picture.pixels, asked.picture.pixels)


@pytest.mark.parametrize("channels", [3, 4])
def test_a_picture_covers_the_poster_under_a_veil(channels: int) -> None:
    pixels = np.zeros((40, 60, channels), np.uint8)
    pixels[:, :30, 0] = pixels[:, 30:, 2] = 255
    pixels[..., 3:] = 255
    shown = paint_poster("", "Rain", Picture(pixels)).picture.pixels
    left, right = shown[:40, :100].mean((0, 1)), shown[:40, -100:].mean((0, 1))
    assert left[0] > 3 * left[2]
    assert right[2] > 3 * right[0]
    assert shown[0, 0, 0] > shown[-1, 0, 0] + 20  # the veil is deepest at the foot
    # Pixel art keeps its edge: one column is red, the next one blue.
    top = shown[0].astype(int)
    assert np.abs(np.diff(top[:, 0])).max() > 80
    assert shown.max(axis=2).max() > 240  # the letters are light


def test_what_shines_through_shows_paper() -> None:
    clear = np.zeros((300, 300, 4), np.uint8)
    shown = paint_poster("", "Rain", Picture(clear)).picture.pixels
    assert shown[0, 0].min() > 100


def test_a_line_of_verse_stays_whole_while_letters_are_large() -> None:
    verse = "A line longer than what has room in such letters"
    size, rows = fit("", verse, BUILT_IN, upright=False)
    assert len(rows) == 1
    assert poster.LARGE <= size < poster.LARGEST
    prose = " ".join([verse] * 6)
    size, rows = fit("", prose, BUILT_IN, upright=False)
    assert size == poster.LARGEST
    assert " ".join(row.text for row in rows) == prose


def test_what_has_no_room_is_told() -> None:
    long = paint_poster("", "Rain falls on the lake\n" * 80)
    assert not long.whole
    rows = list_bands(find_ink(long).any(axis=1))
    assert rows[0][0] >= poster.MARGIN - 10
    assert rows[-1][1] <= poster.HEIGHT - poster.MARGIN + 10


def test_a_type_is_found_by_its_name(tmp_path, type_file, monkeypatch) -> None:
    folder = tmp_path / "type" / "deep"
    folder.mkdir(parents=True)
    monkeypatch.setattr(typefaces, "find_folders", lambda: [tmp_path / "type", tmp_path / "none"])
    assert find_typeface("rain") == BUILT_IN
    with pytest.raises(EtudeError) as caught:
        find_typeface("雨")
    assert caught.value.code == "poster.no-font"
    (folder / "Georgia.ttf").write_bytes(type_file.read_bytes())
    (folder / "simsun.ttc").write_bytes(b"no type")
    assert find_typeface("rain").path == folder / "Georgia.ttf"
    with pytest.raises(EtudeError):
        find_typeface("雨")
    (folder / "NotoSansSC-Regular.otf").write_bytes(type_file.read_bytes())
    assert find_typeface("雨").path == folder / "NotoSansSC-Regular.otf"
    with pytest.raises(EtudeError) as caught:
        find_typeface("雨", folder / "simsun.ttc")
    assert caught.value.code == "poster.bad-font"
