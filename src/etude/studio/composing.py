"""What a model of music can be asked for, in the words of musicians."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.messages import list_names, message
from etude.core.nearest import nearest
from etude.media.music import grammar
from etude.media.music.casting import VOICE
from etude.media.music.grammar import CHOIR, Player
from etude.media.music.naming import read_key, read_metre, read_range, say_key, say_pitch
from etude.media.music.tokens.measures import TEMPOS

if TYPE_CHECKING:
    import numpy as np

    from etude.inference.sampling import Sampling

BARS, MORE = 16, 8  # of a new piece, and to go on
LONGEST = 128  # bars that are written at once
TRIES = 4
COMMANDS = ("create", "continue", "fill", "harmonise", "accompany", "vary")
CHINESE = {
    "风格": "style",
    "调": "key",
    "速度": "tempo",
    "拍号": "metre",
    "密度": "density",
    "小节": "bars",
    "音域": "range",
    "声部": "parts",
    "音阶": "scale",
    "声部进行": "leading",
    "大胆": "adventure",
    "候选": "tries",
    "温度": "temperature",
    "概率和": "top_p",
    "概率比": "min_p",
}
STYLES = {"众赞歌": "chorale", "民歌": "folk", "艺术歌曲": "lied", "爵士": "jazz", "流行": "pop"}
"""Chinese names of styles, for models that know them under their English ones."""
ALSO = {"ragtime": "jazz", "ragtime-jazz": "jazz", "拉格泰姆": "jazz", "拉格泰姆与爵士": "jazz"}
"""What else styles are called: early jazz has its rags among its lead sheets."""

PIANO = (Player(0, 55, 96), Player(0, 28, 64, joined=True))
PARTS: dict[str, tuple[Player, ...]] = {
    "melody": (Player(0, 48, 96, alone=True),),
    "choir": CHOIR,
    "piano": PIANO,
    "song": (Player(VOICE, 55, 84, alone=True), *PIANO),
}
PARTS_CHINESE = {"旋律": "melody", "合唱": "choir", "钢琴": "piano", "歌曲": "song"}
STRICTNESS = {"严格": "strict", "自由": "free"}
WORDS: dict[str, dict[str, str]] = {
    "style": STYLES,
    "parts": PARTS_CHINESE,
    "scale": STRICTNESS,
    "leading": STRICTNESS,
}
_BY_HAND = ("temperature", "top_p", "min_p")  # what `adventure` sets at once
# What is asked of a piece that is there already; its metre, key, tempo and parts are its own.
_GIVEN = ("style", "density", "range", "scale", "leading", "adventure", "tries", *_BY_HAND)
_KNOWN = {
    "create": (*CHINESE.values(),),
    "continue": (*_GIVEN, "bars"),
    **dict.fromkeys(("fill", "harmonise", "accompany", "vary"), _GIVEN),
}
NUMBERS = {
    "tempo": (TEMPOS[0], TEMPOS[-1]),
    "density": (1, 8),
    "bars": (1, LONGEST),
    "adventure": (0, 1),
    "tries": (1, 16),
    "temperature": (0.1, 2),
    "top_p": (0.1, 1),
    "min_p": (0, 0.5),
}
_WHOLE = ("density", "bars", "tries")


@dataclass(frozen=True)
class Asked:
    """What is to be composed; None leaves it to the model.

    Args:
        style: One of the model's.
        key: Such as ``D minor``.
        tempo: Quarters a minute, 20 to 320.
        metre: Such as ``3/4``.
        density: 1, sparse, to 8, dense: how often notes begin.
        bars: How many are written, 1 to 128.
        range: The lowest and the highest pitch, such as ``C4-A5``.
        parts: ``melody``, ``choir`` (soprano, alto, tenor, bass), ``piano`` or ``song``.
        scale: ``strict`` for no notes but those of the key's scale, in minor with the raised sixth
            and seventh; ``free`` for any.
        leading: ``strict`` for four voices without parallel fifths and octaves, and none across
            another; ``free`` for as the model has learnt it.
        adventure: 0 (careful) to 1 (wild), as `etude.inference.sampling.adventure`.
        tries: So many are written, and the one is kept that comes nearest to what was asked, goes
            round in loops least and is least like what the model learnt from; 1 to 16.
        temperature: In the place of what `adventure` means, 0.1 to 2; 1 is as it was learnt.
        top_p: The same, 0.1 to 1: only the likeliest notes that together have this probability.
        min_p: The same, 0 to 0.5: only notes at least this likely beside the likeliest.
    """

    style: str | None = None
    key: str | None = None
    tempo: float | None = None
    metre: str | None = None
    density: int | None = None
    bars: int | None = None
    range: str | None = None
    parts: str | None = None
    scale: str = "strict"
    leading: str = "strict"
    adventure: float = 0.3
    tries: int = TRIES
    temperature: float | None = None
    top_p: float | None = None
    min_p: float | None = None

    def settings(self) -> dict[str, Any]:
        """Return what differs from the usual, for the recipe."""
        usual = asdict(Asked())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}

    def sampling(self) -> Sampling:
        """Return how freely notes are chosen: by the one dial, or what was set by hand."""
        from etude.inference.sampling import adventure

        return adventure(self.adventure, **{name: getattr(self, name) for name in _BY_HAND})

    def of_grammar(self) -> grammar.Asked:
        """Return what the grammar is told of it."""
        low, high = read_range(self.range) if self.range else (None, None)
        players = PARTS[self.parts] if self.parts else None
        return grammar.Asked(
            style=self.style,
            metre=read_metre(self.metre) if self.metre else None,
            key=read_key(self.key) if self.key else None,
            tempo=self.tempo,
            density=self.density,
            bars=self.bars,
            low=low,
            high=high,
            parts=players if low is None or players is None else fit_range(players, low, high),
            scale=self.scale == "strict",
            chords=False if self.parts == "choir" else None,
        )


def fit_range(players: Sequence[Player], low: int, high: int | None) -> tuple[Player, ...]:
    """Return players of whom each can play something within a range.

    Args:
        players: Each with a range of its own, which gives way where nothing of it is left.
        low: The lowest pitch that is asked for.
        high: The highest one.
    """
    top = 127 if high is None else high
    return tuple(
        player if max(low, player.low) < min(top, player.high) else replace(player, low=0, high=127)
        for player in players
    )


def say_value(name: str, value: Any) -> str | None:
    """Return the value of a setting in the reader's words, or None where it has none of its own.

    Args:
        name: Of a setting, or of what was measured of a piece.
        value: Its value, in English; of a piece in several keys, all of them.
    """
    if not isinstance(value, str):  # a slider may be called as a setting is
        return None
    if name == "key":
        keys = [each.rpartition(" ") for each in value.split(", ")]
        return ", ".join(message(f"data.key-{mode}", tonic=tonic) for tonic, _, mode in keys)
    return list_names([value], WORDS[name]).say(None) if name in WORDS else None


def draw_key(dice: np.random.Generator) -> tuple[int, str]:
    """Return signature and mode of a key that nobody asked for: at most four sharps or flats.

    Args:
        dice: Where chance comes from.
    """
    return int(dice.integers(-4, 5)), str(dice.choice(["major", "major", "minor"]))


def read_asked(given: Mapping[str, Any], command: str, model: str, styles: Sequence[str]) -> Asked:
    """Return what somebody asked for, every value in its range and called by its usual name.

    Args:
        given: Settings by their English or Chinese names; numbers may come as words.
        command: One of `COMMANDS`.
        model: The model's name, for messages.
        styles: Those that the model knows.

    Raises:
        EtudeError: Of the areas ``composing`` and ``asked``.
    """
    asked: dict[str, Any] = {}
    for word, value in given.items():
        name = CHINESE.get(word, word.replace("-", "_"))
        if name not in CHINESE.values():
            near = [
                CHINESE.get(each, each) for each in nearest(word, [*CHINESE.values(), *CHINESE])
            ]
            names = list_names(near or CHINESE.values(), CHINESE)
            raise EtudeError("composing.unknown-setting", name=word, model=model, names=names)
        if name not in _KNOWN[command]:
            known = list_names(_KNOWN[command], CHINESE)
            called = list_names([name], CHINESE)
            raise EtudeError("composing.not-here", name=called, command=command, names=known)
        asked[name] = _read(name, value, model, styles)
    if command in ("create", "continue"):
        asked.setdefault("bars", BARS if command == "create" else MORE)
    found = Asked(**asked)
    wish = found.of_grammar()
    if wish.low is not None and wish.high is not None and wish.high - wish.low < 4:
        raise EtudeError("composing.narrow", range=found.range)
    return found


def _read(name: str, value: Any, model: str, styles: Sequence[str]) -> Any:
    if name in NUMBERS:
        low, high = NUMBERS[name]
        return _read_number(name, value, low, high)
    word = str(value).strip()
    if name == "key":
        return say_key(*read_key(word))
    if name == "metre":
        return "{}/{}".format(*read_metre(word))
    if name == "range":
        return "-".join(say_pitch(pitch) for pitch in read_range(word))
    if name == "style":
        return _read_style(word, model, styles)
    chinese, known = (
        (PARTS_CHINESE, (*PARTS,)) if name == "parts" else (STRICTNESS, (*STRICTNESS.values(),))
    )
    plain = chinese.get(word, word.casefold())
    if plain not in known:
        called = list_names([name], CHINESE)
        names = list_names(known, chinese)
        raise EtudeError("composing.unknown-word", name=called, word=word, names=names)
    return plain


def _read_style(word: str, model: str, styles: Sequence[str]) -> str:
    known = {style.casefold(): style for style in styles}
    plain = STYLES.get(word, word).casefold()
    for name in (plain, ALSO.get(plain, plain)):
        if name in known:
            return known[name]
    if not styles:
        raise EtudeError("composing.no-styles", style=word, model=model)
    names = list_names(styles, STYLES)
    raise EtudeError("composing.unknown-style", style=word, model=model, names=names)


def _read_number(name: str, value: Any, low: float, high: float) -> float | int:
    whole = name in _WHOLE
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = low - 1
    if not low <= number <= high or (whole and number != int(number)):
        called = list_names([name], CHINESE)
        raise EtudeError("composing.bad-number", name=called, value=value, low=low, high=high)
    return int(number) if whole else number
