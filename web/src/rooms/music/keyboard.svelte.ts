import { snap } from './edits';
import { piece } from './piece.svelte';
import type { Note } from './score';
import { transport } from './transport.svelte';

// Notes that are played into the room: on the keys of the computer, or on a MIDI keyboard.

/** Two rows of letters lie like an octave and a half of a piano. */
const LETTERS = 'awsedftgyhujkolp';
const LOWEST = 60;
const NOTE_ON = 0x90;
const NOTE_OFF = 0x80;

interface Held {
  readonly channel: number | null;
  readonly start: number;
  readonly velocity: number;
}

class Keyboard {
  /** Whether letters play notes instead of being shortcuts. */
  typing = $state(false);
  recording = $state(false);
  /** The names of MIDI keyboards that are connected; null before anybody asked. */
  devices = $state.raw<readonly string[] | null>(null);
  pressed = $state.raw<ReadonlySet<number>>(new Set());
  octave = $state(0);
  private held = new Map<number, Held>();
  private access: MIDIAccess | undefined;

  /** Whether this browser knows MIDI keyboards. */
  readonly able = 'requestMIDIAccess' in navigator;

  /** Listen to every MIDI keyboard, also to those that come later. */
  async connect(): Promise<void> {
    this.access = await navigator.requestMIDIAccess();
    this.access.onstatechange = () => this.listen();
    this.listen();
  }

  private listen(): void {
    const inputs = [...(this.access?.inputs.values() ?? [])];
    for (const input of inputs) input.onmidimessage = (event) => this.hear(event.data);
    this.devices = inputs.map((input) => input.name ?? '');
  }

  private hear(data: Uint8Array | null): void {
    const [status = 0, pitch = 0, velocity = 0] = data ?? [];
    const kind = status & 0xf0;
    if (kind === NOTE_ON && velocity > 0) void this.begin(pitch, velocity);
    else if (kind === NOTE_ON || kind === NOTE_OFF) this.end(pitch);
  }

  /** A letter goes down; false where it is none of the piano's. */
  down(event: KeyboardEvent): boolean {
    if (!this.typing || event.ctrlKey || event.metaKey || event.altKey) return false;
    const key = event.key.toLowerCase();
    if (key === 'z' || key === 'x') {
      this.octave = Math.max(-4, Math.min(3, this.octave + (key === 'z' ? -1 : 1)));
      return true;
    }
    const at = LETTERS.indexOf(key);
    if (at < 0 || key === '') return false;
    if (!event.repeat) void this.begin(LOWEST + 12 * this.octave + at, 90);
    return true;
  }

  up(event: KeyboardEvent): void {
    const at = LETTERS.indexOf(event.key.toLowerCase());
    if (at >= 0) this.end(LOWEST + 12 * this.octave + at);
  }

  private async begin(pitch: number, velocity: number): Promise<void> {
    if (this.held.has(pitch)) return;
    const start = transport.place;
    this.held.set(pitch, { channel: null, start, velocity });
    this.pressed = new Set(this.held.keys());
    const channel = await transport.begin(pitch, velocity);
    // The key may be up again before the sound woke.
    if (this.held.has(pitch)) this.held.set(pitch, { channel, start, velocity });
    else if (channel !== null) transport.end(channel, pitch);
  }

  private end(pitch: number): void {
    const held = this.held.get(pitch);
    if (held === undefined) return;
    this.held.delete(pitch);
    this.pressed = new Set(this.held.keys());
    if (held.channel !== null) transport.end(held.channel, pitch);
    if (this.recording && transport.playing) this.keep(pitch, held);
  }

  private keep(pitch: number, { start, velocity }: Held): void {
    const { score } = piece;
    if (score === null) return;
    const from = snap(score, start, piece.step);
    // Where the music has turned back meanwhile, the note ends where the turn is.
    const played = transport.place > start ? transport.place - start : piece.step;
    const duration = Math.max(piece.step, Math.round(played / piece.step) * piece.step);
    const note: Note = { start: from, pitch, duration, velocity, voice: 1, spelling: null };
    piece.add([note]);
  }

  /** Let everything go when the room is left. */
  leave(): void {
    for (const pitch of [...this.held.keys()]) this.end(pitch);
    this.typing = this.recording = false;
    if (this.access) this.access.onstatechange = null;
    for (const input of this.access?.inputs.values() ?? []) input.onmidimessage = null;
    this.access = undefined;
    this.devices = null;
  }
}

export const keyboard = new Keyboard();
