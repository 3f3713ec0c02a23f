/** Routes as the arguments of `ip route add`, which is how route-ethN files and ifupdown's `up` lines have them. */
import { canonical, canonicalHost, isIPv6 } from './address.ts';
import type { RouteWant } from './driver.ts';

/** `198.51.100.0/24 via 192.0.2.1 dev eth1 metric 10` */
export function routeLine({ to, via, device, metric }: RouteWant): string {
  return `${to} via ${via} dev ${device}${metric === null ? '' : ` metric ${metric}`}`;
}

/** Null for what is no plain route over a gateway: a default route, another table, a type such as `unreachable`. */
export function readRouteLine(line: string, device: string): RouteWant | null {
  const words = line.trim().split(/\s+/);
  if (words.includes('table') || words.includes('default') || words[0] === undefined) return null;
  const at = words.indexOf('via');
  const via = canonicalHost(words[at + 1] ?? '');
  if (at < 1 || via === null) return null;
  const to = canonical(inFull(words[0]), null, () => (isIPv6(via) ? 128 : 32));
  if (to === null || isIPv6(to) !== isIPv6(via)) return null;
  const metric = words.includes('metric') ? Number(words[words.indexOf('metric') + 1]) : null;
  const dev = words.includes('dev') ? words[words.indexOf('dev') + 1] : undefined;
  return { device: dev ?? device, to, via, metric };
}

/** Nothing but what a route of cluster.yaml says too: no source address, no MTU. */
export function isPlainRoute(line: string): boolean {
  return /^\S+(?:\s+(?:via|dev|metric)\s+\S+)+$/.test(line.trim());
}

/** ip takes `10.1/16` for `10.1.0.0/16`. */
function inFull(to: string): string {
  const [host = '', prefix] = to.split('/');
  if (prefix === undefined || !/^\d+(\.\d+){0,2}$/.test(host)) return to;
  return `${[...host.split('.'), '0', '0', '0'].slice(0, 4).join('.')}/${prefix}`;
}
