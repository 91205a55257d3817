import { untrack } from 'svelte';
import { ApiError, explain } from '../../api/client';
import { readText, setText, showVersion, writeVersion } from '../../api/texts';
import type { Text, TextSettings } from '../../api/shapes';
import { whenBack } from '../../state/connection.svelte';
import { notify } from '../../state/notices.svelte';

const PAUSE = 1_000; // milliseconds without a stroke after which it is saved
const LONGEST = 5_000; // and while the hand does not rest
const COPY = 'etude.text.';

/** What of a text has not reached the studio yet, kept in this browser in case it never does. */
interface Copy {
  parent: string;
  words: string;
  title: string;
}

/** One text under the hand: what is written is saved by itself, as versions. */
export class Manuscript {
  words = $state('');
  title = $state('');
  settings = $state.raw<TextSettings>() as TextSettings;
  /** The version that `words` came from or became. */
  version = $state('');
  saved = $state(true);
  /** Whether what is not saved could not be. */
  failed = $state(false);
  /** Grows with each version, so that lists of them know. */
  revision = $state(0);

  readonly id: string;
  private kept = { words: '', title: '' };
  private recipe: Record<string, unknown> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waitingSince = 0;
  private saving: Promise<void> | undefined;
  private setting: Promise<unknown> = Promise.resolve();
  private readonly stopWaiting = whenBack(() => void this.save());

  constructor(text: Text) {
    this.id = text.id;
    this.settings = text.settings;
    this.take(text);
  }

  /** Open a text, with what an earlier page could not save any more. */
  static async open(id: string): Promise<Manuscript> {
    // First the copy: another page that saves it between the two has then changed the text.
    const copy = readCopy(id);
    const text = await readText(id);
    const manuscript = new Manuscript(text);
    if (copy !== null && (copy.words !== text.words || copy.title !== text.title)) {
      manuscript.version = copy.parent;
      manuscript.words = copy.words;
      manuscript.title = copy.title;
      await manuscript.save();
    }
    return manuscript;
  }

  /** Say that a hand changed something. */
  touch(): void {
    this.saved = false;
    writeCopy(this.id, { parent: this.version, words: this.words, title: this.title });
    const now = Date.now();
    this.waitingSince ||= now;
    clearTimeout(this.timer);
    const patience = Math.min(PAUSE, Math.max(0, this.waitingSince + LONGEST - now));
    this.timer = setTimeout(() => void this.save(), patience);
  }

  /** Say that a model changed something, so that it becomes a version of its own. */
  async mark(recipe: Record<string, unknown>): Promise<void> {
    this.recipe = recipe;
    this.saved = false;
    await this.save();
  }

  /** Write what is new as a version; without the studio it waits in this browser. */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    // Others may have waited for the same, and one of them sends what is new.
    while (this.saving !== undefined) await this.saving;
    const { words, title } = untrack(() => ({ words: this.words, title: this.title }));
    if (words === this.kept.words && title === this.kept.title) {
      this.settle();
      return;
    }
    this.saving = this.send(words, title).finally(() => (this.saving = undefined));
    await this.saving;
  }

  /** Show another version; what is written before it comes is saved as one of its own. */
  async show(version: string): Promise<void> {
    let text: Text;
    do {
      await this.save();
      if (this.failed && this.isAhead()) return;
      text = await showVersion(this.id, version);
    } while (this.isAhead());
    this.take(text);
    this.revision += 1;
  }

  /** Show the words that the studio has by now; a title that is being written stays. */
  async refresh(): Promise<void> {
    const text = await readText(this.id);
    const { title } = this;
    const typed = title !== this.kept.title;
    this.take(text);
    if (typed) {
      this.title = title;
      this.touch();
    }
    this.revision += 1;
  }

  /** Say how it is set; that is no version. The studio hears of it in the order of the wishes. */
  async set(wish: Partial<TextSettings>): Promise<void> {
    const before = this.settings;
    const wished = { ...before, ...wish };
    this.settings = wished;
    const sending = this.setting.then(() => setText(this.id, wished));
    this.setting = sending.catch(() => undefined);
    try {
      await sending;
    } catch (error) {
      if (this.settings === wished) this.settings = before;
      notify(explain(error), { tone: 'error' });
    }
  }

  /** Let go of it. */
  async close(): Promise<void> {
    await this.save();
    this.stopWaiting();
  }

  private async send(words: string, title: string): Promise<void> {
    const recipe = this.recipe;
    try {
      const parent = this.version;
      const version = await writeVersion(this.id, { words, title, parent, recipe });
      this.version = version.id;
      this.kept = { words, title };
      this.recipe = null;
      this.failed = false;
      this.revision += 1;
      this.settle();
    } catch (error) {
      this.failed = true;
      // While the studio is gone its bar says so; anything else has to be said.
      if (error instanceof ApiError && error.code === 'api.gone')
        this.timer = setTimeout(() => void this.save(), LONGEST);
      else notify(explain(error), { tone: 'error' });
    }
  }

  /** Whether something is written that the studio does not have. */
  private isAhead(): boolean {
    return this.words !== this.kept.words || this.title !== this.kept.title;
  }

  private settle(): void {
    this.saved = !this.isAhead();
    this.waitingSince = 0;
    if (this.saved) localStorage.removeItem(COPY + this.id);
    else this.touch();
  }

  private take(text: Text): void {
    this.words = text.words;
    this.title = text.title;
    this.version = text.current;
    this.kept = { words: text.words, title: text.title };
    this.saved = true;
  }
}

function readCopy(id: string): Copy | null {
  try {
    const copy = JSON.parse(localStorage.getItem(COPY + id) ?? 'null') as Partial<Copy> | null;
    const { parent, words, title } = copy ?? {};
    return typeof parent === 'string' && typeof words === 'string' && typeof title === 'string'
      ? { parent, words, title }
      : null;
  } catch {
    return null;
  }
}

function writeCopy(id: string, copy: Copy): void {
  try {
    localStorage.setItem(COPY + id, JSON.stringify(copy));
  } catch {
    // A full or forbidden store keeps no copy; the studio has all but the last seconds.
  }
}
