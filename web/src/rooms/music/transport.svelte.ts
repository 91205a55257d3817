import { piece } from './piece.svelte';
import { barAt, barsOf, DRUMS, secondsAt, tickAt, type Part, type Score } from './score';
import { DRUM_CHANNEL, openSound, type Sound } from './sound';

const AHEAD = 0.25; // seconds of music that are handed to the sound before they are due
const PACE = 60; // ms between two looks ahead
const CHANNELS = 16;
const CLICK_HIGH = 76; // wood blocks
const CLICK_LOW = 77;

/** The channel that a part plays on: percussion has one of its own. */
export function channelOf(score: Score, part: Part): number {
  if (part.program === DRUMS) return DRUM_CHANNEL;
  const melodic = score.parts.filter((each) => each.program !== DRUMS);
  const at = melodic.findIndex((each) => each.id === part.id) % (CHANNELS - 1);
  return at < DRUM_CHANNEL ? at : at + 1;
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Play and stop, where the music is, what goes round, and the clicks. */
class Transport {
  playing = $state(false);
  waking = $state(false);
  /** In ticks. */
  place = $state(0);
  looping = $state(false);
  /** What goes round; the whole piece where nothing was marked. */
  stretch = $state.raw<Stretch | null>(null);
  clicking = $state(false);
  private sound: Sound | undefined;
  private opening: Promise<Sound> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private frame = 0;
  private startedAt = 0; // of the sound's clock, where `from` sounds
  private from = 0; // second of the piece
  private handed = 0; // second of the piece up to which everything was handed over
  private instruments = '';
  private wishes = 0;
  private tempos: Score['tempos'] = [];

  /** The sound, woken up at the first press. */
  async wake(): Promise<Sound> {
    if (this.sound) return this.sound;
    this.waking = true;
    const opening = (this.opening ??= openSound());
    try {
      const sound = await opening;
      if (this.opening === opening) this.sound = sound; // else the room was left
      return sound;
    } catch (error) {
      if (this.opening === opening) this.opening = undefined;
      throw error;
    } finally {
      this.waking = false;
    }
  }

  /** The sound with the instruments of a piece; null where the room was left before it woke. */
  private async tune(score: Score): Promise<Sound | null> {
    const sound = await this.wake();
    if (this.sound !== sound) return null;
    await sound.context.resume();
    this.equip(sound, score);
    this.waking = true;
    try {
      await sound.ready();
    } finally {
      this.waking = false;
    }
    return this.sound === sound ? sound : null;
  }

  async toggle(): Promise<void> {
    if (this.playing) this.stop();
    else await this.play();
  }

  async play(): Promise<void> {
    if (piece.score === null) return;
    const wish = (this.wishes += 1);
    const sound = await this.tune(piece.score);
    if (piece.score === null || sound === null || this.playing || wish !== this.wishes) return;
    const { from, to } = this.span(piece.score);
    if (this.place >= to || (this.looping && this.place < from)) this.place = from;
    this.playing = true;
    this.tempos = piece.score.tempos;
    this.set(sound, secondsAt(piece.score, this.place));
    this.look();
    this.follow();
  }

  stop(): void {
    this.wishes += 1; // what has not begun to sound yet will not
    if (!this.playing) return;
    this.playing = false;
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.sound?.silence();
    // What was handed over already still begins; its time is over then.
    setTimeout(() => !this.playing && this.sound?.silence(), 1000 * AHEAD + 50);
  }

  /** Go to a tick, also while it plays. */
  seek(tick: number): void {
    const { score } = piece;
    if (score === null) return;
    this.place = Math.max(0, Math.min(tick, score.length));
    if (this.playing && this.sound) {
      this.sound.silence();
      this.set(this.sound, secondsAt(score, this.place));
    }
  }

  /** Let one note be heard, as when a key is touched. */
  async preview(pitch: number, velocity = 90, seconds = 0.4): Promise<void> {
    const channel = await this.begin(pitch, velocity);
    if (channel === null || this.sound === undefined) return;
    this.sound.end(channel, pitch, this.sound.now + seconds);
  }

  /** Let a note begin on the channel of the active part; `end` ends it. */
  async begin(pitch: number, velocity: number): Promise<number | null> {
    const { score, part } = piece;
    if (score === null || part === undefined) return null;
    const sound = await this.tune(score);
    if (sound === null) return null;
    const channel = channelOf(score, part);
    sound.begin(channel, pitch, velocity);
    return channel;
  }

  end(channel: number, pitch: number): void {
    this.sound?.end(channel, pitch);
  }

  /** Note that somebody else sets the instruments now. */
  borrow(): void {
    this.instruments = '';
  }

  /** Let the sound go when the room is left. */
  async leave(): Promise<void> {
    this.stop();
    const { opening } = this;
    this.sound = this.opening = undefined;
    this.instruments = '';
    // One that is still waking is let go as soon as it has.
    const sound = await opening?.catch(() => undefined);
    await sound?.close();
  }

  private span(score: Score): Stretch {
    return (this.looping && this.stretch) || { from: 0, to: score.length };
  }

  private set(sound: Sound, second: number): void {
    this.from = second;
    this.handed = second;
    this.startedAt = sound.now + 0.06;
  }

  /** Hand over what is due soon, and turn back where it goes round. */
  private look = (): void => {
    const { score } = piece;
    if (!this.playing || !this.sound || score === null) return;
    const { sound } = this;
    this.equip(sound, score);
    if (score.tempos !== this.tempos) {
      this.tempos = score.tempos;
      this.seek(this.place);
    }
    const { from, to } = this.span(score);
    const last = secondsAt(score, to);
    const until = this.from + sound.now - this.startedAt + AHEAD;
    this.hand(sound, score, this.handed, Math.min(until, last));
    this.handed = Math.max(this.handed, Math.min(until, last));
    if (until >= last && this.looping) {
      const first = secondsAt(score, from);
      // The turn is exactly where the last bar line is, however late this look comes.
      this.startedAt += last - this.from;
      this.from = this.handed = first;
    }
    this.timer = setTimeout(this.look, PACE);
  };

  private hand(sound: Sound, score: Score, from: number, to: number): void {
    const low = tickAt(score, from) - 0.5;
    const high = tickAt(score, to) - 0.5;
    const when = (tick: number): number => this.startedAt + secondsAt(score, tick) - this.from;
    for (const part of score.parts) {
      if (!piece.sounds(part)) continue;
      const channel = channelOf(score, part);
      for (const note of part.notes) {
        if (note.start < low || note.start >= high) continue;
        sound.begin(channel, note.pitch, note.velocity, when(note.start));
        // A breath before the next one, so that repeated notes are struck anew.
        const end = when(note.start + note.duration) - 0.01;
        sound.end(channel, note.pitch, Math.max(end, when(note.start) + 0.03));
      }
    }
    if (this.clicking) this.click(sound, score, low, high, when);
  }

  private click(
    sound: Sound,
    score: Score,
    low: number,
    high: number,
    when: (tick: number) => number,
  ): void {
    const bars = barsOf(score);
    const first = barAt(bars, Math.max(0, low));
    for (const bar of bars.slice(first ? bars.indexOf(first) : 0)) {
      if (bar.start >= high) break;
      for (let tick = bar.start; tick < bar.end; tick += bar.beat) {
        if (tick < low || tick >= high) continue;
        const pitch = tick === bar.start ? CLICK_HIGH : CLICK_LOW;
        sound.begin(DRUM_CHANNEL, pitch, 100, when(tick));
        sound.end(DRUM_CHANNEL, pitch, when(tick) + 0.05);
      }
    }
  }

  private equip(sound: Sound, score: Score): void {
    const wanted = score.parts.map((part) => `${channelOf(score, part)}:${part.program}`).join(' ');
    if (wanted === this.instruments) return;
    this.instruments = wanted;
    for (const part of score.parts)
      if (part.program !== DRUMS) sound.setInstrument(channelOf(score, part), part.program);
  }

  private follow = (): void => {
    const { score } = piece;
    if (!this.playing || !this.sound || score === null) return;
    const { from, to } = this.span(score);
    const passed = this.sound.now - this.startedAt;
    // Before the turn is heard, the playhead is still at the end of what goes round.
    const second =
      passed < 0 && this.looping && this.from === secondsAt(score, from) && this.place > from
        ? secondsAt(score, to) + passed
        : this.from + Math.max(0, passed);
    this.place = Math.min(to, tickAt(score, second));
    if (!this.looping && this.place >= to) {
      this.stop();
      this.place = 0;
      return;
    }
    this.frame = requestAnimationFrame(this.follow);
  };
}

export const transport = new Transport();
