/**
 * The floor that `dmsa plan` is measured against: ssh2 alone, new connections to all nodes at once, one exec each with the
 * same probe text on standard input, and a count of what comes back. No checks, no errors handled, nothing cut up.
 *
 *   node floor.js NODES KEY
 *
 * NODES  a file with one `host port probe` a line; `probe` is a file with the text that goes to /bin/sh there.
 * KEY    a private key without a passphrase, for root.
 * Prints `{"nodes":…,"bytes":…,"failed":…,"ms":…}`; ms from the first connection to the last byte.
 */
import { readFileSync } from 'node:fs';
import ssh2 from 'ssh2';
import { probeOver } from './probe-over.ts';

const [nodesFile = '', keyFile = ''] = process.argv.slice(2);
const nodes = readFileSync(nodesFile, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(/\s+/));
const key = readFileSync(keyFile);

function read(host: string, port: number, probe: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on('error', reject);
    client.on('ready', () => {
      probeOver(client, probe).then((bytes) => {
        client.end();
        resolve(bytes);
      }, reject);
    });
    client.connect({
      host,
      port,
      username: 'root',
      privateKey: key,
      // Without the default's try of "none" first, which costs a round trip and sshd's delay after a failure.
      authHandler: ['publickey'],
      readyTimeout: 60_000,
    });
  });
}

const started = performance.now();
const results = await Promise.allSettled(
  nodes.map(([host = '', port = '22', probe = '']) => read(host, Number(port), readFileSync(probe))),
);
const ms = performance.now() - started;
const bytes = results.reduce((sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0), 0);
const failed = results.filter((result) => result.status === 'rejected').length;
process.stdout.write(`${JSON.stringify({ nodes: nodes.length, bytes, failed, ms: Math.round(ms) })}\n`);
