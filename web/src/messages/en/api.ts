/** What goes wrong between the page and the studio; errors of the studio bring their own words. */
export const api = {
  'api.gone': 'The studio does not answer.',
  'api.gone.hint': 'It may have been stopped. Start it again; nothing on this page is lost.',
  'api.locked': 'This browser has no key to the studio.',
  'api.locked.hint': 'Start the studio again and open the address it prints.',
  'api.too-big': '“{name}” has {size}, and {most} is the most that may come in here.',
  'api.too-big.hint': 'Choose a smaller file.',
  'api.no-place': 'This address leads nowhere; follow a link from the room instead.',
  'api.strange': 'The studio answered something this page does not understand ({status}).',
  'api.strange.hint': 'Reload the page. If it happens again, the studio’s log says more.',
} as const;
