/** A file that dmsa shares with others: its own lines (the marked block) and everybody else's, told apart. */

import { readBlock } from '../edit/block.ts';
import { EditError } from '../edit/lines.ts';
import type { FileFact } from '../facts.ts';
import type { EditStep } from '../kind.ts';

export interface SharedFile {
  readonly own: readonly string[];
  /** With dmsa's lines blanked out, so that line numbers stay true. */
  readonly others: string;
}

/** A file that does not exist has neither. A string says why it can't be said what is whose. */
export function readShared(path: string, fact: FileFact, block: string): SharedFile | string {
  if (fact.status === 'unknown') return `${path}: ${fact.why}`;
  if (fact.status === 'absent') return { own: [], others: '' };
  try {
    return { own: readBlock(fact.text, block).filter((line) => line.trim() !== ''), others: withoutBlock(fact.text, block) };
  } catch (error) {
    if (error instanceof EditError) return `${path}: ${error.message}`;
    throw error;
  }
}

/** The step that takes lines out of dmsa's block and puts others in; none where there is nothing to change. */
export function editOwn(path: string, block: string, remove: readonly string[], add: readonly string[]): readonly EditStep[] {
  const gone = remove.filter((line) => !add.includes(line));
  const news = add.filter((line) => !remove.includes(line));
  if (gone.length === 0 && news.length === 0) return [];
  return [{ do: 'edit', path, mode: '0644', edit: { type: 'block', block, remove: gone, add: news } }];
}

/** `readBlock` has found the markers to pair up. */
function withoutBlock(text: string, block: string): string {
  let inside = false;
  return text
    .split('\n')
    .map((line) => {
      const [, side, name] = /^# (BEGIN|END) dmsa (\S+)/.exec(line) ?? [];
      if (name === block) inside = side === 'BEGIN';
      return inside || name === block ? '' : line;
    })
    .join('\n');
}
