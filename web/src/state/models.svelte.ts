import { listModels } from '../api/routes';
import type { BrokenModel, Model } from '../api/shapes';
import { say } from '../messages/catalogue.svelte';
import { onJob } from './jobs.svelte';
import { Turns } from './turns';

let all = $state.raw<readonly Model[] | null>(null);
let broken = $state.raw<readonly BrokenModel[]>([]);
let having: Promise<void> | undefined;
const turns = new Turns();

/** The models of the shelf, or null before they were read once. */
export function models(): readonly Model[] | null {
  return all;
}

/** Files of the workspace that are no models any more. */
export function brokenModels(): readonly BrokenModel[] {
  return broken;
}

/** What a model is called: with its version where the shelf has another of the same name. */
export function nameModel(model: Model): string {
  const twins = (all ?? []).filter((each) => each.name === model.name).length > 1;
  return twins ? `${say(model.title)} ${model.version}` : say(model.title);
}

/** A model by its id, while it is on the shelf. */
export function findModel(id: string): Model | undefined {
  return all?.find((each) => each.id === id);
}

/** What people call a model, also one that has left the shelf. */
export function modelTitle(maker: { id: string; name: string }): string {
  const model = findModel(maker.id);
  return model === undefined ? maker.name : say(model.title);
}

/** Read the shelf as it is now. */
export async function readModels(): Promise<void> {
  const isNews = turns.ask();
  const answer = await listModels();
  if (!isNews()) return;
  all = answer.models;
  broken = answer.broken;
}

/** Read the shelf where nobody has, once at a time. */
export async function haveModels(): Promise<void> {
  if (all !== null) return;
  having ??= readModels().finally(() => (having = undefined));
  await having;
}

onJob((job, before) => {
  if (job.kind !== 'train' || job.state !== 'done' || before?.state === 'done') return;
  // A reading that is under way may have begun before the model was there.
  if (all !== null || having !== undefined) void readModels().catch(() => undefined);
});
