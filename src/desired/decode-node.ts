/** Tree → draft: one node. */
import { contains, isLinkLocal6, networkOf, networkText, parseAddress, parseHost } from './address.ts';
import type { NetworkName } from './cluster.ts';
import type { FileNode, FileNodeNetwork, FileServiceAddressGroup, FileVariables } from './cluster-file.gen.ts';
import {
  type Decoding,
  FAILOVER_AFTER,
  groupUse,
  parsed,
  SYNC_EVERY,
  serviceAddresses,
  services,
  time,
  variables,
} from './decode-parts.ts';
import type { DraftInterface, DraftNode } from './draft.ts';
import { accept, complaint, type Parsed, show } from './report.ts';
import { parseHostName, parseInterface, parseTypeName } from './syntax.ts';
import { type At, type Entry, field, integer, items, keyPlace, text } from './tree.ts';

export function decodeNode(
  entry: Entry<FileNode>,
  devices: Readonly<Record<NetworkName, string>>,
  decoding: Decoding,
): DraftNode {
  const { name, at, value: node } = entry;
  accept(decoding.report, at, parseHostName(name), name);
  const sync = field(node, 'sync');
  const failover = field(node, 'failover');
  const own = field(node, 'serviceAddresses');
  const pack = field(node, 'pack');
  const set = field(node, 'variables');
  return {
    name,
    at,
    type: parsed(field(node, 'type'), decoding, parseTypeName, name),
    interfaces: {
      maintenance: decodeInterface(field(node, 'maintenance'), devices.maintenance, name, decoding),
      equipment: decodeInterface(field(node, 'equipment'), devices.equipment, name, decoding),
    },
    backupOf: text(field(node, 'backupOf')),
    serviceAddresses: groupUse(own, decoding, name, () => serviceAddresses(own as At<FileServiceAddressGroup>, decoding, name)),
    pack: groupUse(pack, decoding, name, () => services(pack as At<string[]>, decoding, name)),
    variables: groupUse(set, decoding, name, () => variables(set as At<FileVariables>, decoding, name)),
    sync: sync && { at: keyPlace(node, 'sync') ?? at, every: time(field(sync, 'every'), SYNC_EVERY, decoding, name) },
    failover: failover && {
      at: keyPlace(node, 'failover') ?? at,
      after: time(field(failover, 'after'), FAILOVER_AFTER, decoding, name),
    },
    ssh: decodeNodeSsh(field(node, 'ssh'), name, decoding),
  };
}

function decodeInterface(at: At<FileNodeNetwork> | null, device: string, node: string, decoding: Decoding): DraftInterface {
  if (at === null)
    return { written: false, device, hasAddress: { 4: false, 6: false }, address: null, address6: null, gateway6: null };
  const inline = at.tree.kind === 'scalar';
  const address4 = inline ? (at as At<string>) : field(at, 'address');
  const address = parsed(address4, decoding, (written) => parseAddress(written, 4), node);
  const address6 = parsed(field(at, 'address6'), decoding, (written) => parseAddress(written, 6), node);
  const gateway = text(field(at, 'gateway6'));
  const gateway6 = gateway && accept(decoding.report, gateway.at, parseGateway6(gateway.value), node);
  if (gateway !== null && gateway6 !== null) {
    const { report } = decoding;
    if (field(at, 'address6') === null) {
      const detail = `Found gateway6: ${gateway.value}. Write address6 as well, or leave the gateway out.`;
      report.error(gateway.at, 'gateway-without-address', 'An IPv6 gateway stands without an IPv6 address.', detail, node);
    } else if (address6 !== null && !contains(networkOf(address6.value), gateway6) && !isLinkLocal6(gateway6)) {
      const network = networkText(networkOf(address6.value));
      const detail = `Found ${show(gateway.value)}; the node's network is ${network}. Write an address in it, or a link-local one (fe80::…).`;
      report.error(gateway.at, 'gateway-outside', 'The IPv6 gateway is outside of the node’s network.', detail, node);
    } else if (address6?.value.bits === gateway6.bits) {
      report.error(
        gateway.at,
        'gateway-is-node',
        'The IPv6 gateway is the node itself.',
        `Found ${show(gateway.value)}. Write the router's address.`,
        node,
      );
    }
  }
  return {
    written: true,
    hasAddress: { 4: address4 !== null, 6: field(at, 'address6') !== null },
    device: parsed(field(at, 'interface'), decoding, parseInterface, node)?.value ?? device,
    address,
    address6,
    gateway6: gateway && gateway6 && { value: gateway6.host, at: gateway.at },
  };
}

function parseGateway6(written: string): ReturnType<typeof parseHost> {
  if (written.includes('/')) {
    const detail = `Found ${show(written)}. Write it without: ${written.split('/')[0]}.`;
    return complaint('bad-address', 'A gateway has a prefix length.', detail);
  }
  const host = parseHost(written);
  if (host.ok && host.value.family === 4) {
    return complaint(
      'wrong-family',
      'An IPv6 gateway is wanted here, this is IPv4.',
      `Found ${show(written)}. Write for example 2001:db8::1.`,
    );
  }
  return host;
}

function decodeNodeSsh(at: At<NonNullable<FileNode['ssh']>> | null, node: string, decoding: Decoding): DraftNode['ssh'] {
  const addresses = items(field(at, 'addresses')).flatMap((item) => parsed(item, decoding, parseTarget, node)?.value ?? []);
  return {
    addresses: addresses.length > 0 ? addresses : null,
    port: integer(field(at, 'port'))?.value ?? null,
    user: text(field(at, 'user'))?.value ?? null,
    identityFiles: identityFiles(field(at, 'identityFile')),
    transport: text(field(at, 'transport'))?.value ?? 'ssh',
  };
}

/** An address without prefix length, canonical, or a host name. */
function parseTarget(written: string): Parsed<string> {
  if (written.includes('/')) {
    const detail = `Found ${show(written)}. Write it without: ${written.split('/')[0]}.`;
    return complaint('bad-address', 'An address to connect to has a prefix length.', detail);
  }
  if (written.includes(':') || /^[0-9.]+$/.test(written)) {
    const host = parseHost(written);
    return host.ok ? { ok: true, value: host.value.host } : host;
  }
  if (/^[A-Za-z0-9]([A-Za-z0-9._-]{0,252})$/.test(written)) return { ok: true, value: written };
  const detail = `Found ${show(written)}. Write for example 10.0.0.21 or sec-1.example.net.`;
  return complaint('bad-address', 'This is neither an address nor a host name.', detail);
}

/** Null where the file names none. */
export function identityFiles(at: At<string | readonly string[]> | null): readonly string[] | null {
  const one = text(at);
  if (one !== null) return [one.value];
  const several = items(at).flatMap((item) => text(item)?.value ?? []);
  return several.length > 0 ? several : null;
}
