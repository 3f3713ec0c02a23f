import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DiagnosticError } from '../diagnostic.ts';
import { fileTrouble } from '../file-trouble.ts';

export interface WriteOptions {
  readonly mode: number;
  /** False: a file that exists is an error, and stays as it is. */
  readonly replace: boolean;
}

/**
 * Writes a file of the controller's own whole or not at all: a new one beside it, forced to disk, then renamed over it.
 *
 * @throws DiagnosticError `file-exists`, `cannot-write`
 */
export async function writeWhole(path: string, content: string, { mode, replace }: WriteOptions): Promise<void> {
  if (!replace) await reserve(path, mode);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    if (!replace) await rm(path, { force: true });
    throw cannotWrite(path, error);
  }
}

/** Takes the name, so that nothing that appears meanwhile is written over. */
async function reserve(path: string, mode: number): Promise<void> {
  try {
    await (await open(path, 'wx', mode)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(path, error);
    throw new DiagnosticError([
      {
        severity: 'error',
        code: 'file-exists',
        summary: `${path} is there already, and was left as it is`,
        detail: 'Give another name, or --force to replace it.',
      },
    ]);
  }
}

function cannotWrite(path: string, error: unknown): DiagnosticError {
  return new DiagnosticError([
    {
      severity: 'error',
      code: 'cannot-write',
      summary: `${path} can't be written`,
      detail: fileTrouble(error, 'folder'),
    },
  ]);
}

/**
 * Reads a file of the operator's.
 *
 * @throws DiagnosticError `cannot-read`
 */
export async function readBytes(path: string, maxBytes = 4 * 1024 * 1024): Promise<Uint8Array> {
  try {
    // Not blocking: a named pipe must not hang us.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw new Error('it is not a regular file');
      if (stats.size > maxBytes) throw new Error(`it has ${stats.size} bytes; at most ${maxBytes} are read`);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new DiagnosticError([
      {
        severity: 'error',
        code: 'cannot-read',
        summary: `${path} can't be read`,
        detail: fileTrouble(error, 'file'),
      },
    ]);
  }
}
