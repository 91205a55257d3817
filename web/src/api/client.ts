import { join, language, t } from '../messages/catalogue.svelte';

/** What the studio refuses, in words a person can act on. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string,
    readonly status: number,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }

  /** The sentence and the way out. */
  get text(): string {
    return join(this.message, this.hint);
  }
}

export type Query = Record<
  string,
  string | number | boolean | readonly (string | number)[] | null | undefined
>;

export interface Asked {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  query?: Query;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

type Watcher = (answer: Response | null) => void;
let watcher: Watcher = () => undefined;

/** Show one listener each answer of the studio, or null where none came. */
export function watch(told: Watcher): void {
  watcher = told;
}

/** Write the address of a route: `route('works', { limit: 10 })`. */
export function route(path: string, query: Query = {}): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    for (const each of Array.isArray(value) ? value : [value]) asked.append(name, String(each));
  }
  const text = asked.toString();
  return new URL(`api/${path}${text && `?${text}`}`, document.baseURI).href;
}

/** Ask the studio and return its answer as it came. */
export async function ask(path: string, asked: Asked = {}): Promise<Response> {
  const headers = new Headers({ 'Accept-Language': language(), ...asked.headers });
  if (asked.json !== undefined) headers.set('Content-Type', 'application/json');
  const body = asked.json === undefined ? asked.body : JSON.stringify(asked.json);
  let response: Response;
  try {
    response = await fetch(route(path, asked.query), {
      method: asked.method ?? 'GET',
      headers,
      ...(body === undefined ? {} : { body }),
      ...(asked.signal === undefined ? {} : { signal: asked.signal }),
    });
  } catch (error) {
    if (asked.signal?.aborted) throw error;
    watcher(null);
    throw new ApiError('api.gone', t('api.gone'), t('api.gone.hint'), 0);
  }
  watcher(response);
  if (!response.ok) throw await refusal(response);
  return response;
}

/** Ask the studio for a JSON document. */
export async function askJson<T>(path: string, asked: Asked = {}): Promise<T> {
  const response = await ask(path, asked);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Ask the studio for numbers: float32, little-endian. */
export async function askFloats(path: string, asked: Asked = {}): Promise<Float32Array> {
  return new Float32Array(await (await ask(path, asked)).arrayBuffer());
}

async function refusal(response: Response): Promise<ApiError> {
  return readRefusal(response.status, await response.text());
}

/** Make an error of a refusal's body; the studio's own words, or ours when there are none. */
export function readRefusal(status: number, body: string): ApiError {
  try {
    const { code, message, hint, details } = JSON.parse(body) as Partial<ApiError>;
    if (typeof code === 'string' && typeof message === 'string')
      return new ApiError(code, message, hint ?? '', status, details);
  } catch {
    // not one of ours
  }
  if (status === 401 || status === 403)
    return new ApiError('api.locked', t('api.locked'), t('api.locked.hint'), status);
  return new ApiError('api.strange', t('api.strange', { status }), t('api.strange.hint'), status);
}

/** Words for anything that was thrown. */
export function explain(error: unknown): string {
  if (error instanceof ApiError) return error.text;
  return error instanceof Error ? error.message : String(error);
}

/** The same of what an address leads to, which may end in anything. */
export function explainPlace(error: unknown): string {
  const wrong = error instanceof ApiError && error.code === 'server.bad-request';
  return wrong ? t('api.no-place') : explain(error);
}
