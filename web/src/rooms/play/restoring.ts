/** From a work of the gallery back to the position that made it. */

import { read, toQuery, write } from '../../live/address';
import { fromBase64, pack } from '../../live/packed';
import { begin, moveTo, seeded, take, type Position, type Source } from '../../live/position';
import type { Work } from '../../api/shapes';

/** A code as a recipe holds it. */
interface Packed {
  readonly float32: string;
}

/** What this room reads of a recipe. */
interface Recipe {
  readonly command?: string;
  readonly seed?: number;
  readonly label?: string;
  readonly calm?: number;
  readonly size?: readonly [number, number];
  readonly settings?: Readonly<Record<string, number>>;
  readonly code?: Packed;
  readonly stations?: readonly Packed[];
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

/** A work, or what a file says of one that the gallery has not. */
export type Made = Pick<Work, 'model' | 'recipe'> & { readonly id?: string };

/**
 * Return the position that made a work: the very one where the page kept it, else the work in a
 * corner of the plane that was there before.
 */
export function positionOf(work: Made, before: Position | null): Position {
  const { model } = work;
  const recipe: Recipe = work.recipe;
  const kept = readGesture(recipe.gesture?.address);
  const own = kept !== null && model.id.startsWith(kept.model);
  if (own && (work.id !== undefined || isAlone(kept))) return { ...kept, model: model.id };
  const plane = before?.model === model.id ? before : beginAnew(model.id);
  const { seed, label = null, size = null } = recipe;
  const drawn = recipe.command === 'create' && seed !== undefined;
  const [station] = positionsOf(work);
  if (station !== undefined) return station;
  return {
    ...take(plane, drawn ? seeded(seed) : sourceOf(work, recipe)),
    calm: drawn ? (recipe.calm ?? 1) : 1,
    sliders: recipe.settings ?? {},
    label,
    size,
  };
}

/** Return where a still work's code comes from. */
function sourceOf({ id }: Made, { code }: Recipe): Source {
  if (id !== undefined) return { kind: 'work', work: id };
  if (code === undefined) throw new RangeError('a recipe without a code');
  return packed(code, []);
}

function packed({ float32 }: Packed, parents: readonly string[]): Source {
  const code = fromBase64(float32);
  return { kind: 'code', code: pack(code, code.length), parents };
}

/** Return the stops of a film; none for a still work. */
export function positionsOf({ id, model, ...work }: Made): Position[] {
  const recipe: Recipe = work.recipe;
  return (recipe.stations ?? []).map((code) => {
    const plane = take(beginAnew(model.id), packed(code, id === undefined ? [] : [id]));
    return { ...plane, sliders: recipe.settings ?? {}, size: recipe.size ?? null };
  });
}

/** Return how a film goes through its stops. */
export function mannerOf(work: Made): { loop?: boolean; ease?: number } {
  const { loop, ease }: Recipe = work.recipe;
  return { ...(loop === undefined ? {} : { loop }), ...(ease === undefined ? {} : { ease }) };
}

/** Say whether a position needs no work of the gallery. */
function isAlone({ corners, style }: Position): boolean {
  const sources = style === null ? corners : [...corners, style.source];
  return sources.every(({ kind }) => kind === 'seed' || kind === 'code');
}

function readGesture(address: unknown): Position | null {
  if (typeof address !== 'string') return null;
  const [path = '', query = ''] = address.split('?', 2);
  return read(path.replace(/^play\//, ''), new URLSearchParams(query));
}
