/**
 * What somebody with a token has asked for: one at a time, by the verbs of the command line. A verb shows its plan and asks; the page shows
 * that and answers, so that what was seen is what is done.
 */
import { randomBytes } from 'node:crypto';
import type { Diagnostic } from '../diagnostic.ts';
import type { OperatorEvent } from '../events/loop-event.ts';
import type { Json } from '../json.ts';
import type { JobRequest } from './job-request.ts';
import { Refused } from './reply.ts';
import type { Token } from './tokens.ts';

/** What a verb has, instead of a terminal. */
export interface JobIo {
  readonly by: string;
  /** Somebody has it stop, as Ctrl-C does: what is begun is finished, the rest is not started. Its reason says who. */
  readonly stop: AbortSignal;
  readonly out: (text: string) => void;
  /** `''`: nobody answered. */
  readonly ask: (question: string) => Promise<string>;
  readonly problems: (problems: readonly Diagnostic[]) => void;
  /** A plan, as JSON. */
  readonly plan: (plan: Json) => void;
}

/** Carries it out; gives the exit code that the verb would have had. Never rejects. */
export type Doer = (request: JobRequest, io: JobIo) => Promise<number>;

export type JobStatus = 'running' | 'asking' | 'done' | 'failed' | 'incomplete' | 'locked' | 'stopped';

export type Job = {
  readonly id: string;
  readonly do: JobRequest['do'];
  readonly what: string;
  readonly by: string;
  readonly reason: string;
  readonly sinceMs: number;
  readonly endedMs: number | null;
  readonly status: JobStatus;
  /** Whether it can be stopped now. */
  readonly stoppable: boolean;
  /** Who has it stop. */
  readonly stoppedBy: string | null;
  /** What it asks; answered with yes or no. */
  readonly question: string | null;
  readonly said: string;
  readonly problems: readonly Diagnostic[];
  readonly plan: Json;
};

export interface Jobs {
  readonly start: (request: JobRequest, token: Token) => Job;
  readonly answer: (id: string, token: Token, yes: boolean) => Job;
  /** Anybody may: what is begun is finished, the rest is not started. */
  readonly stop: (id: string, token: Token) => Job;
  readonly get: (id: string) => Job;
  /** Newest first. */
  readonly all: () => readonly Job[];
  /** What asks is answered with no; resolves when nothing is at work, or after so long. */
  readonly close: (withinMs: number) => Promise<void>;
}

/** The others are over in a moment, or change nothing. */
const STOPPABLE: readonly JobRequest['do'][] = ['apply', 'failover', 'failback'];
const KEPT = 20;
const MOST_SAID = 1024 * 1024;
/** A plan that is so old is no longer what somebody has seen. */
const ANSWER_MS = 5 * 60_000;

interface JobsOptions {
  readonly doer: Doer;
  readonly onChange: (job: Job) => void;
  readonly onEvent: (event: OperatorEvent) => void;
}

