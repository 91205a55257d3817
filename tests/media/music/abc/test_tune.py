"""ABC as folk musicians write it."""

import pytest

from etude.media.music.pitch import name_of
from etude.media.music.reading import Fault, Tune, read_score, read_tunes
from etude.media.music.score import Key, Metre, Score, Tempo
from tests.media.music.scores import E, Q


def read(body: str, *fields: str, repeats: bool = True) -> Score:
    text = "\n".join(["X:1", "T:Tune", "M:4/4", "L:1/8", *fields, *body.splitlines()])
    (tune,) = read_tunes(text.encode(), repeats=repeats)
    assert isinstance(tune, Tune)
    return tune.score


def notes(score: Score) -> list[tuple[int, int]]:
    """Pitch and duration in eighths."""
    return [(note.pitch, note.duration / E) for note in score.notes]


def pitches(score: Score) -> list[int]:
    return [note.pitch for note in score.notes]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("C D, c c' B,,", [60, 50, 72, 84, 47]),
        ("^F _B =c ^^G __A", [66, 70, 72, 69, 67]),
        ("^F F f|F", [66, 66, 77, 65]),
        ("^F-|F F", [66, 65]),
        ("{^c}d c", [74, 73]),
    ],
)
def test_pitches_and_accidentals(body, expected) -> None:
    assert pitches(read(body, "K:C")) == expected


@pytest.mark.parametrize(
    ("body", "lengths"),
    [
        ("A A2 A/ A// A3/2 A/4 A3/", [1, 2, 0.5, 0.25, 1.5, 0.25, 1.5]),
        ("A>B A<B A>>B A2>B2", [1.5, 0.5, 0.5, 1.5, 1.75, 0.25, 3, 1]),
        ("(3ABc (3:2:2A2B (2AB", [2 / 3] * 3 + [4 / 3, 2 / 3] + [1.5, 1.5]),
        ("(5ABcde", [0.4] * 5),
        ("[CEG]2 [C2E2]/ A", [2, 2, 2, 1, 1, 1]),
        ("A z2 B", [1, 1]),
        ("A-A B-B2", [2, 3]),
    ],
)
def test_lengths(body, lengths) -> None:
    assert [duration for _, duration in notes(read(body, "K:C"))] == pytest.approx(lengths)


def test_a_compound_metre_has_its_own_tuplets() -> None:
    score = read("(5ABcde A3", "M:6/8", "K:C")
    assert [note.duration for note in score.notes][:5] == [144] * 5


@pytest.mark.parametrize(
    ("field", "signature", "mode"),
    [
        ("G", 1, "major"), ("Am", 0, "minor"), ("A Minor", 0, "minor"), ("Ador", 1, "dorian"),
        ("D Mixolydian", 1, "mixolydian"), ("Bb", -2, "major"), ("F#m", 3, "minor"),
        ("Hp", 2, "mixolydian"), ("C#", 7, "major"), ("G# major", -4, "major"),
    ],
)  # fmt: skip
def test_keys(field, signature, mode) -> None:
    assert read("A", f"K:{field}").keys == (Key(0, signature, mode),)


def test_a_key_sharpens_its_letters() -> None:
    assert [name_of(note.spelling) for note in read("FGABcdef", "K:A").notes] == (
        ["F#", "G#", "A", "B", "C#", "D", "E", "F#"]
    )
    assert pitches(read("FC", "K:D exp ^f")) == [66, 60]
    assert pitches(read("FC", "K:none")) == [65, 60]
    assert read("C", "K:none").keys == ()
    assert pitches(read("C", "K:C octave=-1")) == [48]
    assert pitches(read("C", "K:C clef=treble-8")) == [48]


def test_fields_change_in_the_middle() -> None:
    score = read("A8|\nM:3/4\nK:D\nL:1/4\nF3|[M:2/4][Q:1/4=60]F2|", "K:C")
    assert score.metres == (Metre(0, 4, 4), Metre(8 * E, 3, 4), Metre(14 * E, 2, 4))
    assert score.keys == (Key(0, 0), Key(8 * E, 2))
    assert score.tempos == (Tempo(14 * E, 60.0),)
    assert [note.duration for note in score.notes] == [8 * E, 3 * Q, 2 * Q]


@pytest.mark.parametrize(
    ("field", "bpm"),
    [
        ("1/4=96", 96.0),
        ("3/8=120", 180.0),
        ("120", 60.0),
        ('"Slow" 1/4=40', 40.0),
        ("1/2=60", 120.0),
    ],
)
def test_tempos_are_quarters_a_minute(field, bpm) -> None:
    assert read("A", f"Q:{field}", "K:C").tempos == (Tempo(0, bpm),)


def test_a_tempo_in_words_is_none() -> None:
    assert read("A", 'Q:"Allegro"', "K:C").tempos == ()


