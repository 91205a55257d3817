import { ask, readRefusal } from './client';

/** An event of a stream: its name, and its data as JSON. */
type Told = [name: string, data: string];

/** Ask for something that is told bit by bit, and return what its last event says. Whatever comes
    before that is handed on in its order; whoever aborts ends it on the other side, too. */
export async function follow<Done>(
  path: string,
  json: unknown,
  signal: AbortSignal,
  told: (name: string, data: unknown) => void | Promise<void>,
): Promise<Done> {
  const response = await ask(path, { method: 'POST', json, signal });
  for await (const events of readEvents(response)) {
    for (const [name, data] of events) {
      signal.throwIfAborted(); // what had come already is not waited for
      if (name === 'error') throw readRefusal(400, data);
      if (name === 'done') return JSON.parse(data) as Done;
      const answered = told(name, JSON.parse(data));
      if (answered !== undefined) await answered;
    }
    await breathe();
  }
  // The studio ended before what was asked for did.
  throw readRefusal(503, '');
}

/** Let the page draw and its buttons answer, however fast words come. */
function breathe(): Promise<void> {
  // A page out of sight draws no frames.
  const soon = new Promise<void>((resolve) => setTimeout(resolve, 50));
  return Promise.race([
    soon,
    new Promise<void>((resolve) => requestAnimationFrame(() => resolve())),
  ]);
}

/** Yield the events, those together that came together. */
async function* readEvents(response: Response): AsyncGenerator<Told[]> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || value === undefined) return;
    const events = (rest + value).split('\n\n');
    rest = events.pop() ?? '';
    yield events.map(readEvent);
  }
}

function readEvent(text: string): Told {
  const lines = text.split('\n');
  const field = (name: string): string =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
  return [field('event'), field('data')];
}
