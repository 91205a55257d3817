/** What is on the canvas, as one value, and the moves that lead from one such value to the next. */

import type { Four } from './codes';

/** Where a code comes from: a seed, a work of the gallery, or the code itself. */
export type Source =
  | { readonly kind: 'seed'; readonly seed: number }
  /** A work's code before its own sliders moved it. */
  | { readonly kind: 'work'; readonly work: string }
  /** A work's code as it is seen, its sliders in it. */
  | { readonly kind: 'seen'; readonly work: string }
  /** A code that has no shorter name (`packed.pack`), and the works it came from. */
  | { readonly kind: 'code'; readonly code: string; readonly parents: readonly string[] };

/** Rows of the code that are taken from elsewhere. */
export interface Style {
  readonly source: Source;
  readonly rows: readonly number[];
  /** How much of the source these rows hold, 0 to 1. */
  readonly share: number;
}

/** Everything that decides the picture. */
export interface Position {
  /** The model's id, or the beginning of it. */
  readonly model: string;
  /** Above left, above right, below left, below right. */
  readonly corners: Four<Source>;
  readonly pins: Four<boolean>;
  /** The point between the corners, 0 to 1 to the right and down. */
  readonly x: number;
  readonly y: number;
  /** 0 is the model's mean, 1 as it learnt, up to 1.5 is wilder. */
  readonly calm: number;
  readonly label: string | null;
  /** Values that are not 0, by the English names of the directions. */
  readonly sliders: Readonly<Record<string, number>>;
  readonly style: Style | null;
  /** Height and width, for a model that paints any size. */
  readonly size: readonly [number, number] | null;
}

export const CORNERS = [0, 1, 2, 3] as const;
export type Corner = (typeof CORNERS)[number];

/** Chance draws seeds of at most five digits, which people can say to each other. */
export const LARGEST_DRAWN = 99_999;

export const LARGEST_CALM = 1.5;

/** Return a seed nobody chose. */
export function drawSeed(): number {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  return drawn % (LARGEST_DRAWN + 1);
}

/** Return a source that is a seed. */
export function seeded(seed: number): Source {
  return { kind: 'seed', seed };
}

/** Begin with a model, in the middle between four seeds. */
export function begin(model: string, draw: () => number = drawSeed): Position {
  return {
    model,
    corners: [seeded(draw()), seeded(draw()), seeded(draw()), seeded(draw())],
    pins: [false, false, false, false],
    x: 0.5,
    y: 0.5,
    calm: 1,
    label: null,
    sliders: {},
    style: null,
    size: null,
  };
}

/** Round to what a hand can aim at, so that an address stays short and restores exactly. */
export function tidy(value: number, digits = 4): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale + 0;
}

/** Go to a point of the plane; what lies outside is drawn to the edge. */
export function moveTo(position: Position, x: number, y: number): Position {
  return { ...position, x: tidy(clamp(x, 0, 1)), y: tidy(clamp(y, 0, 1)) };
}

/** Return the point of a corner. */
export function cornerPoint(corner: Corner): readonly [number, number] {
  return [corner % 2, corner < 2 ? 0 : 1];
}

/** Put something into a corner. */
export function setCorner(position: Position, corner: Corner, source: Source): Position {
  return { ...position, corners: replaced(position.corners, corner, source) };
}

/** Pin a corner, so that chance leaves it alone, or let it go. */
export function setPin(position: Position, corner: Corner, pinned: boolean): Position {
  return { ...position, pins: replaced(position.pins, corner, pinned) };
}

/** Draw new seeds for every corner that is not pinned. */
export function reroll(position: Position, draw: () => number = drawSeed): Position {
  return CORNERS.filter((corner) => !position.pins[corner]).reduce(
    (next, corner) => setCorner(next, corner, seeded(draw())),
    position,
  );
}

/** Take something onto the canvas: it comes into the nearest free corner, and the point with it. */
export function take(position: Position, source: Source): Position {
  const corner = nearestFree(position);
  const [x, y] = cornerPoint(corner);
  return { ...setCorner(position, corner, source), x, y, style: null };
}

/** Set a slider; 0 takes it away. */
export function slide(position: Position, name: string, value: number): Position {
  const others = Object.entries(position.sliders).filter(([other]) => other !== name);
  const here = tidy(value, 3);
  return {
    ...position,
    sliders: Object.fromEntries(here === 0 ? others : [...others, [name, here]]),
  };
}

/** Set how calm or wild the picture is. */
export function setCalm(position: Position, calm: number): Position {
  return { ...position, calm: tidy(clamp(calm, 0, LARGEST_CALM), 3) };
}

/** Say whether two positions give the same picture in the same way. */
export function equal(a: Position, b: Position): boolean {
  return canonical(a) === canonical(b);
}

/** Return the corners that give something at the point. */
export function contributing(position: Position): Source[] {
  const weights = [
    (1 - position.x) * (1 - position.y),
    position.x * (1 - position.y),
    (1 - position.x) * position.y,
    position.x * position.y,
  ];
  return position.corners.filter((_, k) => (weights[k] ?? 0) > 0);
}

/** Return the works that take part in a position, each once. */
export function parentsOf(position: Position): string[] {
  const sources = contributing(position);
  if (position.style !== null) sources.push(position.style.source);
  return [...new Set(sources.flatMap(worksOf))];
}

/** Return the works that a source comes from. */
export function worksOf(source: Source): readonly string[] {
  if (source.kind === 'seed') return [];
  return source.kind === 'code' ? source.parents : [source.work];
}

function nearestFree({ x, y, pins }: Position): Corner {
  const free = CORNERS.filter((corner) => !pins[corner]);
  const far = (corner: Corner): number => {
    const [left, top] = cornerPoint(corner);
    return Math.hypot(left - x, top - y);
  };
  const among: readonly Corner[] = free.length > 0 ? free : CORNERS;
  return among.reduce((best, corner) => (far(corner) < far(best) ? corner : best));
}

function canonical(position: Position): string {
  const sliders = Object.entries(position.sliders).sort(([a], [b]) => (a < b ? -1 : 1));
  const { model, corners, pins, x, y, calm, label, style, size } = position;
  return JSON.stringify([model, corners, pins, x, y, calm, label, sliders, style, size]);
}

function replaced<T>(four: Four<T>, corner: Corner, value: T): Four<T> {
  const next: [T, T, T, T] = [...four];
  next[corner] = value;
  return next;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