export function createJobs({ doer, onChange, onEvent }: JobsOptions): Jobs {
  let jobs: readonly Job[] = [];
  let going: { readonly id: string; readonly stop: AbortController; readonly ended: Promise<void> } | null = null;
  let answered: ((answer: string) => void) | null = null;
  let closing = false;

  const find = (id: string): Job => {
    const job = jobs.find((one) => one.id === id);
    if (!job) throw new Refused(404, 'no-job', 'There is no such job', `The last ${KEPT} are kept: /api/v1/jobs.`);
    return job;
  };
  const change = (id: string, to: Partial<Job>): Job => {
    const job = { ...find(id), ...to };
    jobs = jobs.map((one) => (one.id === id ? job : one));
    onChange(job);
    return job;
  };
  const tell = ({ id, by, what, reason }: Job, type: OperatorEvent['type'], outcome: OperatorEvent['outcome'] = null): void =>
    onEvent({ type, job: id, by, what, reason, outcome });

  const run = async (id: string, request: JobRequest, stop: AbortSignal): Promise<void> => {
    const { by } = find(id);
    const code = await doer(request, {
      by,
      stop,
      out: (text) => change(id, { said: `${find(id).said}${text}`.slice(0, MOST_SAID) }),
      problems: (problems) => change(id, { problems: [...find(id).problems, ...problems] }),
      plan: (plan) => change(id, { plan }),
      ask: (question) =>
        new Promise((resolve) => {
          if (closing || stop.aborted) return resolve('');
          const timer = setTimeout(() => answered?.(''), ANSWER_MS);
          answered = (answer) => {
            clearTimeout(timer);
            answered = null;
            change(id, { status: 'running', question: null });
            if (answer === 'yes') tell(find(id), 'agreed');
            resolve(answer);
          };
          change(id, { status: 'asking', question: question.trim() });
        }),
    });
    const status = statusOf(code, find(id).stoppedBy !== null);
    const job = change(id, { status, stoppable: false, question: null, endedMs: Date.now() });
    if (job.do !== 'plan') tell(job, 'ended', status);
  };
  return {
    start(request, token) {
      if (closing) throw new Refused(503, 'closing', 'dmsa run is being stopped', 'Ask again once it was started anew.');
      const busy = jobs.find(({ endedMs }) => endedMs === null);
      if (busy)
        throw new Refused(
          409,
          'busy',
          `${busy.what} is at work, asked for by ${busy.by}`,
          'One thing is done at a time. Wait for its end, or answer what it asks.',
        );
      const job: Job = {
        id: randomBytes(8).toString('hex'),
        do: request.do,
        what: textOf(request),
        by: token.name,
        reason: request.reason,
        sinceMs: Date.now(),
        endedMs: null,
        status: 'running',
        stoppable: STOPPABLE.includes(request.do),
        stoppedBy: null,
        question: null,
        said: '',
        problems: [],
        plan: null,
      };
      jobs = [job, ...jobs].slice(0, KEPT);
      onChange(job);
      if (job.do !== 'plan') tell(job, 'asked');
      const stop = new AbortController();
      const ended = run(job.id, request, stop.signal).then(() => {
        going = null;
      });
      going = { id: job.id, stop, ended };
      return job;
    },
    answer(id, token, yes) {
      const job = find(id);
      if (job.status !== 'asking' || !answered)
        throw new Refused(409, 'not-asking', 'It asks nothing now', 'Look at the job again: /api/v1/jobs.');
      if (job.by !== token.name && yes)
        throw new Refused(
          403,
          'not-yours',
          `${job.by} has asked for it`,
          'Who asks for something agrees to it; anybody may say no.',
        );
      answered(yes ? 'yes' : 'no');
      return find(id);
    },
    stop(id, { name }) {
      const job = find(id);
      if (job.endedMs !== null) throw new Refused(409, 'ended', 'It is over already', 'Look at the job again: /api/v1/jobs.');
      if (job.stoppedBy !== null)
        throw new Refused(409, 'stopping', `${job.stoppedBy} has it stop already`, 'What is begun is being finished.');
      if (!job.stoppable || going?.id !== id)
        throw new Refused(409, 'not-stoppable', `${job.do} can not be stopped`, 'It is over in a moment.');
      change(id, { stoppedBy: name, stoppable: false });
      // Who stops it, of whom it was.
      tell({ ...job, by: name, what: `${job.what}, asked for by ${job.by}` }, 'stopping');
      going.stop.abort(name);
      answered?.('');
      return find(id);
    },
    get: find,
    all: () => jobs,
    async close(withinMs) {
      closing = true;
      answered?.('');
      const ended = going?.ended;
      if (ended) await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, withinMs).unref())]);
    },
  };
}

/** By the exit code of the verb. */
function statusOf(code: number, stopped: boolean): Exclude<JobStatus, 'running' | 'asking'> {
  if (code === 0 || code === 2) return 'done';
  if (stopped) return 'stopped';
  return code === 3 ? 'incomplete' : code === 4 ? 'locked' : 'failed';
}

/** `failover Sec-1`, `apply Sec-1, Sec-2` */
function textOf(request: JobRequest): string {
  const about = 'pairs' in request ? request.pairs : 'pair' in request ? [request.pair] : 'nodes' in request ? request.nodes : [];
  return [request.do, about.length > 5 ? `${about.slice(0, 5).join(', ')}, …` : about.join(', ')]
    .filter((part) => part !== '')
    .join(' ');
}
