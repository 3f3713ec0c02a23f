/**
 * A node's own addresses on its two networks: the interface file (what a boot gives) and the running state.
 *
 * Foreign addresses on the interface are left alone. Replaced are: the wanted address with another prefix, and the address
 * that the file had until now. A live interface is never taken down; an address is added before the old one goes.
 */
import type { Cluster, ClusterNode, NodeInterface } from '../desired/cluster.ts';
import { once } from '../memo.ts';
import { quote } from '../quote.ts';
import type { FactRequest, Facts } from './facts.ts';
import type { Forecast } from './foretell.ts';
import {
  type Change,
  defineKind,
  type NodeContext,
  type Observation,
  type Resource,
  type Step,
  type Unknowable,
} from './kind.ts';
import { hostOf, isIPv6 } from './net/address.ts';
import type { DeviceConfig } from './net/driver.ts';
import { driverOf, NETWORK_FILES } from './net/drivers.ts';
import { wireFindings, wireRequest } from './net/foretell.ts';
import { IP_ADDR, IP_ROUTE4, IP_ROUTE6, readGateways, readLinks } from './net/ip-addr.ts';
import { ANNOUNCE, DROP, KNOB, LEAVE_DHCP, PREAMBLE } from './net/script.ts';

export type InterfaceSpec = {
  readonly device: string;
  readonly address: string | null;
  readonly address6: string | null;
  readonly gateway6: string | null;
  /** `none`: the node's default gateway is over its other interface; null: the file names none, the node's own stays. */
  readonly gateway: string | 'none' | null;
};

export type InterfaceState = {
  readonly file: DeviceConfig;
  /** `missing`: the node has no such device. */
  readonly link: 'up' | 'down' | 'missing';
  /** Running, of global scope, canonical with prefix length, in the node's order. */
  readonly addresses: readonly string[];
  /** The default gateways over this device; null where nobody asked for them. */
  readonly gateways6: readonly string[] | null;
  readonly gateways: readonly string[] | null;
};

export const INTERFACE = 'interface';

export const interfaceKind = defineKind<InterfaceSpec, InterfaceState>({
  name: INTERFACE,
  title: 'interface',

  desired: once((cluster: Cluster): readonly Resource<InterfaceSpec>[] => {
    return cluster.nodes.flatMap((node) =>
      [node.interfaces.maintenance, node.interfaces.equipment]
        .filter((one) => one.address !== null || one.address6 !== null)
        .map((one) => resourceOf(node, one)),
    );
  }),

  probe(want): readonly FactRequest[] {
    const asked = (key: 'gateway' | 'gateway6'): boolean => want.some((one) => one.spec[key] !== null);
    return [IP_ADDR, ...NETWORK_FILES, ...(asked('gateway6') ? [IP_ROUTE6] : []), ...(asked('gateway') ? [IP_ROUTE4] : [])];
  },

  parse(facts: Facts, want) {
    const result = new Map<string, Observation<InterfaceState>>();
    const driver = driverOf(facts.platform);
    const links = readLinks(facts);
    const gateways6 = want.some((one) => one.spec.gateway6 !== null) ? readGateways(facts, 6) : null;
    const gateways = want.some((one) => one.spec.gateway !== null) ? readGateways(facts, 4) : null;
    for (const { name, spec } of want) {
      if ('unknown' in driver) result.set(name, { status: 'unknown', why: driver.unknown });
      else if ('unknown' in links) result.set(name, { status: 'unknown', why: links.unknown });
      else if (gateways6 && 'unknown' in gateways6) result.set(name, { status: 'unknown', why: gateways6.unknown });
      else if (gateways && 'unknown' in gateways) result.set(name, { status: 'unknown', why: gateways.unknown });
      else {
        const refused = driver.refuses(facts, name);
        const file = refused === null ? driver.readDevice(facts, name, spec) : { unknown: refused };
        const link = links.get(name);
        if ('unknown' in file) result.set(name, { status: 'unknown', why: file.unknown });
        else {
          const addresses = link?.addresses.filter((one) => one.scope === 'global').map((one) => one.address) ?? [];
          const state: InterfaceState = {
            file,
            link: link ? (link.up ? 'up' : 'down') : 'missing',
            addresses,
            gateways6: gateways6 ? (gateways6.get(name) ?? []) : null,
            gateways: gateways ? (gateways.get(name) ?? []) : null,
          };
          result.set(name, link || file.present ? { status: 'present', state } : { status: 'absent' });
        }
      }
    }
    return result;
  },

  exists: (have) => have.file.present,

  compare,

  steps(want, have, context): readonly Step[] {
    if (!want || !have) return [];
    const driver = driverOf(context.platform);
    if ('unknown' in driver) return [];
    const files = driver.editDevice(want.device, have.file, want);
    const running = runningChanges(want, have);
    const dhcp = have.file.method === 'dhcp' && want.address !== null;
    const takeUp = driver.takeUp(want.device, have.file);
    if (running.length === 0 && !dhcp && !takeUp) return files;
    const label = `bring ${want.device} to ${[want.address, want.address6].filter((one) => one !== null).join(' and ')}`;
    const script = converge(want, have, dhcp, takeUp?.lines ?? []);
    const undo = takeUp ? { undo: takeUp.undo } : {};
    return [...files, { do: 'run', label, timeoutMs: takeUp ? 60_000 : 30_000, script, ...undo }];
  },

  keeps: 'dmsa takes no interface down because the file no longer has it: its addresses stay as they are',
  foretell(want, have): Forecast {
    if (!want || !have || have.link !== 'up') return {};
    const wires = [want.address, want.address6].flatMap((address) =>
      // One that stands here already, with whatever prefix, is this node's own.
      address === null || have.addresses.some((one) => hostOf(one) === hostOf(address))
        ? []
        : [{ host: hostOf(address), request: wireRequest(hostOf(address), want.device) }],
    );
    return {
      requests: wires.map(({ request }) => request),
      judge: ({ facts }) =>
        wires.flatMap(({ host, request }) => wireFindings(facts.command(request.id), host, want.device, false)),
    };
  },

  risksConnection(want, have, context) {
    if (!want || !have || have.addresses.length === 0) return false;
    const changes = compare(want, have, context);
    return !('unknown' in changes) && changes.length > 0;
  },
});

