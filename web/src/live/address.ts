/**
 * A position as text: short, versioned, and read back exactly.
 *
 * `v=1&model=6b457ceddf15&c=7~12!~9~33&at=0.5~0.25&calm=0.8&s=smile*1.2`
 *
 * A corner is a seed (`7`), a work (`w` and its id; `v` where its sliders are in it) or a code
 * (`c`, the packed code, and a point before each work it came from); `!` says that it is pinned.
 */

import type { Position, Source, Style } from './position';
import { LARGEST_CALM } from './position';

const VERSION = '1';
const MODEL_LETTERS = 12;

/** Return the text of a position. */
export function write(position: Position): string {
  const { x, y, calm, label, sliders, style, size } = position;
  const corners = position.corners.map((source, k) => name(source) + (position.pins[k] ? '!' : ''));
  const set = Object.entries(sliders).map(([slider, value]) => `${slider}*${value}`);
  const parts: [string, string | null][] = [
    ['v', VERSION],
    ['model', position.model.slice(0, MODEL_LETTERS)],
    ['c', corners.join('~')],
    ['at', `${x}~${y}`],
    ['calm', calm === 1 ? null : String(calm)],
    ['label', label],
    ['s', set.length > 0 ? set.join('~') : null],
    ['mix', style && [name(style.source), style.rows.join('.'), style.share].join('*')],
    ['size', size && size.join('~')],
  ];
  return parts
    .flatMap(([key, value]) => (value === null ? [] : [`${key}=${encodeURIComponent(value)}`]))
    .join('&');
}

/** Return the position of a text, or null where it is none; its model is the beginning of an id. */
export function read(text: string): Position | null {
  const fields = new URLSearchParams(text);
  const field = (key: string): string => fields.get(key) ?? '';
  const words = field('c').split('~');
  const corners = words.map((word) => source(word.replace(/!$/, '')));
  const [a, b, c, d] = corners;
  const [x, y, ...more] = field('at').split('~').map(number);
  const calm = fields.has('calm') ? number(field('calm')) : 1;
  const sliders = fields.has('s') ? readSliders(field('s')) : {};
  const style = fields.has('mix') ? readStyle(field('mix')) : null;
  const size = fields.has('size') ? readSize(field('size')) : null;
  if (field('v') !== VERSION || !/^[0-9a-f]{6,64}$/.test(field('model'))) return null;
  if (!a || !b || !c || !d || corners.length !== 4 || more.length > 0) return null;
  if (!within(x, 0, 1) || !within(y, 0, 1) || !within(calm, 0, LARGEST_CALM)) return null;
  if (sliders === undefined || style === undefined || size === undefined) return null;
  const pinned = (k: number): boolean => words[k]?.endsWith('!') ?? false;
  return {
    model: field('model'),
    corners: [a, b, c, d],
    pins: [pinned(0), pinned(1), pinned(2), pinned(3)],
    x,
    y,
    calm,
    label: fields.get('label'),
    sliders,
    style,
    size,
  };
}

function name(source: Source): string {
  if (source.kind === 'seed') return String(source.seed);
  if (source.kind === 'work') return `w${source.work}`;
  if (source.kind === 'seen') return `v${source.work}`;
  return [`c${source.code}`, ...source.parents].join('.');
}

function source(word: string): Source | undefined {
  if (/^\d{1,10}$/.test(word)) return { kind: 'seed', seed: Number(word) };
  if (/^[wv][0-9A-Z]{26}$/.test(word)) {
    return { kind: word.startsWith('w') ? 'work' : 'seen', work: word.slice(1) };
  }
  if (!/^c[\w-]+(\.[0-9A-Z]{26})*$/.test(word)) return undefined;
  const [code = '', ...parents] = word.slice(1).split('.');
  return { kind: 'code', code, parents };
}

function readSliders(text: string): Record<string, number> | undefined {
  const pairs = text.split('~').map((part) => {
    const [slider = '', value = ''] = part.split('*');
    return [slider, number(value)] as const;
  });
  return pairs.every(([slider, value]) => slider !== '' && Number.isFinite(value))
    ? Object.fromEntries(pairs)
    : undefined;
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
  const [height, width, ...more] = text.split('~').map(number);
  if (more.length > 0 || !within(height, 1, 1 << 14) || !within(width, 1, 1 << 14))
    return undefined;
  return [Math.round(height), Math.round(width)];
}

function number(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function within(value: number | undefined, low: number, high: number): value is number {
  return value !== undefined && value >= low && value <= high;
}
