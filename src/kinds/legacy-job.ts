/**
 * Jobs of the legacy scripts in a node's crontabs (guide: ha-backup.sh and ha-sync.sh on standbys, dsmsIsAlive.sh on the web
 * node, the check of the NFS mounts). Only looked at: two that move the same service address, or copy the same files, fight each
 * other, so each job that is at work is told, with file and line. They are the operator's lines: dmsa takes none out.
 */
import type { Diagnostic } from '../diagnostic.ts';
import type { FactRequest, Facts, FileFact } from './facts.ts';
import type { Finding } from './foretell.ts';
import { defineKind, type NodeContext, type Resource, type Sighting } from './kind.ts';
import { NFS_CHECK_FILE } from './nfs-check.ts';

type JobKind = 'failover' | 'sync' | 'alive' | 'nfs-check';

type Spec = { readonly standby: boolean };
export type LegacyJobState = {
  readonly jobs: readonly { readonly does: JobKind; readonly script: string; readonly file: string; readonly line: number }[];
  /** Crontabs that are there and could not be read: what is in them is not known. */
  readonly unread: readonly { readonly file: string; readonly why: string }[];
};

export const LEGACY_JOB = 'legacy-job';
export const LEGACY_JOBS_NAME = 'cron';

const SYSTEM = '/etc/crontab';
const DROP_INS = '/etc/cron.d/*';
/** Of users: cronie keeps them in the first, Debian's cron in the second. */
const SPOOLS = ['/var/spool/cron/*', '/var/spool/cron/crontabs/*'] as const;

