/** One simulated node: what a power cut leaves of it, and what it has only while it runs. */

import { isLeased, type NodeLease, noLease } from './leases.ts';
import { LABELS, PACK } from './site.ts';
import type { World } from './world.ts';

/** How fresh the content of a synced directory is: whose turn it was to write, then how often that one wrote. */
export interface Version {
  readonly turn: number;
  readonly writes: number;
}

export interface SimService {
  running: boolean;
  boot: boolean;
  /** Does not come up, whoever starts it. */
  broken: boolean;
}

export interface SimNode {
  readonly name: string;
  power: 'on' | 'off' | 'booting';
  /** Grows with every loss of power: what was begun before is gone. */
  life: number;
  frozen: boolean;
  /** What became due while it was frozen. */
  readonly onWake: (() => void)[];
  disk: 'ok' | 'full' | 'read-only';
  /** Of its clock, ahead of the true time. */
  offsetMs: number;
  /** Labels that are up, and whether a hand or dmsa brought them up. */
  readonly up: Map<string, 'hand' | 'dmsa'>;
  /** Labels that a boot brings up. */
  readonly raises: Set<string>;
  readonly services: Map<string, SimService>;
  /** What of /var/lib/dmsa and /opt/ubisysconf/ha counts here. */
  readonly files: Map<string, string>;
  lock: { readonly token: string; readonly expiresAtMs: number } | null;
  data: Version;
  /** A copy to this node that was begun; the number of copies that were ended from outside. */
  copying: boolean;
  stoppedCopies: number;
  lease: NodeLease;
  /** A node that was frozen for longer than its lease wakes up with all it had, for a moment (docs/decisions, 0058). */
  wakesUntilMs: number;
  /** Kinds that a look can't read at present. */
  readonly blind: Set<string>;
}

export function createNode(name: string): SimNode {
  return {
    name,
    power: 'on',
    life: 0,
    frozen: false,
    onWake: [],
    disk: 'ok',
    offsetMs: 0,
    up: new Map(),
    raises: new Set(),
    services: new Map(PACK.map((service) => [service, { running: false, boot: false, broken: false }])),
    files: new Map(),
    lock: null,
    data: { turn: 0, writes: 0 },
    copying: false,
    stoppedCopies: 0,
    lease: noLease(),
    wakesUntilMs: 0,
    blind: new Set(),
  };
}

export function works({ power, frozen }: SimNode): boolean {
  return power === 'on' && !frozen;
}

export function older(a: Version, b: Version): boolean {
  return a.turn < b.turn || (a.turn === b.turn && a.writes < b.writes);
}

/** Does it once the node has run for so long; never, where it loses its power before. */
export function later(world: World, node: SimNode, inMs: number, what: () => void): void {
  const { life } = node;
  const due = (): void => {
    if (node.life !== life) return;
    if (node.frozen) node.onWake.push(due);
    else what();
  };
  world.clock.at(inMs, due);
}

export function pass(world: World, node: SimNode, ms: number): Promise<void> {
  return new Promise((resolve) => later(world, node, ms, resolve));
}

export function powerOff(node: SimNode): void {
  node.power = 'off';
  node.life += 1;
  node.frozen = false;
  node.onWake.length = 0;
  node.up.clear();
  node.lease = noLease();
  node.copying = false;
  for (const service of node.services.values()) service.running = false;
}

const BOOT_MS = 25_000;

export function powerOn(world: World, node: SimNode): void {
  if (node.power !== 'off') return;
  node.power = 'booting';
  const { life } = node;
  world.clock.at(BOOT_MS, () => {
    if (node.life !== life || node.power !== 'booting') return;
    node.power = 'on';
    const raises = world.bug === 'boot-raises' && node.services.size > 0;
    for (const label of LABELS) if (raises || node.raises.has(label)) node.up.set(label, 'dmsa');
    for (const service of node.services.values()) if ((raises || service.boot) && !service.broken) service.running = true;
    world.booted(node);
  });
}

/** For its addresses to go, at once, and its services, within the margin. */
const WAKING_MS = 12_000;

export function freeze(node: SimNode): void {
  if (node.power === 'on') node.frozen = true;
}

export function wake(world: World, node: SimNode): void {
  if (!node.frozen) return;
  node.frozen = false;
  if (world.leases && node.lease.dueMs !== null && !isLeased(world, node)) node.wakesUntilMs = world.clock.now() + WAKING_MS;
  const due = node.onWake.splice(0);
  for (const what of due) world.clock.at(0, what);
}
