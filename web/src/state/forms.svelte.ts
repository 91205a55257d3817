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

/** The forms, once they are read. */
export function forms(): readonly Form[] {
  return all;
}

export function findForm(id: string): Form | undefined {
  return all.find((each) => each.id === id);
}

/** What people call a form, once the forms are read. */
export function formTitle(id: string): string {
  const form = findForm(id);
  return form === undefined ? id : say(form.names);
}
