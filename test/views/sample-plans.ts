import type { Diagnostic } from '../../src/diagnostic.ts';
import type { Action, Plan, PlanNode } from '../../src/diff/plan.ts';
import { type Change, resourceId } from '../../src/kinds/kind.ts';

const REASONS: Readonly<Record<string, string>> = {
  absent: 'it is not there yet',
  gone: 'dmsa had put it there, and it is gone',
  differs: 'it is not as the file says',
  drifted: 'it was changed on the node since dmsa applied it',
  'no-longer-wanted': 'dmsa put it there, and the file no longer has it',
  'not-running': 'its files are right, its running state is not',
};

type ActionInput = Pick<Action, 'node' | 'kind' | 'name' | 'verb'> & { readonly code: string } & Partial<Action>;

export function action(input: ActionInput): Action {
  const { code, ...rest } = input;
  return {
    id: resourceId(input),
    reason: { code, sentence: REASONS[code] ?? code },
    fields: [],
    after: [],
    steps: [],
    basedOn: [],
    risksConnection: false,
    intent: code === 'gone' || code === 'drifted' ? 'corrective' : 'intended',
    specFingerprint: 'f00d',
    specHoldsSecret: false,
    findings: [],
    ...rest,
  };
}

export function node(name: string, via: string | null, resources = 41, error: Diagnostic | null = null): PlanNode {
  return { name, reachable: via !== null, via, selected: true, error, resources };
}

export function plan(input: Partial<Plan>): Plan {
  return { cluster: 'lab', nodes: [], actions: [], unknown: [], problems: [], holdings: [], ...input };
}

const change = (path: string, from: Change['from'], to: Change['to'], more: Partial<Change> = {}): Change => ({
  path,
  from,
  to,
  ...more,
});

const NORMAL = { code: 'normal', sentence: 'its own services run' };

const hosts = '# BEGIN dmsa cluster\n10.0.0.11 Web-1\n10.0.0.21 Sec-1\n10.0.0.22 Sec-2\n# END dmsa cluster\n';
const servers = Array.from(
  { length: 40 },
  (_, index) =>
    `Sec-${index + 1}; SECENGINE; 192.0.2.${index + 20}/24; 10.0.0.${index + 20}/24; ; ; ; ; svcip_sec; pack_sec; var_sec`,
);

export const firstApply: Plan = plan({
  nodes: [node('Web-1', '10.0.0.11'), node('Sec-1', '10.0.0.21'), node('Sec-2', '192.0.2.22')],
  actions: [
    action({
      node: 'Web-1',
      kind: 'hosts',
      name: '/etc/hosts',
      verb: 'update',
      code: 'differs',
      fields: [change('content', '127.0.0.1 localhost\n', `127.0.0.1 localhost\n${hosts}`)],
      steps: [{ do: 'edit', path: '/etc/hosts', mode: '0644', edit: { type: 'block', block: 'cluster', remove: [], add: [] } }],
    }),
    action({
      node: 'Sec-1',
      kind: 'export',
      name: '/opt/rrd',
      verb: 'create',
      code: 'absent',
      fields: [
        change('clients', null, ['10.0.0.11', '10.0.0.31'], { where: 'file' }),
        change('options', null, 'rw,sync,no_root_squash,no_subtree_check', { where: 'file' }),
        change('exported', null, true, { where: 'running' }),
      ],
      steps: [
        { do: 'write', path: '/etc/exports.d/dmsa-opt-rrd.exports', content: 'x', mode: '0644', owner: 'root', group: 'root' },
        { do: 'run', script: 'exportfs -ra', label: 'reload exports', timeoutMs: 20_000, once: 'exportfs' },
      ],
    }),
    action({
      node: 'Sec-1',
      kind: 'service',
      name: 'ubi-sms',
      verb: 'run',
      code: 'not-running',
      fields: [change('running', false, true, { where: 'running' })],
    }),
    action({
      node: 'Sec-2',
      kind: 'export',
      name: '/opt/rrd',
      verb: 'create',
      code: 'absent',
      fields: [
        change('clients', null, ['10.0.0.11', '10.0.0.31'], { where: 'file' }),
        change('options', null, 'rw,sync,no_root_squash,no_subtree_check', { where: 'file' }),
        change('exported', null, true, { where: 'running' }),
      ],
    }),
    action({
      node: 'Web-1',
      kind: 'automount',
      name: '/opt/rrd/Sec-1',
      verb: 'create',
      code: 'absent',
      fields: [change('from', null, '10.0.0.111:/opt/rrd'), change('options', null, 'rw,hard,intr,timeo=50,retrans=3')],
      after: ['Sec-1/export//opt/rrd', 'Web-1/hosts//etc/hosts'],
    }),
    action({
      node: 'Web-1',
      kind: 'automount',
      name: '/opt/rrd/Sec-2',
      verb: 'create',
      code: 'absent',
      fields: [change('from', null, '10.0.0.112:/opt/rrd'), change('options', null, 'rw,hard,intr,timeo=50,retrans=3')],
      after: ['Sec-2/export//opt/rrd', 'Web-1/hosts//etc/hosts'],
    }),
    action({
      node: 'Web-1',
      kind: 'legacy-file',
      name: '/opt/ubisysconf/ha/servers.conf',
      verb: 'create',
      code: 'absent',
      fields: [change('content', null, `${servers.join('\n')}\n`)],
    }),
  ],
  holdings: [
    { active: 'Web-1', holder: 'Web-1', ...NORMAL },
    { active: 'Sec-1', holder: 'Sec-1', ...NORMAL },
    { active: 'Sec-2', holder: 'Sec-2', ...NORMAL },
  ],
});

