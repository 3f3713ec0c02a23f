/**
 * The running state of a node's interfaces, from one `ip addr show`. Its form has hardly changed from iproute2 2.6.32
 * (CentOS 6) to 6.x, while `-o` leaves the link's flags out in newer versions and `-j` is missing in older ones.
 */
import type { CommandRequest, Facts } from '../facts.ts';
import { canonical, canonicalHost } from './address.ts';

export const IP_ADDR: CommandRequest = { type: 'command', id: 'ip-addr', script: 'ip addr show' };
export const IP_ROUTE6: CommandRequest = { type: 'command', id: 'ip-route6', script: 'ip -6 route show default' };

export interface RunningLink {
  readonly device: string;
  readonly up: boolean;
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
  const links = new Map<string, { device: string; up: boolean; addresses: RunningAddress[] }>();
  let current: { device: string; up: boolean; addresses: RunningAddress[] } | null = null;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const head = /^\d+: ([^:@\s]+)(?:@[^:\s]+)?: <([^>]*)> /.exec(line);
    if (head) {
      const [, device = '', flags = ''] = head;
      current = { device, up: flags.split(',').includes('UP'), addresses: [] };
      links.set(device, current);
      continue;
    }
    if (!/^\s/.test(line) || !current) return notUnderstood(line);
    const words = line.trim().split(/\s+/);
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

/** The IPv6 default gateways by device, or why they can't be told. */
export function readGateways6(facts: Facts): ReadonlyMap<string, readonly string[]> | Unread {
  const fact = facts.command(IP_ROUTE6.id);
  if (fact.status === 'unknown') return { unknown: `ip -6 route show default: ${fact.why}` };
  if (fact.code !== 0) {
    return { unknown: `ip -6 route show default ended with ${fact.code}: ${firstLine(fact.stderr) || 'no message'}` };
  }
  const gateways = new Map<string, string[]>();
  for (const line of fact.stdout.split('\n')) {
    if (line.trim() === '') continue;
    const words = line.trim().split(/\s+/);
    if (!/^(default|unreachable|blackhole|prohibit|nexthop)$/.test(words[0] ?? '')) return notUnderstood(line);
    const gateway = words[0] === 'default' ? canonicalHost(words[words.indexOf('via') + 1] ?? '') : null;
    const device = words[words.indexOf('dev') + 1];
    if (gateway === null || device === undefined) continue;
    gateways.set(device, [...(gateways.get(device) ?? []), gateway]);
  }
  return gateways;
}

function notUnderstood(line: string): Unread {
  return { unknown: `the output of ip holds a line that is not understood: "${line.slice(0, 80)}"` };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
