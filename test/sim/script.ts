/**
 * What a node does with the script of one wave (apply/wave-script.ts): it checks epoch and lock, changes files, then runs the
 * steps one after the other, and looks before each whether the lock is still the same. What a step does is given by its kind.
 */
import type { Action } from '../../src/diff/plan.ts';
import type { Json } from '../../src/json.ts';
import type { FailoverRecordSpec } from '../../src/kinds/failover-record.ts';
import type { LeaseSpec } from '../../src/kinds/lease.ts';
import type { PairSpec } from '../../src/kinds/pair.ts';
import {
  EPOCH_FILE,
  type Fence,
  HISTORY_FILE,
  parseEpoch,
  parseTransition,
  TRANSITION_FILE,
  type Transition,
} from '../../src/kinds/pair-files.ts';
import type { ServiceAddressSpec } from '../../src/kinds/service-address.ts';
import type { ServiceSpec } from '../../src/kinds/service-desired.ts';
import { leaseStep, mayStart } from './leases.ts';
import { pass, type SimNode, works } from './node.ts';
import { CLOSED_MARK, RECORD_PATH } from './observe.ts';
import { ACTIVE, CLUSTER, NETWORKS, NODES } from './site.ts';
import type { World } from './world.ts';

export interface Sent {
  readonly token: string;
  /** When it was sent, by a true clock: it may be late. */
  readonly atMs: number;
  /** Of the pair when the plan was made; null: the node is no member. */
  readonly epoch: number | null;
  /** Of the intent that the plan was made with: another one may have closed the note meanwhile. */
  readonly fence: Fence | null;
  readonly actions: readonly Action[];
  readonly specs: ReadonlyMap<string, Json>;
}

export interface Did {
  readonly lost: boolean;
  /** Ids of actions that came to their end. */
  readonly ended: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, string>;
}

export function nodeNow(world: World, node: SimNode): number {
  return world.trueMs() + node.offsetMs;
}

export function epochOn({ files }: SimNode): number {
  return parseEpoch(files.get(EPOCH_FILE) ?? '0') ?? 0;
}

export function owns(node: SimNode, token: string): boolean {
  return node.lock?.token === token;
}

export async function runScript(world: World, node: SimNode, sent: Sent): Promise<Did> {
  const { bug } = world;
  const ended = new Set<string>();
  const failed = new Map<string, string>();
  const lost: Did = { lost: true, ended, failed };
  await pass(world, node, world.rng.int(5, 60));
  if (bug !== 'epoch-not-checked' && sent.epoch !== null && epochOn(node) > sent.epoch) return lost;
  const mine = (): boolean => bug === 'lock-not-checked' || owns(node, sent.token);
  if (!mine()) return lost;
  if (bug !== 'lock-not-checked' && nodeNow(world, node) >= (node.lock?.expiresAtMs ?? 0)) return lost;
  for (const action of sent.actions) {
    const files = action.steps.filter(({ do: what }) => what !== 'run');
    if (files.length === 0) continue;
    await pass(world, node, world.rng.int(1, 5));
    if (node.disk !== 'ok') failed.set(action.id, `no space, or read-only: ${node.disk}`);
    else {
      begins(world, node, action, sent);
      changeFiles(world, node, action, sent);
    }
  }
  for (const action of sent.actions) {
    if (failed.has(action.id)) continue;
    const before = action.after.find((id) => failed.has(id));
    if (before !== undefined) {
      failed.set(action.id, `blocked by ${before}`);
      continue;
    }
    if (action.steps.some(({ do: what }) => what === 'run')) {
      if (!mine()) return lost;
      begins(world, node, action, sent);
      const why = await runStep(world, node, action, sent);
      if (why !== null) {
        failed.set(action.id, why);
        continue;
      }
    }
    ended.add(action.id);
  }
  return { lost: false, ended, failed };
}

/**
 * Whether the script may have an effect: the invariant, measured apart from what the node itself checks. A step that has begun ends,
 * also where the lock expires in the middle of it.
 */
