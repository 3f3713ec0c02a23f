/**
 * A customer of the service addresses: connects to each `ADDRESS:PORT` five times a second and says a line of JSON for each try.
 * Every second try asks the whole network anew who has the address: two that have it both answer, which a remembered MAC would hide.
 */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 200;
const GIVE_UP_MS = 1_000;

// One process that goes on, instead of one for each time.
const forget = spawn('ip', ['-force', '-batch', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });

const once = (host: string, port: number): Promise<string | null> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: GIVE_UP_MS });
    const end = (why: string | null): void => {
      socket.destroy();
      resolve(why);
    };
    socket.on('connect', () => end(null));
    socket.on('timeout', () => end('timeout'));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });

const use = async (target: string): Promise<never> => {
  const [host = '', port = ''] = target.split(':');
  for (let turn = 0; ; turn += 1) {
    if (turn % 2 === 0) forget.stdin.write(`neigh flush to ${host}\n`);
    const atMs = Date.now();
    void once(host, Number(port)).then((why) => process.stdout.write(`${JSON.stringify({ atMs, host, why })}\n`));
    await delay(EVERY_MS);
  }
};

await Promise.all(process.argv.slice(2).map(use));
