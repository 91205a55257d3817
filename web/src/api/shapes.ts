/** The documents of the API, after docs/architecture.md. */
export interface About {
  version: string;
  language: 'en' | 'zh';
  device: string;
  training: boolean;
  workspace: string;
  disk: { free: number; used: number };
}

export interface Settings {
  language: 'en' | 'zh' | 'system';
  theme: 'light' | 'dark' | 'system';
  guided: boolean;
}

export interface Slider {
  name: string;
  title: string;
  low: number;
  high: number;
  kind: string;
}

export interface ModelSummary {
  id: string;
  name: string;
  version: string;
  title: string;
  about: string;
  medium: string;
  recipe: string;
  engine: string;
  licence: string;
  bundled: boolean;
  bytes: number;
  labels: string[];
  size: [number, number] | null;
  channels: number;
  sliders: Slider[];
  samples: string[];
  quality: Record<string, unknown>;
}

export type JobState = 'waiting' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

export interface Job {
  id: string;
  kind: 'import' | 'train' | 'render' | 'report';
  title: string;
  state: JobState;
  place: number;
  asked: Record<string, unknown>;
  share: number | null;
  stage: string;
  details: Record<string, unknown>;
  result: Record<string, unknown> | null;
  error: { code: string; message: string; hint: string; details: Record<string, unknown> } | null;
  created: string;
  started: string | null;
  ended: string | null;
  revision: number;
  attempts: number;
  run: string | null;
}
