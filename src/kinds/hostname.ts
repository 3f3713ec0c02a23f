/**
 * A node's host name, in the file that a boot sets it from and in the running kernel. Only where cluster.yaml asks for it
 * (`hostnames: set`, or `hostname` on the node): a name that changes under a running database or vendor tool can break it.
 *
 * The file: /etc/hostname (hostname(5)), on Red Hat's SysV releases HOSTNAME in /etc/sysconfig/network (sysconfig.txt).
 */
import type { Cluster } from '../desired/cluster.ts';
import { quote } from '../quote.ts';
import { readAssignments } from './edit/assignments.ts';
import { EditError } from './edit/lines.ts';
import type { FactRequest, Facts, Platform } from './facts.ts';
import { type Change, defineKind, type Observation, type Resource, type Step } from './kind.ts';

type HostnameSpec = { readonly name: string };
type HostnameState = { readonly file: string | null; readonly running: string };

const HOSTNAME = 'hostname';
const NAME = 'hostname';
const FILE = '/etc/hostname';
const SYSCONFIG = '/etc/sysconfig/network';

export const hostnameKind = defineKind<HostnameSpec, HostnameState>({
  name: HOSTNAME,
  title: 'host name',

  desired(cluster: Cluster): readonly Resource<HostnameSpec>[] {
    return cluster.nodes.flatMap(({ name: node, hostname }) =>
      hostname === null
        ? []
        : // The new name resolves first: what asks for its own address must not wait for a name server.
          [{ node, kind: HOSTNAME, name: NAME, spec: { name: hostname }, after: [{ node, kind: 'hosts', name: '/etc/hosts' }] }],
    );
  },

  probe: (want): readonly FactRequest[] =>
    want.length === 0
      ? []
      : [
          { type: 'file', path: FILE },
          { type: 'file', path: SYSCONFIG },
        ],

  parse(facts: Facts, want) {
    return new Map(want.map(({ name }): [string, Observation<HostnameState>] => [name, observe(facts)]));
  },

  exists: () => true,

  compare(want, have): readonly Change[] {
    if (!want || !have) return [];
    const changes: Change[] = [];
    if (have.file !== want.name) changes.push({ path: 'name', from: have.file, to: want.name, where: 'file' });
    if (have.running !== want.name) changes.push({ path: 'name', from: have.running, to: want.name, where: 'running' });
    return changes;
  },

  steps(want, have, { platform }): readonly Step[] {
    if (!want || !have) return [];
    const file: Step =
      homeOf(platform) === SYSCONFIG
        ? { do: 'edit', path: SYSCONFIG, mode: '0644', edit: { type: 'assignments', set: { HOSTNAME: want.name } } }
        : { do: 'write', path: FILE, content: `${want.name}\n`, mode: '0644', owner: 'root', group: 'root' };
    const files = have.file === want.name ? [] : [file];
    if (have.running === want.name) return files;
    const label = `set the host name to ${want.name}`;
    return [...files, { do: 'run', label, timeoutMs: 20_000, script: setScript(want.name, platform) }];
  },
});

function homeOf(platform: Platform): string {
  return platform.init === 'sysv' && platform.network === 'ifcfg' ? SYSCONFIG : FILE;
}

function observe(facts: Facts): Observation<HostnameState> {
  const path = homeOf(facts.platform);
  const fact = facts.file(path);
  const running = facts.platform.hostname;
  if (fact.status === 'unknown') return { status: 'unknown', why: `${path}: ${fact.why}` };
  if (running === '') return { status: 'unknown', why: 'the node did not say its host name' };
  if (fact.status === 'absent') return { status: 'present', state: { file: null, running } };
  if (path === FILE) return { status: 'present', state: { file: firstName(fact.text), running } };
  try {
    return { status: 'present', state: { file: readAssignments(fact.text).get('HOSTNAME') || null, running } };
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    return { status: 'unknown', why: `${path}: ${error.message}` };
  }
}

/** Comments and blank lines are passed over, as systemd and Debian's init script do. */
function firstName(text: string): string | null {
  return (
    text
      .split('\n')
      .map((line) => line.trim())
      .find((line) => line !== '' && !line.startsWith('#')) ?? null
  );
}

/** hostnamectl tells those who listen; where its daemon can't be had, the kernel is told alone. */
function setScript(name: string, platform: Platform): string {
  const direct = `printf '%s\\n' ${quote(name)} >/proc/sys/kernel/hostname`;
  if (platform.init !== 'systemd' || !platform.tools.has('hostnamectl')) return direct;
  return `hostnamectl set-hostname ${quote(name)} 2>/dev/null || ${direct}
now=
read -r now </proc/sys/kernel/hostname || :
[ "$now" = ${quote(name)} ] || ${direct}`;
}
