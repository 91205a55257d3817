/**
 * Arithmetic of codes: what dragging, calm, sliders, mixing, breeding and films do to them.
 *
 * The formulas are those of the Python rooms `explore.moves` and `inference.model`; a test holds
 * the two together. A code is L rows of D numbers, row by row.
 */

export type Code = Float32Array;

/** Where codes live: their shape, their mean, and one code for each slider. */
export interface Space {
  readonly rows: number;
  readonly size: number;
  readonly mean: Code;
  readonly axes: readonly Code[];
}

export type Four<T> = readonly [T, T, T, T];

/** What each corner weighs at a point: above left, above right, below left, below right. */
export function weigh(x: number, y: number): Four<number> {
  return [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y];
}

/**
 * Blend four codes at a point of the plane between them, 0 to 1 to the right and down.
 *
 * A point is a child of its corners, so that the middle of the plane is as vivid as they are.
 */
export function blend(corners: Four<Code>, space: Space, x: number, y: number): Code {
  const weights = weigh(x, y);
  return crossbreed(
    corners,
    space.mean,
    Array.from({ length: space.rows }, () => weights),
  );
}

/** Draw a code towards the mean (0 is the mean itself, 1 changes nothing), or away from it. */
export function calm(w: Code, mean: Code, amount: number): Code {
  return w.map((value, i) => at(mean, i) + amount * (value - at(mean, i)));
}

/** Move a code along the axes; a value of 0 changes nothing. */
export function steer(w: Code, axes: readonly Code[], values: readonly number[]): Code {
  const moved = Float32Array.from(w);
  axes.forEach((axis, k) => {
    const value = values[k] ?? 0;
    if (value !== 0) axis.forEach((step, i) => (moved[i] = at(moved, i) + value * step));
  });
  return moved;
}

/**
 * Take rows of another code.
 *
 * `share` is how much of `b` these rows hold; 0 is the coarsest row.
 */
export function mix(a: Code, b: Code, size: number, rows: readonly number[], share: number): Code {
  const mixed = Float32Array.from(a);
  for (const row of rows) {
    for (let i = row * size; i < (row + 1) * size; i++) {
      mixed[i] = (1 - share) * at(a, i) + share * at(b, i);
    }
  }
  return mixed;
}

/** The rows a style is taken from where nobody chose: the finer half, or the only one. */
export function fineRows(count: number): number[] {
  const first = Math.floor(count / 2);
  return Array.from({ length: count - first }, (_, k) => first + k);
}

/**
 * Turn a code some way towards a stranger, as seen from the mean.
 *
 * The way is an arc, so that a variation is as likely as its parent; 0 changes nothing, 1 gives
 * the stranger.
 */
export function vary(w: Code, stranger: Code, mean: Code, strength: number): Code {
  const angle = (strength * Math.PI) / 2;
  const [kept, taken] = [Math.cos(angle), Math.sin(angle)];
  return w.map((value, i) => {
    const middle = at(mean, i);
    return middle + kept * (value - middle) + taken * (at(stranger, i) - middle);
  });
}

/**
 * Make a child of several codes.
 *
 * `shares[row][parent]` says how much each parent gives to a row. The average is set back to the
 * distance from the mean that its parents have, since averages look dull.
 */
export function crossbreed(
  parents: readonly Code[],
  mean: Code,
  shares: readonly (readonly number[])[],
): Code {
  const size = mean.length / shares.length;
  const child = new Float32Array(mean.length);
  shares.forEach((given, row) => {
    const start = row * size;
    const average = new Float64Array(size);
    let wanted = 0;
    parents.forEach((parent, p) => {
      const share = given[p] ?? 0;
      if (share === 0) return;
      let squares = 0;
      for (let i = 0; i < size; i++) {
        const away = at(parent, start + i) - at(mean, start + i);
        average[i] = (average[i] as number) + share * away;
        squares += away * away;
      }
      wanted += share * Math.sqrt(squares);
    });
    const length = Math.sqrt(average.reduce((total, value) => total + value * value, 0));
    const stretch = wanted / Math.max(length, 1e-12);
    const bounded = Math.min(Math.max(stretch, 1), Math.sqrt(parents.length));
    average.forEach((value, i) => {
      child[start + i] = at(mean, start + i) + bounded * value;
    });
  });
  return child;
}

/** Weights for `crossbreed`: uneven, so that a child takes after one parent here, another there. */
export function drawShares(rows: number, parents: number, random = Math.random): number[][] {
  return Array.from({ length: rows }, () => {
    // Powers of uniform numbers stand for a Dirichlet law that favours its corners.
    const drawn = Array.from({ length: parents }, () => random() ** 3 + 1e-6);
    const total = drawn.reduce((a, b) => a + b, 0);
    return drawn.map((value) => value / total);
  });
}

/** A journey through some codes. */
export interface Journey {
  /** How many codes it has; not fewer than stations. */
  readonly frames: number;
  /** Whether it comes back; its last frame is then one step before its first. */
  readonly loop: boolean;
  /** 0 moves evenly, 1 comes to rest at every station. */
  readonly ease: number;
}

/** Return one code of a journey: a Catmull-Rom spline that goes through every station. */
export function journeyAt(stations: readonly Code[], journey: Journey, frame: number): Code {
  const count = stations.length;
  const legs = journey.loop ? count : count - 1;
  const steps = journey.loop ? journey.frames : journey.frames - 1;
  const time = (legs * frame) / Math.max(steps, 1);
  const leg = Math.min(Math.floor(time), legs - 1);
  const t = ease(time - leg, journey.ease);
  const around = [leg - 1, leg, leg + 1, leg + 2].map((k) =>
    journey.loop ? (k + count) % count : Math.min(Math.max(k, 0), count - 1),
  );
  const weights = [
    t * (-1 + t * (2 - t)),
    2 + t * t * (3 * t - 5),
    t * (1 + t * (4 - 3 * t)),
    t * t * (t - 1),
  ];
  return sum(
    around.map((k) => stations[k] as Code),
    weights.map((weight) => weight / 2),
  );
}

function ease(t: number, amount: number): number {
  return (1 - amount) * t + amount * t * t * (3 - 2 * t);
}

function sum(codes: readonly Code[], weights: readonly number[]): Code {
  const total = new Float64Array(codes[0]?.length ?? 0);
  codes.forEach((code, k) => {
    const weight = weights[k] ?? 0;
    if (weight !== 0)
      code.forEach((value, i) => (total[i] = (total[i] as number) + weight * value));
  });
  return Float32Array.from(total);
}

function at(code: Code, i: number): number {
  return code[i] as number;
}
