"""Small soundfonts made by the tests themselves."""

from __future__ import annotations

import io
import struct

import numpy as np

RATE = 22050
PERIOD = 50  # frames of one turn: 441 Hz at 22050 frames a second
_TRUSTED = {"strict": "experimental"}  # as FFmpeg calls its own encoder


def sine(turns: int) -> np.ndarray:
    """A sine of whole turns, int16."""
    at = np.arange(turns * PERIOD)
    return np.rint(20000 * np.sin(2 * np.pi * at / PERIOD)).astype("<i2")


def font(
    *,
    program: int = 0,
    bank: int = 0,
    generators: dict[int, int] | None = None,
    keys: tuple[int, int] = (0, 127),
    turns: int = 40,
    packed: bool = False,
) -> bytes:
    """A soundfont of one instrument: a sine of 441 Hz at key 69, looped unless told otherwise."""
    wave = sine(turns)
    own = {54: 1, 38: -3986, **(generators or {})}  # loops; released within a tenth of a second
    gens = [(43, keys[0] | keys[1] << 8), *own.items(), (53, 0)]
    body = vorbis(wave) if packed else wave.tobytes() + bytes(92)
    end = len(body) if packed else len(wave)
    sample = struct.pack(
        "<20sIIIIIBbHH", b"sine", 0, end, PERIOD, len(wave) - PERIOD, RATE, 69, 0, 0,
        0x11 if packed else 1,
    )  # fmt: skip
    tables = {
        b"phdr": struct.pack("<20sHHHIII", b"one", program, bank, 0, 0, 0, 0)
        + struct.pack("<20sHHHIII", b"EOP", 0, 0, 1, 0, 0, 0),
        b"pbag": struct.pack("<4H", 0, 0, 1, 0),
        b"pmod": bytes(10),
        b"pgen": struct.pack("<Hh", 41, 0) + bytes(4),
        b"inst": struct.pack("<20sH", b"one", 0) + struct.pack("<20sH", b"EOI", 1),
        b"ibag": struct.pack("<4H", 0, 0, len(gens), 0),
        b"imod": bytes(10),
        b"igen": b"".join(struct.pack("<HH", kind, amount & 0xFFFF) for kind, amount in gens)
        + bytes(4),
        b"shdr": sample + struct.pack("<20sIIIIIBbHH", b"EOS", 0, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    lists = chunk(b"LIST", b"sdta" + chunk(b"smpl", body)) + chunk(
        b"LIST", b"pdta" + b"".join(chunk(name, data) for name, data in tables.items())
    )
    return chunk(b"RIFF", b"sfbk" + lists)


def chunk(name: bytes, data: bytes) -> bytes:
    """A RIFF chunk."""
    return name + len(data).to_bytes(4, "little") + data + bytes(len(data) % 2)


def vorbis(wave: np.ndarray) -> bytes:
    """A recording as an Ogg Vorbis stream."""
    import av

    target = io.BytesIO()
    with av.open(target, "w", format="ogg") as file:
        stream = file.add_stream("vorbis", rate=RATE, layout="stereo", options=_TRUSTED)
        both = np.repeat(wave[None].astype(np.float32) / 32768, 2, axis=0)
        frame = av.AudioFrame.from_ndarray(both, "fltp", "stereo")
        frame.sample_rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            file.mux(packet)
    return target.getvalue()
