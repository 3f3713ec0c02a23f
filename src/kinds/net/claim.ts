/** The script that brings a service address up, takes it off, or sets a wrong device or prefix right. */
import { quote } from '../../quote.ts';
import type { RunStep } from '../kind.ts';
import { underLease } from '../lease-files.ts';
import { hostOf, isIPv6 } from './address.ts';
import { ANNOUNCE, DROP, KNOB, PREAMBLE, PROVE, SETTLE } from './script.ts';

/** Where an address is up. A type, not an interface: it is part of a state, which is plain data. */
export type RunningPlace = {
  readonly device: string;
  readonly label: string | null;
  readonly address: string;
};

interface Wanted {
  readonly device: string;
  readonly label: string;
  readonly address: string;
  readonly held: 'yes' | 'no' | 'leave';
  readonly lease?: string;
}

interface Seen {
  readonly running: readonly RunningPlace[];
  readonly failed: readonly string[];
  readonly former: readonly RunningPlace[];
}

/** `want` null: it goes. Only called where what runs is not as wanted. */
export function changeScript(want: Wanted | null, have: Seen): RunStep {
  const claims = want?.held === 'yes';
  const gone = leaving(want, have);
  const claim = claims ? claimLines(want, have) : [];
  const release = gone.map(dropLine);
  const needs = [
    ...(gone.some((one) => !isIPv6(one.address)) || (claims && isIPv6(want.address)) ? [KNOB] : []),
    ...(gone.some((one) => !isIPv6(one.address)) ? [DROP] : []),
    ...(claims ? (have.running.length === 0 ? [PROVE] : []) : []),
    ...(claims ? [isIPv6(want.address) ? SETTLE : ANNOUNCE] : []),
  ];
  const label = claims
    ? `bring up ${want.address} on ${want.device} as ${want.label}`
    : `take ${gone.map((one) => `${one.address} off ${one.device}`).join(', ')}`;
  const bring = [PREAMBLE, ...needs, ...claim, ...release].join('\n');
  const back = (): string =>
    [PREAMBLE, KNOB, DROP, ...(want ? [dropLine({ label: null, address: want.address, device: want.device })] : [])].join('\n');
  const script = claims && want.lease !== undefined ? underLease(want.lease, want.address, bring, back()) : bring;
  // Of addresses that come up nothing is shared but for the switches that the others need.
  const beside = claims && gone.length === 0 && !isIPv6(want.address);
  return { do: 'run', label, timeoutMs: 40_000, script, ...(beside ? { beside } : {}) };
}

/** What is taken off. Where it is left to whoever holds it, only what the file gave until now. */
export function leaving(want: Wanted | null, have: Omit<Seen, 'failed'>): readonly RunningPlace[] {
  if (want?.held === 'leave') return [];
  return [...have.former, ...have.running.filter((one) => want?.held !== 'yes' || !sits(want, one))];
}

function sits(want: Wanted, one: RunningPlace): boolean {
  return one.device === want.device && one.address === want.address;
}

function claimLines(want: Wanted, have: Seen): readonly string[] {
  const device = quote(want.device);
  const address = quote(want.address);
  const host = quote(hostOf(want.address));
  // Already held, with another prefix or on another device: who else should answer for it?
  const proof = have.running.length === 0 ? [`  prove ${host} ${device}`] : [];
  if (!isIPv6(want.address)) {
    return [
      `if ! has ${address} "$(ip -o -4 addr show dev ${device})"; then`,
      ...proof,
      `  ip -4 addr add ${address} brd + dev ${device} label ${quote(want.label)}`,
      'fi',
      `announce ${host} ${device}`,
    ];
  }
  // ndisc_notify (ip-sysctl): the kernel then tells the neighbours itself, once no duplicate was found.
  return [
    ...have.failed.map((one) => `ip -6 addr del ${address} dev ${quote(one)} 2>/dev/null || :`),
    `if ! has ${address} "$(ip -o -6 addr show dev ${device})"; then`,
    ...proof,
    `  knob=${quote(`/proc/sys/net/ipv6/conf/${want.device}/ndisc_notify`)}`,
    '  turn_on "$knob"',
    `  ip -6 addr add ${address} dev ${device}`,
    `  settle ${address} ${device}`,
    '  turn_back "$knob"',
    'fi',
    `settle ${address} ${device}`,
  ];
}

function dropLine({ address, device }: RunningPlace): string {
  const [one, on] = [quote(address), quote(device)];
  if (!isIPv6(address)) return `drop ${one} ${on}`;
  return `if has ${one} "$(ip -o -6 addr show dev ${on})"; then ip -6 addr del ${one} dev ${on}; fi`;
}
