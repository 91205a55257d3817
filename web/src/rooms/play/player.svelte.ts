/** What is on the canvas and how it got there: the state of this room, for as long as the page is open. */

import { ApiError, explain } from '../../api/client';
import { readWork } from '../../api/routes';
import type { Model, Work } from '../../api/shapes';
import { read, toQuery, write } from '../../live/address';
import { flip, go, redo, start, touch, undo, type History, type Pair } from '../../live/history';
import { fit, Instrument, type Composed } from '../../live/instrument';
import { choosePlace, cost, note, rate, unplayed, type Pace } from '../../live/pace';
import type { Place } from '../../live/painters';
import { equal, type Position } from '../../live/position';
import { Stage } from '../../live/stage';
import { t } from '../../messages/catalogue.svelte';
import { rewrite, type Address } from '../../state/address.svelte';
import { haveModels, models } from '../../state/models.svelte';
import { announce } from '../../state/notices.svelte';
import { recognise } from './lineage';
import { recallSession, storeSession } from './session';
import { beginAnew, positionOf, type Made } from './restoring';

/** How long the hand must rest before what costs time is done, in milliseconds. */
const REST = 160;
/** How often the frame rate on the screen changes, in milliseconds. */
const TOLD = 400;
/** How long no picture came before its rate goes, in milliseconds. */
const STILL = 1_000;

type Surface = (picture: ImageData, sharp: boolean) => void;

export class Player {
  history = $state.raw<History<Position> | null>(null);
  pair = $state.raw<Pair<Position> | null>(null);
  instrument = $state.raw<Instrument | null>(null);
  place = $state<Place>('server');
  /** Where the owner wants it to be played; `auto` is the page, unless it is too slow there. */
  wish = $state<Place | 'auto'>('auto');
  rate = $state<number | null>(null);
  /** Whether pictures follow each other: under a hand, or on a journey. */
  moving = $state(false);
  problem = $state('');
  /** Grows whenever the hand came to rest on something new: then corners are painted anew. */
  rests = $state(0);

  stage: Stage | null = null;
  /** The last picture, for a canvas that comes later. */
  picture: ImageData | null = null;
  private surface: Surface = () => undefined;
  private pace: Pace = unplayed;
  /** What painting cost in the page when it gave way to the server. */
  private left: number | null = null;
  private told = 0;
  private stilling: ReturnType<typeof setTimeout> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sharpening = new AbortController();
  private opening = '';
  private written = '';
  private held = false;
  private departures = 0;

  /** What can be played here. */
  readonly shelf = $derived((models() ?? []).filter(({ medium }) => medium === 'picture'));
  readonly position = $derived(this.history?.present ?? null);
  readonly model = $derived(this.shelf.find(({ id }) => id === this.position?.model) ?? null);

  /** Give the room a canvas. */
  draw(surface: Surface): void {
    this.surface = surface;
    if (this.picture !== null) surface(this.picture, true);
  }

  /** Go where an address says; returns the work that it names, if any. */
  async visit({ item, query }: Address): Promise<Work | null> {
    if (`${item}?${query.toString()}` === this.written) return null;
    const isWanted = this.setOut();
    try {
      await haveModels();
      const work = query.get('work');
      if (work !== null) return await this.openWork(work, isWanted);
      if (isWanted()) this.enter(item, query);
    } catch (error) {
      if (isWanted()) this.fail(error);
    }
    return null;
  }

  /** Set out for another place; what this returns says whether nobody has set out again since. */
  setOut(): () => boolean {
    const departure = (this.departures += 1);
    return () => departure === this.departures;
  }

  /** Take a model from the shelf: where it was left, or anew. */
  choose(model: string): void {
    const { past = [], future = [] } = this.history ?? {};
    const left = [...future, ...past].reverse().find((each) => each.model === model);
    this.step(left ?? beginAnew(model));
  }

  /** Put the position that made a work on the canvas, unless another one was wanted before it came;
      what was there is one step back. */
  async openWork(id: string, isWanted = this.setOut()): Promise<Work | null> {
    const work = await readWork(id);
    if (!isWanted()) return null;
    this.goTo(work);
    return work;
  }

