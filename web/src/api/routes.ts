import { bytes, t } from '../messages/catalogue.svelte';
import { ApiError, ask, askJson, route, type Asked, type Query } from './client';
import { send } from './sending';
import type {
  About,
  Again,
  Blend,
  Blended,
  Candidate,
  ComposerModel,
  Dataset,
  Datasets,
  Disk,
  Encoded,
  Engraving,
  Family,
  ImportReport,
  Invitation,
  Item,
  Job,
  JobKind,
  Jobs,
  Judgement,
  Made,
  Metrics,
  Model,
  ModelDetails,
  Models,
  Opened,
  Recipes,
  Report,
  Run,
  Runs,
  Score,
  Settings,
  SettingsChange,
  Task,
  Told,
  Upload,
  Wish,
  Work,
  WorkChange,
  Works,
} from './shapes';

// One function a route. Playing itself (graphs, axes, codes, paint) is in live/wire.ts.

type Signal = AbortSignal | undefined;

function get<T>(path: string, query?: Query, signal?: Signal): Promise<T> {
  return askJson<T>(path, { ...(query && { query }), ...(signal && { signal }) });
}

function post<T>(path: string, json?: unknown): Promise<T> {
  return askJson<T>(path, { method: 'POST', ...(json !== undefined && { json }) });
}

export const readAbout = (): Promise<About> => get('about');
export const readDisk = (): Promise<Disk> => get('disk');
export const readSettings = (): Promise<Settings> => get('settings');
export const changeSettings = (json: SettingsChange): Promise<Settings> =>
  askJson('settings', { method: 'PATCH', json });
export const invite = (): Promise<Invitation> => post('invitations');

export const listModels = (signal?: Signal): Promise<Models> => get('models', {}, signal);
export const readModel = (id: string, signal?: Signal): Promise<ModelDetails> =>
  get(`models/${id}`, {}, signal);
export const addModel = async (file: File): Promise<Model> => {
  await checkSize(file, 'package');
  return askJson('models', { method: 'POST', body: file });
};
export const removeModel = (id: string): Promise<void> =>
  askJson(`models/${id}`, { method: 'DELETE' });
/** Where a judged model's pictures lie beside the nearest ones; another moment, another picture. */
export const nearestUrl = (id: string, judged: string): string =>
  route(`models/${id}/nearest`, { judged });
export const sampleUrl = (id: string, name: string, suffix = ''): string =>
  route(`models/${id}/samples/${encodeURIComponent(name)}`, { suffix });
export const packageUrl = (id: string): string => route(`models/${id}/file`);

/** Which works are asked for. */
export interface WorksQuery {
  search?: string;
  model?: string;
  command?: string;
  tag?: string;
  starred?: boolean;
  binned?: boolean;
  medium?: 'picture' | 'music' | 'text';
  before?: string;
  limit?: number;
}

export const listWorks = (query: WorksQuery, signal?: Signal): Promise<Works> =>
  get('works', { ...query }, signal);
export const encodePhoto = async (model: string, file: File): Promise<Encoded> => {
  await checkSize(file, 'photo');
  return askJson('works/encode', { method: 'POST', query: { model }, body: file });
};
/** Ask how a picture or a film that was saved was made. */
export const recallFile = async (file: File): Promise<Told> => {
  await checkSize(file, 'photo');
  return askJson('works/recall', { method: 'POST', body: file });
};
export const makeWorks = (wish: Wish): Promise<Made> => post('works', wish);
export const readWork = (id: string, signal?: Signal): Promise<Work> =>
  get(`works/${id}`, {}, signal);
export const changeWork = (id: string, json: WorkChange): Promise<Work> =>
  askJson(`works/${id}`, { method: 'PATCH', json });
export const binWork = (id: string): Promise<Work> => askJson(`works/${id}`, { method: 'DELETE' });
export const restoreWork = (id: string): Promise<Work> => post(`works/${id}/restore`);
export const emptyBin = (): Promise<{ removed: number }> => post('works/bin/empty');
export const makeAgain = (id: string): Promise<Again> => post(`works/${id}/again`);
export const reportWork = (id: string, against: string | null): Promise<Report> =>
  get(`works/${id}/report`, { ...(against !== null && { against }) });
export const readFamily = (id: string, signal?: Signal): Promise<Family> =>
  get(`works/${id}/family`, {}, signal);
export const thumbnailUrl = (id: string, side: number): string =>
  route(`works/${id}/thumbnail`, { side });
export const fileUrl = (id: string, query: Query = {}): string => route(`works/${id}/file`, query);

export const readScore = (id: string): Promise<Score> => get(`works/${id}/score`);
export const openScore = (file: File, tune = 1): Promise<Opened> =>
  askJson('music/scores', { method: 'POST', query: { name: file.name, tune }, body: file });
export const engrave = (score: Score, width: number, signal: AbortSignal): Promise<Engraving> =>
  askJson('music/engraving', { method: 'POST', json: { score, width }, signal });
/** A score as a WAV file. */
export const renderSound = async (score: Score): Promise<ArrayBuffer> =>
  (await ask('music/sound', { method: 'POST', json: score })).arrayBuffer();
export const judge = (score: Score): Promise<Judgement> => post('music/judgement', score);

