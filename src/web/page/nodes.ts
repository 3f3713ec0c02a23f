/** Nodes: those that need somebody as rows with what differs, the rest as a dense list. Two hundred of them fit. */
import type { Change } from '../../kinds/kind.ts';
import type { NodeView } from '../shown.ts';
import { openAction } from './actions.ts';
import { ask, Failed } from './client.ts';
import { changeView } from './diff.ts';
import { h, keyed, place } from './dom.ts';
import { lookAt } from './history.ts';
import { mayAct, type NodeIs, nodeIs, state } from './state.ts';
import { age, clock, moment } from './time.ts';
import { badge, button, count, type Tone, thingOf } from './words.ts';

const TONES: Readonly<Record<NodeIs, Tone>> = {
  lost: 'bad',
  differs: 'warn',
  unknown: 'warn',
  unseen: 'dim',
  stale: 'warn',
  fine: 'good',
};
const ORDER: readonly NodeIs[] = ['lost', 'differs', 'unknown', 'stale', 'unseen', 'fine'];
const MOST_ROWS = 60;

interface Shown {
  readonly node: NodeView;
  readonly is: NodeIs;
  readonly acts: boolean;
}

const row = keyed(({ node, is, acts }: Shown, before: HTMLElement | null) => rowOf(node, is, acts, before));
const chip = keyed(({ node, is }: Omit<Shown, 'acts'>) => chipOf(node, is));

const rows = h('ul', { class: 'rows' });
const more = h('p', { class: 'quiet' });
const chips = h('ul', { class: 'chips', 'aria-label': 'Nodes as wanted' });
const chipsTitle = h('h3', {});

export function nodesView(body: HTMLElement, find: string): number {
  if (!body.contains(rows)) body.replaceChildren(rows, more, chipsTitle, chips);
  const words = find.trim().toLowerCase();
  const shown = [...state.nodes.values()]
    .map((node) => ({ node, is: nodeIs(node), acts: mayAct() }))
    .filter(({ node }) => words === '' || textOf(node).includes(words))
    .sort((a, b) => ORDER.indexOf(a.is) - ORDER.indexOf(b.is));
  const troubled = shown.filter(({ is, node }) => is !== 'fine' || node.doing !== null);
  const fine = shown.filter(({ is, node }) => is === 'fine' && node.doing === null);
  place(
    rows,
    troubled.slice(0, MOST_ROWS).map((one) => row(one.node.name, one)),
  );
  place(
    chips,
    fine.map(({ node, is }) => chip(node.name, { node, is })),
  );
  more.textContent =
    troubled.length > MOST_ROWS ? `… and ${troubled.length - MOST_ROWS} more: filter by name, type or thing.` : '';
  more.hidden = troubled.length <= MOST_ROWS;
  chipsTitle.textContent = fine.length === 0 ? '' : `${count(fine.length, 'node')} as wanted`;
  chipsTitle.hidden = fine.length === 0;
  return shown.length;
}

function textOf({ name, type, role, addresses, differences, why }: NodeView): string {
  return [name, type, role, why ?? '', ...addresses.map(({ address }) => address), ...differences.map(({ id }) => id)]
    .join(' ')
    .toLowerCase();
}

function chipOf({ name, type, seenMs, addresses }: NodeView, is: NodeIs): HTMLElement {
  const where = addresses.map(({ network, address }) => `${network} ${address}`).join(', ');
  return h(
    'li',
    { class: `chip ${TONES[is]}`, id: `node-${name}`, title: `${type}, ${where}` },
    badge('good', name),
    age(seenMs, (old) => old, ''),
  );
}

const WORDS: Readonly<Record<NodeIs, string>> = {
  lost: 'not reached',
  differs: 'differs',
  unknown: 'partly unknown',
  unseen: 'not looked at yet',
  stale: 'not seen lately',
  fine: 'as wanted',
};

