/** One run: a seed, or a seed and a list of events, gives the same run every time. */

import type { Action } from '../../src/diff/plan.ts';
import { HISTORY_FILE } from '../../src/kinds/pair-files.ts';
import type { Seen } from '../../src/reconcile/decide.ts';
import type { Bug } from './bugs.ts';
import { type Controllers, startControllers } from './controller.ts';
import { decided } from './decide.ts';
import { calm, type Event, eventsOf, happen } from './faults.ts';
import { watcher } from './invariants.ts';
import { older } from './node.ts';
import { lookAt } from './observe.ts';
import { removeRecord } from './operator.ts';
import { ACTIVE, CENTRAL, CLUSTER, LABELS, PLATFORM, STANDBY } from './site.ts';
import { createWorld, type Finding, type World } from './world.ts';

export interface RunOptions {
  readonly seed: string;
  readonly bug?: Bug | null;
  /** In place of those that the seed gives. */
  readonly events?: readonly Event[];
  readonly verbose?: boolean;
  readonly onRound?: World['onRound'];
}

export interface RunResult {
  readonly seed: string;
  readonly events: readonly Event[];
  /** The first one; what follows from it is no further finding. */
  readonly finding: Finding | null;
  /** Somebody said that a node was stopped that was not: two may have answered for an address. */
  readonly lied: boolean;
  readonly steps: number;
  /** Transitions that came to their end. */
  readonly moved: number;
  readonly log: readonly string[];
}

/** From the last event until faults stop. */
const AFTER_MS = 20_000;
/** For locks of the dead to expire, and for what was begun to end. */
const REST_MS = 5 * 60_000;
/** What a person does as he is told, and what follows. */
const ADVICE_MS = 3 * 60_000;
const ADVICES = 5;

export async function run({
  seed,
  bug = null,
  events = eventsOf(seed),
  verbose = false,
  onRound = null,
}: RunOptions): Promise<RunResult> {
  const world = createWorld(seed, bug, verbose);
  world.onRound = onRound;
  const controllers = startControllers(world, [CENTRAL, STANDBY]);
  for (const event of events) world.clock.at(event.atMs, () => happen(world, controllers, event));
  const { after } = watcher(world);
  const found = (): boolean => world.findings.length > 0;
  const until = async (ms: number): Promise<void> => {
    const end = world.clock.now() + ms;
    while (!found() && world.clock.now() < end) await world.clock.run(Math.min(end, world.clock.now() + 10_000), after);
  };
  await until((events.at(-1)?.atMs ?? 0) + AFTER_MS);
  if (!found()) {
    controllers.leave();
    calm(world);
    await until(REST_MS);
    for (let turn = 0; turn < ADVICES && !found() && !(await advised(world, controllers)); turn += 1) await until(ADVICE_MS);
    if (!found()) atRest(world);
  }
  const history = world.node(STANDBY).files.get(HISTORY_FILE) ?? '';
  return {
    seed,
    events,
    finding: world.findings[0] ?? null,
    lied: world.lied,
    steps: world.clock.events(),
    moved: history.split('\n').length - 1,
    log: world.log,
  };
}

function whole(world: World) {
  const seen = new Map<string, Seen>();
  const observations = new Map<string, ReturnType<typeof lookAt>>();
  for (const node of world.nodes.values()) {
    seen.set(node.name, { reachable: true, via: 'all-seeing', platform: PLATFORM, manifest: null });
    observations.set(node.name, lookAt(world, node));
  }
  const selected = new Set(CLUSTER.nodes.map(({ name }) => name));
  const { verdict } = decided(world, {
    cluster: world.cluster,
    kinds: world.kinds,
    selected,
    seen,
    observations,
    nowMs: world.trueMs(),
  });
  const holding = verdict.plan.holdings.find(({ active }) => active === ACTIVE);
  if (!holding) throw new Error('nothing was decided about the pair');
  return { verdict, holding };
}

/** Does what the sentence of the holding tells a person to do; true: it tells nothing. */
async function advised(world: World, controllers: Controllers): Promise<boolean> {
  const { holding } = whole(world);
  const [active, standby] = [world.node(ACTIVE), world.node(STANDBY)];
  world.say(`! ${holding.code}: ${holding.sentence}`);
  // A clock that was set back makes a dead one's lock last: dmsa lock break.
  const locked = [active, standby].filter(({ lock, offsetMs }) => lock !== null && offsetMs < 0);
  for (const node of locked) node.lock = null;
  if (locked.length > 0) return false;
  switch (holding.code) {
    case 'failing-back-settling':
      // The copy says that its receiver holds a service address: somebody's hand put it there meanwhile, and takes it off again.
      for (const label of active.up.keys()) happen(world, controllers, { do: 'ip-del', node: ACTIVE, label });
      happen(world, controllers, { do: 'failback', host: CENTRAL });
      return false;
    case 'record-unclear':
      if (older(standby.data, active.data)) removeRecord(world, true);
      else {
        for (const label of LABELS) happen(world, controllers, { do: 'ip-del', node: ACTIVE, label });
        for (const label of LABELS) happen(world, controllers, { do: 'ip-add', node: STANDBY, label });
      }
      return false;
    case 'held-without-record':
      happen(world, controllers, { do: 'touch-record' });
      return false;
    case 'held-by-both':
      for (const label of LABELS) active.up.delete(label);
      return false;
    default:
      // Something that has its time yet: a pause that has just ended, a lock that had to expire.
      return RESTING.includes(holding.code);
  }
}

const RESTING: readonly string[] = ['active-holds', 'failed-over', 'paused'];

/** I3, I8: what was begun has ended, and there is nothing left to do. */
function atRest(world: World): void {
  const { verdict, holding } = whole(world);
  if (!RESTING.includes(holding.code)) world.finds('rest', `${holding.code}: ${holding.sentence}`);
  else if (verdict.plan.actions.length > 0 && !leaves(world, holding.code, verdict.plan.actions))
    world.finds('I8', `${holding.code}, and still: ${verdict.plan.actions.map(({ id }) => id).join(', ')}`);
}

/** A loop that keeps pairs does nothing to one that is paused, and gives up a service that did not come up three times. */
function leaves({ loop }: World, code: string, actions: readonly Action[]): boolean {
  return loop === 'keep' && (code === 'paused' || actions.every(({ kind }) => kind === 'service' || kind === 'lease'));
}
