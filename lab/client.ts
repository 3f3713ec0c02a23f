import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { must, poll } from './command.ts';
import { bridges, insideArgv, type Nic, nics } from './network.ts';
import { labDir, netnsOf } from './paths.ts';
import { prefixLength } from './topology.ts';

/** One try to reach a service address. */
export interface Try {
  readonly atMs: number;
  readonly host: string;
  /** null: it was served. `ECONNREFUSED`: the address was there, and nothing listened. */
  readonly why: string | null;
}

/** A host of its own on both networks of the lab, that uses the service addresses all the while. Ends with this process. */
export interface Client {
  tries(): readonly Try[];
  cable(nic: Nic, up: boolean): Promise<void>;
  stop(): Promise<readonly Try[]>;
}

const ADDRESSES = { eth0: '10.77.0.200', eth1: '10.78.0.200' } as const;
const cableOf = (nic: Nic): string => `c${nic}`;

// Its namespace is the process's own, so nothing of it outlives it. It waits for its cables.
const startScript = (own: Readonly<Record<Nic, string>>): string => `echo up; read -r go
ip -batch - <<E
link set lo up
${nics.map((nic) => `addr add ${own[nic]}/${prefixLength} dev ${nic}\nlink set ${nic} up`).join('\n')}
E
exec "$@"`;

/**
 * @param targets  `ADDRESS:PORT`
 * @param own      its addresses, in labs with other networks
 */
export const startClient = async (
  lab: string,
  targets: readonly string[],
  own: Readonly<Record<Nic, string>> = ADDRESSES,
): Promise<Client> => {
  const program = [process.execPath, '--import', 'tsx', join(labDir, 'client-program.ts'), ...targets];
  const [command = '', ...args] = insideArgv(lab, ['unshare', '--net', 'sh', '-c', startScript(own), 'client', ...program]);
  // One program gives way to the next up to the client itself, so it is the child; the loader is found from the checkout's folder.
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], cwd: join(labDir, '..') });
  const done = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  if (!(await poll(10_000, 20, () => (out.startsWith('up\n') ? true : undefined)))) throw new Error('The client does not start.');
  const batch = (lines: readonly string[]): Promise<string> =>
    must(['ip', '-n', netnsOf(lab), '-batch', '-'], { input: `${lines.join('\n')}\n` });
  await batch(
    nics.flatMap((nic) => [
      `link add ${cableOf(nic)} type veth peer name ${nic} netns ${child.pid}`,
      `link set ${cableOf(nic)} master ${bridges[nic]} up`,
    ]),
  );
  child.stdin.end('go\n');
  const tries = (): readonly Try[] =>
    out.split('\n').flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line) as Try] : []));
  return {
    tries,
    cable: async (nic, up) => {
      await batch([`link set ${cableOf(nic)} ${up ? 'up' : 'down'}`]);
    },
    async stop() {
      child.kill('SIGKILL');
      await done;
      return tries();
    },
  };
};
