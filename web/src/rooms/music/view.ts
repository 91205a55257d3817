import { barsOf, isBlack, pitchName, type Note, type Part, type Score } from './score';

// Where things are on the roll, and painting them.

export const KEYS = 44; // pixels of the keys at the left
export const RULER = 26; // pixels of the bar numbers at the top
export const ROW = 12; // pixels of a semitone
export const TAIL = 8; // quarters behind the last bar line in which one can write, too

/** What of the roll is seen. */
export interface View {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Pixels a quarter. */
  readonly zoom: number;
}

export const tickX = (view: View, tick: number): number =>
  KEYS + (tick * view.zoom) / 480 - view.left;
export const xTick = (view: View, x: number): number => ((x - KEYS + view.left) * 480) / view.zoom;
export const pitchY = (view: View, pitch: number): number => RULER + (127 - pitch) * ROW - view.top;
export const yPitch = (view: View, y: number): number =>
  Math.min(127, Math.max(0, 127 - Math.floor((y - RULER + view.top) / ROW)));

export interface Colours {
  readonly paper: string;
  readonly sheet: string;
  readonly shade: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly edge: string;
  readonly seal: string;
  readonly font: string;
  /** The keys of the piano, light and dark by day and by night. */
  readonly ivory: string;
  readonly ebony: string;
}

/** Read the colours of the page as it is now. */
export function readColours(element: Element, night: boolean): Colours {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(`--${name}`);
  return {
    paper: read('paper'),
    sheet: read('sheet'),
    shade: read('shade'),
    ink: read('ink'),
    soft: read('ink-soft'),
    line: read('hairline'),
    edge: read('edge'),
    seal: read('seal'),
    font: `11px ${read('sans')}`,
    ivory: read(night ? 'ink-soft' : 'sheet'),
    ebony: read(night ? 'paper' : 'ink'),
  };
}

export interface Scene {
  readonly score: Score;
  readonly part: Part | undefined;
  readonly chosen: ReadonlySet<Note>;
  readonly locked: ReadonlySet<number>;
  readonly heard: (part: Part) => boolean;
  readonly step: number;
  readonly place: number;
  readonly loop: { readonly from: number; readonly to: number } | null;
  readonly box: readonly [number, number, number, number] | null;
  /** Pitches that sound from keys now. */
  readonly pressed: ReadonlySet<number>;
}

type Brush = CanvasRenderingContext2D;

/** Paint what is seen of a piece. */
export function paint(brush: Brush, view: View, scene: Scene, colours: Colours): void {
  brush.clearRect(0, 0, view.width, view.height);
  brush.save();
  brush.beginPath();
  brush.rect(KEYS, RULER, view.width - KEYS, view.height - RULER);
  brush.clip();
  rows(brush, view, colours);
  lines(brush, view, scene, colours);
  for (const part of scene.score.parts)
    if (part.id !== scene.part?.id) notes(brush, view, scene, part, colours, 0.45);
  if (scene.part) notes(brush, view, scene, scene.part, colours, 1);
  if (scene.box) box(brush, scene.box, colours);
  brush.restore();
  keys(brush, view, scene, colours);
  ruler(brush, view, scene, colours);
  playhead(brush, view, scene, colours);
}

function rows(brush: Brush, view: View, colours: Colours): void {
  const high = yPitch(view, RULER);
  const low = yPitch(view, view.height);
  for (let pitch = high; pitch >= low; pitch -= 1) {
    const y = pitchY(view, pitch);
    if (isBlack(pitch)) {
      brush.fillStyle = colours.shade;
      brush.globalAlpha = 0.6;
      brush.fillRect(KEYS, y, view.width, ROW);
      brush.globalAlpha = 1;
    }
    if (pitch % 12 === 0 || pitch % 12 === 5) {
      brush.fillStyle = colours.line;
      brush.fillRect(KEYS, y + ROW - 1, view.width, 1);
    }
  }
}

function lines(brush: Brush, view: View, scene: Scene, colours: Colours): void {
  const { score } = scene;
  const fine = (scene.step * view.zoom) / 480 >= 7;
  for (const bar of barsOf(score)) {
    const x = tickX(view, bar.start);
    if (tickX(view, bar.end) < KEYS) continue;
    if (x > view.width) break;
    if (fine) {
      brush.fillStyle = colours.line;
      brush.globalAlpha = 0.55;
      for (let tick = bar.start; tick < bar.end; tick += scene.step)
        brush.fillRect(Math.round(tickX(view, tick)), RULER, 1, view.height);
      brush.globalAlpha = 1;
    }
    brush.fillStyle = colours.line;
    for (let tick = bar.start; tick < bar.end; tick += bar.beat)
      brush.fillRect(Math.round(tickX(view, tick)), RULER, 1, view.height);
    brush.fillStyle = colours.edge;
    brush.fillRect(Math.round(x), RULER, 1, view.height);
  }
  const end = tickX(view, score.length);
  brush.fillStyle = colours.edge;
  brush.fillRect(Math.round(end), RULER, 2, view.height);
  brush.fillStyle = colours.shade;
  brush.globalAlpha = 0.5;
  brush.fillRect(Math.round(end) + 2, RULER, view.width, view.height);
  brush.globalAlpha = 1;
}

