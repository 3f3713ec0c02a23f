import { existsSync, readFileSync } from 'node:fs';

export const flavours = ['debian-sysv', 'debian-systemd', 'rhel-like', 'rhel-nm'] as const;
export type Flavour = (typeof flavours)[number];

/** What a test or a file says of a node; what it leaves out is chosen (see `complete`). */
export interface NodeRequest {
  name: string;
  type?: 'GUI' | 'SECENGINE' | 'REPORTING';
  flavour?: Flavour;
  eth0?: string;
  eth1?: string;
  backupOf?: string;
  /** Hosts PostgreSQL. */
  database?: boolean;
}

export interface NodeSpec {
  name: string;
  type: 'GUI' | 'SECENGINE' | 'REPORTING';
  /** What it runs: a standby runs what the node it backs up does. */
  role: 'web' | 'sec';
  flavour: Flavour;
  eth0: string;
  eth1: string;
  /** The addresses that move at a failover; a standby has none of its own. */
  service?: { eth0: string; eth1: string };
  backupOf?: string;
  database: boolean;
}

export const prefixLength = 24;
export const controller = { eth0: '10.77.0.254', eth1: '10.78.0.254' };

/** The cluster of the demo: every type of node, every image. */
const demo: NodeRequest[] = [
  { name: 'Web-1', type: 'GUI', flavour: 'debian-systemd', database: true },
  { name: 'Sec-1', type: 'SECENGINE', flavour: 'rhel-like' },
  { name: 'Sec-2', type: 'SECENGINE', flavour: 'debian-sysv' },
  { name: 'Sec-Rep-1', type: 'REPORTING', flavour: 'rhel-like', backupOf: 'Sec-1' },
];

export const builtins: Record<string, NodeRequest[]> = {
  demo,
  // rhel-like boots with a third of the others' work: what is started anew for many tests uses it.
  /** The smallest thing that has an export, a mount and a database. */
  small: [
    { name: 'Web-1', type: 'GUI', flavour: 'rhel-like', database: true },
    { name: 'Sec-1', type: 'SECENGINE', flavour: 'rhel-like' },
  ],
  /** A pair for failover, with the node that arbitrates. */
  pair: [
    { name: 'Web-1', type: 'GUI', flavour: 'rhel-like', database: true },
    { name: 'Sec-1', type: 'SECENGINE', flavour: 'rhel-like' },
    { name: 'Sec-Rep-1', type: 'REPORTING', flavour: 'rhel-like', backupOf: 'Sec-1' },
  ],
};

const firstOctet = { GUI: 11, SECENGINE: 21, REPORTING: 31 } as const;

/** Fills in what was left out, so that the same request always gives the same cluster. */
export const complete = (requests: readonly NodeRequest[]): NodeSpec[] => {
  if (requests.length === 0) throw new Error('A lab needs at least one node.');
  const byName = new Map(requests.map((r) => [r.name, r]));
  if (byName.size !== requests.length) throw new Error('Two nodes of the lab have the same name.');

  const typeOf = (r: NodeRequest): NodeSpec['type'] =>
    r.type ?? (r.backupOf ? 'REPORTING' : /^web/i.test(r.name) ? 'GUI' : 'SECENGINE');
  const counts = { GUI: 0, SECENGINE: 0, REPORTING: 0 };
  let spill = 41; // a tenth node of a type goes on here
  const taken = new Set<string>();

  return requests.map((r) => {
    if (!/^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(r.name)) throw new Error(`"${r.name}" is not a host name.`);
    const flavour = r.flavour ?? 'debian-sysv';
    if (!flavours.includes(flavour)) throw new Error(`Node ${r.name}: no image "${flavour}"; there are ${flavours.join(', ')}.`);
    const type = typeOf(r);
    if (!(type in firstOctet)) throw new Error(`Node ${r.name}: no node type "${type}"; there are GUI, SECENGINE, REPORTING.`);
    const index = counts[type]++;
    const octet = index < 9 ? firstOctet[type] + index : spill++;
    const backed = r.backupOf === undefined ? undefined : byName.get(r.backupOf);
    if (r.backupOf !== undefined && backed === undefined)
      throw new Error(`Node ${r.name} backs up ${r.backupOf}, which the lab does not have.`);
    const spec: NodeSpec = {
      name: r.name,
      type,
      role: typeOf(backed ?? r) === 'GUI' ? 'web' : 'sec',
      flavour,
      eth0: r.eth0 ?? `10.77.0.${octet}`,
      eth1: r.eth1 ?? `10.78.0.${octet}`,
      database: r.database ?? false,
    };
    if (backed) spec.backupOf = backed.name;
    else {
      const last = Number(spec.eth0.split('.')[3]);
      spec.service = { eth0: `10.77.0.${100 + last}`, eth1: `10.78.0.${100 + last}` };
    }
    for (const address of [spec.eth0, spec.eth1]) {
      if (!/^10\.7[78]\.0\.([1-9]\d?)$/.test(address))
        throw new Error(`Node ${r.name}: ${address} is not in the lab's networks (10.77.0.1-99, 10.78.0.1-99).`);
      if (taken.has(address)) throw new Error(`Node ${r.name}: ${address} is given to two nodes.`);
      taken.add(address);
    }
    return spec;
  });
};

/** A builtin's name or a JSON file with a list of nodes. */
export const loadTopology = (source = 'demo'): NodeSpec[] => {
  const builtin = builtins[source];
  if (builtin) return complete(builtin);
  if (!existsSync(source))
    throw new Error(`No topology "${source}": neither a file nor one of ${Object.keys(builtins).join(', ')}.`);
  const parsed: unknown = JSON.parse(readFileSync(source, 'utf8'));
  if (!Array.isArray(parsed)) throw new Error(`${source}: a list of nodes was expected.`);
  return complete(parsed as NodeRequest[]);
};
