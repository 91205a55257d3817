import type { Task } from '../../api/shapes';
import { go, redo, start, touch, undo, type History } from '../../live/history';
import {
  add,
  amend,
  free,
  lengthen,
  move,
  quantise,
  remove,
  resize,
  shorten,
  sound,
  without,
  type Edited,
} from './edits';
import { blank, newPartId, QUARTER, type Note, type Part, type Score } from './score';

/** The grids of the roll, in ticks; as musicians call them. */
export const GRIDS = [
  { value: '1920', label: '1/1' },
  { value: '960', label: '1/2' },
  { value: '480', label: '1/4' },
  { value: '240', label: '1/8' },
  { value: '160', label: '1/8 T' },
  { value: '120', label: '1/16' },
  { value: '80', label: '1/16 T' },
  { value: '60', label: '1/32' },
];

/** What a model wrote, and what it was asked: asked once more, it writes the very same. */
export interface Made {
  readonly task: Task;
  readonly seed: number;
  readonly score: Score;
}

export interface Moment {
  readonly score: Score;
  readonly chosen: ReadonlySet<Note>;
  /** What of a model is in it that was not kept yet. */
  readonly made: Made | null;
}

/** Where a piece came from: the works that gave it, and what it is called. */
export interface Origin {
  readonly parents: readonly string[];
  /** The work that it is, unchanged; empty where it is none yet. */
  readonly work: string;
}

const NOBODY: Origin = { parents: [], work: '' };

/** The piece on the desk, what is chosen of it, and every step back. */
class Piece {
  history = $state.raw<History<Moment> | null>(null);
  origin = $state.raw<Origin>(NOBODY);
  /** The score as it was opened or kept last. */
  kept = $state.raw<Score | null>(null);
  grid = $state('240');
  tool = $state<'choose' | 'draw'>('choose');
  active = $state(0);
  locked = $state.raw<ReadonlySet<number>>(new Set());
  muted = $state.raw<ReadonlySet<number>>(new Set());
  solo = $state.raw<ReadonlySet<number>>(new Set());
  private clipboard: readonly Note[] = [];

  score = $derived(this.history?.present.score ?? null);
  chosen = $derived<ReadonlySet<Note>>(this.history?.present.chosen ?? new Set());
  made = $derived(this.history?.present.made ?? null);
  step = $derived(Number(this.grid));
  changed = $derived(this.score !== null && this.score !== this.kept);

  part = $derived<Part | undefined>(
    this.score?.parts.find((each) => each.id === this.active) ?? this.score?.parts[0],
  );

  /** Put a piece on the desk. */
  open(score: Score, origin: Origin = NOBODY): void {
    const parts = score.parts.length > 0 ? score.parts : blank().parts;
    const whole = { ...score, parts, length: Math.max(score.length, QUARTER) };
    this.history = start<Moment>({ score: whole, chosen: new Set(), made: null });
    this.kept = whole;
    this.origin = origin;
    this.active = parts[0]?.id ?? 0;
    this.locked = this.muted = this.solo = new Set();
  }

  /** Everything on the desk, to put it back. */
  snapshot(): () => void {
    const { history, origin, kept, active, locked, muted, solo } = this;
    return () => Object.assign(this, { history, origin, kept, active, locked, muted, solo });
  }

  /** Clear the desk. */
  close(): void {
    this.history = null;
    this.kept = null;
    this.origin = NOBODY;
  }

  /** Take what a model wrote in the place of what lies here, as one step that can be taken back. */
  accept(from: History<Moment>, made: Made): void {
    const active = from.present.score.parts.findIndex((each) => each.id === this.part?.id);
    this.history = go(from, { score: made.score, chosen: new Set<Note>(), made });
    this.active = (made.score.parts[active] ?? made.score.parts[0])?.id ?? 0;
  }

  /** Note that a score is kept; what was changed meanwhile is not, but comes from it. */
  settle(origin: Origin, kept: Score, made: Made | null = null): void {
    if (this.history === null) return;
    this.kept = kept;
    this.origin = origin;
    if (made !== null && this.made === made)
      this.history = touch(this.history, { ...this.history.present, made: null });
  }