/** The interface that loses the node's default gateway comes after the one that gets it: the node stays in reach. */
function resourceOf(node: ClusterNode, { device, address, address6, gateway6, gateway }: NodeInterface): Resource<InterfaceSpec> {
  const other = Object.values(node.interfaces).find((one) => one.device !== device && one.gateway !== null);
  const elsewhere = gateway === null && other !== undefined;
  return {
    node: node.name,
    kind: INTERFACE,
    name: device,
    spec: { device, address, address6, gateway6, gateway: elsewhere ? 'none' : gateway },
    after: elsewhere ? [{ node: node.name, kind: INTERFACE, name: other.device }] : [],
  };
}

/** A device that is no longer in cluster.yaml keeps its addresses: taking them off could cut the node off for nothing. */
function compare(want: InterfaceSpec | null, have: InterfaceState | null, context: NodeContext): readonly Change[] | Unknowable {
  if (!want) return [];
  if (!have || have.link === 'missing') {
    return {
      unknown: `${context.node} has no device ${want.device}: name the node's own device in cluster.yaml, or see to the hardware`,
    };
  }
  const file: Change[] = [];
  if (have.file.method === 'dhcp' && want.address !== null) {
    file.push({ path: 'method', from: 'dhcp', to: 'static', where: 'file' });
  }
  for (const key of ['address', 'address6', 'gateway6'] as const) {
    if (want[key] !== null && have.file[key] !== want[key]) {
      file.push({ path: key, from: have.file[key], to: want[key], where: 'file' });
    }
  }
  const gateway = want.gateway === 'none' ? null : (want.gateway ?? have.file.gateway);
  if (have.file.gateway !== gateway) file.push({ path: 'gateway', from: have.file.gateway, to: gateway, where: 'file' });
  if (!have.file.atBoot) file.push({ path: 'atBoot', from: have.file.present ? false : null, to: true, where: 'file' });
  return [...file, ...runningChanges(want, have)];
}

