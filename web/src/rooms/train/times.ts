/** The time budgets that are offered, in minutes: close together where it matters. */
export const TIMES = [
  1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440,
] as const;

/** The place of the offered time that is nearest to some minutes. */
export function nearestTime(minutes: number): number {
  const away = TIMES.map((each) => Math.abs(Math.log(each / minutes)));
  return away.indexOf(Math.min(...away));
}

/** The minutes at a place. */
export function timeAt(place: number): number {
  return TIMES[Math.round(place)] ?? TIMES[0];
}

/** The place of the first offered time, in all, that lets a run go on: its own, if it ended early. */
export function furtherTime(run: { spent: number; budget: number }): number {
  const minutes = run.budget / 60;
  const early = run.spent < 0.95 * run.budget;
  const place = TIMES.findIndex((each) => (early ? each >= minutes : each > minutes * 1.01));
  return place < 0 ? TIMES.length - 1 : place;
}