  /** The same of a work that is read already, or of what a file says of one. */
  goTo(work: Made): void {
    const model = this.shelf.find(({ id }) => id === work.model.id);
    if (model === undefined) throw this.noModel(`${work.model.name} ${work.model.version}`);
    this.history ??= this.recall();
    const position = fit(positionOf(work, this.position), model);
    if (work.id !== undefined) recognise(position, work.id);
    this.step(position);
  }

  /** Go to another position, as one step. */
  step(next: Position): void {
    this.release(); // what a hand does after it is a step of its own
    if (this.history === null) this.history = start(next);
    else if (!equal(next, this.history.present)) this.history = go(this.history, next);
    void this.render(performance.now());
  }

  /** Follow a hand: all it does until it lets go is one step. `asked` says when it moved. */
  follow(next: Position, asked: number): void {
    if (this.history === null || equal(next, this.history.present)) return;
    this.history = this.held ? touch(this.history, next) : go(this.history, next);
    this.held = true;
    void this.render(asked);
  }

  /** The hand lets go. */
  release(): void {
    this.held = false;
  }

  undo(): void {
    this.travel(undo, t('play.undone'), t('play.nothing-to-undo'));
  }

  redo(): void {
    this.travel(redo, t('play.redone'), t('play.nothing-to-redo'));
  }

  /** Change between the two positions that are compared. */
  compare(): void {
    if (this.position === null) return;
    const { pair, played } = flip(this.pair, this.position);
    this.pair = pair;
    this.step(played);
    announce(t(pair.side === 'a' ? 'play.side-a' : 'play.side-b'));
  }

  /** Compare no longer. */
  endCompare(): void {
    this.pair = null;
  }

  /** Play in the page, through the server, or wherever it is fast enough. */
  async wishFor(wish: Place | 'auto'): Promise<void> {
    this.wish = wish;
    [this.pace, this.left] = [unplayed, null];
    await this.stage?.playIn(wish === 'server' ? 'server' : 'page');
    void this.render(performance.now());
  }

  /** Return the codes of a position once they are here; null where the model changed meanwhile. */
  async composed(position: Position): Promise<Composed | null> {
    const instrument = await this.open(position.model);
    if (instrument === null) return null;
    if (!instrument.knows(position)) await instrument.learn(position);
    return instrument === this.instrument ? instrument.compose(position) : null;
  }

  /** Return height and width of a position's picture, or null where the model has one size. */
  sizeOf({ size }: Position): readonly [number, number] | null {
    const { model, usual } = this.instrument ?? {};
    return model === undefined || model.size !== null ? null : (size ?? usual ?? null);
  }

  /** Paint a code of a film on the canvas; it is no position. */
  async project(seen: Float32Array): Promise<void> {
    this.sharpening.abort();
    clearTimeout(this.timer);
    const size = this.position && this.sizeOf(this.position);
    const painted = await this.stage?.show(seen, size);
    if (painted) this.show(painted.picture, painted.took, performance.now());
  }

  /** Paint the present position. */
  async render(asked: number): Promise<void> {
    const { position } = this;
    if (position === null) return;
    this.sharpening.abort();
    clearTimeout(this.timer);
    try {
      const codes = await this.composed(position);
      if (codes === null || this.position !== position || this.stage === null) return;
      const painted = await this.stage.show(codes.seen, this.sizeOf(position));
      if (painted === null) return;
      this.problem = '';
      this.show(painted.picture, painted.took, asked);
      this.judgePace();
      // The hand has moved on while this was painted: only its last position comes to rest.
      if (this.position !== position) return;
      this.timer = setTimeout(
        () => void this.rest(position, codes).catch((error: unknown) => this.fail(error)),
        REST,
      );
    } catch (error) {
      if (this.position === position) this.fail(error);
    }
  }

  private show(picture: ImageData, took: number, asked: number): void {
    this.picture = picture;
    this.surface(picture, false);
    const now = performance.now();
    performance.measure('etude.frame', { start: asked, end: now });
    performance.clearMeasures('etude.frame');
    this.pace = note(this.pace, now, took);
    clearTimeout(this.stilling);
    this.stilling = setTimeout(() => (this.moving = false), STILL);
    if (now - this.told < TOLD) return;
    this.moving = rate(this.pace, now) !== null;
    this.told = now;
    this.rate = rate(this.pace, now) ?? this.rate;
  }

