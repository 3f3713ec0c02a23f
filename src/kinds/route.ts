/**
 * A route that cluster.yaml names: the file that a boot sets it from, and the running state. The default gateways belong to the
 * kind `interface`, as they change together with the address.
 *
 * Only destinations that the file names, and what dmsa itself had put there, are looked at: an operator's other routes are left
 * alone. Where an operator's own line sends the same destination elsewhere, two hands would write against each other: that is
 * told, and left to the operator.
 */
import type { Cluster } from '../desired/cluster.ts';
import { quote } from '../quote.ts';
import type { FactRequest, Facts } from './facts.ts';
import { INTERFACE } from './interface.ts';
import {
  type Change,
  defineKind,
  type NodeContext,
  type Observation,
  type Resource,
  type Step,
  type Unknowable,
} from './kind.ts';
import { isIPv6 } from './net/address.ts';
import type { RouteConfig } from './net/driver.ts';
import { driverOf, NETWORK_FILES } from './net/drivers.ts';
import { ALL_ROUTES4, ALL_ROUTES6, type RunningRoute, readRoutes, type Unread } from './net/ip-addr.ts';
import { adoptedText, givenRoute, removal, routePrune } from './route-takeover.ts';
import { type AdoptedLine, readAdopted } from './share/adopted.ts';

export type RouteSpec = {
  readonly device: string;
  readonly to: string;
  readonly via: string;
  /** null: any. */
  readonly metric: number | null;
  /** Lines of an operator's that were given to dmsa. */
  readonly adopted?: readonly AdoptedLine[];
};

export type RouteState = {
  /** dmsa's own entry, else an operator's that says the same. */
  readonly file: RouteConfig | null;
  /** Where a new one goes. */
  readonly home: string;
  /** Why none can be put there; null where one can. */
  readonly closed: string | null;
  /** An operator's entry for the same destination that says something else. */
  readonly clash: RouteConfig | null;
  /** Routes to that destination over that device; null where nobody asked. */
  readonly running: readonly RunningPlace[] | null;
};

type RunningPlace = { readonly via: string; readonly metric: number };

export const ROUTE = 'route';

export const routeKind = defineKind<RouteSpec, RouteState>({
  name: ROUTE,
  title: 'route',

  desired(cluster: Cluster): readonly Resource<RouteSpec>[] {
    return cluster.nodes.flatMap((node) =>
      Object.values(node.interfaces).flatMap(({ device, routes }) =>
        routes.map(({ to, via, metric }) => ({
          node: node.name,
          kind: ROUTE,
          name: nameOf({ device, to }),
          spec: { device, to, via, metric },
          after: [{ node: node.name, kind: INTERFACE, name: device }],
        })),
      ),
    );
  },

  probe(want): readonly FactRequest[] {
    const families = new Set(want.map(({ spec }) => isIPv6(spec.to)));
    return [...NETWORK_FILES, ...(families.has(false) ? [ALL_ROUTES4] : []), ...(families.has(true) ? [ALL_ROUTES6] : [])];
  },

  parse(facts: Facts, want) {
    const result = new Map<string, Observation<RouteState>>();
    const driver = driverOf(facts.platform);
    const files = 'unknown' in driver ? driver : driver.readRoutes(facts);
    const families = new Set(want.map(({ spec }) => isIPv6(spec.to)));
    const running4 = families.has(false) ? readRoutes(facts, ALL_ROUTES4, 4) : [];
    const running6 = families.has(true) ? readRoutes(facts, ALL_ROUTES6, 6) : [];
    for (const { name, spec } of want) {
      const running: readonly RunningRoute[] | Unread = isIPv6(spec.to) ? running6 : running4;
      if ('unknown' in driver) result.set(name, { status: 'unknown', why: driver.unknown });
      else if ('unknown' in files) result.set(name, { status: 'unknown', why: files.unknown });
      else if ('unknown' in running) result.set(name, { status: 'unknown', why: running.unknown });
      else {
        const why = driver.refuses(facts, spec.device);
        const seen = (): Observation<RouteState> => observe(spec, files, running, driver.routeHome(facts, spec));
        result.set(name, why === null ? seen() : { status: 'unknown', why });
      }
    }
    if (!('unknown' in driver) && !('unknown' in files)) {
      for (const file of files) {
        const name = nameOf(file);
        if (!file.own || result.has(name)) continue;
        const why = driver.refuses(facts, file.device);
        const state: RouteState = { file, home: file.path, closed: null, clash: null, running: null };
        result.set(name, why === null ? { status: 'present', state } : { status: 'unknown', why });
      }
    }
    return result;
  },

  adopted(want, made) {
    const adopted = readAdopted(made);
    return adopted ? { ...want, adopted } : want;
  },

  prune: routePrune,

  exists: (have) => have.file !== null || (have.running?.length ?? 0) > 0,

  compare,

  steps(want, have, context): readonly Step[] {
    const driver = driverOf(context.platform);
    if ('unknown' in driver || !have) return [];
    if (!want) {
      if (!have.file) return [];
      const { device, to, via, metric } = have.file;
      return [...driver.removeRoute(have.file), { do: 'run', ...removal({ device, to, via, metric }) }];
    }
    const own = have.file?.own ? have.file : null;
    const given = givenRoute(want, have, context.platform);
    const taken = given && driver.takeRoute(given, want);
    if (taken) return runningChanges(want, have).length > 0 ? [...taken, { do: 'run', ...setting(want, have) }] : taken;
    const files = fileChanges(want, have).length > 0 ? driver.editRoute(have.home, own, want) : [];
    // A daemon that took the file up may have set it already, with a metric of its own.
    return runningChanges(want, have).length > 0 ? [...files, { do: 'run', ...setting(want, have) }] : files;
  },

  /** A route decides which way answers go: dmsa's own connection may be over it. */
  risksConnection: () => true,
});

