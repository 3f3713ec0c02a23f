import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** A TCP connection from this machine. Rejects with an Error that says why. */
export function dial(host: string, port: number, timeoutMs: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const give = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => give(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    socket.once('error', give);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', give);
      // Whoever gets it listens from now on; in between an error must not end the process.
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}
