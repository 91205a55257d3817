import type { Key, Names } from '../catalogue.svelte';
import type { en } from '../en';
import { api } from './api';
import { endpoint } from './endpoint';
import { frame } from './frame';
import { gallery } from './gallery';
import { hand } from './hand';
import { models } from './models';
import { music } from './music';
import { play } from './play';
import { report } from './report';
import { settings } from './settings';
import { train } from './train';
import { write } from './write';

/** Every text of the page in Chinese. */
export const zh = {
  ...frame,
  ...api,
  ...play,
  ...train,
  ...write,
  ...gallery,
  ...hand,
  ...models,
  ...music,
  ...endpoint,
  ...report,
  ...settings,
} as const satisfies Record<Key, string>;

type Unlike = {
  [K in Key]: [Names<(typeof en)[K]>, Names<(typeof zh)[K]>] extends [
    Names<(typeof zh)[K]>,
    Names<(typeof en)[K]>,
  ]
    ? never
    : K;
}[Key];
type Extra = Exclude<keyof typeof zh, Key>;

// Does not compile when a message has other placeholders than its English twin, or no twin.
type None<Wrong extends never> = Wrong;
export type Agreed = None<Unlike | Extra>;
