/** The troubled first: everything that somebody should look at, worst first, each with where to go on. */
import type { NodeView } from '../shown.ts';
import { h } from './dom.ts';
import { isOld, nodeIs, pairIs, state } from './state.ts';
import { age, moment } from './time.ts';
import { badge, count, type Tone, thingOf } from './words.ts';

interface Item {
  readonly tone: Tone;
  readonly word: string;
  readonly text: string;
  readonly sinceMs?: number | null;
  readonly href: string;
}

const MOST_NAMES = 4;

function items(): readonly Item[] {
  const { head } = state;
  if (!head) return [];
  const found: Item[] = [];
  if (!head.live) for (const reason of head.reasons) found.push({ tone: 'bad', word: 'stuck', text: reason, href: '#counts' });
  else if (!head.ready)
    for (const reason of head.reasons) found.push({ tone: 'info', word: 'begins', text: reason, href: '#nodes' });
  if (head.file?.refused)
    found.push({
      tone: 'bad',
      word: 'refused',
      text: `What the file says by now is not in force: ${head.file.refused}`,
      href: '#history',
    });
  if (typeof head.suspensions === 'string')
    found.push({
      tone: 'bad',
      word: 'halted',
      text: `What is suspended can't be read, and nothing is changed: ${head.suspensions}`,
      href: '#history',
    });
  // Whoever is woken should not look for what is only held back.
  if (head.mode === 'heal' && head.revision && head.revision.approval === null)
    found.push({
      tone: 'warn',
      word: 'not approved',
      text: `The revision ${head.revision.digest.slice(0, 12)} waits for somebody to approve it; until then nothing new of it is done.`,
      href: '#history',
    });
  for (const pair of state.pairs.values()) {
    const is = pairIs(pair);
    const { evidence } = pair;
    const href = `#pair-${pair.active}`;
    const word = `pair ${pair.active}`;
    if (is === 'alarm') found.push({ tone: 'bad', word, text: evidence?.verdict.sentence ?? '', href });
    else if (is === 'acts')
      found.push({ tone: 'warn', word, text: evidence?.doing?.what ?? evidence?.verdict.sentence ?? '', href });
    else if (is === 'moved') found.push({ tone: 'warn', word, text: evidence?.holding.sentence ?? '', href });
    else if (is === 'unknown')
      found.push({ tone: 'warn', word, text: evidence ? unknownText(pair.active) : 'Nothing is known of it yet.', href });
    if (evidence?.brakes.some(({ brake }) => brake === 'paused'))
      found.push({
        tone: 'warn',
        word: `pair ${pair.active} paused`,
        text: evidence.holding.code === 'paused' ? evidence.verdict.sentence : 'Its failover is paused: nobody takes over.',
        href,
      });
  }
  const nodes = [...state.nodes.values()];
  for (const [why, of] of grouped(
    nodes.filter(({ reachable }) => reachable === false),
    ({ name, why }) => (why ?? 'not reached').replace(`${name}: `, ''),
  ))
    found.push({ tone: 'bad', word: 'not reached', text: `${names(of)}: ${why}`, href: hrefOf(of.map(({ name }) => name)) });
  const waits = new Map<string, { readonly node: string; readonly thing: string; readonly sinceMs: number }[]>();
  for (const { name, differences } of nodes)
    for (const one of differences) {
      const key = one.waits === null ? '\nbeing put right' : `${one.waits.code}\n${one.waits.why}`;
      waits.set(key, [...(waits.get(key) ?? []), { node: name, thing: thingOf(one.id), sinceMs: one.sinceMs }]);
    }
  for (const [key, things] of waits) {
    const [code = '', why = ''] = key.split('\n');
    const on = new Set(things.map(({ node }) => node));
    const [first] = things;
    const what =
      things.length === 1 && first
        ? `${first.node} ${first.thing}`
        : `${count(things.length, 'difference')} on ${on.size === 1 ? [...on][0] : count(on.size, 'node')}`;
    const tone =
      code === ''
        ? 'info'
        : code === 'fight' || code === 'failed' || code === 'would-fail' || code === 'orders-unreadable'
          ? 'bad'
          : 'warn';
    found.push({
      tone,
      word: code === '' ? 'at work' : code,
      text: `${what}: ${why}`,
      sinceMs: Math.min(...things.map(({ sinceMs }) => sinceMs)),
      href: hrefOf([...on]),
    });
  }
  const unknown = nodes.filter((node) => nodeIs(node) === 'unknown');
  if (unknown.length > 0)
    found.push({
      tone: 'warn',
      word: 'unknown',
      text: `${names(unknown)}: not everything could be seen`,
      href: hrefOf(unknown.map(({ name }) => name)),
    });
  const old = nodes.filter((node) => nodeIs(node) === 'stale');
  if (old.length > 0)
    found.push({
      tone: 'warn',
      word: 'old',
      text: `${names(old)}: not seen for a while`,
      href: hrefOf(old.map(({ name }) => name)),
    });
  const order: Readonly<Record<Tone, number>> = { bad: 0, warn: 1, info: 2, good: 3, dim: 4 };
  return found.sort((a, b) => order[a.tone] - order[b.tone]);
}

function unknownText(active: string): string {
  const evidence = state.pairs.get(active)?.evidence;
  const blind = evidence?.subjects.filter(({ is }) => is === 'unknown').map(({ subject }) => subject) ?? [];
  return evidence?.holding.holder === null
    ? evidence.holding.sentence
    : blind.length > 0
      ? `Nothing can be said of: ${blind.join(', ')}`
      : 'What is known of it is old.';
}

