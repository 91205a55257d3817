/** The two ways to a picture: in the page, or through the studio's server. */

import type { Code, Space } from './codes';
import { fetchGraph, paintThere, type Frame } from './wire';
import type { Answer, Order, Painting } from './worker';

export type Place = 'page' | 'server';

/** Paints one code at a time. */
export interface Painter {
  readonly place: Place;
  paint(code: Code, frame: Frame | null): Promise<ImageData>;
  close(): void;
}

/** Paint through the server. */
export function serverPainter(model: string): Painter {
  return {
    place: 'server',
    paint: (code, frame) => paintThere(model, code, frame),
    close: () => undefined,
  };
}

/** How often, and at most how long in milliseconds, a new runtime paints for nobody. */
const [PRACTICE, PATIENCE] = [12, 800];

/**
 * Start the runtime in a worker and open the model there; rejects where that cannot be.
 *
 * Browsers compile well only what has been used a few times, so the first pictures take several
 * times as long as those that follow. They are painted for nobody: until then the server paints.
 */
export async function pagePainter(
  model: string,
  { rows, size, mean }: Space,
  frame: Frame | null,
): Promise<Painter> {
  const graph = await fetchGraph(model);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const close = (): void => {
    worker.terminate();
  };
  const send = converse(worker);
  const paint = async (code: Code, frame: Frame | null): Promise<ImageData> => {
    const painting = await send((id) => ({ id, code, shape: [rows, size], frame }));
    if (painting === null) throw new Error('the worker painted nothing');
    return new ImageData(painting.pixels, painting.width);
  };
  try {
    await send((id) => ({ id, graph }), [graph]);
    const end = performance.now() + PATIENCE;
    for (let k = 0; k < PRACTICE && performance.now() < end; k++) await paint(mean, frame);
  } catch (error) {
    close();
    throw error;
  }
  return { place: 'page', paint, close };
}

type Send = (order: (id: number) => Order, transfer?: Transferable[]) => Promise<Painting | null>;

interface Asked {
  resolve: (painting: Painting | null) => void;
  reject: (reason: Error) => void;
}

/** Make promises of a worker's messages. */
function converse(worker: Worker): Send {
  const waiting = new Map<number, Asked>();
  let count = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ('failed' in data) asked?.reject(new Error(data.failed));
    else asked?.resolve(data.painting);
  });
  worker.addEventListener('error', (event) => {
    for (const asked of waiting.values()) asked.reject(new Error(event.message));
    waiting.clear();
  });
  return (order, transfer = []) =>
    new Promise((resolve, reject) => {
      count += 1;
      waiting.set(count, { resolve, reject });
      worker.postMessage(order(count), transfer);
    });
}
