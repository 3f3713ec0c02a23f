/** The page's own files, read once: they are few, small, and the same for everybody. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Route } from './route.ts';

const FILES = [
  { path: '/', file: 'index.html', type: 'text/html' },
  { path: '/app.js', file: 'app.js', type: 'text/javascript' },
  { path: '/style.css', file: 'style.css', type: 'text/css' },
  { path: '/icon.svg', file: 'icon.svg', type: 'image/svg+xml' },
] as const;

export async function assetRoutes(folder: string): Promise<readonly Route[]> {
  return Promise.all(
    FILES.map(async ({ path, file, type }): Promise<Route> => {
      const body = await readFile(join(folder, file));
      const packed = await promisify(gzip)(body, { level: 9 });
      const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
      return {
        method: 'GET',
        path,
        access: 'open',
        handle({ request: { headers } }) {
          const base = { ETag: tag, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' };
          if (headers['if-none-match'] === tag) return { status: 304, type, body: '', headers: base };
          return /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''))
            ? { status: 200, type, body: packed, headers: { ...base, 'Content-Encoding': 'gzip' } }
            : { status: 200, type, body, headers: base };
        },
      };
    }),
  );
}
