/** Going back and forth between values, and comparing two of them. */

/** The present and the ways out of it; a value, so that it can be kept and tested. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
}

const MOST = 200;

/** Begin a history. */
export function start<T>(present: T): History<T> {
  return { past: [], present, future: [] };
}

/** Go on to another value, as a step that can be taken back. */
export function go<T>(history: History<T>, next: T): History<T> {
  return { past: [...history.past, history.present].slice(-MOST), present: next, future: [] };
}

/** Change the present within a step: what a hand does between pressing and letting go. */
export function touch<T>(history: History<T>, next: T): History<T> {
  return { ...history, present: next };
}

/** Take the last step back; at the beginning nothing changes. */
export function undo<T>(history: History<T>): History<T> {
  const previous = history.past.at(-1);
  if (previous === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: previous,
    future: [history.present, ...history.future],
  };
}

/** Take the step again that was taken back. */
export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future };
}

/** Two values side by side: `side` is the one that is played, `other` the one that waits. */
export interface Pair<T> {
  readonly side: 'a' | 'b';
  readonly other: T;
}

/** Change sides; the first time, the value that is played becomes both. */
export function flip<T>(pair: Pair<T> | null, played: T): { pair: Pair<T>; played: T } {
  if (pair === null) return { pair: { side: 'b', other: played }, played };
  return { pair: { side: pair.side === 'a' ? 'b' : 'a', other: played }, played: pair.other };
}
