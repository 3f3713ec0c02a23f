/** `dmsa sync` as an operator has it, run on the standby itself. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enter } from '../apply/node.ts';
import { LOG, PATH, RECORD, STATE, type SyncSite, syncSite } from './site.ts';

const PROGRAM = process.env['DMSA_PROGRAM'] ?? new URL('../../dist/dmsa.js', import.meta.url).pathname;
const FILE = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Sec-1
  ssh: { knownHosts: /etc/ssh/ssh_known_hosts, hostKey: strict }
  sshKeys: { type: ed25519 }
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: 192.0.2.21/24, serviceAddresses: { eth0:1: 10.0.0.111/24 } }
    Sec-2: { type: SECENGINE, maintenance: 10.0.0.22/24 }
    Sec-Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, backupOf: Sec-1, sync: { every: 5m }, ssh: { transport: local } }
  sync: [{ type: SECENGINE, path: ${PATH} }]
`;

let site: SyncSite;
beforeAll(async () => {
  site = await syncSite();
  site.standby.sh(`cat >/srv/cluster.yaml <<'X'\n${FILE}X`);
  site.active.sh(`mkdir -p ${PATH}; cd ${PATH}; seq -f f%g 100 | xargs touch`);
});
afterAll(() => site.close());

function dmsa(...args: readonly string[]): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync('nsenter', [...enter(site.standby.pid), process.execPath, PROGRAM, ...args], {
    encoding: 'utf8',
    timeout: 50_000,
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8' },
  });
  return { code: status, stdout, stderr };
}
const sync = (...args: readonly string[]) => dmsa('sync', '-f', '/srv/cluster.yaml', ...args);

it('tries, copies, refuses, is forced; says which pairs there are; its exit code tells', () => {
  expect(sync('--dry-run')).toMatchObject({ code: 0, stdout: expect.stringContaining('would copy 100, would delete 0') });
  expect(site.standby.sh(`ls ${PATH} 2>&1 || :`)).not.toContain('f1');
  const first = sync('Sec-Rep-1');
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toMatch(
    /^Sec-1 → Sec-Rep-1\n {2}\/opt\/sms\/spool {2}copied {2}100 of 101 files, .*, over 10\.0\.0\.21\n$/,
  );
  expect(site.standby.sh(`ls ${PATH} | wc -l; ls ${LOG}`)).toBe(`100\n${LOG}\n`);

  site.active.sh(`cd ${PATH}; rm f?*; touch new`);
  const refused = sync();
  expect(refused.code).toBe(1);
  expect(refused.stdout.replaceAll(/\s+/g, ' ')).toContain(
    'REFUSED [mass-delete] more would be deleted than is allowed 100 of 101 files would be deleted on Sec-Rep-1, 25 are allowed',
  );
  expect(sync('--force', 'Sec-Rep-1/synced-directory//opt/other:mass-delete').stderr).toContain('there is no copy');
  expect(sync('--force', 'not-mounted').stderr).toContain("can't be forced");
  const forced = sync('--json', '--force', `Sec-Rep-1/synced-directory/${PATH}:mass-delete`);
  expect(JSON.parse(forced.stdout)).toMatchObject({ pairs: [{ active: 'Sec-1', copies: [{ status: 'copied', deleted: 100 }] }] });

  expect(sync('Sec-2')).toMatchObject({ code: 0, stdout: expect.stringContaining('No standby of these nodes gets files') });
  expect(sync('Sec-3')).toMatchObject({ code: 1, stderr: expect.stringContaining('no node of that name') });
});

it('copies nothing while the standby holds, nor after that, and plan tells', () => {
  site.standby.sh(
    `ip addr add 10.0.0.111/24 dev eth0 label eth0:1; mkdir -p ${RECORD.replace(/\/[^/]*$/, '')}; echo 'took over' >${RECORD}`,
  );
  const held = sync();
  expect(held).toMatchObject({ code: 1, stdout: expect.stringContaining('NOT COPIED [failed-over]') });
  site.standby.sh(`ip addr del 10.0.0.111/24 dev eth0; rm ${RECORD}`);
  expect(sync()).toMatchObject({ code: 1, stdout: expect.stringContaining('REFUSED [took-over]') });
  const { problems } = JSON.parse(dmsa('plan', '-f', '/srv/cluster.yaml', '-n', 'Sec-1', '--json').stdout) as {
    problems: readonly { readonly code: string }[];
  };
  expect(problems.map(({ code }) => code)).toContain('copy-closed');
  expect(sync('--force', 'took-over').code).toBe(0);
  expect(site.standby.sh(`ls ${STATE}`)).toBe('good\nlast\n');
});

it('that can’t see the active copies nothing, and says that it is not known who holds', () => {
  site.active.sh('ip link set eth0 down; ip link set eth1 down');
  const { code, stdout } = sync();
  expect(code).toBe(3);
  expect(stdout).toContain('NOT COPIED [active-unknown]');
});
