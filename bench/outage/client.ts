/** The client: asks the addresses of both pairs all the while, from a node of its own, and has the gaps that it saw. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { poll } from '../../lab/command.ts';
import type { LightLab } from '../../lab/light.ts';
import { CLIENT_B, DMSA, inNodeArgv, KEEPALIVED, NICS, nodeOf, type PairOf, PORT } from './site.ts';

export interface Gap {
  readonly lastMs: number;
  readonly nextMs: number;
}

export interface Client {
  /** Since then; waits until one of at least LEAST_MS has ended. A busy machine makes shorter ones by itself. */
  readonly longest: (name: string, sinceMs: number, limitMs: number) => Promise<Gap>;
  readonly stop: () => void;
}

const EVERY_MS = 20;
const LEAST_MS = 300;

const lengthOf = ({ lastMs, nextMs }: Gap): number => nextMs - lastMs;

export const pingOf = (pair: PairOf, nic: 'eth0' | 'eth1'): string => `${nic} ${pair.addresses[nic]}`;
export const serviceOf = (pair: PairOf): string => `service ${pair.addresses.eth1}`;

export async function startClient(lab: LightLab, prober: string): Promise<Client> {
  const pairs = [DMSA, KEEPALIVED];
  const asked = {
    everyMs: EVERY_MS,
    pings: pairs.flatMap((pair) =>
      NICS.map((nic) => ({
        name: pingOf(pair, nic),
        argv: inNodeArgv(lab, CLIENT_B, ['ping', '-n', '-i', String(EVERY_MS / 1000), pair.addresses[nic]]),
      })),
    ),
    tcp: pairs.map((pair) => ({ name: serviceOf(pair), host: pair.addresses.eth1, port: PORT })),
  };
  const namespace = `/run/netns/${nodeOf(lab, CLIENT_B).namespace}`;
  const child = spawn('nsenter', [`--net=${namespace}`, process.execPath, prober, JSON.stringify(asked)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gaps = new Map<string, Gap[]>();
  const up = new Set<string>();
  let ended = false;
  child.on('close', () => {
    ended = true;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { name, ...rest } = JSON.parse(line) as { readonly name: string } & (Gap | { readonly upMs: number });
    if ('upMs' in rest) up.add(name);
    else gaps.set(name, [...(gaps.get(name) ?? []), rest]);
  });
  const since = (name: string, sinceMs: number): readonly Gap[] =>
    (gaps.get(name) ?? []).filter(({ nextMs }) => nextMs > sinceMs);
  const all = [...asked.pings, ...asked.tcp].map(({ name }) => name);
  const heard = await poll(30_000, 50, () => (all.every((name) => up.has(name)) ? true : undefined));
  if (!heard) throw new Error(`the client never heard of ${all.filter((name) => !up.has(name)).join(', ')}`);
  return {
    async longest(name, atMs, limitMs) {
      const found = await poll(limitMs, 20, () => {
        if (ended) throw new Error('the client has ended');
        const [first] = [...since(name, atMs)].sort((a, b) => lengthOf(b) - lengthOf(a));
        return first && lengthOf(first) >= LEAST_MS ? first : undefined;
      });
      if (!found) throw new Error(`${name}: no outage has begun and ended within ${limitMs / 1000} s`);
      return found;
    },
    stop: () => child.stdin.end(),
  };
}
