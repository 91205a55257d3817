/** From a work of the gallery back to the position that made it. */

import { read, toQuery, write } from '../../live/address';
import { fromBase64, pack } from '../../live/packed';
import { begin, moveTo, seeded, take, type Position } from '../../live/position';
import type { Work } from '../../api/shapes';

/** What this room reads of a recipe. */
interface Recipe {
  readonly seed?: number;
  readonly label?: string;
  readonly calm?: number;
  readonly size?: readonly [number, number];
  readonly settings?: Readonly<Record<string, number>>;
  readonly stations?: readonly { readonly float32: string }[];
  readonly loop?: boolean;
  readonly ease?: number;
  readonly gesture?: { readonly address?: unknown };
}

/** Seeds that a model begins with: small ones, which the README's examples use as well. */
const FIRST = [1, 2, 3, 4];

/** Begin with a model nobody has played here yet: at its first seed, which can be made anywhere. */
export function beginAnew(model: string): Position {
  const seeds = FIRST.values();
  return moveTo(
    begin(model, () => seeds.next().value ?? 0),
    0,
    0,
  );
}

/** Return the position as a gesture that a recipe can hold. */
export function toGesture(position: Position): { address: string } {
  const { model, query } = write(position);
  return { address: `play/${model}?${toQuery(query)}` };
}

/**
 * Return the position that made a work: the very one where the page kept it, else the work in a
 * corner of the plane that was there before.
 */
export function positionOf(work: Work, before: Position | null): Position {
  const { model } = work;
  const recipe: Recipe = work.recipe;
  const kept = readGesture(recipe.gesture?.address);
  if (kept !== null && model.id.startsWith(kept.model)) return { ...kept, model: model.id };
  const plane = before?.model === model.id ? before : beginAnew(model.id);
  const { seed, label = null, size = null } = recipe;
  const drawn = work.command === 'create' && seed !== undefined;
  const [station] = positionsOf(work);
  if (station !== undefined) return station;
  return {
    ...take(plane, drawn ? seeded(seed) : { kind: 'work', work: work.id }),
    calm: drawn ? (recipe.calm ?? 1) : 1,
    sliders: recipe.settings ?? {},
    label,
    size,
  };
}

/** Return the stops of a film; none for a still work. */
export function positionsOf({ id, model, ...work }: Work): Position[] {
  const recipe: Recipe = work.recipe;
  return (recipe.stations ?? []).map(({ float32 }) => {
    const code = fromBase64(float32);
    const packed = { kind: 'code', code: pack(code, code.length), parents: [id] } as const;
    const plane = take(beginAnew(model.id), packed);
    return { ...plane, sliders: recipe.settings ?? {}, size: recipe.size ?? null };
  });
}

/** Return how a film goes through its stops. */
export function mannerOf(work: Work): { loop?: boolean; ease?: number } {
  const { loop, ease }: Recipe = work.recipe;
  return { ...(loop === undefined ? {} : { loop }), ...(ease === undefined ? {} : { ease }) };
}

function readGesture(address: unknown): Position | null {
  if (typeof address !== 'string') return null;
  const [path = '', query = ''] = address.split('?', 2);
  return read(path.replace(/^play\//, ''), new URLSearchParams(query));
}
