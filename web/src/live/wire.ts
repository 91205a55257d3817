/** What playing asks the studio for. */

import { ask, askJson } from '../api/client';
import type { Code } from './codes';
import { readCode } from './packed';
import { fromBytes } from './pixels';
import type { Window } from './tiles';

/** Which part of the plane to paint, and how large; only for a model that paints any size. */
export interface Frame {
  readonly height: number;
  readonly width: number;
  readonly window: Window;
}

/** Fetch the graph that paints. */
export async function fetchGraph(model: string): Promise<ArrayBuffer> {
  return (await ask(`models/${model}/graphs/generate`)).arrayBuffer();
}

/** Fetch the mean of a model's codes and then its axes, in one row of numbers. */
export async function fetchAxes(model: string): Promise<Code> {
  return readCode(await (await ask(`models/${model}/axes`)).arrayBuffer());
}

/** Fetch the codes of seeds, in one row of numbers. */
export async function fetchCodes(
  model: string,
  seeds: readonly number[],
  label: string | null,
): Promise<Code> {
  const query = { seed: seeds, label };
  return readCode(await (await ask(`models/${model}/codes`, { query })).arrayBuffer());
}

/** Fetch the code of a work, before its sliders moved it. */
export async function fetchWorkCode(work: string): Promise<Code> {
  return readCode(await (await ask(`works/${work}/code`)).arrayBuffer());
}

/** Fetch where the sliders of a work stood, by the English names of the directions. */
export async function fetchSettings(work: string): Promise<Record<string, number>> {
  const { recipe } = await askJson<{ recipe: { settings?: Record<string, number> } }>(
    `works/${work}`,
  );
  return recipe.settings ?? {};
}

/** Let the studio paint a code. */
export async function paintThere(
  model: string,
  code: Code,
  frame: Frame | null,
): Promise<ImageData> {
  const { height, width, window } = frame ?? {};
  const answer = await ask(`models/${model}/paint`, {
    method: 'POST',
    query: { height, width, window: window?.join(',') },
    body: Float32Array.from(code).buffer,
  });
  const [, tall = 0, wide = 0, channels = 0] = (answer.headers.get('X-Shape') ?? '')
    .split(',')
    .map(Number);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return new ImageData(fromBytes(bytes, channels), wide, tall);
}
