import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LegacyInput } from '../../src/legacy/import.ts';
import { decodeLegacy } from '../../src/legacy/text.ts';

export const fixturesRoot = join(import.meta.dirname, 'fixtures');

export function fixtures(): string[] {
  return readdirSync(fixturesRoot);
}

export function fixture(name: string): LegacyInput {
  const read = (file: string) => {
    const path = join(fixturesRoot, name, file);
    return existsSync(path) ? { file, text: decodeLegacy(readFileSync(path)) } : undefined;
  };
  const [servers, share, sync, vars] = [
    read('servers.conf'),
    read('share.conf'),
    read('sync.conf'),
    read('variables2adapt.conf'),
  ];
  if (!servers) throw new Error(`no servers.conf in ${name}`);
  return { servers, ...(share && { share }), ...(sync && { sync }), ...(vars && { vars }) };
}
