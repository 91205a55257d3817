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
    const address = URL.createObjectURL(file);
    this.address = address;
    this.busy = true;
    try {
      const found = await encodePhoto(model.id, file);
      // Whoever plays another model by now finds the work in the gallery.
      if (this.address !== address) return;
      [this.work, this.words] = [found.work, found.words];
      await player.openWork(found.work.id);
    } catch (error) {
      if (this.address === address) this.forget();
      notify(explain(error), { tone: 'error' });
    } finally {
      if (this.address === address) this.busy = false;
    }
  }

  forget(): void {
    if (this.address) URL.revokeObjectURL(this.address);
    this.busy = false;
    [this.address, this.words, this.work] = ['', '', null];
  }
}

export const photo = new Photo();
