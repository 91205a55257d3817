/** The rooms of the studio, in the order of the rail. */
export const rooms = ['play', 'music', 'write', 'train', 'gallery', 'models', 'settings'] as const;
export type Room = (typeof rooms)[number];

/** Where the page is: `#/gallery/01J…?search=red`. */
export interface Address {
  room: Room;
  /** What stands between the room and the question mark, such as the id of a work. */
  item: string;
  query: URLSearchParams;
}

function read(): Address {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
  const [room, ...rest] = path.split('/');
  return {
    room: rooms.find((each) => each === room) ?? 'play',
    item: decodeURIComponent(rest.join('/')),
    query: new URLSearchParams(query),
  };
}

let here = $state.raw<Address>(read());
let heard = location.hash;
let anew = arrive();
addEventListener('hashchange', () => {
  anew = arrive();
  follow();
});

function follow(): void {
  heard = location.hash;
  here = read();
}

/** Note on the browser's own record of this place that somebody was here; say whether nobody was. */
function arrive(): boolean {
  if (history.state !== null) return false;
  history.replaceState({ seen: true }, '');
  return true;
}

/** Say whether this place was gone to, rather than come back to by the back button or a reload. */
export function isNew(): boolean {
  return anew;
}

/** Where the page is now; reading it in markup or an effect follows it. */
export function address(): Address {
  return here;
}

/** Write an address as a link. */
export function link(room: Room, item = '', query: Record<string, string> = {}): string {
  const asked = new URLSearchParams(query).toString();
  const place = item.split('/').map(encodeURIComponent).join('/');
  return `#/${room}${place && `/${place}`}${asked && `?${asked}`}`;
}

/** Go somewhere; the back button comes back. */
export function go(room: Room, item = '', query: Record<string, string> = {}): void {
  location.hash = link(room, item, query);
}

/** Let the address say something else without a new step for the back button; only the room that is
    open may do so, not one that was left with something still on its mind, and not over a place that
    somebody has just gone to. */
export function rewrite(room: Room, item = '', query: Record<string, string> = {}): void {
  if (here.room !== room || location.hash !== heard) return;
  history.replaceState(history.state, '', link(room, item, query));
  follow();
}
