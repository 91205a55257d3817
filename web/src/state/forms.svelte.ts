import { listForms } from '../api/texts';
import type { Form } from '../api/shapes';
import { say } from '../messages/catalogue.svelte';

let all = $state.raw<readonly Form[]>([]);
let reading: Promise<void> | undefined;

/** Read the forms of verse, once. */
export function haveForms(): Promise<void> {
  reading ??= listForms().then(
    (found) => void (all = found.forms),
    (error: unknown) => {
      reading = undefined;
      throw error;
    },
  );
  return reading;
}

/** What people call a form, once the forms are read. */
export function formTitle(id: string): string {
  const form = all.find((each) => each.id === id);
  return form === undefined ? id : say(form.names);
}
