/**
 * Edits of files that others write too, as data: text in, text out. `apply` makes them on a node's file as it is at that
 * moment; making one twice gives the same text as making it once.
 */
import { editAssignments, wordLists } from './edit/assignments.ts';
import { editBlock } from './edit/block.ts';
import { editKeyfile } from './edit/keyfile.ts';
import { splitLines } from './edit/lines.ts';
import { editShadow } from './edit/shadow.ts';
import { editStanza } from './edit/stanza.ts';
import type { FileEdit } from './kind.ts';

export { EditError } from './edit/lines.ts';

/**
 * The text after the edit. A file that does not exist is the empty text. Line ends stay those of the file (CRLF too); a last
 * line without one gets it when something is added below it.
 * Throws EditError where the text or the edit is such that the result could only be guessed.
 */
export function applyEdit(text: string, edit: FileEdit): string {
  switch (edit.type) {
    case 'block':
      return editBlock(text, edit.block, edit.remove, edit.add, edit.first);
    case 'lines':
      return withoutLines(text, new Set(edit.remove));
    case 'assignments':
      return editAssignments(text, { ...edit.set, ...wordLists(text, edit.words ?? {}) });
    case 'stanza':
      return editStanza(text, edit);
    case 'keyfile':
      return editKeyfile(text, edit);
    case 'shadow':
      return editShadow(text, edit.user, edit.hash);
  }
}

/** Lines inside of dmsa's blocks stay: they are not the operator's, whatever they say. */
function withoutLines(text: string, gone: ReadonlySet<string>): string {
  let inside = false;
  return splitLines(text)
    .filter(({ body }) => {
      const side = /^# (BEGIN|END) dmsa /.exec(body)?.[1];
      if (side) inside = side === 'BEGIN';
      return inside || side !== undefined || !gone.has(body);
    })
    .map(({ body, end }) => body + end)
    .join('');
}
