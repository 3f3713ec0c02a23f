/** Looking at the locks of nodes, and breaking one that stands in the way: for people, beside any run (lock.ts, locks.ts). */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Diagnostic } from '../diagnostic.ts';
import { quote } from '../quote.ts';
import { type Target, type Transport, TransportError } from '../transport/transport.ts';
import { binary, bytesOf, shownText } from './bytes.ts';
import { LOCK_PRELUDE, type Lock, type LockReport, parseLockReport } from './lock.ts';
import { again } from './retry.ts';

/** What a node's lock was seen to be, or why it could not be seen. */
export type NodeLock =
  | { readonly node: string; readonly report: Exclude<LockReport, { status: 'failed' }> }
  | { readonly node: string; readonly error: Diagnostic };

export interface LockAdmin {
  readonly transport: Transport;
  readonly targets: readonly Target[];
  readonly parallel: number;
}

/**
 * Says what there is, and changes nothing. A broken lock and an empty folder count as free, as they do for whoever takes the
 * lock. Asked again a few times, since a lock may go between two reads.
 */
const LIST_SCRIPT = `${LOCK_PRELUDE}free() {
  for c in "$D"/confirm/*; do
    [ -d "$c" ] || continue
    u=; { read -r u <"$c/until"; } 2>/dev/null; case $u in '' | *[!0-9]*) u=0 ;; esac
    w=; { read -r w <"$c/decided"; } 2>/dev/null
    [ ! -e "$c/final" ] && [ "$w" != confirm ] || continue
    if [ "$now" -le "$u" ]; then say "confirming $((u - now))"; exit 0; fi
  done
  say free; exit 0
}
n=0
while [ $n -lt 5 ]; do
  n=$((n + 1))
  if holder; then
    [ "$e" != 0 ] || free
    held; exit 0
  fi
  [ -e "$L" ] || [ -L "$L" ] || free
  set -- "$L"/* "$L"/.[!.]*
  if [ -d "$L" ] && [ ! -e "$1" ] && [ ! -e "$2" ]; then free; fi
done
say unreadable
`;

export interface BreakLock {
  /** Of the lock that was shown; null: it could not be read. */
  readonly token: string | null;
  /** One line, for the run that is cut off: `root@central: why`. */
  readonly by: string;
}

export type BreakReport =
  | { readonly status: 'broken' }
  /** It was given back, or someone else has broken it. */
  | { readonly status: 'gone' }
  /** There is another lock than the one that was shown; it was left alone. */
  | { readonly status: 'other' }
  | { readonly status: 'failed'; readonly why: string };

/**
 * Breaks the lock that was shown and no other. What breaks it is a complete folder renamed to a name made of its token; a
 * newer lock has another token. One that can't be read has none: it is put aside, looked at once more, and put back in case
 * it turns out to be a good one that was taken just then.
 */
