/** Keeping what is on the canvas. */

import { makeWorks } from '../../api/routes';
import { toBase64 } from '../../live/packed';
import { ancestors, recognise } from './lineage';
import { player } from './player.svelte';
import { toGesture } from './restoring';
import type { Work } from '../../api/shapes';

/** A recipe travels inside every picture, so the studio refuses a longer gesture. */
const LONGEST_GESTURE = 15_000;

/** Put the picture into the gallery, with all it takes to come back to exactly here. */
export async function keep(): Promise<Work | null> {
  const { position } = player;
  if (position === null) return null;
  const codes = await player.composed(position);
  if (codes === null) return null;
  const gesture = toGesture(position);
  const { works } = await makeWorks({
    command: 'paint',
    model: position.model,
    code: toBase64(codes.code),
    calm: position.calm,
    label: position.label,
    settings: position.sliders,
    size: toPair(player.sizeOf(position)),
    parents: ancestors(position),
    gesture: gesture.address.length > LONGEST_GESTURE ? null : gesture,
  });
  const [work = null] = works;
  if (work !== null) recognise(position, work.id);
  return work;
}

function toPair(size: readonly [number, number] | null): [number, number] | null {
  return size && [...size];
}
