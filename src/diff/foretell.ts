/**
 * What the actions of a plan need, looked at before any of them starts: what to ask each node that has actions, and what
 * follows from the answers. Pure; reconcile/foresee.ts does the asking.
 */

import type { Json } from '../json.ts';
import type { FactRequest, Facts } from '../kinds/facts.ts';
import type { Finding, Forecast, ForetellContext, Place } from '../kinds/foretell.ts';
import { type AnyKind, type NodeContext, type Observation, type ResourceRef, resourceId } from '../kinds/kind.ts';
import { BOOT_REQUEST, outlivesReboot, unguardedBoot, unguardedFinding } from './boot-guard.ts';
import { type PathNeed, pathFindings, placeOf, STATE_NEEDS, spaceFindings, stepNeeds } from './foretell-paths.ts';
import { readPaths, type SeenPaths } from './path-facts.ts';
import { type AskedPath, pathScript } from './path-script.ts';
import type { Action, Plan } from './plan.ts';

export interface ForetellInput {
  readonly plan: Plan;
  readonly kinds: readonly AnyKind[];
  /** What is wanted of a resource, by id; null where it is to go. */
  readonly wantOf: (id: string) => Json | null;
  /** null: the node was not reached. */
  readonly contextOf: (node: string) => NodeContext | null;
}

export interface NodeForecast {
  readonly requests: readonly FactRequest[];
  /** By action id. `problems`: what could not be found out. */
  judge(facts: Facts): { readonly findings: ReadonlyMap<string, readonly Finding[]>; readonly problems: readonly string[] };
}

const PATHS = 'foretell-paths';

interface Expected {
  readonly action: Action;
  readonly forecast: Forecast;
  readonly needs: readonly PathNeed[];
}

/** By node; only of nodes that have actions. */
export function forecasts(input: ForetellInput): ReadonlyMap<string, NodeForecast> {
  const { plan, contextOf } = input;
  const byNode = new Map<string, Action[]>();
  for (const action of plan.actions) {
    const list = byNode.get(action.node);
    if (list) list.push(action);
    else byNode.set(action.node, [action]);
  }
  const kinds = new Map(input.kinds.map((kind) => [kind.name, kind]));
  const actions = new Map(plan.actions.map((action) => [action.id, action]));
  const result = new Map<string, NodeForecast>();
  for (const [node, own] of byNode) {
    const base = contextOf(node);
    if (!base) continue;
    const networkChanges = own.some((action) => action.risksConnection);
    const expected = own.map((action): Expected => {
      const context: ForetellContext = {
        ...base,
        networkChanges,
        planned: (ref) => {
          const other = actions.get(resourceId(ref));
          return other !== undefined && other.verb !== 'delete';
        },
        after: action.after.flatMap((id) => actions.get(id) ?? []),
      };
      const forecast = forecastOf(kinds.get(action.kind), action, input.wantOf(action.id), context);
      const folders = [...(forecast.folders ?? []), ...(forecast.covers ?? [])];
      return {
        action,
        forecast,
        needs: [
          ...stepNeeds(action.steps),
          ...folders.map((path) => ({ path, what: 'folder' as const, bytes: 0, grows: false })),
        ],
      };
    });
    result.set(node, nodeForecast(node, expected));
  }
  return result;
}

function forecastOf(kind: AnyKind | undefined, action: Action, want: Json | null, context: ForetellContext): Forecast {
  if (!kind?.foretell) return {};
  const seen: Observation = context.look(action);
  return kind.foretell(want, seen.status === 'present' ? seen.state : null, context);
}

