/** Which works stand where: what is kept or opened there is the parent of what is made of it. */

import { contributing, equal, parentsOf, worksOf, type Position } from '../../live/position';
import { fromText, recall, store, toText } from './session';

const NAME = 'lineage';
const MOST = 40;
/** The studio takes as many parents of a work. */
const MOST_PARENTS = 16;

interface Known {
  readonly position: Position;
  readonly work: string;
}

let known: readonly Known[] = read();

/** Remember that a position gives a work. */
export function recognise(position: Position, work: string): void {
  known = [...known, { position, work }].slice(-MOST);
  store(
    NAME,
    known.map((each) => [toText(each.position), each.work]),
  );
}

/**
 * Return the works that a position comes from: the one that stands in the same place, whatever its
 * sliders and layers are by now, else those that its corners hold.
 */
export function ancestors(position: Position): string[] {
  const place = placeOf(position);
  const here =
    known.findLast((each) => equal(each.position, position)) ??
    known.findLast((each) => placeOf(each.position) === place);
  if (here === undefined) return parentsOf(position).slice(0, MOST_PARENTS);
  const { style } = position;
  const mixed = style === null || same(style, here.position.style) ? [] : worksOf(style.source);
  return [...new Set([here.work, ...mixed])].slice(0, MOST_PARENTS);
}

/** Return the works that several positions come from, each once. */
export function allAncestors(positions: readonly Position[]): string[] {
  return [...new Set(positions.flatMap(ancestors))].slice(0, MOST_PARENTS);
}

function placeOf(position: Position): string {
  const { model, label, x, y } = position;
  return JSON.stringify([model, label, x, y, contributing(position)]);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function read(): Known[] {
  return recall<[string, string][]>(NAME, []).flatMap(([text, work]) => {
    const position = fromText(text);
    return position === null ? [] : [{ position, work }];
  });
}
