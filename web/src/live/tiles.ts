/** Pictures of any size: which part of the plane they show, and the tiles they are made of. */

/** Left, top, right, bottom; y goes down. */
export type Window = readonly [number, number, number, number];

/** A part of a picture. */
export interface Tile {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  readonly window: Window;
}

/** The side of a tile, the same as in Python: a tile's layers then fit the processor's cache. */
export const TILE = 128;

/** The shorter side shows -1 to 1, the longer one as much more as it is longer. */
export function defaultWindow(height: number, width: number): Window {
  const short = Math.min(height, width);
  return [-width / short, -height / short, width / short, height / short];
}

/** Cut a picture into tiles, row by row. */
export function cutTiles(height: number, width: number, side = TILE): Tile[] {
  const [left, top, right, bottom] = defaultWindow(height, width);
  const [across, down] = [(right - left) / width, (bottom - top) / height];
  const tiles: Tile[] = [];
  for (let row = 0; row < height; row += side) {
    const tall = Math.min(side, height - row);
    for (let column = 0; column < width; column += side) {
      const wide = Math.min(side, width - column);
      const [x, y] = [left + column * across, top + row * down];
      const window: Window = [x, y, x + wide * across, y + tall * down];
      tiles.push({ top: row, left: column, height: tall, width: wide, window });
    }
  }
  return tiles;
}

/** Return a picture's sides, made smaller so that the longer one is at most so long. */
export function shrink(height: number, width: number, longest: number): [number, number] {
  const scale = Math.min(1, longest / Math.max(height, width));
  return [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
}
