import type { WorksQuery } from '../../api/routes';
import type { Work } from '../../api/shapes';

export const media = ['picture', 'music', 'text'] as const satisfies Work['medium'][];

/** What the gallery is asked to show; it is the room's address, too. */
export interface Filters {
  search: string;
  /** Empty for every medium. */
  medium: Work['medium'] | '';
  model: string;
  command: string;
  tag: string;
  starred: boolean;
  binned: boolean;
}

/** Read filters from the room's address. */
export function readFilters(query: URLSearchParams): Filters {
  const text = (name: string): string => query.get(name) ?? '';
  return {
    search: text('search'),
    medium: media.find((each) => each === text('medium')) ?? '',
    model: text('model'),
    command: text('command'),
    tag: text('tag'),
    starred: query.has('starred'),
    binned: query.has('binned'),
  };
}

/** Write filters as the room's address. */
export function writeFilters(filters: Filters): Record<string, string> {
  const pairs = Object.entries(filters).map(([name, value]) => [
    name,
    value === true ? '1' : value,
  ]);
  return Object.fromEntries(pairs.filter(([, value]) => typeof value === 'string' && value !== ''));
}

/** Whether anything is left out. */
export function isFiltering(filters: Filters): boolean {
  const { search, medium, model, command, tag, starred } = filters;
  return `${search}${medium}${model}${command}${tag}` !== '' || starred;
}

/** What the studio is asked for. */
export function toQuery(filters: Filters): WorksQuery {
  const { starred, binned, medium, ...texts } = filters;
  return {
    ...texts,
    ...(medium && { medium }),
    ...(starred && { starred }),
    ...(binned && { binned }),
  };
}
