import { watch } from '../api/client';
import { notify } from './notices.svelte';
import { t } from '../messages/catalogue.svelte';

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;

let gone = $state(false);
let updated = $state(false);
let locked = $state(false);
let version: string | null = null;
let wait = FIRST_WAIT;
let timer: ReturnType<typeof setTimeout> | undefined;
const waiting = new Set<() => void>();

/** Whether the studio does not answer. */
export function isGone(): boolean {
  return gone;
}

/** Whether the studio serves a newer page than this one. */
export function isUpdated(): boolean {
  return updated;
}

/** Whether this browser has no key to the studio. */
export function isLocked(): boolean {
  return locked;
}

/** Remember that the page is older than the studio. */
export function markUpdated(): void {
  updated = true;
}

/** Do something again each time the studio comes back; returns how to stop that. */
export function whenBack(run: () => void): () => void {
  waiting.add(run);
  return () => waiting.delete(run);
}

/** Look whether the studio answers, and whether its page is still this one. */
export async function lookForStudio(): Promise<void> {
  clearTimeout(timer);
  let page: string;
  try {
    page = await (await fetch(document.baseURI, { cache: 'no-store' })).text();
  } catch {
    told(false);
    timer = setTimeout(() => void lookForStudio(), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
    return;
  }
  const own = document.querySelector<HTMLScriptElement>('script[type=module]')?.getAttribute('src');
  if (own && page.includes('id="page"') && !page.includes(own)) updated = true;
  told(true);
}

function told(answered: boolean): void {
  if (answered === !gone) return;
  gone = !answered;
  if (answered) {
    clearTimeout(timer);
    wait = FIRST_WAIT;
    notify(t('frame.back'));
    for (const run of waiting) run();
  } else {
    timer = setTimeout(() => void lookForStudio(), wait);
  }
}

watch((answer) => {
  const now = answer?.headers.get('X-Etude-Version') ?? null;
  version ??= now;
  if (now !== null && now !== version) updated = true;
  if (answer !== null) locked = answer.status === 401;
  // A request that failed may be one broken connection; the page itself is the better witness.
  if (answer !== null) told(true);
  else void lookForStudio();
});
