"""A score as the bytes of a file: to go on with, to read, to hear. `reading` is the way back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from etude.core.errors import EtudeError
from etude.core.hashes import canonical_json
from etude.media.music.inscription import inscribe
from etude.media.music.keys import find_key
from etude.media.music.midi.writing import write_midi
from etude.media.music.musicxml.writing import pack_musicxml, write_musicxml
from etude.media.music.score import Score

SUFFIXES = (".mid", ".musicxml", ".mxl", ".svg", ".pdf", ".png", ".wav")
NOTATION = (".musicxml", ".mxl", ".svg", ".pdf", ".png")
_SAME = {".midi": ".mid", ".xml": ".musicxml"}


def check_suffix(suffix: str) -> str:
    """Return the suffix in lower case with its dot, when scores can be written so.

    Args:
        suffix: For example ``.mid``, ``PDF`` or ``.xml``.

    Raises:
        EtudeError: ``score.unknown-suffix``.
    """
    word = "." + suffix.strip().lower().lstrip(".")
    word = _SAME.get(word, word)
    if word not in SUFFIXES:
        raise EtudeError("score.unknown-suffix", suffix=suffix, suffixes=", ".join(SUFFIXES))
    return word


def encode_score(
    score: Score,
    suffix: str,
    recipe: dict[str, Any] | None = None,
    *,
    soundfont: Path | None = None,
) -> bytes:
    """Return a score as the bytes of a file; the same input gives the same bytes.

    What is to be read shows the key that the notes suggest where the score names none.

    Args:
        score: Any piece.
        suffix: ``.mid``; ``.musicxml``, or packed ``.mxl``; ``.svg`` (one tall page), ``.pdf`` (A4)
            or ``.png`` (the first page); ``.wav``.
        recipe: Kept inside; `inscription.read_recipe` finds it again.
        soundfont: An ``.sf2`` or ``.sf3`` file that plays the WAV; by default Etude's own.

    Raises:
        EtudeError: ``score.unknown-suffix``, or of the areas ``engraving`` and ``sound``.
    """
    kind = check_suffix(suffix)
    if kind == ".pdf":
        return _engraved(with_key(score), kind, recipe)
    data = _encode(score, ".musicxml" if kind == ".mxl" else kind, soundfont)
    if recipe is not None:
        data = inscribe(data, ".musicxml" if kind == ".mxl" else kind, recipe)
    return pack_musicxml(data) if kind == ".mxl" else data


def _encode(score: Score, kind: str, soundfont: Path | None) -> bytes:
    if kind == ".mid":
        return write_midi(score)
    if kind == ".wav":
        from etude.media.music.sound.rendering import render
        from etude.media.music.sound.wav import write_wav

        return write_wav(render(score, soundfont).mix)
    score = with_key(score)
    return write_musicxml(score) if kind == ".musicxml" else _engraved(score, kind)


def with_key(score: Score) -> Score:
    """Return the score with a key signature: its own, or the one that its notes suggest.

    Args:
        score: Any piece.
    """
    found = None if score.keys else find_key(score)
    return score if found is None else replace(score, keys=(found.key,))


def _engraved(score: Score, kind: str, recipe: dict[str, Any] | None = None) -> bytes:
    from etude.media.music.engraving.drawing import draw
    from etude.media.music.engraving.pages import engrave, join_pages

    pages = engrave(score, roll=kind == ".svg", first=kind == ".png").pages
    if kind == ".svg":
        return join_pages(pages).encode()
    drawn = [draw(page) for page in pages]
    if kind == ".png":
        from etude.media.music.engraving.png import write_png

        return write_png(drawn[0])
    from etude.media.music.engraving.pdf import write_pdf

    words = "" if recipe is None else canonical_json(recipe).decode()
    return write_pdf(drawn, score.title, words)