/** All that can be the matter at once. */
export const troubled: Plan = plan({
  nodes: [
    node('Web-1', '10.0.0.11'),
    node('Sec-1', '192.0.2.21'),
    node('Sec-2', null, 41, {
      severity: 'error',
      code: 'connect-timeout',
      summary: 'Sec-2 does not answer on 10.0.0.22 nor on 192.0.2.22',
      detail:
        'Both were tried for 5 s on port 22.\nCheck that the node is up and that sshd listens: ssh root@10.0.0.22. A firewall that drops packets looks the same.',
      node: 'Sec-2',
    }),
    node('Sec-3', '10.0.0.23'),
    node('Sec-Rep-1', '10.0.0.31'),
  ],
  actions: [
    action({
      node: 'Web-1',
      kind: 'interface',
      name: 'eth1',
      verb: 'update',
      code: 'drifted',
      risksConnection: true,
      fields: [
        change('address', '192.0.2.111/24', '192.0.2.11/24', { where: 'file' }),
        change('address', '192.0.2.111/24', '192.0.2.11/24', { where: 'running' }),
        change('gateway6', null, '2001:db8::1', { where: 'file' }),
      ],
    }),
    action({
      node: 'Web-1',
      kind: 'vars-file',
      name: '/opt/configurator/vars.UBIqube.net.ctx',
      verb: 'update',
      code: 'differs',
      fields: [
        change('UBI_SMS_POLLD_MIN_TO_DOWN', '6', '4'),
        change('UBI_SES_NCROOT_PASSWORD', 'old-hunter2', 'new-hunter3', { secret: true }),
        change('UBI_MAIL_SUBJECT_PREFIX', '[MSA] ', null),
        change('UBI_LDAP_PASSWORD', null, 'hunter4', { secret: true }),
        change('mode', '0644', '0600'),
      ],
    }),
    action({
      node: 'Web-1',
      kind: 'mount',
      name: '/opt/old',
      verb: 'delete',
      code: 'no-longer-wanted',
      fields: [change('from', '10.0.0.9:/opt/old', null, { where: 'file' }), change('mounted', true, null, { where: 'running' })],
    }),
    action({
      node: 'Sec-1',
      kind: 'nfs-check',
      name: 'dmsa-nfs-check',
      verb: 'update',
      code: 'drifted',
      fields: [change('content', '* * * * * root\tmount -a\n', '* * * * * root mount -a\n')],
    }),
    action({
      node: 'Sec-Rep-1',
      kind: 'export',
      name: '/opt/rrd',
      verb: 'update',
      code: 'drifted',
      fields: [
        change(
          'options',
          'rw,async,no_root_squash,no_subtree_check,sec=sys,anonuid=65534,anongid=65534',
          'rw,sync,no_root_squash,no_subtree_check,sec=sys,anonuid=65534,anongid=65534,crossmnt',
          { where: 'file' },
        ),
        change('comment', 'evil \u001b[2J\u001b]0;pwned\u0007 name\u202e', 'tidy'),
      ],
    }),
    action({
      node: 'Web-1',
      kind: 'automount',
      name: '/opt/rrd/Sec-1',
      verb: 'create',
      code: 'gone',
      fields: [change('from', null, '10.0.0.111:/opt/rrd')],
      after: ['Sec-Rep-1/export//opt/rrd'],
    }),
  ],
  unknown: [
    { node: 'Sec-1', kind: 'service', name: 'ubi-poll', why: "'service ubi-poll status' did not end within 5 s" },
    { node: 'Sec-1', kind: 'service', name: 'ubi-bud', why: "'service ubi-bud status' did not end within 5 s" },
    {
      node: 'Sec-1',
      kind: 'license',
      name: '/opt/ubiqube/license',
      why: "/opt/ubiqube/license is to come from Web-1, which has none; run 'touch /opt/ubiqube/license' on Web-1, as the guide says, or name a file (license: { file: … })",
    },
  ],
  problems: [
    {
      severity: 'warning',
      code: 'clock-skew',
      summary: "Sec-1's clock is 34 s behind this machine's",
      detail: 'Locks that expire are compared by the clock of the node. Set up NTP on it.',
      node: 'Sec-1',
    },
  ],
  holdings: [
    { active: 'Web-1', holder: 'Web-1', ...NORMAL },
    { active: 'Sec-1', holder: 'Sec-Rep-1', code: 'failed-over', sentence: 'ha.backupmode on Sec-Rep-1 says so since 02:14' },
    { active: 'Sec-2', holder: null, code: 'unreachable', sentence: 'neither Sec-2 nor its standby can be reached' },
  ],
});