function begins(world: World, node: SimNode, action: Action, { token, epoch }: Sent): void {
  if (epoch !== null && epochOn(node) > epoch)
    world.finds('fencing', `${action.id} of epoch ${epoch} was begun on ${node.name}, which knows ${epochOn(node)}`);
  if (!owns(node, token)) world.finds('fencing', `${action.id} was begun on ${node.name} under a lock that is not its own`);
}

function touches(world: World, node: SimNode, action: Action): void {
  world.say(
    `${node.name}: ${action.id} (${action.fields
      .map(({ path, to }) => `${path} → ${JSON.stringify(to)}`)
      .join(', ')
      .slice(0, 100)})`,
  );
}

function changeFiles(world: World, node: SimNode, action: Action, sent: Sent): void {
  touches(world, node, action);
  for (const step of action.steps) {
    if (step.do === 'write') node.files.set(step.path, step.content);
    else if (step.do === 'remove') node.files.delete(step.path);
  }
  if (action.kind !== 'service-address') return;
  const { atBoot } = sent.specs.get(action.id) as ServiceAddressSpec;
  if (atBoot === true) node.raises.add(action.name);
  else if (atBoot === false) node.raises.delete(action.name);
}

/** null: it succeeded. */
async function runStep(world: World, node: SimNode, action: Action, sent: Sent): Promise<string | null> {
  const spec = sent.specs.get(action.id);
  switch (action.kind) {
    case 'pair':
      await pass(world, node, world.rng.int(10, 120));
      touches(world, node, action);
      return pairStep(world, node, spec as PairSpec, sent);
    case 'lease': {
      const { held, waitMs } = spec as LeaseSpec;
      touches(world, node, action);
      return leaseStep(world, node, held, waitMs);
    }
    case 'service':
      return serviceStep(world, node, action, spec as ServiceSpec);
    case 'service-address':
      return addressStep(world, node, action, spec as ServiceAddressSpec, sent);
    default:
      return `the simulation does not know what ${action.kind} runs: ${(spec as FailoverRecordSpec).path}`;
  }
}

function pairStep(world: World, node: SimNode, spec: PairSpec, sent: Sent): string | null {
  const { files } = node;
  if (spec.do === 'open') {
    if (node.disk !== 'ok') return `${EPOCH_FILE} could not be written`;
    if (epochOn(node) < spec.epoch) files.set(EPOCH_FILE, `${spec.epoch}\n`);
    if (spec.transition && world.bug !== 'note-not-first') {
      begun(world, node, spec.transition, sent);
      world.lastFence = spec.transition.fence;
      files.set(TRANSITION_FILE, `${JSON.stringify(spec.transition)}\n`);
    }
    if (world.bug === 'sync-not-closed') return null;
    if (spec.files.length > 0) files.set(CLOSED_MARK, 'yes');
    if (spec.stopsCopy) node.stoppedCopies += 1;
    return null;
  }
  if (parseTransition(files.get(TRANSITION_FILE) ?? '')?.id !== spec.id) return null;
  if (node.disk !== 'ok') return `${HISTORY_FILE} could not be written`;
  const history = files.get(HISTORY_FILE) ?? '';
  if (!history.split('\n').includes(spec.line) && world.bug !== 'history-forgotten')
    files.set(HISTORY_FILE, `${history}${spec.line}\n`);
  if (spec.files.length > 0) files.delete(CLOSED_MARK);
  files.delete(TRANSITION_FILE);
  return null;
}

/** A look may be so old when what follows from it is carried out. */
const PAUSE_SEEN_MS = 30_000;

/** I4, I5: what nobody asked for is not begun while the pair is paused, nor more often than the file allows. */
function begun(world: World, { files }: SimNode, { id, by, direction }: Transition, sent: Sent): void {
  if (world.begun.has(id)) return;
  world.begun.set(id, { atMs: world.trueMs(), direction });
  if (!by.startsWith('loop')) return;
  const record = files.get(RECORD_PATH);
  const paused = record === '' || record?.startsWith('{"dmsa":"pause"');
  const pausedMs = world.pausedAtMs === null || !paused ? 0 : sent.atMs - world.pausedAtMs;
  if (pausedMs > PAUSE_SEEN_MS)
    world.finds('I4', `${by} begins a takeover, and failover has been paused for ${Math.round(pausedMs / 1000)} s`);
  const ofLastHour = [...world.begun.values()].filter(
    (one) => one.direction === 'takeover' && world.trueMs() - one.atMs < 3_600_000,
  );
  // Two that were begun at the same time, of which one ends, and one that failed and was begun again, are no flapping.
  if (ofLastHour.length > CLUSTER.watch.takeoversPerHour + 2)
    world.finds('I5', `${by} begins takeover ${ofLastHour.length} of the last hour`);
}

