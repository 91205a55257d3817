import { api } from './api';
import { frame } from './frame';
import { gallery } from './gallery';
import { models } from './models';
import { play } from './play';
import { settings } from './settings';
import { train } from './train';

/** Every text of the page in English; `zh` has the same keys and placeholders (the compiler checks). */
export const en = {
  ...frame,
  ...api,
  ...play,
  ...train,
  ...gallery,
  ...models,
  ...settings,
} as const;
