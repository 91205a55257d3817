import { makeWorks, openScore, readScore, readWork } from '../../api/routes';
import type { Opened, Work } from '../../api/shapes';
import { t } from '../../messages/catalogue.svelte';
import { notify } from '../../state/notices.svelte';
import { partner } from './partnership.svelte';
import { piece, type Origin } from './piece.svelte';
import { blank, receive, write, type Score } from './score';
import { transport } from './transport.svelte';

// What comes onto the desk, and what is kept of it.

let claims = 0;

/** Say that something else is to come onto the desk; what this returns says whether it still is. */
export function claimDesk(): () => boolean {
  const claim = (claims += 1);
  return () => claim === claims;
}

/** Begin with nothing. */
export function begin(): void {
  claimDesk();
  settle();
  piece.open(blank());
  piece.tool = 'draw';
  partner.greet(true);
}

/** Open a file, of a book of tunes one of them; null where it is wanted no more. */
export async function openFile(
  file: File,
  tune: number,
  isWanted: () => boolean,
): Promise<Opened | null> {
  const opened = await openScore(file, tune);
  if (!isWanted()) return null;
  const score = receive(opened.score);
  const title = score.title || file.name.replace(/\.[^.]+$/, '');
  settle();
  piece.open({ ...score, title });
  piece.tool = 'choose';
  partner.greet(false);
  return opened;
}

/** Open a work of the gallery as it was kept, if it is still wanted when it comes. */
export async function openWork(id: string, isWanted: () => boolean): Promise<void> {
  const [sent, work] = await Promise.all([readScore(id), readWork(id)]);
  if (!isWanted()) return;
  const score = receive(sent);
  settle();
  piece.open({ ...score, title: work.title || score.title }, { parents: [id], work: id });
  piece.tool = 'choose';
  partner.greet(false);
}

/** Keep the piece as a work; it came from the work that was opened, and from what a model wrote. */
export async function keep(): Promise<Work | null> {
  const { score, origin, made } = piece;
  if (score === null) return null;
  if (made !== null) {
    const asked = { ...made.task, seed: made.seed, parents: [...origin.parents] };
    const { works } = await makeWorks({ command: 'compose', ...asked, title: score.title });
    const [work] = works;
    if (work === undefined) return null;
    const own = { parents: [work.id], work: work.id };
    if (piece.made === made) piece.settle(own, made.score, made);
    if (score === made.score) return work;
    return keepEdit(score, own);
  }
  return keepEdit(score, origin);
}

async function keepEdit(score: Score, origin: Origin): Promise<Work | null> {
  const { works } = await makeWorks({
    command: 'edit',
    score: write(score),
    parents: [...origin.parents],
    title: score.title,
    suffix: '.mid',
  });
  const work = works[0] ?? null;
  // Another piece may lie on the desk by now.
  if (work !== null && piece.origin === origin)
    piece.settle({ parents: [work.id], work: work.id }, score);
  return work;
}

/** Clear the desk; what was not kept can be taken up again. */
export function putAway(): void {
  claimDesk();
  settle();
  piece.close();
}

function settle(): void {
  if (piece.changed) {
    const back = piece.snapshot();
    notify(t('music.put-away'), { action: { label: t('do.undo'), run: back } });
  }
  transport.stop();
  transport.place = 0;
  transport.stretch = null;
  transport.looping = false;
}
