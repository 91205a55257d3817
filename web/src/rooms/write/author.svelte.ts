import { explain } from '../../api/client';
import type { Commissions, GapWay, QuestionBudget, TextSettings } from '../../api/shapes';
import { commission, completeCode, suggestSpeeches, tell } from '../../api/texts';
import { given, HANDS, imply, type Hand } from '../../design/hands';
import { number, t } from '../../messages/catalogue.svelte';
import { findModel } from '../../state/models.svelte';
import { notify } from '../../state/notices.svelte';
import type { Manuscript } from './manuscript.svelte';
import {
  drawSeed,
  ELSEWHERE,
  heat,
  see,
  type Choice,
  type Partner,
  type Sheet,
} from './partner.svelte';

const GAP: readonly Hand[] = ['temperature'];
const MARK = '<fill>'; // where the gap of a program is, if nothing is selected
const KINDS: readonly Kind[] = ['text', 'verse', 'drama', 'story', 'code'];
const OWN: readonly Kind[] = ['text', 'drama', 'story', 'code'];
const SHOWN = 3; // ways of a model of one's own, which writes many
const PLANNED = /^#+ *(outline|chapter\b|提纲|第.+章)/im;
const TOLD = /^#+ *(chapter\b|第.+章)/im;
const PROGRAM = /\.(?!pyi?$)\w{1,8}$/i; // a title that names a file of another language

export type Kind = TextSettings['kind'];
/** The same, where it is left to a model here, which takes other numbers. */
export type Task = Kind | 'own-drama' | 'own-story' | 'own-code';
/** What may be said in numbers; what is left out is as usual. */
type Limits = Partial<Record<string, number>>;

/** A server elsewhere at larger works: a poem, a play, a story, a program; all but poems a model here, too. */
export class Author {
  /** What it is doing at this moment. */
  stage = $state('');
  /** What the last question of a story takes. */
  budget = $state.raw<QuestionBudget | null>(null);
  /** What a model here read the last time. */
  shown = $state('');
  /** What is said of each kind: the subject, who speaks, what happens next. */
  words = $state<Record<Kind, string>>({ text: '', verse: '', drama: '', story: '', code: '' });
  limits = $state<Record<Task, Limits>>({
    text: {},
    verse: {},
    drama: {},
    story: {},
    code: {},
    'own-drama': {},
    'own-story': {},
    'own-code': {},
  });

  constructor(
    private readonly manuscript: Manuscript,
    private readonly partner: Partner,
    private readonly sheet: () => Sheet,
  ) {}

  /** What is asked for; a model here writes verse as any text, and programs where it may know some. */
  get kind(): Kind {
    const { kind } = this.manuscript.settings;
    return this.kinds.includes(kind) ? kind : 'text';
  }

  /** What can be asked for. */
  get kinds(): readonly Kind[] {
    if (this.manuscript.settings.endpoint !== null) return KINDS;
    return this.free ? OWN : OWN.filter((kind) => kind !== 'code');
  }

  get task(): Task {
    const { kind } = this;
    const own = this.manuscript.settings.endpoint === null;
    return own && kind !== 'text' && kind !== 'verse' ? `own-${kind}` : kind;
  }

  /** Whether a model here writes, and one that was told of no forms: it may have learnt programs. */
  get free(): boolean {
    const { endpoint, model } = this.manuscript.settings;
    return endpoint === null && findModel(model ?? '')?.forms.length === 0;
  }

  /** What can be set by hand of how freely it is written. */
  get hands(): readonly Hand[] {
    if (this.manuscript.settings.endpoint !== null) return ELSEWHERE;
    return this.task === 'own-code' ? GAP : HANDS;
  }

  /** What the one dial means of that: a server elsewhere, and a program, know the temperature. */
  get implied(): Record<Hand, number> {
    const { adventure } = this.manuscript.settings;
    const dial = imply(adventure);
    return this.hands === HANDS ? dial : { ...dial, temperature: heat(adventure), top_p: 1 };
  }

  /** Ask for it; of a story more of its last chapter, or else what comes next. */
  async go(more = false): Promise<void> {
    if (this.partner.busy) return;
    if (this.kind === 'text') await this.partner.goOn();
    else if (this.kind === 'verse') await this.poem();
    else if (this.task === 'own-drama') await this.speech();
    else if (this.task === 'own-story') await this.tale(more);
    else if (this.kind === 'drama') await this.play();
    else if (this.kind === 'story') await this.story(more);
    else await this.gap();
  }

  /** Whether the story on the sheet has a plan. */
  get planned(): boolean {
    return PLANNED.test(this.manuscript.words);
  }

  /** Whether it has a chapter. */
  get told(): boolean {
    return TOLD.test(this.manuscript.words);
  }

