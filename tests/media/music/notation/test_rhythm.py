"""Note values: what musicians write, and that every bar is exactly full."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.media.music.notation.rhythm import OffGrid, find_tuplets, groups_of, write_bar
from tests.media.music.scores import METRES, Q

LENGTHS = {"whole": 4 * Q, "half": 2 * Q, "quarter": Q, "eighth": Q // 2, "16th": Q // 4,
           "32nd": Q // 8, "64th": Q // 16, "128th": Q // 32, "breve": 8 * Q}  # fmt: skip


def written(metre: str, *lengths: float, rest: bool = False) -> str:
    """The values of a bar whose spans are given in quarters: dots as points, ties as hyphens."""
    beats, unit = map(int, metre.split("/"))
    at, spans = 0, []
    for length in lengths:
        spans.append((at, at := at + round(length * Q)))
    bar = write_bar(spans, beats, unit, [rest] * len(spans))
    return " ".join("-".join(each.kind + "." * each.dots for each in span) for span in bar)


@pytest.mark.parametrize(
    ("metre", "lengths", "expected"),
    [
        ("4/4", (4,), "whole"),
        ("4/4", (3, 1), "half. quarter"),
        ("4/4", (1, 3), "quarter half."),
        ("4/4", (1, 2, 1), "quarter half quarter"),
        ("4/4", (0.5, 1, 0.5, 2), "eighth quarter eighth half"),
        ("4/4", (1.5, 1, 1.5), "quarter. eighth-eighth quarter."),
        ("4/4", (1.75, 0.25, 2), "quarter.. 16th half"),
        ("4/4", (0.75, 0.5, 0.75, 2), "eighth. 16th-16th eighth. half"),
        ("4/4", (0.25, 0.5, 0.25, 3), "16th eighth 16th half."),
        ("4/4", (2.5, 1.5), "half-eighth quarter."),
        ("4/4", (0.5, 3.5), "eighth quarter.-half"),
        ("3/4", (3,), "half."),
        ("3/4", (1, 2), "quarter half"),
        ("3/4", (0.5, 2.5), "eighth eighth-half"),
        ("6/8", (1.5, 1.5), "quarter. quarter."),
        ("6/8", (1, 1, 1), "quarter eighth-eighth quarter"),
        ("6/8", (3,), "half."),
        ("6/8", (2, 1), "quarter.-eighth quarter"),
        ("6/8", (1, 2), "quarter eighth-quarter."),
        ("6/4", (4, 2), "half.-quarter half"),
        ("9/8", (1.5, 3), "quarter. half."),
        ("9/8", (4, 0.5), "half.-quarter eighth"),
        ("12/8", (2, 4), "quarter.-eighth quarter-half."),
        ("7/8", (1.5, 2), "quarter-eighth eighth-quarter."),
        ("7/8", (2, 1.5), "half quarter."),
        ("4/8", (1.5, 0.5), "quarter. eighth"),
        ("12/8", (6,), "whole."),
        ("5/8", (2.5,), "quarter.-quarter"),
        ("7/8", (3.5,), "half-quarter."),
        ("5/4", (5,), "half.-half"),
        ("2/2", (1, 2, 1), "quarter half quarter"),
    ],
)
def test_values_show_the_beat(metre, lengths, expected) -> None:
    assert written(metre, *lengths) == expected


@pytest.mark.parametrize(
    ("metre", "lengths", "expected"),
    [
        ("4/4", (1, 3), "quarter quarter-half"),
        ("4/4", (1.5, 2.5), "quarter-eighth eighth-half"),
        ("3/4", (1, 2), "quarter quarter-quarter"),
        ("6/8", (1.5, 1.5), "quarter. quarter."),
    ],
)
def test_rests_are_stricter(metre, lengths, expected) -> None:
    assert written(metre, *lengths, rest=True) == expected


def test_tuplets_are_as_short_as_may_be() -> None:
    def found(*edges: int) -> list[tuple[int, ...]]:
        spans = list(zip((0, *edges), (*edges, 4 * Q), strict=True))
        return [tuple(each) for each in find_tuplets(spans, 4, 4)]

    assert found(160, 320, 480) == [(0, 480, 3, 2)]
    assert found(320, 640, 960) == [(0, 960, 3, 2)]
    assert found(640, 1280) == [(0, 1920, 3, 2)]
    assert found(80, 160, 240) == [(0, 240, 3, 2)]
    assert found(96, 192, 288, 384, 480) == [(0, 480, 5, 4)]
    assert found(160, 1920 - 160) == [(0, 480, 3, 2), (1440, 1920, 3, 2)]
    assert found(240, 480, 720) == []


def test_what_lies_on_no_grid_is_refused() -> None:
    with pytest.raises(OffGrid):
        write_bar([(0, 7), (7, 1920)], 4, 4, [False, False])


def test_units_are_grouped() -> None:
    assert [groups_of(each) for each in (1, 2, 3, 4, 5, 6, 7, 9, 10)] == [
        (1,), (2,), (3,), (2, 2), (3, 2), (3, 3), (2, 2, 3), (3, 3, 3), (2,) * 5,
    ]  # fmt: skip


@given(st.sampled_from(METRES), st.lists(st.integers(1, 400), max_size=12), st.booleans())
def test_values_fill_their_spans(metre, edges, rest) -> None:
    length = metre[0] * 4 * Q // metre[1]
    cuts = sorted({each * 20 for each in edges if each * 20 < length} | {0, length})
    spans = list(pairwise(cuts))
    for span, values in zip(spans, write_bar(spans, *metre, [rest] * len(spans)), strict=True):
        at = span[0]
        for value in values:
            assert value.start == at
            at = value.end
            plain = LENGTHS[value.kind] * (2 - 0.5**value.dots)
            ratio = value.tuplet.normal / value.tuplet.actual if value.tuplet else 1
            assert value.end - value.start == plain * ratio
        assert at == span[1]
