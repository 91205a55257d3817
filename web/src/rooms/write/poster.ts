/** What a poster shows. */
export interface Poster {
  title: string;
  words: string;
  /** Under the words; plain paper where there is none. */
  picture: HTMLImageElement | null;
  vertical: boolean;
}

export const WIDTH = 1600;
export const HEIGHT = 2000;
const MARGIN = 150;
const LARGEST = 84;
const LARGE = 44;
const SMALLEST = 26;
const LEADING = 1.75;
const STOPS = '，。、；：！？,.;:!?）)」』”’';

interface Line {
  text: string;
  title: boolean;
}

interface Setting {
  size: number;
  lines: Line[];
}

/** Set a text over a picture; whether all of it found room. */
export function paint(canvas: HTMLCanvasElement, poster: Poster): boolean {
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext('2d');
  if (pen === null) return false;
  const style = getComputedStyle(document.documentElement);
  const tone = (name: string): string => style.getPropertyValue(name).trim();
  pen.fillStyle = tone('--paper');
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  const serif = tone('--serif');
  if (poster.picture) cover(pen, poster.picture);
  const ink = poster.picture ? '#fffaf2' : tone('--ink');
  const setting = fit(pen, poster, serif);
  const shown = poster.vertical
    ? upright(pen, setting, serif, ink)
    : level(pen, setting, serif, ink);
  return shown === setting.lines.length;
}

function cover(pen: CanvasRenderingContext2D, picture: HTMLImageElement): void {
  const { naturalWidth: width, naturalHeight: height } = picture;
  const scale = Math.max(WIDTH / width, HEIGHT / height);
  const [w, h] = [width * scale, height * scale];
  // Pixel art stays what it is; anything else is drawn finely.
  pen.imageSmoothingEnabled = Math.max(width, height) > 64;
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, (WIDTH - w) / 2, (HEIGHT - h) / 2, w, h);
  // Words are read on any picture: a veil, deepest where they stand.
  const veil = pen.createLinearGradient(0, 0, 0, HEIGHT);
  veil.addColorStop(0, 'rgb(16 12 8 / 52%)');
  veil.addColorStop(1, 'rgb(16 12 8 / 70%)');
  pen.fillStyle = veil;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
}

/** Find the largest letters in which the text has room; the smallest where it has none. A line of
    verse stays whole where letters that are still large allow it. */
function fit(pen: CanvasRenderingContext2D, poster: Poster, serif: string): Setting {
  const rows = poster.words.trim().split('\n').length + (poster.title === '' ? 0 : 2);
  const long = poster.vertical ? HEIGHT : WIDTH;
  const wide = poster.vertical ? WIDTH : HEIGHT;
  let broken: Setting | null = null;
  for (let size = LARGEST; ; size -= 2) {
    pen.font = `${size}px ${serif}`;
    const lines = wrap(pen, poster, size, long - 2 * MARGIN);
    const fits = lines.length * size * LEADING <= wide - 2 * MARGIN;
    if (fits && lines.length === rows && size >= LARGE) return { size, lines };
    if (fits) broken ??= { size, lines };
    if (broken !== null && size < LARGE) return broken;
    if (size <= SMALLEST) return { size, lines };
  }
}

function wrap(
  pen: CanvasRenderingContext2D,
  { title, words, vertical }: Poster,
  size: number,
  room: number,
): Line[] {
  const measure = (text: string): number =>
    vertical ? [...text].length * size * 1.15 : pen.measureText(text).width;
  const lines: Line[] =
    title === ''
      ? []
      : [
          { text: title, title: true },
          { text: '', title: false },
        ];
  for (const row of words.trim().split('\n')) {
    let line = '';
    // Words stay whole; Chinese may break anywhere but before a stop.
    for (const piece of row.match(
      /[\p{Script=Han}][，。、；：！？）」』”’]*|\s+|[^\s\p{Script=Han}]+/gu,
    ) ?? []) {
      if (line !== '' && measure(line + piece.trimEnd()) > room) {
        lines.push({ text: line.trimEnd(), title: false });
        line = piece.trimStart();
      } else line += piece;
    }
    lines.push({ text: line.trimEnd(), title: false });
  }
  return lines;
}

function level(
  pen: CanvasRenderingContext2D,
  { size, lines }: Setting,
  serif: string,
  ink: string,
): number {
  const step = size * LEADING;
  const room = Math.floor((HEIGHT - 2 * MARGIN) / step);
  const shown = lines.slice(0, room);
  pen.fillStyle = ink;
  pen.textBaseline = 'middle';
  const top = (HEIGHT - shown.length * step) / 2 + step / 2;
  shown.forEach((line, k) => {
    pen.font = `${line.title ? 600 : 400} ${size}px ${serif}`;
    pen.fillText(line.text, MARGIN, top + k * step);
  });
  return shown.length;
}

function upright(
  pen: CanvasRenderingContext2D,
  { size, lines }: Setting,
  serif: string,
  ink: string,
): number {
  const step = size * LEADING;
  const room = Math.floor((WIDTH - 2 * MARGIN) / step);
  const shown = lines.slice(0, room);
  pen.fillStyle = ink;
  pen.textBaseline = 'middle';
  pen.textAlign = 'center';
  const right = WIDTH - (WIDTH - shown.length * step) / 2 - step / 2;
  shown.forEach((line, k) => {
    pen.font = `${line.title ? 600 : 400} ${size}px ${serif}`;
    [...line.text].forEach((letter, at) => {
      // A stop stands in the upper right corner of its square.
      const shift = STOPS.includes(letter) ? size * 0.55 : 0;
      pen.fillText(letter, right - k * step + shift, MARGIN + (at + 0.5) * size * 1.15 - shift);
    });
  });
  pen.textAlign = 'start';
  return shown.length;
}
