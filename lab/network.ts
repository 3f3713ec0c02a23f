import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { must, type Result, type RunOptions, run } from './command.ts';
import { labDir, netnsOf } from './paths.ts';
import { controller, type NodeSpec, prefixLength } from './topology.ts';

export const nics = ['eth0', 'eth1'] as const;
export type Nic = (typeof nics)[number];

export const bridges = { eth0: 'br0', eth1: 'br1' } as const;

/** The lab's side of a node's cable. Interface names have 15 characters, node names more: so by number. */
export const tapOf = (index: number, nic: Nic): string => `n${index}${nic}`;

/** Fixed, so that a node that starts again is to its neighbours the one it was. */
export const macOf = (spec: NodeSpec, nic: Nic): string => {
  const octet = Number(spec[nic].split('.')[3]).toString(16).padStart(2, '0');
  return `02:00:0a:${nic === 'eth0' ? '4d' : '4e'}:00:${octet}`;
};

/** The command, made to run in the lab's namespace and to refuse to run anywhere else. */
export const insideArgv = (lab: string, argv: readonly string[]): string[] => [
  'sh',
  join(labDir, 'in-namespace.sh'),
  netnsOf(lab),
  ...argv,
];

export const inside = (lab: string, argv: readonly string[], options: RunOptions = {}): Promise<Result> =>
  run(insideArgv(lab, argv), options);

const ipBatch = (lab: string, lines: string[]): Promise<string> =>
  must(['ip', '-n', netnsOf(lab), '-batch', '-'], { input: `${lines.join('\n')}\n` });

export const networkExists = (lab: string): boolean => existsSync(`/run/netns/${netnsOf(lab)}`);

/** One namespace, two bridges, the controller's addresses; no way out. */
export const createNetwork = async (lab: string, nodes: readonly NodeSpec[]): Promise<void> => {
  await must(['ip', 'netns', 'add', netnsOf(lab)]);
  const lines = ['link set lo up'];
  for (const nic of nics) {
    lines.push(
      `link add ${bridges[nic]} type bridge forward_delay 0`,
      `addr add ${controller[nic]}/${prefixLength} dev ${bridges[nic]}`,
      `link set ${bridges[nic]} up`,
    );
    nodes.forEach((_, index) => {
      const tap = tapOf(index, nic);
      lines.push(`tuntap add dev ${tap} mode tap`, `link set ${tap} master ${bridges[nic]} up`);
    });
  }
  await ipBatch(lab, lines);
};

/** The taps and bridges go with the namespace, once the last process in it is gone. */
export const removeNetwork = async (lab: string): Promise<void> => {
  if (networkExists(lab)) await must(['ip', 'netns', 'del', netnsOf(lab)]);
};

export const setCable = (lab: string, index: number, nic: Nic, up: boolean): Promise<string> =>
  ipBatch(lab, [`link set ${tapOf(index, nic)} ${up ? 'up' : 'down'}`]);
