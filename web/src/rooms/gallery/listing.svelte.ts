import { listWorks, type WorksQuery } from '../../api/routes';
import type { Work } from '../../api/shapes';
import { readKept } from './keeping';

const PAGE = 120;
const LARGEST_PAGE = 500;

/** The works under some filters, read as far down as somebody has looked. */
export class Listing {
  works = $state.raw<readonly Work[]>([]);
  total = $state(0);
  read = $state(false);
  private next: string | null = null;
  private reading: Promise<void> | undefined;
  private stopper = new AbortController();
  private refreshed = 0;

  constructor(readonly query: WorksQuery) {}

  /** Read on until at least so many works are here, or all. */
  async reach(count: number): Promise<void> {
    while (!this.read || (this.works.length < count && this.next !== null)) {
      this.reading ??= this.readPage().finally(() => (this.reading = undefined));
      await this.reading;
    }
  }

  /** Read anew what is here already, once for all who ask while something is read. */
  async refresh(): Promise<void> {
    const turn = (this.refreshed += 1);
    while (this.reading !== undefined) await this.reading;
    if (turn !== this.refreshed) return;
    this.reading = this.readAnew().finally(() => (this.reading = undefined));
    await this.reading;
  }

  /** Put a changed work where it was. */
  replace(work: Work): void {
    this.works = this.works.map((each) => (each.id === work.id ? work : each));
  }

  /** Take a work out. */
  remove(id: string): void {
    const rest = this.works.filter((each) => each.id !== id);
    this.total -= this.works.length - rest.length;
    this.works = rest;
  }

  /** Put a work back where it belongs: ids sort by the time of making. */
  insert(work: Work): void {
    const at = this.works.findIndex((each) => each.id < work.id);
    const place = at < 0 ? this.works.length : at;
    this.works = [...this.works.slice(0, place), work, ...this.works.slice(place)];
    this.total += 1;
  }

  /** Ask for nothing more. */
  stop(): void {
    this.stopper.abort();
  }

  private async readAnew(): Promise<void> {
    const wanted = Math.max(this.works.length, PAGE);
    const fresh = await readKept(async () => {
      const listing = new Listing(this.query);
      listing.stopper = this.stopper;
      await listing.reach(wanted);
      return listing;
    });
    this.works = fresh.works;
    this.total = fresh.total;
    this.next = fresh.next;
    this.read = true;
  }

  private async readPage(): Promise<void> {
    const limit = this.read ? LARGEST_PAGE : PAGE;
    const before = this.next === null ? {} : { before: this.next };
    const query = { ...this.query, ...before, limit };
    const page = await readKept(() => listWorks(query, this.stopper.signal));
    this.works = [...this.works, ...page.works];
    this.total = page.total;
    this.next = page.next;
    this.read = true;
  }
}
