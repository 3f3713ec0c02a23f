import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './command.ts';
import { runDir } from './paths.ts';
import type { NodeSpec } from './topology.ts';

/** What a test needs to be let in. */
export interface Access {
  privateKey: string;
  publicKey: string;
  knownHosts: string;
}

const newKey = async (file: string, comment: string): Promise<void> => {
  if (existsSync(file) && existsSync(`${file}.pub`)) return;
  rmSync(file, { force: true });
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file]);
};

export const accessOf = (lab: string): Access => ({
  privateKey: join(runDir(lab), 'id_ed25519'),
  publicKey: join(runDir(lab), 'id_ed25519.pub'),
  knownHosts: join(runDir(lab), 'known_hosts'),
});

/**
 * The controller's key pair, the nodes' host keys and the known_hosts file that fits them. Keys
 * that are there stay: a node that is made anew is to its friends the one it was.
 */
export const prepareAccess = async (lab: string, nodes: readonly NodeSpec[]): Promise<Access> => {
  const keys = join(runDir(lab), 'keys');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const access = accessOf(lab);
  await newKey(access.privateKey, `root@controller (lab ${lab})`);
  await Promise.all(nodes.map((n) => newKey(join(keys, n.name), `root@${n.name}`)));
  const lines = nodes.map((n) => {
    const [type, key] = readFileSync(join(keys, `${n.name}.pub`), 'utf8').split(' ');
    return `${n.name},${n.eth0},${n.eth1} ${type} ${key}\n`;
  });
  writeFileSync(access.knownHosts, lines.join(''));
  return access;
};

/**
 * The node's second disk at its first boot: a bare tar that /lab/init unpacks over the image. So
 * one image serves every node of a flavour.
 */
export const writeSeed = async (lab: string, node: NodeSpec, file: string): Promise<void> => {
  const stage = `${file}.stage`;
  rmSync(stage, { recursive: true, force: true });
  const put = (path: string, content: string, mode: number): void => {
    const full = join(stage, path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, content, { mode });
  };
  const hostKey = join(runDir(lab), 'keys', node.name);
  put('etc/ssh/ssh_host_ed25519_key', readFileSync(hostKey, 'utf8'), 0o600);
  put('etc/ssh/ssh_host_ed25519_key.pub', readFileSync(`${hostKey}.pub`, 'utf8'), 0o644);
  put('root/.ssh/authorized_keys', readFileSync(accessOf(lab).publicKey, 'utf8'), 0o600);
  put('lab/node.env', `NODE=${node.name}\nROLE=${node.role}\nDATABASE=${node.database ? 'yes' : 'no'}\n`, 0o644);
  // Files only: the folders are the image's, with its modes.
  await must([
    'tar',
    '-C',
    stage,
    '--owner=0',
    '--group=0',
    '-cf',
    file,
    'etc/ssh/ssh_host_ed25519_key',
    'etc/ssh/ssh_host_ed25519_key.pub',
    'root/.ssh/authorized_keys',
    'lab/node.env',
  ]);
  rmSync(stage, { recursive: true, force: true });
};
