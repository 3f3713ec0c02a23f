/**
 * Operators in the simulation of several controllers (shares.ts): suspensions that are given on any machine, at any time, and end by
 * themselves or are ended. What is real is what each controller knows of them (lease/follow-orders.ts), how they are read
 * (reconcile/shared-orders.ts), and what is asked at the moment before something is begun (reconcile/gate.ts).
 */
import { FRESH_MS, followOrders, ORDERS_ANSWER_MS, type OrdersFollower } from '../../src/lease/follow-orders.ts';
import type { OrderStore } from '../../src/lease/order-store.ts';
import { recordOf } from '../../src/reconcile/shared-orders.ts';
import { remoteOrders } from '../lease/orders-memory.ts';
import { type Delivery, type Process, processIn, type World } from '../lease/world.ts';
import type { Rng } from './rng.ts';

/** The clock by which a reading gets old may be slow. */
const IN_FORCE_MS = FRESH_MS * 1.02 + 20;

export interface SuspendEvent {
  readonly do: 'suspend';
  readonly unit: number;
  /** On whose machine. */
  readonly who: number;
  readonly ms: number;
  readonly ends: 'by-itself' | 'by-hand';
}

/** One of the two alone is not answered: orders, or leases. */
export interface BlindEvent {
  readonly do: 'blind' | 'leaseless';
  readonly who: number;
  readonly ms: number;
}

export type OrderEvent = { readonly atMs: number } & (
  | SuspendEvent
  | BlindEvent
  | { readonly do: 'drift'; readonly node: number }
);

/** Something is to be done on what is suspended, and now and then somebody hears of it late. */
export function orderEventsOf(rng: Rng, controllers: number, units: number): readonly OrderEvent[] {
  const events: OrderEvent[] = [];
  for (let at = rng.int(2, 5); at > 0; at -= 1) {
    const ends = rng.chance(0.5) ? 'by-hand' : 'by-itself';
    const [who, unit] = [rng.int(0, controllers - 1), rng.int(0, units - 1)];
    const [atMs, ms] = [rng.int(12_000, 60_000), rng.int(4_000, 30_000)];
    events.push({ atMs, do: 'suspend', unit, who, ms, ends });
    events.push({ atMs: atMs + rng.int(0, ms), do: 'drift', node: unit });
    if (!rng.chance(0.5)) continue;
    const what = rng.pick(['blind', 'blind', 'leaseless'] as const);
    events.push({ atMs: atMs - rng.int(0, 10_000), do: what, who: rng.int(0, controllers - 1), ms: rng.int(3_000, 40_000) });
  }
  return events;
}

export interface SimulatedOrders {
  /** By its name, the ids of what is in force of it for so long that nobody may begin anything. */
  overdue(unit: string): Promise<readonly string[]>;
  readonly counts: { stored: number };
}

interface Given {
  readonly world: World;
  readonly store: OrderStore;
  readonly cluster: string;
  readonly units: readonly string[];
  readonly events: readonly ({ readonly atMs: number } & { readonly do: string })[];
  readonly rng: Rng;
  /** Whether the way between that machine and the arbiter is cut just now. */
  readonly silent: (who: number) => boolean;
  readonly say: (text: string) => void;
}

/** What becomes of the events of operators. */
export function simulateOrders({ world, store, cluster, units, events, rng, silent, say }: Given): SimulatedOrders {
  const acked = new Map<string, { readonly unit: string; readonly atMs: number }>();
  const counts = { stored: 0 };
  for (const [number, event] of events.entries()) {
    if (!isSuspend(event)) continue;
    const process = processIn(world, 3_000 * number, 1, []);
    const draws = rng.stream(`operator${number}`);
    const far = remoteOrders(store, world, process, 3_000, () => deliveryOf(draws, silent(event.who)));
    const unit = units[event.unit] ?? '';
    const id = `00000000${number.toString(16).padStart(4, '0')}`;
    const untilMs = event.ends === 'by-itself' ? event.ms : null;
    const suspension = {
      id,
      nodes: [unit],
      kinds: null,
      untilMs,
      by: 'operator',
      atMs: 0,
      reason: 'work',
      on: `machine-${event.who}`,
    };
    const record = recordOf({ is: 'suspended', order: suspension });
    const operate = async (): Promise<void> => {
      for (let tries = 0; tries < 3; tries += 1) {
        const answer = await far.make(cluster, record, untilMs);
        if (answer.is !== 'stored') continue;
        counts.stored += 1;
        acked.set(record.id, { unit, atMs: world.now() });
        say(`${unit} is suspended (${id}) on machine ${event.who}, ${event.ends}`);
        break;
      }
      if (event.ends === 'by-itself') return;
      await process.clock.wait(event.ms);
      while (!world.stopped() && (await far.drop(cluster, record.id)).is !== 'stored') await process.clock.wait(2_000);
      say(`${unit} is resumed (${id})`);
    };
    world.at(event.atMs, () => void operate());
  }
  return {
    counts,
    async overdue(unit) {
      const answer = await store.read(cluster);
      if (answer.is === 'unknown') return [];
      return answer.records
        .map(({ id }) => id)
        .filter((id) => {
          const known = acked.get(id);
          return known?.unit === unit && world.now() - known.atMs > IN_FORCE_MS;
        });
    },
  };
}

function isSuspend(event: { readonly do: string }): event is OrderEvent & SuspendEvent {
  return event.do === 'suspend';
}

export function deliveryOf(draws: Rng, lost: boolean): Delivery {
  return {
    thereMs: draws.int(1, 300),
    backMs: draws.int(1, 300),
    lost: lost ? 'question' : draws.chance(0.02) ? 'answer' : 'no',
  };
}

export const ORDER_BUGS = {
  'orders-not-read': 'a controller acts before it has read what is suspended, as if nothing were',
  'orders-stale': 'what a controller has read once of suspensions counts for ever',
} as const;

/** What a controller knows, with a planted fault perhaps. */
export function knownOrders(
  bug: string | null,
  process: Process,
  options: { readonly store: OrderStore; readonly cluster: string; readonly world: World; readonly next: () => Delivery },
): OrdersFollower {
  const { world, cluster, next } = options;
  const store = remoteOrders(options.store, world, process, ORDERS_ANSWER_MS, next);
  const real = followOrders({ store, cluster, clock: process.clock });
  const seen = real.seen();
  let last = seen.is === 'read' ? seen : null;
  const remembered = () => {
    const now = real.seen();
    if (now.is === 'read') last = now;
    return last;
  };
  switch (bug) {
    case 'orders-not-read':
      return {
        ...real,
        asOfMs: () => process.clock.now(),
        silent: () => null,
        seen: () => remembered() ?? { is: 'read', records: [] },
      };
    case 'orders-stale':
      return {
        ...real,
        asOfMs: () => (real.asOfMs() === null ? null : process.clock.now()),
        seen: () => remembered() ?? real.seen(),
      };
    default:
      return real;
  }
}
