import { notify } from '../../state/notices.svelte';
import { explain } from '../../api/client';
import { secondsAt, type Score } from './score';
import { transport } from './transport.svelte';
import type { Sound } from './sound';

const AHEAD = 0.2; // seconds of music that are handed to the sound before they are due
const PACE = 50; // ms between two looks ahead
const CHANNEL = 0;

/** Plays a phrase round and round; a new phrase takes its place from the very note that is due. */
class PhraseLoop {
  playing = $state(false);
  private phrase: Score | null = null;
  private sound: Sound | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private startedAt = 0; // of the sound's clock, where the phrase begins this time
  private handed = 0; // second of the phrase up to which everything was handed over
  private ending = false;
  private starts = 0;

  /** Let a phrase be heard from now on, in the place of the last one. */
  set(phrase: Score): void {
    this.phrase = phrase;
  }

  /** Begin to play, round and round until `finish` or `stop`. */
  async start(): Promise<void> {
    this.ending = false;
    if (this.playing) return;
    this.playing = true;
    const start = (this.starts += 1);
    transport.stop();
    try {
      const sound = await transport.wake();
      if (start !== this.starts) return; // stopped, or begun anew, while the sound woke
      this.sound = sound;
      await sound.context.resume();
      transport.borrow();
      sound.setInstrument(CHANNEL, this.phrase?.parts[0]?.program ?? 0);
      await sound.ready();
    } catch (error) {
      if (start === this.starts) this.playing = false;
      notify(explain(error), { tone: 'error' });
      return;
    }
    if (start !== this.starts) return;
    this.startedAt = this.sound.now + 0.06;
    this.handed = 0;
    this.look();
  }

  /** Play to the end of the phrase, and once more from its beginning if it has just changed. */
  finish(): void {
    this.ending = true;
  }

  stop(): void {
    this.starts += 1;
    clearTimeout(this.timer);
    if (this.playing) this.sound?.silence();
    this.playing = false;
  }

  private look = (): void => {
    const { sound, phrase } = this;
    if (!this.playing || sound === undefined) return;
    if (transport.playing) {
      this.playing = false; // the piece has the sound now
      return;
    }
    if (phrase !== null) this.hand(sound, phrase);
    if (this.playing) this.timer = setTimeout(this.look, PACE);
  };

  private hand(sound: Sound, phrase: Score): void {
    const length = secondsAt(phrase, phrase.length);
    const until = sound.now - this.startedAt + AHEAD;
    for (const note of phrase.parts[0]?.notes ?? []) {
      const begin = secondsAt(phrase, note.start);
      if (begin < this.handed || begin >= Math.min(until, length)) continue;
      const end = secondsAt(phrase, note.start + note.duration);
      sound.begin(CHANNEL, note.pitch, note.velocity, this.startedAt + begin);
      sound.end(CHANNEL, note.pitch, this.startedAt + Math.max(end - 0.01, begin + 0.03));
    }
    this.handed = Math.max(this.handed, Math.min(until, length));
    if (until < length) return;
    if (this.ending && sound.now - this.startedAt >= length) this.playing = false;
    if (this.ending) return;
    this.startedAt += length;
    this.handed = 0;
  }
}

export const phraseLoop = new PhraseLoop();
