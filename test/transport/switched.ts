/**
 * A controller and nodes at one (virtual) switch, each a namespace of its own, the nodes with a real sshd. What is cut between
 * the controller and a node leaves the nodes' own connections as they are. Needs root and sshd.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../src/desired/cluster.ts';
import { CONNECTION, startNode, type TestNode } from '../apply/node.ts';

export const NET = '10.99.0';

export interface Switched {
  readonly controller: TestNode;
  readonly nodes: ReadonlyMap<string, TestNode>;
  readonly connections: Readonly<Record<string, Connection>>;
  readonly knownHosts: string;
  /** Makes known_hosts as it is when every node was reached once at its first address. */
  forget(): void;
  /** Packets to the controller go nowhere, as without a cable; those to other nodes do. */
  cut(node: string): void;
  uncut(node: string): void;
  /** Runs a program of test/ in the controller's network: a line of JSON in, lines out. */
  child(program: string): ChildProcess;
  close(): void;
}

const SETUP = 'mount -t tmpfs tmpfs /root; mount -t tmpfs tmpfs /run; mkdir /run/sshd; ip link set lo up';

/** @param names in the order of their addresses: NET.11, NET.12 … */
export async function startSwitched(names: readonly string[]): Promise<Switched> {
  const folder = mkdtempSync(join(tmpdir(), 'dmsa-switched-'));
  const keygen = (name: string): void => {
    const made = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
  };
  for (const name of ['key', ...names]) keygen(name);
  cpSync(join(folder, 'key.pub'), join(folder, 'keys'));
  const sshd = `HostKey /srv/host_key\nAuthorizedKeysFile /srv/keys\nPidFile /srv/sshd.pid\nStrictModes no\nUsePAM no\nSetEnv SHLVL=2\n`;
  writeFileSync(join(folder, 'sshd_config'), sshd);
  const [controller, ...bare] = await Promise.all([
    startNode(
      'controller',
      `ip link set lo up; ip link add br0 type bridge; ip addr add ${NET}.1/24 dev br0; ip link set br0 up`,
    ),
    ...names.map((name) =>
      startNode(name, `${SETUP}; cp ${folder}/sshd_config ${folder}/keys /srv; cp ${folder}/${name} /srv/host_key`),
    ),
  ]);
  if (!controller) throw new Error('no controller');
  const addressOf = (index: number): string => `${NET}.${11 + index}`;
  for (const [index, node] of bare.entries()) {
    const plug = `ip link add port${index} type veth peer name eth0 netns ${node.pid}; ip link set port${index} master br0 up`;
    const wired = spawnSync('nsenter', ['--target', String(controller.pid), '--net', '--', 'sh', '-ec', plug], {
      encoding: 'utf8',
    });
    if (wired.status !== 0) throw new Error(wired.stderr);
    node.sh(`ip link set eth0 up; ip addr add ${addressOf(index)}/24 dev eth0; ip addr add ${NET}.${111 + index}/24 dev eth0
/usr/sbin/sshd -f /srv/sshd_config`);
  }
  const knownHosts = join(folder, 'known_hosts');
  const forget = (): void => {
    const keyOf = (name: string): string =>
      readFileSync(join(folder, `${name}.pub`), 'utf8')
        .split(' ')
        .slice(0, 2)
        .join(' ');
    writeFileSync(knownHosts, names.map((name, index) => `${addressOf(index)} ${keyOf(name)}\n`).join(''));
  };
  forget();
  const connections = names.map((name, index): [string, Connection] => [
    name,
    {
      ...CONNECTION,
      transport: 'ssh',
      addresses: [addressOf(index), `${NET}.${111 + index}`],
      identityFiles: [join(folder, 'key')],
      identityFilesNamed: true,
      knownHosts,
      connectTimeoutMs: 2_000,
    },
  ]);
  const nodes = new Map(bare.map((node) => [node.name, node]));
  return {
    controller,
    nodes,
    connections: Object.fromEntries(connections),
    knownHosts,
    forget,
    cut: (node) => void nodes.get(node)?.sh(`ip route replace blackhole ${NET}.1`),
    uncut: (node) => void nodes.get(node)?.sh(`ip route del blackhole ${NET}.1 2>/dev/null || :`),
    child: (program) =>
      spawn(
        'nsenter',
        ['--target', String(controller.pid), '--net', '--', process.execPath, '--import', 'tsx', `test/${program}`],
        {
          stdio: ['pipe', 'pipe', 'inherit'],
          cwd: join(import.meta.dirname, '../..'),
        },
      ),
    close() {
      for (const node of [controller, ...bare]) node.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Sends one job and gives the lines of the answer, up to the one that has `type: 'result'`. */
export function ask<Line extends { readonly type: string }>(child: ChildProcess, job: unknown): Promise<readonly Line[]> {
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('no pipes');
  return new Promise((resolve, reject) => {
    let text = '';
    const end = (): void => {
      stdout.off('data', hear);
      stdout.off('end', gone);
    };
    const gone = (): void => {
      end();
      reject(new Error(`the child has ended: ${text}`));
    };
    const hear = (chunk: Buffer): void => {
      text += chunk.toString();
      if (!text.endsWith('\n')) return;
      const lines = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
      if (lines.at(-1)?.type !== 'result') return;
      end();
      resolve(lines);
    };
    stdout.on('data', hear);
    stdout.on('end', gone);
    stdin.write(`${JSON.stringify(job)}\n`);
  });
}
