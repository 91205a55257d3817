import type { components } from './schema';

// The documents of the API by their own names; `npm run types` writes schema.ts from OpenAPI.
type Schemas = components['schemas'];

export type About = Schemas['About'];
export type Again = Schemas['Again'];
export type BrokenModel = Schemas['BrokenModel'];
export type Dataset = Schemas['Dataset'];
export type Datasets = Schemas['Datasets'];
export type Dial = Schemas['Dial'];
export type Disk = Schemas['Disk'];
export type Encoded = Schemas['Encoded'];
export type Family = Schemas['Family'];
export type ImportReport = Schemas['ImportReport'];
export type Invitation = Schemas['Invitation'];
export type Job = Schemas['Job'];
export type JobKind = Job['kind'];
export type JobState = Job['state'];
export type Jobs = Schemas['Jobs'];
export type Kin = Schemas['Kin'];
export type Made = Schemas['Made'];
export type Metrics = Schemas['Metrics'];
export type Model = Schemas['Model'];
export type ModelDetails = Schemas['ModelDetails'];
export type Models = Schemas['Models'];
export type NewWorks = Schemas['NewWorks'];
export type Ready = Schemas['Ready'];
export type Recipe = Schemas['Recipe'];
export type Recipes = Schemas['Recipes'];
export type Run = Schemas['Run'];
export type Runs = Schemas['Runs'];
export type Settings = Required<Schemas['Settings']>; // an answer holds every field
export type SettingsChange = Schemas['SettingsChange'];
export type Slider = Schemas['Slider'];
export type Upload = Schemas['Upload'];
export type Uploaded = Schemas['Uploaded'];
export type Words = Schemas['Words'];
export type Work = Schemas['Work'];
export type WorkChange = Schemas['WorkChange'];
export type Works = Schemas['Works'];

/** What `POST /api/works` takes. */
export type Wish =
  Schemas['Create'] | Schemas['Vary'] | Schemas['Mix'] | Schemas['Crossbreed'] | Schemas['Paint'];
