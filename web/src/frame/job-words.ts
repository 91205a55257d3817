import type { Job } from '../api/shapes';
import { duration, find, number, t } from '../messages/catalogue.svelte';
import { link } from '../state/address.svelte';
import { remaining } from '../state/jobs.svelte';

/** What people call a job. */
export function jobTitle(job: Job): string {
  const kind = t(`job.${job.kind}`);
  return job.title === '' ? kind : `${kind} · ${job.title}`;
}

/** Where a job stands, in a line. */
export function jobWords(job: Job): string {
  if (job.state === 'failed') return job.error?.message ?? t('job.failed');
  if (job.state !== 'running') return find(`job.${job.state}`, '');
  const left = remaining(job);
  const words = [
    find(`job.stage.${job.stage}`, t('job.running')),
    job.share > 0 ? `${number(Math.floor(job.share * 100))} %` : '',
    left === null ? '' : t('job.left', { time: duration(left) }),
  ];
  return words.filter((each) => each !== '').join(' · ');
}

/** Where one sees what a job does or what came of it. */
export function jobLink(job: Job): string | undefined {
  const result = job.result ?? {};
  if (typeof result['work'] === 'string') return link('gallery', result['work']);
  if (job.kind === 'import' && typeof result['dataset'] === 'string')
    return link('train', `data/${result['dataset']}`);
  if (job.kind === 'train' && job.run !== null) return link('train', `run/${job.run}`);
  if (job.kind === 'report' && typeof result['model'] === 'string')
    return link('models', result['model']);
  return undefined;
}
