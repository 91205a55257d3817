import { binWork, changeWork, readWords, restoreWork } from '../../api/routes';
import { ApiError, explain } from '../../api/client';
import { beginText, readText } from '../../api/texts';
import type { Work, WorkChange } from '../../api/shapes';
import { t } from '../../messages/catalogue.svelte';
import { announce, notify } from '../../state/notices.svelte';
import type { Listing } from './listing.svelte';
import { workName } from './words';

let kept: Promise<unknown> = Promise.resolve();

/** Wait until the studio has every change that was made here: what it lists then knows of them. */
export async function changesKept(): Promise<void> {
  await kept;
}

/** Change a work here at once and in the studio; where that fails it is as it was. */
export async function change(listing: Listing, work: Work, wish: WorkChange): Promise<Work> {
  const { title, starred, tags } = wish;
  const hoped: Work = {
    ...work,
    title: title ?? work.title,
    starred: starred ?? work.starred,
    tags: tags ?? work.tags,
  };
  listing.replace(hoped);
  try {
    const sending = changeWork(work.id, wish);
    kept = Promise.allSettled([kept, sending]);
    const now = await sending;
    listing.replace(now);
    return now;
  } catch (error) {
    listing.replace(work);
    notify(explain(error), { tone: 'error' });
    return work;
  }
}

/** Return the id of the text that a work is written on in: its own, or a new one with its words. */
export async function openWork(work: Work): Promise<string> {
  if (work.command === 'text') {
    try {
      return (await readText(String(work.recipe['text']))).id;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
    }
  }
  const words = await readWords(work.id);
  return (await beginText({ title: work.title, words })).id;
}

/** Give a star or take it away. */
export async function star(listing: Listing, work: Work): Promise<Work> {
  const now = await change(listing, work, { starred: !work.starred });
  const name = workName(now);
  announce(now.starred ? `${name}, ${t('gallery.starred')}` : name);
  return now;
}

/** Put a work into the bin, and offer to take it out again. */
export async function bin(listing: Listing, work: Work): Promise<void> {
  listing.remove(work.id);
  try {
    await binWork(work.id);
    notify(t('gallery.binned', { name: workName(work) }), {
      action: { label: t('do.undo'), run: () => void unbin(listing, work) },
    });
  } catch (error) {
    listing.insert(work);
    notify(explain(error), { tone: 'error' });
  }
}

/** Take a work out of the bin again. */
export async function unbin(listing: Listing, work: Work): Promise<void> {
  try {
    const now = await restoreWork(work.id);
    if (listing.query.binned) listing.remove(work.id);
    else if (!listing.works.some((each) => each.id === now.id)) listing.insert(now);
    announce(t('gallery.restored', { name: workName(now) }));
  } catch (error) {
    notify(explain(error), { tone: 'error' });
  }
}
