"""Everything that can be measured of a score, in one report."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from etude.media.music.bars import bars
from etude.media.music.judgement.form import (
    Loop,
    empty_share,
    groove_consistency,
    longest_loop,
    repeated_share,
)
from etude.media.music.judgement.sources import Run, Sources
from etude.media.music.judgement.tonality import (
    key_consistency,
    pitch_class_entropy,
    scale_consistency,
)
from etude.media.music.judgement.voice_leading import Faults, voice_leading
from etude.media.music.keys import find_key
from etude.media.music.pitch import name_of
from etude.media.music.score import Score
from etude.media.music.tokens.encoding import density_of
from etude.media.music.tokens.measures import DENSITIES, level_of


@dataclass(frozen=True)
class Judgement:
    """What was measured of a score; None where it does not apply.

    Args:
        bars: How many.
        notes: How many.
        key: The key that its notes suggest, such as ``Bb major``.
        key_consistency: Share of sounding time in the scale of the key in force, 0 to 1.
        scale_consistency: Largest share of notes in one diatonic scale, 0 to 1.
        pitch_class_entropy: In bits, 0 to 3.58.
        groove_consistency: How alike neighbouring bars are in rhythm, 0 to 1.
        density: How often notes begin, 1 to 8, as `Asked.density` counts.
        empty_share: Share of bars in which nothing sounds.
        repeated_share: Share of bars just like one of the four before.
        loop: The pattern that goes round most often.
        voice_leading: Faults per 100 chords of four-part music.
        run: The longest run of notes shared with the collection.
        windows_share: Share of four-bar stretches of its melody found in the collection.
    """

    bars: int
    notes: int
    key: str | None
    key_consistency: float | None
    scale_consistency: float | None
    pitch_class_entropy: float | None
    groove_consistency: float | None
    density: int
    empty_share: float
    repeated_share: float
    loop: Loop
    voice_leading: Faults | None
    run: Run | None
    windows_share: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON can say it."""
        return {**asdict(self), "loop": self.loop._asdict()}


def judge(score: Score, sources: Sources | None = None) -> Judgement:
    """Measure a score.

    Args:
        score: A piece on a grid.
        sources: The collection with which it is compared.
    """
    guess = find_key(score)
    return Judgement(
        bars=len(bars(score)),
        notes=sum(1 for _ in score.notes),
        key=None if guess is None else f"{name_of(guess.key.tonic)} {guess.key.mode}",
        key_consistency=key_consistency(score),
        scale_consistency=scale_consistency(score),
        pitch_class_entropy=pitch_class_entropy(score),
        groove_consistency=groove_consistency(score),
        density=level_of(density_of(score), DENSITIES),
        empty_share=empty_share(score),
        repeated_share=repeated_share(score),
        loop=longest_loop(score),
        voice_leading=voice_leading(score),
        run=None if sources is None else sources.longest_run(score),
        windows_share=None if sources is None else sources.share_of_windows(score),
    )
