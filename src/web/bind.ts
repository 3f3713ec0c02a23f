/** Binds a listener, and ends it. */
import { chmod, lstat, mkdir, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import { dirname } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import type { Listen } from './address.ts';

export interface Bound {
  /** `http://127.0.0.1:8470` */
  readonly text: string;
  readonly end: () => Promise<void>;
}

/** @throws DiagnosticError  the address is taken, or is none of this machine */
export async function bindListener(
  server: Pick<Server, 'listen' | 'once' | 'off' | 'address' | 'close' | 'closeAllConnections' | 'on'>,
  listen: Listen,
  tls: boolean,
): Promise<Bound> {
  if (listen.type === 'unix') await clearSocket(listen.path);
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => reject(cannot(listen, error));
    server.once('error', failed);
    const done = (): void => {
      server.off('error', failed);
      // Out of descriptors: the connections that there are go on.
      server.on('error', () => {});
      resolve();
    };
    if (listen.type === 'tcp') server.listen({ host: listen.host, port: listen.port, exclusive: true }, done);
    else {
      // From its first moment on it is nobody else's.
      const before = process.umask(0o177);
      try {
        server.listen({ path: listen.path }, done);
      } finally {
        process.umask(before);
      }
    }
  });
  if (listen.type === 'unix') await chmod(listen.path, listen.mode);
  const end = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { text: listen.type === 'unix' ? `unix:${listen.path}` : urlOf(server.address() as AddressInfo, tls), end };
}

function urlOf({ address, port, family }: AddressInfo, tls: boolean): string {
  return `${tls ? 'https' : 'http'}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** A socket that nobody listens on any more is taken away; anything else that is there stays. */
async function clearSocket(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o750 }).catch(() => {});
  const there = await lstat(path).catch(() => null);
  if (!there) return;
  const answered = await new Promise<boolean>((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
  if (answered || !there.isSocket())
    throw new DiagnosticError([
      {
        severity: 'error',
        code: 'address-taken',
        summary: `--listen unix:${path}: something is there already`,
        detail: there.isSocket()
          ? 'Another program listens there: is another dmsa run at work?'
          : 'It is no socket. Take it away, or give another path.',
      },
    ]);
  await unlink(path);
}

function cannot(listen: Listen, { code = '', message }: NodeJS.ErrnoException): DiagnosticError {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: 'Another program listens there: is another dmsa run at work?',
    EADDRNOTAVAIL: 'This machine has no such address.',
    EACCES: 'This user may not listen there; ports from 1024 on are for everybody.',
  };
  const problem: Diagnostic = {
    severity: 'error',
    code: code === 'EADDRINUSE' ? 'address-taken' : 'no-listen',
    summary: `--listen ${listen.text}: nothing can be served there`,
    detail: why[code] ?? `${message}.`,
  };
  return new DiagnosticError([problem]);
}
