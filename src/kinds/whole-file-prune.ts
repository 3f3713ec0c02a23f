/**
 * Files of the vendor's that dmsa wrote because nobody else had: known by the SHA-256 of what dmsa wrote last. One that was
 * changed since is somebody's, and stays.
 */
import { createHash } from 'node:crypto';
import type { Json } from '../json.ts';
import type { Change, Removal } from './kind.ts';

interface Text {
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';
}

/** `there`: something stood there before this. */
export function recordFile(there: boolean, before: Json | null, wrote: Text | null): { readonly sha256: string } | null {
  return wrote === null || (there && before === null) ? null : { sha256: sumOf(wrote) };
}

export function isFileRecord(made: Json): made is { readonly sha256: string } {
  return made !== null && typeof made === 'object' && typeof (made as { readonly [key: string]: Json })['sha256'] === 'string';
}

/** @param shown  what the plan shows of it: no secrets */
export function removeFile(path: string, made: Json, have: Text, shown: string): Removal {
  if (!isFileRecord(made) || made.sha256 !== sumOf(have)) {
    return { left: `${path} is not as dmsa wrote it: it was changed since, and stays as it is` };
  }
  const change: Change = { path: 'content', from: shown, to: null, where: 'file' };
  return { changes: [change], steps: [{ do: 'remove', path }] };
}

export function sumOf({ text, encoding }: Text): string {
  return createHash('sha256').update(Buffer.from(text, encoding)).digest('hex');
}
