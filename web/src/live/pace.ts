/** How fast pictures come while the hand moves. */

const KEPT = 30;
const SECOND = 1000;

/** Under this many pictures a second, playing through the server is tried. */
export const SLOW = 20;

/** What was seen of the last pictures; times in milliseconds. */
export interface Pace {
  /** When each of the last pictures was on the canvas. */
  readonly shown: readonly number[];
  /** How long each of them took from being asked for. */
  readonly took: readonly number[];
}

export const still: Pace = { shown: [], took: [] };

/** Note a picture. */
export function note(pace: Pace, shown: number, took: number): Pace {
  return { shown: [...pace.shown, shown].slice(-KEPT), took: [...pace.took, took].slice(-KEPT) };
}

/** Return pictures a second over the last second of moving, or null before there is one to say. */
export function rate(pace: Pace): number | null {
  const last = pace.shown.at(-1);
  const recent = pace.shown.filter((time) => last !== undefined && last - time <= SECOND);
  const [first] = recent;
  if (first === undefined || last === undefined || recent.length < 4) return null;
  return ((recent.length - 1) * SECOND) / Math.max(last - first, 1);
}

/** Say whether pictures take so long that fewer than 20 a second could come. */
export function isSlow(pace: Pace): boolean {
  const took = pace.took.slice(-8).sort((a, b) => a - b);
  return took.length === 8 && (took[4] as number) > SECOND / SLOW;
}
