/**
 * Planted secrets through validate, plan and apply on a node (a namespace of its own), by the built program: nothing that is
 * printed, saved, logged or left on the controller or the node has them, but for the files that are meant to.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, startNode, type TestNode } from '../apply/node.ts';

const PROGRAM = process.env['DMSA_PROGRAM'] ?? new URL('../../dist/dmsa.js', import.meta.url).pathname;

/** Each has a core of letters and digits that stays as it is in a shell word, in JSON, in a URL and in a regular expression. */
const PLANTED = {
  UBI_SES_NCROOT_PASSWORD: `it's "xMARK1q" \\n $(id) [a-z]*+ %2F`,
  UBI_API_TOKEN: 'xMARK2q two  words and many more of them, so that a terminal of a hundred columns breaks the line',
  UBI_PLAIN_NAME: 'x/MARK3q&é|;',
};
const IN_CLUSTER = 'inMARK4q!cluster';
const OLD_ON_NODE = 'oldMARK5q';
const CORES = /MARK\dq/;
const BASE64 = [...Object.values(PLANTED), IN_CLUSTER, OLD_ON_NODE].map((one) =>
  Buffer.from(one).toString('base64').slice(4, 16),
);

const SETUP = `mount -t tmpfs tmpfs /opt; mkdir -p /opt/configurator
mkdir /srv/etc; cp -a /etc/. /srv/etc; mount --bind /srv/etc /etc
ip link add eth0 type veth peer name p0; ip link add eth1 type veth peer name p1; ip link set eth0 up; ip link set eth1 up
ip addr add 10.0.0.11/24 dev eth0; ip addr add 192.0.2.11/24 dev eth1
printf '%s\\n' 'UBI_X=1' 'UBI_OLD_PASSWORD=${OLD_ON_NODE}' '# ADMIN_PWD: ${OLD_ON_NODE}' >/opt/configurator/vars.ctx
printf '%s\\n' 'UBI_X=2' 'UBI_SES_NCROOT_PASSWORD=${OLD_ON_NODE}' 'OTHER_SECRET = ${OLD_ON_NODE}' >/opt/configurator/vars.UBIqube.net.ctx`;

let dir: string;
let node: TestNode;
let watcher: ChildProcess;
let cmdlines = '';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'dmsa-leaks-'));
  mkdirSync(join(dir, 'home'));
  node = await startNode('Web-1', SETUP);
  watcher = spawn('nsenter', [...enter(node.pid), 'sh', '-c', 'while :; do cat /proc/[0-9]*/cmdline 2>/dev/null; done'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  watcher.stdout?.on('data', (chunk: Buffer) => {
    for (const word of chunk.toString('latin1').split('\0')) if (CORES.test(word)) cmdlines += word;
  });
});
afterAll(() => {
  watcher.kill('SIGKILL');
  node.close();
  rmSync(dir, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(dir, name), text);
  chmodSync(join(dir, name), 0o600);
}

/** Runs dmsa in the node, as on a central node that is one of the cluster itself. */
async function dmsa(...args: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  const env = { PATH: process.env['PATH'], HOME: join(dir, 'home') };
  const child = spawn('nsenter', [...enter(node.pid), process.execPath, PROGRAM, '--log-level', 'debug', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

function expectClean(text: string): void {
  expect(text).not.toMatch(CORES);
  for (const part of BASE64) expect(text).not.toContain(part);
}

test('planted secrets are seen nowhere', async () => {
  const f = join(dir, 'cluster.yaml');
  write(
    'cluster.secrets.yaml',
    `variables:\n${Object.entries(PLANTED)
      .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`)
      .join('')}`,
  );
  const cluster = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: leaks }
spec:
  secrets: { file: cluster.secrets.yaml }
  legacyFiles: { directory: /opt/ubisysconf/ha }
  shares: { nfsCheck: false }
  nodes:
    Web-1:
      type: GUI
      maintenance: 10.0.0.11/24
      equipment: 192.0.2.11/24
      ssh: { transport: local }
      variables:
${Object.keys(PLANTED)
  .map((name) => `        ${name}: { secret: ${name} }\n`)
  .join('')}        UBI_LDAP_PASSWORD: "${IN_CLUSTER}"
        UBI_LDAP_URL: "ldap://admin:\${UBI_API_TOKEN}@h"
`;
  write('cluster.yaml', cluster);
  const validated = await dmsa('validate', '-f', f);
  expect(validated.text).toContain('secret-in-plain');
  expectClean(validated.text);
  const broken = join(dir, 'broken.yaml');
  for (const line of [
    `UBI_Y_PASSWORD: "${IN_CLUSTER}\${"`,
    `UBI_Y_PASSWORD: [${IN_CLUSTER}]`,
    `{ UBI_Y_PASSWORD: "${IN_CLUSTER}" }: x`,
  ]) {
    write('broken.yaml', cluster.replace('        UBI_LDAP_PASSWORD', `        ${line}\n        UBI_LDAP_PASSWORD`));
    for (const json of [[], ['--json']]) {
      const { code, text } = await dmsa('validate', '-f', broken, ...json);
      expect(code).toBe(1);
      expectClean(text);
    }
  }

  for (const args of [[], ['-v'], ['--json'], ['--out', join(dir, 'saved.json')]]) {
    const { text } = await dmsa('plan', '-f', f, ...args);
    expect(text).toMatch(/vars\.UBIqube\.net\.ctx/);
    expect(text).toContain('(secret)');
    expectClean(text);
  }
  // It has the cluster file in it, and with that what stands there in plain.
  expectClean(readFileSync(join(dir, 'saved.json'), 'utf8').replaceAll(IN_CLUSTER, ''));

  const applied = await dmsa(
    '--log-format',
    'json',
    'apply',
    '-f',
    f,
    '--yes',
    '--json',
    '--reason',
    `rotated ${PLANTED.UBI_API_TOKEN}`,
  );
  expectClean(applied.text);
  const target = node.sh('cat /opt/configurator/vars.UBIqube.net.ctx');
  for (const value of [...Object.values(PLANTED), IN_CLUSTER]) expect(target).toContain(value);
  expect(node.sh('stat -c %a /opt/configurator/vars.UBIqube.net.ctx').trim()).toBe('600');

  // The reason is an argument of dmsa itself, as it was typed: that it was seen shows that the watcher sees.
  expect(cmdlines).toContain('rotated');
  expect(cmdlines.replaceAll(`rotated ${PLANTED.UBI_API_TOKEN}`, '').replaceAll(PLANTED.UBI_API_TOKEN, '')).not.toMatch(CORES);
  const found = node.sh(`grep -rlaE 'MARK[0-9]q' /opt /srv /etc /var/lib/dmsa ${dir} | sort`).trim().split('\n');
  expect(found).toEqual(
    [
      '/opt/configurator/vars.UBIqube.net.ctx',
      '/opt/configurator/vars.ctx',
      join(dir, 'broken.yaml'),
      join(dir, 'cluster.secrets.yaml'),
      join(dir, 'cluster.yaml'),
      join(dir, 'saved.json'),
    ].sort(),
  );
  const second = await dmsa('plan', '-f', f, '-v');
  expectClean(second.text);
});
