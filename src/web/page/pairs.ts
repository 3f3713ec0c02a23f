/** Pairs: who holds which address, how that is known, and what the loop would do next, as `dmsa ha explain` has it. */
import type { Condition, Evidence, SubjectSeen } from '../../ha/evidence.ts';
import type { PairView } from '../shown.ts';
import { openAction } from './actions.ts';
import { h, keyed } from './dom.ts';
import { lookAt } from './history.ts';
import { mayAct, type PairIs, pairIs, state } from './state.ts';
import { age, clock } from './time.ts';
import { badge, button, count, type Tone } from './words.ts';

const TONES: Readonly<Record<PairIs, Tone>> = {
  alarm: 'bad',
  acts: 'warn',
  moved: 'warn',
  unknown: 'warn',
  notes: 'info',
  fine: 'good',
};
const ORDER: readonly PairIs[] = ['alarm', 'acts', 'unknown', 'moved', 'notes', 'fine'];

const made = keyed(
  ({ pair, is, acts }: { readonly pair: PairView; readonly is: PairIs; readonly acts: boolean }, before: HTMLElement | null) =>
    card(pair, is, acts, before?.querySelector('details')?.open ?? false),
);

export function pairCards(): readonly HTMLElement[] {
  return [...state.pairs.values()]
    .map((pair) => ({ pair, is: pairIs(pair), acts: mayAct() }))
    .sort((a, b) => ORDER.indexOf(a.is) - ORDER.indexOf(b.is))
    .map((one) => made(one.pair.active, one));
}

function card(pair: PairView, is: PairIs, acts: boolean, open: boolean): HTMLElement {
  const { active, standby, evidence, kept } = pair;
  const verdict = evidence?.verdict;
  const holder = evidence ? evidence.holding.holder : null;
  return h(
    'article',
    { class: `card ${TONES[is]}`, id: `pair-${active}`, 'aria-label': `Pair ${active}, ${standby}` },
    h(
      'header',
      {},
      badge(TONES[is], verdict ? (is === 'unknown' && verdict.act !== 'alarm' ? 'unknown' : verdict.code) : 'unknown'),
      evidence
        ? age(evidence.checkedMs, (old) => `checked ${old} ago`, 'not checked yet')
        : h('span', { class: 'age' }, kept ? 'nothing is known yet' : 'kept elsewhere'),
    ),
    h('div', { class: 'members' }, member(active, 'active', pair, holder), member(standby, 'standby', pair, holder)),
    h('p', { class: 'says' }, verdict?.sentence ?? (kept ? 'Nothing is known of it yet.' : 'This dmsa does not keep it.')),
    evidence?.doing ? h('p', { class: 'says doing' }, `${evidence.doing.what}, since ${clock(evidence.doing.sinceMs)}`) : false,
    evidence ? explain(evidence, open) : false,
    h(
      'p',
      { class: 'actions' },
      button('History', 'history', () => void lookAt(active)),
      ...(acts && evidence ? actions(pair, holder) : []),
    ),
  );
}

function member(
  name: string,
  role: string,
  { serviceAddresses, evidence, services }: PairView,
  holder: string | null,
): HTMLElement {
  const holds = holder === name;
  const things = [
    ...serviceAddresses.map(({ label, address }) => `${address} ${label}`),
    ...(services.length > 0 ? [count(services.length, 'service')] : []),
  ];
  return h(
    'div',
    { class: holds ? 'member holds' : 'member' },
    h('p', { class: 'name' }, name, h('span', { class: 'role' }, role)),
    holds
      ? h('ul', {}, ...things.map((thing) => h('li', {}, thing)))
      : h('p', { class: 'quiet' }, evidence && holder !== null ? 'holds nothing of it' : 'what it holds is not known'),
  );
}

function actions({ active, standby, evidence }: PairView, holder: string | null): readonly HTMLElement[] {
  const paused = evidence?.brakes.some(({ brake }) => brake === 'paused') ?? false;
  return [
    holder === standby
      ? button(`Give back to ${active}…`, 'failback', () => openAction({ do: 'failback', pair: active }))
      : button(`Fail over to ${standby}…`, 'failover', () => openAction({ do: 'failover', pair: active })),
    paused
      ? button('End the pause…', 'unpause', () => openAction({ do: 'unpause', pairs: [active] }))
      : button('Pause failover…', 'pause', () => openAction({ do: 'pause', pairs: [active] })),
  ];
}

