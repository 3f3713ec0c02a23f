/** The program itself, on the node that it runs on: keys and a password by one `dmsa apply`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enter } from '../apply/node.ts';
import { type IdentitySite, identitySite } from './identity-site.ts';

const ROOT = join(import.meta.dirname, '../..');
const CLUSTER = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Sec-1
  legacyFiles: false
  sshKeys: { rotation: "1" }
  secrets: { file: s.yaml }
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.11/24, ssh: { transport: local } }
`;
const SECRETS = '# by hand\nrootPasswords:\n  Sec-1: "correct horse 7" # the guide’s\n';

let site: IdentitySite;
beforeAll(async () => {
  site = await identitySite(['Sec-1']);
  site.node('Sec-1').sh(`mkdir /srv/site; cd /srv/site; umask 077
    ip link add eth0 type veth peer name peer0; ip addr add 10.0.0.11/24 dev eth0; ip link set eth0 up
    printf '%s' '${CLUSTER}' >cluster.yaml; printf '%s' '${SECRETS}' >s.yaml`);
});
afterAll(() => site.close());

interface Applied {
  readonly plan: { readonly actions: readonly { readonly id: string; readonly followUp?: string }[] };
  readonly outcomes: readonly { readonly id: string; readonly outcome: string }[];
}

function dmsa(...args: readonly string[]): { readonly stdout: string; readonly stderr: string } {
  const tsx = join(ROOT, 'node_modules/tsx/dist/esm/index.mjs');
  const inside = ['sh', '-c', 'cd /srv/site && exec env HOME=/root LANG=C.UTF-8 "$@"', 'sh', process.execPath, '--import', tsx];
  const argv = [...enter(site.node('Sec-1').pid), ...inside, join(ROOT, 'src/cli/dmsa.ts'), ...args];
  const { stdout, stderr, error } = spawnSync('nsenter', argv, { encoding: 'utf8', timeout: 50_000 });
  if (error ?? stdout === '') throw error ?? new Error(stderr);
  return { stdout, stderr };
}

const ours = (id: string): boolean => /\/(ssh-key|authorized-keys|known-hosts|root-password)\//.test(id);

it('plans what it will do in a further pass, does it, and puts the hash in the place of the password', () => {
  expect(dmsa('plan').stdout).toMatch(
    /ssh-key \/root\/\.ssh\/id_ed25519[\s\S]*in a further pass: its public key, known only then, is given to all\s+nodes/,
  );
  const { stdout, stderr } = dmsa('apply', '--force', 'boot-unguarded', '--yes', '--json');
  const report = JSON.parse(stdout) as Applied;
  expect(report.outcomes.filter(({ id }) => ours(id)).map(({ id, outcome }) => `${outcome} ${id}`)).toEqual([
    'done Sec-1/ssh-key//root/.ssh/id_ed25519',
    'done Sec-1/known-hosts//etc/ssh/ssh_known_hosts',
    'done Sec-1/root-password/root',
    'done Sec-1/authorized-keys//root/.ssh/authorized_keys',
  ]);
  expect(report.plan.actions.find(({ id }) => id.includes('/ssh-key/'))?.followUp).toMatch(/given to all nodes/);
  const [, hash = ''] = site.node('Sec-1').sh('grep ^root: /etc/shadow').split(':');
  expect(hash).toMatch(/^\$6\$[./0-9A-Za-z]{16}\$/);
  const file = site.node('Sec-1').sh('cat /srv/site/s.yaml; stat -c %a /srv/site/s.yaml');
  expect(file).toBe(`${SECRETS.replace('"correct horse 7"', `'${hash}'`)}600\n`);
  expect(stderr).toContain('the root password of Sec-1 is set; the file now holds the hash instead.');
  expect(stdout + stderr).not.toMatch(/correct horse 7|\$6\$/);
  // The hash is what is wanted from now on: nothing is left to do.
  const after = JSON.parse(dmsa('plan', '--json').stdout) as Applied['plan'];
  expect(after.actions.map(({ id }) => id).filter(ours)).toEqual([]);
});

it('rotates in one apply, in four passes', () => {
  site.node('Sec-1').sh(`sed -i 's/rotation: "1"/rotation: "2"/' /srv/site/cluster.yaml`);
  const old = site.node('Sec-1').sh('cat /root/.ssh/id_ed25519.pub').split(' ')[1] ?? '';
  const report = JSON.parse(dmsa('apply', '--force', 'boot-unguarded', '--yes', '--json').stdout) as Applied;
  expect(report.outcomes.filter(({ id }) => ours(id)).map(({ id, outcome }) => `${outcome} ${id.split('/')[1]}`)).toEqual([
    'done ssh-key',
    'done authorized-keys',
    'done ssh-key',
    'done authorized-keys',
  ]);
  expect(site.node('Sec-1').sh('cat /root/.ssh/id_ed25519.pub')).toMatch(/rotation=2\n$/);
  expect(site.node('Sec-1').sh('cat /root/.ssh/authorized_keys')).not.toContain(old);
});