export function nameOf({ device, to }: Pick<RouteSpec, 'device' | 'to'>): string {
  return `${to} over ${device}`;
}

function observe(
  want: RouteSpec,
  files: readonly RouteConfig[],
  routes: readonly RunningRoute[],
  home: string | Unread,
): Observation<RouteState> {
  const mine = files.filter((one) => one.device === want.device && one.to === want.to);
  const own = mine.find((one) => one.own) ?? null;
  const others = mine.filter((one) => !one.own);
  const place = typeof home === 'string' ? { home, closed: null } : { home: '', closed: home.unknown };
  const same = others.find((one) => says(one, want)) ?? null;
  const clash = others.find((one) => !says(one, want)) ?? null;
  const running = routes
    .filter((one) => one.device === want.device && one.to === want.to)
    .map(({ via, metric }) => ({ via, metric }));
  return { status: 'present', state: { file: own ?? same, ...place, clash, running } };
}

/** An operator's entry may have any metric where none is asked for; one of dmsa's own has what cluster.yaml says. */
function says(one: RouteConfig, want: RouteSpec): boolean {
  const metric = one.metric === want.metric || (want.metric === null && !one.own);
  return one.via === want.via && metric && one.hints['spoilt'] === undefined;
}

function compare(want: RouteSpec | null, have: RouteState | null, context: NodeContext): readonly Change[] | Unknowable {
  if (!have) return [];
  if (!want) {
    return have.file ? [{ path: 'via', from: text(have.file.via, have.file.metric), to: null, where: 'file' }] : [];
  }
  if (have.clash) {
    const { path, via } = have.clash;
    return {
      unknown: `${path} on ${context.node} has a line of its own that sends ${want.to} via ${via}: take it out, or write via: ${via} in cluster.yaml`,
    };
  }
  const file = fileChanges(want, have);
  if (file.length > 0 && have.closed !== null && !have.file?.own) return { unknown: have.closed };
  const given = givenRoute(want, have, context.platform);
  const move = given ? [{ path: 'line', from: adoptedText(given), to: "dmsa's own", where: 'file' as const }] : [];
  return [...move, ...file, ...runningChanges(want, have)];
}

function fileChanges(want: RouteSpec, { file }: RouteState): readonly Change[] {
  if (file && says(file, want)) return [];
  const spoilt = file?.hints['spoilt'] ? ['(its file was changed)'] : [];
  const from = file ? [text(file.via, file.metric), ...spoilt].join(' ').trim() : null;
  return [{ path: 'via', from, to: text(want.via, want.metric), where: 'file' }];
}

/** The wanted one must run and be the first of its destination over this device. */
function runningChanges(want: RouteSpec, { running }: RouteState): readonly Change[] {
  const [first] = [...(running ?? [])].sort((a, b) => a.metric - b.metric);
  if (first?.via === want.via && (want.metric === null || first.metric === want.metric)) return [];
  const from = (running ?? []).map((one) => text(one.via, one.metric || null)).join(', ') || null;
  return [{ path: 'via', from, to: text(want.via, want.metric), where: 'running' }];
}

function text(via: string, metric: number | null): string {
  return metric === null ? via : `${via} metric ${metric}`;
}

/** What else leads there over this device is taken off once the wanted one is set. */
function setting(want: RouteSpec, have: RouteState): { label: string; timeoutMs: number; script: string } {
  const { to, via, device, metric } = want;
  const ip = `ip ${isIPv6(to) ? '-6' : '-4'} route`;
  const at = `${quote(to)} via ${quote(via)} dev ${quote(device)}`;
  const right = (one: RunningPlace): boolean => one.via === via && (metric === null || one.metric === metric);
  const wrong = (have.running ?? []).filter((one) => !right(one));
  const set = `${ip} replace ${at}${metric === null ? '' : ` metric ${metric}`}`;
  // Set with whatever metric: then it is right where no metric is asked for.
  const lines = [metric === null ? `case $(${ip} show ${at}) in '') ${set} ;; esac` : set];
  for (const one of wrong) {
    // In IPv6 no metric given is 1024 (ip-route(8)); in IPv4 none is 0.
    const number = one.metric === 0 ? '' : ` metric ${one.metric}`;
    lines.push(`${ip} del ${quote(to)} via ${quote(one.via)} dev ${quote(device)}${number} 2>/dev/null || :`);
  }
  return { label: `send ${to} via ${via} over ${device}`, timeoutMs: 10_000, script: lines.join('\n') };
}
