/**
 * What is kept of a source over a restart, in a folder of its own: what is in force, what was refused, when the server last answered.
 * One process uses it at a time; others read it.
 */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostic.ts';
import { ticksOf } from '../process-ticks.ts';
import type { Revision } from './revision.ts';
import type { GitSource } from './source.ts';

/** Another number where a program of another version could misread it. */
const FORMAT = 1;
const MAX_BYTES = 256 * 1024;
const STATE = 'state.json';
const OWNER = 'in-use';

/** The revision in force. */
export type Good = Revision & {
  /** Its cluster's metadata.name. */
  readonly cluster: string;
  /** SHA-256 of the cluster file and all files of the repository that it names, in hex. */
  readonly digest: string;
  /** Since when it is in force. */
  readonly sinceMs: number;
};

export type Refused = {
  readonly commit: string | null;
  /** null: not all of it is known. */
  readonly revision: Revision | null;
  readonly code: string;
  readonly sentence: string;
  readonly sinceMs: number;
};

export type GitState = {
  readonly format: typeof FORMAT;
  readonly source: Pick<GitSource, 'url' | 'branch' | 'path' | 'name'>;
  readonly good: Good | null;
  /** The branch's newest commit; null: the branch was never seen, or is gone. */
  readonly tip: string | null;
  readonly refused: Refused | null;
  readonly contact: {
    /** When the server last answered. */
    readonly okMs: number | null;
    /** Since when it does not, and why; null: it does. */
    readonly failing: { readonly sinceMs: number; readonly why: string; readonly times: number } | null;
  };
};

type Env = Readonly<Record<string, string | undefined>>;

/** As root /var/lib/dmsa/git; else `dmsa/git` in $XDG_STATE_HOME or ~/.local/state. */
export function gitStateDirectory(env: Env = process.env, uid = process.getuid?.() ?? -1, home = homedir()): string {
  if (uid === 0) return '/var/lib/dmsa/git';
  return join(env['XDG_STATE_HOME'] || join(home, '.local/state'), 'dmsa/git');
}

export function freshState({ url, branch, path, name }: GitSource): GitState {
  const contact = { okMs: null, failing: null };
  return { format: FORMAT, source: { url, branch, path, name }, good: null, tip: null, refused: null, contact };
}

export type ReadState =
  | { readonly status: 'read'; readonly state: GitState }
  | { readonly status: 'none' }
  | { readonly status: 'unreadable'; readonly why: string };

/** Never rejects. */
export async function readState(folder: string): Promise<ReadState> {
  const path = join(folder, STATE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? { status: 'none' } : { status: 'unreadable', why: `${path} can't be read (${code})` };
  }
  const state = parseState(text);
  return state ? { status: 'read', state } : { status: 'unreadable', why: `${path} is not what this version of dmsa writes` };
}

/** What dmsa wrote itself: the marks of it are looked at, not each field. */
function parseState(text: string): GitState | null {
  if (text.length > MAX_BYTES) return null;
  try {
    const data = JSON.parse(text) as Partial<GitState> | null;
    const whole = typeof data?.source?.name === 'string' && typeof data.contact === 'object';
    const good = data?.good === null || /^[0-9a-f]{40,64}$/.test(data?.good?.commit ?? '');
    return data?.format === FORMAT && whole && good ? (data as GitState) : null;
  } catch {
    return null;
  }
}

/** Replaces it whole, forced to disk. Rejects where it can't be written. */
export async function writeState(folder: string, state: GitState): Promise<void> {
  const beside = join(folder, `.${STATE}.new`);
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(state, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, join(folder, STATE));
}

/** Those of all sources in a folder; what can't be read is told with its folder's name. */
export async function readStates(directory: string): Promise<readonly { readonly key: string; readonly read: ReadState }[]> {
  const names = await readdir(directory).catch(() => []);
  const all = await Promise.all(names.sort().map(async (key) => ({ key, read: await readState(join(directory, key)) })));
  return all.filter(({ read }) => read.status !== 'none');
}

export interface Claim {
  readonly release: () => Promise<void>;
}

/** Nobody else may use the folder until it is released, or this process is gone. */
export async function claim(folder: string): Promise<Claim | Diagnostic> {
  const path = join(folder, OWNER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const own = JSON.stringify({ pid: process.pid, ticks: await ticksOf('self') });
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      const handle = await open(path, 'wx', 0o600);
      await handle.writeFile(own).finally(() => handle.close());
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const other = await ownerOf(path);
    if (other !== null) {
      const detail = `Its process is ${other}; see: dmsa git status. To run a second one, give it a folder of its own: --git-state DIR`;
      return { severity: 'error', code: 'git-in-use', summary: 'another dmsa follows this branch here', detail };
    }
    // Of two that find it left behind, one takes it away.
    const stale = `${path}.${process.pid}`;
    await rename(path, stale).catch(() => {});
    await rm(stale, { force: true });
  }
  return {
    severity: 'error',
    code: 'git-in-use',
    summary: `${path} is made again and again by others`,
    detail: 'Look for other processes of dmsa.',
  };
}

/** The process that uses the folder; null: none that lives. */
export async function ownerOf(path: string): Promise<number | null> {
  try {
    const { pid, ticks } = JSON.parse(await readFile(path, 'utf8')) as { pid?: unknown; ticks?: unknown };
    if (typeof pid !== 'number') return null;
    const now = await ticksOf(String(pid));
    return now !== null && now === ticks ? pid : null;
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
