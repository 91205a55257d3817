import type { Metrics } from '../../api/shapes';

/** What a run wrote down at one look at its pictures. */
export interface Look {
  seconds: number;
  quality: number | null;
  losses: Readonly<Record<string, number>>;
}

/** One line of the chart: its points in seconds and in its own unit. */
export interface Line {
  name: string;
  points: readonly (readonly [seconds: number, value: number])[];
  low: number;
  high: number;
}

/** Read the looks out of what a run wrote down; other remarks are left out. */
export function readLooks(records: Metrics['records']): Look[] {
  return records.flatMap((record) => {
    const { seconds, quality, losses } = record;
    if (typeof seconds !== 'number' || typeof losses !== 'object' || losses === null) return [];
    const numbers = Object.entries(losses).filter(
      (each): each is [string, number] => typeof each[1] === 'number',
    );
    return [
      {
        seconds,
        quality: typeof quality === 'number' ? quality : null,
        losses: Object.fromEntries(numbers),
      },
    ];
  });
}

/** Put looks into lines: the quality first, then each loss. */
export function drawLines(looks: readonly Look[]): Line[] {
  const names = [...new Set(looks.flatMap((look) => Object.keys(look.losses)))];
  const quality = line('quality', looks, (look) => look.quality);
  const losses = names.map((name) => line(name, looks, (look) => look.losses[name] ?? null));
  return [quality, ...losses].filter((each) => each.points.length > 0);
}

function line(name: string, looks: readonly Look[], value: (look: Look) => number | null): Line {
  const points = looks.flatMap((look) => {
    const at = value(look);
    return at === null ? [] : [[look.seconds, at] as const];
  });
  const values = points.map((point) => point[1]);
  return { name, points, low: Math.min(...values), high: Math.max(...values) };
}

/** The path of a line in a box, each line on its own scale because their units differ. */
export function path(line: Line, seconds: number, width: number, height: number): string {
  const range = line.high - line.low || 1;
  return line.points
    .map(([at, value], k) => {
      const x = (at / Math.max(seconds, 1)) * width;
      const y = height - ((value - line.low) / range) * height;
      return `${k === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
