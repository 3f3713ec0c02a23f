/** What was asked for: its dialog with what it shows and asks, and how it is stopped. */
import type { JobRequest } from '../job-request.ts';
import type { Job } from '../jobs.ts';
import { ask } from './client.ts';
import { dialog, show, textOf } from './dialog.ts';
import { h, keyed } from './dom.ts';
import { planView } from './plan.ts';
import { mayAct, state } from './state.ts';
import { badge, button, type Tone } from './words.ts';

const STATUS: Readonly<Record<Job['status'], readonly [Tone, string]>> = {
  running: ['info', 'at work'],
  asking: ['warn', 'asks'],
  done: ['good', 'done'],
  failed: ['bad', 'not done'],
  incomplete: ['warn', 'not all of it, or not all could be seen'],
  locked: ['warn', 'somebody else has it'],
  stopped: ['warn', 'stopped'],
};

/** The one that the dialog shows. */
let watched: string | null = null;
let drawn = '';

/** Draws the job of the dialog again, where it has changed. */
export function jobView(): void {
  const job = state.jobs.find(({ id }) => id === watched);
  const place = document.getElementById('job');
  if (!place || watched === null) return;
  if (!job) {
    place.replaceChildren(
      h(
        'p',
        { class: 'says', role: 'status' },
        'dmsa was started anew and knows nothing of it any more. The history says how far it came.',
      ),
      h(
        'p',
        { class: 'actions' },
        button('Close', 'close', () => dialog().close()),
      ),
    );
    return;
  }
  const now = JSON.stringify(job);
  if (now === drawn && place.childElementCount > 0) return;
  drawn = now;
  const answer = (yes: boolean): void =>
    void ask<Job>(`/api/v1/jobs/${job.id}/answer`, { answer: yes ? 'yes' : 'no' }).catch((error: unknown) => {
      place.append(h('p', { class: 'says bad', role: 'alert' }, textOf(error)));
    });
  const [tone, word] = STATUS[job.status];
  const going = job.status === 'running' && mayAct();
  const no = button('No', 'no', () => answer(false));
  const at = place.contains(document.activeElement) ? document.activeElement?.getAttribute('data-key') : null;
  place.replaceChildren(
    h(
      'p',
      { role: 'status' },
      badge(tone, word),
      job.question === null ? '' : ` ${job.question.replace(/ Only "yes" is a yes:$/, '')}`,
    ),
    job.stoppedBy === null || job.endedMs !== null
      ? ''
      : h('p', { class: 'says' }, `${job.stoppedBy} has it stop: what is begun is being finished, the rest is not started.`),
    ...job.problems.map(({ severity, code, summary, detail }) =>
      h(
        'p',
        { class: `problem ${severity === 'error' ? 'bad' : 'warn'}` },
        badge(severity === 'error' ? 'bad' : 'warn', code),
        ` ${summary}${detail === undefined ? '' : ` ${detail}`}`,
      ),
    ),
    ...(job.plan === null ? [] : [planView(job.plan)]),
    ...(job.said === '' ? [] : [h('pre', { tabindex: 0, class: 'said', 'aria-label': 'What dmsa says' }, job.said)]),
    h(
      'p',
      { class: 'actions' },
      ...(job.status === 'asking'
        ? [button('Yes, do it', 'yes', () => answer(true), 'primary'), no]
        : [
            button(job.endedMs === null ? 'Close; it goes on' : 'Close', 'close', () => dialog().close()),
            ...(going && job.stoppable ? [button('Stop…', 'stop', () => askStop(job))] : []),
          ]),
    ),
  );
  // Whoever presses Enter without having read changes nothing.
  if (job.status === 'asking') no.focus();
  // What has come meanwhile takes no keyboard away: where its button is gone it stands on the one that closes.
  else if (at) (place.querySelector<HTMLElement>(`[data-key="${at}"]`) ?? place.querySelector('button'))?.focus();
}

/** Shows a job that goes on, or the last that was asked for. */
export function openJob({ id, what, reason }: Job, title = `${what}${reason === '' ? '' : `: ${reason}`}`): void {
  watched = id;
  drawn = '';
  show(title, h('div', { id: 'job' }));
  jobView();
}

export function closeJob(): void {
  watched = null;
}

const HALF_WAY: Partial<Readonly<Record<JobRequest['do'], string>>> = {
  apply: 'What is begun is finished, the rest is not started. Another apply takes it up from there.',
  failover:
    'What is begun is finished, the rest is not started. A takeover that is half way does not stay so: the loop that keeps the pair carries it on, so that somebody holds the addresses.',
  failback:
    'What is begun is finished, the rest is not started. Before the addresses move it waits for another "Give back" or "Fail over"; once they move, the loop that keeps the pair carries it on.',
};

function askStop(job: Job): void {
  const said = h('p', { class: 'says bad', role: 'alert' });
  const stop = (): void =>
    void ask<Job>(`/api/v1/jobs/${job.id}/stop`, {}).then(
      () => openJob(job),
      (error: unknown) => {
        said.textContent = textOf(error);
      },
    );
  const no = button('No, it goes on', 'no', () => openJob(job));
  show(
    `Stop: ${job.what}`,
    h('p', {}, `${job.by} asked for it: ${job.reason}`),
    h('p', {}, HALF_WAY[job.do] ?? ''),
    said,
    h('p', { class: 'actions' }, button('Yes, stop it', 'yes', stop, 'primary'), no),
  );
  no.focus();
}

const line = keyed(({ job, acts }: { readonly job: Omit<Job, 'said' | 'plan'>; readonly acts: boolean }) => {
  const [tone, word] = STATUS[job.status];
  const whole = (): Job | undefined => state.jobs.find(({ id }) => id === job.id);
  const open = (what: (job: Job) => void) => (): void => {
    const now = whole();
    if (now) what(now);
  };
  return h(
    'p',
    { class: 'job' },
    badge(tone, job.stoppedBy === null ? word : `${job.stoppedBy} has it stop`),
    h('strong', {}, job.what),
    h('span', { class: 'quiet' }, `by ${job.by}${job.reason === '' ? '' : `: ${job.reason}`}`),
    button('Show', 'show-job', open(openJob)),
    acts && job.stoppable ? button('Stop…', 'stop-job', open(askStop)) : false,
  );
});

/** What goes on, or asks, for whoever has closed its dialog, or is somebody else. */
export function jobsAtWork(): readonly HTMLElement[] {
  return state.jobs
    .filter(({ endedMs }) => endedMs === null)
    .map(({ said: _, plan: __, ...job }) => line(job.id, { job, acts: mayAct() }));
}
