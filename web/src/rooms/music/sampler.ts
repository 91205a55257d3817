import { renderSound } from '../../api/routes';
import { blank, DRUMS, QUARTER, write, type Note } from './score';
import { DRUM_CHANNEL, type Sound } from './sound';

const VELOCITY = 100; // with which the studio plays what is sampled
const LEVEL = 0.35; // of a note; several sound at once
const RELEASE = 0.12; // seconds in which a note dies away

/** Which pitches of an instrument the studio plays, one after the other, and how long. */
interface Plan {
  readonly pitches: readonly number[];
  /** Seconds from one to the next. */
  readonly slot: number;
  /** Seconds that each is held. */
  readonly held: number;
}

interface Voice {
  readonly source: AudioBufferSourceNode;
  readonly gain: GainNode;
}

function every(step: number, low: number, high: number): number[] {
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, k) => low + k * step);
}

const MELODIC: Plan = { pitches: every(4, 24, 104), slot: 5, held: 4 };
const PERCUSSION: Plan = { pitches: every(1, 35, 81), slot: 1.5, held: 0.5 };

/** Plays notes that the studio rendered, each instrument as one long file, where no synthesiser runs. */
export class Sampler implements Sound {
  readonly context = new AudioContext({ latencyHint: 'interactive' });
  private readonly programs = new Map<number, number>([[DRUM_CHANNEL, DRUMS]]);
  private readonly banks = new Map<number, AudioBuffer>();
  private readonly loading = new Map<number, Promise<void>>();
  private readonly voices = new Set<Voice>();
  private readonly sounding = new Map<string, Voice>();

  get now(): number {
    return this.context.currentTime;
  }

  setInstrument(channel: number, program: number): void {
    this.programs.set(channel, program);
  }

  async ready(): Promise<void> {
    await Promise.all([...new Set(this.programs.values())].map((program) => this.load(program)));
  }

  begin(channel: number, pitch: number, velocity: number, time = this.now): void {
    const bank = this.banks.get(this.programs.get(channel) ?? 0);
    if (bank === undefined) return;
    const plan = channel === DRUM_CHANNEL ? PERCUSSION : MELODIC;
    const nearest = plan.pitches.reduce((best, each) =>
      Math.abs(each - pitch) < Math.abs(best - pitch) ? each : best,
    );
    const source = new AudioBufferSourceNode(this.context, {
      buffer: bank,
      playbackRate: channel === DRUM_CHANNEL ? 1 : 2 ** ((pitch - nearest) / 12),
    });
    const gain = new GainNode(this.context, { gain: LEVEL * (velocity / VELOCITY) ** 2 });
    source.connect(gain).connect(this.context.destination);
    source.start(Math.max(time, this.now), plan.pitches.indexOf(nearest) * plan.slot, plan.slot);
    const voice = { source, gain };
    this.voices.add(voice);
    this.sounding.set(`${channel} ${pitch}`, voice);
    source.onended = () => this.voices.delete(voice);
  }

  end(channel: number, pitch: number, time = this.now): void {
    const voice = this.sounding.get(`${channel} ${pitch}`);
    if (voice === undefined) return;
    this.sounding.delete(`${channel} ${pitch}`);
    voice.gain.gain.setTargetAtTime(0, time, RELEASE / 3);
    voice.source.stop(time + 2 * RELEASE);
  }

  silence(): void {
    for (const { source } of this.voices) source.stop();
    this.voices.clear();
    this.sounding.clear();
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  private load(program: number): Promise<void> {
    const begun = this.loading.get(program) ?? this.fetch(program);
    this.loading.set(program, begun);
    begun.catch(() => this.loading.delete(program));
    return begun;
  }

  private async fetch(program: number): Promise<void> {
    const { pitches, slot, held } = program === DRUMS ? PERCUSSION : MELODIC;
    const second = QUARTER; // at sixty quarters a minute
    const notes = pitches.map((pitch, k): Note => ({
      start: k * slot * second,
      pitch,
      duration: held * second,
      velocity: VELOCITY,
      voice: 1,
      spelling: null,
    }));
    const empty = blank();
    const bar = 4 * QUARTER;
    const length = Math.ceil((pitches.length * slot * second) / bar) * bar;
    const parts = empty.parts.map((part) => ({ ...part, program, notes }));
    const file = await renderSound(write({ ...empty, length, tempos: [[0, 60]], parts }));
    this.banks.set(program, await this.context.decodeAudioData(file));
  }
}
