import { ask, askJson, route, type Query } from './client';
import type {
  BroughtText,
  CodeAsked,
  CodeWritten,
  Commissioned,
  Commissions,
  Comparison,
  Endpoint,
  EndpointAdded,
  EndpointDone,
  Endpoints,
  EndpointWriting,
  Forms,
  NewText,
  NewVersion,
  Poem,
  Prosody,
  Report,
  SpeechAsked,
  Speeches,
  Suggesting,
  Suggestions,
  TaleAsked,
  TaleDone,
  Telling,
  Text,
  Texts,
  TextSettings,
  Version,
  Versions,
  VersionWords,
  Work,
  Writing,
  WritingDone,
  WrittenText,
} from './shapes';
import { follow } from './stream';

// One function a route of what people write, and of the models that write with them.

function post<T>(path: string, json?: unknown, query: Query = {}): Promise<T> {
  return askJson<T>(path, { method: 'POST', query, ...(json !== undefined && { json }) });
}

export const listTexts = (query: Query = {}): Promise<Texts> => askJson('texts', { query });
export const beginText = (json: NewText): Promise<Text> => post('texts', json);
export const bringText = (file: File): Promise<BroughtText> =>
  askJson(`texts/files/${encodeURIComponent(file.name)}`, { method: 'POST', body: file });
export const readText = (id: string): Promise<Text> => askJson(`texts/${id}`);
export const setText = (id: string, settings: TextSettings): Promise<Text> =>
  askJson(`texts/${id}`, { method: 'PATCH', json: { settings } });
export const binText = (id: string): Promise<Text> => askJson(`texts/${id}`, { method: 'DELETE' });
export const restoreText = (id: string): Promise<Text> => post(`texts/${id}/restore`);
export const eraseText = (id: string): Promise<Text> => post(`texts/${id}/erase`);
export const keepText = (id: string, version: string): Promise<Work> =>
  post(`texts/${id}/keep`, undefined, { version });

export const listVersions = (id: string): Promise<Versions> => askJson(`texts/${id}/versions`);
export const writeVersion = (id: string, json: NewVersion): Promise<Version> =>
  post(`texts/${id}/versions`, json);
export const readVersion = (id: string, version: string): Promise<VersionWords> =>
  askJson(`texts/${id}/versions/${version}`);
export const compareVersion = (id: string, version: string, to: string): Promise<Comparison> =>
  askJson(`texts/${id}/versions/${version}/changes`, { query: { to } });
export const showVersion = (id: string, version: string): Promise<Text> =>
  post(`texts/${id}/current`, { version });
export const textFile = (id: string, suffix: string, version: string): string =>
  route(`texts/${id}/file`, { suffix, version });

export const reportText = (id: string, against: string | null): Promise<Report> =>
  askJson(`texts/${id}/report`, { query: { ...(against !== null && { against }) } });

export const listForms = (): Promise<Forms> => askJson('verse/forms');
export const hear = (json: Poem, signal: AbortSignal): Promise<Prosody> =>
  askJson('verse', { method: 'POST', json, signal });

export const suggest = (
  model: string,
  json: Suggesting,
  signal: AbortSignal,
): Promise<Suggestions> => askJson(`models/${model}/suggest`, { method: 'POST', json, signal });

export const completeCode = (
  model: string,
  json: CodeAsked,
  signal: AbortSignal,
): Promise<CodeWritten> => askJson(`models/${model}/code`, { method: 'POST', json, signal });

export const suggestSpeeches = (
  model: string,
  json: SpeechAsked,
  signal: AbortSignal,
): Promise<Speeches> => askJson(`models/${model}/drama`, { method: 'POST', json, signal });

/** Let a model go on with a story, which has a new version then. */
export const tell = (
  model: string,
  json: TaleAsked,
  signal: AbortSignal,
  told: (event: Telling) => void | Promise<void>,
): Promise<TaleDone> =>
  follow(`models/${model}/story`, json, signal, (event, data) => told({ event, data } as Telling));

/** Let a model go on with a text; each stretch is told as soon as it is there, a poem's title first. */
export const write = (
  model: string,
  json: Writing,
  signal: AbortSignal,
  told: (text: string, kind: 'text' | 'title') => void,
): Promise<WritingDone> =>
  follow(`models/${model}/write`, json, signal, (name, data) => {
    told((data as WrittenText).text, name === 'title' ? 'title' : 'text');
  });

export const listEndpoints = (): Promise<Endpoints> => askJson('endpoints');
export const addEndpoint = (json: EndpointAdded): Promise<Endpoint> => post('endpoints', json);
export const probeEndpoint = (name: string): Promise<Endpoint> =>
  post(`endpoints/${encodeURIComponent(name)}/probe`);
export const removeEndpoint = async (name: string): Promise<void> => {
  await ask(`endpoints/${encodeURIComponent(name)}`, { method: 'DELETE' });
};

/** Let a server elsewhere go on with a text; nothing is kept, and whoever leaves ends it. */
export const writeElsewhere = (
  name: string,
  json: EndpointWriting,
  signal: AbortSignal,
  told: (text: string) => void,
): Promise<EndpointDone> =>
  follow(
    `endpoints/${encodeURIComponent(name)}/write`,
    { ...json, keep: false },
    signal,
    (_, data) => {
      told((data as WrittenText).text);
    },
  );

/** Let a server elsewhere write something larger; whoever leaves ends it. */
export const commission = <Kind extends keyof Commissions>(
  name: string,
  kind: Kind,
  json: Commissions[Kind]['asked'],
  signal: AbortSignal,
  told: (event: Commissioned) => void | Promise<void>,
): Promise<Commissions[Kind]['done']> =>
  follow(`endpoints/${encodeURIComponent(name)}/${kind}`, json, signal, (event, data) =>
    told({ event, data } as Commissioned),
  );