  /** Have a poem written at the caret that keeps the form. */
  private async poem(): Promise<void> {
    const { endpoint, form, rhymes } = this.manuscript.settings;
    if (endpoint === null || form === null) return;
    const at = this.sheet().selection()[1];
    const space = part(this.manuscript.words.slice(0, at));
    const subject = this.words.verse;
    const asked = { ...this.manner(), ...this.limits.verse, form, rhymes, subject };
    const stand = (text: string): void => {
      this.partner.ghost = { at, text: space + see(text.trimEnd()) };
    };
    let draft = '';
    await this.work('verse', at, asked, async (signal) => {
      const done = await commission(endpoint, 'verse', asked, signal, ({ event, data }) => {
        if (event === 'text') stand((draft += data.text));
        else if (event === 'poem') {
          draft = '';
          stand(data.words);
          this.stage = t('write.round', {
            round: data.round,
            rounds: data.rounds,
            lines: data.failing,
            score: number(100 * data.score, 0),
          });
        }
      });
      stand(done.words);
      return done;
    });
  }

  /** Have the play on the sheet go on at its end. */
  private async play(): Promise<void> {
    const { endpoint } = this.manuscript.settings;
    if (endpoint === null) return;
    const words = this.manuscript.words;
    const who = list(this.words.drama);
    const asked = { ...this.manner(), ...this.limits.drama, words, who };
    const at = words.trimEnd().length;
    let settled = '';
    let opening = '';
    let speech = '';
    const stand = (text: string): void => {
      this.partner.ghost = { at, text: `${settled}\n\n${see(text)}` };
    };
    await this.work('drama', at, { ...asked, words: undefined }, async (signal) => {
      const done = await commission(endpoint, 'drama', asked, signal, ({ event, data }) => {
        if (event === 'turn') {
          [opening, speech] = [data.opening, ''];
          const { number: place, speeches, sent, parts } = data;
          this.stage = t('write.turn', { number: place, speeches, sent, parts });
        } else if (event === 'text') stand(opening + (speech += data.text));
        else if (event === 'speech') {
          stand(data.text);
          settled = this.partner.ghost?.text ?? settled;
        }
      });
      this.partner.ghost = { at, text: done.added.map((each) => `\n\n${see(each)}`).join('') };
      return done;
    });
  }

  /** Have the story on the sheet planned, or its next chapter written, or the last one go on. */
  private async story(more: boolean): Promise<void> {
    const { endpoint } = this.manuscript.settings;
    if (endpoint === null) return;
    const [beat, text] = [this.words.story, this.manuscript.id];
    const asked = { ...this.manner(), ...this.limits.story, text, beat, more };
    let opening = '';
    const end = this.manuscript.words.trimEnd().length;
    await this.work('story', end, { ...asked, text: undefined }, async (signal) => {
      let growing = false;
      try {
        const done = await commission(endpoint, 'story', asked, signal, async (told) => {
          if (told.event === 'budget') {
            this.budget = told.data;
            this.stage = told.data.name;
            growing = told.data.opening !== null;
            opening = told.data.opening ?? '';
            // Memory and outline may have grown since it was asked.
            if (growing) await this.show();
          } else if (told.event === 'text' && growing) {
            this.partner.grow(opening + told.data.text);
            opening = '';
          }
        });
        await this.show();
        return done;
      } catch (error) {
        if (this.partner.ghost?.text === '') await this.show();
        throw error;
      }
    });
  }

  /** Have a model here offer what is said next in the play on the sheet. */
  private async speech(): Promise<void> {
    const { model } = this.manuscript.settings;
    const { words } = this.manuscript;
    const start = words.trimEnd().length;
    const who = findTurn(words, this.words.drama);
    const asked = {
      ...this.freely(),
      ...this.limits['own-drama'],
      words,
      ...(who !== undefined && { who }),
    };
    const again = (): void => void this.speech();
    await this.partner.propose(async (signal) => {
      const offer = await suggestSpeeches(model ?? '', asked, signal);
      const { read, parts, recipe } = offer;
      this.shown = t('write.heard-play', { name: offer.speaker, read, parts });
      const lines = offer.suggestions.map((each) => ({ words: see(each.words) }));
      return { start, end: words.length, lead: start > 0 ? '\n\n' : '', lines, recipe, again };
    });
  }

  /** Have a model here begin the next chapter of the story on the sheet, or go on with the last. */
  private async tale(more: boolean): Promise<void> {
    const { model } = this.manuscript.settings;
    const text = this.manuscript.id;
    const asked = { ...this.freely(), ...this.limits['own-story'], text, more };
    const { seed, ...settings } = { ...asked, text: undefined };
    const recipe = { ...this.partner.stamp('story', {}), seed, settings };
    await this.partner.compose(this.manuscript.words.trimEnd().length, recipe, async (signal) => {
      let opening: string | null = null;
      const done = await tell(model ?? '', asked, signal, (told) => {
        if (told.event === 'passage') {
          opening = told.data.opening;
          this.shown = t('write.reads', told.data);
        } else if (opening !== null && !signal.aborted) {
          this.partner.grow(opening + told.data.text);
          opening = '';
        }
      });
      await this.show();
      return { ...recipe, work: done.work.id };
    });
  }

