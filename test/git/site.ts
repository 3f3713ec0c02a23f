/** A real repository with somebody who pushes to it, and a dmsa that follows it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadCluster } from '../../src/desired/load.ts';
import type { SshFiles } from '../../src/git/command.ts';
import type { GitPolicy } from '../../src/git/decide.ts';
import type { Signers } from '../../src/git/repository.ts';
import { sourceOf } from '../../src/git/source.ts';
import { type GitEvent, openRevisions, type RevisionSource } from '../../src/git/source-of-revisions.ts';

export interface GitSite {
  readonly dir: string;
  /** The bare repository. */
  readonly url: string;
  git(...args: readonly string[]): string;
  gitIn(input: string, ...args: readonly string[]): string;
  write(path: string, content: string | Uint8Array): void;
  /** Commits all, and pushes it; the commit. */
  push(subject: string, ...options: readonly string[]): string;
  /** A key for signing by ssh: the path of the private one. */
  key(name: string): string;
  signWith(key: string | null): void;
  open(options?: OpenOptions): Promise<RevisionSource>;
  close(): void;
}

export interface OpenOptions {
  readonly url?: string;
  readonly path?: string;
  readonly policy?: Partial<GitPolicy>;
  readonly signers?: Partial<Signers>;
  readonly askMs?: number;
  readonly fetchBytes?: number;
  readonly ssh?: SshFiles;
  readonly plan?: () => Promise<string | null>;
}

export function gitSite(): GitSite {
  const dir = mkdtempSync(join(tmpdir(), 'dmsa-git-'));
  const [work, url] = [join(dir, 'work'), join(dir, 'net.git')];
  const env = {
    PATH: process.env['PATH'],
    HOME: dir,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GNUPGHOME: join(dir, 'gpg'),
  };
  const gitIn = (input: string, ...args: readonly string[]): string =>
    execFileSync('git', ['-C', work, ...args], { env, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] }).trim();
  const git = (...args: readonly string[]): string => gitIn('', ...args);
  mkdirSync(work);
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', url], { env });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ann');
  git('config', 'user.email', 'ann@example.net');
  git('config', 'gpg.format', 'ssh');
  git('remote', 'add', 'origin', url);
  return {
    dir,
    url,
    git,
    gitIn,
    write(path, content) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), content);
    },
    push(subject, ...options) {
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', subject);
      git('push', '-q', ...options, 'origin', 'HEAD:main');
      return git('rev-parse', 'HEAD');
    },
    key(name) {
      const path = join(dir, name);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path]);
      return path;
    },
    signWith(key) {
      git('config', 'commit.gpgsign', String(key !== null));
      if (key !== null) git('config', 'user.signingkey', key);
    },
    open({ policy, signers, plan, ssh, askMs = 20_000, fetchBytes = 64 * 1024 * 1024, ...given } = {}) {
      const source = sourceOf({ git: given.url ?? url, ...(given.path === undefined ? {} : { path: given.path }) }, dir);
      if ('severity' in source) throw new Error(source.summary);
      return openRevisions({
        source,
        directory: join(dir, 'state'),
        policy: { requireSigned: false, allowRewind: false, ...policy },
        signers: { ssh: null, gpg: null, ...signers },
        ssh: ssh ?? { key: null, knownHosts: null },
        limits: { askMs, fetchMs: 20_000, fetchBytes },
        async load(path) {
          const { cluster, text, diagnostics } = await loadCluster(path, { home: dir, env: {} });
          if (!cluster || text === null) return { refused: diagnostics.map((one) => one.code).join(', ') };
          return { cluster, text };
        },
        plan: plan ?? (async () => null),
      });
    },
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Two nodes and their standby; `name` of the last one varies. */
export function clusterText(name = 'Sec-2', spec = '', cluster = 'net'): string {
  return `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: ${cluster} }
spec:
  central: Sec-1
${spec}  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: 192.0.2.21/24 }
    ${name}: { type: SECENGINE, maintenance: 10.0.0.22/24, equipment: 192.0.2.22/24 }
`;
}

const NEVER = new AbortController().signal;

/** One look at the server: the events as words, `refused git-unsigned`. */
export async function look(revisions: RevisionSource): Promise<readonly string[]> {
  const { events } = await revisions.poll(NEVER);
  return events.map((event) => wordOf(event));
}

export function wordOf(event: GitEvent): string {
  return event.type === 'refused' ? `refused ${event.code}` : event.type;
}

export function namesIn(revisions: RevisionSource): readonly string[] {
  return (revisions.inForce()?.cluster.nodes ?? []).map(({ name }) => name);
}
