/** The copying of files: the script on the node that gets them (ha/sync/script.ts), with versions for contents. */

import { place } from '../../src/ha/placement.ts';
import { mayCopy } from '../../src/ha/sync/copies.ts';
import { parseTransition, TRANSITION_FILE } from '../../src/kinds/pair-files.ts';
import type { DecideInput } from '../../src/reconcile/decide.ts';
import { lookIn } from '../../src/reconcile/decide.ts';
import { older, pass, type SimNode, works } from './node.ts';
import { CLOSED_MARK, RECORD_PATH } from './observe.ts';
import { call, type Process } from './process.ts';
import { ACTIVE, CLUSTER, NETWORKS, STANDBY } from './site.ts';
import type { World } from './world.ts';

export async function copy(
  world: World,
  process: Process,
  seen: DecideInput,
  direction: 'to-standby' | 'to-active',
): Promise<'copied' | 'not copied'> {
  const holding = place(CLUSTER, lookIn(seen), seen).get(ACTIVE);
  const purpose = direction === 'to-active' ? 'failback' : 'period';
  const may = mayCopy({ active: ACTIVE, standby: STANDBY }, holding, direction, purpose);
  const bug = direction === 'to-standby' ? world.bug : null;
  if (!may.open && bug !== 'sync-not-closed') return 'not copied';
  const back = direction === 'to-active' || bug === 'sync-backwards';
  const [from, to] = back ? [STANDBY, ACTIVE] : [ACTIVE, STANDBY];
  const answer = await call(world, process, to, (node) => pull(world, node, world.node(from), direction), { timeoutMs: 300_000 });
  return answer.status === 'answered' && answer.value === 'copied' ? 'copied' : 'not copied';
}

async function pull(world: World, node: SimNode, source: SimNode, direction: 'to-standby' | 'to-active'): Promise<string> {
  if (node.copying) return 'running';
  node.copying = true;
  try {
    return await pulled(world, node, source, direction);
  } finally {
    node.copying = false;
  }
}

async function pulled(world: World, node: SimNode, source: SimNode, direction: 'to-standby' | 'to-active'): Promise<string> {
  const forward = direction === 'to-standby';
  const open = (): boolean => {
    if (!forward || world.bug === 'sync-not-closed' || world.bug === 'sync-backwards') return true;
    if (node.files.has(RECORD_PATH)) {
      node.files.set(CLOSED_MARK, 'yes');
      return false;
    }
    return !node.files.has(TRANSITION_FILE);
  };
  const near = (): boolean => works(source) && NETWORKS.some((over) => world.net.joined(node.name, source.name, over));
  const holds = (): boolean =>
    node.up.size > 0 && !(forward && (world.bug === 'sync-not-closed' || world.bug === 'sync-backwards'));
  await pass(world, node, world.rng.int(20, 200));
  if (!open()) return 'closed';
  if (holds()) return 'standby-holds';
  if (forward && world.bug !== 'sync-not-closed' && node.files.has(CLOSED_MARK)) return 'took-over';
  if (!near()) return 'unreachable';
  if (!forward && !source.files.has(RECORD_PATH)) return 'not-failed-over';
  if (!forward && parseTransition(source.files.get(TRANSITION_FILE) ?? '')?.phase === 'moving') return 'transition';
  const { stoppedCopies } = node;
  // What rsync reads of a file is of that moment; it is written some time later. A watcher looks once a second.
  for (let left = world.rng.int(0, 12); left > 0; left -= 1) {
    await pass(world, node, 1_000);
    if (!open()) return 'closed';
    if (!near()) return 'connection-lost';
    if (node.stoppedCopies !== stoppedCopies) return 'stopped';
  }
  const { data } = source;
  await pass(world, node, world.rng.int(50, 999));
  if (node.stoppedCopies !== stoppedCopies) return 'stopped';
  if (node.disk !== 'ok') return 'no-space';
  if (older(data, node.data) && !world.lied)
    world.finds('I6', `${node.name} has version ${text(node.data)}, and ${text(data)} of ${source.name} is copied over it`);
  world.say(`${node.name}: has version ${text(data)} of ${source.name}`);
  node.data = data;
  if (!open() || holds()) return 'closed';
  return 'copied';
}

export function text({ turn, writes }: SimNode['data']): string {
  return `${turn}.${writes}`;
}