function notes(
  brush: Brush,
  view: View,
  scene: Scene,
  part: Part,
  colours: Colours,
  strength: number,
): void {
  const faint = scene.heard(part) ? strength : strength * 0.4;
  const locked = scene.locked.has(part.id);
  for (const note of part.notes) {
    const x = tickX(view, note.start);
    const width = Math.max(3, (note.duration * view.zoom) / 480 - 1);
    if (x + width < KEYS || x > view.width) continue;
    const y = pitchY(view, note.pitch);
    if (y + ROW < RULER || y > view.height) continue;
    const mine = scene.chosen.has(note);
    brush.fillStyle = mine ? colours.seal : colours.ink;
    brush.strokeStyle = brush.fillStyle;
    brush.globalAlpha = faint * (mine ? 1 : 0.45 + (0.5 * note.velocity) / 127);
    brush.beginPath();
    brush.roundRect(x + 0.5, y + 1.5, width - 1, ROW - 3, 2);
    // What is locked cannot be filled in by a hand: it is an outline.
    if (locked) brush.stroke();
    else brush.fill();
  }
  brush.globalAlpha = 1;
}

function box(
  brush: Brush,
  [x, y, width, height]: readonly [number, number, number, number],
  colours: Colours,
): void {
  brush.strokeStyle = colours.seal;
  brush.setLineDash([4, 3]);
  brush.strokeRect(x + 0.5, y + 0.5, width, height);
  brush.setLineDash([]);
}

function keys(brush: Brush, view: View, scene: Scene, colours: Colours): void {
  brush.save();
  brush.beginPath();
  brush.rect(0, RULER, KEYS, view.height - RULER);
  brush.clip();
  brush.fillStyle = colours.ivory;
  brush.fillRect(0, RULER, KEYS, view.height);
  brush.font = colours.font;
  brush.textBaseline = 'middle';
  for (let pitch = yPitch(view, RULER); pitch >= yPitch(view, view.height); pitch -= 1) {
    const y = pitchY(view, pitch);
    const black = isBlack(pitch);
    brush.fillStyle = scene.pressed.has(pitch)
      ? colours.seal
      : black
        ? colours.ebony
        : colours.ivory;
    brush.globalAlpha = black && !scene.pressed.has(pitch) ? 0.82 : 1;
    brush.fillRect(0, y, black ? KEYS * 0.6 : KEYS - 1, ROW - 1);
    brush.globalAlpha = 1;
    if (pitch % 12 === 0) {
      brush.fillStyle = colours.ebony;
      brush.fillText(pitchName(pitch), KEYS - 22, y + ROW / 2);
    }
  }
  brush.fillStyle = colours.line;
  brush.fillRect(KEYS - 1, RULER, 1, view.height);
  brush.restore();
}

function ruler(brush: Brush, view: View, scene: Scene, colours: Colours): void {
  brush.fillStyle = colours.paper;
  brush.fillRect(0, 0, view.width, RULER);
  brush.save();
  brush.beginPath();
  brush.rect(KEYS, 0, view.width - KEYS, RULER);
  brush.clip();
  if (scene.loop) {
    const from = tickX(view, scene.loop.from);
    brush.fillStyle = colours.seal;
    brush.fillRect(from, RULER - 5, tickX(view, scene.loop.to) - from, 4);
  }
  brush.font = colours.font;
  brush.textBaseline = 'alphabetic';
  let free = 0;
  for (const bar of barsOf(scene.score)) {
    const x = tickX(view, bar.start);
    if (x > view.width) break;
    brush.fillStyle = colours.edge;
    brush.fillRect(Math.round(x), RULER - 8, 1, 8);
    if (x < free) continue;
    brush.fillStyle = colours.soft;
    brush.fillText(String(bar.number), x + 4, RULER - 9);
    free = x + 28;
  }
  brush.restore();
  brush.fillStyle = colours.line;
  brush.fillRect(0, RULER - 1, view.width, 1);
}

function playhead(brush: Brush, view: View, scene: Scene, colours: Colours): void {
  const x = Math.round(tickX(view, scene.place));
  if (x < KEYS - 1 || x > view.width) return;
  brush.fillStyle = colours.seal;
  brush.fillRect(x, RULER - 10, 1.5, view.height);
  brush.beginPath();
  brush.moveTo(x - 5, RULER - 10);
  brush.lineTo(x + 6.5, RULER - 10);
  brush.lineTo(x + 0.75, RULER - 2);
  brush.fill();
}

/** The note under a point, and whether the point is where its end is taken hold of. */
export function noteAt(
  view: View,
  part: Part,
  x: number,
  y: number,
): { note: Note; end: boolean } | null {
  const pitch = yPitch(view, y);
  for (let k = part.notes.length - 1; k >= 0; k -= 1) {
    const note = part.notes[k];
    if (note === undefined || note.pitch !== pitch) continue;
    const from = tickX(view, note.start);
    const width = Math.max(3, (note.duration * view.zoom) / 480 - 1);
    if (x < from - 1 || x > from + width + 2) continue;
    return { note, end: x > from + width - Math.min(7, width / 3) };
  }
  return null;
}

/** The notes of a part that a box touches. */
export function notesIn(
  view: View,
  part: Part,
  [x, y, width, height]: readonly [number, number, number, number],
): Note[] {
  const [from, to] = [xTick(view, x), xTick(view, x + width)];
  const [high, low] = [yPitch(view, y), yPitch(view, y + height)];
  return part.notes.filter(
    (note) =>
      note.start < to &&
      note.start + note.duration > from &&
      note.pitch >= low &&
      note.pitch <= high,
  );
}
