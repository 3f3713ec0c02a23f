/**
 * The part of `dmsa run --as NODE` that keeps the lease of the node's pair, on whichever member it runs. It decides nothing about
 * who holds: a plan tells it by a file (kinds/lease.ts) that this member is to hold, or no longer is.
 *   wanted       it waits for the lease and keeps it; where it can't, the node stands down (pair.ts), and nothing is wanted any more.
 *   not wanted   it lets go, once it has seen that nothing of the pack is up here any more.
 * On the standby it also knows whether the lease proves that the active has stood down, and takes it then.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterNode, LeaseArbiter } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { offScript, standDownScript } from '../ha/stand-down.ts';
import { LEASE_DIR, leaseFile, pairLease } from '../kinds/lease-files.ts';
import { ticksNow } from '../process-ticks.ts';
import { uptimeMs } from './clock.ts';
import type { Keeper } from './keeper.ts';
import { timesOf } from './open.ts';
import { keepPair, takerOfPair } from './pair.ts';
import { answerPromises } from './promise.ts';
import { type LeaseProof, rhythmOf } from './rules.ts';
import type { LeaseStore } from './store.ts';
import type { Taker } from './taker.ts';

/** `lost`: this machine stands down. `held`: it may act, again or for the first time. */
export type LeaseNews = 'lost' | 'held';

export interface MemberOptions {
  readonly arbiter: LeaseArbiter;
  /** Closed by whoever opened it, after `stop`. */
  readonly store: LeaseStore;
  readonly active: ClusterNode;
  readonly standby: ClusterNode;
  /** The one of both that this machine is. */
  readonly member: ClusterNode;
  /** Of the pack on this member, in the order in which they start. */
  readonly services: readonly string[];
  /** Of the active: asks its standby for a promise. */
  readonly promise?: () => Promise<boolean>;
  /** `is`: that of all which somebody should hear who does not look. */
  readonly onNote: (text: string, is?: LeaseNews) => void;
  readonly folder?: string;
}

export interface MemberLease {
  /** On the standby: whether the lease proves that the active has stood down, as far as it was asked by now. */
  word(): LeaseProof;
  /** On the standby: takes the lease where it is a proof, and keeps it. Only after its `yes` may be acted. */
  take(): Promise<LeaseProof>;
  /**
   * Keeps nothing any more; the pack is left as it is. A string says why that can't be said to the arbiter: then it goes on, as this
   * node would stand down without it.
   */
  stop(): Promise<string | null>;
}

/** How often the files are looked at. */
const TICK_MS = 200;
/** How often the standby asks the arbiter: what was not seen proves nothing. */
const LOOK_MS = 1_000;
/** For standing down because nothing is wanted any more: there is no hurry. */
const LET_GO_MS = 60_000;

