import { addJob, beginUpload, cancelJob, dropUpload, sendFile } from '../../api/routes';
import type { Job, Medium } from '../../api/shapes';
import type { Dropped } from '../../design/drop';
import { learn } from '../../state/jobs.svelte';
import { Wishes } from './wishes.svelte';

/** How pictures that are not square become so. */
export type Fit = 'cover' | 'contain' | 'centre';

/** What files are brought in as; `any` leaves it to what a zip turns out to hold. */
export type Kind = Medium | 'any';

/** Files on their way in; it goes on while other rooms are open. */
export class Bringing {
  readonly files: readonly Dropped[];
  readonly size: number;
  /** Whether files lie in folders of their own, which could be groups. */
  readonly grouped: boolean;
  readonly wishes = new Wishes();
  name = $state('');
  kind = $state<Kind>('any');
  fit = $state<Fit>('cover');
  classes = $state(false);
  sent = $state(0);
  state = $state<'asking' | 'sending' | 'importing' | 'stopped'>('asking');
  job = $state<string | null>(null);
  private stopper = new AbortController();
  private upload: string | null = null;

  constructor(files: readonly Dropped[]) {
    this.files = files;
    this.size = files.reduce((sum, each) => sum + each.file.size, 0);
    this.grouped = new Set(files.map((each) => each.path.split('/').at(-2) ?? '')).size > 1;
    this.classes = this.grouped;
    this.name = suggest(files);
    this.kind = guess(files);
  }

  /** Send the files and put their import into the queue. */
  async begin(): Promise<void> {
    this.stopper = new AbortController();
    this.state = 'sending';
    try {
      const name = this.name.trim();
      const { id } = await beginUpload(this.files.length, this.size, name);
      this.upload = id;
      await this.send(id);
      this.stopper.signal.throwIfAborted();
      const medium = this.kind === 'any' ? null : this.kind;
      const classes = this.classes ? { classes: 'folders' } : {};
      const plain = { upload: id, name, fit: this.fit, medium, ...classes };
      const job = await this.unlessStopped(
        await addJob('import', { ...plain, ...this.wishes.asked() }),
      );
      this.state = 'importing';
      this.job = job.id;
      learn(job);
    } catch (error) {
      const stopped = this.stopper.signal.aborted;
      this.state = stopped ? 'stopped' : 'asking';
      this.forget();
      if (!stopped) throw error;
    }
  }

  /** Ask once more, after an import that failed. */
  again(): void {
    this.job = null;
    this.upload = null;
    this.state = 'asking';
  }

  /** Stop sending; what was sent is forgotten. */
  stop(): void {
    this.stopper.abort();
  }

  /** Call an import off that was stopped while it came into the queue; one that is done stays. */
  private async unlessStopped(job: Job): Promise<Job> {
    if (!this.stopper.signal.aborted) return job;
    const off = await cancelJob(job.id).catch(() => job);
    if (off !== job) this.stopper.signal.throwIfAborted();
    return off;
  }

  private async send(id: string): Promise<void> {
    let whole = 0;
    for (const { path, file } of this.files) {
      const told = (sent: number): void => void (this.sent = whole + sent);
      await sendFile(id, path, file, told, this.stopper.signal);
      whole += file.size;
      this.sent = whole;
    }
  }

  private forget(): void {
    if (this.upload !== null) void dropUpload(this.upload).catch(() => undefined);
    this.upload = null;
    this.sent = 0;
  }
}

const SUFFIXES: Readonly<Record<Medium, RegExp>> = {
  picture: /\.(png|jpe?g|webp|gif|bmp|tiff?|avif|ppm)$/i,
  music: /\.(midi?|abc|mxl|musicxml|xml)$/i,
  text: /\.(txt|md|html?|csv|tsv|jsonl?|epub|tex|rst|org|fountain|py|js|ts|c|h|java|rs|go)$/i,
};

/** What most of the files are; a label beside each picture or tune makes no writing of them. */
function guess(files: readonly Dropped[]): Kind {
  const count = (kind: Medium): number =>
    files.filter((each) => SUFFIXES[kind].test(each.file.name)).length;
  const art: Medium = count('music') > count('picture') ? 'music' : 'picture';
  if (count(art) > 0 && 4 * count(art) >= count('text')) return art;
  if (count('text') > 0) return 'text';
  return files.every((each) => /\.zip$/i.test(each.file.name)) ? 'any' : 'picture';
}

/** Call what comes in after the folder or zip it came in. */
function suggest(files: readonly Dropped[]): string {
  const [first] = files;
  if (first === undefined) return '';
  const [folder, ...rest] = first.path.split('/');
  const called = rest.length > 0 ? folder : files.length === 1 ? first.file.name : '';
  return (called ?? '').replace(/\.[a-z0-9]+$/i, '').replace(/[^\p{L}\p{N}._-]+/gu, '-');
}

let current = $state.raw<Bringing | null>(null);

/** What is being brought in now. */
export function bringing(): Bringing | null {
  return current;
}

/** Ask about files before they are brought in. */
export function bring(files: readonly Dropped[]): void {
  current = new Bringing(files);
}

/** Put what was being brought in aside. */
export function putAside(): void {
  current?.stop();
  current = null;
}
