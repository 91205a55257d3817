import type { Task } from '../../api/shapes';
import { imply, type Hand, type Hands } from '../../design/hands';
import { pitchName } from './score';

export const tasks = ['create', 'continue', 'fill', 'harmonise', 'accompany', 'vary'] as const;
export type TaskName = (typeof tasks)[number];
type Asked = NonNullable<Task['wishes']>;

const ADVENTURE = 0.3;
const TRIES = 4;
const LOWEST = 21;
const HIGHEST = 108;
/** The pitches of a piano, from the lowest. */
export const PITCHES = Array.from({ length: HIGHEST - LOWEST + 1 }, (_, key) => ({
  value: String(LOWEST + key),
  label: pitchName(LOWEST + key),
}));

/** What a model of music is asked for; what is empty, or null, is left to it. */
class Wishes {
  style = $state('');
  bars = $state<number | null>(8);
  density = $state('');
  adventure = $state(ADVENTURE);
  /** Of a new piece: such as `D minor`, `3/4`, quarters a minute, and `choir`. */
  key = $state('');
  metre = $state('');
  tempo = $state<number | null>(null);
  parts = $state('');
  /** Pitches; where one alone is chosen, the other end is open. */
  low = $state('');
  high = $state('');
  /** Whether notes outside the scale, and parallels between four voices, may come. */
  anyNote = $state(false);
  anyLeading = $state(false);
  tries = $state<number | null>(TRIES);
  seed = $state<number | null>(null);
  /** What was set by hand in the place of what `adventure` means. */
  byHand = $state.raw<Hands>({});

  implied = $derived(imply(this.adventure));

  /** Set one of the three by hand; null leaves it to `adventure` again. */
  set(name: Hand, value: number | null): void {
    const rest = { ...this.byHand };
    Reflect.deleteProperty(rest, name);
    this.byHand = value === null ? rest : { ...rest, [name]: value };
  }

  /** Say what of the finer wishes is asked for with a task. */
  finer(task: TaskName): Asked {
    const fresh = task === 'create';
    const span = this.low || this.high ? `${this.low || LOWEST}-${this.high || HIGHEST}` : '';
    return {
      ...(fresh && this.tempo !== null && { tempo: this.tempo }),
      ...(fresh && this.parts && { parts: this.parts }),
      ...(span && { range: span }),
      ...(this.anyNote && { scale: 'free' }),
      ...(this.anyLeading && { leading: 'free' }),
      ...(this.tries !== null && this.tries !== TRIES && { tries: this.tries }),
      ...this.byHand,
    };
  }

  /** Write all that is asked for, as the studio reads it. */
  write(task: TaskName): Asked {
    const fresh = task === 'create';
    return {
      adventure: this.adventure,
      ...(this.style && { style: this.style }),
      ...((fresh || task === 'continue') && { bars: this.bars }),
      ...(this.density && { density: Number(this.density) }),
      ...(fresh && this.key && { key: this.key }),
      ...(fresh && this.metre && { metre: this.metre }),
      ...this.finer(task),
    };
  }
}

export const wishes = new Wishes();
