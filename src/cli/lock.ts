import { hostname, userInfo } from 'node:os';
import { breakLocks, listLocks, signOfLife } from '../apply/lock-admin.ts';
import type { Cluster } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { targetOf } from '../reconcile/look.ts';
import type { Target, Transport } from '../transport/transport.ts';
import { locksToJson, renderBreakWarnings, renderBroken, renderLocks, type SeenLock } from '../views/locks.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadOrThrow, selectNodes } from './load.ts';
import { transportTo } from './transport.ts';

interface LockOptions {
  readonly file: string;
  readonly node: readonly string[];
  readonly parallel: number;
}

export async function lockListVerb(options: LockOptions & { readonly json: boolean }, io: Io): Promise<number> {
  return withNodes(options, io, async (cluster, transport, targets) => {
    const locks = await seenLocks({ transport, targets, parallel: options.parallel });
    if (options.json) io.out(`${JSON.stringify(locksToJson(cluster.name, locks), null, 2)}\n`);
    else io.out(renderLocks(locks, io));
    return exitCodeOf(locks);
  });
}

export async function lockBreakVerb(
  options: LockOptions & { readonly reason?: string; readonly yes: boolean },
  io: Io,
): Promise<number> {
  return withNodes(options, io, async (_, transport, targets) => {
    const admin = { transport, targets, parallel: options.parallel };
    const locks = await seenLocks(admin);
    const tokens = new Map<string, string | null>();
    for (const lock of locks) {
      if ('error' in lock) continue;
      if (lock.report.status === 'held') tokens.set(lock.node, lock.report.lock.token);
      else if (lock.report.status === 'unreadable') tokens.set(lock.node, null);
    }
    io.out(renderLocks(locks, io));
    const seen = exitCodeOf(locks);
    if (tokens.size === 0) return seen;
    io.out(renderBreakWarnings(locks, io));
    if (!options.yes && !(await agreed(tokens.size, io))) {
      io.err('Nothing was broken.\n');
      return EXIT.error;
    }
    const by = `${userInfo().username}@${hostname()}${options.reason === undefined ? '' : `: ${options.reason}`}`;
    const broken = await breakLocks(admin, tokens, by);
    io.out(`\n${renderBroken(broken, io)}`);
    const free = broken.every((one) => 'report' in one && (one.report.status === 'broken' || one.report.status === 'gone'));
    return free ? seen : EXIT.error;
  });
}

async function withNodes(
  { file, node }: LockOptions,
  io: Io,
  what: (cluster: Cluster, transport: Transport, targets: readonly Target[]) => Promise<number>,
): Promise<number> {
  const { cluster } = await loadOrThrow(file, io, 'count');
  const selected = selectNodes(cluster, node);
  const targets = cluster.nodes.filter(({ name }) => selected === null || selected.has(name)).map(targetOf);
  const transport = await transportTo(cluster);
  try {
    return await what(cluster, transport, targets);
  } finally {
    await transport.close();
  }
}

async function seenLocks(admin: Parameters<typeof listLocks>[0]): Promise<readonly SeenLock[]> {
  const locks = await listLocks(admin);
  return locks.map((lock) =>
    'report' in lock && lock.report.status === 'held' ? { ...lock, life: signOfLife(lock.report.lock, lock.report.leftS) } : lock,
  );
}

function exitCodeOf(locks: readonly SeenLock[]): number {
  return locks.some((lock) => 'error' in lock) ? EXIT.incomplete : EXIT.done;
}

async function agreed(locks: number, io: Io): Promise<boolean> {
  if (!io.interactive) {
    throw new DiagnosticError([
      {
        severity: 'error',
        code: 'usage',
        summary: 'there is nobody to ask: not a terminal',
        detail: 'Look with dmsa lock list, then give --yes.',
      },
    ]);
  }
  const answer = await io.ask(`\nBreak ${locks === 1 ? 'this lock' : `these ${locks} locks`}? Only "yes" is a yes: `);
  return answer.trim() === 'yes';
}
