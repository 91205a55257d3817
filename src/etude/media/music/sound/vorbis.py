"""Vorbis streams, of which the recordings of an SF3 soundfont are made."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError


def decode_vorbis(data: bytes, name: str) -> npt.NDArray[np.float32]:
    """Return a recording, float32 in -1 to 1.

    Args:
        data: An Ogg Vorbis stream of one channel.
        name: The soundfont, for a message.

    Raises:
        EtudeError: ``sound.broken-font``.
    """
    import av
    from av.container import InputContainer

    try:
        with av.open(io.BytesIO(data), format="ogg") as stream:
            assert isinstance(stream, InputContainer)
            frames = [frame.to_ndarray()[0] for frame in stream.decode(audio=0)]
        return np.concatenate(frames).astype(np.float32)
    except (av.FFmpegError, ValueError, IndexError) as error:
        raise EtudeError("sound.broken-font", name=name) from error
