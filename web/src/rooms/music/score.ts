import type { Score as Sent } from '../../api/shapes';

// A piece as the room holds it: values that never change, so that any of them can be gone back to.

export const QUARTER = 480;
export const DRUMS = -1;
export const DEFAULT_TEMPO = 120;
export const MOST_BARS = 2000;

export interface Note {
  readonly start: number;
  readonly pitch: number;
  readonly duration: number;
  readonly velocity: number;
  readonly voice: number;
  readonly spelling: number | null;
}

export interface Part {
  /** Of this visit alone: parts come, go and change places. */
  readonly id: number;
  readonly name: string;
  readonly program: number;
  readonly joined: boolean;
  readonly notes: readonly Note[];
}

export interface Score extends Omit<Sent, 'parts'> {
  readonly parts: readonly Part[];
}

export interface Bar {
  /** As musicians count: a pick-up is 0. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
  /** What people tap, in ticks. */
  readonly beat: number;
}

let lastPart = 0;

/** A number for a part that was not there before. */
export function newPartId(): number {
  lastPart += 1;
  return lastPart;
}

/** Read a piece as the studio tells it. */
export function receive(sent: Sent): Score {
  return {
    ...sent,
    parts: sent.parts.map((part) => ({
      ...part,
      id: newPartId(),
      notes: part.notes.map(([start, pitch, duration, velocity, voice, spelling]) => ({
        start,
        pitch,
        duration,
        velocity,
        voice,
        spelling,
      })),
    })),
  };
}

/** Write a piece as the studio reads it. */
export function write(score: Score): Sent {
  return {
    ...score,
    parts: score.parts.map(({ name, program, joined, notes }) => ({
      name,
      program,
      joined,
      notes: notes.map((n) => [n.start, n.pitch, n.duration, n.velocity, n.voice, n.spelling]),
    })),
  };
}

/** Eight empty bars for a piano. */
export function blank(): Score {
  return {
    title: '',
    composer: '',
    length: 8 * 4 * QUARTER,
    pickup: 0,
    metres: [[0, 4, 4]],
    keys: [],
    tempos: [[0, 100]],
    chords: [],
    fermatas: [],
    parts: [{ id: newPartId(), name: '', program: 0, joined: false, notes: [] }],
  };
}

/** How long a bar of a metre is, in ticks. */
export function barLength(beats: number, unit: number): number {
  return (beats * 4 * QUARTER) / unit;
}

/** Every bar from the first to the last bar line. */
export function barsOf(score: Pick<Score, 'metres' | 'length' | 'pickup'>): Bar[] {
  const found: Bar[] = [];
  score.metres.forEach(([start, beats, unit], k) => {
    const end = score.metres[k + 1]?.[0] ?? score.length;
    const compound = unit >= 8 && beats % 3 === 0 && beats > 3;
    const beat = ((compound ? 3 : 1) * 4 * QUARTER) / unit;
    let at = start;
    while (at < end) {
      const first = found.length === 0 && score.pickup > 0;
      const length = first ? score.pickup : barLength(beats, unit);
      const number = found.length + (score.pickup > 0 ? 0 : 1);
      found.push({ number, start: at, end: at + length, beat });
      at += length;
    }
  });
  return found;
}

/** The bar in which a tick lies. */
export function barAt(bars: readonly Bar[], tick: number): Bar | undefined {
  let low = 0;
  let high = bars.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((bars[middle]?.start ?? 0) <= tick) low = middle;
    else high = middle;
  }
  return bars[low];
}

/** Let a piece be as long as its notes need, in whole bars. */
export function stretched(score: Score): Score {
  const last = Math.max(0, ...score.parts.flatMap((p) => p.notes.map((n) => n.start + n.duration)));
  if (last <= score.length) return score;
  const [, beats, unit] = score.metres.at(-1) ?? [0, 4, 4];
  const bar = barLength(beats, unit);
  return { ...score, length: score.length + Math.ceil((last - score.length) / bar) * bar };
}

/** The tempo at the beginning, in quarters a minute. */
export function tempoOf(score: Score): number {
  const first = score.tempos[0];
  return first !== undefined && first[0] === 0 ? first[1] : DEFAULT_TEMPO;
}

/** Change the tempo; what is slower or faster inside the piece stays so. */
export function withTempo(score: Score, tempo: number): Score {
  const factor = tempo / tempoOf(score);
  const rest = score.tempos.filter(([start]) => start > 0);
  const scaled = rest.map(([start, each]): [number, number] => [start, bounded(each * factor)]);
  return { ...score, tempos: [[0, bounded(tempo)], ...scaled] };
}

function bounded(tempo: number): number {
  return Math.round(100 * Math.min(600, Math.max(5, tempo))) / 100;
}

/** Where the tempo changes: tick, second, seconds a tick. */
function marks(score: Score): [number, number, number][] {
  const pace = (tempo: number): number => 60 / tempo / QUARTER;
  const found: [number, number, number][] = [[0, 0, pace(tempoOf(score))]];
  for (const [start, tempo] of score.tempos) {
    if (start === 0) continue;
    const [tick, second, slow] = found.at(-1) ?? [0, 0, pace(DEFAULT_TEMPO)];
    found.push([start, second + (start - tick) * slow, pace(tempo)]);
  }
  return found;
}

/** When a tick sounds, in seconds from the beginning. */
export function secondsAt(score: Score, tick: number): number {
  const all = marks(score);
  const [from, second, pace] = all.findLast(([start]) => start <= tick) ?? all[0] ?? [0, 0, 0];
  return second + (tick - from) * pace;
}

/** What sounds at a second, in ticks. */
export function tickAt(score: Score, second: number): number {
  const all = marks(score);
  const [tick, from, pace] = all.findLast(([, at]) => at <= second) ?? all[0] ?? [0, 0, 1];
  return tick + (second - from) / pace;
}

const NAMES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'];

/** What a pitch is called, such as F♯4. */
export function pitchName(pitch: number): string {
  return `${NAMES[pitch % 12]}${Math.floor(pitch / 12) - 1}`;
}

/** Whether a pitch is a black key. */
export function isBlack(pitch: number): boolean {
  return [1, 3, 6, 8, 10].includes(pitch % 12);
}
