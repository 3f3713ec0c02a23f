import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { poll, type Result, type RunOptions, run } from './command.ts';
import { inside, insideArgv } from './network.ts';
import { consoleTail, nodeProcess } from './node.ts';
import { socketDir } from './paths.ts';
import { accessOf } from './seed.ts';
import type { NodeSpec } from './topology.ts';

export interface SshOptions extends RunOptions {
  via?: 'eth0' | 'eth1';
  /** A connection of its own, not the shared one (0.5 s instead of 0.1 s). */
  fresh?: boolean;
}

const controlDir = (lab: string): string => join(socketDir(lab), 'ssh');

/** The options of every ssh, scp and rsync to a node of the lab. */
export const sshOptions = (lab: string, fresh = false): string[] => {
  const access = accessOf(lab);
  mkdirSync(controlDir(lab), { recursive: true, mode: 0o700 });
  const options = [
    `IdentityFile=${access.privateKey}`,
    `UserKnownHostsFile=${access.knownHosts}`,
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=yes',
    'GlobalKnownHostsFile=/dev/null',
    'BatchMode=yes',
    'LogLevel=ERROR',
    'ConnectTimeout=8',
    // A shared connection to a node that is gone must not hold the next test up.
    'ServerAliveInterval=3',
    'ServerAliveCountMax=3',
    ...(fresh ? ['ControlPath=none'] : ['ControlMaster=auto', `ControlPath=${controlDir(lab)}/%C`, 'ControlPersist=300']),
  ];
  return ['-F', 'none', ...options.flatMap((o) => ['-o', o])];
};

export const sshArgv = (lab: string, node: NodeSpec, options: SshOptions = {}): string[] =>
  insideArgv(lab, ['ssh', ...sshOptions(lab, options.fresh), `root@${node[options.via ?? 'eth0']}`]);

/** Runs a script on the node. ssh's own failures give code 255. */
export const ssh = (lab: string, node: NodeSpec, script: string, options: SshOptions = {}): Promise<Result> =>
  run([...sshArgv(lab, node, options), script], { timeout: 60_000, ...options });

/** Ends the shared connections: to a node that reboots they are dead, and don't know it yet. */
export const dropConnections = async (lab: string): Promise<void> => {
  let sockets: string[] = [];
  try {
    sockets = readdirSync(controlDir(lab));
  } catch {
    return;
  }
  await Promise.all(
    sockets.map(async (socket) => {
      const path = join(controlDir(lab), socket);
      await run(['ssh', '-F', 'none', '-o', `ControlPath=${path}`, '-O', 'exit', 'any'], { timeout: 3000 });
      rmSync(path, { force: true });
    }),
  );
};

/** One line, "up", when a server greets on port 22. Connecting alone proves nothing: sshd may not have read its keys yet. */
const greet = (address: string): string[] => [
  'timeout',
  '3',
  'bash',
  // Our pipes are sockets to bash: it would take us for rshd and read ~/.bashrc first (bash(1), Invocation), whatever that does.
  '--norc',
  '-c',
  'exec 3<>"/dev/tcp/$0/22" || exit 1; IFS= read -r line <&3 && case $line in SSH-*) exit 0 ;; esac; exit 1',
  address,
];

/** Waits for a server's greeting on the node, or says what became of the node instead. */
export const waitForSsh = async (
  lab: string,
  node: NodeSpec,
  deadline = 90_000,
  via: 'eth0' | 'eth1' = 'eth0',
): Promise<void> => {
  const answered = await poll(deadline, 150, async () => {
    if (!nodeProcess(lab, node.name))
      throw new Error(`Node ${node.name} went off while it was waited for; ${consoleTail(lab, node.name)}`);
    return (await inside(lab, greet(node[via]), { timeout: 5000 })).code === 0 ? true : undefined;
  });
  if (!answered) {
    throw new Error(
      `Node ${node.name}: no sshd on ${node[via]} (${via}) after ${deadline / 1000} s; ${consoleTail(lab, node.name)}`,
    );
  }
};

export const answers = async (lab: string, node: NodeSpec, via: 'eth0' | 'eth1' = 'eth0'): Promise<boolean> =>
  (await inside(lab, greet(node[via]), { timeout: 5000 })).code === 0;
