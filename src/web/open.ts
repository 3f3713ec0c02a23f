/** All that `dmsa run --listen` serves, put together. */
import { readFile } from 'node:fs/promises';
import type { Cluster } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';
import type { Hub } from '../events/hub.ts';
import type { Evidence } from '../ha/evidence.ts';
import type { NodesTold } from '../reconcile/nodes-file.ts';
import { type Listen, parseListen, refuseOpen } from './address.ts';
import { assetRoutes } from './assets.ts';
import { type BoardOptions, createBoard } from './board.ts';
import { namesIn } from './certificate.ts';
import { createHistory, type Older } from './history.ts';
import { createGitHook } from './hook.ts';
import { createJobs, type Doer } from './jobs.ts';
import { createMetrics, type MetricsOptions } from './metrics.ts';
import { readPrivate } from './private-file.ts';
import { apiRoutes, snapshotOf } from './routes.ts';
import { openServer, type Tls } from './server.ts';
import { createStream } from './stream.ts';
import { parseTokens, type Token } from './tokens.ts';

export interface WebOptions {
  readonly listen: readonly string[];
  readonly listenName: readonly string[];
  readonly tokenFile?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly hookSecretFile?: string;
}

export interface WebRequest {
  readonly options: WebOptions;
  readonly board: Omit<BoardOptions, 'acts' | 'clock' | 'history'>;
  readonly cluster: Cluster;
  readonly kept: ReadonlySet<string>;
  readonly hub: Hub;
  readonly redacted: <Value>(value: Value) => Value;
  readonly log: (level: 'error' | 'warn' | 'info', text: string) => void;
  readonly doer: Doer;
  /** Has the branch be looked at; null: none is followed. */
  readonly lookAtBranch: (() => void) | null;
  readonly notices: MetricsOptions['notices'];
  /** What is older than the memory of the page, and was there before it; null: there is no journal. */
  readonly older: Older | null;
  /** The folder of the page's files. */
  readonly assets: string;
}

export interface Web {
  readonly addresses: readonly string[];
  readonly noteCluster: (cluster: Cluster, kept: ReadonlySet<string>) => void;
  readonly noteNodes: (told: NodesTold) => void;
  readonly noteEvidence: (evidence: Evidence) => void;
  readonly noteLook: (node: string, ms: number, reached: boolean) => void;
  /** Tokens, keys and certificates are read again (SIGHUP); what can't be read leaves those that there are. */
  readonly again: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Of what is being done when it is told to stop. */
const JOB_END_MS = 20_000;
const FIRST_EVENTS = 100;
/** Events in memory. */
const RING = 2_000;

/** @throws DiagnosticError */
export async function openWeb(request: WebRequest): Promise<Web> {
  const { options, hub, redacted, log } = request;
  const listens = options.listen.map((text): Listen => {
    const parsed = parseListen(text);
    if ('severity' in parsed) throw new DiagnosticError([parsed]);
    return parsed;
  });
  if ((options.tlsCert === undefined) !== (options.tlsKey === undefined))
    throw usage('--tls-cert and --tls-key belong together', 'Give both.');
  const open = refuseOpen(listens, { tls: options.tlsCert !== undefined, tokens: options.tokenFile !== undefined });
  if (open) throw new DiagnosticError([open]);
  let files = await readFiles(options);
  const { wallMs, upMs } = { wallMs: () => Date.now(), upMs: () => performance.now() };
  const history = createHistory(RING, request.older);
  const board = createBoard(
    { ...request.board, acts: files.tokens !== null, clock: { wallMs, upMs }, history },
    request.cluster,
    request.kept,
  );
  const jobs = createJobs({
    doer: request.doer,
    onChange: (job) => board.tell({ type: 'job', data: job }),
    onEvent: (event) => hub.tell({ of: 'operator', event }),
  });
  const stream = createStream(board, () => snapshotOf(board, jobs, history.newest(FIRST_EVENTS)), redacted);
  const metrics = createMetrics({ board, watchers: stream.clients, notices: request.notices });
  const secret = options.hookSecretFile === undefined ? null : () => files.hookSecret ?? '';
  const { lookAtBranch } = request;
  const hook =
    secret === null
      ? 'dmsa run was started without --hook-secret-file.'
      : lookAtBranch === null
        ? 'dmsa run follows no branch: it was started without --git.'
        : createGitHook(secret, lookAtBranch);
  const deaf = hub.listen((told) => {
    metrics.hear(told);
    board.hear(told);
  });
  // It listens already: nothing that is told meanwhile is missed.
  await history.begin();
  const server = await openServer({
    listens,
    names: () => [...options.listenName, ...files.names],
    tls: files.tls,
    tokens: () => files.tokens,
    routes: [...(await assetRoutes(request.assets)), ...apiRoutes({ board, stream, jobs, metrics, hook, redacted })],
    redacted,
    onFault: (error) => log('error', error instanceof Error ? (error.stack ?? error.message) : String(error)),
    onTold: (_, from) => {
      metrics.wrongToken();
      log('warn', `a request from ${from} had a token that is none`);
    },
  });
  return {
    addresses: server.addresses,
    noteCluster: board.noteCluster,
    noteNodes: board.noteNodes,
    noteEvidence: board.noteEvidence,
    noteLook: metrics.look,
    async again() {
      try {
        files = await readFiles(options);
        if (files.tls) server.setTls(files.tls);
      } catch (error) {
        log('error', `tokens and keys stay as they were: ${error instanceof DiagnosticError ? textOf(error) : String(error)}`);
      }
    },
    async close() {
      await jobs.close(JOB_END_MS);
      deaf();
      if (typeof hook !== 'string') hook.close();
      stream.close();
      await server.close();
    },
  };
}

interface Files {
  readonly tokens: readonly Token[] | null;
  readonly tls: Tls | null;
  /** Of the certificate. */
  readonly names: readonly string[];
  readonly hookSecret: string | null;
}

const LEAST_SECRET = 16;

async function readFiles({ tokenFile, tlsCert, tlsKey, hookSecretFile }: WebOptions): Promise<Files> {
  const tokens = tokenFile === undefined ? null : parseTokens(await readPrivate(tokenFile, 'the file of tokens'), tokenFile);
  const hookSecret =
    hookSecretFile === undefined ? null : (await readPrivate(hookSecretFile, 'the secret of the webhook')).trim();
  if (hookSecret !== null && hookSecret.length < LEAST_SECRET)
    throw usage(`${hookSecretFile} has less than ${LEAST_SECRET} characters`, 'Make one: openssl rand -hex 32');
  if (tlsCert === undefined || tlsKey === undefined) return { tokens, tls: null, names: [], hookSecret };
  const cert = await readFile(tlsCert, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usage(`the certificate ${tlsCert} can not be read`, `${error.code ?? error.message}.`);
  });
  const tls = { cert, key: await readPrivate(tlsKey, 'the key of TLS') };
  return { tokens, tls, names: namesIn(tls, tlsCert), hookSecret };
}

function textOf({ diagnostics }: DiagnosticError): string {
  return diagnostics.map(({ summary, detail }) => `${summary}: ${detail ?? ''}`).join('; ');
}

function usage(summary: string, detail: string): DiagnosticError {
  return new DiagnosticError([{ severity: 'error', code: 'usage', summary, detail }]);
}
