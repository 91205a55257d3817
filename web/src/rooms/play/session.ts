/** What a tab remembers when it is loaded again: the last steps, until it is closed. */

import { read, toQuery, write } from '../../live/address';
import type { History } from '../../live/history';
import type { Position } from '../../live/position';

const NAME = 'etude.play';
const STEPS = 40;

interface Stored {
  readonly past: readonly string[];
  readonly present: string;
}

/** Remember the last steps. */
export function storeSession({ past, present }: History<Position>): void {
  const stored: Stored = { past: past.slice(-STEPS).map(toText), present: toText(present) };
  try {
    sessionStorage.setItem(NAME, JSON.stringify(stored));
  } catch {
    // Full or forbidden: the address still holds what is on the canvas.
    sessionStorage.removeItem(NAME);
  }
}

/** Return what the tab remembers, as far as it can be played. */
export function recallSession(playable: (position: Position) => boolean): History<Position> | null {
  try {
    const stored = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as Stored | null;
    const past = stored?.past.map(fromText).filter((each) => each !== null) ?? [];
    const present = fromText(stored?.present ?? '');
    if (present === null || !playable(present)) return null;
    return { past: past.filter(playable), present, future: [] };
  } catch {
    return null;
  }
}

function toText(position: Position): string {
  return `${position.model}?${toQuery(write(position).query)}`;
}

function fromText(text: string): Position | null {
  const [model = '', query = ''] = text.split('?', 2);
  return read(model, new URLSearchParams(query));
}
