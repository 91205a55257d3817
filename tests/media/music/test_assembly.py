"""From written measures to full bars."""

import pytest

from etude.core.errors import EtudeError
from etude.media.music.assembly import assemble, tie
from etude.media.music.score import Metre, Note
from etude.media.music.sheet import Measure, Sheet, Staff, Written
from tests.media.music.scores import E, Q, W


def sheet(*lengths: int, metre: tuple[int, int] | None = (4, 4)) -> Sheet:
    """Measures of these lengths, a note at the beginning of each."""
    found = Sheet(staves=[Staff("Voice")])
    for at, length in enumerate(lengths):
        note = Written(0, Note(0, 60 + at, length))
        found.measures.append(Measure(metre, (0, "major"), length, [note]))
    return found


def test_an_upbeat_is_a_pickup() -> None:
    score, remarks = assemble(sheet(Q, W, W, 3 * Q), True, 99, "x")
    assert (score.pickup, score.length) == (Q, Q + 3 * W)
    assert score.metres == (Metre(0, 4, 4),)
    assert remarks == []


def test_a_bar_split_by_a_repeat_sign_is_one_bar() -> None:
    score, remarks = assemble(sheet(W, 3 * Q, Q, W), True, 99, "x")
    assert (score.pickup, score.length) == (0, 3 * W)
    assert [note.start for note in score.notes] == [0, W, W + 3 * Q, 2 * W]
    assert remarks == []


def test_two_bars_without_a_line_between_are_two_bars() -> None:
    score, remarks = assemble(sheet(W, 2 * W, W), True, 99, "x")
    assert score.length == 4 * W
    assert score.metres == (Metre(0, 4, 4),)
    assert remarks == []


def test_an_uneven_bar_gets_the_metre_of_what_it_holds() -> None:
    score, (remark,) = assemble(sheet(W, 7 * E, W), True, 99, "x")
    assert score.metres == (Metre(0, 4, 4), Metre(W, 7, 8), Metre(W + 7 * E, 4, 4))
    assert remark.code == "score.remark-uneven"
    assert remark.details == {"count": 1, "bar": 2}


def test_free_time_has_the_metre_of_each_bar() -> None:
    score, remarks = assemble(sheet(3 * Q, W, W, metre=None), True, 99, "x")
    assert score.metres == (Metre(0, 3, 4), Metre(3 * Q, 4, 4))
    assert remarks == []


def test_an_upbeat_takes_the_metre_of_the_bar_it_leads_to() -> None:
    page = sheet(Q, 3 * Q, 3 * Q)
    for measure in page.measures[1:]:
        measure.metre = (3, 4)
    score, _ = assemble(page, True, 99, "x")
    assert (score.pickup, score.metres) == (Q, (Metre(0, 3, 4),))


def test_an_odd_upbeat_begins_with_a_rest() -> None:
    score, _ = assemble(sheet(160, W, W), True, 99, "x")
    assert score.pickup == 180
    assert next(iter(score.notes)).start == 20


def test_an_unknown_mode_is_settled_by_the_notes() -> None:
    page = Sheet(staves=[Staff()])
    for pitch in (69, 72, 76, 68, 69):
        page.measures.append(Measure((4, 4), (0, ""), W, [Written(0, Note(0, pitch, W))]))
    score, _ = assemble(page, True, 99, "x")
    assert [key.mode for key in score.keys] == ["minor"]


def test_too_many_bars_are_refused() -> None:
    with pytest.raises(EtudeError) as caught:
        assemble(sheet(*[W] * 5), True, 4, "x")
    assert caught.value.code == "score.too-many-bars"


def test_ties_join_notes_over_bar_lines_and_repeats() -> None:
    page = sheet(W, W, W)
    page.measures[0].notes = [Written(0, Note(0, 60, W), tied=True)]
    page.measures[1].notes = [Written(0, Note(0, 60, Q), tied=False), Written(0, Note(Q, 60, Q))]
    score, _ = assemble(page, True, 99, "x")
    assert [(note.start, note.duration) for note in score.notes if note.pitch == 60] == [
        (0, W + Q),
        (W + Q, Q),
    ]


def test_a_tie_to_nothing_ends() -> None:
    heads = [(Note(0, 60, Q), True), (Note(2 * Q, 60, Q), False), (Note(Q, 62, Q), False)]
    assert [note.duration for note in tie(heads)] == [Q, Q, Q]


def test_a_tie_may_lead_into_another_voice() -> None:
    heads = [(Note(0, 60, Q, voice=1), True), (Note(Q, 60, Q, voice=2), False)]
    assert tie(heads) == [Note(0, 60, 2 * Q)]


def test_a_head_written_twice_sounds_once() -> None:
    assert tie([(Note(0, 60, Q), False), (Note(0, 60, 2 * Q), False)]) == [Note(0, 60, 2 * Q)]
