import { tick } from 'svelte';
import { explain } from '../../api/client';
import type { EndpointDone, EndpointWriting, Manner, Suggestions } from '../../api/shapes';
import { suggest, write, writeElsewhere } from '../../api/texts';
import { given, HANDS, type Hand } from '../../design/hands';
import { findModel } from '../../state/models.svelte';
import { announce, notify } from '../../state/notices.svelte';
import { t } from '../../messages/catalogue.svelte';
import type { Manuscript } from './manuscript.svelte';

const LINE = 60; // tokens of a line that a server elsewhere offers
const READ = 20_000; // characters before the caret that a model is shown
export const LENGTH = 240; // symbols that it goes on for

/** What a server elsewhere can be told by hand of how freely it writes. */
export const ELSEWHERE: readonly Hand[] = ['temperature', 'top_p'];

/** Something to choose, and what is known of it. */
export interface Line {
  words: string;
  /** Of a program alone. */
  note?: string;
}

/** The sheet, as the partner needs it. */
export interface Sheet {
  selection: () => [start: number, end: number];
  insert: (start: number, end: number, text: string) => void;
  focus: () => void;
}

/** Lines to choose from, and what they would stand in the place of. */
export interface Choice {
  start: number;
  end: number;
  lines: readonly Line[];
  /** What stands before whichever is taken. */
  lead: string;
  recipe: Record<string, unknown>;
  /** Asks for others. */
  again: () => void;
}

/** What is being written, and where. */
export interface Ghost {
  at: number;
  text: string;
}

/** A model at the writer's side: it goes on, offers lines, and stops when it is told to. */
export class Partner {
  /** What it is writing, and where. */
  ghost = $state.raw<Ghost | null>(null);
  choice = $state.raw<Choice | null>(null);
  thinking = $state(false);
  /** What a server elsewhere counted the last time. */
  counted = $state.raw<{ read: number; written: number } | null>(null);
  private stopper: AbortController | null = null;

  constructor(
    private readonly manuscript: Manuscript,
    private readonly sheet: () => Sheet,
  ) {}

  /** Whether it is at work. */
  get busy(): boolean {
    return this.ghost !== null || this.thinking;
  }

  /** Go on from the caret until it is told to stop. */
  async goOn(): Promise<void> {
    const { model, endpoint, form } = this.manuscript.settings;
    if ((model === null && endpoint === null) || this.busy) return;
    const at = this.sheet().selection()[1];
    const before = this.manuscript.words.slice(0, at);
    const manner = { ...this.manner(), seed: drawSeed() };
    await this.compose(at, this.stamp('continue', manner), async (signal) => {
      if (endpoint !== null) await this.elsewhere(endpoint, before, manner, signal);
      // A poem that has begun goes on line by line; everything else letter by letter.
      else if (form !== null && before.trim() !== '')
        await this.lines(model ?? '', before, manner, signal);
      else return this.letters(model ?? '', before, manner, signal);
      return null;
    });
  }

  /** Have something written that grows on the sheet; what came is put there, also where it broke off.

      `work` returns how it was made, where the studio has said so itself. */
  async compose(
    at: number,
    recipe: Record<string, unknown>,
    work: (signal: AbortSignal) => Promise<Record<string, unknown> | null>,
  ): Promise<void> {
    this.ghost = { at, text: '' };
    const stopper = await this.begin();
    let made: Record<string, unknown>;
    try {
      made = (await work(stopper.signal)) ?? recipe;
    } catch (error) {
      made = { ...recipe, stopped: true };
      if (!stopper.signal.aborted) notify(explain(error), { tone: 'error' });
    }
    const ghost: Ghost = this.ghost;
    this.ghost = null;
    this.stopper = null;
    await this.put(ghost.at, ghost.at, ghost.text, made);
  }