export function breakLockScript({ token, by }: BreakLock, nonce: string): string {
  const who = quote(binary(by.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')));
  if (token === null) {
    return `${LOCK_PRELUDE}if holder; then say other; exit 0; fi
[ -e "$L" ] || [ -L "$L" ] || { say gone; exit 0; }
A=$D/lock.released.${nonce}
E=$(mv -fT "$L" "$A" 2>&1) || { say "failed $E"; exit 0; }
L=$A
if holder && [ "$now" -lt "$e" ]; then mv -fT "$A" "$D/lock" 2>/dev/null; say other; exit 0; fi
rm -rf "$A"
say broken
`;
  }
  return `${LOCK_PRELUDE}T=${quote(token)}; N=$D/lock.new.$now.${nonce}
fail() { say "failed $*"; rm -rf "$N"; exit 0; }
if ! holder; then
  if [ -e "$L" ]; then say other; else say gone; fi
  exit 0
fi
[ "$t" = "$T" ] || { say other; exit 0; }
[ "$e" != 0 ] || { say gone; exit 0; }
E=$(mkdir "$N" 2>&1) || fail "$E"
{ echo "$now" >"$N/at" && printf '%s\\n' ${who} >"$N/by"; } 2>/dev/null || fail 'no space, or a read-only file system'
# Where that fails, someone else has just done the same.
mv -fT "$N" "$D/lock.broken.$T" 2>/dev/null || rm -rf "$N"
if [ -d "$D/lock.broken.$T" ]; then say broken; else say 'failed it could not be renamed'; fi
`;
}

export function parseBreakReport(stdout: string): BreakReport {
  const match = /^dmsa-lock \d+ (\w+) ?(.*)$/m.exec(stdout);
  const [, status = '', rest = ''] = match ?? [];
  if (status === 'broken' || status === 'gone' || status === 'other') return { status };
  return { status: 'failed', why: rest || `the node's answer was not understood: ${JSON.stringify(stdout.slice(0, 200))}` };
}

/** Looks at the locks of all nodes at the same time; one that can't be reached is a value. In the order of the targets. */
export async function listLocks(request: LockAdmin): Promise<readonly NodeLock[]> {
  return onEach(request, request.targets, async ({ node }, run) => {
    const report = parseLockReport(await run(LIST_SCRIPT));
    return report.status === 'failed' ? { node, error: notSaid(node, report.why) } : { node, report };
  });
}

/**
 * Waits while a node is about to undo a change that was never confirmed (its run is gone). What a look sees until then does
 * not last: it may find everything as wanted, and a moment later the node puts it back.
 *
 * @param onWait is told, each time, which nodes are waited for and how long they may take at most
 * @returns true where anything was waited for: look again
 */
export async function waitUnconfirmed(
  request: LockAdmin,
  signal: AbortSignal,
  onWait: (nodes: readonly string[], atMostS: number) => void,
): Promise<boolean> {
  for (let waited = false; ; waited = true) {
    const open = (await listLocks(request)).flatMap((lock) =>
      'report' in lock && lock.report.status === 'confirming' ? [{ node: lock.node, leftS: lock.report.leftS }] : [],
    );
    if (open.length === 0 || signal.aborted) return waited;
    onWait(
      open.map(({ node }) => node),
      Math.max(...open.map(({ leftS }) => leftS)),
    );
    await delay(UNCONFIRMED_MS, undefined, { signal }).catch(() => {});
  }
}

const UNCONFIRMED_MS = 1_000;

export type Broken =
  | { readonly node: string; readonly report: BreakReport }
  | { readonly node: string; readonly error: Diagnostic };

/** @param tokens by node: the token of the lock that was shown, null for one that could not be read */
export async function breakLocks(
  request: LockAdmin,
  tokens: ReadonlyMap<string, string | null>,
  by: string,
): Promise<readonly Broken[]> {
  const targets = request.targets.filter(({ node }) => tokens.has(node));
  return onEach(request, targets, async ({ node }, run) => {
    const script = breakLockScript({ token: tokens.get(node) ?? null, by }, randomBytes(8).toString('hex'));
    return { node, report: parseBreakReport(await run(script)) };
  });
}

async function onEach<Result>(
  { transport, parallel }: LockAdmin,
  targets: readonly Target[],
  each: (target: Target, run: (script: string) => Promise<string>) => Promise<Result>,
): Promise<readonly (Result | { readonly node: string; readonly error: Diagnostic })[]> {
  const queue = new PQueue({ concurrency: parallel });
  return queue.addAll(
    targets.map((target) => async () => {
      try {
        // Both scripts may be repeated: a lock that is broken already is told as gone.
        return await each(target, async (script) => {
          const { stdout } = await again(async () => {
            const session = await transport.connect(target);
            return session.run(bytesOf(script), { timeoutMs: target.connection.commandTimeoutMs, maxOutputBytes: 1_000_000 });
          });
          return shownText(stdout);
        });
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        return { node: target.node, error: error.diagnostic };
      }
    }),
  );
}

function notSaid(node: string, why: string): Diagnostic {
  return { severity: 'error', code: 'lock-unseen', summary: `${node} did not say who has its lock`, detail: why, node };
}

/**
 * Whether the run that has a lock is still at work, as far as the lock tells: a live one renews it every `renewS`. While a
 * change is being confirmed a lock is made to last longer instead, which counts as alive.
 *
 * @returns `silentS`: since when it has not been renewed
 */
export function signOfLife(
  { lastsS, renewS }: Lock,
  leftS: number,
): { readonly alive: boolean | null; readonly silentS: number } {
  if (lastsS === null || renewS === null) return { alive: leftS > 0 ? null : false, silentS: 0 };
  const silentS = Math.max(0, lastsS - leftS);
  // A renewal may take its time on a slow node.
  return { alive: leftS > 0 && silentS <= 2 * renewS, silentS };
}
