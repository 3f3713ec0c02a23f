/** This `dmsa run` as one of several, where the file has them share the nodes (spec.run.controllers; docs/decisions, 0072). */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import equal from 'fast-deep-equal';
import type { Cluster, LeaseArbiter } from '../desired/cluster.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { bootClock } from '../lease/clock.ts';
import { followOrders, type OrdersFollower } from '../lease/follow-orders.ts';
import { openLeases, openOrders, timesOf } from '../lease/open.ts';
import { keepShare } from '../lease/share.ts';
import type { Share, ShareEvent } from '../lease/share-port.ts';
import { unitOf, unitsIn } from '../lease/split.ts';
import type { Gate } from '../reconcile/gate.ts';

export interface Shares {
  /** As that cluster has it; null: this loop keeps all. */
  of(cluster: Cluster): Promise<Gate | null>;
  /** Begins nothing new; what nothing is done in is given up at once. */
  leave(): void;
  close(): Promise<void>;
}

interface Kept {
  readonly arbiter: LeaseArbiter;
  readonly cluster: string;
  readonly share: Share;
  readonly orders: OrdersFollower;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

/** @param name  null: that of this machine. The same one after a restart, so that it gets the same nodes */
export function controllerName(name: string | null): string {
  if (name === null)
    return (
      hostname()
        .replaceAll(/[^A-Za-z0-9_.-]/g, '-')
        .replace(/^[^A-Za-z0-9]+/, '')
        .slice(0, 63) || 'dmsa'
    );
  if (NAME.test(name)) return name;
  const detail = 'Letters, digits, and . _ - after the first; 63 at most.';
  throw new DiagnosticError([
    { severity: 'error', code: 'usage', summary: `${JSON.stringify(name)} can't be the name of a controller`, detail },
  ]);
}

export function shares(controller: string, onEvent: (event: ShareEvent) => void): Shares {
  // A process that was killed may be alive all the same: what it had is not simply this one's.
  const instance = randomBytes(6).toString('hex');
  let kept: Kept | null = null;

  async function drop(): Promise<void> {
    const dropped = kept;
    kept = null;
    await dropped?.share.close();
    await dropped?.orders.close();
  }

  return {
    async of(cluster) {
      const arbiter = cluster.run.controllers === 'shared' ? cluster.lease : null;
      if (kept && !(kept.cluster === cluster.name && equal(kept.arbiter, arbiter))) await drop();
      if (arbiter === null) return null;
      const units = unitsIn(cluster);
      if (kept) kept.share.setUnits(units);
      else {
        const store = await openLeases(arbiter);
        const times = timesOf(arbiter);
        const orders = followOrders({ store: await openOrders(arbiter), cluster: cluster.name, clock: bootClock });
        const clock = bootClock;
        const share = keepShare({ store, cluster: cluster.name, controller, instance, units, times, clock, orders, onEvent });
        kept = { arbiter, cluster: cluster.name, share, orders };
      }
      return gateOf(kept, cluster);
    },
    leave: () => kept?.share.leave(),
    close: drop,
  };
}

/**
 * What is ordered for all controllers, for a loop that takes no share (`--once`, `--dry-run`). null: there is nothing beside the orders of
 * this machine.
 */
export async function commonOrders({ name, lease, run: { controllers } }: Cluster): Promise<OrdersFollower | null> {
  if (controllers !== 'shared' || lease === null) return null;
  return followOrders({ store: await openOrders(lease), cluster: name, clock: bootClock });
}

function gateOf({ share, orders }: Kept, { nodes }: Cluster): Gate {
  const units = new Map(nodes.map((node) => [node.name, unitOf(node)]));
  const unit = (node: string): string => units.get(node) ?? node;
  return {
    waits: (node) => share.waits(unit(node)),
    begin: (node, purpose) => share.begin(unit(node), purpose),
    told: () => share.told(),
    version: () => share.version(),
    orders,
  };
}
