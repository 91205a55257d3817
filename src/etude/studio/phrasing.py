"""What a model of phrases is asked, what it starts from, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.messages import message
from etude.gallery.work import Work
from etude.inference.directions import Direction, check_settings
from etude.media.music.judgement.echoes import Echoes
from etude.media.music.keys import pitched
from etude.media.music.naming import read_key, read_metre, say_key, say_pitch
from etude.media.music.phrases import (
    METRES,
    PITCH,
    Frame,
    Tokens,
    read_phrase,
    same_notes,
)
from etude.media.music.score import Score
from etude.studio.pieces import is_file, open_piece
from etude.studio.recipe import pack_code, unpack_code
from etude.studio.stations import read_seed

if TYPE_CHECKING:
    from etude.gallery import Gallery
    from etude.inference.singer import Singer

Source: TypeAlias = Score | Work | str | Path | int
Codes = npt.NDArray[np.float32]

CHINESE = {"拍号": "metre", "调": "key", "速度": "tempo"}
SLOWEST, FASTEST = 20.0, 320.0


@dataclass(frozen=True)
class Wishes:
    """What was asked of phrases.

    Args:
        steered: Values of directions by their English names.
        metre: One of the models' metres, or None.
        key: Signature and mode, or None.
        tempo: Quarters a minute, or None.
    """

    steered: Mapping[str, float] = field(default_factory=dict)
    metre: str | None = None
    key: tuple[int, str] | None = None
    tempo: float | None = None

    @property
    def named(self) -> dict[str, Any]:
        """What was asked beside directions, in words."""
        found = {
            "metre": self.metre,
            "key": None if self.key is None else say_key(*self.key),
            "tempo": self.tempo,
        }
        return {name: value for name, value in found.items() if value is not None}

    def reframe(self, frame: Frame) -> Frame:
        """Return a frame with what was asked, its pitches as near as its key allows."""
        if self.key is not None:
            moved = frame._replace(signature=self.key[0], mode=self.key[1], octaves=0)
            octaves = round((frame.shift - moved.shift) / 12)
            frame = moved._replace(octaves=octaves)
        return frame if self.metre is None else frame._replace(metre=self.metre)


@dataclass(frozen=True, eq=False)
class Place:
    """A phrase to start from.

    Args:
        code: float32 ``[1, D]``.
        frame: Its metre and key.
        symbols: The phrase itself, where it was given; None for one of the model's own.
        near: Share of its symbols that come back from its code.
        tempo: Of the piece, or None.
        parents: Ids of the works that it comes from.
    """

    code: Codes
    frame: Frame
    symbols: list[int] | None = None
    near: float = 1.0
    tempo: float | None = None
    parents: tuple[str, ...] = ()

    def asked(self, wishes: Wishes) -> dict[str, Any]:
        """Return what a recipe says of it beside its code."""
        return {
            "frame": wishes.reframe(self.frame),
            "tempo": wishes.tempo or self.tempo,
            "parents": list(self.parents) or None,
        }

    def station(self, wishes: Wishes) -> dict[str, Any]:
        """Return what the recipe of a morph says of it."""
        fits = wishes.metre in (None, self.frame.metre)
        return {
            "code": pack_code(self.code),
            "frame": wishes.reframe(self.frame),
            "phrase": self.symbols if fits else None,
        }


def read_wishes(
    settings: Mapping[str, Any], directions: Mapping[str, Direction], model: str
) -> Wishes:
    """Return what was asked, checked.

    Args:
        settings: Directions, ``metre``, ``key``, ``tempo``, in English or Chinese; what is None was
            not asked.
        directions: Of the model.
        model: What to call it in messages.

    Raises:
        EtudeError: ``phrase.metre``, ``phrase.tempo``, ``asked.metre``, ``asked.key-name``, or one
            of the ``direction.*`` errors.
    """
    named: dict[str, Any] = {}
    steered: dict[str, float] = {}
    for given, value in settings.items():
        word = CHINESE.get(given, given.casefold())
        if word in CHINESE.values():
            named[word] = value
        elif value is not None:
            steered[given] = value
    metre, key, tempo = (named.get(name) for name in CHINESE.values())
    return Wishes(
        {name: v for name, v in check_settings(directions, steered, model).items() if v},
        None if metre is None else _read_metre(str(metre)),
        None if key is None else read_key(str(key)),
        None if tempo is None else _read_tempo(tempo),
    )


def deal_tunes(
    sources: Sequence[Source], tunes: Sequence[int | str] | None
) -> list[int | str | None]:
    """Return which piece of each source is meant; None of what is no file.

    Args:
        sources: As in `find_place`.
        tunes: One for each of the files among them, in their order; by default the first of each.

    Raises:
        EtudeError: ``phrase.tunes``.
    """
    files = [_seed(source) is None and is_file(source) for source in sources]
    if tunes and len(tunes) != sum(files):
        raise EtudeError("phrase.tunes", count=len(tunes), files=sum(files))
    left = iter(tunes or ())
    return [next(left, None) if read else None for read in files]


def find_place(
    source: Source,
    singer: Singer,
    gallery: Gallery,
    calm: float = 1.0,
    tune: int | str | None = None,
) -> Place:
    """Return the phrase that something begins with, and its code.

    Args:
        source: A piece, a file, a work or its id or title, or a seed.
        singer: Whose code.
        gallery: Where works are.
        calm: Of a seed.
        tune: Which piece of a file that holds several, by its number or a title.

    Raises:
        EtudeError: Of the areas ``phrase``, ``score`` and ``gallery``.
    """
    seed = _seed(source)
    if tune is not None and (seed is not None or not is_file(source)):
        raise EtudeError("score.no-book", name=_name(source))
    if seed is not None:
        return Place(singer.codes(seed, calm=calm)[0], Frame())
    if isinstance(source, Score):
        return _read(source, singer)
    own = _find_own(source, singer, gallery)
    if own is not None:
        return own
    assert not isinstance(source, int)
    name = source.id if isinstance(source, Work) else source
    score, parents = open_piece(name, gallery, tune)
    return _read(score, singer, parents)


def measure_singing(
    recipe: Mapping[str, Any],
    phrases: Sequence[tuple[Tokens, Frame]],
    score: Score,
    echoes: Echoes,
) -> dict[str, Any]:
    """Return what was asked and what came out, side by side, and what else was measured.

    Args:
        recipe: What was followed.
        phrases: What was sung.
        score: The same as a piece.
        echoes: What the model learnt from; empty where its package does not know.
    """
    pitches = [note.pitch for note in pitched(score)]
    keys = dict.fromkeys(say_key(frame.signature, frame.mode) for _, frame in phrases)
    got: dict[str, Any] = {
        "metre": ", ".join(dict.fromkeys(frame.metre for _, frame in phrases)),
        "key": ", ".join(keys),
        "tempo": score.tempos[0].bpm,
        "bars": 2 * len(phrases),
    }
    if pitches:
        got["range"] = f"{say_pitch(min(pitches))}-{say_pitch(max(pitches))}"
    measured = {"asked": recipe.get("asked", {}), "got": got}
    if len(echoes):
        measured["shared"] = echoes.longest(score)
    if recipe["command"] == "encode":
        given = np.asarray(recipe["phrase"], np.int64)
        tokens, frame = phrases[0]
        measured["notes"] = int((given >= PITCH).sum())
        measured["kept"] = int(same_notes(given, tokens, frame.steps))
    return measured


def describe_nearness(facts: Mapping[str, Any], language: str | None = None) -> str:
    """Return in a sentence how much of a phrase came back.

    Args:
        facts: Of a work of `encode`.
        language: ``en`` or ``zh``; by default the language of the environment.
    """
    notes, kept = facts["notes"], facts["kept"]
    return message("phrase.same" if notes == kept else "phrase.near", language, **facts)


def _read_metre(text: str) -> str:
    metre = "{}/{}".format(*read_metre(text))
    if metre not in (*METRES, "2/2"):
        raise EtudeError("phrase.metre", metre=metre, known=", ".join((*METRES, "2/2")))
    return metre


def _read_tempo(value: Any) -> float:
    try:
        tempo = float(value)
    except (TypeError, ValueError):
        tempo = 0.0
    if not SLOWEST <= tempo <= FASTEST:
        low, high = f"{SLOWEST:g}", f"{FASTEST:g}"
        raise EtudeError("phrase.tempo", tempo=value, low=low, high=high)
    return tempo


def _seed(source: Source) -> int | None:
    return None if isinstance(source, Score | Work | Path) else read_seed(source)


def _name(source: Source) -> str:
    """Return what to call a source in a message."""
    if isinstance(source, Score):
        return source.title or "-"
    return source.short if isinstance(source, Work) else str(source)


def _find_own(source: Work | str | Path | int, singer: Singer, gallery: Gallery) -> Place | None:
    """Return the very code of a single phrase that this model sang, else None."""
    if isinstance(source, Path | int) or is_file(source):
        return None
    work = gallery.get(source) if isinstance(source, str) else source
    recipe = work.recipe
    if work.model.sha256 != singer.package.hash or "frame" not in recipe:
        return None
    if "code" in recipe:
        code = unpack_code(recipe["code"])[None]
    elif "seed" in recipe:
        code = singer.codes(recipe["seed"], calm=recipe.get("calm", 1.0))
    else:
        return None
    code = singer.steer(code, recipe.get("settings", {}))
    frame = Frame(*recipe["frame"])
    symbols = singer.sing(code, np.asarray([frame.kind]))[0].tolist()
    return Place(code[0], frame, symbols, 1.0, recipe.get("tempo"), (work.id,))


def _read(score: Score, singer: Singer, parents: tuple[str, ...] = ()) -> Place:
    phrase = read_phrase(score)
    code, near = singer.seek(phrase.tokens, phrase.frame.kind)
    tempo = score.tempos[0].bpm if score.tempos else None
    return Place(code, phrase.frame, phrase.tokens.tolist(), near, tempo, parents)
