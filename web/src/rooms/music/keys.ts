import { piece } from './piece.svelte';
import { snap } from './edits';
import { barsOf, QUARTER, type Note } from './score';
import { transport } from './transport.svelte';

// What keys do on the roll.

/** Do what a key means here; false where it means nothing. */
export function stroke(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return command(event.key.toLowerCase());
  if (event.altKey) return stretch(event.key);
  const act = plain(event.key, event.shiftKey);
  if (act === undefined) return false;
  act();
  return true;
}

function command(key: string): boolean {
  const acts: Record<string, () => void> = {
    a: () => piece.chooseAll(),
    c: () => piece.copy(),
    x: () => piece.cut(),
    v: () => piece.paste(Math.round(transport.place)),
    d: () => piece.double(),
  };
  acts[key]?.();
  return key in acts;
}

function stretch(key: string): boolean {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return false;
  piece.resize(key === 'ArrowLeft' ? -piece.step : piece.step);
  return true;
}

function plain(key: string, more: boolean): (() => void) | undefined {
  const bar = barsOf(piece.score ?? { metres: [], length: 0, pickup: 0 }).at(-1);
  const across = more ? (bar ? bar.end - bar.start : 4 * QUARTER) : piece.step;
  const up = more ? 12 : 1;
  return {
    ArrowLeft: () => shift(-across, 0),
    ArrowRight: () => shift(across, 0),
    ArrowUp: () => shift(0, up),
    ArrowDown: () => shift(0, -up),
    '[': () => step(-1),
    ']': () => step(1),
    Enter: write,
    Delete: () => piece.remove(),
    Backspace: () => piece.remove(),
    Escape: () => piece.choose([]),
    Home: () => transport.seek(0),
    End: () => transport.seek(piece.score?.length ?? 0),
  }[key];
}

/** Move what is chosen; where nothing is, move the playhead. */
function shift(ticks: number, semitones: number): void {
  if (piece.chosen.size === 0) {
    if (ticks !== 0 && piece.score)
      transport.seek(snap(piece.score, transport.place + ticks, piece.step));
    return;
  }
  piece.move(ticks, semitones);
  const [first] = piece.chosen;
  if (semitones !== 0 && first) void transport.preview(first.pitch, first.velocity);
}

/** Choose the next note of the part, or the one before. */
function step(way: 1 | -1): void {
  const notes = piece.part?.notes ?? [];
  const [chosen] = piece.chosen;
  const at = chosen === undefined ? -1 : notes.indexOf(chosen);
  const next =
    at >= 0
      ? notes[at + way]
      : way > 0
        ? notes.find((note) => note.start >= transport.place)
        : notes.findLast((note) => note.start < transport.place);
  if (next === undefined) return;
  piece.choose([next]);
  void transport.preview(next.pitch, next.velocity);
}

/** Write a note at the playhead, at the pitch that was last chosen, and go on behind it. */
function write(): void {
  const { score, part, step: duration } = piece;
  if (score === null || part === undefined || piece.isLocked(part)) return;
  const start = snap(score, transport.place, piece.step);
  const [chosen] = piece.chosen;
  const before = part.notes.findLast((note) => note.start <= start);
  const pitch = chosen?.pitch ?? before?.pitch ?? 60;
  const note: Note = { start, pitch, duration, velocity: 80, voice: 1, spelling: null };
  piece.add([note]);
  transport.seek(start + duration);
  void transport.preview(pitch);
}