  /** Go on to a changed piece. */
  change(score: Score, chosen: ReadonlySet<Note> = new Set()): void {
    if (this.history === null) return;
    this.history = go(this.history, { score, chosen, made: this.made });
  }

  /** Change the piece within a step that a hand is still making. */
  shape(edited: Edited): void {
    if (this.history !== null) this.history = touch(this.history, { ...edited, made: this.made });
  }

  choose(notes: Iterable<Note>): void {
    if (this.history !== null)
      this.history = touch(this.history, { ...this.history.present, chosen: new Set(notes) });
  }

  undo(): void {
    if (this.history !== null) this.history = undo(this.history);
  }

  redo(): void {
    if (this.history !== null) this.history = redo(this.history);
  }

  isLocked(part: Part | undefined): boolean {
    return part !== undefined && this.locked.has(part.id);
  }

  /** Whether a part is to be heard. */
  sounds(part: Part): boolean {
    if (this.solo.size > 0) return this.solo.has(part.id);
    return !this.muted.has(part.id);
  }

  toggle(which: 'locked' | 'muted' | 'solo', part: number): void {
    const next = new Set(this[which]);
    if (!next.delete(part)) next.add(part);
    this[which] = next;
  }

  private edit(edited: Edited): void {
    if (edited.score !== this.score) this.change(edited.score, edited.chosen);
  }

  /** Whether any chosen note may be changed. */
  hasFree(): boolean {
    return this.score !== null && free(this.score, this.chosen, this.locked).length > 0;
  }

  move(ticks: number, semitones: number): void {
    if (this.score && this.hasFree())
      this.edit(move(this.score, this.chosen, this.locked, ticks, semitones));
  }

  resize(ticks: number): void {
    if (this.score && this.hasFree())
      this.edit(resize(this.score, this.chosen, this.locked, ticks, this.step));
  }

  remove(): void {
    if (this.score && this.hasFree()) this.edit(remove(this.score, this.chosen, this.locked));
  }

  setVelocity(velocity: number): void {
    if (this.score && this.hasFree())
      this.edit(sound(this.score, this.chosen, this.locked, velocity));
  }

  quantise(): void {
    if (this.score) this.edit(quantise(this.score, this.chosen, this.locked, this.step));
  }

  add(notes: readonly Note[]): void {
    if (this.score && this.part && !this.isLocked(this.part))
      this.edit(add(this.score, this.part.id, notes));
  }

  chooseAll(): void {
    this.choose(this.part?.notes ?? []);
  }

  copy(): void {
    if (this.chosen.size > 0) this.clipboard = [...this.chosen];
  }

  cut(): void {
    this.copy();
    this.remove();
  }

  /** Put what was copied at a place; its first note begins there. */
  paste(at: number): void {
    if (this.clipboard.length === 0) return;
    const first = Math.min(...this.clipboard.map((note) => note.start));
    this.add(this.clipboard.map((note) => ({ ...note, start: note.start - first + at })));
  }

  /** Put the chosen notes once more behind themselves. */
  double(): void {
    if (this.chosen.size === 0) return;
    this.copy();
    this.paste(Math.max(...[...this.chosen].map((note) => note.start + note.duration)));
  }

  amend(part: number, wish: Partial<Omit<Part, 'id'>>): void {
    if (this.score) this.change(amend(this.score, part, wish), this.chosen);
  }

  addPart(program: number): void {
    if (!this.score) return;
    const part: Part = { id: newPartId(), name: '', program, joined: false, notes: [] };
    this.change({ ...this.score, parts: [...this.score.parts, part] });
    this.active = part.id;
  }

  removePart(part: number): void {
    if (this.score && this.score.parts.length > 1) this.change(without(this.score, part));
  }

  lengthen(bars: number): void {
    if (this.score) this.change(lengthen(this.score, bars), this.chosen);
  }

  shorten(): void {
    if (this.score) this.change(shorten(this.score), this.chosen);
  }
}

export const piece = new Piece();
