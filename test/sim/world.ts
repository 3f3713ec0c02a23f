/** All that is simulated, and what is remembered of a run for the invariants. */
import type { Cluster } from '../../src/desired/cluster.ts';
import type { AnyKind } from '../../src/kinds/kind.ts';
import type { Fence } from '../../src/kinds/pair-files.ts';
import type { PairRound } from '../../src/reconcile/keep-record.ts';
import type { Bug } from './bugs.ts';
import { type Clock, createClock } from './clock.ts';
import { createLeases, type Leases } from './leases.ts';
import { createNet, type Net } from './network.ts';
import { createNode, type SimNode } from './node.ts';
import { type Rng, rngOf } from './rng.ts';
import { ACTIVE, CENTRAL, CLUSTER, KINDS, LABELS, LEASED, LEASED_KINDS, NODES, PACK } from './site.ts';

/** When the run began, by a true clock: 2026-11-23. */
const BASE_MS = 1_795_400_000_000;

export interface Finding {
  readonly invariant: string;
  readonly what: string;
  readonly atMs: number;
}

export interface World {
  readonly seed: string;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly net: Net;
  readonly nodes: ReadonlyMap<string, SimNode>;
  readonly bug: Bug | null;
  /** Seeds that begin with `lease`: the file names an arbiter, and there is no fence agent. */
  readonly leases: Leases | null;
  readonly cluster: Cluster;
  readonly kinds: readonly AnyKind[];
  /** The fence agent of the active, as it is at present. */
  agent: 'works' | 'fails' | 'lies' | 'slow';
  /** How long the next script to a node is under way. */
  readonly stalled: Map<string, number>;
  /** Nodes whose next answer does not come. */
  readonly mute: Set<string>;
  /** Nodes whose sshd is gone. */
  readonly deaf: Set<string>;
  /** Whether a node asks the wire before it brings an address up: it has arping. */
  readonly asksWire: boolean;
  /** Somebody said that a node is stopped, and it was not: from then on two may answer for an address. */
  lied: boolean;
  /** A service was started on a member without a service address ("Known" as well). */
  blindStart: boolean;
  /** Faults have stopped. */
  quiet: boolean;
  /** Whose turn it is to write into the synced directory. */
  writer: string | null;
  turn: number;
  /** By what a fence says of itself: when it was made, by a true clock; and whether the standby heard the active then. */
  readonly proofs: Map<string, { readonly atMs: number; readonly contradicted: boolean }>;
  /** `keep`: what a controller runs is `dmsa run --ha-only`; `apply`: one plan after the other, of everything. */
  readonly loop: 'keep' | 'apply';
  /** By id: transitions of which a note was written. */
  readonly begun: Map<string, { readonly atMs: number; readonly direction: 'takeover' | 'failback' }>;
  /** Of the note that was written last. */
  lastFence: Fence | null;
  /** Since when an operator has paused the pair without an end; null: not. */
  pausedAtMs: number | null;
  /** How long the history was when it was last read. */
  historyRead: number;
  /** Hears each judgement of a loop, and each plan that one begins. */
  onRound: ((round: PairRound) => void) | null;
  readonly findings: Finding[];
  readonly log: string[];
  /** A true clock. */
  trueMs(): number;
  node(name: string): SimNode;
  say(text: string): void;
  finds(invariant: string, what: string): void;
  booted(node: SimNode): void;
}

export function createWorld(seed: string, bug: Bug | null, verbose: boolean): World {
  const clock = createClock();
  const rng = rngOf(seed).stream('world');
  const nodes = new Map(NODES.map((name) => [name as string, createNode(name)]));
  nodes.get(CENTRAL)?.services.clear();
  const leased = seed.startsWith('lease');
  const world: World = {
    seed,
    clock,
    rng,
    net: createNet(),
    nodes,
    bug,
    leases: leased ? createLeases({ clock }) : null,
    cluster: leased ? LEASED : CLUSTER,
    kinds: leased ? LEASED_KINDS : KINDS,
    agent: 'works',
    stalled: new Map(),
    mute: new Set(),
    deaf: new Set(),
    asksWire: rng.chance(0.5),
    loop: rng.chance(0.5) ? 'keep' : 'apply',
    lied: false,
    blindStart: false,
    quiet: false,
    writer: ACTIVE,
    turn: 0,
    proofs: new Map(),
    begun: new Map(),
    lastFence: null,
    pausedAtMs: null,
    historyRead: 0,
    onRound: null,
    findings: [],
    log: [],
    trueMs: () => BASE_MS + clock.now(),
    node(name) {
      const node = nodes.get(name);
      if (!node) throw new Error(`there is no node ${name}`);
      return node;
    },
    say(text) {
      if (verbose) world.log.push(`${(clock.now() / 1000).toFixed(3).padStart(9)} ${text}`);
    },
    finds(invariant, what) {
      // What follows from the first one is no further finding.
      if (world.findings.length > 0) return;
      world.say(`FOUND ${invariant}: ${what}`);
      world.findings.push({ invariant, what, atMs: clock.now() });
    },
    booted(node) {
      world.say(`${node.name} has booted`);
      if (node.up.size > 0) world.finds('I7', `${node.name} came up with ${[...node.up.keys()].join(', ')}`);
      for (const [name, { running }] of node.services)
        if (running) world.finds('I7', `${node.name} came up with ${name} running`);
    },
  };
  const active = world.node(ACTIVE);
  active.lease.want = leased;
  for (const label of LABELS) active.up.set(label, 'dmsa');
  for (const name of PACK) {
    const service = active.services.get(name);
    if (service) service.running = true;
  }
  return world;
}
