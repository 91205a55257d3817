/**
 * A position as text: short, versioned, and read back exactly.
 *
 * `6b457ceddf15?v=1&c=7*-12*9*33&at=0.5*0.25&calm=0.8&s=smile*1.2`
 *
 * Before the question mark stands the beginning of the model's id. A corner is a seed (`7`), a work
 * (`w` and its id; `v` where its sliders are in it) or a code (`c`, the packed code, and a point
 * before each work it came from); `-` before it says that it is pinned.
 */

import type { Position, Source, Style } from './position';
import { LARGEST_CALM } from './position';

const VERSION = '1';
const MODEL_LETTERS = 12;
const WORK = '[0-9A-Z]{26}';

/** What an address holds: what stands before its question mark, and what after. */
export interface Written {
  readonly model: string;
  readonly query: Record<string, string>;
}

/** Return the text of a position. */
export function write(position: Position): Written {
  const { x, y, calm, label, sliders, style, size } = position;
  const corners = position.corners.map((each, k) => (position.pins[k] ? '-' : '') + name(each));
  const set = Object.entries(sliders).flatMap(([slider, value]) => [escape(slider), value]);
  const query: Record<string, string> = { v: VERSION, c: corners.join('*'), at: `${x}*${y}` };
  if (calm !== 1) query['calm'] = String(calm);
  if (label !== null) query['label'] = label;
  if (set.length > 0) query['s'] = set.join('*');
  if (style !== null) {
    query['mix'] = [name(style.source), style.rows.join('.'), style.share].join('*');
  }
  if (size !== null) query['size'] = size.join('*');
  return { model: position.model.slice(0, MODEL_LETTERS), query };
}

/** Return what stands after the question mark. */
export function toQuery(query: Record<string, string>): string {
  return new URLSearchParams(query).toString();
}

/** Return the position of a text, or null where it is none; its model is the beginning of an id. */
export function read(model: string, query: URLSearchParams): Position | null {
  const field = (key: string): string => query.get(key) ?? '';
  const corners = readCorners(field('c'));
  const [x, y, ...more] = field('at').split('*').map(number);
  const calm = query.has('calm') ? number(field('calm')) : 1;
  const sliders = query.has('s') ? readSliders(field('s')) : {};
  const style = query.has('mix') ? readStyle(field('mix')) : null;
  const size = query.has('size') ? readSize(field('size')) : null;
  if (field('v') !== VERSION || !/^[0-9a-f]{6,64}$/.test(model)) return null;
  if (corners === undefined || more.length > 0) return null;
  if (!within(x, 0, 1) || !within(y, 0, 1) || !within(calm, 0, LARGEST_CALM)) return null;
  if (sliders === undefined || style === undefined || size === undefined) return null;
  return { model, ...corners, x, y, calm, label: query.get('label'), sliders, style, size };
}

function readCorners(text: string): Pick<Position, 'corners' | 'pins'> | undefined {
  const words = text.split('*');
  const [a, b, c, d, ...more] = words.map((word) => source(word.replace(/^-/, '')));
  if (!a || !b || !c || !d || more.length > 0) return undefined;
  const pinned = (k: number): boolean => words[k]?.startsWith('-') ?? false;
  return { corners: [a, b, c, d], pins: [pinned(0), pinned(1), pinned(2), pinned(3)] };
}

function name(source: Source): string {
  if (source.kind === 'seed') return String(source.seed);
  if (source.kind === 'work') return `w${source.work}`;
  if (source.kind === 'seen') return `v${source.work}`;
  return [`c${source.code}`, ...source.parents].join('.');
}

function source(word: string): Source | undefined {
  if (/^\d{1,16}$/.test(word)) return { kind: 'seed', seed: Number(word) };
  if (new RegExp(`^[wv]${WORK}$`).test(word)) {
    return { kind: word.startsWith('w') ? 'work' : 'seen', work: word.slice(1) };
  }
  if (!new RegExp(`^c[\\w-]+(\\.${WORK})*$`).test(word)) return undefined;
  const [code = '', ...parents] = word.slice(1).split('.');
  return { kind: 'code', code, parents };
}

function readSliders(text: string): Record<string, number> | undefined {
  const words = text.split('*');
  const sliders: Record<string, number> = {};
  for (let k = 0; k < words.length; k += 2) {
    const [slider = '', value = Number.NaN] = [words[k], number(words[k + 1] ?? '')];
    if (slider === '' || !Number.isFinite(value)) return undefined;
    sliders[unescape(slider)] = value;
  }
  return sliders;
}

function readStyle(text: string): Style | undefined {
  const [word = '', list = '', amount = ''] = text.split('*');
  const from = source(word);
  const rows = list === '' ? [] : list.split('.').map(number);
  const share = number(amount);
  if (!from || !rows.every(Number.isInteger) || !within(share, 0, 1)) return undefined;
  return { source: from, rows, share };
}

function readSize(text: string): [number, number] | undefined {
  const [height, width, ...more] = text.split('*').map(number);
  if (more.length > 0 || !within(height, 1, 1 << 14) || !within(width, 1, 1 << 14))
    return undefined;
  return [Math.round(height), Math.round(width)];
}

/** Write a name without the letter that parts the words here. */
function escape(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('*', '%2A');
}

function unescape(text: string): string {
  return text.replaceAll('%2A', '*').replaceAll('%25', '%');
}

function number(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function within(value: number | undefined, low: number, high: number): value is number {
  return value !== undefined && value >= low && value <= high;
}
