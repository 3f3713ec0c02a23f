/**
 * Reaches nodes over SSH. One connection a node, kept open for as long as the transport lives and handed out again; key
 * exchanges, which cost CPU on this side, are bounded in number, while waiting for slow or dead nodes is not. A node that is
 * out of reach is looked for through its neighbours (docs/decisions/0054).
 */
import { cpus } from 'node:os';
import PQueue from 'p-queue';
import { type AttemptOptions, attempt, type LoggedIn } from './attempt.ts';
import { cancelled } from './errors.ts';
import { type Identities, identities } from './identity.ts';
import { type KnownHostsFile, knownHostsFile } from './known-hosts-file.ts';
import { type Neighbours, NO_NEIGHBOURS } from './neighbours.ts';
import { type AddressFailure, type Progress, race } from './race.ts';
import { type Reach, watchReach } from './reach.ts';
import { type Shared, share } from './shared.ts';
import { type SshSession, sshSession } from './ssh-session.ts';
import { loadSsh2 } from './ssh2.ts';
import { MAX_NEIGHBOURS, type ThroughResult, through } from './through.ts';
import { type Session, type Target, type Transport, TransportError } from './transport.ts';
import { unreachable } from './unreachable.ts';

export interface SshTransportOptions {
  /** Path of the ssh-agent's socket; null for none. Default: SSH_AUTH_SOCK. */
  readonly agentSocket?: string | null;
  /** How long the agent may take to list its keys before it is done without. Default 3000 ms. */
  readonly agentTimeoutMs?: number;
  /** How long an address may make no progress before the next one is tried beside it. Default 1500 ms. */
  readonly stallMs?: number;
  /** Key exchanges at a time. Default: 16 a core (bench/floor.ts; more gains nothing, far fewer leaves round trips unused). */
  readonly handshakes?: number;
  /** Through whom a node may be reached that is out of reach. Default: nobody. */
  readonly neighbours?: (node: string) => Neighbours;
  /** How long a session through a neighbour is handed out before the direct way is tried again. Default 60 s. */
  readonly throughMs?: number;
}

/** What came of a node's own addresses. */
type Straight = { readonly session: SshSession } | { readonly lost: boolean; readonly failures: readonly AddressFailure[] };

interface Direct {
  readonly work: Shared<Straight>;
  readonly reach: Reach;
}

interface Kept {
  readonly session: SshSession;
  readonly since: number;
}

/** A node that was out of reach is taken to be so for a while, when it is looked for as a neighbour. */
const LOST_MS = 15_000;
/** Connections that one neighbour carries at a time. sshd has no limit of its own for them (MaxSessions is one of shells). */
const MAX_CARRIED = 16;

