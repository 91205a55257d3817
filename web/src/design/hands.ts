/** What can be set by hand in the place of what the one dial of adventure means. */
export type Hand = 'temperature' | 'top_k' | 'top_p' | 'min_p' | 'repetition' | 'loop';
/** What was set; what is missing, or null, is left to the dial. */
export type Hands = Readonly<Partial<Record<Hand, number | null>>>;

/** From where to where each goes on the page, and in which steps. */
export const RANGES: Readonly<Record<Hand, { low: number; high: number; step: number }>> = {
  temperature: { low: 0.1, high: 2, step: 0.001 },
  top_k: { low: 0, high: 100, step: 1 },
  top_p: { low: 0.1, high: 1, step: 0.001 },
  min_p: { low: 0, high: 0.5, step: 0.001 },
  repetition: { low: 1, high: 10, step: 0.05 },
  loop: { low: 0, high: 10, step: 0.05 },
};

export const HANDS = Object.keys(RANGES) as readonly Hand[];

/** What adventure means: `etude.inference.sampling.adventure`. */
export function imply(adventure: number): Record<Hand, number> {
  return {
    temperature: 0.7 + 0.5 * adventure,
    top_k: 0,
    top_p: 0.9 + 0.08 * adventure,
    min_p: 0.04 * (1 - adventure),
    repetition: 1,
    loop: 0,
  };
}

/** Return those of some that were set. */
export function given(set: Hands, names: readonly Hand[]): Partial<Record<Hand, number>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = set[name] ?? null;
      return value === null ? [] : [[name, value]];
    }),
  );
}
