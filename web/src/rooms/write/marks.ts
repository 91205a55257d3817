import type { Prosody } from '../../api/shapes';

/** A stretch of a text with what is to be seen of it. */
export interface Segment {
  text: string;
  /** How it sounds; empty where nobody listened. */
  sign: string;
  tone: 'level' | 'oblique' | 'either' | 'stress' | '';
  /** The rhyme that a line ends on. */
  rhyme: string;
  fault: boolean;
  /** What a model has just written. */
  fresh: boolean;
}

/** What was heard, and of which text. */
export interface Heard {
  words: string;
  prosody: Prosody;
}

interface Mark {
  start: number;
  end: number;
  sign: string;
  tone: Segment['tone'];
  rhyme: string;
  fault: boolean;
}

// The signs of the old metrical manuals: a sign and a shade, so that no colour is needed.
const SIGNS: Record<string, [string, Segment['tone']]> = {
  平: ['○', 'level'],
  仄: ['●', 'oblique'],
  中: ['◐', 'either'],
  '?': ['·', ''],
};

/** Cut a text where its marks begin and end; `fresh` is where a model is writing. */
export function cut(
  words: string,
  heard: Heard | null,
  fresh: readonly [number, number],
): Segment[] {
  const found = heard === null ? [] : follow(collect(heard.prosody), heard.words, words, fresh);
  const edges = new Set([0, words.length, ...fresh]);
  for (const { start, end } of found) edges.add(start).add(end);
  const places = [...edges].filter((at) => at <= words.length).sort((a, b) => a - b);
  const byStart = new Map(found.map((mark) => [mark.start, mark]));
  return places.slice(0, -1).map((start, k) => {
    const mark = byStart.get(start);
    return {
      text: words.slice(start, places[k + 1]),
      sign: mark?.sign ?? '',
      tone: mark?.tone ?? '',
      rhyme: mark?.rhyme ?? '',
      fault: mark?.fault ?? false,
      fresh: start >= fresh[0] && start < fresh[1],
    };
  });
}

function collect(prosody: Prosody): Mark[] {
  return prosody.lines.flatMap((line) =>
    line.units
      .map((unit, k) => {
        const [sign, tone] = read(unit.mark);
        const last = k === line.units.length - 1;
        return {
          start: unit.start,
          end: unit.end,
          sign,
          tone,
          rhyme:
            last && line.rhyme !== ''
              ? `${line.rhyme}${/[A-Z]/.test(line.sound) ? '' : line.sound}`
              : '',
          fault: line.faults.some((fault) => (fault.place === null ? last : fault.place === k + 1)),
        };
      })
      .filter(({ start }) => start >= 0),
  );
}

function read(mark: string): [string, Segment['tone']] {
  const known = SIGNS[mark];
  if (known !== undefined) return known;
  return [[...mark].map((each) => (each === 'x' ? '˘' : each)).join(' '), 'stress'];
}

/** Move marks along with what was written since they were heard; what was touched loses its own. */
function follow(
  marks: Mark[],
  before: string,
  after: string,
  fresh: readonly [number, number],
): Mark[] {
  // Of several ways in which one text may have become another, take the one at the model's place.
  const most = Math.min(before.length, after.length);
  const until = fresh[1] > fresh[0] ? Math.min(most, fresh[0]) : most;
  let start = 0;
  while (start < until && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const moved = after.length - before.length;
  return marks.flatMap((mark) => {
    if (mark.end <= start) return [mark];
    if (mark.start < before.length - end) return [];
    return [{ ...mark, start: mark.start + moved, end: mark.end + moved }];
  });
}
