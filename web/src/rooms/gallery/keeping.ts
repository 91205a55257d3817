import { binWork, changeWork, restoreWork } from '../../api/routes';
import { explain } from '../../api/client';
import type { Work, WorkChange } from '../../api/shapes';
import { t } from '../../messages/catalogue.svelte';
import { announce, notify } from '../../state/notices.svelte';
import type { Listing } from './listing.svelte';
import { workName } from './words';

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
    const now = await changeWork(work.id, wish);
    listing.replace(now);
    return now;
  } catch (error) {
    listing.replace(work);
    notify(explain(error), { tone: 'error' });
    return work;
  }
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
