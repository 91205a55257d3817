import type { Work } from '../../api/shapes';
import { find, moment, number, say, t } from '../../messages/catalogue.svelte';
import { formTitle } from '../../state/forms.svelte';
import { findModel, modelTitle } from '../../state/models.svelte';
import { commandWord } from './words';

/** One line of a recipe in plain words. */
export interface Line {
  name: string;
  value: string;
}

type Settings = Readonly<Record<string, number | string>>;

interface Written {
  readonly seed?: number;
  readonly label?: string;
  readonly calm?: number;
  readonly strength?: number;
  readonly settings?: Settings;
  readonly fps?: number;
  readonly loop?: boolean;
}

/** What was measured when a photo was written as a code. */
interface Facts {
  readonly psnr?: number;
  readonly better_than?: number;
}

/** Say a work's recipe in plain words. */
export function describe(work: Work): Line[] {
  const recipe: Written = work.recipe;
  const model = findModel(work.model.id);
  const label = model?.labels.find((each) => each.name === recipe.label);
  const lines: [string, string | undefined][] = [
    ['recipe.command', commandWord(work.command)],
    ['recipe.model', work.model.version === '' ? undefined : maker(work)],
    ['recipe.seed', recipe.seed?.toString()],
    ['recipe.label', label ? say(label.title) : recipe.label],
    ['recipe.calm', recipe.calm === undefined ? undefined : number(recipe.calm)],
    work.medium === 'picture'
      ? ['recipe.sliders', sliders(work, recipe.settings ?? {})]
      : ['recipe.wishes', wishes(recipe.settings ?? {})],
    [work.medium === 'picture' ? 'recipe.size' : 'recipe.length', size(work)],
    ['recipe.stored', stored(work, recipe)],
    ['recipe.likeness', likeness(work.facts)],
    ['recipe.created', moment(work.created)],
    ['recipe.short', work.short],
  ];
  return lines.flatMap(([key, value]) => (value ? [{ name: find(key, key), value }] : []));
}

function maker(work: Work): string {
  return `${modelTitle(work.model)} ${work.model.version}`;
}

function size(work: Work): string | undefined {
  if (work.medium === 'music') return t('recipe.bars', { bars: work.width, parts: work.height });
  if (work.medium === 'text') return t('recipe.lines', { count: work.height });
  return t('recipe.pixels', { width: String(work.width), height: String(work.height) });
}

function sliders(work: Work, settings: Settings): string | undefined {
  const known = findModel(work.model.id)?.sliders ?? [];
  return Object.entries(settings)
    .flatMap(([name, value]) => {
      if (typeof value === 'string' || value === 0) return [];
      const slider = known.find((each) => each.name === name);
      return `${slider ? say(slider.title) : name} ${value > 0 ? '+' : ''}${number(value)}`;
    })
    .join(', ');
}

/** How near the picture of a photo came to it. */
function likeness({ psnr, better_than }: Facts): string | undefined {
  if (psnr === undefined) return undefined;
  const told = t('recipe.decibels', { psnr: number(psnr, 1) });
  const percent = number(Math.round(100 * (better_than ?? 0)));
  return better_than === undefined ? told : `${told}, ${t('recipe.nearer', { percent })}`;
}

/** What was asked of music or words, each with its name. */
function wishes(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${find(`recipe.wish.${name}`, name)} ${wish(name, value)}`)
    .join(', ');
}

function wish(name: string, value: number | string): string {
  if (typeof value === 'number') return number(value, 3);
  if (name === 'form') return formTitle(value);
  if (name === 'parts') return find(`music.parts.${value}`, value);
  if (value === 'free') return t('recipe.wish.free');
  return name === 'style' ? find(`music.style.${value}`, value) : value;
}

function stored(work: Work, recipe: Written): string | undefined {
  if (work.frames === 1) return undefined;
  const frames = t('recipe.frames', { count: work.frames, fps: recipe.fps ?? 24 });
  return recipe.loop ? `${frames}, ${t('recipe.loop')}` : frames;
}
