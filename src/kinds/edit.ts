/**
 * Edits of files that others write too, as data: text in, text out. `apply` makes them on a node's file as it is at that
 * moment; making one twice gives the same text as making it once.
 */
import { editAssignments } from './edit/assignments.ts';
import { editBlock } from './edit/block.ts';
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
    case 'assignments':
      return editAssignments(text, edit.set);
    case 'stanza':
      return editStanza(text, edit);
    case 'shadow':
      return editShadow(text, edit.user, edit.hash);
  }
}
