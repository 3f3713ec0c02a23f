/**
 * What is asked of an active at each check, in one round trip, and what the answer says: its services by their own status, as a
 * plan sees them; whether it can write to its disk; whether its own network links are up. Pure.
 */
import type { Cluster, ClusterNode, NetworkName } from '../desired/cluster.ts';
import type { FactRequest, Facts } from '../kinds/facts.ts';
import type { Resource } from '../kinds/kind.ts';
import { hostOf } from '../kinds/net/address.ts';
import { PAIR_DIR } from '../kinds/pair-files.ts';
import { type ServiceState, serviceKind } from '../kinds/service.ts';
import { packNames, type ServiceSpec } from '../kinds/service-desired.ts';
import { quote } from '../quote.ts';
import type { Finding, Subject } from './watch.ts';
import type { Witness } from './witness.ts';

const VITALS = 'vitals';

export interface VitalsOf {
  readonly cluster: Cluster;
  readonly node: ClusterNode;
  /** Its service resources, as they are wanted while it holds. */
  readonly services: readonly Resource<ServiceSpec>[];
}

export const NETWORKS: readonly NetworkName[] = ['maintenance', 'equipment'];

/** @param hung  the disk hung when it was last looked at: first it is seen whether that write is still there */
export function vitalsRequests({ cluster, node, services }: VitalsOf, hung: boolean): readonly FactRequest[] {
  const own = packOf(cluster, node, services);
  return [...serviceKind.probe(own), { type: 'command', id: VITALS, script: vitalsScript(node, hung) }];
}

function packOf(cluster: Cluster, node: ClusterNode, services: VitalsOf['services']): readonly Resource<ServiceSpec>[] {
  const names = new Set(packNames(cluster, node));
  return services.filter(({ name }) => names.has(name));
}

/** How long a write of a few bytes may take before the disk counts as hung, in tenths of a second. */
const HUNG_TENTHS = 30;

/**
 * Prints, each on a line of its own:
 *   disk ok | disk MESSAGE | disk hung     a file of 4 KiB written to the disk below /var/lib/dmsa
 *   link NETWORK CARRIER OPERSTATE         of /sys/class/net; `-` where the kernel says nothing
 *   end
 * The write goes on in the background: of a hung disk nobody can be rid of, and no connection must wait for it. While one still
 * hangs, no further one is begun. Once written, the file is emptied: rewritten in its own place it would find room on a disk that has none.
 */
function vitalsScript(node: ClusterNode, hung: boolean): string {
  const links = NETWORKS.flatMap((network) => {
    const { device, address, address6 } = node.interfaces[network];
    return address === null && address6 === null ? [] : [`link ${network} ${quote(device)}\n`];
  });
  const write = `dd if=/dev/zero of=${PAIR_DIR}/.vitals bs=4096 count=1 conv=fsync`;
  return `link() {
  c=-; o=-
  { read -r c <"/sys/class/net/$2/carrier"; } 2>/dev/null || c=-
  { read -r o <"/sys/class/net/$2/operstate"; } 2>/dev/null || o=-
  echo "link $1 \${c:--} \${o:--}"
}
runs() { # PID
  s=; { read -r s <"/proc/$1/stat"; } 2>/dev/null || return 1
  s=\${s##*) }
  case $s in '' | Z* | X*) return 1 ;; esac
}
hangs() {
  for f in /proc/[0-9]*/cmdline; do
    a=; { IFS= read -r a <"$f"; } 2>/dev/null
    case $a in dd*ha/.vitals*) return 0 ;; esac
  done
  return 1
}
${hung ? 'hangs 2>/dev/null' : 'false'} && echo 'disk hung' || {
  [ -d ${PAIR_DIR} ] || mkdir -p ${PAIR_DIR} 2>/dev/null
  { ${write} && : >${PAIR_DIR}/.vitals; } >/dev/null 2>&1 </dev/null & p=$!
  n=0
  while runs $p && [ $n -lt ${HUNG_TENTHS} ]; do sleep 0.1; n=$((n + 1)); done
  if runs $p; then echo 'disk hung'
  elif wait $p; then echo 'disk ok'
  else E=$( { ${write}; } 2>&1 >/dev/null </dev/null | head -n 1); echo "disk \${E:-nothing can be written}"
  fi
}
${links.join('')}echo end
`;
}

export interface Vitals {
  readonly findings: ReadonlyMap<Subject, Finding>;
  /** What the node says of its own links: it can be nowhere on a network whose cable is out. */
  readonly links: ReadonlyMap<NetworkName, Witness>;
}

export function readVitals({ cluster, node, services }: VitalsOf, facts: Facts): Vitals {
  const findings = new Map<Subject, Finding>();
  const own = packOf(cluster, node, services);
  const seen = serviceKind.parse(facts, own);
  for (const { name } of own) {
    const one = seen.get(name);
    if (!one || one.status === 'unknown') {
      findings.set(`service ${name}`, { status: 'unknown', why: one?.why ?? 'nothing was said of it' });
    } else if (one.status === 'absent') findings.set(`service ${name}`, { status: 'bad', why: 'the node has no such service' });
    else findings.set(`service ${name}`, runFinding((one.state as ServiceState).run));
  }
  const said = facts.command(VITALS);
  const lines = said.status === 'done' ? said.stdout.split('\n') : [];
  if (said.status === 'unknown' || !lines.includes('end')) {
    const why = said.status === 'unknown' ? said.why : 'the check did not come to its end';
    findings.set('disk /', { status: 'unknown', why });
    return { findings, links: new Map() };
  }
  const links = new Map<NetworkName, Witness>();
  for (const line of lines) {
    const [word, first = '', second = '', third = ''] = line.split(' ');
    if (word === 'disk') findings.set('disk /', diskFinding(line.slice('disk '.length)));
    if (word === 'link' && (first === 'maintenance' || first === 'equipment')) links.set(first, linkWitness(node, second, third));
  }
  return { findings, links };
}

function runFinding({ is, says }: ServiceState['run']): Finding {
  switch (is) {
    case 'yes':
      return { status: 'good' };
    case 'no':
      return { status: 'bad', why: says };
    // Between two states: the next check says which.
    case 'changing':
      return { status: 'unknown', why: says };
  }
}

function diskFinding(said: string): Finding {
  if (said === 'ok') return { status: 'good' };
  if (said === 'hung') return { status: 'bad', why: `writing a few bytes is not done after ${HUNG_TENTHS / 10} s` };
  return { status: 'bad', why: said.replace(/^dd: /, '') };
}

/** Its own word counts where the cable is out or the interface is down; that the link is up proves nothing. */
function linkWitness({ name }: ClusterNode, carrier: string, operstate: string): Witness {
  const down = carrier === '0' || operstate === 'down' || operstate === 'lowerlayerdown';
  return down
    ? { name: `${name} itself`, hears: false, fit: true, why: `its link is ${operstate === '-' ? 'down' : operstate}` }
    : { name: `${name} itself`, hears: null, fit: false };
}

/** Its own address on a network, without prefix; null where the file gives none. */
export function addressOn(node: ClusterNode, network: NetworkName): string | null {
  const { address, address6 } = node.interfaces[network];
  const one = address ?? address6;
  return one === null ? null : hostOf(one);
}
