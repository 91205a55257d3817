import { listComposers, sketchMusic } from '../../api/routes';
import type { Candidate, ComposerModel, Task } from '../../api/shapes';
import { type History } from '../../live/history';
import { piece, type Made, type Moment } from './piece.svelte';
import { barsOf, receive, write, type Score } from './score';
import { transport } from './transport.svelte';
import { wishes, type TaskName } from './wishes.svelte';

const COUNT = 3;

/** Something a model wrote, as it would lie on the desk. */
export interface Offer {
  readonly made: Made;
  readonly measured: Candidate['measured'];
}

/** The model that writes with you: what it is asked, and what it offers. */
class Partner {
  composers = $state.raw<readonly ComposerModel[] | null>(null);
  model = $state('');
  task = $state<TaskName>('continue');
  strength = $state(0.5);
  busy = $state(false);
  /** Whether somebody came to be asked what is to be written. */
  called = false;
  offers = $state.raw<readonly Offer[]>([]);
  private from = $state.raw<History<Moment> | null>(null);
  private stopper = new AbortController();

  composer = $derived(
    this.composers?.find((each) => each.id === this.model) ?? this.composers?.[0],
  );

  /** Which offer lies on the desk; -1 for what was there before, null where something else does. */
  shown = $derived.by(() => {
    if (this.from === null || piece.score === null) return null;
    if (piece.score === this.from.present.score) return -1;
    const at = this.offers.findIndex(({ made }) => made.score === piece.score);
    return at < 0 ? null : at;
  });

  /** The bars that `fill` writes: what goes round, else where the chosen notes are, else all. */
  span = $derived.by((): [number, number] => {
    const { score } = piece;
    if (score === null) return [0, 0];
    const all = barsOf(score);
    const notes = [...piece.chosen];
    const { stretch } = transport;
    const [from, to] =
      transport.looping && stretch
        ? [stretch.from, stretch.to]
        : notes.length > 0
          ? [
              Math.min(...notes.map((note) => note.start)),
              Math.max(...notes.map((note) => note.start + note.duration)),
            ]
          : [0, score.length];
    const first = all.findIndex((bar) => bar.end > from);
    const last = all.findLastIndex((bar) => bar.start < to);
    return [Math.max(0, first), Math.max(first + 1, last + 1)];
  });

  /** The parts that `fill` writes: those that are not locked. */
  voices = $derived(
    (piece.score?.parts ?? []).flatMap((part, k) => (piece.isLocked(part) ? [] : [k])),
  );

  /** Be ready for a desk with a piece on it, or with empty bars. */
  greet(empty: boolean): void {
    if (empty) this.task = 'create';
    else if (this.task === 'create') this.task = 'continue';
  }

  /** Learn which models there are. */
  async read(): Promise<void> {
    this.composers = await listComposers();
  }

  /** Ask for candidates: one after the other, so that the first is heard while others are written. */
  async ask(): Promise<void> {
    const { score, history } = piece;
    const model = this.composer;
    if (score === null || history === null || model === undefined) return;
    this.stop();
    const { signal } = (this.stopper = new AbortController());
    const task = this.write(model.id, score);
    this.busy = true;
    // Whoever asks wants to hear it soon; if there is no sound, Play will say so.
    transport.wake().catch(() => undefined);
    try {
      let { seed } = wishes;
      for (let k = 0; k < COUNT; k += 1) {
        const [found] = await sketchMusic(task, 1, seed, signal);
        if (found === undefined) return;
        seed = found.seed + 1;
        const made = { task, seed: found.seed, score: named(receive(found.score), score) };
        const offer = { measured: found.measured, made };
        if (k > 0) this.offers = [...this.offers, offer];
        else if (!this.lay(history, offer)) return;
      }
    } finally {
      if (!signal.aborted) this.busy = false;
    }
  }

  /** Put the first offer on the desk; whoever wrote on meanwhile keeps that. */
  private lay(from: History<Moment>, first: Offer): boolean {
    if (piece.score !== from.present.score) {
      this.clear();
      return false;
    }
    this.from = from;
    this.offers = [first];
    this.show(0);
    return true;
  }

  /** Put an offer on the desk, or what was there before, and go to where it is new. */
  show(at: number): void {
    const offer = this.offers[at];
    if (this.from === null) return;
    if (offer === undefined) piece.history = this.from;
    else piece.accept(this.from, offer.made);
    transport.seek(offer ? newFrom(offer, this.from.present.score) : 0);
  }

  /** Let the offers go; what lies on the desk stays. */
  clear(): void {
    this.stop();
    this.offers = [];
    this.from = null;
  }

  stop(): void {
    this.stopper.abort();
    this.busy = false;
  }

  private write(model: string, score: Score): Task {
    const { task } = this;
    return {
      model,
      task,
      score: task === 'create' ? null : write(score),
      ...(task === 'fill' && { between: this.span, voices: this.voices }),
      ...(task === 'vary' && { strength: this.strength }),
      wishes: wishes.write(task),
    };
  }
}

/** The tick from which on an offer is not what lay there before. */
function newFrom({ made }: Offer, before: Score): number {
  if (made.task.task === 'continue') return before.length;
  return barsOf(before)[made.task.between?.[0] ?? 0]?.start ?? 0;
}

function named(score: Score, before: Score): Score {
  return { ...score, title: before.title, composer: before.composer };
}

export const partner = new Partner();
