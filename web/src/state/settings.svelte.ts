import { changeSettings, readSettings as askSettings } from '../api/routes';
import type { Settings, SettingsChange } from '../api/shapes';
import { browserLanguage, speak, type Language } from '../messages/catalogue.svelte';

// The browser keeps a copy, so that the first picture of the page is already right.
const COPY = 'etude.settings';
const night = matchMedia('(prefers-color-scheme: dark)');

let settings = $state<Settings>({ language: 'system', theme: 'system', guided: true });

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
  settings = await askSettings();
  await show();
}

/** Change some settings here at once, then in the studio. */
export async function choose(change: SettingsChange): Promise<void> {
  settings = { ...settings, ...(change as Partial<Settings>) };
  await show();
  settings = await changeSettings(change);
}

async function show(): Promise<void> {
  const wanted: Language = settings.language === 'system' ? browserLanguage() : settings.language;
  document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
  localStorage.setItem(COPY, JSON.stringify(settings));
  await speak(wanted);
}
