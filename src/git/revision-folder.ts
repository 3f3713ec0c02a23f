/**
 * The files of a revision, each in a folder of its own commit: the cluster file and what it names, as they lie in the repository, so
 * that relative paths mean what they mean there. git writes none of them: no link, no filter, no attribute has a say.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MAX_FILE_BYTES } from '../desired/yaml.ts';
import { formOf } from '../secrets/form.ts';
import type { FileFound, Other } from './decide.ts';
import { namedFiles } from './named-files.ts';
import type { Answer, Repository, TreeEntry } from './repository.ts';
import { shortId } from './revision.ts';

const MAX_ALL_BYTES = 32 * 1024 * 1024;
const REVISIONS = 'revisions';
/** Leads to the files of the revision in force. */
const CURRENT = 'current';

export function revisionFolder(folder: string, commit: string): string {
  return join(folder, REVISIONS, commit);
}

/** The cluster file of a commit. */
export async function readClusterFile(repository: Repository, commit: string): Promise<Answer<FileFound>> {
  const { path } = repository.source;
  const found = await repository.entries(commit, [path, ...parentsOf(path)]);
  if (!found.ok) return found;
  const entry = found.value.get(path);
  const link = parentsOf(path).find((folder) => found.value.get(folder)?.is === 'symlink');
  if (!entry) return { ok: true, value: { is: link === undefined ? 'missing' : 'symlink' } };
  if (entry.is !== 'file') return { ok: true, value: { is: entry.is } };
  if (entry.bytes > MAX_FILE_BYTES) return { ok: true, value: { is: 'too-large', bytes: entry.bytes, maxBytes: MAX_FILE_BYTES } };
  const blob = await repository.blob(entry.id, MAX_FILE_BYTES);
  return blob.ok ? { ok: true, value: { is: 'text', text: blob.value.toString('utf8') } } : blob;
}

/** `a/b/c` → `a/b`, `a` */
function parentsOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}

export interface Taken {
  /** Of the cluster file on the disk. */
  readonly path: string;
  /** SHA-256 over all files, in hex. */
  readonly digest: string;
  /** What somebody should know of them. */
  readonly warnings: readonly string[];
}

export type Written =
  | { readonly is: 'written'; readonly taken: Taken }
  | { readonly is: 'refused'; readonly others: readonly Other[] };

/** Writes a revision's files anew, whatever was there. Rejects where they can't be written. */
export async function writeRevision(repository: Repository, commit: string): Promise<Answer<Written>> {
  const { source, home } = repository;
  const own = await repository.entries(commit, [source.path]);
  if (!own.ok) return own;
  const file = own.value.get(source.path);
  if (file?.is !== 'file') return { ok: false, why: `commit ${shortId(commit)} has no ${source.path}` };
  const text = await repository.blob(file.id, MAX_FILE_BYTES);
  if (!text.ok) return text;
  const named = namedFiles(text.value.toString('utf8'), source.path);
  const outside = named.outside.map((path): Other => ({ path, is: 'outside' }));
  if (outside.length > 0) return { ok: true, value: { is: 'refused', others: outside } };
  const found = await repository.entries(commit, named.paths);
  if (!found.ok) return found;
  const wrong = [...found.value].flatMap(([path, entry]) => troubleOf(path, entry));
  if (wrong.length > 0) return { ok: true, value: { is: 'refused', others: wrong } };
  const contents = new Map([[source.path, text.value]]);
  let left = MAX_ALL_BYTES - text.value.length;
  for (const [path, entry] of found.value) {
    if (entry.is !== 'file') continue;
    left -= entry.bytes;
    if (left < 0) return { ok: false, why: `the files that it names have more than ${MAX_ALL_BYTES / 1024 / 1024} MiB together` };
    const blob = await repository.blob(entry.id, MAX_FILE_BYTES);
    if (!blob.ok) return blob;
    contents.set(path, blob.value);
  }
  const folder = revisionFolder(home.folder, commit);
  const beside = `${folder}.new`;
  await rm(beside, { recursive: true, force: true });
  for (const [path, content] of contents) {
    await mkdir(dirname(join(beside, path)), { recursive: true, mode: 0o700 });
    await writeFile(join(beside, path), content, { mode: 0o600, flag: 'wx' });
  }
  await rm(folder, { recursive: true, force: true });
  await rename(beside, folder);
  const taken = { path: join(folder, source.path), digest: digestOf(contents), warnings: warningsOf(contents, named.secrets) };
  return { ok: true, value: { is: 'written', taken } };
}

function troubleOf(path: string, { is, bytes }: TreeEntry): readonly Other[] {
  if (is === 'symlink') return [{ path, is }];
  return is === 'file' && bytes > MAX_FILE_BYTES ? [{ path, is: 'too-large', bytes, maxBytes: MAX_FILE_BYTES }] : [];
}

function digestOf(contents: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha256');
  for (const path of [...contents.keys()].sort()) {
    const content = contents.get(path) ?? Buffer.alloc(0);
    hash.update(`${JSON.stringify(path)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function warningsOf(contents: ReadonlyMap<string, Buffer>, secrets: string | null): readonly string[] {
  const content = secrets === null ? undefined : contents.get(secrets);
  if (secrets === null || content === undefined || formOf(content) !== 'plain') return [];
  return [
    `${secrets} is in git in plain text: whoever can read the repository has these secrets. Change them, and encrypt the file: dmsa secrets encrypt`,
  ];
}

/** `current` leads to this revision from now on; all others but `keep` are taken away. */
export async function pointAt(folder: string, commit: string, keep: readonly string[]): Promise<void> {
  const beside = join(folder, `.${CURRENT}.new`);
  await rm(beside, { force: true });
  await symlink(join(REVISIONS, commit), beside);
  await rename(beside, join(folder, CURRENT));
  await clearRevisions(folder, [commit, ...keep]);
}

export async function clearRevisions(folder: string, keep: readonly string[]): Promise<void> {
  const names = await readdir(join(folder, REVISIONS)).catch(() => []);
  const old = names.filter((name) => !keep.includes(name));
  await Promise.all(old.map((name) => rm(join(folder, REVISIONS, name), { recursive: true, force: true })));
}
