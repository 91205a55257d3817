import { untrack } from 'svelte';

/** A key and what it does. Without `run` it is only listed: the element that has the focus hears it. */
export interface Shortcut {
  /** As `KeyboardEvent.key`; two keys one after the other with a space between: `g p`. */
  keys: string;
  /** As it is shown, where that differs. */
  shown?: string;
  /** Empty for a key that is listed with another one. */
  label: string;
  run?: () => void;
}

export interface Group {
  title: string;
  shortcuts: readonly Shortcut[];
}

const COPY = 'etude.single-keys';
const PATIENCE = 1_200;

let groups = $state.raw<readonly (() => Group)[]>([]);
let single = $state(localStorage.getItem(COPY) !== 'off');
let first = '';
let firstAt = 0;

/** Every group of shortcuts that counts now. */
export function shortcutGroups(): Group[] {
  return groups.map((each) => each());
}

/** Offer shortcuts while a component is there; returns how to take them back. */
export function offer(group: () => Group): () => void {
  // Whoever offers something must not run again because somebody else did.
  untrack(() => (groups = [...groups, group]));
  return () => (groups = untrack(() => groups).filter((each) => each !== group));
}

/** Whether keys without Control or Command do anything. */
export function hasSingleKeys(): boolean {
  return single;
}

/** Switch keys without Control or Command on or off, in this browser. */
export function setSingleKeys(on: boolean): void {
  single = on;
  localStorage.setItem(COPY, on ? 'on' : 'off');
}

/** Run what a key stands for. */
export function press(event: KeyboardEvent): void {
  if (!single || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target, event.key) || document.querySelector('dialog[open]') !== null) return;
  const now = Date.now();
  const pair = now - firstAt < PATIENCE ? `${first} ${event.key}` : '';
  const all = shortcutGroups().flatMap((each) => each.shortcuts);
  const found =
    all.find((each) => each.run && each.keys === pair) ??
    all.find((each) => each.run && each.keys === event.key);
  first = found ? '' : event.key;
  firstAt = now;
  if (found?.run === undefined) return;
  event.preventDefault();
  found.run();
}

function isTyping(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (!(target instanceof HTMLInputElement))
    return target.isContentEditable || target.matches('textarea, select, [role=menuitem]');
  // A slider or a radio button moves by keys with names; letters mean nothing to it.
  return !['range', 'checkbox', 'radio'].includes(target.type) || key.length > 1 || key === ' ';
}
