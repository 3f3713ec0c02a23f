/** What was told: the last of it in memory, and what is older from wherever it is kept (the journal). */
import type { Brief } from './brief.ts';

export interface EventHistory {
  readonly add: (event: Brief) => void;
  /** Newest first. `before`: older than the one of that id; null: from the newest. Never rejects. */
  readonly page: (asked: PageAsked) => Promise<EventPage>;
  /** The newest that are in memory, newest first. */
  readonly newest: (limit: number) => Pick<EventPage, 'events' | 'before'>;
  readonly lastId: () => number;
}

export interface PageAsked {
  readonly before: number | null;
  readonly limit: number;
  /** Only of this node, or of the pair that it is a member of. */
  readonly about: string | null;
}

export type EventPage = {
  readonly events: readonly Brief[];
  /** For the next page; null: there is none. A page may be empty and not the last one: so much was looked through. */
  readonly before: number | null;
  /** Why what is older can't be shown; null: nothing hides it. */
  readonly hidden: string | null;
};

/** What is older than an event, newest first. Rejects where it can't be read. */
export type Older = (asked: PageAsked) => Promise<Pick<EventPage, 'events' | 'before'>>;

/** @param older  null: there is nothing but the memory */
export function createHistory(most: number, older: Older | null): EventHistory & { readonly begin: () => Promise<void> } {
  const ring: Brief[] = [];
  let lastId = 0;
  let moreBehind = false;
  const cut = (): void => {
    if (ring.length <= most + most / 4) return;
    ring.splice(0, ring.length - most);
    moreBehind = older !== null;
  };
  /** How many of the ring are older. */
  const indexOf = (before: number | null): number => {
    if (before === null) return ring.length;
    const exact = ring.findIndex(({ id }) => id === before);
    if (exact !== -1) return exact;
    const younger = ring.findIndex(({ id }) => id > before);
    return younger === -1 ? ring.length : younger;
  };
  return {
    /** What was told before this process, or before it listened. Where that can't be read the memory serves alone. */
    async begin() {
      if (!older) return;
      const { events, before } = await older({ before: null, limit: Math.ceil(most / 4), about: null }).catch(() => ({
        events: [],
        before: 0,
      }));
      const known = new Set(ring.map(({ id }) => id));
      ring.unshift(...events.filter(({ id }) => !known.has(id)).toReversed());
      moreBehind = before !== null;
      lastId = Math.max(lastId, ...ring.map(({ id }) => id));
    },
    add(event) {
      lastId = event.id;
      ring.push(event);
      cut();
    },
    async page({ before, limit, about }) {
      const at = indexOf(before);
      const fitting = ring.slice(0, at).filter((event) => about === null || isAbout(event, about));
      const events = fitting.slice(-limit).reverse();
      const last = events.at(-1)?.id ?? null;
      if (fitting.length > limit) return { events, before: last, hidden: null };
      if (!older) return { events, before: null, hidden: null };
      if (fitting.length === limit) return { events, before: last, hidden: null };
      try {
        // Where it was asked for something older than the memory holds, from there.
        const from = at === 0 ? before : (ring[0]?.id ?? before);
        const rest = await older({ before: from, limit: limit - events.length, about });
        return { events: [...events, ...rest.events], before: rest.before, hidden: null };
      } catch (error) {
        return { events, before: null, hidden: error instanceof Error ? error.message : String(error) };
      }
    },
    newest(limit) {
      const events = ring.slice(-limit).reverse();
      return { events, before: moreBehind || ring.length > limit ? (events.at(-1)?.id ?? null) : null };
    },
    lastId: () => lastId,
  };
}

/** By its standby, too: of a pair the active alone is named. */
function isAbout({ node, pair, data }: Brief, name: string): boolean {
  const standby = typeof data === 'object' && data !== null && 'standby' in data ? data['standby'] : null;
  return node === name || pair === name || standby === name;
}
