/** Processes of dmsa: where they run, how they are killed, and how they speak to nodes. */

import type { Hop } from './network.ts';
import { later, type SimNode, works } from './node.ts';
import { rngOf } from './rng.ts';
import type { World } from './world.ts';

export interface Process {
  readonly name: string;
  readonly host: SimNode;
  /** Of its host when it was started: a power cut ends it. */
  readonly life: number;
  alive: boolean;
  calls: number;
}

export function startProcess(name: string, host: SimNode): Process {
  return { name, host, life: host.life, alive: true, calls: 0 };
}

export function lives(process: Process): boolean {
  return process.alive && process.life === process.host.life && process.host.power === 'on';
}

/** Its own idea of the time. */
export function nowOf(world: World, { host }: Process): number {
  return world.trueMs() + host.offsetMs;
}

/** A process that is dead goes on with nothing; one on a frozen host when that wakes. */
function resume(process: Process, what: () => void): void {
  if (!lives(process)) return;
  if (process.host.frozen) process.host.onWake.push(() => resume(process, what));
  else what();
}

export function sleep(world: World, process: Process, ms: number): Promise<void> {
  return new Promise((resolve) => world.clock.at(ms, () => resume(process, resolve)));
}

/** `lost`: it may have been done, wholly or in part, now or later. */
export type Answer<Value> = { readonly status: 'answered'; readonly value: Value } | { readonly status: 'unreached' | 'lost' };

const CONNECT_MS = 5_000;
/** TCP sends again for about so long. */
const SENT_AGAIN_MS = 15 * 60_000;

interface CallOptions {
  readonly timeoutMs?: number;
  /** It changes something: one that is stalled is late. */
  readonly changes?: boolean;
}

/** Has something done on a node. Nothing of it is lost by the death of who asked for it, once it is on its way. */
export function call<Value>(
  world: World,
  process: Process,
  to: string,
  what: (node: SimNode) => Promise<Value>,
  { timeoutMs = 60_000, changes = false }: CallOptions = {},
): Promise<Answer<Value>> {
  const { clock, net } = world;
  const node = world.node(to);
  process.calls += 1;
  const rng = rngOf(`${world.seed}/${process.name}/${process.calls}`);
  return new Promise((resolve) => {
    let over = false;
    const end = (answer: Answer<Value>): void => {
      if (over) return;
      over = true;
      resume(process, () => resolve(answer));
    };
    const route = net.route(process.host.name, to, (one) => works(world.node(one)));
    if (!route || !works(node) || (world.deaf.has(to) && process.host !== node)) {
      clock.at(CONNECT_MS, () => end({ status: 'unreached' }));
      return;
    }
    const stall = changes ? (world.stalled.get(to) ?? 0) : 0;
    if (stall > 0) world.stalled.delete(to);
    const { life } = node;
    const sentAt = clock.now();
    const back: readonly Hop[] = route.map(({ from, to: next, over: net }) => ({ from: next, to: from, over: net })).toReversed();
    const deliver = (hops: readonly Hop[], then: () => void): void => {
      if (node.life !== life) return;
      if (!hops.every((hop) => net.passes(hop))) {
        if (clock.now() - sentAt < SENT_AGAIN_MS) clock.at(3_000, () => deliver(hops, then));
      } else then();
    };
    const delay = (): number => (process.host === node ? rng.int(1, 3) : rng.chance(0.03) ? rng.int(100, 3_000) : rng.int(2, 60));
    clock.at(timeoutMs, () => end({ status: 'lost' }));
    clock.at(delay() + stall, () =>
      deliver(route, () =>
        later(world, node, 0, () => {
          void what(node).then((value) => {
            if (world.mute.delete(to)) return;
            clock.at(delay(), () => deliver(back, () => end({ status: 'answered', value })));
          });
        }),
      ),
    );
  });
}
