/** Where the page is served, as `--listen` says it, and which names of it a browser may use. Pure. */
import { isIP } from 'node:net';
import type { Diagnostic } from '../diagnostic.ts';

export type Listen =
  | { readonly type: 'tcp'; readonly host: string; readonly port: number; readonly local: boolean; readonly text: string }
  | { readonly type: 'unix'; readonly path: string; readonly mode: number; readonly local: true; readonly text: string };

const TAKES =
  'It takes an address and a port (127.0.0.1:8470, [::1]:8470), or the path of a socket (unix:/run/dmsa/web.sock, or unix:/run/dmsa/web.sock,mode=0660).';

export function parseListen(text: string): Listen | Diagnostic {
  if (text.startsWith('unix:')) return parseSocket(text);
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3]);
  const named = host === 'localhost';
  if (!match || port > 65_535 || (!named && isIP(host) === 0)) return wrong(text, TAKES);
  return { type: 'tcp', host: named ? '127.0.0.1' : host, port, local: named || isLoopback(host), text };
}

function parseSocket(text: string): Listen | Diagnostic {
  const match = /^unix:(\/[^,]*[^,/])(?:,mode=(0?[0-7]{3}))?$/.exec(text);
  if (!match?.[1]) return wrong(text, TAKES);
  const mode = Number.parseInt(match[2] ?? '600', 8);
  if ((mode & 0o117) !== 0 || (mode & 0o600) !== 0o600)
    return wrong(text, 'The mode of a socket is 0600 (its owner alone) or 0660 (its group too).');
  // The longest path that the kernel has room for.
  if (Buffer.byteLength(match[1]) > 107) return wrong(text, 'The path of a socket has 107 bytes at the most.');
  return { type: 'unix', path: match[1], mode, local: true, text };
}

export function isLoopback(address: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(address) || address === '::1' || /^::ffff:127\./.test(address);
}

/** Whoever can reach it from elsewhere could read and say anything: that needs TLS and tokens. */
export function refuseOpen(
  listens: readonly Listen[],
  has: { readonly tls: boolean; readonly tokens: boolean },
): Diagnostic | null {
  const open = listens.find(({ local }) => !local);
  if (!open || (has.tls && has.tokens)) return null;
  const lacks = [...(has.tls ? [] : ['--tls-cert and --tls-key']), ...(has.tokens ? [] : ['--token-file'])].join(', and ');
  return {
    severity: 'error',
    code: 'open-listen',
    summary: `--listen ${open.text} can be reached from other machines, and is not protected`,
    detail: `It needs ${lacks}. Without them listen on 127.0.0.1 or on a socket (unix:/run/dmsa/web.sock), and go there through ssh: ssh -L 8470:127.0.0.1:8470 HOST.`,
  };
}

const LOCAL_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The names under which a request may ask for this program. A page of somebody else's that has its own name lead to 127.0.0.1 (DNS
 * rebinding) comes with that name. Ports are not looked at: they differ behind `ssh -L`.
 *
 * @param names  given by the operator, and those of the certificate
 */
export function hostNames(listen: Listen, names: readonly string[]): ReadonlySet<string> {
  const own = listen.type === 'tcp' ? [isIP(listen.host) === 6 ? `[${listen.host}]` : listen.host] : [];
  return new Set([...(listen.local ? LOCAL_NAMES : []), ...own, ...names].map((name) => name.toLowerCase()));
}

export function isHostAllowed(host: string | undefined, allowed: ReadonlySet<string>): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/.exec((host ?? '').toLowerCase())?.[1];
  return name !== undefined && allowed.has(name.replace(/\.$/, ''));
}

/** A browser says from which page a request comes; other programs say nothing. */
export function isOriginAllowed(headers: Readonly<Record<string, string | readonly string[] | undefined>>): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin === undefined) return true;
  return (
    typeof origin === 'string' &&
    typeof host === 'string' &&
    /^https?:\/\//.test(origin) &&
    origin.replace(/^https?:\/\//, '') === host
  );
}

function wrong(text: string, detail: string): Diagnostic {
  return { severity: 'error', code: 'usage', summary: `--listen ${text}: nothing can be served there`, detail };
}
