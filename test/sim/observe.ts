/** What a look at a simulated node brings back. Notes and records are read by the kinds themselves, from the files' text. */

import type { Facts, FileFact } from '../../src/kinds/facts.ts';
import { recordPath } from '../../src/kinds/failover-record.ts';
import type { Observation } from '../../src/kinds/kind.ts';
import { compile, unseenPlacement } from '../../src/reconcile/compile.ts';
import type { DecideInput, Seen } from '../../src/reconcile/decide.ts';
import { isKept, isLeased } from './leases.ts';
import type { SimNode } from './node.ts';
import { type Answer, call, nowOf, type Process } from './process.ts';
import { CLUSTER, LEASED, LEASED_KINDS, nodeNamed, PLATFORM } from './site.ts';
import type { World } from './world.ts';

export const RECORD_PATH = recordPath(CLUSTER);
/** That the standby took over and its files were not copied back (ha/sync/stop.ts). */
export const CLOSED_MARK = 'closed';

export type NodeLook = ReadonlyMap<string, ReadonlyMap<string, Observation>>;

const WANTED = compile(LEASED, LEASED_KINDS, unseenPlacement(LEASED));

export function lookAt(world: World, node: SimNode): NodeLook {
  const { bug } = world;
  const byKind = new Map<string, ReadonlyMap<string, Observation>>();
  for (const kind of world.kinds) {
    const want = WANTED.ofKind(node.name, kind.name);
    if (want.length === 0) continue;
    if (node.blind.has(kind.name)) {
      const blind: Observation =
        bug === 'unknown-as-absent' ? { status: 'absent' } : { status: 'unknown', why: 'it could not be read' };
      byKind.set(kind.name, new Map(want.map(({ name }) => [name, blind])));
      continue;
    }
    switch (kind.name) {
      case 'lease':
        byKind.set(kind.name, new Map(want.map(({ name }) => [name, leaseOn(world, node)])));
        break;
      case 'service':
        byKind.set(kind.name, new Map(want.map(({ name }) => [name, serviceOn(node, name)])));
        break;
      case 'service-address':
        byKind.set(kind.name, new Map(want.map(({ name }) => [name, addressOn(node, name)])));
        break;
      case 'held-address':
        byKind.set(kind.name, new Map(want.map(({ name }) => [name, heldOn(node, name)])));
        break;
      default:
        byKind.set(kind.name, kind.parse(factsOf(node), want));
    }
  }
  return byKind;
}

function factsOf({ files }: SimNode): Facts {
  return {
    platform: PLATFORM,
    file(path): FileFact {
      const text = files.get(path);
      if (text === undefined) return { status: 'absent' };
      return { status: 'present', text, encoding: 'utf8', mode: '0600', owner: 'root', group: 'root' };
    },
    glob: () => new Map(),
    command: () => ({ status: 'unknown', why: 'the simulation has no commands' }),
  };
}

function leaseOn(world: World, node: SimNode): Observation {
  const arbiter = isKept(node) ? 'answers' : null;
  return { status: 'present', state: { wanted: node.lease.want, held: isLeased(world, node), arbiter } };
}

function serviceOn({ services }: SimNode, name: string): Observation {
  const service = services.get(name);
  if (!service) return { status: 'unknown', why: 'it is not installed' };
  const boot = { is: service.boot ? 'on' : 'off', says: service.boot ? 'on' : 'off', obstacle: null };
  const run = {
    is: service.running ? 'yes' : 'no',
    says: service.running ? 'running' : 'stopped',
    obstacle: null,
    restart: false,
  };
  return { status: 'present', state: { name, boot, run } };
}

function placeOf(node: SimNode, label: string) {
  const address = nodeNamed(node.name).serviceAddresses.find((one) => one.label === label)?.address ?? '';
  const [device = ''] = label.split(':');
  return { device, label, address };
}

function addressOn(node: SimNode, label: string): Observation {
  const place = placeOf(node, label);
  const { address } = place;
  const file = {
    label,
    path: `/etc/sysconfig/network-scripts/ifcfg-${label}`,
    present: true,
    own: true,
    address,
    atBoot: node.raises.has(label),
    form: 'alias',
    hints: {},
  };
  const running = node.up.has(label) ? [place] : [];
  return { status: 'present', state: { running, failed: [], former: [], file, elsewhere: [] } };
}

function heldOn(node: SimNode, label: string): Observation {
  return node.up.has(label) ? { status: 'present', state: { devices: [placeOf(node, label).device] } } : { status: 'absent' };
}

/** Looks at every node at the same time. */
export async function lookAtAll(world: World, process: Process): Promise<DecideInput> {
  const nowMs = nowOf(world, process);
  const looks = await Promise.all(CLUSTER.nodes.map(async ({ name }) => [name, await lookOne(world, process, name)] as const));
  const seen = new Map<string, Seen>();
  const observations = new Map<string, NodeLook>();
  for (const [name, look] of looks) {
    if (look.status !== 'answered') {
      const error = { severity: 'error', code: 'unreachable', summary: `${name} can't be reached`, node: name } as const;
      seen.set(name, { reachable: false, error });
      continue;
    }
    seen.set(name, { reachable: true, via: 'somehow', platform: PLATFORM, manifest: null });
    observations.set(name, look.value);
  }
  const { cluster, kinds } = world;
  return { cluster, kinds, selected: new Set(cluster.nodes.map(({ name }) => name)), seen, observations, nowMs };
}

export function lookOne(world: World, process: Process, name: string): Promise<Answer<NodeLook>> {
  return call(world, process, name, async (node) => lookAt(world, node), { timeoutMs: 20_000 });
}
