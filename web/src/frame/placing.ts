/** Where a card stands beside what it speaks of. */

/** What a card should not cover, and how much it would matter. */
export interface Obstacle {
  box: DOMRect;
  weight: number;
}

export interface Place {
  left: number;
  top: number;
}

interface Size {
  width: number;
  height: number;
}

export const GAP = 12;
const DISTANCE = 10; // a step of one pixel further away costs as much as covering so many

/** The box around several. */
export function surround(boxes: readonly DOMRect[]): DOMRect {
  const left = Math.min(...boxes.map((each) => each.left));
  const top = Math.min(...boxes.map((each) => each.top));
  const right = Math.max(...boxes.map((each) => each.right));
  const bottom = Math.max(...boxes.map((each) => each.bottom));
  return new DOMRect(left, top, right - left, bottom - top);
}

/** The place near `box` or `scene`, which is around it, where a card covers the least that matters. */
export function findPlace(
  box: DOMRect,
  scene: DOMRect,
  card: Size,
  window: Size,
  obstacles: readonly Obstacle[],
): Place {
  const far = { left: window.width - card.width - GAP, top: window.height - card.height - GAP };
  const within = (value: number, most: number): number => Math.max(GAP, Math.min(value, most));
  const lefts = [box, scene].flatMap(({ left, right }) => [
    (left + right - card.width) / 2,
    right + GAP,
    left,
    right - card.width,
    left - GAP - card.width,
  ]);
  const tops = [box, scene].flatMap(({ top, bottom }) => [
    top,
    bottom + GAP,
    top - GAP - card.height,
    bottom - card.height,
  ]);
  const places = [...lefts, GAP, far.left].flatMap((left) =>
    [...tops, GAP, far.top].map((top) => ({
      left: within(left, far.left),
      top: within(top, far.top),
    })),
  );
  const price = ({ left, top }: Place): number => {
    const taken = new DOMRect(left, top, card.width, card.height);
    const covered = obstacles.reduce(
      (sum, { box, weight }) => sum + weight * shared(taken, box),
      0,
    );
    return covered + DISTANCE * apart(taken, box);
  };
  return places.reduce((best, each) => (price(each) < price(best) ? each : best));
}

/** Pixels that two boxes share. */
function shared(one: DOMRect, other: DOMRect): number {
  const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return Math.max(0, wide) * Math.max(0, high);
}

/** How far two boxes lie from each other. */
function apart(one: DOMRect, other: DOMRect): number {
  const across = Math.max(one.left - other.right, other.left - one.right, 0);
  const down = Math.max(one.top - other.bottom, other.top - one.bottom, 0);
  return Math.hypot(across, down);
}
