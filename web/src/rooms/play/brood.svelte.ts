/** Children of what is on the canvas, and of each other. */

import { explain } from '../../api/client';
import { crossbreed, drawShares, vary, type Code } from '../../live/codes';
import { drawSeed, take, type Position, type Source } from '../../live/position';
import { number, t } from '../../messages/catalogue.svelte';
import { announce, notify } from '../../state/notices.svelte';
import { ancestors } from './lineage';
import { alone, miniature } from './miniatures.svelte';
import { player } from './player.svelte';

const COUNT = 8;

export interface Child {
  readonly id: number;
  readonly source: Source;
  readonly picture: ImageData | null;
}

export class Brood {
  children = $state.raw<readonly Child[]>([]);
  chosen = $state.raw<readonly number[]>([]);
  busy = $state(false);
  /** How far children fall from the tree, 0 to 1. */
  strength = $state(0.35);
  private last = 0;
  private painting = new AbortController();

  /** Make children of the present position. */
  async make(): Promise<void> {
    const { position } = player;
    if (position === null) return;
    await this.fill(position, ancestors(position), async () => {
      const codes = await player.composed(position);
      const { instrument } = player;
      if (codes === null || instrument === null) return [];
      const seeds = Array.from({ length: COUNT }, () => drawSeed());
      const strangers = await instrument.strangers(seeds, position.label);
      const { mean } = instrument.space;
      return strangers.map((stranger) => vary(codes.plain, stranger, mean, this.strength));
    });
  }

  /** Make children of the ones that are chosen. */
  async cross(): Promise<void> {
    const { position, instrument } = player;
    const parents = this.children.filter(({ id }) => this.chosen.includes(id));
    if (position === null || instrument === null || parents.length < 2) return;
    const codes = parents.map(({ source }) => instrument.compose(alone(position, source)).plain);
    const works = parents.flatMap(({ source }) => (source.kind === 'code' ? source.parents : []));
    await this.fill(position, [...new Set(works)], async () => {
      const { mean, rows } = instrument.space;
      return Array.from({ length: COUNT }, () =>
        crossbreed(codes, mean, drawShares(rows, codes.length)),
      );
    });
  }

  /** Take a child onto the canvas. */
  take(child: Child): void {
    if (player.position !== null) player.step(take(player.position, child.source));
  }

  /** Choose a child as a parent, or not. */
  choose(id: number): void {
    this.chosen = this.chosen.includes(id)
      ? this.chosen.filter((each) => each !== id)
      : [...this.chosen, id];
  }

  /** Forget children that another model could not play. */
  clear(): void {
    this.painting.abort();
    this.busy = false;
    [this.children, this.chosen] = [[], []];
  }

  private async fill(
    position: Position,
    parents: readonly string[],
    make: () => Promise<readonly Code[]>,
  ): Promise<void> {
    this.painting.abort();
    this.painting = new AbortController();
    const { signal } = this.painting;
    this.busy = true;
    try {
      const codes = await make();
      const { instrument } = player;
      // Others were asked for meanwhile, or another model is played.
      if (signal.aborted || instrument === null) return;
      this.chosen = [];
      this.children = codes.map((code) => ({
        id: (this.last += 1),
        source: instrument.source(code, parents),
        picture: null,
      }));
      await this.paint({ ...position, style: null }, signal);
      if (signal.aborted) return;
      announce(t('play.children-there', { count: number(codes.length) }));
    } catch (error) {
      if (!signal.aborted) notify(explain(error), { tone: 'error' });
    } finally {
      if (!signal.aborted) this.busy = false;
    }
  }

  private async paint(position: Position, signal: AbortSignal): Promise<void> {
    for (const { id, source } of this.children) {
      const picture = await miniature(alone(position, source), signal);
      if (signal.aborted) return;
      this.children = this.children.map((each) => (each.id === id ? { ...each, picture } : each));
    }
  }
}

export const brood = new Brood();