/** To the one it is about. */
function hrefOf(of: readonly string[]): string {
  const [only] = of;
  return only !== undefined && of.length === 1 ? `#node-${only}` : '#nodes';
}

function grouped(
  nodes: readonly NodeView[],
  key: (node: NodeView) => string,
): readonly (readonly [string, readonly NodeView[]])[] {
  const groups = new Map<string, NodeView[]>();
  for (const node of nodes) groups.set(key(node), [...(groups.get(key(node)) ?? []), node]);
  return [...groups];
}

function names(nodes: readonly NodeView[]): string {
  const shown = nodes
    .slice(0, MOST_NAMES)
    .map(({ name }) => name)
    .join(', ');
  return nodes.length > MOST_NAMES ? `${shown} and ${nodes.length - MOST_NAMES} more` : shown;
}

export function attention(): HTMLElement {
  const { head } = state;
  const found = items();
  if (!head) return h('p', { class: 'quiet' }, 'Asking dmsa what it knows.');
  if (found.length > 0)
    return h(
      'ul',
      { class: 'attention' },
      ...found.map(({ tone, word, text, sinceMs, href }) =>
        h(
          'li',
          { class: tone },
          badge(tone, word),
          h('a', { href, 'data-key': `${word}${text}` }, text),
          sinceMs ? age(sinceMs, (old) => old, '') : false,
        ),
      ),
    );
  if (head.toldMs === null && !head.haOnly)
    return h('p', { class: 'quiet' }, 'Nothing is known yet: the first round is being made.');
  if (!head.haOnly && isOld(head.toldMs)) return h('p', { class: 'quiet' }, 'What is known is old.');
  return h(
    'p',
    { class: 'calm' },
    badge('good', 'Nothing needs you.'),
    head.toldMs === null ? '' : age(head.toldMs, (old) => `known ${old} ago`, ''),
  );
}

/** The head of the page, beside its title. */
export function facts(): readonly HTMLElement[] {
  const { head } = state;
  if (!head) return [];
  const fact = (name: string, ...value: (Node | string)[]): HTMLElement => h('div', {}, h('dt', {}, name), h('dd', {}, ...value));
  const suspended = typeof head.suspensions === 'string' ? [] : head.suspensions;
  return [
    ...(head.mode === null ? [] : [fact('mode', `${head.mode}${head.dryRun ? ', dry run' : ''}`)]),
    ...(head.revision
      ? [
          fact(
            'revision',
            h('code', {}, head.file?.revision ? head.file.revision.commit.slice(0, 12) : head.revision.digest.slice(0, 12)),
            head.revision.approval ? ` approved by ${head.revision.approval.by}` : head.mode === 'heal' ? ' not approved' : '',
          ),
        ]
      : []),
    ...(head.file
      ? [
          fact(
            'file',
            head.file.path,
            ' ',
            age(head.file.sinceMs, (old) => `in force for ${old}`, ''),
          ),
        ]
      : []),
    ...(head.window ? [fact('window', `${head.window.open ? 'open' : 'closed'}: ${head.window.text}`)] : []),
    ...suspended.map((one) =>
      fact(
        'suspended',
        `${one.nodes?.join(', ') ?? 'all nodes'}${one.kinds ? ` (${one.kinds.join(', ')})` : ''} by ${one.by}${one.shared === undefined || one.on === undefined ? '' : ` on ${one.on}`}${one.shared === false ? ', for this controller alone' : ''}: ${one.reason}${one.untilMs === null ? '' : `, until ${moment(one.untilMs)}`}`,
      ),
    ),
  ];
}

export function counts(): readonly HTMLElement[] {
  const { head } = state;
  if (!head) return [];
  const nodes = [...state.nodes.values()].map(nodeIs);
  const of = (...is: readonly string[]): number => nodes.filter((one) => is.includes(one)).length;
  const pairs = [...state.pairs.values()].map(pairIs);
  const tile = (tone: Tone, n: string | number, text: string, href: string): HTMLElement =>
    h('a', { class: `tile ${tone}`, href }, h('strong', {}, String(n)), h('span', {}, text));
  const good = of('fine');
  const lost = of('lost');
  const blind = of('unknown', 'unseen', 'stale');
  const { differences } = head.counts;
  const well = pairs.filter((is) => is === 'fine').length;
  return [
    ...(head.haOnly
      ? []
      : [
          tile(good === nodes.length && good > 0 ? 'good' : 'dim', `${good}/${nodes.length}`, 'nodes as wanted', '#nodes'),
          tile(differences > 0 ? 'warn' : 'dim', differences, differences === 1 ? 'difference' : 'differences', '#nodes'),
          tile(lost > 0 ? 'bad' : 'dim', lost, 'not reached', '#nodes'),
          tile(blind > 0 ? 'warn' : 'dim', blind, 'not known', '#nodes'),
        ]),
    ...(pairs.length === 0
      ? []
      : [
          tile(
            well === pairs.length ? 'good' : pairs.includes('alarm') ? 'bad' : 'warn',
            `${well}/${pairs.length}`,
            pairs.length === 1 ? 'pair well' : 'pairs well',
            '#pairs',
          ),
        ]),
  ];
}
