/** The generator in the page: one graph in ONNX Runtime's WASM build, one thread. */

import * as runtime from 'onnxruntime-web/wasm';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { fromPlanes } from './pixels';
import type { Frame } from './wire';

/** What the worker is told: first the graph, then codes to paint. */
export type Order =
  | { readonly id: number; readonly graph: ArrayBuffer }
  | {
      readonly id: number;
      readonly code: Float32Array;
      readonly shape: readonly [number, number];
      readonly frame: Frame | null;
    };

/** Pixels and how many there are in a row. Their buffer changes hands; an `ImageData` would be copied. */
export interface Painting {
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
}

/** What it answers to each. */
export type Answer =
  | { readonly id: number; readonly painting: Painting | null }
  | { readonly id: number; readonly failed: string };

runtime.env.wasm.numThreads = 1;
runtime.env.wasm.wasmPaths = { wasm };

let session: runtime.InferenceSession | undefined;

async function obey(order: Order): Promise<Painting | null> {
  if ('graph' in order) {
    session = await runtime.InferenceSession.create(new Uint8Array(order.graph), {
      executionProviders: ['wasm'],
      logSeverityLevel: 3,
    });
    return null;
  }
  if (session === undefined) throw new Error('no model is open');
  const { picture } = await session.run(inputs(session, order));
  const [, channels = 0, , width = 0] = picture?.dims ?? [];
  const planes = await picture?.getData();
  if (!(planes instanceof Float32Array)) throw new Error('the model painted no picture');
  return { pixels: fromPlanes(planes, channels), width };
}

function inputs(
  { inputMetadata }: runtime.InferenceSession,
  { code, shape, frame }: Extract<Order, { code: Float32Array }>,
): Record<string, runtime.Tensor> {
  const w = new runtime.Tensor('float32', code, [1, ...shape]);
  if (frame === null) return { w };
  const side = (name: string, value: number): runtime.Tensor => {
    const input = inputMetadata.find((each) => each.name === name);
    const dims = input?.isTensor === true && input.shape.length === 1 ? [1] : [];
    return new runtime.Tensor('int64', BigInt64Array.of(BigInt(value)), dims);
  };
  return {
    w,
    window: new runtime.Tensor('float32', Float32Array.from(frame.window), [4]),
    height: side('height', frame.height),
    width: side('width', frame.width),
  };
}

// One after the other: the next order begins where the last one ended.
let last: Promise<void> = Promise.resolve();
addEventListener('message', ({ data }: MessageEvent<Order>) => {
  last = last.then(async () => {
    try {
      const painting = await obey(data);
      const answer: Answer = { id: data.id, painting };
      postMessage(answer, { transfer: painting === null ? [] : [painting.pixels.buffer] });
    } catch (error) {
      const answer: Answer = { id: data.id, failed: String(error) };
      postMessage(answer);
    }
  });
});
