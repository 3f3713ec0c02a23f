/** Every route there is. schema/openapi.json describes each of them, which a test holds it to. */
import openapi from '../../schema/openapi.json' with { type: 'json' };
import type { NodeTold } from '../reconcile/nodes-file.ts';
import { differenceJson } from '../views/nodes.ts';
import type { Board } from './board.ts';
import type { EventHistory } from './history.ts';
import type { GitHook } from './hook.ts';
import { jobRequest } from './job-request.ts';
import type { Jobs } from './jobs.ts';
import type { Metrics } from './metrics.ts';
import { json, Refused } from './reply.ts';
import type { Asked, Route } from './route.ts';
import type { Stream } from './stream.ts';
import type { Token } from './tokens.ts';

export interface RoutesOptions {
  readonly board: Board;
  readonly stream: Stream;
  readonly jobs: Jobs;
  readonly metrics: Metrics;
  /** A text: why there is none. */
  readonly hook: GitHook | string;
  readonly redacted: <Value>(value: Value) => Value;
}

const MOST_EVENTS = 500;

export function apiRoutes({ board, stream, jobs, metrics, hook, redacted }: RoutesOptions): readonly Route[] {
  const get = (path: string, access: Route['access'], handle: Route['handle']): Route => ({
    method: 'GET',
    path,
    access,
    handle,
  });
  const data = (value: object, status = 200) => json(redacted(value), status);
  return [
    get('/healthz', 'open', () => {
      const { live, nowMs, toldMs } = board.head();
      return data({ live, nowMs, toldMs, reasons: live ? [] : board.head().reasons }, live ? 200 : 503);
    }),
    get('/readyz', 'open', () => {
      const { ready, live, reasons } = board.head();
      return data({ ready: ready && live, reasons }, ready && live ? 200 : 503);
    }),
    get('/metrics', 'read', async () => ({ status: 200, ...(await metrics.text()) })),
    get('/api/v1/openapi.json', 'open', () => json(openapi)),
    get('/api/v1/status', 'read', () => data(board.head())),
    get('/api/v1/revision', 'read', () => {
      const { revision, file, mode } = board.head();
      return data({ mode, revision, file });
    }),
    get('/api/v1/nodes', 'read', () => data({ nodes: board.nodes() })),
    get('/api/v1/nodes/{name}', 'read', ({ params }) => data(nodeWhole(board, params['name'] ?? ''))),
    get('/api/v1/pairs', 'read', () => data({ pairs: board.pairs() })),
    get('/api/v1/pairs/{active}', 'read', ({ params }) => {
      const pair = board.pairs().find(({ active, standby }) => active === params['active'] || standby === params['active']);
      if (!pair) throw new Refused(404, 'no-pair', 'No pair of the cluster has that member', 'What there is: /api/v1/pairs.');
      return data(pair);
    }),
    get('/api/v1/plan', 'read', () => data(planOf(board))),
    get('/api/v1/events', 'read', async ({ query }) => {
      const before = numberOf(query, 'before', Number.MAX_SAFE_INTEGER, null);
      const limit = numberOf(query, 'limit', MOST_EVENTS, 100) ?? 100;
      return data(await board.known().history.page({ before, limit, about: query.get('about') }));
    }),
    get('/api/v1/stream', 'read', ({ request }) => stream.open(lastIdOf(request.headers['last-event-id']))),
    get('/api/v1/whoami', 'act', ({ token }) => data({ name: token?.name ?? '', may: token?.may ?? 'read' })),
    get('/api/v1/jobs', 'read', () => data({ jobs: jobs.all() })),
    get('/api/v1/jobs/{id}', 'read', ({ params }) => data(jobs.get(params['id'] ?? ''))),
    {
      method: 'POST',
      path: '/api/v1/jobs',
      access: 'act',
      handle: (asked) => {
        const job = jobs.start(jobRequest(asked.body), tokenIn(asked));
        return json(redacted(job), 202, { Location: `/api/v1/jobs/${job.id}` });
      },
    },
    {
      method: 'POST',
      path: '/api/v1/jobs/{id}/answer',
      access: 'act',
      handle: (asked) => data(jobs.answer(asked.params['id'] ?? '', tokenIn(asked), isYes(asked.body))),
    },
    {
      method: 'POST',
      path: '/api/v1/jobs/{id}/stop',
      access: 'act',
      handle: (asked) => data(jobs.stop(asked.params['id'] ?? '', tokenIn(asked))),
    },
    {
      method: 'POST',
      path: '/hooks/git',
      access: 'open',
      raw: true,
      async handle({ request }) {
        if (typeof hook === 'string') throw new Refused(404, 'no-hook', 'Nobody listens to webhooks here', hook);
        try {
          const reply = await hook.take(request);
          metrics.hook('taken');
          return reply;
        } catch (error) {
          metrics.hook('refused');
          throw error;
        }
      },
    },
  ];
}

/** With every field of what differs. */
function nodeWhole(board: Board, name: string): object {
  const view = board.nodes().find((one) => one.name === name);
  if (!view) throw new Refused(404, 'no-node', 'The cluster has no node of that name', 'What there is: /api/v1/nodes.');
  const told: NodeTold | undefined = board.known().nodes?.told.nodes.find((one) => one.name === name);
  return { ...view, differences: (told?.differences ?? []).map(differenceJson) };
}

/** All that differs, what becomes of each, and what is being done. */
function planOf(board: Board): object {
  const { nodes } = board.known();
  return {
    toldMs: nodes?.atMs ?? null,
    differences: (nodes?.told.nodes ?? []).flatMap(({ name, differences }) =>
      differences.map(({ fields: _, ...one }) => ({ node: name, ...one })),
    ),
    runs: board.known().runs.all(),
  };
}

/** What the page begins with. */
export function snapshotOf(board: Board, jobs: Jobs, history: ReturnType<EventHistory['newest']>): object {
  return {
    head: board.head(),
    nodes: board.nodes(),
    pairs: board.pairs(),
    runs: board.known().runs.all(),
    jobs: jobs.all(),
    ...history,
  };
}

function numberOf(query: URLSearchParams, key: string, most: number, otherwise: number | null): number | null {
  const text = query.get(key);
  if (text === null) return otherwise;
  const value = Number(text);
  if (!/^\d{1,16}$/.test(text) || value < 1 || value > most)
    throw new Refused(400, 'bad-request', `${key} is a whole number`, `From 1 to ${most}.`);
  return value;
}

function lastIdOf(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' ? header : null;
}

function tokenIn({ token }: Asked): Token {
  if (!token) throw new Error('a route for tokens was reached without one');
  return token;
}

function isYes(body: unknown): boolean {
  const answer = typeof body === 'object' && body !== null && 'answer' in body ? body.answer : null;
  if (answer !== 'yes' && answer !== 'no') throw new Refused(400, 'bad-request', 'answer is yes or no', '{ "answer": "yes" }');
  return answer === 'yes';
}
