/**
 * Planted secrets through validate, plan and apply on a node (a namespace of its own), by the built program: nothing that is
 * printed, saved, logged or left on the controller or the node has them, but for the files that are meant to.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTicks } from '../../src/record/file.ts';
import { enter, startNode, type TestNode } from '../apply/node.ts';
import { askSocket, TOKENS, until } from '../web/site.ts';

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

/** All that `dmsa run --listen` serves of it, a plan by token included, and what it says meanwhile. */
async function served(file: string): Promise<string> {
  write('tokens', `ann ${TOKENS.ann}\n`);
  const socket = join(dir, 'web.sock');
  const program = [
    process.execPath,
    PROGRAM,
    '--log-level',
    'debug',
    'run',
    '-f',
    file,
    '--listen',
    `unix:${socket}`,
    '--token-file',
    join(dir, 'tokens'),
  ];
  const env = { PATH: process.env['PATH'], HOME: join(dir, 'home'), DMSA_STATE_DIR: '/srv/state' };
  const child = spawn('nsenter', [...enter(node.pid), 'sh', '-c', `echo $$ >${dir}/pid; exec "$@"`, 'dmsa', ...program], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  const ended = once(child, 'close');
  const ask = async (path: string, body?: object): Promise<string> =>
    (await askSocket(socket, path, body ? { body, token: TOKENS.ann } : {}).catch(() => ({ text: '' }))).text;
  await until('it is ready', async () => (await ask('/readyz')).includes('"ready":true'));
  await ask('/api/v1/jobs', { do: 'plan' });
  await until('the plan is there', async () => /"status":"(done|incomplete)"/.test(await ask('/api/v1/jobs')));
  const all = [
    '/api/v1/status',
    '/api/v1/nodes',
    '/api/v1/nodes/Web-1',
    '/api/v1/plan',
    '/api/v1/events',
    '/api/v1/jobs',
    '/metrics',
  ];
  for (const path of all) text += await ask(path);
  expect(text).toContain('vars.UBIqube.net.ctx');
  expect(text).toContain('(secret)');
  node.sh(`kill "$(cat ${dir}/pid)"`);
  await ended;
  return text;
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

  // What it decides of has all of them in it, those of the node too.
  const recorded = join(dir, 'recorded');
  const record = async (): Promise<void> => {
    rmSync(recorded, { recursive: true, force: true });
    expectClean((await dmsa('run', '--once', '--dry-run', '-f', f, '--record', recorded)).text);
    const [name = '', ...others] = readdirSync(recorded).sort();
    // Of the pairs, where there are any.
    for (const other of others) {
      const { ticks } = await readTicks(join(recorded, other));
      for (const tick of ticks) expectClean(JSON.stringify(tick));
      expectClean((await dmsa('replay', join(recorded, other), '--json')).text);
    }
    const path = join(recorded, name);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const ticks = (await readTicks(path)).ticks.map((tick) => JSON.stringify(tick));
    expect(ticks.length).toBeGreaterThan(0);
    for (const tick of ticks) {
      expect(tick).toContain('vars.UBIqube.net.ctx');
      expect(tick).toContain('(secret ');
      expectClean(tick);
    }
    const replayed = await dmsa('replay', path);
    expect(replayed.text).toContain('the same decision');
    expect(replayed.code).toBe(0);
    for (const more of [['--tick', '1'], ['--json']]) expectClean((await dmsa('replay', path, ...more)).text);
  };
  await record();
  expectClean(await served(f));

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

  await record();

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
