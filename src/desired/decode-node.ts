/** Tree → draft: one node. */
import { parseHost } from './address.ts';
import type { NetworkName } from './cluster.ts';
import type { FileNode, FileServiceAddressGroup, FileVariables } from './cluster-file.gen.ts';
import { decodeFence } from './decode-fence.ts';
import { decodeInterface } from './decode-interface.ts';
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
import type { DraftNode } from './draft.ts';
import { accept, complaint, type Parsed, show } from './report.ts';
import { parseHostName, parseTypeName } from './syntax.ts';
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
    hostname: text(field(node, 'hostname')),
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
    fence: decodeFence(field(node, 'fence'), name, decoding),
  };
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
