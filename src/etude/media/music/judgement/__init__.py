"""What can be measured of a score: tonality, form, voice-leading, and where it was heard before."""

from __future__ import annotations

from etude.media.music.judgement.report import Judgement, judge
from etude.media.music.judgement.sources import Run, Sources, collect, read_sources
from etude.media.music.judgement.voice_leading import Faults, voice_leading

__all__ = [
    "Faults",
    "Judgement",
    "Run",
    "Sources",
    "collect",
    "judge",
    "read_sources",
    "voice_leading",
]
