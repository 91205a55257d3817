import type { Words } from '../api/shapes';
import type { en } from './en';

/** A key of the catalogue; the English one says which there are. */
export type Key = keyof typeof en;
export type Language = 'en' | 'zh';

/** The names between braces in a message; `{count|work|works}` chooses by the number `count`. */
export type Names<Text extends string> = Text extends `${string}{${infer Inside}}${infer Rest}`
  ? (Inside extends `${infer Name}|${string}` ? Name : Inside) | Names<Rest>
  : never;

type Values<K extends Key> = [Names<(typeof en)[K]>] extends [never]
  ? []
  : [values: Record<Names<(typeof en)[K]>, string | number>];

const loaders = {
  en: async (): Promise<Record<Key, string>> => (await import('./en')).en,
  zh: async (): Promise<Record<Key, string>> => (await import('./zh')).zh,
};

let texts = $state.raw<Record<string, string>>({});
let current = $state<Language>('en');
let asked: Language = 'en';

/** The language that is shown. */
export function language(): Language {
  return current;
}

/** Load a language and show the whole page in it. */
export async function speak(wanted: Language): Promise<void> {
  asked = wanted;
  const found = await loaders[wanted]();
  if (asked !== wanted) return; // another one was asked for while this one came
  texts = found;
  current = wanted;
  document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en';
}

/** The language that the browser asks for. */
export function browserLanguage(): Language {
  return navigator.languages.some((each) => each.toLowerCase().startsWith('zh')) &&
    !navigator.languages[0]?.toLowerCase().startsWith('en')
    ? 'zh'
    : 'en';
}

/** Say a message of the catalogue. */
export function t<K extends Key>(key: K, ...values: Values<K>): string {
  return fill(texts[key] ?? key, values[0] ?? {});
}

/** Say what the studio says in both languages. */
export function say(words: Words): string {
  return words[current];
}

/** Say a message whose key is only known while running, or what stands instead of it. */
export function find(key: string, instead: string): string {
  return texts[key] ?? instead;
}

function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one, other) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (typeof one === 'string') return value === 1 ? one : String(other);
    return typeof value === 'number' ? number(value) : value;
  });
}

/** A number as people of the shown language write it. */
export function number(value: number, digits = 2): string {
  return new Intl.NumberFormat(current, { maximumFractionDigits: digits }).format(value);
}

/** An amount of storage, such as 14.2 MB. */
export function bytes(value: number): string {
  const units = ['kilobyte', 'megabyte', 'gigabyte'] as const;
  let step = 0;
  let shown = value / 1000;
  while (shown >= 1000 && step < units.length - 1) {
    shown /= 1000;
    step += 1;
  }
  return new Intl.NumberFormat(current, {
    style: 'unit',
    unit: units[step] ?? 'gigabyte',
    unitDisplay: 'short',
    maximumFractionDigits: shown < 10 ? 1 : 0,
  }).format(shown);
}

/** How long something takes, such as 12 s, 4 min or 2 h 5 min. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const unit = (value: number, name: string): string =>
    new Intl.NumberFormat(current, { style: 'unit', unit: name, unitDisplay: 'short' }).format(
      value,
    );
  if (whole < 60) return unit(whole, 'second');
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return unit(minutes, 'minute');
  const rest = minutes % 60;
  return rest === 0
    ? unit(Math.floor(minutes / 60), 'hour')
    : `${unit(Math.floor(minutes / 60), 'hour')} ${unit(rest, 'minute')}`;
}

/** A moment, as short as it can be told from now. */
export function moment(iso: string): string {
  const then = new Date(iso);
  const today = then.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(current, {
    ...(today ? {} : { dateStyle: 'medium' }),
    timeStyle: 'short',
  }).format(then);
}

/** Sentences one after the other; after a Chinese stop there is no space. */
export function join(...sentences: readonly string[]): string {
  return sentences
    .filter((each) => each !== '')
    .reduce(
      (text, each) => text + (text === '' || /[。！？；：]$/u.test(text) ? '' : ' ') + each,
      '',
    );
}