const CONDITIONS: Readonly<Record<Condition['condition'], string>> = {
  released: 'released',
  'fence-agent': 'fence agent',
  lease: 'lease',
  operator: "operator's word",
};
const SAYS = {
  hears: 'hears it',
  silent: 'hears nothing of it, but others',
  deaf: 'hears nobody at all there',
  unknown: "can't say",
} as const;

function explain(evidence: Evidence, open: boolean): HTMLElement {
  const row = (name: string, ...values: (string | HTMLElement)[]): readonly HTMLElement[] => [
    h('dt', {}, name),
    h('dd', {}, ...values.map((one) => h('div', {}, one))),
  ];
  const { waitsFor, conditions, brakes, networks, subjects, repairs, takeovers, problem, patience } = evidence;
  const good = subjects.filter(({ is, times }) => is === 'good' && times === 0).map(({ subject }) => subject);
  const rest = subjects.filter(({ is, times }) => is !== 'good' || times > 0);
  return h(
    'details',
    { open },
    h('summary', { 'data-key': 'why' }, 'Why, and what comes next'),
    h(
      'dl',
      { class: 'why' },
      ...row('holds', evidence.holding.sentence),
      ...row('next', waitsFor.length === 0 ? nextText(evidence) : `waits for ${waitsFor.join('; ')}`),
      ...(rest.length > 0 ? row('in doubt', ...rest.map((one) => subjectLine(one, patience))) : []),
      ...(good.length > 0 ? row('good', good.join(', ')) : []),
      ...networks.flatMap(({ network, witnesses }) =>
        row(
          `on ${network}`,
          witnesses.length === 0
            ? 'nobody was asked'
            : witnesses.map(({ name, says, why }) => `${name} ${SAYS[says]}${why === null ? '' : ` (${why})`}`).join('; '),
        ),
      ),
      ...repairs.flatMap(({ service, triedMs, of }) =>
        row('repaired', `${service}: ${triedMs.length} of ${of} tries (${triedMs.map(clock).join(', ')})`),
      ),
      ...row(
        'may take over where',
        ...conditions.map(({ condition, is, why }) =>
          h(
            'span',
            {},
            badge(is === 'yes' ? 'good' : is === 'unknown' ? 'warn' : 'dim', `${CONDITIONS[condition]}: ${is}`),
            ` ${why}`,
          ),
        ),
      ),
      ...row('held back by', ...(brakes.length === 0 ? ['nothing'] : brakes.map(({ why }) => why))),
      ...(takeovers ? row('takeovers', `${takeovers.count} within the last hour; ${takeovers.limit} are allowed`) : []),
      ...(problem ? row('last problem', `${clock(problem.atMs)}: ${problem.why}`) : []),
      ...row(
        'looked',
        age(evidence.lookedMs, (old) => `both members whole, ${old} ago`, 'not yet'),
      ),
    ),
  );
}

function nextText({ verdict, patience }: Evidence): string {
  if (verdict.act !== 'none' && verdict.act !== 'alarm') return verdict.sentence;
  if (verdict.act === 'alarm') return 'nothing is done: somebody has to look';
  return patience === null
    ? 'nothing: only an operator moves this pair'
    : `nothing; a takeover would need ${count(patience.failures, 'failed check')} over ${patience.afterMs / 1000} s`;
}

function subjectLine({ subject, is, why, times, sinceMs, ripe }: SubjectSeen, patience: Evidence['patience']): HTMLElement {
  const counted =
    times === 0
      ? ''
      : ` ${ripe || patience === null ? count(times, 'failed check') : `${times} of ${patience.failures} failed checks`}${sinceMs === null ? '' : ` since ${clock(sinceMs)}`}`;
  return h(
    'span',
    {},
    badge(is === 'bad' ? 'bad' : is === 'unknown' ? 'warn' : 'dim', `${subject}: ${is}`),
    `${counted}${why === null ? '' : ` ${why}`}`,
  );
}