function rowOf(node: NodeView, is: NodeIs, acts: boolean, before: HTMLElement | null): HTMLElement {
  const { name, type, role, partner, addresses, seenMs, why, differences, unknown, more: left, doing } = node;
  const open = before?.querySelector('details')?.open ?? false;
  const body = h('div', { class: 'differences' });
  const has = differences.length + unknown.length > 0;
  const details = h('details', { open }, h('summary', { 'data-key': 'open' }, summaryText(node)), body);
  const fill = (): void => void showDifferences(node, body);
  details.addEventListener('toggle', () => details.open && fill());
  if (open) {
    // What it showed stays until what is new has come.
    body.append(...(before?.querySelector('.differences')?.childNodes ?? []));
    fill();
  }
  return h(
    'li',
    { class: `row ${TONES[is]}`, id: `node-${name}` },
    h(
      'div',
      { class: 'line' },
      badge(TONES[is], name),
      h('span', { class: 'word' }, is === 'differs' ? count(differences.length + left, 'difference') : WORDS[is]),
      h(
        'span',
        { class: 'quiet' },
        `${type}${role === 'single' ? '' : `, ${role}${partner === null ? '' : ` of ${partner}`}`}`.replace(
          'active of',
          'active with',
        ),
      ),
      h('span', { class: 'quiet addresses' }, addresses.map(({ address }) => address).join('  ')),
      age(seenMs, (old) => `seen ${old} ago`, 'never seen'),
    ),
    doing === null ? false : h('p', { class: 'says doing' }, `doing ${doing.includes('/') ? thingOf(doing) : doing}`),
    is === 'lost' && why !== null ? h('p', { class: 'says' }, why) : false,
    has ? details : false,
    h(
      'p',
      { class: 'actions' },
      button('History', 'history', () => void lookAt(name)),
      ...(acts
        ? [
            button('Plan', 'plan', () => openAction({ do: 'plan', nodes: [name] })),
            button('Apply…', 'apply', () => openAction({ do: 'apply', nodes: [name] })),
            button('Suspend…', 'suspend', () => openAction({ do: 'suspend', nodes: [name] })),
          ]
        : []),
    ),
  );
}

function summaryText({ differences, more: left, unknown }: NodeView): string {
  const kinds = [...new Set(differences.map(({ id }) => thingOf(id)))];
  const shown = kinds.slice(0, 3).join(', ');
  const rest = kinds.length + left - 3;
  return [
    ...(kinds.length > 0 ? [rest > 0 ? `${shown} and ${rest} more` : shown] : []),
    ...(unknown.length > 0 ? [`${unknown.length} that could not be seen`] : []),
  ].join('; ');
}

type Whole = Omit<NodeView, 'differences'> & {
  readonly differences: readonly (NodeView['differences'][number] & { readonly fields: readonly Change[] })[];
};

async function showDifferences({ name }: NodeView, body: HTMLElement): Promise<void> {
  try {
    const whole = await ask<Whole>(`/api/v1/nodes/${encodeURIComponent(name)}`);
    body.replaceChildren(
      ...whole.differences.map(({ id, verb, intent, sentence, sinceMs, waits, fields }) =>
        h(
          'article',
          { class: 'difference' },
          h('h4', {}, h('span', { class: 'verb' }, verb), thingOf(id)),
          h(
            'p',
            { class: 'quiet' },
            `${intent === 'intended' ? 'the file wants it' : 'it drifted'}: ${sentence}; known since ${clock(sinceMs)}`,
          ),
          waits === null
            ? h('p', {}, badge('info', 'being put right'))
            : h(
                'p',
                {},
                badge('warn', waits.code),
                ` ${waits.why}${waits.untilMs === null ? '' : `, until ${moment(waits.untilMs)}`}`,
              ),
          ...fields.map(changeView),
        ),
      ),
      ...whole.unknown.map((text) => h('p', { class: 'unknown' }, badge('warn', 'unknown'), ` ${text}`)),
    );
  } catch (error) {
    const text = error instanceof Failed ? `${error.problem.title}. ${error.problem.detail}` : String(error);
    body.replaceChildren(h('p', { class: 'says' }, text));
  }
}
