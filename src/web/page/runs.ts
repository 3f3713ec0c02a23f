/** Plans at work, as graphs: a lane a node, an action to the right of what it waits for. */
import type { ActionStatus, Run, RunAction } from '../runs.ts';
import { h, keyed, s } from './dom.ts';
import { state } from './state.ts';
import { age, clock } from './time.ts';
import { badge, count, type Tone, thingOf } from './words.ts';

const TONES: Readonly<Record<ActionStatus, Tone>> = {
  waits: 'dim',
  runs: 'info',
  done: 'good',
  already: 'good',
  failed: 'bad',
  stale: 'warn',
  blocked: 'warn',
  interrupted: 'warn',
  reverted: 'bad',
};
/** After its end it is shown for so long, with those that went wrong. */
const LINGER_MS = 10 * 60_000;
const MOST_DRAWN = 60;
const BOX = { width: 190, height: 30, gapX: 34, gapY: 8, lane: 92 } as const;

const made = keyed((run: Run, before: HTMLElement | null) => view(run, before?.querySelector('details')?.open ?? false));

export function runViews(nowMs: number): readonly HTMLElement[] {
  return state.runs
    .filter(({ endedMs }) => endedMs === null || nowMs - endedMs < LINGER_MS)
    .slice(0, 8)
    .map((run) => made(String(run.id), run));
}

function view(run: Run, open: boolean): HTMLElement {
  const ended = run.actions.filter(({ status }) => status !== 'waits' && status !== 'runs');
  const bad = run.actions.filter(({ status }) => TONES[status] === 'bad').length;
  const tone: Tone = bad > 0 ? 'bad' : run.endedMs === null ? 'info' : ended.length === run.actions.length ? 'good' : 'warn';
  const word = run.endedMs === null ? 'at work' : bad > 0 ? `${bad} failed` : 'done';
  return h(
    'article',
    { class: `run ${tone}` },
    h(
      'header',
      {},
      badge(tone, word),
      h('strong', {}, run.of),
      h('span', { class: 'quiet' }, run.reason),
      age(run.endedMs ?? run.sinceMs, (old) => (run.endedMs === null ? `for ${old}` : `${old} ago`), ''),
    ),
    h('progress', {
      max: run.actions.length,
      value: ended.length,
      'aria-label': `${ended.length} of ${count(run.actions.length, 'action')} ended`,
    }),
    run.says === null ? false : h('p', { class: 'says' }, run.says),
    run.actions.length <= MOST_DRAWN
      ? h('div', { class: 'graph', tabindex: 0, role: 'group', 'aria-label': `The plan of ${run.of}` }, graph(run))
      : false,
    h(
      'details',
      { open },
      h(
        'summary',
        { 'data-key': 'list' },
        `${ended.length} of ${count(run.actions.length, 'action')} ended, since ${clock(run.sinceMs)}`,
      ),
      h('ul', { class: 'steps' }, ...run.actions.map(step)),
    ),
  );
}

function step({ id, node, verb, status, ms, says }: RunAction): HTMLElement {
  return h(
    'li',
    {},
    badge(TONES[status], status),
    ` ${node} ${verb} ${thingOf(id)}${ms === null ? '' : `, ${ms} ms`}${says === null ? '' : `: ${says}`}`,
  );
}

function graph({ actions, of }: Run): SVGSVGElement {
  const depth = new Map<string, number>();
  // They are in an order that keeps every `after`.
  for (const { id, after } of actions) depth.set(id, Math.max(-1, ...after.map((one) => depth.get(one) ?? -1)) + 1);
  const lanes = [...new Set(actions.map(({ node }) => node))];
  const places = new Map<string, { readonly x: number; readonly y: number }>();
  let top = 4;
  const labels: SVGElement[] = [];
  for (const lane of lanes) {
    const mine = actions.filter(({ node }) => node === lane);
    const used = new Map<number, number>();
    labels.push(
      s('text', { x: 2, y: top + BOX.height / 2 + 4, class: 'lane' }, lane.length > 13 ? `${lane.slice(0, 12)}…` : lane),
    );
    for (const { id } of mine) {
      const at = depth.get(id) ?? 0;
      const line = used.get(at) ?? 0;
      used.set(at, line + 1);
      places.set(id, { x: BOX.lane + at * (BOX.width + BOX.gapX), y: top + line * (BOX.height + BOX.gapY) });
    }
    top += Math.max(1, ...used.values()) * (BOX.height + BOX.gapY) + 8;
  }
  const edges = actions.flatMap(({ id, after }) =>
    after.flatMap((one) => {
      const [from, to] = [places.get(one), places.get(id)];
      if (!from || !to) return [];
      const [x1, y1, x2, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.x, to.y + BOX.height / 2];
      return [s('path', { class: 'edge', d: `M${x1} ${y1} C${x1 + BOX.gapX / 2} ${y1} ${x2 - BOX.gapX / 2} ${y2} ${x2} ${y2}` })];
    }),
  );
  const boxes = actions.map((action) => box(action, places.get(action.id) ?? { x: 0, y: 0 }));
  const width = BOX.lane + (Math.max(0, ...depth.values()) + 1) * (BOX.width + BOX.gapX);
  return s(
    'svg',
    {
      width,
      height: top,
      viewBox: `0 0 ${width} ${top}`,
      role: 'img',
      'aria-label': `Graph of ${of}: ${count(actions.length, 'action')}`,
    },
    ...edges,
    ...labels,
    ...boxes,
  );
}

function box({ id, status, verb, says }: RunAction, { x, y }: { readonly x: number; readonly y: number }): SVGElement {
  const text = thingOf(id);
  return s(
    'g',
    { class: `box ${TONES[status]} ${status}`, transform: `translate(${x} ${y})` },
    s('title', {}, `${verb} ${text}: ${status}${says === null ? '' : `, ${says}`}`),
    s('rect', { width: BOX.width, height: BOX.height, rx: 5 }),
    s('circle', { cx: 13, cy: BOX.height / 2, r: 4 }),
    s('text', { x: 24, y: BOX.height / 2 + 4 }, text.length > 25 ? `${text.slice(0, 24)}…` : text),
  );
}
