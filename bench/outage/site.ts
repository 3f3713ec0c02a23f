/**
 * Light nodes for the outages: two pairs on the same two networks, one kept by dmsa, one by keepalived; a witness; a client on each
 * side of a wire that can be cut.
 *
 *   side A: both actives, one client        side B: both standbys, the witness, one client, the controller (this program)
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { must, run } from '../../lab/command.ts';
import { type LightLab, type LightNode, lightDown, lightExecArgv, lightInsideArgv, lightPort, lightUp } from '../../lab/light.ts';

export const NICS = ['eth0', 'eth1'] as const;
export type Nic = (typeof NICS)[number];

export interface PairOf {
  readonly active: string;
  readonly standby: string;
  /** Service addresses, without prefix. */
  readonly addresses: { readonly [nic in Nic]: string };
}

export const DMSA: PairOf = {
  active: 'light-001',
  standby: 'light-002',
  addresses: { eth0: '10.77.1.61', eth1: '10.78.1.61' },
};
export const KEEPALIVED: PairOf = {
  active: 'light-003',
  standby: 'light-004',
  addresses: { eth0: '10.77.1.62', eth1: '10.78.1.62' },
};
export const WITNESS = 'light-005';
export const CLIENT_A = 'light-006';
export const CLIENT_B = 'light-007';
export const NAME = 'outage';
export const SERVICES = ['ubi-sms', 'ubi-poll', 'ubi-bud', 'ubi-alarm'];
/** Of the pack's first service. */
export const PORT = 5200;

const SIDE_A = [DMSA.active, KEEPALIVED.active, CLIENT_A];
const NODES = 7;

export async function siteUp(tell: (text: string) => void): Promise<LightLab> {
  const lab = await lightUp({ name: NAME, count: NODES, second: true, say: tell });
  const lines = NICS.flatMap((nic, at) => [
    `link add br${at}a type bridge forward_delay 0`,
    `link set br${at}a up`,
    `link add x${at}a type veth peer name x${at}b`,
    `link set x${at}a master br${at}a up`,
    `link set x${at}b master br${at} up`,
    ...SIDE_A.map((node) => `link set ${lightPort(lab, node, nic)} master br${at}a`),
  ]);
  await must(['ip', '-n', lab.namespace, '-batch', '-'], { input: `${lines.join('\n')}\n` });
  await Promise.all(lab.nodes.map(({ name }) => furnish(lab, name)));
  return lab;
}

export const siteDown = (): Promise<boolean> => lightDown(NAME);

/** The wire between both sides, of both networks. */
export async function setWire(lab: LightLab, up: boolean): Promise<void> {
  const lines = NICS.map((_, at) => `link set x${at}b ${up ? 'up' : 'down'}`);
  await must(['ip', '-n', lab.namespace, '-batch', '-'], { input: `${lines.join('\n')}\n` });
}

export function nodeOf(lab: LightLab, name: string): LightNode {
  const node = lab.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no light node ${name}`);
  return node;
}

export function inNode(lab: LightLab, name: string, script: string): Promise<string> {
  return must(lightInsideArgv(nodeOf(lab, name), ['sh', '-c', script]));
}

export const inNodeArgv = (lab: LightLab, name: string, argv: readonly string[]): readonly string[] =>
  lightInsideArgv(nodeOf(lab, name), argv);

/** Answers each connection with a line, wherever it comes in. The stand-in's own listener takes one connection at a time. */
const SMSD = `#!/usr/bin/perl
use Socket;
$SIG{TERM} = sub { exit 0 };
socket(my $s, PF_INET, SOCK_STREAM, 0) or die;
setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
bind($s, sockaddr_in(${PORT}, INADDR_ANY)) or die;
listen($s, 256) or die;
while (1) { next unless accept(my $c, $s); syswrite($c, "ok\\n"); close($c); }
`;

/** What a light node of this bench has beside what all have. */
export async function furnish(lab: LightLab, name: string): Promise<void> {
  await must(
    lightInsideArgv(nodeOf(lab, name), [
      'sh',
      '-c',
      'rm -f /opt/sms/bin/smsd; cat >/opt/sms/bin/smsd; chmod 755 /opt/sms/bin/smsd',
    ]),
    {
      input: SMSD,
    },
  );
}

/** By the nodes' own kernels: which of a pair's members has an address now. Asked without a process in any node. */
export async function holders(lab: LightLab, { active, standby, addresses }: PairOf, nic: Nic): Promise<readonly string[]> {
  const found = await Promise.all(
    [active, standby].map(async (name) => {
      const said = await must(['ip', '-n', nodeOf(lab, name).namespace, '-o', '-4', 'addr', 'show', 'dev', nic]);
      // An address of a node that is off is nobody's; one whose link is down is not heard.
      const heard = (await must(['ip', '-n', nodeOf(lab, name).namespace, '-o', 'link', 'show', 'dev', nic])).includes(
        'LOWER_UP',
      );
      return heard && said.includes(` ${addresses[nic]}/`) ? [name] : [];
    }),
  );
  return found.flat();
}

/** Who answers a client's ARP requests for an address: the MAC addresses, as members. */
export async function whoAnswers(lab: LightLab, client: string, pair: PairOf, nic: Nic): Promise<readonly string[]> {
  const { stdout } = await run(
    lightInsideArgv(nodeOf(lab, client), ['arping', '-c', '3', '-w', '3', '-I', nic, pair.addresses[nic]]),
  );
  const macs = new Set([...stdout.matchAll(/\[([0-9A-Fa-f:]{17})\]/g)].map(([, mac]) => mac?.toLowerCase()));
  const found: string[] = [];
  for (const name of [pair.active, pair.standby]) {
    const link = await must(['ip', '-n', nodeOf(lab, name).namespace, '-o', 'link', 'show', 'dev', nic]);
    const mac = /link\/ether ([0-9a-f:]{17})/.exec(link)?.[1];
    if (mac !== undefined && macs.has(mac)) found.push(name);
  }
  return found;
}

/** A program of the controller's, in its network. */
export function startHere(
  lab: LightLab,
  argv: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): ChildProcess {
  const [program = '', ...args] = lightExecArgv(lab, argv);
  return spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Milliseconds of CLOCK_MONOTONIC, as the prober's. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
