/** Puts files of ours on this machine and takes them away again, and knows what an operator has changed since. */
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Placed, placing } from './place.ts';
import { CONFIG, type Init, type ServiceFile } from './texts.ts';

/** What was installed, so that the next install knows whose each file is. */
export interface Installed {
  readonly version: string;
  readonly init: Init;
  /** By path: the digest of what was written. */
  readonly files: Readonly<Record<string, string>>;
}

export interface PlacedFile {
  readonly path: string;
  readonly placed: Placed;
  /** Where ours was written instead; null: nowhere else. */
  readonly beside: string | null;
}

export const RECORD = '/var/lib/dmsa/installed.json';

export function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

/** null: nothing was installed by dmsa. Rejects where that can't be told. */
export async function readInstalled(root: string): Promise<Installed | null> {
  const path = join(root, RECORD);
  const bytes = await readIf(path);
  if (bytes === null) return null;
  try {
    const data = JSON.parse(bytes.toString('utf8')) as Partial<Installed>;
    if (typeof data.files === 'object' && (data.init === 'systemd' || data.init === 'sysv')) return data as Installed;
  } catch {
    // Said below.
  }
  throw new Error(`${path} is not what dmsa install writes; take it away to install anew (what differs is then kept)`);
}

export function writeInstalled(root: string, installed: Installed): Promise<void> {
  return writeWhole(join(root, RECORD), `${JSON.stringify(installed, null, 2)}\n`, 0o644);
}

/** What would become of it; changes nothing. */
export async function foreseen(root: string, file: ServiceFile, before: Installed | null): Promise<PlacedFile> {
  const placed = placing(await digestAt(join(root, file.path)), sha256(file.text), before?.files[file.path] ?? null);
  return { path: file.path, placed, beside: placed === 'beside' ? besideOf(file.path) : null };
}

export async function place(root: string, file: ServiceFile, before: Installed | null): Promise<PlacedFile> {
  const foresight = await foreseen(root, file, before);
  const { placed, beside } = foresight;
  if (placed === 'written' || placed === 'replaced') await writeWhole(join(root, file.path), file.text, file.mode);
  if (beside !== null) await writeWhole(join(root, beside), file.text, 0o644);
  return foresight;
}

/** What was changed since is left. */
export async function takeAway(root: string, path: string, before: Installed): Promise<'gone' | 'changed' | 'none'> {
  const there = await digestAt(join(root, path));
  await rm(join(root, besideOf(path)), { force: true });
  if (there === null) return 'none';
  if (there !== before.files[path]) return 'changed';
  await rm(join(root, path));
  return 'gone';
}

/** Among its own files: the folders of logrotate and of init scripts are read as a whole, a second one in them would count. */
function besideOf(path: string): string {
  return join(CONFIG, `${path.startsWith('/etc/logrotate.d/') ? 'logrotate' : basename(path)}.dmsa-new`);
}

async function digestAt(path: string): Promise<string | null> {
  const stats = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw error;
  });
  if (stats === null) return null;
  return stats.isFile() ? sha256(await readFile(path)) : 'other';
}

async function readIf(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: path.includes(`${CONFIG}/`) || path.includes('/var/lib/dmsa/') ? 0o700 : 0o755 });
  const beside = join(folder, `.${basename(path)}.${process.pid}`);
  await rm(beside, { force: true });
  const file = await open(beside, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  // What umask took off.
  await chmod(beside, mode);
  await rename(beside, path);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