  /** Do what waits for a resting hand: the sharp picture, the address, the small pictures. */
  private async rest(position: Position, { seen }: Composed): Promise<void> {
    if (this.history !== null) storeSession(this.history);
    const { model, query } = write(position);
    this.written = `${model}?${toQuery(query)}`;
    rewrite('play', model, query);
    this.rests += 1;
    this.sharpening = new AbortController();
    const { signal } = this.sharpening;
    const size = this.sizeOf(position);
    const picture = size === null ? this.picture : await this.stage?.sharp(seen, size, signal);
    if (!picture || signal.aborted) return;
    this.picture = picture;
    this.surface(picture, true);
  }

  private judgePace(): void {
    const now = cost(this.pace);
    const next = choosePlace(this.place, now, this.left);
    if (this.wish !== 'auto' || next === this.place) return;
    if (this.place === 'page') this.left = now;
    this.pace = unplayed;
    void this.stage?.playIn(next);
    announce(t(next === 'server' ? 'play.to-server' : 'play.to-page'));
  }

  private travel(way: typeof undo, done: string, end: string): void {
    if (this.history === null) return;
    this.release();
    const next = way(this.history);
    announce(next === this.history ? end : done);
    this.history = next;
    void this.render(performance.now());
  }

  private enter(item: string, query: URLSearchParams): void {
    const wanted = this.shelf.find(({ id }) => item !== '' && id.startsWith(item));
    const position = read(item, query);
    if (item !== '' && wanted === undefined) throw this.noModel(item.slice(0, 12));
    if (wanted !== undefined && position !== null) this.arrive(fit(position, wanted));
    else if (wanted !== undefined) this.choose(wanted.id);
    else this.resume();
  }

  /** Come by an address: with the steps that led there, where the page was only loaded again. */
  private arrive(next: Position): void {
    const left = this.history === null ? this.recall() : null;
    if (left !== null && equal(left.present, next)) this.history = left;
    this.step(next);
  }

  private recall(): History<Position> | null {
    const there = this.shelf.map(({ id }) => id);
    return recallSession(({ model }) => there.includes(model));
  }

  /**
   * Go on where this tab was left, else with the model whose sliders learnt the most from people's
   * words: whoever comes for the first time sees at once what they do.
   */
  private resume(): void {
    this.history ??= this.recall();
    const [first] = [...this.shelf].sort((one, other) => learnt(other) - learnt(one));
    if (this.history !== null) void this.render(performance.now());
    else if (first !== undefined) this.choose(first.id);
  }

  /** Open a model, unless it is open; null where another one was asked for meanwhile. */
  private async open(id: string): Promise<Instrument | null> {
    if (this.instrument?.model.id === id) return this.instrument;
    const model = this.shelf.find((each) => each.id === id);
    if (model === undefined) throw this.noModel(id.slice(0, 12));
    this.opening = id;
    const instrument = await Instrument.open(model);
    if (this.opening !== id) return null;
    if (this.instrument?.model.id === id) return this.instrument;
    this.stage?.close();
    this.instrument = instrument;
    this.stage = new Stage(instrument, (place) => (this.place = place));
    this.place = 'server';
    [this.pace, this.left] = [unplayed, null];
    if (this.wish !== 'server') void this.stage.playIn('page');
    return instrument;
  }

  private noModel(name: string): ApiError {
    return new ApiError(
      'play.no-model',
      t('play.no-model', { name }),
      t('play.no-model.hint'),
      404,
    );
  }

  private fail(error: unknown): void {
    // A code that does not fit comes from a link that was cut or changed.
    this.problem = error instanceof RangeError ? t('play.strange-link') : explain(error);
  }
}

function learnt({ sliders }: Model): number {
  return sliders.filter(({ kind }) => kind === 'attribute').length;
}

/** The room's state outlives the room: who comes back finds everything as it was. */
export const player = new Player();
