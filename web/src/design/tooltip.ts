import type { Attachment } from 'svelte/attachments';

const DELAY = 500;
let tip: HTMLElement | undefined;

/** Show a few words beside an element that is pointed at or focused. It repeats what the label says,
    so a screen reader is not told about it. */
export function tooltip(text: () => string): Attachment<HTMLElement> {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => open(element, text()), DELAY);
    };
    const hide = (): void => {
      clearTimeout(timer);
      tip?.remove();
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') hide();
    };
    element.addEventListener('pointerenter', show);
    element.addEventListener('focusin', show);
    for (const end of ['pointerleave', 'focusout', 'pointerdown'])
      element.addEventListener(end, hide);
    element.addEventListener('keydown', escape);
    return () => {
      hide();
      element.removeEventListener('pointerenter', show);
      element.removeEventListener('focusin', show);
      for (const end of ['pointerleave', 'focusout', 'pointerdown'])
        element.removeEventListener(end, hide);
      element.removeEventListener('keydown', escape);
    };
  };
}

function open(element: HTMLElement, text: string): void {
  tip?.remove();
  tip = document.createElement('div');
  tip.className = 'tip';
  tip.setAttribute('aria-hidden', 'true');
  tip.textContent = text;
  // A dialog lies over everything else, so its tips belong inside it.
  (element.closest('dialog') ?? document.body).append(tip);
  const box = element.getBoundingClientRect();
  const own = tip.getBoundingClientRect();
  const gap = 6;
  const above = box.top - own.height - gap;
  const left = box.left + (box.width - own.width) / 2;
  tip.style.top = `${above > gap ? above : box.bottom + gap}px`;
  tip.style.left = `${Math.max(gap, Math.min(left, innerWidth - own.width - gap))}px`;
}
