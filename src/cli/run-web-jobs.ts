/** What is asked for on the page, done by the verbs of the command line: the page stands in for the terminal. */
import { DiagnosticError } from '../diagnostic.ts';
import type { Hub } from '../events/hub.ts';
import type { Json } from '../json.ts';
import { onBehalfOf } from '../on-behalf.ts';
import type { JobRequest } from '../web/job-request.ts';
import type { Doer, JobIo } from '../web/jobs.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';

interface DoerParts {
  readonly io: Io;
  readonly hub: Hub;
  /** Of the cluster file in force. */
  readonly path: () => string;
}

/** The loop may be at work on the node just now. */
const LOCK_MS = 30_000;
const PARALLEL = 100;

export function doerOf({ io, hub, path }: DoerParts): Doer {
  return (request, page) =>
    onBehalfOf(page.by, async () => {
      const own = pageIo(io, page, hub);
      try {
        return await verbOf(request, path(), own, page);
      } catch (error) {
        return own.fail(error);
      }
    });
}

async function verbOf(request: JobRequest, file: string, io: Io, page: JobIo): Promise<number> {
  const { reason } = request;
  const loud = { json: false, verbose: true };
  switch (request.do) {
    case 'plan': {
      const { planVerb } = await import('./plan.ts');
      const out = (text: string): void => page.plan(io.redacted(JSON.parse(text) as Json));
      const options = { file, node: request.nodes, json: true, detailedExitcode: false, verbose: false, parallel: PARALLEL };
      return planVerb(options, { ...io, out });
    }
    case 'apply': {
      const { applyVerb } = await import('./apply.ts');
      const options = {
        planFile: null,
        file,
        node: request.nodes,
        yes: false,
        ...loud,
        reason,
        parallel: PARALLEL,
        lockTimeout: LOCK_MS,
        force: [],
      };
      return applyVerb({ ...options, ...(request.only === null ? {} : { only: request.only }) }, io);
    }
    case 'failover': {
      const { failoverVerb } = await import('./ha-move.ts');
      return failoverVerb(
        { file, pair: request.pair, yes: false, ...loud, reason, force: [], lockTimeout: LOCK_MS, dryRun: false },
        io,
      );
    }
    case 'failback': {
      const { failbackVerb } = await import('./ha-failback.ts');
      return failbackVerb(
        { file, pair: request.pair, yes: false, ...loud, reason, force: [], lockTimeout: LOCK_MS, dryRun: false },
        io,
      );
    }
    case 'pause': {
      const { pauseVerb } = await import('./ha.ts');
      return pauseVerb(
        { file, pairs: request.pairs, json: false, reason, ...(request.forMs === null ? {} : { for: request.forMs }) },
        io,
      );
    }
    case 'unpause': {
      const { resumeVerb } = await import('./ha.ts');
      return resumeVerb({ file, pairs: request.pairs, json: false, reason }, io);
    }
    case 'suspend': {
      const { suspendVerb } = await import('./orders.ts');
      return suspendVerb(
        { file, nodes: request.nodes, kind: request.kinds, reason, ...(request.forMs === null ? {} : { for: request.forMs }) },
        io,
      );
    }
    case 'resume': {
      const { resumeVerb } = await import('./orders.ts');
      return resumeVerb({ file, nodes: request.nodes, kind: request.kinds }, io);
    }
    case 'approve': {
      const { approveVerb } = await import('./orders.ts');
      return approveVerb({ file, digest: request.revision, yes: false, reason }, io);
    }
  }
}

/** What a verb says goes to the page; what it asks is asked there. Its steps are told as those of the loop are. */
function pageIo(io: Io, page: JobIo, hub: Hub): Io {
  const own: Io = {
    ...io,
    color: false,
    ascii: false,
    width: 100,
    rows: 2,
    interactive: true,
    stopped: page.stop,
    out: (text) => page.out(io.redacted(text)),
    err: (text) => page.out(io.redacted(text)),
    progress() {},
    // Steps are in the log by way of the hub.
    log(level, message, fields) {
      if (level !== 'info') io.log(level, message, { ...fields, by: page.by });
    },
    onApply: (event) => hub.tell({ of: 'step', pair: null, node: null, event }),
    problems: (problems) => page.problems(io.redacted(problems)),
    ask: (question) => page.ask(io.redacted(question)),
    fail(error) {
      if (error instanceof DiagnosticError) {
        page.problems(io.redacted(error.diagnostics));
        return error.exitCode;
      }
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      io.log('error', detail);
      page.problems([
        {
          severity: 'error',
          code: 'internal',
          summary: 'dmsa itself failed; this is a bug',
          detail: 'The log of dmsa run says more.',
        },
      ]);
      return EXIT.error;
    },
    close: () => Promise.resolve(),
  };
  return own;
}
