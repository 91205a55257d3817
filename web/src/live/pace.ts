/** How fast pictures come while the hand moves, and where they should come from. */

import type { Place } from './painters';

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

/** Return how long painting takes, the median of the last few pictures; null while there are none. */
export function cost({ took }: Pace): number | null {
  const sorted = [...took].sort((a, b) => a - b);
  return sorted.length < JUDGED ? null : (sorted[JUDGED / 2] ?? null);
}

/**
 * Say where to play on.
 *
 * A page that paints fewer than 20 pictures a second gives way to the server, once; a server that
 * turns out to be slower still gives back. `left` is what painting cost in the page when it was
 * left, or null.
 */
export function choosePlace(place: Place, now: number | null, left: number | null): Place {
  if (now === null) return place;
  if (place === 'page') return left === null && now > SECOND / SLOW ? 'server' : 'page';
  return left !== null && now > left ? 'page' : 'server';
}
