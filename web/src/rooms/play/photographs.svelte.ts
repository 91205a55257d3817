/** A photo that was brought in: the nearest picture of the model, and an honest word on how near. */

import { explain } from '../../api/client';
import { encodePhoto } from '../../api/routes';
import type { Work } from '../../api/shapes';
import { notify } from '../../state/notices.svelte';
import { player } from './player.svelte';

export class Photo {
  /** Address of the photo in this page; empty while there is none. */
  address = $state('');
  words = $state('');
  /** The work that came nearest. */
  work = $state.raw<Work | null>(null);
  busy = $state(false);

  /** Let the studio find the picture nearest to a file, and put it on the canvas. */
  async bring(file: File): Promise<void> {
    const { model } = player;
    if (model === null || this.busy) return;
    this.forget();
    this.address = URL.createObjectURL(file);
    this.busy = true;
    try {
      const found = await encodePhoto(model.id, file);
      [this.work, this.words] = [found.work, found.words];
      await player.openWork(found.work.id);
    } catch (error) {
      this.forget();
      notify(explain(error), { tone: 'error' });
    } finally {
      this.busy = false;
    }
  }

  forget(): void {
    if (this.address) URL.revokeObjectURL(this.address);
    [this.address, this.words, this.work] = ['', '', null];
  }
}

export const photo = new Photo();