async function serviceStep(world: World, node: SimNode, action: Action, spec: ServiceSpec): Promise<string | null> {
  const service = node.services.get(action.name);
  if (!service) return 'it is not installed';
  if (spec.boot !== 'leave') service.boot = spec.boot === 'on';
  if (spec.running === 'leave') return null;
  const start = spec.running === 'yes';
  if (start && !mayStart(world, node)) return 'the lease is not held';
  await pass(world, node, world.rng.int(start ? 300 : 100, start ? 4_000 : 2_000));
  touches(world, node, action);
  if (start && node.up.size === 0) world.blindStart = true;
  if (start && service.broken) return 'it does not come up';
  service.running = start;
  if (!start || mayStart(world, node)) return null;
  // Taken back.
  await pass(world, node, world.rng.int(50, 500));
  service.running = false;
  return 'the lease is not held any more';
}

async function addressStep(
  world: World,
  node: SimNode,
  action: Action,
  spec: ServiceAddressSpec,
  sent: Sent,
): Promise<string | null> {
  const { name } = action;
  if (spec.held === 'leave') return null;
  await pass(world, node, world.rng.int(10, 200));
  if (spec.held === 'no') {
    touches(world, node, action);
    node.up.delete(name);
    return null;
  }
  if (node.up.has(name)) return null;
  if (!mayStart(world, node)) return 'the lease is not held';
  if (world.asksWire) {
    const who = answersOnWire(world, node.name, name);
    if (who !== null) return `${who} answers for it`;
    await pass(world, node, 1_000);
  }
  touches(world, node, action);
  claims(world, node, name, spec, sent);
  node.up.set(name, 'dmsa');
  if (mayStart(world, node)) return null;
  node.up.delete(name);
  return 'the lease is not held any more';
}

/** arping -D: another node with the address that hears the question and whose answer comes back. */
export function answersOnWire(world: World, asker: string, label: string): string | null {
  const over = NETWORKS.find((one) => label.startsWith(one)) ?? 'eth0';
  const found = NODES.find((one) => {
    const other = world.node(one);
    return one !== asker && works(other) && other.up.has(label) && world.net.joined(asker, one, over);
  });
  return found ?? null;
}

/** A proof is good for ten minutes by the controller's clock (cli/ha-fence.ts); what is asked of it is true time, with some slack. */
const PROOF_MS = 11 * 60_000;

/** I2: an address comes up on the standby only under a note of a takeover, and unseen only with a proof that is still good. */
function claims(world: World, node: SimNode, label: string, spec: ServiceAddressSpec, { atMs, fence: own }: Sent): void {
  if (node.name === ACTIVE) return;
  const note = parseTransition(node.files.get(TRANSITION_FILE) ?? '');
  if (spec.fenced === null) {
    const recorded = note !== null || [...node.files.keys()].some((path) => path.endsWith('ha.backupmode'));
    if (!recorded) world.finds('I2', `${label} comes up on ${node.name}, and nothing there says that it takes over`);
    return;
  }
  // A plan of before the note was closed carries the proof that was in it.
  const fence = note?.fence ?? own ?? world.lastFence;
  const proof = fence ? world.proofs.get(fence.detail) : undefined;
  const where = `${label} comes up on ${node.name}`;
  if (!proof) world.finds('I2', `${where}, ${spec.fenced} was not seen, and there is no proof`);
  else if (proof.contradicted) world.finds('I2', `${where} on a proof although ${spec.fenced} could be heard from there`);
  else if (atMs - proof.atMs > PROOF_MS)
    world.finds('I2', `${where} on a proof that is ${Math.round((atMs - proof.atMs) / 1000)} s old`);
}