  /** Have a gap in the program on the sheet filled: what is selected, or where `<fill>` stands. */
  private async gap(): Promise<void> {
    const { endpoint, model } = this.manuscript.settings;
    const { words, title } = this.manuscript;
    const [start, end] = this.place(words);
    const asked = {
      ...this.manner(),
      ...this.limits[this.task],
      before: words.slice(0, start),
      after: words.slice(end),
      python: !PROGRAM.test(title.trim()),
    };
    const again = (): void => void this.gap();
    const choose = (ways: readonly GapWay[], recipe: Record<string, unknown>): Choice => {
      return { start, end, lead: '', recipe, again, lines: ways.map(describe) };
    };
    this.open();
    await this.partner.propose(async (signal) => {
      if (endpoint !== null) return choose(...(await this.elsewhere(endpoint, asked, signal)));
      const found = await completeCode(model ?? '', asked, signal);
      const told = found.candidates.filter(({ text }) => see(text).trim() !== '');
      return choose(told.slice(0, SHOWN), found.recipe);
    });
    this.stage = '';
  }

  /** Have a server elsewhere fill a gap; where it breaks off, what came is offered. */
  private async elsewhere(
    endpoint: string,
    asked: Commissions['code']['asked'],
    signal: AbortSignal,
  ): Promise<[readonly GapWay[], Record<string, unknown>]> {
    const recipe = this.recipe('code', { ...asked, before: undefined, after: undefined });
    let ways: readonly GapWay[] = [];
    try {
      const done = await commission(endpoint, 'code', asked, signal, ({ event, data }) => {
        if (event !== 'answer') return;
        ways = data.candidates ?? [];
        this.stage = t('write.way', { number: data.number ?? 0, count: data.count ?? 0 });
      });
      this.partner.tell([done]);
      return [done.candidates, recipe];
    } catch (error) {
      if (ways.length === 0) throw error;
      if (!signal.aborted) notify(explain(error), { tone: 'error' });
      return [ways, recipe];
    }
  }

  /** Have something written that grows on the sheet, and say what it took. */
  private async work<Kind extends keyof Commissions>(
    kind: Kind,
    at: number,
    asked: Record<string, unknown>,
    write: (signal: AbortSignal) => Promise<Commissions[Kind]['done']>,
  ): Promise<void> {
    this.open();
    const recipe = this.recipe(kind, asked);
    await this.partner.compose(at, recipe, async (signal) => {
      const done = await write(signal);
      this.partner.tell([done]);
      return { ...recipe, ...(done.work !== null && { work: done.work.id }) };
    });
    this.stage = '';
  }

  private open(): void {
    this.stage = t('write.asking');
    this.budget = null;
    this.partner.counted = null;
  }

  private recipe(kind: string, asked: Record<string, unknown>): Record<string, unknown> {
    const { seed, ...settings } = asked;
    return { ...this.partner.stamp(kind, {}), seed, settings };
  }

  /** Show the text as the studio has it now; what is being written stands at its end. */
  private async show(): Promise<void> {
    await this.manuscript.refresh();
    this.partner.ghost = { at: this.manuscript.words.trimEnd().length, text: '' };
  }

  private place(words: string): [number, number] {
    const [start, end] = this.sheet().selection();
    const mark = words.indexOf(MARK);
    return end > start || mark < 0 ? [start, end] : [mark, mark + MARK.length];
  }

  /** How freely a model here writes: by the one dial, or by hand. */
  private freely(): Partial<Record<Hand, number>> & { adventure: number; seed: number } {
    const { adventure, ...set } = this.manuscript.settings;
    return { adventure, seed: drawSeed(), ...given(set, HANDS) };
  }

  private manner(): Partial<Record<Hand, number>> & { seed: number } {
    const { adventure, ...set } = this.manuscript.settings;
    return { seed: drawSeed(), temperature: heat(adventure), ...given(set, this.hands) };
  }
}

/** Who of those that are named speaks next: whoever comes after the one of them who spoke last. */
function findTurn(play: string, said: string): string | undefined {
  const names = list(said);
  const spoke = names.map((name) =>
    Math.max(play.lastIndexOf(`\n${name}:`), play.lastIndexOf(`\n${name}：`)),
  );
  const last = spoke.indexOf(Math.max(...spoke));
  return Math.max(...spoke) < 0 ? names[0] : names[(last + 1) % names.length];
}

function list(names: string): string[] {
  return names
    .split(/[,;，；、]/)
    .map((each) => each.trim())
    .filter(Boolean);
}

/** What parts a poem from the text before it: an empty line. */
function part(before: string): string {
  if (before.trim() === '') return '';
  return before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
}

function describe({ text, fault, cut }: GapWay): { words: string; note?: string } {
  const words = see(text);
  if (fault === null) return { words, note: '' };
  const note = fault === '' ? t('write.parses') : t('write.faulty', { fault });
  return { words, note: cut > 0 ? `${note} ${t('write.cut', { count: cut })}` : note };
}
