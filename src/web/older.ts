/** The journal of the cluster as what is older than the memory of the page. */
import { readJournalPage } from '../events/page-journal.ts';
import { briefOfEntry } from './brief.ts';
import type { EventPage, Older, PageAsked } from './history.ts';

/** A disk that hangs answers nobody, and should not have everybody wait. */
const MOST_MS = 5_000;

/** One page is read at a time, however many ask. */
export function olderIn(directory: string): Older {
  let reading: Promise<unknown> = Promise.resolve();
  const read = async ({ before, limit, about }: PageAsked): Promise<Pick<EventPage, 'events' | 'before'>> => {
    const filter = { without: ['step'], ...(about === null ? {} : { nodes: [about] }) };
    const page = await readJournalPage(directory, { before, most: limit, filter });
    return { events: page.entries.map(briefOfEntry), before: page.before };
  };
  return (asked) => {
    const mine = reading.then(() => read(asked));
    reading = mine.catch(() => {});
    return within(mine, `the journal in ${directory} does not answer`);
  };
}

async function within<T>(what: Promise<T>, orElse: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(orElse)), MOST_MS);
  });
  return Promise.race([what, late]).finally(() => clearTimeout(timer));
}