/** Throws where another dmsa keeps it here. */
export function startMember(options: MemberOptions): MemberLease {
  const { arbiter, active, standby, member, services, onNote, folder = LEASE_DIR } = options;
  const lease = pairLease(active.name);
  const file = (what: string): string => join(folder, `${leaseFile(lease)}.${what}`);
  const over = new AbortController();
  // Until the first question is answered, or is not.
  let arbiterIs: 'answers' | 'silent' = 'answers';
  const store = listening(options.store, (answers) => {
    const now = answers ? 'answers' : 'silent';
    if (now === arbiterIs) return;
    arbiterIs = now;
    sign();
  });

  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseOther(file('keeper'), member);
  // Before there is a taker: whoever finds no dmsa here counts on one that starts later to wait.
  sign();
  const taker: Taker | null = member === standby ? takerOfPair({ arbiter, store, active, standby, promises: true }) : null;
  let word: LeaseProof = { proof: 'unknown', detail: 'the arbiter was not asked yet' };
  let keeper: Keeper | null = null;

  function sign(): void {
    put(file('keeper'), `${process.pid} ${ticksNow(process.pid)} ${arbiterIs}\n`);
  }

  function keep(): Keeper {
    const kept = keepPair({
      arbiter,
      store,
      member,
      services,
      folder,
      onHeld: (generation) => onNote(`${member.name} holds the lease ${lease} (generation ${generation})`, 'held'),
      // It is to be said anew that this member is to hold, by somebody who has seen the other one.
      onLost: ({ detail }) => {
        rmSync(file('want'), { force: true });
        onNote(
          `${member.name} takes off what it has of the pair and stops its pack, as it can't say any more that it may act: ${detail}`,
          'lost',
        );
      },
      ...(options.promise === undefined ? {} : { promise: options.promise }),
      onNote,
    });
    void kept.ended.then(() => {
      if (keeper === kept) keeper = null;
    });
    return kept;
  }

  async function letGo(kept: Keeper): Promise<void> {
    const { is } = kept.state();
    if (is === 'waiting') await kept.stop('released');
    if (is !== 'held') return;
    const what = { addresses: member.serviceAddresses.map(({ address }) => address), services };
    const found = await run(offScript(what), LET_GO_MS);
    if (found.code !== 0) {
      onNote(`nothing is to be held here any more, but ${found.said || 'that can not be seen'}: it is stopped`);
      const endMs = Math.floor((uptimeMs() + LET_GO_MS) / 10);
      const stopped = await run(`over=${endMs}\n${standDownScript({ ...what, sysrq: null })}`, LET_GO_MS + 5_000);
      if (stopped.code !== 0) {
        onNote(`it could not be stopped, so the lease ${lease} is kept: ${stopped.said}`);
        await delay(LOOK_MS, undefined, { signal: over.signal }).catch(() => {});
        return;
      }
    }
    // Somebody may have wanted it again meanwhile.
    if (existsSync(file('want'))) return;
    await kept.stop('released');
    onNote(`${member.name} let go of the lease ${lease}`);
  }

  async function watchFiles(): Promise<void> {
    const wanted = existsSync(file('want'));
    if (wanted && keeper === null) keeper = keep();
    else if (!wanted && keeper !== null) await letGo(keeper);
    if (taker) answerPromises(folder, lease, taker.promise);
  }

  async function watchArbiter(): Promise<void> {
    if (taker) word = await taker.look();
    else if (keeper === null) await store.look(lease);
  }

  /** Whoever does not hold asks seldom, unless something depends on the answer. */
  function idleMs(): number {
    return taker || arbiterIs === 'silent' ? LOOK_MS : rhythmOf(timesOf(arbiter)).everyMs;
  }

  /** What fails once (a full /run) is told, and tried again. */
  async function again(what: () => Promise<void>, everyMs: () => number): Promise<void> {
    let told = '';
    while (!over.signal.aborted) {
      try {
        await what();
        told = '';
      } catch (error) {
        const text = `the lease ${lease} could not be seen to: ${String(error)}`;
        if (text !== told) onNote(text);
        told = text;
      }
      await delay(everyMs(), undefined, { signal: over.signal }).catch(() => {});
    }
  }

  async function take(): Promise<LeaseProof> {
    if (!taker) return { proof: 'unknown', detail: `${member.name} is the active` };
    const proof = await taker.take();
    if (proof.proof !== 'yes') return proof;
    put(file('want'), '');
    const endMs = uptimeMs() + arbiter.ttlMs;
    while (keeper?.state().is !== 'held') {
      if (over.signal.aborted || uptimeMs() > endMs || !existsSync(file('want'))) {
        return { proof: 'unknown', detail: `${standby.name} took the lease and could not keep it` };
      }
      await delay(TICK_MS / 4);
    }
    return proof;
  }

  async function stop(): Promise<string | null> {
    const held = keeper?.state().is === 'held' ? keeper : null;
    if (held) {
      const answer = await held.stop('withdrawn');
      if (answer.is === 'unknown') return answer.why;
    } else if (keeper?.state().is === 'waiting') {
      await keeper.stop('withdrawn');
    }
    over.abort();
    await Promise.all(loops);
    rmSync(file('keeper'), { force: true });
    return null;
  }

  const loops = [again(watchFiles, () => TICK_MS), again(watchArbiter, idleMs)];
  return { word: () => word, take, stop };
}

function listening(store: LeaseStore, heard: (answers: boolean) => void): LeaseStore {
  const hear = async <Answer extends { readonly is: string }>(asked: Promise<Answer>): Promise<Answer> => {
    const answer = await asked;
    heard(answer.is !== 'unknown');
    return answer;
  };
  return {
    ...store,
    acquire: (...of) => hear(store.acquire(...of)),
    renew: (...of) => hear(store.renew(...of)),
    end: (...of) => hear(store.end(...of)),
    look: (...of) => hear(store.look(...of)),
  };
}

function put(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function refuseOther(path: string, member: ClusterNode): void {
  let text = '';
  try {
    text = readFileSync(path, 'latin1');
  } catch {
    return;
  }
  const [pid = '', start] = text.split(' ');
  if (Number(pid) === process.pid || start === undefined || ticksNow(Number(pid)) !== start) return;
  throw new DiagnosticError([
    {
      severity: 'error',
      code: 'lease-kept',
      summary: `another dmsa keeps the lease on ${member.name} already`,
      detail: `Process ${pid}, by ${path}. One dmsa run --as ${member.name} is enough.`,
      node: member.name,
    },
  ]);
}

function run(script: string, timeoutMs: number): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-s'], {
      cwd: '/',
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let said = '';
    const hear = (chunk: Buffer): void => {
      if (said.length < 8_192) said += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => resolve({ code: null, said: error.message }));
    child.on('close', (code) => resolve({ code, said: said.trim().replaceAll('\n', '; ') }));
    child.stdin.on('error', () => {});
    child.stdin.end(script);
  });
}