@pytest.mark.parametrize(
    ("field", "metre"),
    [("C|", (2, 2)), ("C", (4, 4)), ("6/8", (6, 8)), ("(2+3)/8", (5, 8)), (" 9/8 ", (9, 8))],
)
def test_metres(field, metre) -> None:
    score = read("A2|", f"M:{field}", "K:C")
    assert score.metres == (Metre(0, *metre),)


def test_the_unit_note_follows_the_metre() -> None:
    text = b"X:1\nM:2/4\nK:C\nA4|\n\nX:2\nM:4/4\nK:C\nA4|"
    assert [next(iter(tune.score.notes)).duration for tune in read_tunes(text)] == [Q, 2 * Q]


def test_repeats_and_endings_are_played_or_not() -> None:
    body = "|:A8|1 B8:|2 c8||d8::e8:|"
    assert pitches(read(body, "K:C")) == [69, 71, 69, 72, 74, 74, 76, 76]
    assert pitches(read(body, "K:C", repeats=False)) == [69, 72, 74, 76]


def test_an_upbeat_joins_the_short_bar_before_a_repeat() -> None:
    score = read("A2|B8|c6:|d2|e8|f6|]", "K:C")
    assert (score.pickup, score.length) == (Q, Q + 6 * 8 * E)
    assert {metre[1:] for metre in score.metres} == {(4, 4)}


def test_sections_are_played_in_the_order_of_the_header() -> None:
    score = read("P:A\nA8|\nP:B\nB8|", "P:ABA", "K:C")
    assert pitches(score) == [69, 71, 69]


def test_chord_symbols_stand_where_they_are_written() -> None:
    score = read('"Am"A2 "^slow""D7/F#"B2 "4"c4|', "K:C")
    assert score.chords == ((0, 3, "m", None), (2 * E, 2, "7", 6))


def test_voices_become_parts() -> None:
    body = "V:1\nc8|d8|\nV:2\nE4 F4|G8|\n[V:1]e8|[V:2]C8|"
    score = read(body, 'V:1 name="Upper"', "V:2 octave=-1", "K:C")
    assert [part.name for part in score.parts] == ["Upper", ""]
    assert [note.pitch for note in score.parts[0].notes] == [72, 74, 76]
    assert [note.pitch for note in score.parts[1].notes] == [52, 53, 55, 48]
    assert score.length == 3 * 8 * E


def test_overlaid_voices_share_a_staff() -> None:
    score = read("c8&E4F4|", "K:C")
    assert [(note.pitch, note.voice, note.start) for note in score.notes] == [
        (64, 2, 0),
        (72, 1, 0),
        (65, 2, 4 * E),
    ]
    assert score.length == 8 * E


def test_instruments_are_read() -> None:
    assert read("A", "%%MIDI program 73", "K:C").parts[0].program == 73


def test_fermatas_are_kept() -> None:
    assert read("A4 HA4|!fermata!B8|c8Hx|", "K:C").fermatas == (4 * E, 8 * E, 16 * E)


def test_rests_of_whole_bars() -> None:
    score = read("A8|Z2|B8|", "K:C")
    assert [note.start for note in score.notes] == [0, 24 * E]


def test_titles_and_composers_are_kept() -> None:
    score = read("A", "T:Also called", "C:Trad.", "K:C")
    assert (score.title, score.composer) == ("Tune", "Trad.")


def test_a_book_holds_many_tunes_and_one_fault_harms_none() -> None:
    book = "\n".join(
        [
            "M:3/4",
            "X:1\nT:One\nK:G\nG6|\n",
            "words between",
            "X:2\nT:Empty\nK:G\n",
            "X: 7\nT:Three\n\nK:G\nB6|",
        ]
    )
    found = list(read_tunes(book.encode()))
    assert [each.place for each in found] == ["X:1", "X:2", "X:7"]
    assert isinstance(found[1], Fault)
    assert found[1].error.code == "score.no-notes"
    assert [str(each.score.metres[0]) for each in (found[0], found[2])] == ["3/4", "3/4"]


def test_unknown_signs_are_remarked() -> None:
    (tune,) = read_tunes(b"X:1\nL:1/8\nK:C\nA8 ? B4 0 9|")
    (remark,) = [each for each in tune.remarks if each.code == "score.remark-unread"]
    assert remark.details == {"count": 3, "sign": "?"}


def test_latin_letters_and_mail_are_decoded() -> None:
    assert read_score("X:1\nT:Fáinne\nK:C\nA".encode("latin-1")).title == "Fáinne"
    assert read_score("X:1\nT:Fáinne\nK:C\nA".encode()).title == "Fáinne"
    assert pitches(read_score(b"X:1\nK:D\n=3Df2 \nA2")) == [77, 69]


def test_old_chords_and_line_breaks_are_read() -> None:
    assert pitches(read("+EA+ B! !fermata!c|", "K:C")) == [64, 69, 71, 72]
