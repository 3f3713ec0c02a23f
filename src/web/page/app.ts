/** The status page of `dmsa run`: keeps what is shown as what is told. */
import { openActions, tools } from './actions.ts';
import { attention, counts, facts } from './attention.ts';
import { follow } from './client.ts';
import { byId, place } from './dom.ts';
import { historyView, openHistory } from './history.ts';
import { jobsAtWork, jobView } from './jobs.ts';
import { nodesView } from './nodes.ts';
import { pairCards } from './pairs.ts';
import { runViews } from './runs.ts';
import { type Part, state, take } from './state.ts';
import { ageText, moment, nowMs, renewAges, setClock } from './time.ts';

const find = byId('find') as HTMLInputElement;
const dirty = new Set<Part>();
let asked = false;

/** What came within a frame is drawn at once. */
function draw(parts: readonly Part[]): void {
  for (const part of parts) dirty.add(part);
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    const now = new Set(dirty);
    dirty.clear();
    drawNow(now);
  });
}

let saidAttention = '';

function drawNow(parts: ReadonlySet<Part>): void {
  const { head } = state;
  if (parts.has('head')) drawHead();
  if (parts.has('nodes') || parts.has('head')) byId('nodes-n').textContent = `${nodesView(byId('nodes-body'), find.value)}`;
  byId('nodes').hidden = head?.haOnly === true;
  if (parts.has('pairs') || parts.has('head')) {
    const cards = pairCards();
    byId('pairs').hidden = cards.length === 0;
    byId('pairs-n').textContent = String(cards.length);
    place(byId('pairs-body'), cards);
  }
  if (parts.has('runs') || parts.has('head') || parts.has('jobs')) {
    const views = runViews(nowMs());
    const jobs = jobsAtWork();
    byId('runs').hidden = views.length + jobs.length === 0;
    place(byId('jobs-body'), jobs);
    place(byId('runs-body'), views);
  }
  if (parts.has('events')) historyView();
  if (parts.has('jobs')) jobView();
  const list = attention();
  // A keyboard that stands in the list stays there.
  if (list.textContent !== saidAttention || byId('attention-body').childElementCount === 0) {
    const ages = /\d+ (s|min|h|days)/g;
    if (list.textContent?.replace(ages, '') !== saidAttention.replace(ages, '')) byId('attention-body').replaceChildren(list);
    saidAttention = list.textContent ?? '';
  }
  byId('counts').replaceChildren(...counts());
}

let saidHead = '';

function drawHead(): void {
  const { head, link } = state;
  if (head) {
    setClock(head.nowMs);
    byId('cluster').textContent = head.cluster;
    document.title = `${troubles() > 0 ? `(${troubles()}) ` : ''}${head.cluster} · dmsa`;
    byId('foot').textContent =
      `dmsa ${head.version}, kept by ${head.by.user}@${head.by.host} pid ${head.by.pid} since ${moment(head.by.startedMs)}.`;
  }
  const now = JSON.stringify([
    head && { ...head, nowMs: 0, toldMs: 0, counts: null },
    link,
    tools().map((one) => one.textContent),
  ]);
  if (now === saidHead) return;
  saidHead = now;
  byId('facts').replaceChildren(...facts());
  byId('tools').replaceChildren(...tools());
}

function troubles(): number {
  return document.querySelectorAll('.attention li.bad').length;
}

const LINKS = { begins: 'connecting', live: 'live', lost: 'not connected', locked: 'locked: a token is needed' } as const;

function drawLink(): void {
  const { link, heardMs, head } = state;
  const told = head?.toldMs ?? null;
  const silentMs = told === null ? 0 : nowMs() - told;
  const isOld = link === 'live' && silentMs > 30_000 && head?.haOnly === false;
  document.body.dataset['link'] = isOld ? 'old' : link;
  const element = byId('link');
  const text = isOld
    ? `dmsa has said nothing for ${ageText(silentMs)}`
    : link === 'live' && told !== null
      ? `live, known ${ageText(silentMs)} ago`
      : LINKS[link];
  if (element.textContent !== text) element.textContent = text;
  const stale = byId('stale');
  stale.hidden = link === 'live' || link === 'begins' || (link === 'lost' && heardMs === 0);
  if (!stale.hidden) {
    const words =
      link === 'locked'
        ? 'Nothing can be seen from here without a token.'
        : `dmsa does not answer. What is shown is ${ageText(Date.now() - heardMs)} old, and may no longer be so.`;
    if (stale.textContent !== words) stale.textContent = words;
  }
}

const again = follow({
  onEvent(type, data) {
    state.heardMs = Date.now();
    draw(take(type, data));
  },
  onLink(link) {
    state.link = link;
    drawLink();
    draw(['head', 'jobs']);
  },
});
openActions(() => {
  again();
  draw(['head', 'nodes', 'pairs']);
});
openHistory();
find.addEventListener('input', () => draw(['nodes']));
setInterval(() => {
  renewAges();
  drawLink();
}, 1_000);
// What grows old without a word from dmsa is no longer shown as fine.
setInterval(() => draw(['nodes', 'pairs', 'runs']), 10_000);
