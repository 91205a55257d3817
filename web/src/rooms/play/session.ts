/** What a tab remembers when it is loaded again, until it is closed. */

import { read, toQuery, write } from '../../live/address';
import type { History } from '../../live/history';
import type { Position } from '../../live/position';

const NAME = 'etude.play';
const STEPS = 40;

interface Stored {
  readonly past: readonly string[];
  readonly present: string;
  readonly future: readonly string[];
}

/** Remember the steps around the present one. */
export function storeSession({ past, present, future }: History<Position>): void {
  const stored: Stored = {
    past: past.slice(-STEPS).map(toText),
    present: toText(present),
    future: future.slice(0, STEPS).map(toText),
  };
  store('steps', stored);
}

/** Return the steps that the tab remembers, as far as they can be played. */
export function recallSession(playable: (position: Position) => boolean): History<Position> | null {
  const stored = recall<Stored | null>('steps', null);
  const present = fromText(stored?.present ?? '');
  if (stored === null || present === null || !playable(present)) return null;
  const steps = (texts: readonly string[]): Position[] => readAll(texts).filter(playable);
  return { past: steps(stored.past), present, future: steps(stored.future) };
}

/** Remember a part of the session. */
export function store(part: string, value: unknown): void {
  try {
    sessionStorage.setItem(`${NAME}.${part}`, JSON.stringify(value));
  } catch {
    // Full or forbidden: the address still holds what is on the canvas.
    sessionStorage.removeItem(`${NAME}.${part}`);
  }
}

/** Return a part of the session as it was stored by this very page. */
export function recall<T>(part: string, otherwise: T): T {
  try {
    return JSON.parse(sessionStorage.getItem(`${NAME}.${part}`) ?? 'null') ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Return the positions of texts, without those that cannot be read. */
export function readAll(texts: readonly string[]): Position[] {
  return texts.map(fromText).filter((each) => each !== null);
}

/** Return a position as text. */
export function toText(position: Position): string {
  return `${position.model}?${toQuery(write(position).query)}`;
}

/** Return the position of a text, or null where it is none. */
export function fromText(text: string): Position | null {
  const [model = '', query = ''] = text.split('?', 2);
  return read(model, new URLSearchParams(query));
}
