/** Sizes to choose from, for a model that paints any. */

import { t } from '../../messages/catalogue.svelte';

type Size = readonly [number, number];

const SIDES = [512, 1024, 2048];
const OTHERS: readonly Size[] = [
  [768, 512],
  [512, 768],
  [1080, 1920],
  [1920, 1080],
];

/** Return a size as the value of a choice. */
export function toText([height, width]: Size): string {
  return `${height}x${width}`;
}

/** Return the size that a choice names. */
export function toSize(text: string): Size {
  const [height = 1, width = 1] = text.split('x').map(Number);
  return [height, width];
}

/** Return the choices: those that the model can paint, and the present one. */
export function sizes(present: Size, longest: number): { value: string; label: string }[] {
  const all: Size[] = [...SIDES.map((side): Size => [side, side]), ...OTHERS];
  const possible = all.filter((size) => Math.max(...size) <= longest);
  const here = possible.some((size) => toText(size) === toText(present));
  return (here ? possible : [present, ...possible]).map((size) => ({
    value: toText(size),
    label: name(size),
  }));
}

function name([height, width]: Size): string {
  return height === width
    ? t('play.size-square', { side: String(width) })
    : t('play.size-other', { width: String(width), height: String(height) });
}
