/** What was told: who, what and why, newest first, and as far back as the journal of dmsa goes. */
import type { Brief } from '../brief.ts';
import type { EventPage } from '../history.ts';
import { ask } from './client.ts';
import { textOf } from './dialog.ts';
import { byId, h, keyed, place } from './dom.ts';
import { state } from './state.ts';
import { age, moment } from './time.ts';
import { badge, button } from './words.ts';

/** Only of a node, or of a pair: read by itself, apart from what the page keeps. */
interface About {
  readonly name: string;
  readonly events: readonly Brief[];
  readonly before: number | null;
}

const made = keyed(({ subject, word, severity, text, atMs, node, pair }: Brief) =>
  h(
    'li',
    { class: severity },
    h('time', { class: 'clock', datetime: new Date(atMs).toISOString(), title: moment(atMs) }, moment(atMs).slice(5, 19)),
    badge(severity, word || 'told'),
    h('span', { class: 'subject' }, whose(subject, node, pair)),
    h('span', { class: 'text' }, text),
    age(atMs, (old) => `${old} ago`, ''),
  ),
);

/** Leads to what it is about. */
function whose(subject: string, node: string | null, pair: string | null): Node | string {
  const href = node !== null ? `#node-${node}` : pair !== null ? `#pair-${pair}` : null;
  return href === null || subject === '' ? subject : h('a', { href, 'data-key': 'subject' }, subject);
}

const STEP = 25;
const PAGE = 100;
let shown = STEP;
let about: About | null = null;
let hidden: string | null = null;
let reading = false;

export function historyView(): void {
  // What has come since of what is looked at.
  if (about) {
    const { name } = about;
    const last = about.events[0]?.id ?? 0;
    const fresh = state.events.filter(({ id, node, pair }) => id > last && (node === name || pair === name));
    if (fresh.length > 0) about = { ...about, events: [...fresh, ...about.events] };
  }
  const { events, before } = about ?? state;
  place(
    byId('events'),
    events.slice(0, shown).map((event) => made(String(event.id), event)),
  );
  const none = byId('none');
  none.hidden = events.length > 0 || reading;
  none.textContent =
    about === null
      ? 'Nothing was told yet.'
      : `Nothing was told of ${about.name}${before === null ? '' : ' in what was looked through'}.`;
  byId('older').hidden = events.length <= shown && before === null;
  const why = byId('hidden');
  why.hidden = hidden === null;
  why.textContent = hidden === null ? '' : `What is older can't be read: ${hidden}`;
}

async function older(): Promise<void> {
  const { events, before } = about ?? state;
  shown += 2 * STEP;
  if (shown <= events.length || before === null) return historyView();
  if (reading) return;
  reading = true;
  const of = about?.name ?? null;
  try {
    const page = await pageOf(of, before);
    // Somebody may look at something else by now.
    if (of !== (about?.name ?? null)) return;
    hidden = page.hidden;
    if (about) about = { ...about, events: [...about.events, ...page.events], before: page.before };
    else {
      const known = new Set(state.events.map(({ id }) => id));
      state.events = [...state.events, ...page.events.filter(({ id }) => !known.has(id))];
      state.before = page.before;
    }
  } catch (error) {
    hidden = textOf(error);
  } finally {
    reading = false;
    historyView();
  }
}

function pageOf(name: string | null, before: number | null): Promise<EventPage> {
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (before !== null) query.set('before', String(before));
  if (name !== null) query.set('about', name);
  return ask<EventPage>(`/api/v1/events?${query}`);
}

/** Of one node, or of the pair that it is a member of; null: of all. */
export async function lookAt(name: string | null): Promise<void> {
  shown = STEP;
  hidden = null;
  about = name === null ? null : { name, events: [], before: null };
  const place = byId('about');
  place.hidden = name === null;
  place.replaceChildren(
    ...(name === null
      ? []
      : [`Only of ${name} `, button('Show all', 'all', () => void lookAt(null).then(() => byId('history').focus()))]),
  );
  if (name !== null) {
    byId('history').scrollIntoView();
    place.querySelector('button')?.focus();
    reading = true;
    try {
      const page = await pageOf(name, null);
      if (about?.name === name) {
        about = { name, events: page.events, before: page.before };
        hidden = page.hidden;
      }
    } catch (error) {
      hidden = textOf(error);
    } finally {
      reading = false;
    }
  }
  historyView();
}

export function openHistory(): void {
  byId('older').addEventListener('click', () => void older());
}
