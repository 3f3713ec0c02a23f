/** What an intent to move a pair comes to, and carrying it out: for the operator's verbs and for the loop alike. */
import { applyPlan } from '../apply/apply.ts';
import { pairsOf } from '../apply/batches.ts';
import type { ApplyEvent } from '../apply/events.ts';
import { type ApplyResult, succeeded } from '../apply/request.ts';
import { checksOf } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { type Members, notedOnly } from '../ha/moved.ts';
import type { Observation } from '../kinds/kind.ts';
import type { Transition } from '../kinds/pair-files.ts';
import { type ServiceState, serviceKind } from '../kinds/service.ts';
import { observeNode } from '../observe/nodes.ts';
import type { Transport } from '../transport/transport.ts';
import { type DecideInput, decide, type Verdict } from './decide.ts';
import { epochsOf } from './epochs.ts';
import { foresee } from './foresee.ts';
import { targetOf } from './look.ts';
import { type MoveOf, moveOf, type Planned } from './move-plan.ts';
import { remember } from './remember.ts';

export interface MoveRequest extends MoveOf {
  readonly transport: Transport;
  readonly signal: AbortSignal;
}

/** What an intent comes to, with what would fail of it. Nothing is changed. */
export async function planMove({ members, seen: before, intent, gains, transport, signal }: MoveRequest): Promise<Planned> {
  const { plan: moved, verdict, seen } = moveOf({ members, seen: before, intent, gains });
  const plan = await foresee({ plan: moved, wanted: verdict.wanted, seen, transport, parallel: 100, signal });
  return { plan, verdict, seen };
}

/** As if the active could not be reached. */
export function withoutActive(seen: DecideInput, { active }: Members): { readonly verdict: Verdict; readonly seen: DecideInput } {
  const error: Diagnostic = {
    severity: 'error',
    code: 'assumed-down',
    summary: `${active.name} is assumed to be down`,
    node: active.name,
  };
  const observations = new Map([...seen.observations].filter(([node]) => node !== active.name));
  const without: DecideInput = { ...seen, seen: new Map(seen.seen).set(active.name, { reachable: false, error }), observations };
  return { seen: without, verdict: decide(without) };
}

/** As if a service of the active had stopped and would not come up: nothing is left to be stopped there. */
export function withServiceDown(
  seen: DecideInput,
  { active }: Members,
  name: string,
): { readonly verdict: Verdict; readonly seen: DecideInput } {
  const own = seen.observations.get(active.name);
  const services = own?.get(serviceKind.name);
  const found = services?.get(name);
  if (!own || !services || found?.status !== 'present') return { seen, verdict: decide(seen) };
  const run: ServiceState['run'] = { is: 'no', says: 'stopped', obstacle: null, restart: false };
  const down: Observation = { status: 'present', state: { ...(found.state as ServiceState), run } };
  const observations = new Map(seen.observations).set(
    active.name,
    new Map(own).set(serviceKind.name, new Map(services).set(name, down)),
  );
  const without: DecideInput = { ...seen, observations };
  return { seen: without, verdict: decide(without) };
}

export interface CarryRequest {
  /** For others who find the lock. */
  readonly holder: string;
  readonly reason: string;
  readonly lockTimeoutMs: number;
  readonly transport: Transport;
  readonly signal: AbortSignal;
  /** As of ApplyRequest. */
  readonly mayAct?: () => boolean;
  readonly onEvent?: (event: ApplyEvent) => void;
}

/** Never rejects for the fault of a node. */
export function carryMove({ plan, verdict, seen }: Planned, request: CarryRequest): Promise<ApplyResult> {
  const { holder, reason, lockTimeoutMs, transport, signal, mayAct, onEvent } = request;
  const { cluster } = seen;
  return applyPlan({
    plan,
    resources: verdict.wanted,
    kinds: seen.kinds,
    transport,
    targets: new Map(cluster.nodes.map((node) => [node.name, targetOf(node)])),
    look: observeNode,
    ...remember(plan, verdict, seen),
    pairs: pairsOf(cluster.nodes, plan.holdings),
    epochs: epochsOf(seen),
    checks: new Map(cluster.nodes.map(({ name }) => [name, checksOf(cluster, name)])),
    options: { holder, reason, lockTimeoutMs },
    signal,
    ...(mayAct ? { mayAct } : {}),
    ...(onEvent ? { onEvent } : {}),
  });
}

/**
 * Only the note of what is begun, on the standby, before the active is stopped from outside: from then on whoever looks at the pair
 * knows, and starts nothing on an active that somebody switches on again. null: it is there; else why not. Never rejects for the
 * fault of a node.
 */
export async function noteMove(
  request: MoveRequest & { readonly intent: Transition },
  carry: CarryRequest,
): Promise<string | null> {
  const planned = await planMove({ ...request, intent: { ...request.intent, fence: null } });
  const { standby } = request.members;
  const plan = notedOnly(planned.plan, request.members);
  if (plan.actions.length === 0) return null;
  const result = await carryMove({ ...planned, plan }, carry);
  const bad = result.actions.find(({ outcome }) => !succeeded(outcome));
  if (result.status === 'applied' && !bad) return null;
  const why = [...result.conflicts.map(({ error }) => error), ...result.problems].map(({ summary }) => summary)[0];
  return `what is begun could not be noted on ${standby.name}: ${why ?? result.status}`;
}