export const clean: Plan = plan({
  nodes: [
    node('Web-1', '10.0.0.11', 46),
    node('Sec-1', '10.0.0.21', 39),
    node('Sec-2', '10.0.0.22', 39),
    node('Sec-Rep-1', '10.0.0.31', 39),
  ],
});

/** 200 nodes: one change on all, one of its own on one, one node that does not answer. */
export const large: Plan = plan({
  cluster: 'large',
  nodes: Array.from({ length: 200 }, (_, index) =>
    index === 120
      ? node('Sec-121', null, 40, {
          severity: 'error',
          code: 'connection-refused',
          summary: 'Sec-121 refuses connections on port 22',
          node: 'Sec-121',
        })
      : node(`Sec-${index + 1}`, `10.0.${index >> 6}.${(index & 63) + 10}`, 40),
  ),
  actions: [
    ...Array.from({ length: 200 }, (_, index) => index)
      .filter((index) => index !== 120 && index < 150)
      .flatMap((index) => [
        action({
          node: `Sec-${index + 1}`,
          kind: 'export',
          name: '/opt/rrd',
          verb: 'update',
          code: 'differs',
          fields: [change('options', 'rw', 'rw,sync', { where: 'file' })],
        }),
      ]),
    action({
      node: 'Sec-7',
      kind: 'service',
      name: 'ubi-sms',
      verb: 'run',
      code: 'not-running',
      fields: [change('running', false, true, { where: 'running' })],
    }),
    action({
      node: 'Sec-200',
      kind: 'automount',
      name: '/opt/all',
      verb: 'create',
      code: 'absent',
      after: Array.from({ length: 120 }, (_, index) => `Sec-${index + 1}/export//opt/rrd`),
      fields: [change('from', null, '10.0.0.1:/opt')],
    }),
  ],
});
