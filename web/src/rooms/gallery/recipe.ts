import type { Work } from '../../api/shapes';
import { find, moment, number, say, t } from '../../messages/catalogue.svelte';
import { findModel, modelTitle } from '../../state/models.svelte';
import { commandWord } from './words';

/** One line of a recipe in plain words. */
export interface Line {
  name: string;
  value: string;
}

interface Written {
  readonly seed?: number;
  readonly label?: string;
  readonly calm?: number;
  readonly strength?: number;
  readonly settings?: Readonly<Record<string, number>>;
  readonly fps?: number;
  readonly loop?: boolean;
}

/** Say a work's recipe in plain words. */
export function describe(work: Work): Line[] {
  const recipe: Written = work.recipe;
  const model = findModel(work.model.id);
  const label = model?.labels.find((each) => each.name === recipe.label);
  const lines: [string, string | undefined][] = [
    ['recipe.command', commandWord(work.command)],
    ['recipe.model', `${modelTitle(work.model)} ${work.model.version}`],
    ['recipe.seed', recipe.seed?.toString()],
    ['recipe.label', label ? say(label.title) : recipe.label],
    ['recipe.calm', recipe.calm === undefined ? undefined : number(recipe.calm)],
    ['recipe.sliders', sliders(work, recipe.settings ?? {})],
    ['recipe.size', t('recipe.pixels', { width: String(work.width), height: String(work.height) })],
    ['recipe.stored', stored(work, recipe)],
    ['recipe.created', moment(work.created)],
    ['recipe.short', work.short],
  ];
  return lines.flatMap(([key, value]) => (value ? [{ name: find(key, key), value }] : []));
}

function sliders(work: Work, settings: Readonly<Record<string, number>>): string | undefined {
  const known = findModel(work.model.id)?.sliders ?? [];
  const moved = Object.entries(settings).filter(([, value]) => value !== 0);
  return moved
    .map(([name, value]) => {
      const slider = known.find((each) => each.name === name);
      return `${slider ? say(slider.title) : name} ${value > 0 ? '+' : ''}${number(value)}`;
    })
    .join(', ');
}

function stored(work: Work, recipe: Written): string | undefined {
  if (work.frames === 1) return undefined;
  const frames = t('recipe.frames', { count: work.frames, fps: recipe.fps ?? 24 });
  return recipe.loop ? `${frames}, ${t('recipe.loop')}` : frames;
}
