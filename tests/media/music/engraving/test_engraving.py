"""Engraved pages: complete, on paper of the right size, and in time with the sound."""

import re
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
import verovio
from PIL import Image

from etude.core.errors import EtudeError
from etude.core.installing import installer
from etude.media.music.bars import seconds
from etude.media.music.engraving.drawing import Outline, Words, draw
from etude.media.music.engraving.lettering import width_of
from etude.media.music.engraving.outlines import Transform, parse_path, parse_transform
from etude.media.music.engraving.pages import engrave, join_pages
from etude.media.music.engraving.pdf import write_pdf
from etude.media.music.engraving.png import write_png
from etude.media.music.score import DRUMS, Metre, Note, Part, Score, Tempo
from tests.media.music.scores import E, Q, W, line, tune

FIFTHS = Score((Part("x", 0, tuple(Note(96 * at, 60 + at % 5, 96) for at in range(20))),), W)
MANY = Score(
    tuple(
        Part(f"P{at}", at * 8 if at < 15 else DRUMS, line(*[(36 + 3 * at, Q)] * 8))
        for at in range(16)
    ),
    2 * W,
)
PIECES = {
    "nothing": Score((), 0),
    "rests": Score((Part("A"), Part("B")), 3 * W),
    "one note": Score((Part("", 0, (Note(0, 60, Q),)),), W),
    "300 bars": Score((Part("", 0, line(*[(60, W), (64, W), (69, W)] * 100)),), 300 * W),
    "16 parts": MANY,
    "outside the piano": Score((Part("", 0, line((0, Q), (1, Q), (126, Q), (127, Q))),), W),
    "drums": Score((Part("", DRUMS, tuple(Note(E * at, 35 + at, E) for at in range(48))),), 6 * W),
    "a long note": Score((Part("", 0, (Note(0, 60, 40 * W),)),), 40 * W),
    "seven eighths": Score((Part("", 0, line(*[(60, E)] * 14)),), 14 * E, (Metre(0, 7, 8),)),
    "quintuplets": FIFTHS,
    "chords": replace(tune(), title="茉莉花", composer="N. N."),
}  # fmt: skip


@pytest.mark.parametrize("name", PIECES)
def test_every_note_is_on_the_pages_and_nobody_warns(name, monkeypatch, capfd) -> None:
    loud = verovio.enableLog
    monkeypatch.setattr(verovio, "enableLog", lambda _: loud(verovio.LOG_WARNING))
    score = PIECES[name]
    engraving = engrave(score)
    assert capfd.readouterr() == ("", "")
    found = set(re.findall(r'id="P(\d+)-(\d+)-(\d+)-0"', "".join(engraving.pages)))
    assert len(found) == sum(len(part.notes) for part in score.parts)
    assert set().union(*(moment.notes for moment in engraving.moments)) >= {
        f"P{part}-{staff}-{note}-0" for part, staff, note in found
    }
    for page in map(draw, engraving.pages):
        points = [
            point
            for item in page.items
            if isinstance(item, Outline)
            for _, points in item.segments
            for point in points
        ]
        across = [x for x, _ in points]
        assert 0 <= min(across) <= max(across) <= page.width
        assert min(y for _, y in points) > 0
        if name != "16 parts":
            assert max(y for _, y in points) < page.height


def test_the_playhead_keeps_time_with_the_sound() -> None:
    tempos = tuple(Tempo(at * Q, 96.0 - at) for at in range(12))
    score = replace(tune(), tempos=tempos)
    moments = {id_: each.milliseconds for each in engrave(score).moments for id_ in each.notes}
    for number, part in enumerate(score.parts, 1):
        clock = seconds(score, [note.start for note in part.notes])
        for index, second in enumerate(clock.tolist()):
            assert moments[f"P{number}-1-{index}-0"] == pytest.approx(1000 * second, abs=1)


def test_the_same_score_gives_the_same_pages() -> None:
    assert engrave(tune()) == engrave(tune())
    pages = [draw(page) for page in engrave(tune()).pages]
    assert write_pdf(pages, "x") == write_pdf(pages, "x")


def test_every_thread_can_engrave() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(engrave, tune()).result() == engrave(tune())


def test_a_narrow_page_has_more_lines() -> None:
    wide, narrow = (engrave(PIECES["300 bars"], roll=True, width=w).pages[0] for w in (2100, 900))
    assert draw(narrow).width < draw(wide).width
    assert narrow.count('class="system"') > 2 * wide.count('class="system"')


def test_words_stand_where_they_belong() -> None:
    page = draw(engrave(replace(tune(), title="An upbeat", composer="Anna")).pages[0])
    words = {item.text: item for item in page.items if isinstance(item, Words)}
    title, maker, flute = words["An upbeat"], words["Anna"], words["Flute"]
    assert title.x + title.width / 2 == pytest.approx(page.width / 2, abs=2)
    assert maker.x + maker.width == pytest.approx(page.width - 500, abs=2)
    assert title.size > maker.size
    assert flute.x > 0
    assert words["96"].bold
    assert not {"♭", "♯", "\ueca5"} & set("".join(words))


