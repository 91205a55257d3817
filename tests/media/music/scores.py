"""Small pieces, and any piece at all (hypothesis strategies)."""

from __future__ import annotations

from hypothesis import strategies as st

from etude.media.music.chords import KINDS
from etude.media.music.quantising import FINEST
from etude.media.music.score import (
    MODES,
    PICKUP_STEP,
    QUARTER,
    Chord,
    Key,
    Metre,
    Note,
    Part,
    Score,
    Tempo,
)

E, Q, H, W = QUARTER // 2, QUARTER, 2 * QUARTER, 4 * QUARTER


def line(*steps: tuple[int, int], start: int = 0, velocity: int = 80) -> tuple[Note, ...]:
    """A melody from pitches and durations; pitch 0 is a rest."""
    notes, at = [], start
    for pitch, duration in steps:
        if pitch:
            notes.append(Note(at, pitch, duration, velocity))
        at += duration
    return tuple(notes)


def tune() -> Score:
    """Eight bars of 3/4 in F with an upbeat, two voices and chord symbols."""
    melody = line(
        (60, Q),
        *((65, Q), (69, Q), (72, Q), (70, H), (67, Q)),
        *((69, Q), (67, E), (65, E), (64, Q), (65, H), (60, Q)),
        *((65, Q), (69, Q), (72, Q), (74, H), (72, Q)),
        *((70, Q), (69, Q), (67, Q), (65, H + Q)),
    )
    low = line(*(((53, H + Q), (48, H + Q)) * 4), start=Q)
    return Score(
        parts=(Part("Flute", 73, melody), Part("Cello", 42, low)),
        length=Q + 8 * 3 * Q,
        metres=(Metre(0, 3, 4),),
        keys=(Key(0, -1),),
        tempos=(Tempo(0, 96.0),),
        chords=(Chord(Q, -1), Chord(4 * Q, 0, "7"), Chord(22 * Q, -1, "", 0)),
        pickup=Q,
        title="Upbeat",
    )


METRES = ((2, 4), (3, 4), (4, 4), (6, 8), (9, 8), (5, 8), (2, 2), (7, 16), (5, 4))
NAMES = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=12)


@st.composite
def scores(
    draw: st.DrawFn,
    *,
    voices: int = 1,
    spelled: bool = False,
    modes: tuple[str, ...] = tuple(MODES),
) -> Score:
    """Any quantised piece: one to four parts of one to six bars."""
    metres, every, pickup, length = draw(_frames())
    parts = draw(st.lists(_parts(every, length, voices), min_size=1, max_size=4))
    starts = [start for start, *_ in every]
    keys = draw(_events(starts, st.tuples(st.integers(-7, 7), st.sampled_from(modes))))
    bpm = st.integers(500, 60_000).map(lambda each: each / 100)
    tempos = draw(_events(starts, st.tuples(bpm)))
    sharps = st.integers(-7, 11)
    symbol = st.tuples(sharps, st.sampled_from(sorted(KINDS)), st.none() | sharps)
    none = st.just((None, "", None))
    chords = draw(_events(starts, (symbol | none).map(_without_needless_bass)))
    score = Score(
        parts=tuple(parts),
        length=length,
        metres=metres,
        keys=tuple(Key(start, *rest) for start, rest in keys),
        tempos=tuple(Tempo(start, *rest) for start, rest in tempos),
        chords=tuple(Chord(start, *rest) for start, rest in chords),
        pickup=pickup,
        title=draw(st.just("") | NAMES),
    )
    if spelled:
        from etude.media.music.spelling import spelled as spell

        return spell(score)
    return score


Frame = tuple[tuple[Metre, ...], list[tuple[int, int, int]], int, int]


@st.composite
def _frames(draw: st.DrawFn) -> Frame:
    """Metres, bars (start, length, where the whole bar would begin), pick-up and length."""
    groups = draw(
        st.lists(st.tuples(st.sampled_from(METRES), st.integers(1, 3)), min_size=1, max_size=3)
    )
    groups = [each for at, each in enumerate(groups) if at == 0 or each[0] != groups[at - 1][0]]
    full = Metre(0, *groups[0][0]).bar
    steps = full // (2 * PICKUP_STEP)
    pickup = draw(st.just(0) | st.integers(1, steps - 1)) * 2 * PICKUP_STEP
    metres, every, at = [], [], 0
    if pickup:
        every.append((0, pickup, pickup - full))
        at = pickup
    for number, (metre, count) in enumerate(groups):
        metres.append(Metre(at if number else 0, *metre))
        for _ in range(count):
            every.append((at, metres[-1].bar, at))
            at += metres[-1].bar
    return tuple(metres), every, pickup, at


def _parts(every: list[tuple[int, int, int]], length: int, voices: int) -> st.SearchStrategy:
    """Notes on the finest grid, held for any number of 24ths of a quarter."""
    step = QUARTER // 24
    lines = [
        at
        for start, size, zero in every
        for at in (zero + Q * n + line for n in range(-(-size // Q) + 16) for line in FINEST.lines)
        if start <= at < start + size
    ]
    heads = st.tuples(
        st.sampled_from(lines),
        st.integers(24, 100),
        st.integers(1, 8 * 24),
        st.integers(1, 127),
        st.integers(1, voices),
    )

    def part(name: str, program: int, drawn: list[tuple[int, int, int, int, int]]) -> Part:
        notes = {
            (at, pitch, voice): Note(at, pitch, min(long * step, length - at), velocity, voice)
            for at, pitch, long, velocity, voice in drawn
        }
        return Part(name, program, tuple(notes.values()))

    return st.builds(part, NAMES, st.integers(24, 45), st.lists(heads, max_size=16))


def _events(starts: list[int], what: st.SearchStrategy) -> st.SearchStrategy:
    """Something at some of the bar lines, each unlike the one before."""
    chosen = st.lists(
        st.tuples(st.sampled_from(starts), what), max_size=3, unique_by=lambda e: e[0]
    )
    return chosen.map(sorted_changes)


def sorted_changes(events: list) -> list:
    """Sort events by their start and leave out those that say what the one before says."""
    ordered = sorted(events, key=lambda each: each[0])
    return [e for at, e in enumerate(ordered) if at == 0 or e[1] != ordered[at - 1][1]]


def _without_needless_bass(symbol: tuple) -> tuple:
    root, kind, bass = symbol
    return root, kind, None if bass == root else bass
