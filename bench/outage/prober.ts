/**
 * What a client sees of addresses: asks each of them again and again and says when one did not answer for a while, by the machine's
 * monotonic clock (CLOCK_MONOTONIC, which is one for all processes).
 *
 *   node prober.js '{"pings":[{"name","argv"}],"tcp":[{"name","host","port"}],"everyMs":20}'
 *
 * Each line of its output is JSON: `{"name","lastMs","nextMs"}`, a gap: the last answer before it and the first one after it.
 * `{"name","upMs"}`: the first answer of all.
 */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

interface Asked {
  readonly pings: readonly { readonly name: string; readonly argv: readonly string[] }[];
  /** Answered where what is connected to says something. */
  readonly tcp: readonly { readonly name: string; readonly host: string; readonly port: number }[];
  readonly everyMs: number;
}

/** A gap is one where that many questions had no answer. */
const LOST = 4;
const LATE_MS = 600;

const { pings, tcp, everyMs } = JSON.parse(process.argv[2] ?? '{}') as Asked;
const last = new Map<string, number>();
const now = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;
const say = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

function answered(name: string): void {
  const at = now();
  const before = last.get(name);
  last.set(name, at);
  if (before === undefined) say({ name, upMs: at });
  else if (at - before > LOST * everyMs) say({ name, lastMs: before, nextMs: at });
}

for (const { name, argv } of pings) {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.includes(' bytes from ')) answered(name);
  });
  child.on('close', (code) => {
    process.stderr.write(`the ping of ${name} ended: ${code}\n`);
    process.exit(1);
  });
}

for (const { name, host, port } of tcp) {
  setInterval(() => {
    const socket = connect({ host, port });
    const late = setTimeout(() => socket.destroy(), LATE_MS);
    socket.once('data', () => {
      answered(name);
      socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => clearTimeout(late));
  }, everyMs);
}
process.stdin.on('end', () => process.exit(0)).resume();
