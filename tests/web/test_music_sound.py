"""Playing into the Music room, and its sound where no synthesiser can start."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from playwright.sync_api import expect

import etude
from etude.gallery.scores import read_notes
from tests.media.music.scores import tune
from tests.web.canvas import eventually
from tests.web.conftest import Visitor

KEYS = """
const keys = { name: 'Stage keys', onmidimessage: null };
navigator.requestMIDIAccess = async () => ({ inputs: new Map([['1', keys]]), onstatechange: null });
window.touch = (...bytes) => keys.onmidimessage({ data: new Uint8Array(bytes) });
"""
NO_WORKLET = """
delete BaseAudioContext.prototype.audioWorklet;
window.heard = [];
const { start } = AudioBufferSourceNode.prototype;
AudioBufferSourceNode.prototype.start = function (when, offset, seconds) {
  const { sampleRate } = this.buffer, from = Math.round((offset + 0.2) * sampleRate);
  const sound = this.buffer.getChannelData(0).slice(from, from + 8192);
  window.heard.push({ rate: sampleRate * this.playbackRate.value, sound: Array.from(sound) });
  return start.call(this, when, offset, seconds);
};
"""


def test_a_midi_keyboard_and_the_letters_are_recorded(visitor: Visitor) -> None:
    studio = etude.open(visitor.served.home)
    page = visitor.open("music", before=KEYS)
    page.get_by_role("button", name="Begin with empty bars").click()
    page.get_by_label("Tempo").fill("5")  # so slow that nobody is late
    page.get_by_role("button", name="Record what is played").click()
    expect(page.get_by_text("Recording from Stage keys.")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    page.evaluate("touch(0x93, 64, 101); touch(0xb3, 64, 127); touch(0x93, 64, 0)")
    expect(page.get_by_text("1 note chosen")).to_be_visible()
    page.get_by_role("button", name="Play on the letters").click()
    page.get_by_role("application", name="Piano roll").focus()
    for key in ("x", "a", "w", "q"):  # an octave up; C, C sharp, and a letter that plays nothing
        page.keyboard.press(key)
    page.get_by_role("button", name="Record what is played").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    # What is touched now is heard, and not written down.
    page.evaluate("touch(0x93, 70, 100); touch(0x83, 70, 0)")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("button", name="Show it")).to_be_visible()
    [work] = studio.gallery.works(medium="music", limit=1)
    notes = read_notes(work).parts[0].notes
    assert {(note.pitch, note.velocity) for note in notes} == {(64, 101), (72, 90), (73, 90)}


def test_the_studio_renders_the_sound_where_no_synthesiser_starts(visitor: Visitor) -> None:
    work = etude.open(visitor.served.home).keep_score(tune())
    page = visitor.open(f"music?work={work.id}", before=NO_WORKLET)
    page.locator(".note").first.wait_for()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    eventually(lambda: page.get_by_role("timer").inner_text().startswith("2"), "the second bar")
    page.get_by_role("button", name="Stop").click()
    heard = [pitch_of(np.asarray(each["sound"]), each["rate"]) for each in page.evaluate("heard")]
    assert heard[:3] == [60, 65, 53]  # the flute's upbeat, then flute and cello


def pitch_of(sound: np.ndarray[Any, np.dtype[np.float64]], rate: float) -> int:
    """Return the MIDI pitch of a tone: the shortest time after which it is like itself.

    Args:
        sound: [n].
        rate: Its frames in a second.
    """
    spectrum = np.fft.rfft(sound, 2 * len(sound))
    likeness = np.fft.irfft(abs(spectrum) ** 2)[: len(sound)]
    lags = np.arange(int(rate / 1200), int(rate / 100))
    tops = lags[(likeness[lags] > likeness[lags - 1]) & (likeness[lags] >= likeness[lags + 1])]
    lag = next(each for each in tops if likeness[each] > 0.85 * likeness[tops].max())
    return round(69 + 12 * math.log2(rate / lag / 440))
