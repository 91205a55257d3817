/** The channel of percussion, as General MIDI has it. */
export const DRUM_CHANNEL = 9;

/** What plays notes: on sixteen channels, by a clock of its own. */
export interface Sound {
  readonly context: AudioContext;
  /** The clock of the sound, in seconds. */
  readonly now: number;
  setInstrument(channel: number, program: number): void;
  /** Wait until every instrument that was set can be heard. */
  ready(): Promise<void>;
  begin(channel: number, pitch: number, velocity: number, time?: number): void;
  end(channel: number, pitch: number, time?: number): void;
  silence(): void;
  close(): Promise<void>;
}

/**
 * Wake the sound up; browsers allow it after a press alone. Where the synthesiser cannot start, as
 * in pages that come over a network without encryption, the studio renders the instruments.
 */
export async function openSound(): Promise<Sound> {
  try {
    const { Synth } = await import('./synth');
    return await Synth.open();
  } catch {
    const { Sampler } = await import('./sampler');
    return new Sampler();
  }
}
