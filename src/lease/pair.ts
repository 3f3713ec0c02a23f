/**
 * The lease of a pair, put together from the cluster file: the loop of whichever member acts keeps it (`keepPair`), the other one
 * asks whether it is a proof (`takerOfPair`).
 */
import { spawn } from 'node:child_process';
import type { ClusterNode, LeaseArbiter } from '../desired/cluster.ts';
import { SYSRQ_TRIGGER, standDownScript } from '../ha/stand-down.ts';
import { LEASE_DIR, pairLease } from '../kinds/lease-files.ts';
import { bootClock } from './clock.ts';
import { deadMan } from './dead-man.ts';
import { type Feeder, type Keeper, keepLease, type Loss } from './keeper.ts';
import { timesOf } from './open.ts';
import { watchdogFits } from './rules.ts';
import type { LeaseStore } from './store.ts';
import { type Taker, takerOf } from './taker.ts';
import { openWatchdog, type Watchdog } from './watchdog.ts';

interface Common {
  readonly arbiter: LeaseArbiter;
  /** Of open.ts; one for all pairs. */
  readonly store: LeaseStore;
}

export interface KeepPair extends Common {
  /** The machine that this runs on. */
  readonly member: ClusterNode;
  /** Of the pack, in the order in which they start; what runs on both members is not among them. */
  readonly services: readonly string[];
  readonly onHeld?: (generation: number) => void;
  /** Before the node stands down; it does not wait for it. */
  readonly onLost?: (loss: Loss) => void;
  readonly promise?: () => Promise<boolean>;
  readonly onNote: (text: string) => void;
  /** Only root's, and gone with a boot. */
  readonly folder?: string;
}

/** Of what standing down says, for people. */
const MAX_SAID = 8_192;

/**
 * Waits for the lease of the member's pair and keeps it. Nothing of the pack may be started here before `onHeld`. When it is lost
 * the node stands down by the script, run by this process, or by the dead man where this process can't.
 */
export function keepPair({ arbiter, store, member, services, folder = LEASE_DIR, ...told }: KeepPair): Keeper {
  const times = timesOf(arbiter);
  const name = pairLease(member.backupOf ?? member.name);
  const addresses = member.serviceAddresses.map(({ address }) => address);
  const sysrq = arbiter.sysrq ? SYSRQ_TRIGGER : null;
  const standDown = standDownScript({ addresses, services, sysrq });
  const guard = deadMan({ folder, name, standDown, marginMs: times.marginMs });
  return keepLease({
    store,
    name,
    holder: member.name,
    times,
    clock: bootClock,
    guard,
    ...(arbiter.watchdog === null ? {} : { watchdog: whenHeld(arbiter.watchdog, arbiter, told.onNote) }),
    ...(told.onHeld === undefined ? {} : { onHeld: told.onHeld }),
    ...(told.promise === undefined ? {} : { promise: told.promise }),
    onNote: told.onNote,
    async onLost(loss) {
      told.onLost?.(loss);
      await run(guard.script, loss.deadlines.overMs, told.onNote);
    },
  });
}

/** Opened with the first renewal: open, it has to be fed. One that would reset a machine that only renews slowly is not used. */
function whenHeld(path: string, arbiter: LeaseArbiter, note: (text: string) => void): Feeder {
  let dog: Watchdog | 'unfit' | null = null;
  const open = (): Watchdog | 'unfit' => {
    const opened = openWatchdog(path);
    const { timeoutMs, noWayOut } = opened;
    if (timeoutMs === null) note(`${path} does not say how long it waits; for this lease it should be about ${arbiter.ttlMs} ms`);
    const fits = timeoutMs === null ? 'fits' : watchdogFits(timeoutMs, timesOf(arbiter));
    if (fits === 'early') {
      note(`${path} waits ${timeoutMs} ms, too short for this lease: it is not used. Set it longer, or spec.lease.ttl shorter`);
      opened.release();
      return 'unfit';
    }
    if (fits === 'late') note(`${path} waits ${timeoutMs} ms: where all hangs, a standby may act before it resets this machine`);
    if (noWayOut) note(`${path} can't be called off (nowayout): a stop of dmsa resets this machine`);
    return opened;
  };
  return {
    feed() {
      dog ??= open();
      if (dog !== 'unfit') dog.feed();
    },
    release() {
      if (dog !== null && dog !== 'unfit') dog.release();
      dog = null;
    },
  };
}

/** Resolves when all is off and stopped; the script itself sees to the time. */
function run(script: string, overMs: number, note: (text: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', over: String(Math.floor(overMs / 10)) };
    const child = spawn('/bin/sh', [script], { cwd: '/', detached: true, stdio: ['ignore', 'pipe', 'pipe'], env });
    let said = '';
    const hear = (chunk: Buffer): void => {
      if (said.length < MAX_SAID) said += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('close', (code) => {
      note(`standing down: ${said.trim().replaceAll('\n', '; ')}`);
      if (code === 0) resolve();
      else reject(new Error(`it ended with status ${code ?? 'none'}`));
    });
  });
}

/**
 * Is the lease of the pair a proof that its active has stood down? `look` says so, `take` takes the lease where it is; only then may
 * be acted, with `keepPair` on the standby. One for as long as the process runs: it is what it saw that counts.
 */
export function takerOfPair({
  arbiter,
  store,
  active,
  standby,
  promises,
}: Common & {
  readonly active: ClusterNode;
  readonly standby: ClusterNode;
  /** Whether this process is the one that answers the active's `promise`. */
  readonly promises: boolean;
}): Taker {
  return takerOf({
    store,
    name: pairLease(active.name),
    from: active.name,
    to: standby.name,
    times: timesOf(arbiter),
    clock: bootClock,
    promises,
  });
}
