/** Files that nobody else may read: tokens, keys, the secret of a webhook. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';

const MAX_BYTES = 256 * 1024;

/** @throws DiagnosticError  it can't be read, or others could read it */
export async function readPrivate(path: string, what: string): Promise<string> {
  const fail = (detail: string): DiagnosticError => {
    const problem: Diagnostic = {
      severity: 'error',
      code: 'unreadable-file',
      summary: `${what} ${path} can not be used`,
      detail,
    };
    return new DiagnosticError([problem]);
  };
  // A pipe would be waited for.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
    throw fail(`It can't be read (${error.code ?? error.message}).`);
  });
  try {
    const is = await handle.stat();
    const own = process.getuid?.() ?? is.uid;
    if (!is.isFile()) throw fail('It is not a file.');
    if (is.uid !== own && is.uid !== 0)
      throw fail(`It belongs to user ${is.uid}. It has to be of the user that dmsa run works as, or of root.`);
    if ((is.mode & 0o077) !== 0)
      throw fail(
        `Others may read or write it (mode ${(is.mode & 0o777).toString(8).padStart(4, '0')}). Take that away: chmod 600 ${path}`,
      );
    if (is.size > MAX_BYTES) throw fail(`It has ${is.size} bytes; ${MAX_BYTES} are the most.`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
