import type { Candidate } from '../../api/shapes';
import { number, t } from '../../messages/catalogue.svelte';

/** Semitones from which on a melody stays above the voices that were written to it. */
const ABOVE = 7;

/** Say what somebody should know of a candidate: given chords, and where a melody was moved. */
export function remarks(measured: Candidate['measured']): string[] {
  const agreed = measured['agreed'];
  const [moved, octaves, beyond] = ['moved', 'octaves', 'beyond'].map((name) =>
    Number(measured[name] ?? 0),
  ) as [number, number, number];
  return [
    ...(typeof agreed === 'number'
      ? [t('music.came-agreed', { share: `${number(100 * agreed, 0)} %` })]
      : []),
    ...(octaves ? [t('music.came-octaves', { octaves })] : []),
    ...(!octaves && moved <= -ABOVE ? [t('music.came-above')] : []),
    ...(!octaves && moved && moved > -ABOVE
      ? [t('music.came-moved', { semitones: Math.abs(moved) })]
      : []),
    ...(beyond ? [t('music.came-beyond', { notes: beyond })] : []),
  ];
}
