import { binWork, changeWork, readWords, restoreWork } from '../../api/routes';
import { ApiError, explain } from '../../api/client';
import { beginText, readText } from '../../api/texts';
import type { Work, WorkChange } from '../../api/shapes';
import { t } from '../../messages/catalogue.svelte';
import { go } from '../../state/address.svelte';
import { announce, dismiss, notify } from '../../state/notices.svelte';
import type { Listing } from './listing.svelte';
import { workName } from './words';

/** Where a work is shown. */
export type Place = Pick<Listing, 'replace'>;

let kept: Promise<unknown> = Promise.resolve();
let sent = 0;
const latest = new Map<string, WorkChange>();
const undoable = new Set<number>(); // notes that offer to take a work out of the bin

/** Send a change when the studio has those before it: tags go as a whole list, so order matters. */
function send<Answer>(request: () => Promise<Answer>): Promise<Answer> {
  sent += 1;
  const answer = kept.then(request);
  kept = answer.catch(() => undefined);
  return answer;
}

/** Read what knows of every change that was made here, also of those made while it was read. */
export async function readKept<Found>(read: () => Promise<Found>): Promise<Found> {
  for (;;) {
    const before = sent;
    await kept;
    const found = await read();
    if (sent === before) return found;
  }
}

/** Change a work here at once and in the studio; where that fails it is as it was. */
export async function change(place: Place, work: Work, wish: WorkChange): Promise<Work> {
  const { title, starred, tags } = wish;
  const hoped: Work = {
    ...work,
    title: title ?? work.title,
    starred: starred ?? work.starred,
    tags: tags ?? work.tags,
  };
  // The answer to an older wish knows nothing of a newer one.
  const isLatest = (): boolean => latest.get(work.id) === wish;
  latest.set(work.id, wish);
  place.replace(hoped);
  try {
    const now = await send(() => changeWork(work.id, wish));
    if (isLatest()) place.replace(now);
    return now;
  } catch (error) {
    if (isLatest()) place.replace(work);
    notify(explain(error), { tone: 'error' });
    return work;
  } finally {
    if (isLatest()) latest.delete(work.id);
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
export async function star(place: Place, work: Work): Promise<void> {
  const now = await change(place, work, { starred: !work.starred });
  const name = workName(now);
  announce(now.starred ? `${name}, ${t('gallery.starred')}` : name);
}

/** Put a work into the bin, and offer to take it out again. */
export async function bin(listing: Listing, work: Work): Promise<void> {
  listing.remove(work.id);
  try {
    await send(() => binWork(work.id));
    const note = notify(t('gallery.binned', { name: workName(work) }), {
      action: { label: t('do.undo'), run: () => void unbin(listing, work) },
    });
    undoable.add(note);
  } catch (error) {
    listing.insert(work);
    notify(explain(error), { tone: 'error' });
  }
}

/** Offer no longer to take works out of the bin, which is empty. */
export function forgetBinned(): void {
  for (const note of undoable) dismiss(note);
  undoable.clear();
}

/** Take a work out of the bin again, wherever one looks meanwhile. */
export async function unbin(listing: Listing, work: Work): Promise<void> {
  try {
    const now = await send(() => restoreWork(work.id));
    if (listing.query.binned) listing.remove(work.id);
    else if (!listing.works.some((each) => each.id === now.id)) listing.insert(now);
    notify(t('gallery.restored', { name: workName(now) }), {
      action: { label: t('gallery.show'), run: () => go('gallery', now.id) },
    });
  } catch (error) {
    notify(explain(error), { tone: 'error' });
  }
}
