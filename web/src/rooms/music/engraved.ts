// Notation arrives as SVG and becomes part of the page, so that its notes can be lit. Only what draws
// is let in: no scripts, no styles, no links to anywhere.

const ELEMENTS = new Set([
  ...['svg', 'g', 'defs', 'use', 'path', 'rect', 'ellipse', 'polygon', 'polyline', 'line'],
  ...['text', 'tspan'],
]);
const ATTRIBUTES = new Set([
  ...['id', 'class', 'd', 'transform', 'x', 'y', 'width', 'height', 'viewBox', 'points'],
  ...['cx', 'cy', 'rx', 'ry', 'x1', 'y1', 'x2', 'y2', 'stroke-width', 'stroke', 'fill'],
  ...['font-size', 'font-style', 'font-weight', 'text-anchor', 'overflow', 'href'],
  ...['stroke-linejoin', 'stroke-linecap', 'fill-opacity', 'stroke-dasharray'],
]);
// Words of notation are set in a type of their own; where the page's own type has the sign, it is that.
const SIGNS: Readonly<Record<string, string>> = {
  '\ueca2': '𝅝',
  '\ueca3': '𝅗𝅥',
  '\ueca5': '♩',
  '\ueca7': '♪',
  '\ueca9': '♬',
  '\uecb7': '.',
  '\ue260': '♭',
  '\ue261': '♮',
  '\ue262': '♯',
  '\ued60': '♭',
  '\ued61': '♮',
  '\ued62': '♯',
};
const SVG = 'http://www.w3.org/2000/svg';

/** Read a page of notation; null where it is none. */
export function readPage(text: string): SVGSVGElement | null {
  const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  if (root.namespaceURI !== SVG || root.localName !== 'svg') return null;
  clean(root);
  // Sizes come from the page around it; what was said in pixels becomes the shape.
  const size = (name: string): number => parseFloat(root.getAttribute(name) ?? '');
  if (!root.hasAttribute('viewBox'))
    root.setAttribute('viewBox', `0 0 ${size('width')} ${size('height')}`);
  root.removeAttribute('width');
  root.removeAttribute('height');
  return document.importNode(root, true) as unknown as SVGSVGElement;
}

function clean(element: Element): void {
  for (const { name, value } of [...element.attributes]) {
    const leads = name === 'href' && !value.startsWith('#');
    if (!ATTRIBUTES.has(name) || leads) element.removeAttribute(name);
  }
  for (const child of element.childNodes)
    if (child instanceof Text)
      child.data = child.data.replace(/[\ue000-\uf8ff]/g, (sign) => SIGNS[sign] ?? '');
  for (const child of [...element.children]) {
    if (child.namespaceURI === SVG && ELEMENTS.has(child.localName)) clean(child);
    else child.remove();
  }
}
