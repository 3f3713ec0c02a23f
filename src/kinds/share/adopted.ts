/**
 * Lines of an operator's that were given to dmsa (`dmsa adopt`): known by their text. The next apply moves them into dmsa's own
 * file or block, where they bear its mark; until then the node's list knows them.
 */
import type { Json } from '../../json.ts';
import type { EditStep } from '../kind.ts';

export type AdoptedLine = { readonly file: string; readonly text: string };

/** null where it does not read like such a record. */
export function readAdopted(made: Json): readonly AdoptedLine[] | null {
  if (made === null || typeof made !== 'object' || Array.isArray(made)) return null;
  const { lines } = made as { readonly [key: string]: Json };
  if (!Array.isArray(lines)) return null;
  const read = lines.flatMap((line: Json) => {
    const { file, text } = (line ?? {}) as { readonly [key: string]: Json };
    return typeof file === 'string' && typeof text === 'string' ? [{ file, text }] : [];
  });
  return read.length === lines.length && read.length > 0 ? read : null;
}

export function isAdopted(adopted: readonly AdoptedLine[] | undefined, file: string, text: string | null): boolean {
  return text !== null && (adopted ?? []).some((line) => line.file === file && line.text === text);
}

export function removeLines(lines: readonly AdoptedLine[]): readonly EditStep[] {
  const files = [...new Set(lines.map(({ file }) => file))];
  return files.map((file) => ({
    do: 'edit',
    path: file,
    mode: '0644',
    edit: { type: 'lines', remove: lines.filter((line) => line.file === file).map(({ text }) => text) },
  }));
}
