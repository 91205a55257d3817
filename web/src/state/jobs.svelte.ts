import { untrack } from 'svelte';
import { eventsUrl, listJobs } from '../api/routes';
import type { Job, Jobs, NewWorks, Ready } from '../api/shapes';
import { language } from '../messages/catalogue.svelte';
import { isLocked, lookForStudio, whenBack } from './connection.svelte';
import { Turns } from './turns';

const RETRY = 2_000;

/** What was seen of a running job, to tell how long it will still take. */
interface Pace {
  attempt: number;
  stage: string;
  share: number;
  at: number;
}

let all = $state.raw<readonly Job[]>([]);
let read = $state(false);
let newest = $state<string | null>(null);
let remarks = $state(0);
let stream: EventSource | undefined;
const paces = new Map<string, Pace>();
const forgotten = new Set<string>();
const turns = new Turns();
const listeners = new Set<(job: Job, before: Job | undefined) => void>();

/** Every job: those at work and to come in their order, then the ended ones, the latest first. */
export function jobs(): readonly Job[] {
  return all;
}

/** One job, as it is now. */
export function findJob(id: string): Job | undefined {
  return all.find((each) => each.id === id);
}

/** Whether the queue has been read once. */
export function isRead(): boolean {
  return read;
}

/** Whether a job can still go on. */
export function isOpen(job: Job): boolean {
  return job.state === 'waiting' || job.state === 'running' || job.state === 'paused';
}

/** Grows whenever works were made, changed or binned, here or elsewhere. */
export function worksRevision(): number {
  return remarks;
}

/** Id of the newest work that was heard of. */
export function newestWork(): string | null {
  return newest;
}

/** Hear of every change of a job; returns how to stop that. */
export function onJob(listener: (job: Job, before: Job | undefined) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Take in what a request answered about a job, or what the stream said. */
export function learn(job: Job): void {
  const before = findJob(job.id);
  if (forgotten.has(job.id) || (before !== undefined && before.revision > job.revision)) return;
  if (job.state === 'forgotten') {
    unlearn(job.id);
    return;
  }
  all = [...all.filter((each) => each !== before), job].sort(compare);
  observe(job);
  for (const listener of listeners) listener(job, before);
}

/** Take a job out of the list after it was forgotten. */
export function unlearn(id: string): void {
  forgotten.add(id); // an answer that is still on its way may know it
  all = all.filter((each) => each.id !== id);
}

/** Seconds that a running job will take at the pace of its stage, or null while nobody knows. */
export function remaining(job: Job): number | null {
  const pace = paces.get(job.id);
  if (job.state !== 'running' || pace?.attempt !== job.attempts || pace.stage !== job.stage)
    return null;
  const gone = (Date.now() - pace.at) / 1000;
  const gained = job.share - pace.share;
  return gained < 0.01 || gone < 2 ? null : (gone / gained) * (1 - job.share);
}

/** Follow the studio's events for as long as the page is open. */
export function follow(): () => void {
  const end = $effect.root(() => {
    $effect(() => {
      language(); // errors come in the one that is shown
      untrack(open);
    });
  });
  const stop = whenBack(open);
  return () => {
    end();
    stop();
    stream?.close();
  };
}

function open(): void {
  stream?.close();
  const source = new EventSource(eventsUrl(language()));
  stream = source;
  source.addEventListener('ready', (event) => void begin(JSON.parse(event.data) as Ready));
  source.addEventListener('job', (event) => learn(JSON.parse(event.data) as Job));
  source.addEventListener('works', (event) => {
    newest = (JSON.parse(event.data) as NewWorks).newest;
    remarks += 1;
  });
  source.addEventListener('error', () => {
    void lookForStudio();
    // The browser opens a broken stream again by itself, but gives up on one that was refused.
    if (source.readyState === EventSource.CLOSED && stream === source) setTimeout(reopen, RETRY);
    function reopen(): void {
      if (stream === source && !isLocked()) open();
    }
  });
}

async function begin(ready: Ready): Promise<void> {
  newest = ready.newest;
  remarks += 1;
  const isNews = turns.ask();
  try {
    const now = await listJobs();
    if (isNews()) take(now);
  } catch {
    // The bar says it; the stream begins again when the studio is back.
  }
}

/** Take in the whole queue. What was heard of since it was asked for is newer; what ended while
    nobody followed is told to whoever waits for it. */
function take({ jobs: listed, revision }: Jobs): void {
  const there = new Set(listed.map((each) => each.id));
  all = all.filter((each) => there.has(each.id) || each.revision > revision);
  for (const job of listed) {
    if (read || findJob(job.id) !== undefined) learn(job);
    else if (!forgotten.has(job.id)) {
      all = [...all, job];
      observe(job);
    }
  }
  all = [...all].sort(compare);
  read = true;
}

function observe(job: Job): void {
  const { id, state, attempts, stage, share } = job;
  const pace = paces.get(id);
  if (state !== 'running') paces.delete(id);
  // A training that was given more time begins at the share that it has behind it.
  else if (pace?.attempt !== attempts || pace.stage !== stage)
    paces.set(id, { attempt: attempts, stage, share, at: Date.now() });
}

function rank({ state }: Job): number {
  if (state === 'running') return 0;
  return state === 'paused' || state === 'waiting' ? 1 : 2;
}

function compare(one: Job, other: Job): number {
  const byState = rank(one) - rank(other);
  if (byState !== 0) return byState;
  if (isOpen(one)) return one.place - other.place;
  return (other.ended ?? '').localeCompare(one.ended ?? '');
}