/** The words of a text, or only so many bytes of them. */
export const readWords = async (
  id: string,
  most?: number,
  signal?: AbortSignal,
): Promise<string> => {
  const part = most === undefined ? {} : { headers: { Range: `bytes=0-${most - 1}` } };
  const response = await ask(`works/${id}/file`, { ...part, ...(signal && { signal }) });
  // A character that the end of the part cuts through is left out.
  return (await response.text()).replace(/\ufffd+$/, '');
};
export const listComposers = async (): Promise<ComposerModel[]> =>
  (await get<{ models: ComposerModel[] }>('music/composers')).models;
export const sketchMusic = async (
  task: Task,
  count: number,
  seed: number | null,
  signal: AbortSignal,
): Promise<Candidate[]> => {
  const asked: Asked = { method: 'POST', json: { ...task, count, seed }, signal };
  return (await askJson<{ candidates: Candidate[] }>('music/sketches', asked)).candidates;
};

/** Let a model of phrases sing what lies between some phrases. */
export const singPhrase = (json: Blend, signal?: Signal): Promise<Blended> =>
  askJson('music/phrases', { method: 'POST', json, ...(signal && { signal }) });

export const listDatasets = (signal?: Signal): Promise<Datasets> => get('datasets', {}, signal);
export const readDataset = (id: string): Promise<Dataset> =>
  get(`datasets/${encodeURIComponent(id)}`);
export const removeDataset = (id: string): Promise<void> =>
  askJson(`datasets/${encodeURIComponent(id)}`, { method: 'DELETE' });
export const readReport = (id: string): Promise<ImportReport> =>
  get(`datasets/${encodeURIComponent(id)}/report`);
export const sheetUrl = (id: string, query: Query = {}): string =>
  route(`datasets/${encodeURIComponent(id)}/sheet`, query);

export const listItems = async (id: string, count: number): Promise<Item[]> =>
  (await get<{ items: Item[] }>(`datasets/${encodeURIComponent(id)}/items`, { count })).items;
export const itemUrl = (id: string, index: number, suffix = ''): string =>
  route(`datasets/${encodeURIComponent(id)}/items/${index}`, { suffix });

export const beginUpload = (files: number, bytes: number, name: string): Promise<Upload> =>
  post('uploads', { files, bytes, name });
/** Send a file of an upload, and say how many bytes of it have left; its path may name folders. */
export const sendFile = (
  id: string,
  path: string,
  file: File,
  told: (sent: number) => void,
  signal: AbortSignal,
): Promise<void> =>
  send(
    route(`uploads/${id}/${path.split('/').map(encodeURIComponent).join('/')}`),
    file,
    told,
    signal,
  );
export const dropUpload = (id: string): Promise<void> =>
  askJson(`uploads/${id}`, { method: 'DELETE' });

export const listJobs = (signal?: Signal): Promise<Jobs> => get('jobs', {}, signal);
export const addJob = (kind: JobKind, asked: Record<string, unknown>, title = ''): Promise<Job> =>
  post('jobs', { kind, asked, title });
export const pauseJob = (id: string): Promise<Job> => post(`jobs/${id}/pause`);
export const resumeJob = (id: string): Promise<Job> => post(`jobs/${id}/resume`);
export const finishJob = (id: string): Promise<Job> => post(`jobs/${id}/finish`);
export const cancelJob = (id: string): Promise<Job> => post(`jobs/${id}/cancel`);
export const moveJob = (id: string, before: string | null): Promise<Job> =>
  post(`jobs/${id}/move`, { before });
export const forgetJob = (id: string): Promise<void> => askJson(`jobs/${id}`, { method: 'DELETE' });

export const listRecipes = (): Promise<Recipes> => get('recipes');
export const listRuns = (signal?: Signal): Promise<Runs> => get('runs', {}, signal);
export const readRun = (id: string): Promise<Run> => get(`runs/${encodeURIComponent(id)}`);
export const readMetrics = (id: string, since: number): Promise<Metrics> =>
  get(`runs/${encodeURIComponent(id)}/metrics`, { since });
export const lookUrl = (id: string, seconds: number, suffix = ''): string =>
  route(`runs/${encodeURIComponent(id)}/samples/${seconds}`, { suffix });
export const runSheetUrl = (id: string, name: 'sheet' | 'nearest', suffix = ''): string =>
  route(`runs/${encodeURIComponent(id)}/${name}`, { suffix });

export const eventsUrl = (language: string): string => route('events', { language });

/** Refuse a file that the studio would refuse, before gigabytes of it are sent. */
async function checkSize(file: File, kind: 'photo' | 'package'): Promise<void> {
  const most = (await readAbout()).limits[kind];
  if (file.size <= most) return;
  const words = { name: file.name, size: bytes(file.size), most: bytes(most) };
  throw new ApiError('api.too-big', t('api.too-big', words), t('api.too-big.hint'), 413);
}

/** Save a work as a file; what the studio refuses is thrown, not saved. */
export async function fetchFile(id: string, suffix: string, recipe: boolean): Promise<void> {
  const response = await ask(`works/${id}/file`, { query: { suffix, recipe, save: true } });
  const named = /filename\*=UTF-8''([^;]+)|filename="([^"]+)"/i.exec(
    response.headers.get('Content-Disposition') ?? '',
  );
  save(await response.blob(), decodeURIComponent(named?.[1] ?? named?.[2] ?? `${id}${suffix}`));
}

/** Save a model as a file. */
export function savePackage(id: string): void {
  const anchor = document.createElement('a');
  anchor.href = packageUrl(id);
  anchor.download = '';
  anchor.click();
}

function save(content: Blob, name: string): void {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(content);
  anchor.download = name;
  anchor.click();
  // The browser has its own hold on the bytes once the saving has begun.
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}
