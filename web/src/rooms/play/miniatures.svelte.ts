/** Small pictures: of corners, children, stops and works. */

import { write } from '../../live/address';
import type { Four } from '../../live/codes';
import { CORNERS, type Position, type Source } from '../../live/position';
import { player } from './player.svelte';

const KEPT = 96;
const kept = new Map<string, ImageData>();

/** Return a position that is nothing but a source, with the present calm, sliders and size. */
export function alone(position: Position, source: Source): Position {
  return { ...position, corners: [source, source, source, source], x: 0, y: 0 };
}

/** Paint a position small, when nothing else is to be painted; null where that is not wanted any more. */
export async function miniature(
  position: Position,
  signal?: AbortSignal,
): Promise<ImageData | null> {
  const pins = [false, false, false, false] as const;
  const key = JSON.stringify(write({ ...position, pins }));
  const there = kept.get(key);
  if (there !== undefined) return there;
  const codes = await player.composed(position);
  if (codes === null || signal?.aborted === true || player.stage === null) return null;
  const picture = await player.stage.small(codes.seen, player.sizeOf(position), signal);
  if (picture === null) return null;
  const [oldest] = kept.keys();
  if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(key, picture);
  return picture;
}

/** The pictures of the four corners, as the picture would be there. */
export class Corners {
  pictures = $state.raw<Four<ImageData | null>>([null, null, null, null]);
  private painting = new AbortController();

  /** Paint them anew; a style is left out, since it would make them all alike. */
  async paint(position: Position): Promise<void> {
    this.painting.abort();
    this.painting = new AbortController();
    const { signal } = this.painting;
    const pictures = await Promise.all(
      CORNERS.map((k) =>
        miniature(alone({ ...position, style: null }, position.corners[k]), signal).catch(
          () => null,
        ),
      ),
    );
    const [a = null, b = null, c = null, d = null] = pictures;
    if (!signal.aborted) this.pictures = [a, b, c, d];
  }
}
