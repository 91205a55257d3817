/** A part of a card. Everything a card says becomes text, never markup: a stranger may have written it. */
export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'words'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'code'; text: string }
  | { kind: 'table'; head: string[]; rows: string[][] };

/** Read the little Markdown that cards are written in: headings, paragraphs, lists, code and tables. */
export function readCard(text: string): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    const end = endOf(lines, at);
    if (line.trim() !== '') blocks.push(read(lines.slice(at, end)));
    at = end;
  }
  return blocks;
}

function endOf(lines: readonly string[], at: number): number {
  const line = lines[at] ?? '';
  let end = at + 1;
  if (line.startsWith('```')) {
    while (end < lines.length && !lines[end]?.startsWith('```')) end += 1;
    return end + 1;
  }
  if (line.trim() === '' || line.startsWith('#')) return end;
  while (end < lines.length && lines[end]?.trim() !== '') end += 1;
  return end;
}

function read(lines: readonly string[]): Block {
  const [first = '', second = ''] = lines;
  const heading = /^(#{1,6})\s+(.*)/.exec(first);
  if (heading) return { kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' };
  if (first.startsWith('```'))
    return { kind: 'code', text: lines.slice(1).join('\n').replace(/```$/, '').trimEnd() };
  if (first.startsWith('- '))
    return { kind: 'list', items: lines.map((each) => plain(each.replace(/^- /, ''))) };
  if (first.startsWith('|') && /^\|[\s:|-]+\|$/.test(second.trim()))
    return { kind: 'table', head: cells(first), rows: lines.slice(2).map(cells) };
  return { kind: 'words', text: plain(lines.join(' ')) };
}

function cells(row: string): string[] {
  return row
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((each) => plain(each.trim()));
}

function plain(text: string): string {
  return text.replace(/`([^`]*)`/g, '$1').replace(/\*\*([^*]*)\*\*/g, '$1');
}
