import { barLength, barsOf, MOST_BARS, stretched, type Note, type Part, type Score } from './score';

// What a hand does to notes. Each takes a piece and which notes, and returns the piece anew with the
// notes that took their places. Notes of locked parts stay as they are.

export interface Edited {
  readonly score: Score;
  readonly chosen: ReadonlySet<Note>;
}

export type Locked = ReadonlySet<number>;

type Change = (note: Note) => Note | null;

function order(notes: readonly Note[]): readonly Note[] {
  return notes.toSorted((a, b) => a.start - b.start || a.pitch - b.pitch);
}

/** Change chosen notes one by one; null takes one away. */
function each(score: Score, chosen: ReadonlySet<Note>, locked: Locked, change: Change): Edited {
  const now = new Set<Note>();
  const parts = score.parts.map((part) => {
    if (locked.has(part.id) || !part.notes.some((note) => chosen.has(note))) return part;
    const notes = part.notes.flatMap((note) => {
      if (!chosen.has(note)) return [note];
      const next = change(note);
      if (next !== null) now.add(next);
      return next === null ? [] : [next];
    });
    return { ...part, notes: order(notes) };
  });
  return { score: stretched({ ...score, parts }), chosen: now };
}

/** The chosen notes that may be changed. */
export function free(score: Score, chosen: ReadonlySet<Note>, locked: Locked): Note[] {
  return score.parts
    .filter((part) => !locked.has(part.id))
    .flatMap((part) => part.notes.filter((note) => chosen.has(note)));
}

/** Move notes, all of them as far as the one that comes to the edge first. */
export function move(
  score: Score,
  chosen: ReadonlySet<Note>,
  locked: Locked,
  ticks: number,
  semitones: number,
): Edited {
  const moving = free(score, chosen, locked);
  if (moving.length === 0) return { score, chosen };
  const earliest = Math.min(...moving.map((note) => note.start));
  const low = Math.min(...moving.map((note) => note.pitch));
  const high = Math.max(...moving.map((note) => note.pitch));
  const by = Math.max(ticks, -earliest);
  const up = Math.min(127 - high, Math.max(-low, semitones));
  return each(score, chosen, locked, (note) => ({
    ...note,
    start: note.start + by,
    pitch: note.pitch + up,
    spelling: up === 0 ? note.spelling : null,
  }));
}

/** Make notes longer or shorter, none shorter than `least`. */
export function resize(
  score: Score,
  chosen: ReadonlySet<Note>,
  locked: Locked,
  ticks: number,
  least: number,
): Edited {
  return each(score, chosen, locked, (note) => ({
    ...note,
    duration: Math.max(Math.min(least, note.duration), note.duration + ticks),
  }));
}

/** Take notes away. */
export function remove(score: Score, chosen: ReadonlySet<Note>, locked: Locked): Edited {
  return each(score, chosen, locked, () => null);
}

/** Set how loud notes are. */
export function sound(
  score: Score,
  chosen: ReadonlySet<Note>,
  locked: Locked,
  velocity: number,
): Edited {
  return each(score, chosen, locked, (note) => ({ ...note, velocity }));
}

/** Put notes on a grid, counted from the bar lines; without a choice, all of them. */
export function quantise(
  score: Score,
  chosen: ReadonlySet<Note>,
  locked: Locked,
  step: number,
): Edited {
  const all = chosen.size > 0 ? chosen : new Set(score.parts.flatMap((part) => part.notes));
  const done = each(score, all, locked, (note) => {
    const start = snap(score, note.start, step);
    const end = snap(score, note.start + note.duration, step);
    return { ...note, start, duration: Math.max(step, end - start) };
  });
  return chosen.size > 0 ? done : { ...done, chosen };
}

/** The place on the grid nearest to a tick. */
export function snap(score: Score, tick: number, step: number, way = Math.round): number {
  const offset = score.pickup % step;
  return Math.max(0, offset + way((tick - offset) / step) * step);
}

/** Add notes to a part. */
export function add(score: Score, part: number, notes: readonly Note[]): Edited {
  const parts = score.parts.map((each) =>
    each.id === part ? { ...each, notes: order([...each.notes, ...notes]) } : each,
  );
  return { score: stretched({ ...score, parts }), chosen: new Set(notes) };
}

/** Change what stands at the head of a part. */
export function amend(score: Score, part: number, wish: Partial<Omit<Part, 'id'>>): Score {
  const parts = score.parts.map((each) => (each.id === part ? { ...each, ...wish } : each));
  return { ...score, parts };
}

/** Take a part away; the next one does not become a staff of another instrument. */
export function without(score: Score, part: number): Score {
  const at = score.parts.findIndex((each) => each.id === part);
  const first = score.parts[at];
  const parts = score.parts
    .map((each, k) =>
      k === at + 1 && first && !first.joined && each.joined ? { ...each, joined: false } : each,
    )
    .filter((each) => each.id !== part);
  return { ...score, parts };
}

/** Add empty bars at the end. */
export function lengthen(score: Score, bars: number): Score {
  const [, beats, unit] = score.metres.at(-1) ?? [0, 4, 4];
  const more = Math.min(bars, MOST_BARS - barsOf(score).length);
  return { ...score, length: score.length + Math.max(0, more) * barLength(beats, unit) };
}

/** Take the empty bars at the end away; one bar stays. */
export function shorten(score: Score): Score {
  const last = Math.max(
    1,
    ...score.parts.flatMap((part) => part.notes.map((note) => note.start + note.duration)),
  );
  const bars = barsOf(score);
  const end = bars.find((bar) => bar.end >= last)?.end ?? score.length;
  const inside = ([start]: readonly [number, ...unknown[]]): boolean => start < end;
  return {
    ...score,
    length: end,
    metres: score.metres.filter(inside),
    keys: score.keys.filter(inside),
    tempos: score.tempos.filter(inside),
    chords: score.chords.filter(inside),
    fermatas: score.fermatas.filter((tick) => tick < end),
  };
}
