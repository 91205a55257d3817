/** A short note at the edge of the page. */
export interface Notice {
  id: number;
  text: string;
  tone: 'plain' | 'error';
  action?: { label: string; run: () => void };
}

const SECONDS = 8;
let last = 0;
let shown = $state<Notice[]>([]);
let spoken = $state('');
const timers = new Map<number, ReturnType<typeof setTimeout>>();

/** The notes that are shown now. */
export function notices(): readonly Notice[] {
  return shown;
}

/** What the live region says now. */
export function announcement(): string {
  return spoken;
}

/** Say something to a screen reader alone. */
export function announce(text: string): void {
  spoken = '';
  queueMicrotask(() => (spoken = text));
}

/** Show a note for a while; an error stays until it is closed. */
export function notify(text: string, more: Partial<Omit<Notice, 'id' | 'text'>> = {}): number {
  const id = ++last;
  shown.push({ id, text, tone: 'plain', ...more });
  if (shown.length > 3) dismiss(shown[0]?.id ?? 0);
  resume(id);
  return id;
}

/** Take a note away. */
export function dismiss(id: number): void {
  hold(id);
  shown = shown.filter((each) => each.id !== id);
}

/** Keep a note while somebody points at it. */
export function hold(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

/** Let a note go after a while. */
export function resume(id: number): void {
  const notice = shown.find((each) => each.id === id);
  if (notice === undefined || notice.tone === 'error') return;
  hold(id);
  timers.set(
    id,
    setTimeout(() => dismiss(id), SECONDS * 1000),
  );
}
