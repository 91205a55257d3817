/**
 * Where codes become pictures: one painter, one picture at a time, the latest position first.
 *
 * A position that waits gives way to the next one; small pictures (corners, children, stops) are
 * painted when no position waits. The server paints until the page's own runtime is ready, and
 * wherever the page cannot.
 */

import type { Code } from './codes';
import type { Instrument } from './instrument';
import { pagePainter, serverPainter, type Painter, type Place } from './painters';
import { paste } from './pixels';
import { cutTiles, defaultWindow, shrink } from './tiles';
import type { Frame } from './wire';

export type Size = readonly [number, number];

/** A picture of a position, and how long painting it took in milliseconds. */
export interface Painted {
  readonly picture: ImageData;
  readonly took: number;
}

interface Task {
  readonly code: Code;
  readonly frame: Frame | null;
  readonly signal?: AbortSignal | undefined;
  readonly resolve: (painted: Painted | null) => void;
  readonly reject: (error: unknown) => void;
}

/** The longest side of a small picture, where a model paints any size. */
const SMALL = 112;
/** The longest side while the hand moves: at the least, at first, at the most. */
const [LEAST, FIRST, MOST] = [96, 128, 384];
/** How long a picture may take while the hand moves, in milliseconds. */
const WANTED = 12;

export class Stage {
  private painter: Painter;
  private wanted: Place = 'server';
  private own: Promise<Painter | null> | null = null;
  private next: Task | null = null;
  private later: Task[] = [];
  private busy = false;
  private closed = false;
  private rough = FIRST;

  constructor(
    private readonly instrument: Instrument,
    /** Told when somebody else paints from now on. */
    private readonly changed: (place: Place) => void,
  ) {
    this.painter = serverPainter(instrument.model.id);
  }

  get place(): Place {
    return this.painter.place;
  }

  /** Paint in the page or through the server from now on; says whether that can be. */
  async playIn(place: Place): Promise<boolean> {
    const { model, space, usual } = this.instrument;
    const frame = model.size === null ? whole(usual, this.rough) : null;
    this.wanted = place;
    if (place === 'page') this.own ??= pagePainter(model.id, space, frame).catch(() => null);
    const painter = place === 'page' ? await this.own : serverPainter(model.id);
    // While the page's runtime came, somebody may have wished otherwise.
    if (this.closed || painter === null || this.wanted !== place) return false;
    this.use(painter);
    return true;
  }

  /** Paint a position now, roughly where it may have any size; null where a later one came. */
  show(code: Code, size: Size | null): Promise<Painted | null> {
    this.next?.resolve(null);
    return new Promise((resolve, reject) => {
      this.next = { code, frame: size && whole(size, this.rough), resolve, reject };
      void this.turn();
    });
  }

  /** Paint a small picture when there is time; null where the signal came first. */
  async small(code: Code, size: Size | null, signal?: AbortSignal): Promise<ImageData | null> {
    return this.paint(code, size && whole(size, SMALL), signal);
  }

  /** Paint a picture at its full size, tile by tile, so that a moving hand need not wait for it. */
  async sharp(code: Code, size: Size, signal: AbortSignal): Promise<ImageData | null> {
    const picture = new ImageData(size[1], size[0]);
    for (const tile of cutTiles(...size)) {
      const part = await this.paint(code, tile, signal);
      if (part === null) return null;
      paste(picture, part, tile.left, tile.top);
    }
    return picture;
  }

  /** Stop painting for good. */
  close(): void {
    this.closed = true;
    for (const task of this.next ? [this.next, ...this.later] : this.later) task.resolve(null);
    [this.next, this.later] = [null, []];
    void this.own?.then((painter) => painter?.close());
  }

  private async paint(
    code: Code,
    frame: Frame | null,
    signal?: AbortSignal,
  ): Promise<ImageData | null> {
    const painted = await new Promise<Painted | null>((resolve, reject) => {
      this.later.push({ code, frame, signal, resolve, reject });
      void this.turn();
    });
    return painted && painted.picture;
  }

  private async turn(): Promise<void> {
    if (this.busy || this.closed) return;
    const live = this.next;
    const task = live ?? this.chooseLater();
    if (task === undefined) return;
    this.busy = true;
    this.next = null;
    try {
      const painted = await this.work(task);
      if (live?.frame) this.adapt(live.frame, painted.took);
      task.resolve(painted);
    } catch (error) {
      task.reject(error);
    }
    this.busy = false;
    void this.turn();
  }

  private chooseLater(): Task | undefined {
    let task = this.later.shift();
    while (task?.signal?.aborted === true) {
      task.resolve(null);
      task = this.later.shift();
    }
    return task;
  }

  private async work({ code, frame }: Task): Promise<Painted> {
    const began = performance.now();
    const { painter } = this;
    try {
      const picture = await painter.paint(code, frame);
      return { picture, took: performance.now() - began };
    } catch (error) {
      if (painter.place === 'server') throw error;
      this.use(serverPainter(this.instrument.model.id));
      const picture = await this.painter.paint(code, frame);
      return { picture, took: performance.now() - began };
    }
  }

  private use(painter: Painter): void {
    this.painter = painter;
    this.changed(painter.place);
  }

  /** Choose the size of rough pictures so that the hand is followed. */
  private adapt({ height, width }: Frame, took: number): void {
    const side = Math.max(height, width) * Math.sqrt(WANTED / Math.max(took, 0.5));
    const next = this.rough + 0.2 * (side - this.rough);
    this.rough = Math.round(Math.min(Math.max(next, LEAST), MOST));
  }
}

function whole(size: Size, longest: number): Frame {
  const [height, width] = shrink(...size, longest);
  return { height, width, window: defaultWindow(...size) };
}
