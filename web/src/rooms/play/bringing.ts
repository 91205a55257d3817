/** Files that are brought in: one that says how it was made leads back there, others are photos. */

import { explain } from '../../api/client';
import { recallFile } from '../../api/routes';
import { t } from '../../messages/catalogue.svelte';
import { go } from '../../state/address.svelte';
import { notify } from '../../state/notices.svelte';
import { photo } from './photographs.svelte';
import { player } from './player.svelte';
import type { Made } from './restoring';

/** Return the work whose recipe a file carries, with its position on the canvas; null for a photo. */
export async function bring(file: File): Promise<Made | null> {
  const isWanted = player.setOut();
  try {
    const { recipe, model, work } = await recallFile(file);
    if (!isWanted()) return null;
    if (work !== null && work.medium !== 'picture') {
      go('gallery', work.id); // a page of music, for example
    } else if (recipe !== null && model !== null) {
      const made = work ?? { recipe, model };
      photo.forget();
      player.goTo(made);
      notify(t(work === null ? 'play.recalled-new' : 'play.recalled'));
      return made;
    } else if (player.model?.commands.includes('encode')) await photo.bring(file);
    else notify(t('play.photo-cannot'), { tone: 'error' });
  } catch (error) {
    const strange = error instanceof RangeError || error instanceof DOMException;
    notify(strange ? t('play.strange-file', { name: file.name }) : explain(error), {
      tone: 'error',
    });
  }
  return null;
}
