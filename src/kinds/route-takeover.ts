/** A route of an operator's files that was given to dmsa, and how a route is taken off. */
import { quote } from '../quote.ts';
import type { Platform } from './facts.ts';
import type { Prune } from './kind.ts';
import { isIPv6 } from './net/address.ts';
import type { RouteConfig } from './net/driver.ts';
import { driverOf } from './net/drivers.ts';
import { routeLine } from './net/route-lines.ts';
import type { RouteSpec, RouteState } from './route.ts';
import { isAdopted, readAdopted } from './share/adopted.ts';

/** How an entry is known again: its line, or what it says where it has none of its own. */
export function adoptedText(one: RouteConfig): string {
  return one.hints['line'] ?? routeLine(one);
}

/** The operator's entry, where it is dmsa's to move. */
export function givenRoute(want: RouteSpec, { file }: RouteState, platform: Platform): RouteConfig | null {
  if (!file || file.own || !isAdopted(want.adopted, file.path, adoptedText(file))) return null;
  const driver = driverOf(platform);
  return 'unknown' in driver || driver.takeRoute(file, want) === null ? null : file;
}

export const routePrune: Prune<RouteSpec, RouteState> = {
  // What was adopted is remembered until it stands in dmsa's own place.
  record: () => null,
  former(name, made) {
    const adopted = readAdopted(made);
    const [to, device] = name.split(' over ');
    return adopted && to !== undefined && device !== undefined ? { device, to, via: '', metric: null, adopted } : null;
  },
  removal({ spec }, { file, clash }, _, { platform }) {
    const driver = driverOf(platform);
    if ('unknown' in driver) return { left: driver.unknown };
    const given = [file, clash].find((one) => one && !one.own && isAdopted(spec.adopted, one.path, adoptedText(one)));
    const steps = given ? driver.dropRoute(given) : null;
    if (!given || !steps) return { changes: [], steps: [] };
    const { device, to, via, metric } = given;
    return {
      changes: [{ path: 'via', from: adoptedText(given), to: null, where: 'file' }],
      steps: [...steps, { do: 'run', ...removal({ device, to, via, metric }) }],
    };
  },
};

export function removal({ device, to, via, metric }: RouteSpec): { label: string; timeoutMs: number; script: string } {
  const ip = `ip ${isIPv6(to) ? '-6' : '-4'} route`;
  const gateway = via === '' ? '' : ` via ${quote(via)}`;
  const script = `${ip} del ${quote(to)}${gateway} dev ${quote(device)}${metric === null ? '' : ` metric ${metric}`} 2>/dev/null || :`;
  return { label: `take the route to ${to} off ${device}`, timeoutMs: 10_000, script };
}