export function createSshTransport(options: SshTransportOptions = {}): Transport {
  const agentSocket = options.agentSocket === undefined ? (process.env['SSH_AUTH_SOCK'] ?? null) : options.agentSocket;
  const stallMs = options.stallMs ?? 1500;
  const throughMs = options.throughMs ?? 60_000;
  const neighboursOf = options.neighbours ?? (() => NO_NEIGHBOURS);
  const handshakes = new PQueue({ concurrency: options.handshakes ?? 16 * cpus().length });
  const sessions = new Set<SshSession>();
  const open = new Map<string, Kept>();
  const straight = new Map<string, Direct>();
  const anyWay = new Map<string, Shared<SshSession>>();
  const files = new Map<string, KnownHostsFile>();
  const lostAt = new Map<string, number>();
  const carried = new Map<string, number>();
  let keys: Identities | null = null;
  let closed = false;

  const slot = (): Promise<() => void> =>
    new Promise((granted) => {
      void handshakes.add(() => new Promise<void>((release) => granted(release)));
    });
  const hostsOf = (path: string): KnownHostsFile => {
    const found = files.get(path) ?? knownHostsFile(path);
    files.set(path, found);
    return found;
  };
  const loginAs = async (target: Target): Promise<Omit<AttemptOptions, 'address' | 'progress' | 'signal'>> => {
    const ssh2 = await loadSsh2();
    keys ??= identities(ssh2, agentSocket, options.agentTimeoutMs ?? 3000);
    return { ssh2, target, hosts: hostsOf(target.connection.knownHosts), offer: await keys.methods(target), slot };
  };
  const keep = (target: Target, won: LoggedIn, neighbour: string | null): SshSession => {
    const key = keyOf(target);
    const session = sshSession(target.node, won, neighbour, () => {
      sessions.delete(session);
      if (open.get(key)?.session === session) open.delete(key);
    });
    if (closed) {
      session.close();
      throw cancelled(target.node, 'not-run');
    }
    sessions.add(session);
    const old = open.get(key)?.session;
    open.set(key, { session, since: performance.now() });
    // Whoever has it may still be working over it.
    old?.retire();
    return session;
  };

  const goStraight = async (target: Target, reach: Reach, signal: AbortSignal): Promise<Straight> => {
    const common = await loginAs(target);
    const result = await race<LoggedIn>({
      addresses: target.connection.addresses,
      stallMs,
      signal,
      start(address, progress, abort) {
        reach.started();
        const heard: Progress = (hold) => {
          reach.answered();
          progress(hold);
        };
        return attempt({ ...common, address, progress: heard, signal: abort });
      },
      isFinal: (error) => !(error instanceof TransportError && error.retryable),
      discard: (late) => late.client.end(),
    });
    if ('won' in result) {
      lostAt.delete(target.node);
      return { session: keep(target, result.won, null) };
    }
    const lost = reach.outOfReach(result.failures.map(({ error }) => error));
    if (lost) lostAt.set(target.node, performance.now());
    return { lost, failures: result.failures };
  };
  const directOf = (target: Target): Direct => {
    const key = keyOf(target);
    const going = straight.get(key);
    if (going) return going;
    const reach = watchReach(target.connection.addresses.length, stallMs);
    const forget = (): void => {
      reach.over();
      if (straight.get(key) === entry) straight.delete(key);
    };
    const work = share((signal) => goStraight(target, reach, signal), forget);
    const entry: Direct = { work, reach };
    straight.set(key, entry);
    void work.over.then(forget);
    return entry;
  };
  const direct = async (target: Target, signal: AbortSignal | undefined): Promise<SshSession> => {
    const done = await directOf(target).work.join(signal, () => cancelled(target.node, 'not-run'));
    if ('session' in done) return done.session;
    throw unreachable(target, done.failures);
  };

  /** Those that are likely to answer, best first. */
  const candidates = (node: string): readonly Target[] => {
    const isOpen = (one: Target): boolean => {
      const kept = open.get(keyOf(one));
      return kept?.session.open === true && kept.session.through === undefined;
    };
    const isLost = (one: Target): boolean => performance.now() - (lostAt.get(one.node) ?? -LOST_MS) < LOST_MS;
    const load = (one: Target): number => carried.get(one.node) ?? 0;
    const { pair, others } = neighboursOf(node);
    const free = others.filter((one) => load(one) < MAX_CARRIED && !isLost(one));
    const ready = free.filter(isOpen).sort((a, b) => load(a) - load(b));
    return [...pair, ...ready, ...free.filter((one) => !isOpen(one))].slice(0, MAX_NEIGHBOURS);
  };
  const goAround = async (target: Target, neighbours: readonly Target[], signal: AbortSignal): Promise<ThroughResult> => {
    const common = await loginAs(target);
    return through({
      target,
      neighbours,
      signal,
      connect: (neighbour, stop) => connect({ ...neighbour, direct: true }, stop),
      login: (address, dial, progress, stop) => attempt({ ...common, address, open: dial, progress, signal: stop }),
    });
  };
  const carriedBy = (neighbour: string, { socket }: LoggedIn): void => {
    carried.set(neighbour, (carried.get(neighbour) ?? 0) + 1);
    socket.once('close', () => carried.set(neighbour, (carried.get(neighbour) ?? 1) - 1));
  };

  /**
   * Its own addresses first. Where none of them answers, its neighbours are asked beside, so that a dead node is known to be
   * dead hardly later than without them; whoever gets there first is taken.
   */
  const goAnyWay = async (target: Target, signal: AbortSignal): Promise<SshSession> => {
    const left = (): Error => cancelled(target.node, 'not-run');
    const stop = new AbortController();
    const onAbort = (): void => stop.abort('given up');
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const { work, reach } = directOf(target);
    const own = work.join(stop.signal, left);
    own.catch(() => {});
    try {
      const first = await Promise.race([own, reach.silent]);
      if (first && 'session' in first) return first.session;
      if (first && !first.lost) throw unreachable(target, first.failures);
      const around = goAround(target, candidates(target.node), stop.signal);
      const viaOwn = own.then(async (done) => {
        if ('session' in done || !done.lost) return { done, ways: [] };
        const result = await around;
        return 'won' in result ? result : { done, ways: result.ways };
      });
      const viaOthers = around.then(async (result) => ('won' in result ? result : { done: await own, ways: result.ways }));
      for (const going of [viaOwn, viaOthers]) going.catch(() => {});
      const end = await Promise.race([viaOwn, viaOthers]);
      void around.then(
        (result) => 'won' in result && result !== end && result.won.client.end(),
        () => {},
      );
      if ('won' in end) {
        carriedBy(end.neighbour.node, end.won);
        return keep(target, end.won, end.neighbour.node);
      }
      if ('session' in end.done) return end.done.session;
      throw unreachable(target, end.done.failures, end.ways);
    } finally {
      signal.removeEventListener('abort', onAbort);
      stop.abort('it is settled');
    }
  };
  const byAnyWay = (target: Target): Shared<SshSession> => {
    const key = keyOf(target);
    const going = anyWay.get(key);
    if (going) return going;
    const forget = (): void => {
      if (anyWay.get(key) === entry) anyWay.delete(key);
    };
    const entry = share((signal) => goAnyWay(target, signal), forget);
    anyWay.set(key, entry);
    void entry.over.then(forget);
    return entry;
  };

  const connect = async (target: Target, signal?: AbortSignal): Promise<Session> => {
    if (signal?.aborted || closed) throw cancelled(target.node, 'not-run');
    const kept = open.get(keyOf(target));
    if (kept?.session.open) {
      const around = kept.session.through !== undefined;
      if (!around || (!target.direct && performance.now() - kept.since < throughMs)) return kept.session;
    }
    if (target.direct) return direct(target, signal);
    return byAnyWay(target).join(signal, () => cancelled(target.node, 'not-run'));
  };

  return {
    connect,
    async close() {
      closed = true;
      const unfinished = [...anyWay.values(), ...[...straight.values()].map(({ work }) => work)];
      for (const work of unfinished) work.abort();
      for (const session of [...sessions]) session.close();
      await Promise.all(unfinished.map((work) => work.over));
    },
  };
}

function keyOf({ node, connection }: Target): string {
  return `${node}\0${JSON.stringify(connection)}`;
}
