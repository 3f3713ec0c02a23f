/** The known_hosts file itself: read once and again when it has changed, and appended to for `hostKey: accept-new`. */
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { failure } from './errors.ts';
import { type KnownHosts, knownHostName, parseKnownHosts } from './known-hosts.ts';

export interface KnownHostsFile {
  readonly path: string;
  /** Throws a TransportError (`known-hosts-unreadable`) that names `node`. A missing file is an empty one. */
  read(node: string): KnownHosts;
  /** Adds a key for a host that has none. Throws a TransportError (`known-hosts-unwritable`). */
  append(node: string, host: string, port: number, type: string, key: string): void;
}

export function knownHostsFile(path: string): KnownHostsFile {
  let cached: { readonly stamp: string; readonly hosts: KnownHosts } | null = null;

  const read = (node: string): KnownHosts => {
    try {
      const found = statSync(path, { throwIfNoEntry: false });
      const now = found ? stampOf(found) : 'missing';
      if (cached?.stamp === now) return cached.hosts;
      cached = { stamp: now, hosts: parseKnownHosts(found ? readFileSync(path, 'utf8') : '') };
      return cached.hosts;
    } catch (error) {
      throw failure({
        node,
        code: 'known-hosts-unreadable',
        summary: `${node}: the known hosts file ${path} cannot be read`,
        detail: `${messageOf(error)}\nWithout it no node's identity can be checked, so none is connected to. Make it readable, or name another with spec.ssh.knownHosts.`,
        retryable: false,
      });
    }
  };

  return {
    path,
    read,
    append(node, host, port, type, key) {
      const line = `${knownHostName(host, port)} ${type} ${key}\n`;
      try {
        // One level, as ~/.ssh may be missing; not `recursive`, which never ends where the kernel answers ENOENT (/proc).
        if (!existsSync(dirname(path))) mkdirSync(dirname(path), { mode: 0o700 });
        const fd = openSync(path, 'a+', 0o600);
        try {
          const { size } = fstatSync(fd);
          const last = new Uint8Array(1);
          if (size > 0) readSync(fd, last, 0, 1, size - 1);
          const text = size > 0 && last[0] !== 0x0a ? `\n${line}` : line;
          // One write to a file opened for appending: another process that appends at the same time can't cut into it.
          writeSync(fd, text);
          const after = fstatSync(fd);
          // Nobody else wrote in between: the index is brought up to date without reading the whole file again.
          if (cached && text === line && after.size === size + line.length && cached.stamp.endsWith(`:${size}`)) {
            cached.hosts.add(line.trimEnd());
            cached = { stamp: stampOf(after), hosts: cached.hosts };
          }
        } finally {
          closeSync(fd);
        }
      } catch (error) {
        throw failure({
          node,
          code: 'known-hosts-unwritable',
          summary: `${node}: its host key could not be added to ${path}`,
          detail: `${messageOf(error)}\nA key that is not kept could be another one the next time without anybody noticing. Make the file writable, or add this line:\n${line.trimEnd()}`,
          retryable: false,
        });
      }
    },
  };
}

function stampOf(stat: { readonly ino: number; readonly mtimeMs: number; readonly size: number }): string {
  return `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
