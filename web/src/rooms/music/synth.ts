import processorUrl from 'spessasynth_lib/dist/spessasynth_processor.min.js?url';
import { WorkletSynthesizer } from 'spessasynth_lib';
import { route } from '../../api/client';
import type { Sound } from './sound';

/** Plays notes with the studio's own soundfont, in the page. */
export class Synth implements Sound {
  private constructor(
    readonly context: AudioContext,
    private readonly worklet: WorkletSynthesizer,
  ) {}

  /** Fetch the soundfont and start. */
  static async open(): Promise<Synth> {
    const context = new AudioContext({ latencyHint: 'interactive' });
    try {
      const [bank] = await Promise.all([
        fetch(route('music/soundfont')).then((answer) => answer.arrayBuffer()),
        context.audioWorklet.addModule(processorUrl),
      ]);
      const worklet = new WorkletSynthesizer(context);
      worklet.connect(context.destination);
      await worklet.soundBankManager.addSoundBank(bank, 'etude');
      await worklet.isReady;
      return new Synth(context, worklet);
    } catch (error) {
      await context.close();
      throw error;
    }
  }

  get now(): number {
    return this.context.currentTime;
  }

  setInstrument(channel: number, program: number): void {
    this.worklet.programChange(channel, program);
  }

  /** One soundfont holds every instrument. */
  ready(): Promise<void> {
    return Promise.resolve();
  }

  begin(channel: number, pitch: number, velocity: number, time = this.now): void {
    this.worklet.noteOn(channel, pitch, velocity, { time });
  }

  end(channel: number, pitch: number, time = this.now): void {
    this.worklet.noteOff(channel, pitch, { time });
  }

  silence(): void {
    this.worklet.stopAll(true);
  }

  async close(): Promise<void> {
    this.worklet.destroy();
    await this.context.close();
  }
}
