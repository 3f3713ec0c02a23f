import type { Client } from 'ssh2';

/** Sends a probe over an open connection; gives the number of bytes that came back. */
export function probeOver(client: Client, probe: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    client.exec('/bin/sh', (error, channel) => {
      if (error) {
        reject(error);
        return;
      }
      let bytes = 0;
      const count = (chunk: Uint8Array): void => {
        bytes += chunk.length;
      };
      channel.on('data', count);
      channel.stderr.on('data', count);
      channel.on('close', () => resolve(bytes));
      channel.end(probe);
    });
  });
}
