/**
 * The cron job that checks a node's NFS mounts (guide: config_restart_all.sh puts it back, config_stop_all.sh stops it), on
 * every node that mounts something. A whole file of dmsa's own in /etc/cron.d; cron reads names without dots only, and no
 * file that others may write (cron(8)), so owner and mode count as well.
 */
import { quote } from '../quote.ts';
import type { Platform } from './facts.ts';
import type { Finding } from './foretell.ts';
import { type Change, defineKind } from './kind.ts';
import { mountsOf } from './share/topology.ts';

type Spec = { readonly schedule: string; readonly command: string };

type State = { readonly content: string; readonly mode: string; readonly owner: string; readonly group: string };

export const NFS_CHECK_FILE = '/etc/cron.d/dmsa-nfs-check';
const PATH = NFS_CHECK_FILE;
const LOCK = '/var/lock/dmsa-nfs-check.lock';
/** A check that waits for a dead server ends after so long; the next one would wait for the same. */
const LIMIT_S = 300;

export const nfsCheckKind = defineKind<Spec, State>({
  name: 'nfs-check',
  title: 'NFS check',

  desired(cluster) {
    const check = cluster.nfsCheck;
    if (!check) return [];
    const mounting = new Set([...mountsOf(cluster, 'boot'), ...mountsOf(cluster, 'demand')].map(({ node }) => node.name));
    return cluster.nodes
      .filter(({ name }) => mounting.has(name))
      .map(({ name }) => ({
        node: name,
        kind: 'nfs-check',
        name: PATH,
        spec: { schedule: check.schedule, command: check.command },
        after: [{ node: name, kind: 'service', name: 'cron' }],
      }));
  },

  probe: () => [{ type: 'file', path: PATH }],

  parse(facts, want) {
    const fact = facts.file(PATH);
    if (fact.status === 'unknown') return new Map([[PATH, { status: 'unknown', why: fact.why }]]);
    if (fact.status === 'absent') return new Map(want.map(({ name }) => [name, { status: 'absent' }]));
    const { text, mode, owner, group } = fact;
    return new Map([[PATH, { status: 'present', state: { content: text, mode, owner, group } }]]);
  },

  compare(want, have, { platform }) {
    if (!want) return have ? [{ path: 'content', from: have.content, to: null, where: 'file' }] : [];
    const content = crontab(want, platform);
    if (!have) return [{ path: 'content', from: null, to: content, where: 'file' }];
    const changes: Change[] = [];
    if (have.content !== content) changes.push({ path: 'content', from: have.content, to: content, where: 'file' });
    const owner = `${have.owner}:${have.group}`;
    if (owner !== 'root:root') changes.push({ path: 'owner', from: owner, to: 'root:root', where: 'file' });
    if (have.mode !== '0644') changes.push({ path: 'mode', from: have.mode, to: '0644', where: 'file' });
    return changes;
  },

  steps(want, _have, { platform }) {
    if (!want) return [{ do: 'remove', path: PATH }];
    return [{ do: 'write', path: PATH, content: crontab(want, platform), mode: '0644', owner: 'root', group: 'root' }];
  },
  foretell: (want) => ({
    judge: ({ place }) => {
      const seen = place(PATH);
      return want && seen.status === 'missing' && seen.missingAbove > 0 ? [WITHOUT_CRON_D] : [];
    },
  }),
});

const WITHOUT_CRON_D: Finding = {
  code: 'folder-missing',
  sentence: 'there is no /etc/cron.d: a cron that reads it does not seem to be installed',
  detail: 'The folder is made and the job put there, but nothing may ever run it. Install cron (Debian) or cronie (RHEL).',
  severity: 'warning',
};

function crontab({ schedule, command }: Spec, { tools }: Platform): string {
  const alone = tools.has('flock') ? `flock -n ${LOCK} ` : '';
  const limited = tools.has('timeout') ? `timeout -s KILL ${LIMIT_S} ` : '';
  // In a crontab a bare % ends the command (crontab(5)).
  const job = `${alone}${limited}sh -c ${quote(command)}`.replaceAll('%', '\\%');
  return [
    "# Managed by dmsa: changes made here are undone. Checks this node's NFS mounts.",
    'SHELL=/bin/sh',
    'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    'MAILTO=""',
    `${schedule} root ${job}`,
    '',
  ].join('\n');
}
