import { changeSettings, readSettings as askSettings } from '../api/routes';
import type { Settings, SettingsChange } from '../api/shapes';
import { browserLanguage, speak, type Language } from '../messages/catalogue.svelte';

// The browser keeps a copy, so that the first picture of the page is already right.
const COPY = 'etude.settings';
const night = matchMedia('(prefers-color-scheme: dark)');

let settings = $state<Settings>({ language: 'system', theme: 'system', guided: true });
let changes = 0;
let kept: Promise<unknown> = Promise.resolve();

/** What the owner chose. */
export function chosen(): Readonly<Settings> {
  return settings;
}

/** Whether the page is dark now. */
export function isDark(): boolean {
  return settings.theme === 'system' ? systemDark : settings.theme === 'dark';
}

let systemDark = $state(night.matches);
night.addEventListener('change', () => {
  systemDark = night.matches;
  void show();
});

/** Show the page as it was chosen last time in this browser. */
export async function recall(): Promise<void> {
  try {
    settings = { ...settings, ...(JSON.parse(localStorage.getItem(COPY) ?? '{}') as Settings) };
  } catch {
    localStorage.removeItem(COPY);
  }
  await show();
}

/** Read the settings from the studio. */
export async function readSettings(): Promise<void> {
  const before = changes;
  const answer = await askSettings();
  if (changes !== before) return; // what was chosen meanwhile is newer
  settings = answer;
  await show();
}

/** Change some settings here at once, and in the studio in the order in which they were chosen. */
export async function choose(change: SettingsChange): Promise<void> {
  const before = settings;
  const turn = (changes += 1);
  settings = { ...before, ...(change as Partial<Settings>) };
  const sending = kept.then(() => changeSettings(change));
  kept = sending.catch(() => undefined);
  try {
    await Promise.all([show(), sending]);
  } catch (error) {
    if (changes === turn) settings = before;
    await show();
    throw error;
  }
}

async function show(): Promise<void> {
  const wanted: Language = settings.language === 'system' ? browserLanguage() : settings.language;
  document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
  localStorage.setItem(COPY, JSON.stringify(settings));
  await speak(wanted);
}
