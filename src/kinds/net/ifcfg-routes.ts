/**
 * Routes in the files of RHEL and its kin: route-DEVICE and route6-DEVICE beside ifcfg-DEVICE, each line the arguments of
 * `ip route add` (sysconfig.txt of initscripts; ifup-routes). dmsa's lines stand in a block, the rest is the operator's.
 * The older form of route-DEVICE (ADDRESS0=, NETMASK0=, GATEWAY0=) is read; nothing is added to it, as its presence makes
 * ifup-routes read the whole file that way.
 */
import { readAssignments } from '../edit/assignments.ts';
import { EditError } from '../edit/lines.ts';
import type { FactRequest, Facts } from '../facts.ts';
import type { Step } from '../kind.ts';
import { removeLines } from '../share/adopted.ts';
import { canonical, canonicalHost, isIPv6 } from './address.ts';
import type { RouteConfig, RouteWant } from './driver.ts';
import { IFCFG_FOLDER, IFCFG_IGNORED } from './ifcfg-files.ts';
import type { Unread } from './ip-addr.ts';
import { isPlainRoute, readRouteLine, routeLine } from './route-lines.ts';

const GLOBS = [`${IFCFG_FOLDER}route-*`, `${IFCFG_FOLDER}route6-*`] as const;
export const ROUTE_REQUESTS: readonly FactRequest[] = GLOBS.map((pattern) => ({ type: 'glob', pattern }));

const BLOCK = 'routes';

export function readRouteFiles(facts: Facts): readonly RouteConfig[] | Unread {
  const routes: RouteConfig[] = [];
  for (const glob of GLOBS) {
    for (const [path, fact] of facts.glob(glob)) {
      if (IFCFG_IGNORED.test(path) || fact.status === 'absent') continue;
      if (fact.status === 'unknown') return { unknown: `${path}: ${fact.why}` };
      const device = path.slice(path.indexOf('-', IFCFG_FOLDER.length) + 1);
      try {
        routes.push(...(isOldForm(fact.text) ? oldForm(path, device, fact.text) : lines(path, device, fact.text)));
      } catch (error) {
        if (!(error instanceof EditError)) throw error;
        return { unknown: `${path}: ${error.message}` };
      }
    }
  }
  return routes;
}

/** As ifup-routes tells the two forms apart. */
function isOldForm(text: string): boolean {
  return /^\s*ADDRESS[0-9]+=/m.test(text);
}

function lines(path: string, device: string, text: string): readonly RouteConfig[] {
  let own = false;
  return text.split('\n').flatMap((line): readonly RouteConfig[] => {
    if (line.startsWith(`# BEGIN dmsa ${BLOCK}`)) own = true;
    if (line.startsWith(`# END dmsa ${BLOCK}`)) own = false;
    // A comment behind a route is an argument of ip, which then refuses it: such a line sets nothing.
    const route = /^\s*$|#/.test(line) ? null : readRouteLine(line, device);
    return route ? [{ ...route, path, own, hints: { line: line.replace(/\r$/, '') } }] : [];
  });
}

function oldForm(path: string, device: string, text: string): readonly RouteConfig[] {
  const keys = readAssignments(text);
  const hosts: string[] = [];
  // ifup-routes counts from 0 to the first that is missing.
  while (keys.get(`ADDRESS${hosts.length}`)) hosts.push(keys.get(`ADDRESS${hosts.length}`) ?? '');
  return hosts.flatMap((host, number): readonly RouteConfig[] => {
    const to = canonical(host, keys.get(`NETMASK${number}`) ?? null, () => 32);
    const via = canonicalHost(keys.get(`GATEWAY${number}`) ?? '');
    const metric = keys.get(`METRIC${number}`);
    if (to === null || via === null) return [];
    return [{ device, to, via, metric: metric ? Number(metric) : null, path, own: false, hints: { form: 'old' } }];
  });
}

export function ifcfgRouteHome(facts: Facts, { device, to }: Pick<RouteWant, 'device' | 'to'>): string | Unread {
  const path = homeOf(device, to);
  const fact = facts.glob(isIPv6(to) ? GLOBS[1] : GLOBS[0]).get(path);
  if (fact?.status !== 'present' || !isOldForm(fact.text)) return path;
  return {
    unknown: `${path} has routes as ADDRESS0=, NETMASK0=, GATEWAY0=, beside which ifup reads no others: write them as "NETWORK/LENGTH via ROUTER"`,
  };
}

function homeOf(device: string, to: string): string {
  return `${IFCFG_FOLDER}${isIPv6(to) ? 'route6' : 'route'}-${device}`;
}

export function editIfcfgRoute(have: RouteConfig | null, want: RouteWant): readonly Step[] {
  const path = have?.path ?? homeOf(want.device, want.to);
  return [block(path, have ? [have.hints['line'] ?? ''] : [], [routeLine(want)])];
}

export function removeIfcfgRoute({ path, hints }: RouteConfig): readonly Step[] {
  return [block(path, [hints['line'] ?? ''], [])];
}

/** A line that says more stays. So does one of ADDRESS0=, NETMASK0=, GATEWAY0= can't go: ifup counts up to the first number that is missing. */
export function dropIfcfgRoute({ path, hints }: RouteConfig): readonly Step[] | null {
  const { line } = hints;
  return line === undefined || !isPlainRoute(line) ? null : removeLines([{ file: path, text: line }]);
}

export function takeIfcfgRoute(have: RouteConfig, want: RouteWant): readonly Step[] | null {
  const gone = dropIfcfgRoute(have);
  return gone && [...gone, block(have.path, [], [routeLine(want)])];
}

function block(path: string, remove: readonly string[], add: readonly string[]): Step {
  return { do: 'edit', path, mode: '0644', edit: { type: 'block', block: BLOCK, remove, add } };
}
