/** A model that is open for playing: its space, its codes, and what a position means in it. */

import { askJson } from '../api/client';
import { blend, calm, mix, steer, type Code, type Four, type Space } from './codes';
import { pack, unpack } from './packed';
import type { Position, Source } from './position';
import { fetchAxes, fetchCodes, fetchSettings, fetchWorkCode } from './wire';

/** What playing has to know of a model. */
export interface Model {
  readonly id: string;
  readonly size: readonly [number, number] | null;
  readonly channels: number;
  readonly labels: readonly { readonly name: string }[];
  readonly sliders: readonly {
    readonly name: string;
    readonly low: number;
    readonly high: number;
  }[];
}

interface Details {
  readonly latent: { readonly rows: number; readonly size: number };
  readonly graphs: Readonly<
    Record<string, { inputs: Record<string, { high?: number | null; default?: number | null }> }>
  >;
}

/** The codes of a position. */
export interface Composed {
  /** Before calm and sliders: what children vary. */
  readonly plain: Code;
  /** With calm: what a work keeps beside its sliders. */
  readonly code: Code;
  /** With calm and sliders: what is painted. */
  readonly seen: Code;
}

/** The side of a picture nobody chose a size for. */
const SIDE = 512;

export class Instrument {
  private readonly known = new Map<string, Code>();

  private constructor(
    readonly model: Model,
    readonly space: Space,
    /** Height and width where a position names none. */
    readonly usual: readonly [number, number],
    /** The longest side that can be asked for. */
    readonly longest: number,
  ) {}

  /** Open a model. */
  static async open(model: Model): Promise<Instrument> {
    const [details, numbers] = await Promise.all([
      askJson<Details>(`models/${model.id}`),
      fetchAxes(model.id),
    ]);
    const { rows, size } = details.latent;
    const [mean, ...axes] = cut(numbers, rows * size);
    if (mean === undefined) throw new RangeError('the model has no mean');
    const side = details.graphs['generate']?.inputs['height'];
    const usual = model.size ?? [side?.default ?? SIDE, side?.default ?? SIDE];
    return new Instrument(model, { rows, size, mean, axes }, usual, side?.high ?? SIDE);
  }

  /** Fetch whatever codes a position needs and does not have yet. */
  async learn(...positions: readonly Position[]): Promise<void> {
    const sources = positions.flatMap(({ corners, style, label }) =>
      [...corners, ...(style ? [style.source] : [])].map((source) => ({ source, label })),
    );
    const labels = [...new Set(sources.map(({ label }) => label))];
    await Promise.all([
      ...sources.map(({ source }) => this.learnWork(source)),
      ...labels.map((label) => {
        const own = sources.filter((each) => each.label === label);
        return this.learnSeeds(
          own.flatMap(({ source }) => seedsOf(source)),
          label,
        );
      }),
    ]);
  }

  /** Fetch the codes of seeds; each is the same as `etude create --seed` draws. */
  async strangers(seeds: readonly number[], label: string | null): Promise<Code[]> {
    await this.learnSeeds(seeds, label);
    return seeds.map((seed) => this.get({ kind: 'seed', seed }, label));
  }

  /** Say whether a position can be painted without asking anybody. */
  knows({ corners, style, label }: Position): boolean {
    const sources = style ? [...corners, style.source] : corners;
    return sources.every((source) => this.find(source, label) !== undefined);
  }

  /** Return the codes of a position that `learn` has seen. */
  compose(position: Position): Composed {
    const [a, b, c, d] = position.corners.map((source) => this.get(source, position.label));
    const corners = [a, b, c, d] as Four<Code>;
    const { mean, size, axes } = this.space;
    let plain = blend(corners, this.space, position.x, position.y);
    if (position.style !== null) {
      const { source, rows, share } = position.style;
      const inside = rows.filter((row) => row < this.space.rows);
      plain = mix(plain, this.get(source, position.label), size, inside, share);
    }
    const code = position.calm === 1 ? plain : calm(plain, mean, position.calm);
    return { plain, code, seen: steer(code, axes, this.values(position.sliders)) };
  }

  /** Return a source that is this very code. */
  source(code: Code, parents: readonly string[]): Source {
    return { kind: 'code', code: pack(code, this.space.size), parents };
  }

  private values(sliders: Readonly<Record<string, number>>): number[] {
    return this.model.sliders.map(({ name }) => sliders[name] ?? 0);
  }

  private async learnSeeds(seeds: readonly number[], label: string | null): Promise<void> {
    const asked = [...new Set(seeds)].filter(
      (seed) => !this.known.has(key({ kind: 'seed', seed }, label)),
    );
    if (asked.length === 0) return;
    const numbers = await fetchCodes(this.model.id, asked, label);
    const codes = cut(numbers, this.space.mean.length);
    asked.forEach((seed, k) => {
      const code = codes[k];
      if (code !== undefined) this.known.set(key({ kind: 'seed', seed }, label), code);
    });
  }

  private async learnWork(source: Source): Promise<void> {
    if (source.kind !== 'work' && source.kind !== 'seen') return;
    if (this.known.has(key(source, null))) return;
    const code = await fetchWorkCode(source.work);
    if (code.length !== this.space.mean.length) throw new RangeError('a work of another model');
    if (source.kind === 'work') {
      this.known.set(key(source, null), code);
      return;
    }
    const settings = await fetchSettings(source.work);
    this.known.set(key(source, null), steer(code, this.space.axes, this.values(settings)));
  }

  private find(source: Source, label: string | null): Code | undefined {
    const name = key(source, label);
    if (source.kind === 'code' && !this.known.has(name)) {
      this.known.set(name, unpack(source.code, this.space.rows, this.space.size));
    }
    return this.known.get(name);
  }

  private get(source: Source, label: string | null): Code {
    const code = this.find(source, label);
    if (code === undefined) throw new Error(`nobody has learnt ${key(source, label)}`);
    return code;
  }
}

/** Return a position that a model can play: sliders in range, a class and a size it has. */
export function fit(position: Position, { id, labels, sliders, size }: Model): Position {
  const set = sliders.flatMap(({ name, low, high }) => {
    const value = position.sliders[name];
    return value === undefined ? [] : [[name, Math.min(Math.max(value, low), high)] as const];
  });
  return {
    ...position,
    model: id,
    sliders: Object.fromEntries(set),
    label: labels.some(({ name }) => name === position.label) ? position.label : null,
    size: size === null ? position.size : null,
  };
}

function seedsOf(source: Source): number[] {
  return source.kind === 'seed' ? [source.seed] : [];
}

function key(source: Source, label: string | null): string {
  if (source.kind === 'seed') return `${label ?? ''}:${source.seed}`;
  return source.kind === 'code' ? source.code : `${source.kind} ${source.work}`;
}

function cut(numbers: Code, length: number): Code[] {
  return Array.from({ length: Math.floor(numbers.length / length) }, (_, k) =>
    numbers.slice(k * length, (k + 1) * length),
  );
}
