/** What can be done with a token: said again before it is done, with a reason, and with the plan that is then carried out. */
import type { JobRequest } from '../job-request.ts';
import type { Job } from '../jobs.ts';
import { ask, setToken, token } from './client.ts';
import { dialog, show, textOf } from './dialog.ts';
import { h } from './dom.ts';
import { closeJob, openJob } from './jobs.ts';
import { state } from './state.ts';
import { button } from './words.ts';

type Asked = Partial<Record<'nodes' | 'pairs', readonly string[]>> & {
  readonly do: JobRequest['do'];
  readonly pair?: string;
  readonly revision?: string;
};

let begin = (): void => {};

/** @param again  begins the stream anew, with the token */
export function openActions(again: () => void): void {
  begin = again;
  dialog().addEventListener('close', closeJob);
  if (token() !== null) void unlock(token() ?? '').catch(() => lock());
}

async function unlock(given: string): Promise<void> {
  setToken(given);
  const me = await ask<{ readonly name: string; readonly may: string }>('/api/v1/whoami');
  state.me = me.name;
  begin();
}

function lock(): void {
  setToken(null);
  state.me = null;
  begin();
}

/** Of the head of the page. */
export function tools(): readonly HTMLElement[] {
  const { head, link, me: name } = state;
  if (link !== 'locked' && head?.acts !== true) return head ? [h('span', { class: 'quiet' }, 'read-only')] : [];
  if (name === null) return [button('Unlock actions', 'unlock', askToken)];
  const waits = head?.mode === 'heal' && head.revision !== null && head.revision.approval === null;
  const suspended = typeof head?.suspensions !== 'string' && (head?.suspensions.length ?? 0) > 0;
  return [
    h('span', { class: 'quiet' }, name),
    button('Plan', 'plan', () => openAction({ do: 'plan', nodes: [] })),
    button('Apply…', 'apply', () => openAction({ do: 'apply', nodes: [] })),
    ...(waits
      ? [button('Approve…', 'approve', () => openAction({ do: 'approve', revision: head?.revision?.digest ?? '' }), 'primary')]
      : []),
    button('Suspend…', 'suspend', () => openAction({ do: 'suspend', nodes: [] })),
    ...(suspended ? [button('Resume…', 'resume', () => openAction({ do: 'resume', nodes: [] }))] : []),
    button('Lock', 'lock', lock),
  ];
}

export function askToken(): void {
  const input = h('input', { type: 'password', autocomplete: 'off', required: true, id: 'token', spellcheck: 'false' });
  const said = h('p', { class: 'says bad', role: 'alert' });
  const form = h(
    'form',
    {
      submit(event) {
        event.preventDefault();
        unlock(input.value.trim()).then(
          () => dialog().close(),
          (error: unknown) => {
            setToken(null);
            said.textContent = textOf(error);
            input.focus();
          },
        );
      },
    },
    h('label', { for: 'token' }, 'Your token'),
    input,
    h('p', { class: 'quiet' }, 'A line of the file of --token-file has it. This tab forgets it when it is closed.'),
    said,
    h(
      'p',
      { class: 'actions' },
      h('button', { class: 'primary' }, 'Unlock'),
      button('Cancel', 'cancel', () => dialog().close()),
    ),
  );
  show('Unlock actions', form);
  input.focus();
}

const TITLES: Readonly<Record<JobRequest['do'], string>> = {
  plan: 'Plan',
  apply: 'Apply the cluster file',
  failover: 'Fail over',
  failback: 'Give back',
  pause: 'Pause failover',
  unpause: 'End the pause of failover',
  suspend: 'Suspend: the loop changes nothing',
  resume: 'Resume: end suspensions',
  approve: 'Approve the revision',
};
const ENDS = [
  ['', 'until somebody ends it'],
  ['1800000', 'for 30 minutes'],
  ['7200000', 'for 2 hours'],
  ['28800000', 'for 8 hours'],
] as const;
/** Those that show a plan and ask by themselves. */
const ASKS: readonly JobRequest['do'][] = ['plan', 'apply', 'failover', 'failback', 'approve'];

export function openAction(asked: Asked): void {
  const about =
    asked.pair ??
    asked.pairs?.join(', ') ??
    (asked.nodes?.length ? asked.nodes.join(', ') : asked.revision ? asked.revision.slice(0, 12) : 'all nodes');
  const title = `${TITLES[asked.do]}: ${about}`;
  if (asked.do === 'plan') return void start(asked, title);
  const reason = h('input', {
    id: 'reason',
    required: true,
    maxlength: 300,
    autocomplete: 'off',
    placeholder: 'disk swap, ticket 4711',
  });
  const ends =
    asked.do === 'pause' || asked.do === 'suspend'
      ? h('select', { id: 'ends' }, ...ENDS.map(([value, text]) => h('option', { value }, text)))
      : null;
  const said = h('p', { class: 'says', role: 'status' });
  const go = h('button', { class: 'primary' }, ASKS.includes(asked.do) ? 'Show the plan' : 'Go on');
  let sure = ASKS.includes(asked.do);
  const form = h(
    'form',
    {
      submit(event) {
        event.preventDefault();
        if (!sure) {
          sure = true;
          said.textContent = `${title}${ends ? `, ${ends.selectedOptions[0]?.textContent ?? ''}` : ''}. Really?`;
          go.textContent = 'Yes, do it';
          return;
        }
        const forMs = ends && ends.value !== '' ? { forMs: Number(ends.value) } : {};
        void start({ ...asked, ...forMs, reason: reason.value }, title);
      },
    },
    h('label', { for: 'reason' }, 'Why? The history and the locks say it.'),
    reason,
    ...(ends ? [h('label', { for: 'ends' }, 'How long?'), ends] : []),
    said,
    h(
      'p',
      { class: 'actions' },
      go,
      button('Cancel', 'cancel', () => dialog().close()),
    ),
  );
  show(title, form);
  reason.focus();
}

async function start(body: object, title: string): Promise<void> {
  try {
    const job = await ask<Job>('/api/v1/jobs', body);
    // What the stream has said of it meanwhile is newer.
    if (!state.jobs.some(({ id }) => id === job.id)) state.jobs = [job, ...state.jobs];
    openJob(job, title);
  } catch (error) {
    show(
      title,
      h('p', { class: 'says bad', role: 'alert' }, textOf(error)),
      h(
        'p',
        { class: 'actions' },
        button('Close', 'close', () => dialog().close()),
      ),
    );
  }
}
