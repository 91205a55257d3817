"""The order of tokens: which kinds may follow which."""

from __future__ import annotations

_PARTS = {"family", "drums"}
_BLOCKS = {"bar", "given", "gap", "fill", "end"}
_PLACES = {"later", "at"}
_NOTE = {"part", "voice", "for", "velocity", "pitch"}
_CONTROLS = ("key", "tempo", "density", "length", "range")


def _beyond(control: str) -> set[str]:
    """Return what may follow when a control has been told."""
    later = _CONTROLS[_CONTROLS.index(control) + 1 :]
    return {*later, *_PARTS, *_BLOCKS}


# What was said last, and the kinds of token that may follow it.
FOLLOW: dict[str, set[str]] = {
    "": {"begin"},
    "begin": {"style", "beats"},
    "style": {"beats"},
    "head beats": {"beats", "unit"},
    "head unit": {*_CONTROLS, *_PARTS, *_BLOCKS},
    "head key": {"mode"},
    "head mode": _beyond("key"),
    "head tempo": _beyond("tempo"),
    "density": _beyond("density"),
    "length": _beyond("length"),
    "range": {"pitch"},
    "head low": {"pitch"},
    "head high": _beyond("range"),
    "family": {"member"},
    "member": {"joined", "alone", "locked", *_PARTS, *_BLOCKS},
    "drums": {"joined", "alone", "locked", *_PARTS, *_BLOCKS},
    "joined": {"alone", "locked", *_PARTS, *_BLOCKS},
    "alone": {"locked", *_PARTS, *_BLOCKS},
    "locked": {*_PARTS, *_BLOCKS},
    "bar": {"beats", "pickup", *_PLACES, *_BLOCKS},
    "given": {"beats", "pickup", *_PLACES, *_BLOCKS},
    "gap": {"beats", "pickup", *_BLOCKS},
    "beats": {"beats", "unit"},
    "unit": {"pickup", *_PLACES, *_BLOCKS},
    "pickup": {"for"},
    "pickup for": {"for", *_PLACES, *_BLOCKS},
    "fill": {"bar", "given"},
    "later": _PLACES,
    "at": {"key", "tempo", "hold", "root", *_NOTE},
    "key": {"mode"},
    "mode": {"tempo", "hold", "root", *_NOTE, *_PLACES, *_BLOCKS},
    "tempo": {"hold", "root", *_NOTE, *_PLACES, *_BLOCKS},
    "hold": {"root", *_NOTE, *_PLACES, *_BLOCKS},
    "root": {"chord", "bass", *_NOTE, *_PLACES, *_BLOCKS},
    "chord": {"bass", *_NOTE, *_PLACES, *_BLOCKS},
    "bass": {*_NOTE, *_PLACES, *_BLOCKS},
    "part": {"voice", "for", "velocity", "pitch"},
    "voice": {"for", "velocity", "pitch"},
    "for": {"for", "velocity", "pitch"},
    "velocity": {"pitch"},
    "pitch": {*_NOTE, *_PLACES, *_BLOCKS},
    "end": set(),
}
# Tokens that say something else before the first bar than in one.
TWOFOLD = {"beats", "unit", "key", "mode", "tempo"}
