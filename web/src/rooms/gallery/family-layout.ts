import type { Family, Kin } from '../../api/shapes';

export const NODE = 72;
const ACROSS = 20;
const DOWN = 36;

/** A relative and where it is drawn: the left upper corner of its square. */
export interface Placed {
  kin: Kin;
  x: number;
  y: number;
}

export interface Tree {
  placed: Placed[];
  /** Lines from a parent to a child, as SVG paths. */
  lines: { key: string; path: string; near: boolean }[];
  width: number;
  height: number;
}

/** Lay a family out, the oldest generation on top, children under the middle of their parents. */
export function layOut(family: Family): Tree {
  const generations = [...new Set(family.kin.map((each) => each.generation))].sort((a, b) => a - b);
  const rows = generations.map((each) => family.kin.filter((kin) => kin.generation === each));
  const widest = Math.max(1, ...rows.map((row) => row.length));
  const width = widest * (NODE + ACROSS) - ACROSS;
  const at = new Map<string, Placed>();
  rows.forEach((row, depth) => {
    const wanted = row.map((kin) => ({ kin, wish: middle(family, at, kin.id) ?? width / 2 }));
    wanted.sort((one, other) => one.wish - other.wish);
    const free = (width - (row.length * (NODE + ACROSS) - ACROSS)) / 2;
    wanted.forEach(({ kin }, place) =>
      at.set(kin.id, { kin, x: free + place * (NODE + ACROSS), y: depth * (NODE + DOWN) }),
    );
  });
  return {
    placed: [...at.values()],
    lines: lines(family, at),
    width,
    height: rows.length * (NODE + DOWN) - DOWN,
  };
}

/** The mean place of the parents that are drawn already. */
function middle(family: Family, at: Map<string, Placed>, child: string): number | null {
  const parents = family.descents
    .filter((each) => each.child === child)
    .flatMap((each) => at.get(each.parent) ?? []);
  if (parents.length === 0) return null;
  return parents.reduce((sum, each) => sum + each.x, 0) / parents.length;
}

function lines(family: Family, at: Map<string, Placed>): Tree['lines'] {
  return family.descents.flatMap(({ parent, child }) => {
    const from = at.get(parent);
    const to = at.get(child);
    if (from === undefined || to === undefined) return [];
    const [x1, y1] = [from.x + NODE / 2, from.y + NODE];
    const [x2, y2] = [to.x + NODE / 2, to.y];
    const half = (y1 + y2) / 2;
    return [
      {
        key: `${parent}-${child}`,
        path: `M${x1} ${y1}C${x1} ${half} ${x2} ${half} ${x2} ${y2}`,
        near: parent === family.root || child === family.root,
      },
    ];
  });
}