def test_chinese_names_of_parts_begin_on_the_page() -> None:
    parts = tuple(Part(name, 52, line(*[(60, W)] * 24)) for name in ("女高音", "次男高音"))
    [page] = engrave(Score(parts, 24 * W), roll=True).pages
    # Names end where they stand, on the first system and the others; a letter is as wide as high.
    names = re.findall(r'<text x="(\d+)"[^>]*text-anchor="end".*?font-size="(\d+)px">([^<]+)', page)
    assert len(names) > 2
    for end, size, name in names:
        assert int(end) >= int(size) * len(name.strip()) > 0


def test_a_roll_is_one_page_and_the_first_page_is_cropped() -> None:
    score = PIECES["300 bars"]
    assert len(engrave(score).pages) > 1
    (roll,) = engrave(score, roll=True).pages
    assert draw(roll).height > draw(engrave(score).pages[0]).height
    (first,) = engrave(PIECES["one note"], first=True).pages
    assert draw(first).height < draw(first).width / 4


def test_pages_are_joined_where_one_is_not_enough() -> None:
    pages = engrave(PIECES["300 bars"]).pages
    joined = ElementTree.fromstring(join_pages(pages))
    places = [int(each.get("y", 0)) for each in joined]
    height = int(joined.get("height", "0px").removesuffix("px"))
    assert places == [height * at // len(pages) for at in range(len(pages))]
    assert len(re.findall(r'class="note"', join_pages(pages))) == 300
    assert join_pages(pages[:1]) == pages[0]


def test_a_pdf_is_whole_and_its_words_can_be_found() -> None:
    score = replace(tune(), title="茉莉花 é", composer="Anna")
    data = write_pdf([draw(page) for page in engrave(score).pages], score.title)
    assert (data[:8], data[-6:]) == (b"%PDF-1.5", b"%%EOF\n")
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    places = re.findall(rb"(\d{10}) 00000 n ", data[start:])
    for number, place in enumerate(places, 1):
        assert data[int(place) :].startswith(f"{number} 0 obj".encode())
    assert data.count(b"/MediaBox [0 0 595.276 841.89]") == 1
    stream = zlib.decompress(data.split(b"stream\n", 1)[1].split(b"\nendstream", 1)[0])
    for word in (b"Anna".hex(), "茉莉花".encode("utf-16-be").hex(), " é".encode("cp1252").hex()):
        assert word.encode() in stream
    assert stream.count(b"BT") == stream.count(b"ET") > 5


def test_a_png_shows_the_score() -> None:
    page = draw(engrave(tune(), first=True).pages[0])
    with Image.open(BytesIO(write_png(page, 800))) as image:
        pixels = np.asarray(image.convert("L"))
    assert pixels.shape[1] == 800
    assert pixels.shape[0] == pytest.approx(800 * page.height / page.width, abs=1)
    assert 0.01 < (pixels < 128).mean() < 0.2
    # The five lines of the upper staff cross nearly the whole page.
    assert ((pixels < 240).mean(axis=1) > 0.8).sum() >= 5


def test_svg_is_safe_to_show() -> None:
    root = ElementTree.fromstring(engrave(tune()).pages[0])
    tags = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert not tags & {"script", "foreignObject", "image", "a"}
    hostile = replace(tune(), title="<script>alert(1)</script>")
    assert "<script" not in engrave(hostile).pages[0]


def test_too_long_a_piece_is_refused() -> None:
    with pytest.raises(EtudeError) as caught:
        engrave(Score((Part(),), 2001 * W))
    assert caught.value.code == "engraving.too-long"


def test_a_missing_part_is_named_with_the_way_to_it(monkeypatch) -> None:
    page = draw(engrave(tune()).pages[0])
    for name, work in (("verovio", lambda: engrave(tune())), ("resvg_py", lambda: write_png(page))):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(EtudeError) as caught:
            work()
        assert caught.value.code == "engraving.missing"
        assert installer("engrave") in caught.value.hint


def test_paths_and_transforms() -> None:
    assert parse_path("m1 1 2 0v3h-2z") == [
        ("M", ((1, 1),)), ("L", ((3, 1),)), ("L", ((3, 4),)), ("L", ((1, 4),)), ("Z", ()),
    ]  # fmt: skip
    assert parse_path("M0,0c1-1 2-1 3,0s2,1 3,0") == [
        ("M", ((0, 0),)), ("C", ((1, -1), (2, -1), (3, 0))), ("C", ((4, 1), (5, 1), (6, 0))),
    ]  # fmt: skip
    assert parse_path("M0 0Q3 3 6 0") == [("M", ((0, 0),)), ("C", ((2, 2), (4, 2), (6, 0)))]
    assert parse_path("M0 0 A1 1 0 0 1 2 2") == [("M", ((0, 0),))]
    found = parse_transform("translate(10, 20) scale(2, -2)")
    assert (found, found((1, 1))) == (Transform(10, 20, 2, -2), (12, 18))
    assert found.then(Transform(1, 1))((0, 0)) == (12, 18)


def test_letters_have_the_widths_of_their_type() -> None:
    assert width_of("m") > width_of("i") > 0
    assert width_of("\xa0") == width_of(" ")
    assert width_of("花") == 1.0
    assert all(width_of(chr(code)) > 0.1 for code in range(33, 127))