function nodeForecast(node: string, expected: readonly Expected[]): NodeForecast {
  const hooked = new Set(
    expected.flatMap(({ action }) => (action.risksConnection && outlivesReboot(action.steps) ? [action.id] : [])),
  );
  const covers = expected.flatMap(({ forecast }) => forecast.covers ?? []);
  const asked = askedPaths(expected, new Set(covers));
  return {
    requests: [
      { type: 'command', id: PATHS, script: pathScript(asked) },
      ...(hooked.size > 0 ? [BOOT_REQUEST] : []),
      ...expected.flatMap(({ forecast }) => forecast.requests ?? []),
    ],
    judge(facts) {
      const seen = readPaths(asked, facts.command(PATHS));
      if (typeof seen === 'string') return { findings: new Map(), problems: [seen] };
      const findings = judged(expected, covers, seen, facts);
      const why = hooked.size > 0 ? unguardedBoot(facts.command(BOOT_REQUEST.id)) : null;
      if (why === null) return { findings, problems: [] };
      const unguarded = [...hooked].map((id) => [id, [...(findings.get(id) ?? []), unguardedFinding(node, why)]] as const);
      return { findings: new Map([...findings, ...unguarded]), problems: [] };
    },
  };
}

/** Every path once. */
function askedPaths(expected: readonly Expected[], covers: ReadonlySet<string>): readonly AskedPath[] {
  const paths = new Set([...STATE_NEEDS, ...expected.flatMap(({ needs }) => needs)].map(({ path }) => path));
  return [...paths].filter(isPlain).map((path) => ({ path, list: covers.has(path) }));
}

/** What apply would refuse as a path anyway (apply/files.ts), or what would break the lines of the answer. */
function isPlain(path: string): boolean {
  return /^\/[^\p{Cc}]*$/u.test(path);
}

function judged(
  expected: readonly Expected[],
  covers: readonly string[],
  seen: SeenPaths,
  facts: Facts,
): ReadonlyMap<string, readonly Finding[]> {
  // Below a mount point of this plan, what can be seen now is not what will be there.
  const isCovered = (path: string) =>
    covers.some((point) => path !== point && path.startsWith(point.endsWith('/') ? point : `${point}/`));
  const open = (needs: readonly PathNeed[]) => needs.filter(({ path }) => !isCovered(path));
  const space = spaceFindings(open([...STATE_NEEDS, ...expected.flatMap(({ needs }) => needs)]), seen);
  const state = checked(STATE_NEEDS, seen, space);
  const result = new Map<string, readonly Finding[]>();
  for (const { action, forecast, needs } of expected) {
    const own = checked(open(needs), seen, space);
    const place = (path: string): Place => {
      if (!needs.some((need) => need.path === path)) throw new Error(`${action.kind} never asked for the place ${path}`);
      return isCovered(path)
        ? { status: 'unknown', why: 'this plan lays another file system there' }
        : placeOf(seen.paths.get(path));
    };
    const judgedByKind = forecast.judge?.({ facts, place }) ?? [];
    // Without its lock and its list, dmsa does nothing at all on a node; the action's own files say it better.
    const others = state.filter((one) => !own.some((known) => known.code === one.code));
    const all = [...own, ...judgedByKind, ...others];
    if (all.length > 0) result.set(action.id, all);
  }
  return result;
}

/** Of several files that fail for one reason in one folder tree, the first stands for all. */
function checked(needs: readonly PathNeed[], seen: SeenPaths, space: ReadonlyMap<string, Finding>): readonly Finding[] {
  const found: Finding[] = [];
  const told = new Set<string>();
  for (const need of needs) {
    const path = seen.paths.get(need.path);
    if (!path) continue;
    const own = pathFindings(need, path);
    const room = need.what === 'gone' || own.length > 0 ? undefined : space.get(path.fileSystem.point);
    for (const finding of [...own, ...(room ? [room] : [])]) {
      const key = `${finding.code} ${finding.code === 'read-only' || room ? path.fileSystem.point : need.path}`;
      if (told.has(key)) continue;
      told.add(key);
      found.push(finding);
    }
  }
  return found;
}

export function withFindings(plan: Plan, findings: ReadonlyMap<string, readonly Finding[]>): Plan {
  if (findings.size === 0) return plan;
  return {
    ...plan,
    actions: plan.actions.map((action) => ({ ...action, findings: [...action.findings, ...(findings.get(action.id) ?? [])] })),
  };
}

/** Names what a finding is about, for messages and `--force`. */
export function findingId(action: ResourceRef, { code }: Finding): string {
  return `${resourceId(action)}:${code}`;
}
