import { spawn } from 'node:child_process';
import { poll } from './command.ts';
import { bridges, inside, insideArgv, type Nic, nics } from './network.ts';
import { droppedOf, type Frame, frameOf } from './wire-log.ts';

/** Nobody's, so that the question for it is seen on the wire and never answered: the mark at the end of a capture. */
const MARKS = { eth0: '10.77.0.250', eth1: '10.78.0.250' } as const;

/** What goes over the lab's two networks, from all who are plugged in: on a bridge, tcpdump sees what any port sends. */
export interface Wire {
  /** So far. */
  frames(): readonly Frame[];
  /** Tells whoever looks at a failure all of it. */
  lines(): readonly string[];
  /** Everything until now is in it. Throws where something was lost: that proves nothing. */
  stop(): Promise<readonly Frame[]>;
}

/**
 * @param addresses  whose senders are noted; ARP is noted whole
 * @param marks      of labs with other networks: an address of each that nobody has
 */
export const captureWire = async (
  lab: string,
  addresses: readonly string[],
  marks: Readonly<Record<Nic, string>> = MARKS,
): Promise<Wire> => {
  const filter = ['arp', ...addresses.map((address) => `src host ${address}`)].join(' or ');
  const taps = await Promise.all(nics.map((nic) => tap(lab, nic, filter, marks[nic])));
  const frames = (): readonly Frame[] => taps.flatMap(({ lines }) => lines()).flatMap((line) => frameOf(line) ?? []);
  return {
    frames,
    lines: () => taps.flatMap(({ lines }) => lines()),
    async stop() {
      await Promise.all(taps.map((one) => one.stop()));
      return frames();
    },
  };
};

interface Tap {
  lines(): readonly string[];
  stop(): Promise<void>;
}

const tap = async (lab: string, nic: Nic, filter: string, mark: string): Promise<Tap> => {
  const options = ['-i', bridges[nic], '-e', '-nn', '-tt', '-q', '-l', '--immediate-mode', '-B', '8192', '-s', '128'];
  const [program = '', ...args] = insideArgv(lab, ['tcpdump', ...options, filter]);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const done = new Promise<void>((resolve) => child.on('close', () => resolve()));
  child.on('error', () => undefined); // shows as a capture that does not begin
  let out = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const listens = await poll(10_000, 20, () => (said.includes('listening on ') ? true : undefined));
  if (!listens) throw new Error(`tcpdump on ${bridges[nic]} of the lab ${lab} does not begin: ${said.trim()}`);
  return {
    lines: () => out.split('\n'),
    async stop() {
      const seen = await poll(10_000, 200, async () => {
        await inside(lab, ['bash', '-c', `echo >/dev/udp/${mark}/9`]);
        return out.includes(`who-has ${mark} `) ? true : undefined;
      });
      child.kill('SIGINT');
      await done;
      const dropped = droppedOf(said);
      if (!seen || dropped !== 0) throw new Error(`The capture on ${bridges[nic]} is not whole: ${said.trim()}`);
    },
  };
};
