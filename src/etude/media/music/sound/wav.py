"""Sound as a WAV file: two channels, 16 bits."""

from __future__ import annotations

import io
import wave

import numpy as np

from etude.media.music.sound.playing import RATE, Sound


def write_wav(sound: Sound) -> bytes:
    """Return a WAV file.

    Args:
        sound: float32 ``[2, frames]`` within -1 to 1.
    """
    frames = np.rint(np.clip(sound, -1, 1) * 32767).astype("<i2").T
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(frames.tobytes())
    return target.getvalue()
