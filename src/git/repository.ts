/** The bare repository that fetches go to: it has no working tree, and nothing is ever checked out. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostic.ts';
import { GIT_CONFIG, type GitCall, type GitHome, type GitRun, GPG_HOME, gitConfig, REPOSITORY, runGit } from './command.ts';
import { type Commits, parseCommits } from './commits.ts';
import type { GitSource } from './source.ts';

export interface Repository {
  readonly home: GitHome;
  readonly source: GitSource;
  /** Asks the server for the branch's newest commit. `gone`: there is no such branch. */
  tip(signal: AbortSignal): Promise<Answer<string | 'gone'>>;
  /** Fetches the branch's newest commits, so many of them at most; the newest one. */
  fetch(depth: number, signal: AbortSignal): Promise<Answer<string>>;
  /** Whether the first is an ancestor of the second in what was fetched. */
  isAncestor(older: string, newer: string): Promise<Answer<boolean>>;
  has(commit: string): Promise<boolean>;
  /** The commit alone, or all since `since`, newest first; with what git says about their signatures if so wanted. */
  commits(commit: string, since: string | null, signatures: boolean): Promise<Answer<Commits>>;
  /** What git says about a commit's signature, for people. */
  signatureText(commit: string): Promise<string>;
  /** What is at these paths of a commit; a path that is not there is not in the answer. */
  entries(commit: string, paths: readonly string[]): Promise<Answer<ReadonlyMap<string, TreeEntry>>>;
  blob(id: string, maxBytes: number): Promise<Answer<Buffer>>;
  /** What is kept, and the newest that was fetched, is never cleared away. Why that can't be written down; null: it is. */
  keep(commit: string): Promise<string | null>;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

export interface TreeEntry {
  readonly is: 'file' | 'symlink' | 'folder';
  readonly id: string;
  readonly bytes: number;
}

export interface GitLimits {
  /** For one answer of the server. */
  readonly askMs: number;
  readonly fetchMs: number;
  /** Of what one fetch brings. */
  readonly fetchBytes: number;
}

export interface Signers {
  /** An allowed_signers file (ssh-keygen(1)); null: none. */
  readonly ssh: string | null;
  /** A file of exported public keys of gpg; null: none. */
  readonly gpg: string | null;
}

const TIP = 'refs/dmsa/tip';
const KEPT = 'refs/dmsa/kept';
const LOCAL_MS = 30_000;
/** ssh signatures (gpg.ssh.*) came with it. */
const OLDEST = [2, 34] as const;
const SSH_KEYGEN = 'ssh-keygen-now';

/**
 * git has ssh-keygen judge a key by the commit's own date, which its author chooses: with a key that has expired one would only have to
 * date a commit back. Without that date ssh-keygen judges by the clock.
 */
const SSH_KEYGEN_NOW = `#!/bin/sh
for a do shift; case $a in -Overify-time=*) ;; *) set -- "$@" "$a" ;; esac; done
exec ssh-keygen "$@"
`;

/** Makes the repository, or takes up the one of the last run, whatever state that was left in. */
export async function openRepository(
  source: GitSource,
  home: GitHome,
  signers: Signers,
  limits: GitLimits,
): Promise<Repository | Diagnostic> {
  const bare = join(home.folder, REPOSITORY);
  await mkdir(home.folder, { recursive: true, mode: 0o700 });
  await writeFile(join(home.folder, SSH_KEYGEN), SSH_KEYGEN_NOW, { mode: 0o700 });
  await chmod(join(home.folder, SSH_KEYGEN), 0o700);
  await writeFile(join(home.folder, GIT_CONFIG), gitConfig(home, signers.ssh, join(home.folder, SSH_KEYGEN)), { mode: 0o600 });
  const version = await runGit(home, { args: ['version'], timeoutMs: LOCAL_MS });
  const trouble = versionTrouble(version);
  if (trouble) return trouble;
  // A template of nothing: no hook. Of a repository that is there nothing is changed by it.
  const made = await runGit(home, { args: ['init', '--quiet', '--bare', '--template='], timeoutMs: LOCAL_MS });
  if (!made.ok) return broken('git-no-repository', `${bare} can't be made`, made.why);
  await tidy(bare);
  if (signers.gpg !== null) {
    const why = await importKeys(home, signers.gpg);
    if (why !== null) return broken('git-bad-keys', `--allowed-keys ${signers.gpg}: gpg can't use it`, why);
  }
  return repository(source, home, bare, limits);
}

