/** A journey through stops: played in the page, and rendered as a film by the studio. */

import { addJob } from '../../api/routes';
import { learn } from '../../state/jobs.svelte';
import { journeyAt, type Code } from '../../live/codes';
import { toBase64 } from '../../live/packed';
import type { Position } from '../../live/position';
import { duration, language, t } from '../../messages/catalogue.svelte';
import { announce } from '../../state/notices.svelte';
import { allAncestors } from './lineage';
import { player } from './player.svelte';
import { readAll, recall, store, toText } from './session';

export const SUFFIXES = ['.webp', '.gif', '.mp4', '.webm'] as const;
export type Suffix = (typeof SUFFIXES)[number];

const FPS = 24;
const SECONDS_EACH = 1.5;

export interface Stop {
  readonly id: number;
  readonly position: Position;
}

/** Stops and how they are gone through. */
interface Route {
  readonly stops: readonly Stop[];
  readonly seconds: number | null;
  readonly loop: boolean;
  readonly ease: number;
}

type Stored = Omit<Route, 'stops'> & { readonly stops: readonly string[] };

const EMPTY: Route = { stops: [], seconds: null, loop: true, ease: 0 };

let last = 0;

export class Journey {
  private route = $state.raw<Route>(remembered('journey') ?? EMPTY);
  /** The journey that a film took the place of. */
  private earlier = $state.raw<Route | null>(remembered('earlier'));
  playing = $state(false);
  /** Where the journey stands, 0 to 1. */
  moment = $state(0);
  /** The job that renders it, or rendered it last. */
  job = $state<string | null>(null);
  private began = 0;
  private wishes = 0;

  /** The stops of the model that is played; those of others wait. */
  readonly stops = $derived(here(this.route));
  readonly canReturn = $derived(this.earlier !== null && here(this.earlier).length > 0);
  /** The length where nobody chose one, in seconds. */
  readonly usual = $derived(SECONDS_EACH * Math.max(this.stops.length, 2));
  readonly seconds = $derived(this.route.seconds ?? this.usual);
  readonly frames = $derived(Math.max(this.stops.length, Math.round(this.seconds * FPS)));
  readonly canPlay = $derived(this.stops.length > 1);

  /** Make what is on the canvas the last stop. */
  add(): void {
    const { position } = player;
    if (position === null) return;
    this.set({ stops: [...this.route.stops, ...toStops([position])] });
    announce(t('play.stop-added', { place: this.stops.length }));
  }

  /** Make a film's stops the journey; the one that was here waits. */
  replace(positions: readonly Position[], how: { loop?: boolean; ease?: number }): void {
    const model = positions[0]?.model;
    const others = this.route.stops.filter(({ position }) => position.model !== model);
    const waits = others.length < this.route.stops.length;
    if (waits) this.putAway(this.route);
    this.set({ ...EMPTY, ...how, stops: [...others, ...toStops(positions)] });
  }

  /** Change places with the journey before. */
  return(): void {
    if (this.earlier === null) return;
    const { route, earlier } = this;
    this.stop();
    this.putAway(route);
    this.set(earlier);
    announce(t('play.journey-back'));
  }

  remove(id: number): void {
    this.set({ stops: this.route.stops.filter((stop) => stop.id !== id) });
    if (!this.canPlay) this.stop();
  }

  /** Put a stop to another place among those that are shown. */
  move(id: number, place: number): void {
    const moved = this.stops.find((stop) => stop.id === id);
    if (moved === undefined) return;
    const rest = this.stops.filter((stop) => stop !== moved);
    rest.splice(Math.min(Math.max(place, 0), rest.length), 0, moved);
    const others = this.route.stops.filter((stop) => !this.stops.includes(stop));
    this.set({ stops: [...others, ...rest] });
  }

  /** Go to a stop. */
  goTo(place: number): void {
    const stop = this.stops[place];
    if (stop !== undefined) player.step(stop.position);
  }

  get loop(): boolean {
    return this.route.loop;
  }

  get ease(): number {
    return this.route.ease;
  }

  /** Change the stops, or how they are gone through. */
  set(changes: Partial<Route>): void {
    this.route = { ...this.route, ...changes };
    remember('journey', this.route);
  }

  private putAway(route: Route): void {
    this.earlier = route;
    remember('earlier', route);
  }

  /** Play the journey on the canvas until it is stopped, or at its end. */
  async play(): Promise<void> {
    if (!this.canPlay || this.playing) return;
    const wish = (this.wishes += 1);
    const codes = await this.codes();
    if (codes === null || wish !== this.wishes) return;
    const from = this.moment < 1 ? this.moment : 0;
    this.began = performance.now() - from * 1000 * this.seconds;
    this.playing = true;
    while (wish === this.wishes && this.canPlay) {
      const now = (await nextFrame()) - this.began;
      const share = now / (1000 * this.seconds);
      if (wish !== this.wishes || (!this.loop && share >= 1)) break;
      await this.show(codes, share % 1);
    }
    if (wish === this.wishes) this.playing = false;
  }

  /** Stop, and show what is on the canvas again. */
  stop(): void {
    this.wishes += 1; // what has not begun to move yet will not
    if (!this.playing) return;
    this.playing = false;
    void player.render(performance.now());
  }

  /** Show one moment of it. */
  async look(moment: number): Promise<void> {
    this.playing = false;
    const wish = (this.wishes += 1);
    const codes = await this.codes();
    if (codes !== null && wish === this.wishes) await this.show(codes, moment);
  }

  /** Ask the studio to render it. */
  async render(suffix: Suffix): Promise<void> {
    const { position, model } = player;
    const codes = await this.codes();
    if (codes === null || position === null || model === null) throw new Error('nothing to render');
    const [first] = this.stops;
    const asked = {
      model: model.id,
      stations: codes.map((code) => ({ code: toBase64(code) })),
      frames: this.frames,
      fps: FPS,
      loop: this.loop,
      ease: this.ease,
      suffix,
      parents: allAncestors(this.stops.map(({ position }) => position)),
      size: first?.position.size ?? player.sizeOf(position),
    };
    const job = await addJob(
      'render',
      asked,
      t('play.film-of', {
        model: model.title[language()],
        count: this.stops.length,
        time: duration(this.seconds),
      }),
    );
    learn(job);
    this.job = job.id;
  }

  private async show(codes: readonly Code[], moment: number): Promise<void> {
    this.moment = moment;
    const { loop, ease, frames } = this;
    const steps = loop ? frames : frames - 1;
    await player.project(journeyAt(codes, { frames, loop, ease }, moment * steps));
  }

  private async codes(): Promise<Code[] | null> {
    const composed = await Promise.all(this.stops.map(({ position }) => player.composed(position)));
    const seen = composed.flatMap((each) => (each === null ? [] : [each.seen]));
    return seen.length === composed.length && seen.length > 1 ? seen : null;
  }
}

function here({ stops }: Route): Stop[] {
  return stops.filter(({ position }) => position.model === player.position?.model);
}

function toStops(positions: readonly Position[]): Stop[] {
  return positions.map((position) => ({ id: (last += 1), position }));
}

function remember(name: string, route: Route): void {
  const stored: Stored = { ...route, stops: route.stops.map(({ position }) => toText(position)) };
  store(name, stored);
}

function remembered(name: string): Route | null {
  const stored = recall<Stored | null>(name, null);
  return stored && { ...stored, stops: toStops(readAll(stored.stops)) };
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

export const journey = new Journey();
