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

/** Every text of the page in English; `zh` has the same keys and placeholders (the compiler checks). */
export const en = {
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
} as const;