function repository(source: GitSource, home: GitHome, bare: string, { askMs, fetchMs, fetchBytes }: GitLimits): Repository {
  const local = (args: readonly string[], more: Partial<GitCall> = {}): Promise<GitRun> =>
    runGit(home, { args, timeoutMs: LOCAL_MS, ...more });
  const ref = `refs/heads/${source.branch}`;
  return {
    home,
    source,
    async tip(signal) {
      const run = await runGit(home, { args: ['ls-remote', '--exit-code', source.url, ref], timeoutMs: askMs, signal });
      if (!run.ok) return run.code === 2 ? { ok: true, value: 'gone' } : { ok: false, why: run.why };
      const line = run.out
        .toString('utf8')
        .split('\n')
        .find((one) => one.split('\t')[1] === ref);
      const commit = line?.split('\t')[0] ?? '';
      return { ok: true, value: isCommit(commit) ? commit : 'gone' };
    },
    async fetch(depth, signal) {
      const args = [
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-write-fetch-head',
        '--force',
        `--depth=${depth}`,
        source.url,
        `+${ref}:${TIP}`,
      ];
      const run = await runGit(home, { args, timeoutMs: fetchMs, signal });
      // What a fetch that was killed left, locks among it, would stop the next one.
      if (!run.ok) await tidy(bare);
      if (!run.ok) return { ok: false, why: tooLarge(run.err, fetchBytes) ?? run.why };
      const tip = text(await local(['rev-parse', '--verify', '--quiet', '--end-of-options', `${TIP}^{commit}`]));
      // Also of what is refused then: whoever pushes must not fill the disk.
      await local(['gc', '--auto', '--quiet'], { timeoutMs: fetchMs });
      return tip;
    },
    async isAncestor(older, newer) {
      const run = await local(['merge-base', '--is-ancestor', older, newer]);
      if (run.ok) return { ok: true, value: true };
      return run.code === 1 ? { ok: true, value: false } : { ok: false, why: run.why };
    },
    async has(commit) {
      return (await local(['cat-file', '-e', `${commit}^{tree}`])).ok;
    },
    async commits(commit, since, signatures) {
      const asked = signatures ? '%G?%x00%GS%x00%GK' : 'N%x00%x00';
      const range = since === null ? ['--max-count=1', commit] : [commit, `^${since}`];
      const run = await local(
        ['log', '-z', '--no-show-signature', `--format=%H%x00%an%x00%cI%x00%s%x00${asked}`, ...range, '--'],
        {
          timeoutMs: fetchMs,
          maxBytes: 4 * 1024 * 1024,
        },
      );
      return run.ok ? parseCommits(run.out.toString('utf8')) : { ok: false, why: run.why };
    },
    async signatureText(commit) {
      return (await local(['verify-commit', commit])).err;
    },
    async entries(commit, paths) {
      const input = paths.map((path) => `${commit}:${path}\n`).join('');
      const there = await local(['cat-file', '--batch-check=%(objectname)'], { input, maxBytes: 64 * 1024 * 1024 });
      if (!there.ok) return { ok: false, why: there.why };
      const lines = there.out.toString('utf8').split('\n');
      const found = paths.filter((_, at) => isCommit(lines[at] ?? ''));
      if (found.length > MAX_FOUND)
        return { ok: false, why: `it names ${found.length} files of the repository; at most ${MAX_FOUND} are read` };
      if (found.length === 0) return { ok: true, value: new Map() };
      const list = await local(['ls-tree', '-z', '-l', '--full-tree', commit, '--', ...found]);
      return list.ok ? { ok: true, value: parseTree(list.out.toString('utf8')) } : { ok: false, why: list.why };
    },
    async blob(id, maxBytes) {
      const run = await local(['cat-file', 'blob', id], { maxBytes });
      return run.ok ? { ok: true, value: run.out } : { ok: false, why: run.why };
    },
    async keep(commit) {
      const run = await local(['update-ref', KEPT, commit]);
      return run.ok ? null : run.why;
    },
  };
}