  private async letters(
    model: string,
    before: string,
    manner: Manner,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const prompt = before.slice(-READ);
    const own = manner.form === undefined && { length: LENGTH }; // a form has its own length
    const asked = { ...manner, ...(prompt !== '' && { prompt }), ...own };
    const done = await write(model, asked, signal, (text, kind) => {
      if (signal.aborted) return;
      if (kind === 'text') this.grow(text);
      else if (this.manuscript.title === '') this.manuscript.title = text;
    });
    if (!signal.aborted) this.sayEnd();
    return done.recipe;
  }

  private async lines(
    model: string,
    before: string,
    manner: Manner,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      const text = before + (this.ghost?.text ?? '');
      const found = await suggest(model, { ...manner, text, count: 1 }, signal);
      const [line] = found.suggestions;
      if (line === undefined) {
        this.sayEnd();
        return;
      }
      this.grow(lead(text) + line.words);
    }
  }

  private async elsewhere(
    name: string,
    before: string,
    manner: Manner,
    signal: AbortSignal,
  ): Promise<void> {
    const asked = { ...this.plain(before, manner), most: LENGTH, stop: [] };
    const done = await writeElsewhere(name, asked, signal, (text) => {
      if (!signal.aborted) this.grow(text);
    });
    this.tell([done]);
  }

  /** Say why nothing came: the form is complete, or the model takes the text for finished. */
  private sayEnd(): void {
    const { form } = this.manuscript.settings;
    if ((this.ghost?.text ?? '') !== '') return;
    notify(t(form === null ? 'write.at-end' : 'write.no-more'));
  }

  /** Count the tokens of some answers, and say what their reader should know. */
  tell(answers: readonly Pick<EndpointDone, 'usage' | 'remarks'>[]): void {
    const counts = answers.flatMap(({ usage }) => (usage === null ? [] : [usage]));
    const sum = (name: 'read' | 'written'): number =>
      counts.reduce((total, each) => total + each[name], 0);
    this.counted = counts.length > 0 ? { read: sum('read'), written: sum('written') } : null;
    for (const remark of new Set(answers.flatMap(({ remarks }) => remarks))) notify(remark);
  }

  /** What a server elsewhere is asked: it knows no forms, and goes on from a title where there is
      nothing else. */
  private plain(
    before: string,
    { adventure, seed, ...set }: Manner,
  ): Pick<EndpointWriting, 'prompt' | 'temperature' | 'top_p'> & { seed: number } {
    const prompt = before === '' ? `${this.manuscript.title}\n\n` : before.slice(-READ);
    const temperature = heat(adventure ?? 0.5);
    return { prompt, seed: seed ?? drawSeed(), temperature, ...given(set, ELSEWHERE) };
  }

  private async offerElsewhere(
    name: string,
    text: string,
    signal: AbortSignal,
  ): Promise<Suggestions> {
    const ask = (): Promise<EndpointDone> => {
      const asked = { ...this.plain(text, this.manner()), most: LINE, stop: ['\n'] };
      return writeElsewhere(name, asked, signal, () => undefined);
    };
    const answers = await Promise.all([ask(), ask(), ask()]);
    // That a line is short was asked for; anything else is worth knowing.
    this.tell(answers.map((each) => (each.finish === 'length' ? { ...each, remarks: [] } : each)));
    const lines = new Set(answers.map((each) => each.text.trim()));
    const suggestions = [...lines].filter(Boolean).map((words) => ({ words, bits: 0 }));
    return { suggestions, recipe: this.stamp('suggest', this.manner()) };
  }

  /** Let what is being written grow. */
  grow(text: string): void {
    if (this.ghost) this.ghost = { ...this.ghost, text: this.ghost.text + see(text) };
  }

  /** Offer three next lines, or three others for what is selected. */
  async offer(): Promise<void> {
    const { model, endpoint } = this.manuscript.settings;
    if ((model === null && endpoint === null) || this.busy) return;
    const { words } = this.manuscript;
    const [start, end] = this.target(words);
    const before = words.slice(0, start);
    const first = end > start ? '' : lead(before);
    const text = (before + first).slice(-READ);
    await this.propose(async (signal) => {
      const found =
        endpoint === null
          ? await suggest(model ?? '', { ...this.manner(), text, count: 3 }, signal)
          : await this.offerElsewhere(endpoint, text, signal);
      const again = (): void => void this.offer();
      return { start, end, lead: first, lines: found.suggestions, recipe: found.recipe, again };
    });
  }

  /** Have something thought up that is to be chosen from. */
  async propose(work: (signal: AbortSignal) => Promise<Choice>): Promise<void> {
    this.thinking = true;
    const stopper = await this.begin();
    try {
      const choice = await work(stopper.signal);
      if (choice.lines.length === 0) this.sayEnd();
      else this.choice = choice;
    } catch (error) {
      if (!stopper.signal.aborted) notify(explain(error), { tone: 'error' });
    } finally {
      this.thinking = false;
      this.stopper = null;
    }
  }

  /** Take one of the lines. */
  async choose(at: number): Promise<void> {
    const choice = this.choice;
    const line = choice?.lines[at];
    if (choice === null || line === undefined) return;
    this.choice = null;
    await this.put(choice.start, choice.end, choice.lead + line.words, {
      ...choice.recipe,
      chosen: at + 1,
    });
  }

  /** Leave off: the model, or the choosing. */
  stop(): void {
    this.stopper?.abort();
    this.choice = null;
  }

  private async begin(): Promise<AbortController> {
    this.choice = null;
    const stopper = new AbortController();
    this.stopper = stopper;
    // What the hand wrote is a version of its own.
    await this.manuscript.save();
    return stopper;
  }

  /** What is selected, else the end of the line that the caret stands in. */
  private target(words: string): [number, number] {
    const [start, end] = this.sheet().selection();
    if (end > start) return [start, end];
    const stop = words.indexOf('\n', start);
    const at = stop < 0 ? words.length : stop;
    return [at, at];
  }

  private manner(): Manner {
    const { adventure, endpoint, form, rhymes, way } = this.manuscript.settings;
    const title = this.manuscript.title.trim();
    return {
      adventure,
      ...given(this.manuscript.settings, endpoint === null ? HANDS : ELSEWHERE),
      ...(title !== '' && { title }),
      ...(form !== null && { form, ...(rhymes !== 'pingshui' && { rhymes }) }),
      ...(form !== null && way !== null && { way }),
    };
  }

  /** How something was made that was stopped before the studio could say so itself. */
  stamp(command: string, asked: Manner): Record<string, unknown> {
    const { seed, ...settings } = asked;
    const { model, endpoint } = this.manuscript.settings;
    const { name, version } = findModel(model ?? '') ?? { name: '', version: '' };
    const maker =
      endpoint === null
        ? { name, version, sha256: model ?? '' }
        : { name: endpoint, version: '', sha256: '' };
    return { command, model: maker, ...(seed !== undefined && { seed }), settings };
  }

  private async put(
    start: number,
    end: number,
    text: string,
    recipe: Record<string, unknown>,
  ): Promise<void> {
    if (text === '') {
      await this.manuscript.save(); // it may have a title by now
      return;
    }
    await tick(); // until then the sheet cannot be written on
    this.sheet().insert(start, end, text);
    announce(text);
    await this.manuscript.mark(recipe);
  }
}

/** What parts a new line from the text before it: nothing after a comma of Chinese verse. */
function lead(before: string): string {
  return before === '' || /[\n，、；]$/.test(before) ? '' : '\n';
}

/** A text without what cannot be seen: that cannot be kept either. */
export function see(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '');
}

/** How freely a server elsewhere writes. */
export function heat(adventure: number): number {
  return 0.4 + 0.8 * adventure;
}

export function drawSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}
