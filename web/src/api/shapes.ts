import type { components } from './schema';

// The documents of the API by their own names; `npm run types` writes schema.ts from OpenAPI.
type Schemas = components['schemas'];

export type About = Schemas['About'];
export type Again = Schemas['Again'];
export type Blend = Schemas['Blend'];
export type Blended = Schemas['Blended'];
export type BrokenModel = Schemas['BrokenModel'];
export type Candidate = Schemas['Candidate'];
export type ComposerModel = Schemas['ComposerModel'];
export type CodeAsked = Schemas['CodeAsked'];
export type CodeWritten = Schemas['CodeWritten'];
export type Dataset = Schemas['Dataset'];
export type Datasets = Schemas['Datasets'];
export type Dial = Schemas['Dial'];
export type Disk = Schemas['Disk'];
export type Encoded = Schemas['Encoded'];
export type Engraving = Schemas['Engraving'];
export type Family = Schemas['Family'];
export type ImportReport = Schemas['ImportReport'];
export type Invitation = Schemas['Invitation'];
export type Item = Schemas['Item'];
export type Job = Schemas['Job'];
export type JobKind = Job['kind'];
export type JobState = Job['state'];
export type Jobs = Schemas['Jobs'];
export type Judgement = Schemas['Judgement'];
export type Kin = Schemas['Kin'];
export type Made = Schemas['Made'];
export type Medium = Dataset['medium'];
export type Metrics = Schemas['Metrics'];
export type Model = Schemas['Model'];
export type ModelDetails = Schemas['ModelDetails'];
export type Models = Schemas['Models'];
export type NewWorks = Schemas['NewWorks'];
export type Opened = Schemas['Opened'];
export type Ready = Schemas['Ready'];
export type Recipe = Schemas['Recipe'];
export type Recipes = Schemas['Recipes'];
export type Report = Schemas['Report'];
export type ReportRow = Schemas['ReportRow'];
export type Run = Schemas['Run'];
export type Runs = Schemas['Runs'];
export type Score = Schemas['Score'];
export type Settings = Required<Schemas['Settings']>; // an answer holds every field
export type SettingsChange = Schemas['SettingsChange'];
export type Slider = Schemas['Slider'];
/** What a model of music is asked for. */
export type Task = Omit<Schemas['Sketch'], 'count' | 'seed'>;
export type Told = Schemas['Told'];
export type Upload = Schemas['Upload'];
export type Uploaded = Schemas['Uploaded'];
/** What a server elsewhere can be asked for, and what it says at the end. */
export interface Commissions {
  verse: { asked: Schemas['VerseAsked']; done: Schemas['VerseDone'] };
  drama: { asked: Schemas['DramaAsked']; done: Schemas['DramaDone'] };
  story: { asked: Schemas['ChapterAsked']; done: Schemas['StoryDone'] };
  code: { asked: Schemas['GapAsked']; done: Schemas['GapDone'] };
}
/** What is told while it is at work. */
export type Commissioned =
  | { event: 'text'; data: Schemas['TextPiece'] }
  | { event: 'poem'; data: Schemas['PoemSoFar'] }
  | { event: 'turn'; data: Schemas['Turn'] }
  | { event: 'speech'; data: Schemas['SpeechDone'] }
  | { event: 'budget'; data: QuestionBudget }
  | { event: 'answer'; data: Schemas['AnswerCount'] & Partial<Schemas['CandidatesSoFar']> };
export type GapWay = Schemas['GapWay'];
export type QuestionBudget = Schemas['QuestionBudget'];
export type Comparison = Schemas['Comparison'];
export type Endpoint = Schemas['WritingEndpoint'];
export type EndpointAdded = Schemas['EndpointAdded'];
export type EndpointWriting = Schemas['WriteAsked'];
export type Endpoints = Schemas['WritingEndpoints'];
export type EndpointDone = Schemas['TextDone'];
export type Form = Schemas['Form'];
export type Forms = Schemas['Forms'];
export type Manner = Omit<Schemas['Writing'], 'prompt' | 'length'>;
export type NewText = Schemas['NewText'];
export type NewVersion = Schemas['NewVersion'];
export type Poem = Schemas['Poem'];
export type Prosody = Schemas['Prosody'];
export type SpeechAsked = Schemas['SpeechAsked'];
export type Speeches = Schemas['Speeches'];
export type Suggesting = Schemas['Suggesting'];
export type Suggestion = Schemas['Suggestion'];
export type Suggestions = Schemas['Suggestions'];
export type TaleAsked = Schemas['TaleAsked'];
export type TaleDone = Schemas['TaleDone'];
/** What is told while a model goes on with a story. */
export type Telling =
  { event: 'passage'; data: Schemas['TalePassage'] } | { event: 'text'; data: WrittenText };
export type Text = Omit<Schemas['Text'], 'settings'> & { settings: TextSettings };
export type BroughtText = Text & Pick<Schemas['BroughtText'], 'remarks'>;
export type TextSettings = Required<Schemas['TextSettings']>;
export type TextSummary = Schemas['TextSummary'];
export type Texts = Schemas['Texts'];
export type Version = Schemas['Version'];
export type Versions = Schemas['Versions'];
export type VersionWords = Schemas['VersionWords'];
export type Writing = Schemas['Writing'];
export type WritingDone = Schemas['WritingDone'];
export type WrittenText = Schemas['WrittenText'];
export type Words = Schemas['Words'];
export type Work = Schemas['Work'];
export type WorkChange = Schemas['WorkChange'];
export type Works = Schemas['Works'];

/** What `POST /api/works` takes. */
export type Wish =
  | Schemas['Create']
  | Schemas['Vary']
  | Schemas['Mix']
  | Schemas['Crossbreed']
  | Schemas['Paint']
  | Schemas['Edit']
  | Schemas['Compose'];
