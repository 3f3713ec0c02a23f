/** What a route is. `open`: for whoever reaches the listener; `read`: on a listener that is not local, with a token; `act`: with a token. */
import type { IncomingMessage } from 'node:http';
import type { Reply } from './reply.ts';
import type { Token } from './tokens.ts';

export interface Asked {
  readonly request: IncomingMessage;
  /** Of `{name}` in the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Of a POST whose body is JSON; else null. */
  readonly body: unknown;
  /** Of the token; null: none was asked for. */
  readonly token: Token | null;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** `/api/v1/nodes/{name}` */
  readonly path: string;
  readonly access: 'open' | 'read' | 'act';
  /** The body is not read, and not expected to be JSON. */
  readonly raw?: boolean;
  readonly handle: (asked: Asked) => Reply | Promise<Reply>;
}

export interface Matched {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** A text: the methods that there are for the path. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Matched | string | null {
  const methods = new Set<string>();
  const parts = path.split('/');
  for (const route of routes) {
    const params = paramsOf(route.path.split('/'), parts);
    if (!params) continue;
    if (route.method === method || (method === 'HEAD' && route.method === 'GET')) return { route, params };
    methods.add(route.method);
  }
  return methods.size === 0 ? null : [...methods].join(', ');
}

function paramsOf(pattern: readonly string[], parts: readonly string[]): Readonly<Record<string, string>> | null {
  if (pattern.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const part = parts[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(wanted)?.[1];
    if (name === undefined) {
      if (wanted !== part) return null;
      continue;
    }
    try {
      params[name] = decodeURIComponent(part);
    } catch {
      return null;
    }
  }
  return params;
}
