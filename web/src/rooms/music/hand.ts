import { add, move, resize, snap } from './edits';
import { piece } from './piece.svelte';
import type { Note } from './score';
import { transport } from './transport.svelte';
import { noteAt, notesIn, KEYS, RULER, xTick, yPitch, type View } from './view';

// What a pointer does on the roll, from pressing to letting go.

type Box = readonly [number, number, number, number];

/** A pointer that is down; each kind of gesture says what moving does. */
export interface Gesture {
  move: (x: number, y: number) => void;
  done: () => void;
}

const SLIP = 3; // pixels that a pressing hand may slip

/** What the room must do while a gesture lasts. */
export interface Board {
  view: () => View;
  showBox: (box: Box | null) => void;
}

const NOTHING: Gesture = { move: () => undefined, done: () => undefined };

/** Begin what a press at a point means. */
export function press(board: Board, x: number, y: number, more: boolean): Gesture {
  const { score, part } = piece;
  const view = board.view();
  if (score === null || part === undefined) return NOTHING;
  if (y < RULER) return mark(view, x);
  if (x < KEYS) return listen(view, y);
  const others = score.parts.filter((each) => each.id !== part.id);
  for (const each of [part, ...others]) {
    const found = noteAt(view, each, x, y);
    if (found === null) continue;
    piece.active = each.id;
    return take(view, found, x, y, more);
  }
  if (piece.tool === 'draw') return draw(view, x, y);
  return enclose(board, x, y, more);
}

/** Put the playhead somewhere; dragging marks what goes round. */
function mark(view: View, x: number): Gesture {
  const { score } = piece;
  if (score === null) return NOTHING;
  const at = Math.min(score.length, snap(score, xTick(view, x), piece.step));
  transport.seek(at);
  return {
    move: (now) => {
      if (Math.abs(now - x) < 8) return;
      const to = Math.min(score.length, snap(score, xTick(view, now), piece.step));
      if (to === at) return;
      transport.stretch = { from: Math.min(at, to), to: Math.max(at, to) };
      transport.looping = true;
    },
    done: () => undefined,
  };
}

function listen(view: View, y: number): Gesture {
  let pitch = yPitch(view, y);
  void transport.preview(pitch);
  return {
    move: (_, now) => {
      if (yPitch(view, now) === pitch) return;
      pitch = yPitch(view, now);
      void transport.preview(pitch);
    },
    done: () => undefined,
  };
}

/** Take hold of a note: of its end to make it longer, else to move it with all that is chosen. */
function take(
  view: View,
  { note, end }: { note: Note; end: boolean },
  x: number,
  y: number,
  more: boolean,
): Gesture {
  const held = piece.chosen.has(note);
  if (more) {
    const next = new Set(piece.chosen);
    if (held) next.delete(note);
    else next.add(note);
    piece.choose(next);
    return NOTHING;
  }
  if (!held) piece.choose([note]);
  void transport.preview(note.pitch, note.velocity);
  return drag(view, note, x, y, end);
}

function drag(view: View, note: Note, x: number, y: number, end: boolean): Gesture {
  const { score, chosen } = piece;
  if (score === null || !piece.hasFree()) return NOTHING;
  let moved = false;
  let pitch = note.pitch;
  return {
    move: (nowX, nowY) => {
      if (!moved && Math.abs(nowX - x) < SLIP && Math.abs(nowY - y) < SLIP) return;
      const ticks = xTick(view, nowX) - xTick(view, x);
      if (!moved) piece.change(score, chosen);
      moved = true;
      if (end) {
        const last = note.start + note.duration;
        const by = snap(score, last + ticks, piece.step) - last;
        piece.shape(resize(score, chosen, piece.locked, by, Math.min(piece.step, note.duration)));
        return;
      }
      const by = snap(score, note.start + ticks, piece.step) - note.start;
      const up = yPitch(view, nowY) - yPitch(view, y);
      piece.shape(move(score, chosen, piece.locked, Math.abs(ticks) < 1 ? 0 : by, up));
      if (note.pitch + up === pitch) return;
      pitch = note.pitch + up;
      void transport.preview(pitch, note.velocity);
    },
    done: () => undefined,
  };
}

/** Write a note; dragging makes it longer. */
export function draw(view: View, x: number, y: number): Gesture {
  const { score, part } = piece;
  if (score === null || part === undefined || piece.isLocked(part)) return NOTHING;
  const start = snap(score, xTick(view, x), piece.step, Math.floor);
  const note: Note = {
    start,
    pitch: yPitch(view, y),
    duration: piece.step,
    velocity: 80,
    voice: 1,
    spelling: null,
  };
  piece.add([note]);
  void transport.preview(note.pitch);
  return {
    move: (now) => {
      const end = snap(score, xTick(view, now), piece.step, Math.ceil);
      const duration = Math.max(piece.step, end - start);
      piece.shape(add(score, part.id, [{ ...note, duration }]));
    },
    done: () => undefined,
  };
}

/** Draw a box around what is to be chosen. */
function enclose(board: Board, x: number, y: number, more: boolean): Gesture {
  const before = more ? piece.chosen : new Set<Note>();
  const { part } = piece;
  piece.choose(before);
  return {
    move: (nowX, nowY) => {
      if (part === undefined) return;
      const box: Box = [
        Math.min(x, nowX),
        Math.min(y, nowY),
        Math.abs(nowX - x),
        Math.abs(nowY - y),
      ];
      board.showBox(box);
      piece.choose([...before, ...notesIn(board.view(), part, box)]);
    },
    done: () => board.showBox(null),
  };
}

/** What the pointer would do here, as its shape says it. */
export function cursorAt(view: View, x: number, y: number): string {
  if (y < RULER || x < KEYS) return 'pointer';
  const { part } = piece;
  const found = part && noteAt(view, part, x, y);
  if (found) return piece.isLocked(part) ? 'default' : found.end ? 'ew-resize' : 'grab';
  return piece.tool === 'draw' ? 'crosshair' : 'default';
}