function runningChanges(want: InterfaceSpec, have: InterfaceState): readonly Change[] {
  const changes: Change[] = [];
  if (have.link === 'down') changes.push({ path: 'link', from: 'down', to: 'up', where: 'running' });
  for (const key of ['address', 'address6'] as const) {
    const wanted = want[key];
    if (wanted === null) continue;
    const old = replaced(wanted, have.file[key], have.addresses);
    if (old.length === 0 && have.addresses.includes(wanted)) continue;
    changes.push({ path: key, from: old.length > 0 ? old.join(', ') : null, to: wanted, where: 'running' });
  }
  if (want.gateway6 !== null && !have.gateways6?.includes(want.gateway6)) {
    changes.push({ path: 'gateway6', from: have.gateways6?.join(', ') || null, to: want.gateway6, where: 'running' });
  }
  const stray = strayGateways(want, have);
  if (want.gateway !== null && (want.gateway === 'none' ? stray.length > 0 : have.gateways?.[0] !== want.gateway)) {
    const to = want.gateway === 'none' ? null : want.gateway;
    changes.push({ path: 'gateway', from: (to === null ? stray : have.gateways)?.join(', ') || null, to, where: 'running' });
  }
  return changes;
}

/** Default gateways over this device that go: those that would be taken before the wanted one, or that its file had put there. */
function strayGateways(want: InterfaceSpec, have: InterfaceState): readonly string[] {
  const running = have.gateways ?? [];
  if (want.gateway === null) return [];
  if (want.gateway === 'none') return running.filter((one) => one === have.file.gateway);
  const place = running.indexOf(want.gateway);
  return running.filter((one, at) => one !== want.gateway && (place === -1 || at < place));
}

/** Running addresses that go: the same one with another prefix, and the one that the file gave until now. */
function replaced(wanted: string, inFile: string | null, running: readonly string[]): readonly string[] {
  return running.filter((one) => one !== wanted && (hostOf(one) === hostOf(wanted) || one === inFile));
}

function converge(want: InterfaceSpec, have: InterfaceState, dhcp: boolean, takeUp: readonly string[]): string {
  const device = quote(want.device);
  const lines = [`ip link set dev ${device} up`, ...takeUp];
  if (dhcp) {
    const files = [`/var/run/dhclient-${want.device}.pid`, `/run/dhclient.${want.device}.pid`, `/run/udhcpc.${want.device}.pid`];
    lines.push(LEAVE_DHCP, `leave ${files.map(quote).join(' ')}`);
  }
  const drops: string[] = [];
  let announced = false;
  for (const [wanted, inFile] of [
    [want.address, have.file.address],
    [want.address6, have.file.address6],
  ] as const) {
    if (wanted === null) continue;
    const old = replaced(wanted, inFile, have.addresses);
    const version = isIPv6(wanted) ? '-6' : '-4';
    const broadcast = isIPv6(wanted) ? '' : ' brd +';
    const address = quote(wanted);
    const seen = `has ${address} "$(ip -o ${version} addr show dev ${device})"`;
    // A daemon that takes the file up may add it in that moment.
    const or = takeUp.length > 0 ? ` || ${seen}` : '';
    lines.push(`if ! ${seen}; then ip ${version} addr add ${address}${broadcast} dev ${device}${or}; fi`);
    for (const one of old) {
      drops.push(
        isIPv6(one)
          ? `if has ${quote(one)} "$(ip -o -6 addr show dev ${device})"; then ip -6 addr del ${quote(one)} dev ${device}; fi`
          : `drop ${quote(one)} ${device} ${quote(hostOf(wanted))}`,
      );
    }
    announced ||= !isIPv6(wanted) && have.addresses.length > 0 && !have.addresses.some((one) => hostOf(one) === hostOf(wanted));
  }
  if (drops.some((one) => one.startsWith('drop '))) lines.push(KNOB, DROP);
  lines.push(...drops);
  // A daemon that took the file up has set them, with a metric of its own.
  if (want.gateway6 !== null && takeUp.length === 0) {
    lines.push(`ip -6 route replace default via ${quote(want.gateway6)} dev ${device}`);
  }
  if (want.gateway !== null && want.gateway !== 'none' && takeUp.length === 0 && have.gateways?.[0] !== want.gateway) {
    lines.push(`ip -4 route replace default via ${quote(want.gateway)} dev ${device}`);
  }
  for (const one of strayGateways(want, have)) {
    lines.push(`ip -4 route del default via ${quote(one)} dev ${device} 2>/dev/null || :`);
  }
  if (announced && want.address !== null) lines.push(ANNOUNCE, `announce ${quote(hostOf(want.address))} ${device}`);
  return [PREAMBLE, ...lines].join('\n');
}
