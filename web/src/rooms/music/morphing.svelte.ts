import { singPhrase } from '../../api/routes';
import type { Blend, Model } from '../../api/shapes';
import { go, redo, start, touch, undo, type History } from '../../live/history';
import { haveModels, models } from '../../state/models.svelte';
import { phraseLoop } from './phrase-loop.svelte';
import { piece } from './piece.svelte';
import { barsOf, receive, stretched, write, type Note, type Score } from './score';
import { transport } from './transport.svelte';

export type Source = Blend['corners'][number];

/** A phrase at a corner of the pad, and what to call it. */
export interface Corner {
  readonly source: Source;
  readonly seed: number | null;
  /** The bars of the piece that it was taken from, counted from one. */
  readonly bars: readonly [number, number] | null;
}

/** All that the pad is set to; one value, so that every step can be taken back. */
export interface Setting {
  readonly corners: readonly [Corner, Corner, Corner, Corner];
  readonly x: number;
  readonly y: number;
  readonly sliders: Readonly<Record<string, number>>;
}

const LARGEST_SEED = 2 ** 31;
const MODES = { major: 0, minor: 3, dorian: 2, mixolydian: 1, lydian: -1, phrygian: 4, locrian: 5 };
const METRES = ['4/4', '2/2', '3/4', '6/8', '2/4'];

/** A phrase of the model's own. */
export function own(): Corner {
  const seed = Math.floor(Math.random() * LARGEST_SEED);
  return { source: { seed }, seed, bars: null };
}

/** The pad between four phrases: what lies where the hand is, sung by the studio and heard at once. */
class Morphing {
  model = $state.raw<Model | null>(null);
  history = $state.raw<History<Setting> | null>(null);
  phrase = $state.raw<Score | null>(null);
  /** Of each corner, the share of it that the model can sing back. */
  near = $state.raw<readonly number[]>([]);
  busy = $state(false);
  private wanted = false;
  private asking = false;

  setting = $derived(this.history?.present ?? null);
  sliders = $derived(this.model?.sliders ?? []);

  /** Find the models of phrases; the first is played until another is chosen. */
  choices = $derived((models() ?? []).filter(({ commands }) => commands.includes('decode')));

  async open(): Promise<void> {
    await haveModels();
    this.model ??= this.choices[0] ?? null;
    this.history ??= start<Setting>({
      corners: [own(), own(), own(), own()],
      x: 0.5,
      y: 0.5,
      sliders: {},
    });
    await this.sing();
  }

  choose(id: string): Promise<void> {
    this.model = this.choices.find((each) => each.id === id) ?? this.model;
    return this.change({ sliders: {} });
  }

  /** Move within a step that a hand is still making. */
  touch(change: Partial<Setting>): Promise<void> {
    if (this.history) this.history = touch(this.history, { ...this.history.present, ...change });
    return this.sing();
  }

  /** Go on to another setting, as a step that can be taken back. */
  change(change: Partial<Setting>): Promise<void> {
    if (this.history) this.history = go(this.history, { ...this.history.present, ...change });
    return this.sing();
  }

  setCorner(at: number, corner: Corner): Promise<void> {
    if (this.setting === null) return Promise.resolve();
    const corners = this.setting.corners.with(at, corner) as unknown as Setting['corners'];
    return this.change({ corners });
  }

  /** The two bars of the piece at the chosen notes, else at the playhead, as a corner. */
  fromPiece(): Corner | null {
    const { score, part } = piece;
    if (score === null || part === undefined) return null;
    const all = barsOf(score);
    const [first] = this.span(score);
    const bars = [all[first]?.number ?? 1, all[first + 1]?.number ?? 2] as const;
    return {
      source: { score: write(score), first, part: score.parts.indexOf(part) },
      seed: null,
      bars,
    };
  }

  /** The first bar that the pad writes to, its beginning, and the end of the one after it. */
  span(score: Score): [number, number] {
    const all = barsOf(score);
    const notes = [...piece.chosen].map((note) => note.start);
    const tick = notes.length > 0 ? Math.min(...notes) : transport.place;
    const at = all.findLastIndex((bar) => bar.start <= tick);
    const first = Math.max(0, Math.min(at, all.length - 2));
    return [first, all[first]?.start ?? 0];
  }

  undo(): Promise<void> {
    if (this.history) this.history = undo(this.history);
    return this.sing();
  }

  redo(): Promise<void> {
    if (this.history) this.history = redo(this.history);
    return this.sing();
  }

  /** Write the phrase into the active part, over what its bars hold there. */
  place(): void {
    const { score, part } = piece;
    if (score === null || part === undefined || this.phrase === null) return;
    const [, begin] = this.span(score);
    const end = begin + this.phrase.length;
    const kept = part.notes
      .filter((note) => note.start >= end || note.start < begin)
      .map((note) => (note.start < begin ? ending(note, begin) : note));
    const sung = (this.phrase.parts[0]?.notes ?? []).map((note) => ({
      ...note,
      start: note.start + begin,
    }));
    const notes = [...kept, ...sung].toSorted((a, b) => a.start - b.start || a.pitch - b.pitch);
    const parts = score.parts.map((each) => (each.id === part.id ? { ...each, notes } : each));
    piece.change(stretched({ ...score, parts }), new Set(sung));
  }

  /** Ask for what lies here; while an answer is on its way, only the latest place counts. */
  async sing(): Promise<void> {
    this.wanted = true;
    if (this.asking) return;
    this.asking = this.busy = true;
    try {
      while (this.wanted) {
        this.wanted = false;
        const wish = this.wish();
        if (wish === null) return;
        const { score, near } = await singPhrase(wish);
        this.phrase = receive(score);
        this.near = near;
        phraseLoop.set(this.phrase);
      }
    } finally {
      this.asking = this.busy = false;
    }
  }

  private wish(): Blend | null {
    const { setting, model } = this;
    if (setting === null || model === null) return null;
    const { x, y, corners, sliders } = setting;
    const tempo = piece.score?.tempos.findLast(([start]) => start <= transport.place)?.[1];
    return {
      model: model.id,
      corners: corners.map((corner) => corner.source),
      shares: [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y],
      settings: { ...sliders },
      ...this.home(),
      ...(tempo !== undefined && { tempo: Math.min(320, Math.max(20, tempo)) }),
    };
  }

  /** The metre and the key of the piece where the phrase would be written. */
  private home(): { metre?: string; key?: string } {
    const { score } = piece;
    if (score === null) return {};
    const [, tick] = this.span(score);
    const [, beats, unit] = score.metres.findLast(([start]) => start <= tick) ?? [0, 4, 4];
    const metre = `${beats}/${unit}`;
    const key = score.keys.findLast(([start]) => start <= tick);
    return {
      ...(METRES.includes(metre) && { metre }),
      ...(key && { key: keyName(key[1], key[2]) }),
    };
  }
}

function ending(note: Note, end: number): Note {
  return { ...note, duration: Math.min(note.duration, end - note.start) };
}

/** What a key is called, such as Bb minor. */
function keyName(signature: number, mode: string): string {
  const tonic = signature + 1 + (MODES[mode as keyof typeof MODES] ?? 0);
  const sharps = Math.floor(tonic / 7);
  const letter = 'FCGDAEB'[tonic - 7 * sharps] ?? 'C';
  return `${letter}${(sharps < 0 ? 'b' : '#').repeat(Math.abs(sharps))} ${mode}`;
}

export const morphing = new Morphing();
