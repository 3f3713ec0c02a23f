/**
 * A pair of light nodes (namespaces, with a real sshd each) on two networks, for what has to be done very often: every command of
 * dmsa is the built program, over SSH, and takes a second or two.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, run } from '../../lab/command.ts';
import { type LightLab, lightExecArgv, lightSsh, lightUp } from '../../lab/light.ts';
import type { Nic } from '../../lab/network.ts';
import { cacheDir } from '../../lab/paths.ts';

export const A = 'light-001';
export const S = 'light-002';
export const SERVICE = { eth0: '10.77.1.101', eth1: '10.78.1.101' } as const;
export const SERVICES = ['ubi-sms', 'ubi-alarm'];
export const SPOOL = '/opt/sms/spool/parser';
/** Nobody's, for the ends of a capture; and the client's. */
export const MARKS = { eth0: '10.77.1.250', eth1: '10.78.1.250' } as const;
export const CLIENT = { eth0: '10.77.1.200', eth1: '10.78.1.200' } as const;

export interface LightPair {
  readonly lab: LightLab;
  /** What its network is called for `captureWire` and `startClient`. */
  readonly network: string;
  readonly dir: string;
  /** Argv of the built dmsa, and the environment that it runs in. */
  argv(args: readonly string[]): readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** On a node, by SSH; throws where it fails. */
  sh(node: string, script: string): Promise<string>;
  macOf(node: string, nic: Nic): Promise<string>;
}

export async function lightPair(name: string, program: string): Promise<LightPair> {
  const lab = await lightUp({ name, count: 2 });
  const dir = join(cacheDir, 'light', name, 'site');
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  await must(['ip', '-n', lab.namespace, '-batch', '-'], {
    input:
      'link add br1 type bridge forward_delay 0\naddr add 10.78.1.254/24 dev br1\nlink set br1 up\nlink set w0 master br1 up\nlink set w1 master br1 up\n',
  });
  writeFileSync(join(dir, 'cluster.yaml'), clusterYaml(lab));
  const pair: LightPair = {
    lab,
    network: `light-${name}`,
    dir,
    // No agent and no keys of the machine that this runs on.
    env: { PATH: process.env['PATH'], HOME: dir, LANG: 'C.UTF-8' },
    argv: (args) => lightExecArgv(lab, [process.execPath, program, ...args]),
    async sh(node, script) {
      const { code, stdout, stderr } = await lightSsh(lab, node, script);
      if (code !== 0) throw new Error(`${node}: exit ${code} of ${script}\n${stderr}`);
      return stdout;
    },
    async macOf(node, nic) {
      return (await pair.sh(node, `cat /sys/class/net/${nic}/address`)).trim();
    },
  };
  // Each may pull files from the other. All light nodes have one host key.
  for (const node of [A, S]) {
    await pair.sh(node, `mkdir -p ${SPOOL}; ssh-keygen -q -t ed25519 -N "" -f /root/.ssh/id_ed25519 </dev/null`);
  }
  const host = (await pair.sh(A, 'cut -d" " -f1,2 /etc/ssh/ssh_host_ed25519_key.pub')).trim();
  for (const [node, other] of [
    [A, S],
    [S, A],
  ] as const) {
    const key = (await pair.sh(other, 'cat /root/.ssh/id_ed25519.pub')).trim();
    await pair.sh(
      node,
      `echo '${key}' >>/root/.ssh/authorized_keys; echo '10.77.1.1,10.77.1.2,10.78.1.1,10.78.1.2 ${host}' >>/root/.ssh/known_hosts`,
    );
  }
  // Light nodes have no init that a change could be undone by after a reboot; nobody reboots them.
  const apply = pair.argv(['apply', '--yes', '--force', 'boot-unguarded']);
  const { code, stdout, stderr } = await run(apply, { cwd: dir, env: pair.env, timeout: 120_000 });
  if (code !== 0) throw new Error(`dmsa apply on the light nodes: exit ${code}\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`);
  return pair;
}

function clusterYaml({ privateKey, knownHosts }: LightLab): string {
  return `apiVersion: dmsa/v1
kind: Cluster
metadata:
  name: killed
spec:
  ssh:
    identityFile: ${privateKey}
    knownHosts: ${knownHosts}
    hostKey: strict
  central: ${A}
  serviceAddresses:
    svc:
      eth0:1: ${SERVICE.eth0}/24
      eth1:1: ${SERVICE.eth1}/24
  packs:
    pack: [${SERVICES.join(', ')}]
  nodes:
    ${A}:
      type: SECENGINE
      maintenance: 10.77.1.1/24
      equipment: 10.78.1.1/24
      serviceAddresses: svc
      pack: pack
    ${S}:
      type: REPORTING
      maintenance: 10.77.1.2/24
      equipment: 10.78.1.2/24
      backupOf: ${A}
      sync: { every: 5m }
  sync:
    - { type: SECENGINE, path: ${SPOOL} }
`;
}
