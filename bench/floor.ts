/**
 * The floor that `dmsa plan` is measured against: ssh2 alone, new connections to all nodes at once, one exec each with the
 * same probe text on standard input, and a count of what comes back. No checks, no errors handled, nothing cut up.
 *
 *   node floor.js PROBE NODES KEY
 *
 * PROBE  a file with the text that goes to /bin/sh (`wrapScript` of a probe's script).
 * NODES  a file with one `host port` a line.
 * KEY    a private key without a passphrase, for root.
 * Prints `{"nodes":…,"bytes":…,"failed":…,"ms":…}`; ms from the first connection to the last byte.
 */
import { readFileSync } from 'node:fs';
import ssh2 from 'ssh2';

const [probeFile = '', nodesFile = '', keyFile = ''] = process.argv.slice(2);
const probe = readFileSync(probeFile);
const nodes = readFileSync(nodesFile, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(/\s+/));
const privateKey = ssh2.utils.parseKey(readFileSync(keyFile));
if (privateKey instanceof Error) throw privateKey;

function read(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    let bytes = 0;
    client.on('error', reject);
    client.on('ready', () =>
      client.exec('/bin/sh', (error, channel) => {
        if (error) {
          reject(error);
          return;
        }
        channel.on('data', (chunk: Uint8Array) => {
          bytes += chunk.length;
        });
        channel.stderr.on('data', (chunk: Uint8Array) => {
          bytes += chunk.length;
        });
        channel.on('close', () => {
          client.end();
          resolve(bytes);
        });
        channel.end(probe);
      }),
    );
    client.connect({
      host,
      port,
      username: 'root',
      authHandler: [{ type: 'publickey', username: 'root', key: privateKey }],
    });
  });
}

const started = performance.now();
const results = await Promise.allSettled(nodes.map(([host = '', port = '22']) => read(host, Number(port))));
const ms = performance.now() - started;
const bytes = results.reduce((sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0), 0);
const failed = results.filter((result) => result.status === 'rejected').length;
process.stdout.write(`${JSON.stringify({ nodes: nodes.length, bytes, failed, ms: Math.round(ms) })}\n`);