/** The words that name the script in a command, whatever folder it lies in. */
const SCRIPT = /(?:^|[\s/;&|"'`(])((ha-backup|ha-sync|dsmsIsAlive)(?:\.sh)?)(?=$|[\s;&|"'`)<>])/g;
const DOES: Readonly<Record<string, JobKind>> = { 'ha-backup': 'failover', 'ha-sync': 'sync', dsmsIsAlive: 'alive' };
/** What the check of NFS mounts is called the guide does not say: a script whose name has both words. */
const NFS_WORD = /[^\s/;&|"'`()<>]+/g;

export const legacyJob = defineKind<Spec, LegacyJobState>({
  name: LEGACY_JOB,
  title: 'job of the legacy scripts',

  desired: (cluster): readonly Resource<Spec>[] =>
    cluster.nodes.map((node) => ({
      node: node.name,
      kind: LEGACY_JOB,
      name: LEGACY_JOBS_NAME,
      spec: { standby: node.role === 'standby' },
      after: [],
    })),

  probe: (): readonly FactRequest[] => [
    { type: 'file', path: SYSTEM },
    { type: 'glob', pattern: DROP_INS },
    ...SPOOLS.map((pattern) => ({ type: 'glob', pattern }) as const),
  ],

  parse(facts: Facts, want) {
    if (want.length === 0) return new Map();
    const debian = facts.platform.tools.has('update-rc.d');
    const files = new Map<string, FileFact>([
      [SYSTEM, facts.file(SYSTEM)],
      ...[...facts.glob(DROP_INS)].filter(([path]) => isRead(path, debian)),
      ...SPOOLS.flatMap((pattern) => [...facts.glob(pattern)]),
    ]);
    // dmsa's own check is no legacy job.
    files.delete(NFS_CHECK_FILE);
    const unread = [...files].flatMap(([file, fact]) => (fact.status === 'unknown' ? [{ file, why: fact.why }] : []));
    const jobs = [...files].flatMap(([file, fact]) => (fact.status === 'present' ? jobsIn(file, fact.text) : []));
    if (jobs.length === 0 && unread.length === 0) return new Map(want.map(({ name }) => [name, { status: 'absent' }]));
    return new Map(want.map(({ name }) => [name, { status: 'present', state: { jobs, unread } }]));
  },

  compare: () => [],
  steps: () => [],

  findings: (seen) => seen.flatMap(findingsOn),
});

/** cron(8) of Debian reads no name with a dot; cronie leaves out what packages and editors put aside. */
function isRead(path: string, debian: boolean): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return debian ? /^[A-Za-z0-9_-]+$/.test(name) : !/^[.#]|~$|\.rpm(save|orig|new)$/.test(name);
}

function jobsIn(file: string, text: string): LegacyJobState['jobs'] {
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(#|$)/.test(line) || /^\s*[A-Za-z_]\w*\s*=/.test(line)) return [];
    const at = { file, line: index + 1 };
    const named = [...line.matchAll(SCRIPT)].map(([, script = '', base = '']) => ({ does: DOES[base] ?? 'sync', script, ...at }));
    const check = [...line.matchAll(NFS_WORD)].find(([word]) => /nfs/i.test(word) && /check|mount|watch/i.test(word))?.[0];
    return [...named, ...(check === undefined ? [] : [{ does: 'nfs-check' as const, script: check, ...at }])];
  });
}

function findingsOn({ node, seen }: Sighting<Spec, LegacyJobState>): readonly Diagnostic[] {
  if (seen.status !== 'present') return [];
  const { jobs, unread } = seen.state;
  return [
    ...jobs.map(
      ({ does, script, file, line }): Diagnostic => ({
        severity: 'warning',
        code: CODES[does],
        summary: `${node} still runs ${script} by cron (${file}:${line}): ${SUMMARIES[does]}`,
        detail: `${DETAILS[does]} To stop it, put a # before line ${line} of ${file} on ${node}${toEdit(file)}.`,
        node,
      }),
    ),
    ...unread.map(
      ({ file, why }): Diagnostic => ({
        severity: 'warning',
        code: 'crontab-unread',
        summary: `${file} on ${node} could not be read: whether the legacy scripts still run by it is not known`,
        detail: `${why}. ha-backup.sh moves service addresses by itself: see that no crontab of ${node} runs it beside dmsa.`,
        node,
      }),
    ),
  ];
}

function toEdit(file: string): string {
  return file.startsWith('/var/spool/') ? ` (crontab -u ${file.slice(file.lastIndexOf('/') + 1)} -e)` : '';
}

const CODES: Readonly<Record<JobKind, string>> = {
  failover: 'legacy-failover',
  sync: 'legacy-sync',
  alive: 'legacy-alive',
  'nfs-check': 'legacy-nfs-check',
};
const SUMMARIES: Readonly<Record<JobKind, string>> = {
  failover: 'it moves service addresses by itself',
  sync: 'it copies files from the active node by itself',
  alive: "it writes the nodes' status into the database by itself",
  'nfs-check': 'it looks like a check of the NFS mounts, beside that of dmsa',
};
const DETAILS: Readonly<Record<JobKind, string>> = {
  failover:
    'Only one may decide who holds an address. While it runs, dmsa brings up no service address of the pair. For a while it can be paused, by touch ha.backupmode in the folder of the legacy files on the standby.',
  sync: 'Only one may copy: once dmsa keeps these files in step, this job would undo what the other one did.',
  alive: 'Only one may write it.',
  'nfs-check': 'Twice is harmless, and once is enough: remove the old one, or set spec.nfsCheck to false.',
};

/** Why a service address is not brought up while a legacy job may move it; null where none is seen at work. */
export function legacyFailover(nodes: readonly string[], { look }: NodeContext): Finding | null {
  for (const node of nodes) {
    const seen = look({ node, kind: LEGACY_JOB, name: LEGACY_JOBS_NAME });
    if (seen.status !== 'present') continue;
    // Only this kind makes observations of that kind.
    const job = (seen.state as LegacyJobState).jobs.find(({ does }) => does === 'failover');
    if (!job) continue;
    return {
      code: 'legacy-failover',
      sentence: `${job.script} on ${node} may bring up the same address: ${job.file}:${job.line}`,
      detail: `Both members of the pair would answer for it. Stop that job (a # before its line), or pause it (touch ha.backupmode in the folder of the legacy files on the standby), and plan again.`,
      severity: 'would-fail',
    };
  }
  return null;
}