const MAX_FOUND = 200;

function isCommit(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

function text(run: GitRun): Answer<string> {
  return run.ok ? { ok: true, value: run.out.toString('utf8').trim() } : { ok: false, why: run.why };
}

/** `ulimit -f` ends a process with SIGXFSZ: git says the signal's number, or that index-pack said nothing before it ended. */
function tooLarge(err: string, bytes: number): string | null {
  if (!/died of signal 25|File too large|^fetch-pack: invalid index-pack output$/.test(err)) return null;
  return `what the branch has is larger than ${bytes / 1024 / 1024} MiB, the most that dmsa fetches`;
}

/** `100644 blob ID    SIZE\tPATH` each, ended by a NUL (git-ls-tree(1)). */
function parseTree(listing: string): ReadonlyMap<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  for (const line of listing.split('\0')) {
    const match = /^(\d{6}) \w+ ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line);
    if (!match) continue;
    const [, mode = '', id = '', size = '', path = ''] = match;
    const is = mode === '120000' ? 'symlink' : mode.startsWith('100') ? 'file' : 'folder';
    entries.set(path, { is, id, bytes: size === '-' ? 0 : Number(size) });
  }
  return entries;
}

function versionTrouble(run: GitRun): Diagnostic | null {
  if (!run.ok)
    return broken('git-missing', 'git can not be used on this machine', `${run.why}\nInstall git ${OLDEST.join('.')} or newer.`);
  const said = run.out.toString('utf8').trim();
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(said) ?? [];
  const [first, second] = OLDEST;
  if (Number(major) > first || (Number(major) === first && Number(minor) >= second)) return null;
  return broken('git-too-old', 'git is too old on this machine', `Found ${said}; wanted is ${OLDEST.join('.')} or newer.`);
}

/** Locks and halves of packs that a killed git left. Only one dmsa uses the folder (state.ts). */
async function tidy(bare: string): Promise<void> {
  const leftovers = async (folder: string, pattern: RegExp): Promise<void> => {
    const names = await readdir(folder).catch(() => []);
    await Promise.all(
      names.filter((name) => pattern.test(name)).map((name) => rm(join(folder, name), { recursive: true, force: true })),
    );
  };
  await leftovers(bare, /\.lock$|^shallow_|^gc\.pid/);
  await leftovers(join(bare, 'refs/dmsa'), /\.lock$/);
  await leftovers(join(bare, 'objects'), /^(tmp_|incoming-)/);
  await leftovers(join(bare, 'objects/pack'), /^(\.?tmp[-_]|.*\.lock$)/);
}

/** A keyring of these keys and no others: whoever is in it is allowed to sign. Told anew at each start. */
async function importKeys(home: GitHome, file: string): Promise<string | null> {
  const keyring = join(home.folder, GPG_HOME);
  const keys = await readFile(file).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  if (typeof keys === 'string') return keys;
  const digest = createHash('sha256').update(keys).digest('hex');
  const stamp = join(keyring, 'keys.sha256');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return null;
  await rm(keyring, { recursive: true, force: true });
  await mkdir(keyring, { mode: 0o700 });
  await writeFile(join(keyring, 'gpg.conf'), 'trust-model always\nno-auto-key-retrieve\nno-autostart\n', { mode: 0o600 });
  // By git's own runner, for its limits: an alias that begins with `!` is a command.
  const run = await runGit(home, {
    args: ['-c', 'alias.dmsa-import=!gpg --batch --no-tty --quiet --import', 'dmsa-import'],
    input: keys,
    timeoutMs: LOCAL_MS,
  });
  if (!run.ok) return run.why;
  await writeFile(stamp, digest, { mode: 0o600 });
  return null;
}

function broken(code: string, summary: string, detail: string): Diagnostic {
  return { severity: 'error', code, summary, detail };
}
