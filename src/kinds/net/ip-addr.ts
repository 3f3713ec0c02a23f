/**
 * The running state of a node's interfaces, from one `ip addr show`. Its form has hardly changed from iproute2 2.6.32
 * (CentOS 6) to 6.x, while `-o` leaves the link's flags out in newer versions and `-j` is missing in older ones.
 */
import type { CommandRequest, Facts } from '../facts.ts';
import { canonical, canonicalHost } from './address.ts';

export const IP_ADDR: CommandRequest = { type: 'command', id: 'ip-addr', script: 'ip addr show', watch: { network: true } };
export const IP_ROUTE4: CommandRequest = {
  type: 'command',
  id: 'ip-route4',
  script: 'ip -4 route show default',
  watch: { network: true },
};
export const IP_ROUTE6: CommandRequest = {
  type: 'command',
  id: 'ip-route6',
  script: 'ip -6 route show default',
  watch: { network: true },
};
/** All of the main table; old and new iproute2 print one route a line with `-o`. */
export const ALL_ROUTES4: CommandRequest = {
  type: 'command',
  id: 'ip-routes4',
  script: 'ip -4 -o route show',
  watch: { network: true },
};
export const ALL_ROUTES6: CommandRequest = {
  type: 'command',
  id: 'ip-routes6',
  script: 'ip -6 -o route show',
  watch: { network: true },
};

export interface RunningLink {
  readonly device: string;
  readonly up: boolean;
  /** The hardware address, lower case. */
  readonly mac: string | null;
  readonly addresses: readonly RunningAddress[];
}

interface RunningAddress {
  /** Canonical, with prefix length. */
  readonly address: string;
  /** IPv4 only; the device's own name where it has no label of its own. */
  readonly label: string | null;
  readonly scope: string;
  /** IPv6: another host was found to have it; this node does not answer for it. */
  readonly failed: boolean;
}

export interface Unread {
  readonly unknown: string;
}

/** The node's links by name, or why they can't be told. Garbage is never taken for a node without addresses. */
export function readLinks(facts: Facts): ReadonlyMap<string, RunningLink> | Unread {
  const fact = facts.command(IP_ADDR.id);
  if (fact.status === 'unknown') return { unknown: `ip addr show: ${fact.why}` };
  if (fact.code !== 0) return { unknown: `ip addr show ended with ${fact.code}: ${firstLine(fact.stderr) || 'no message'}` };
  return parseLinks(fact.stdout);
}

function parseLinks(text: string): ReadonlyMap<string, RunningLink> | Unread {
  const links = new Map<string, { device: string; up: boolean; mac: string | null; addresses: RunningAddress[] }>();
  let current: { device: string; up: boolean; mac: string | null; addresses: RunningAddress[] } | null = null;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const head = /^\d+: ([^:@\s]+)(?:@[^:\s]+)?: <([^>]*)> /.exec(line);
    if (head) {
      const [, device = '', flags = ''] = head;
      current = { device, up: flags.split(',').includes('UP'), mac: null, addresses: [] };
      links.set(device, current);
      continue;
    }
    if (!/^\s/.test(line) || !current) return notUnderstood(line);
    const words = line.trim().split(/\s+/);
    if (words[0] === 'link/ether') current.mac = words[1]?.toLowerCase() ?? null;
    if (words[0] !== 'inet' && words[0] !== 'inet6') continue;
    const address = readAddress(words);
    if (!address) return notUnderstood(line);
    current.addresses.push(address);
  }
  return links.size > 0 ? links : { unknown: 'ip addr show printed nothing' };
}

function readAddress(words: readonly string[]): RunningAddress | null {
  const [family, first = ''] = words;
  const peer = words[2] === 'peer' ? (words[3] ?? '') : null;
  const scope = words[words.indexOf('scope') + 1];
  const address = canonical(first, peer?.split('/')[1] ?? null, () => (family === 'inet' ? 32 : 128));
  if (!address || !words.includes('scope') || scope === undefined) return null;
  return { address, label: family === 'inet' ? (words.at(-1) ?? null) : null, scope, failed: words.includes('dadfailed') };
}

/**
 * The default gateways of one family by device, in the kernel's order (lowest metric first), or why they can't be told. Those
 * that a router advertised are left out: they come and go with the router, and are nobody's configuration.
 */
export function readGateways(facts: Facts, family: 4 | 6): ReadonlyMap<string, readonly string[]> | Unread {
  const routes = readRoutes(facts, family === 4 ? IP_ROUTE4 : IP_ROUTE6, family);
  if ('unknown' in routes) return routes;
  const gateways = new Map<string, string[]>();
  for (const { to, via, device } of routes) {
    if (to === 'default') gateways.set(device, [...(gateways.get(device) ?? []), via]);
  }
  return gateways;
}

export interface RunningRoute {
  /** `default`, or canonical with prefix length. */
  readonly to: string;
  readonly via: string;
  readonly device: string;
  readonly metric: number;
}

/** What `ip route` says of routes over a gateway; those without, and of other types (`unreachable` …), are left out. */
export function readRoutes(facts: Facts, request: CommandRequest, family: 4 | 6): readonly RunningRoute[] | Unread {
  const fact = facts.command(request.id);
  if (fact.status === 'unknown') return { unknown: `${request.script}: ${fact.why}` };
  if (fact.code !== 0) {
    return { unknown: `${request.script} ended with ${fact.code}: ${firstLine(fact.stderr) || 'no message'}` };
  }
  const routes: RunningRoute[] = [];
  for (const line of fact.stdout.split('\n')) {
    if (line.trim() === '') continue;
    // Several next hops for one destination are an operator's; each stands on a line of its own or behind a backslash.
    const words = (line.split('\\')[0] ?? '').trim().split(/\s+/);
    const first = words[0] ?? '';
    if (/^(unicast|unreachable|blackhole|prohibit|throw|local|broadcast|multicast|anycast|nat|nexthop)$/.test(first)) continue;
    const to = first === 'default' ? first : canonical(first, null, () => (family === 4 ? 32 : 128));
    if (to === null) return notUnderstood(line);
    const at = words.indexOf('via');
    const via = canonicalHost(words[at + (words[at + 1]?.startsWith('inet') ? 2 : 1)] ?? '');
    const device = words[words.indexOf('dev') + 1];
    if (at < 1 || via === null || device === undefined || line.includes(' proto ra ')) continue;
    const metric = words.includes('metric') ? Number(words[words.indexOf('metric') + 1]) : 0;
    routes.push({ to, via, device, metric });
  }
  return routes;
}

function notUnderstood(line: string): Unread {
  return { unknown: `the output of ip holds a line that is not understood: "${line.slice(0, 80)}"` };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
