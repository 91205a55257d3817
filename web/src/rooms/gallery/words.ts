import type { Work } from '../../api/shapes';
import { find, t } from '../../messages/catalogue.svelte';
import { modelTitle } from '../../state/models.svelte';

/** The commands that works of each medium come from, in the order of the filter. */
const commands: Readonly<Record<Work['medium'], readonly string[]>> = {
  picture: ['create', 'paint', 'vary', 'mix', 'crossbreed', 'encode', 'morph'],
  music: [
    'create',
    'vary',
    'encode',
    'morph',
    'continue',
    'fill',
    'harmonise',
    'accompany',
    'edit',
  ],
  text: ['create', 'text', 'write', 'story', 'code'],
};

/** The commands that works come from, of one medium or of all. */
export function listCommands(medium: Work['medium'] | ''): readonly string[] {
  return medium === '' ? [...new Set(Object.values(commands).flat())] : commands[medium];
}

/** What people call a work. */
export function workName(work: Work): string {
  if (work.title !== '') return work.title;
  const model = work.command === 'edit' ? commandWord('edit') : modelTitle(work.model);
  return t('gallery.untitled', { model, short: work.short });
}

/** How a work came to be, in a word or two. */
export function commandWord(command: string): string {
  return find(`gallery.command.${command}`, command);
}

/** Whether its pixels are to be seen one by one. */
export function isPixelArt(work: Pick<Work, 'medium' | 'width' | 'height'>): boolean {
  return work.medium === 'picture' && Math.max(work.width, work.height) <= 64;
}
