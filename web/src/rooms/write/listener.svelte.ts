import { hear } from '../../api/texts';
import type { TextSettings } from '../../api/shapes';
import { language } from '../../messages/catalogue.svelte';
import type { Heard } from './marks';

const PAUSE = 250; // milliseconds without a stroke after which it listens
const MOST = 8_000; // characters; what is longer is no poem
const HAN = /\p{Script=Han}/u;
const LATIN = /[A-Za-z]/;
const ENGLISH = ['shakespearean', 'petrarchan', 'ballad', 'limerick', 'blank-verse', 'haiku'];

/** Whether a form is one of English verse. */
export function isEnglish(form: string): boolean {
  return ENGLISH.includes(form);
}

/** The ear: how the text sounds, a moment after it was written. */
export class Listener {
  heard = $state.raw<Heard | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopper: AbortController | undefined;
  private last = '';

  /** Listen to a text soon, unless it is the one that was heard last. */
  follow(
    words: string,
    form: string | null,
    rhymes: TextSettings['rhymes'],
    listening: boolean,
  ): void {
    const told = language();
    clearTimeout(this.timer);
    if (!listening || words.length > MOST || !(HAN.test(words) || LATIN.test(words))) {
      this.stopper?.abort();
      this.heard = null;
      this.last = '';
      return;
    }
    const wanted = JSON.stringify([words, form, rhymes, told]);
    if (wanted === this.last) {
      this.stopper?.abort(); // what was heard in between
      return;
    }
    this.timer = setTimeout(() => void this.listen(words, form, rhymes, wanted), PAUSE);
  }

  private async listen(
    words: string,
    form: string | null,
    rhymes: TextSettings['rhymes'],
    wanted: string,
  ): Promise<void> {
    this.stopper?.abort();
    const stopper = new AbortController();
    this.stopper = stopper;
    // A form of the other language means nothing here.
    const own = form !== null && isEnglish(form) !== HAN.test(words) ? form : null;
    try {
      const prosody = await hear({ words, form: own, rhymes, near: false }, stopper.signal);
      this.heard = { words, prosody };
      this.last = wanted;
    } catch {
      // The text can be written without an ear; it listens again at the next stroke.
      if (!stopper.signal.aborted) this.heard = null;
    }
  }
}
