/** How fast pictures come while the hand moves. */

/** Under this many pictures a second, playing through the server is tried. */
export const SLOW = 20;

const KEPT = 120;
const SECOND = 1000;
const JUDGED = 8;

/** The last pictures; times in milliseconds. */
export interface Pace {
  /** When each of them was on the canvas. */
  readonly shown: readonly number[];
  /** How long painting each of them took. */
  readonly took: readonly number[];
}

export const unplayed: Pace = { shown: [], took: [] };

/** Note a picture. */
export function note(pace: Pace, shown: number, took: number): Pace {
  return { shown: [...pace.shown, shown].slice(-KEPT), took: [...pace.took, took].slice(-JUDGED) };
}

/** Return pictures a second over the last second before now, or null while the hand rests. */
export function rate(pace: Pace, now: number): number | null {
  const recent = pace.shown.filter((time) => now - time <= SECOND);
  const [first = 0] = recent;
  const last = recent.at(-1) ?? 0;
  if (recent.length < 4) return null;
  return ((recent.length - 1) * SECOND) / Math.max(last - first, 1);
}

/** Say whether painting takes so long that fewer than 20 pictures a second can come. */
export function isSlow({ took }: Pace): boolean {
  const sorted = [...took].sort((a, b) => a - b);
  return sorted.length === JUDGED && (sorted[JUDGED / 2] ?? 0) > SECOND / SLOW;
}
