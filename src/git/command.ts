/**
 * Runs git, so that nothing that it does, or that a server does to it, holds up dmsa: a process group of its own that is killed at
 * a time limit, limited output, limited files, and no setting, hook, prompt or protocol but ours.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { killGroup } from '../process-group.ts';
import { quote } from '../quote.ts';
import type { GitProtocol } from './source.ts';

export interface GitCall {
  readonly args: readonly string[];
  readonly input?: string | Buffer;
  readonly timeoutMs: number;
  /** Of standard output; more is an error. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

export type GitRun =
  | { readonly ok: true; readonly out: Buffer; readonly err: string }
  | {
      readonly ok: false;
      /** Exit status; null: it did not end by itself. */
      readonly code: number | null;
      /** For people: one line or a few, cleaned. */
      readonly why: string;
      /** What it said on standard error, cleaned. */
      readonly err: string;
    };

export interface GitHome {
  /** The folder of this source (state.ts). */
  readonly folder: string;
  /** The one that may be spoken to another machine. */
  readonly protocol: GitProtocol;
  readonly ssh: SshFiles;
  /** Of any file that git writes: the pack that a fetch brings is one. */
  readonly maxFileBytes: number;
}

/** null: as the user's ssh has it. */
export interface SshFiles {
  /** Of the private key. */
  readonly key: string | null;
  readonly knownHosts: string | null;
}

const MAX_BYTES = 1024 * 1024;
const MAX_ERROR_BYTES = 16 * 1024;
const SHOWN_CHARS = 1_500;
/** What `ulimit -f` counts in (POSIX). */
const BLOCK = 512;
const SSH_CONNECT_S = 10;

export const REPOSITORY = 'repository.git';
export const GIT_CONFIG = 'gitconfig';
export const GPG_HOME = 'gpg';

/** Never rejects. */
export function runGit(home: GitHome, { args, input, timeoutMs, maxBytes = MAX_BYTES, signal }: GitCall): Promise<GitRun> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve({ ok: false, code: null, why: 'dmsa is told to end', err: '' });
    // The shell sets the limit and becomes git. A group of its own: git's helpers (ssh, git-remote-https) are in it.
    const child = spawn(
      '/bin/sh',
      [
        '-c',
        `ulimit -c 0; ulimit -f ${Math.ceil(home.maxFileBytes / BLOCK)}; exec git "$@"`,
        'git',
        `--git-dir=${join(home.folder, REPOSITORY)}`,
        ...args,
      ],
      {
        cwd: '/',
        detached: true,
        stdio: 'pipe',
        env: environment(home),
      },
    );
    const out: Buffer[] = [];
    let bytes = 0;
    let err = '';
    let done = false;
    const end = (run: GitRun): void => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(run);
    };
    const stopped = (why: string): void => {
      if (!done) killGroup(child);
      end({ ok: false, code: null, why, err: cleaned(err) });
    };
    const onAbort = (): void => stopped('dmsa is told to end');
    signal?.addEventListener('abort', onAbort);
    const timer = setTimeout(() => stopped(`git ${verbOf(args)} gave no answer within ${timeoutMs / 1000} s`), timeoutMs);
    child.on('error', (error) => stopped(`git can't be started: ${error.message}`));
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) return stopped(`git ${verbOf(args)} said more than ${maxBytes} bytes`);
      out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (err.length < MAX_ERROR_BYTES) err += chunk.toString('utf8');
    });
    child.on('close', (code, killed) => {
      if (code === 0) return end({ ok: true, out: Buffer.concat(out), err: cleaned(err) });
      const status = code === null ? `signal ${killed}` : `status ${code}`;
      end({
        ok: false,
        code,
        why: cleaned(err) || `git ${verbOf(args)} ended with ${status} and said nothing`,
        err: cleaned(err),
      });
    });
    // git may end without having read all.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

function verbOf(args: readonly string[]): string {
  return args.find((arg) => !arg.startsWith('-')) ?? '';
}

/** What of dmsa's own environment reaches git: ways to a server, and nothing that changes what git does. */
const HANDED_ON = [
  'HOME',
  'SSH_AUTH_SOCK',
  'http_proxy',
  'https_proxy',
  'HTTPS_PROXY',
  'all_proxy',
  'ALL_PROXY',
  'no_proxy',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
] as const;

function environment({ folder, ssh }: GitHome): Record<string, string> {
  const handed = HANDED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(handed),
    PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: join(folder, GIT_CONFIG),
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    SSH_ASKPASS: '/bin/false',
    SSH_ASKPASS_REQUIRE: 'never',
    GIT_SSH_VARIANT: 'ssh',
    GIT_SSH_COMMAND: sshCommand(ssh),
    GNUPGHOME: join(folder, GPG_HOME),
  };
}

function sshCommand({ key, knownHosts }: SshFiles): string {
  const options = [
    'BatchMode=yes',
    `ConnectTimeout=${SSH_CONNECT_S}`,
    'ServerAliveInterval=10',
    'ServerAliveCountMax=3',
    // Whatever the user's own settings say: an unknown server could give us any cluster.
    'StrictHostKeyChecking=yes',
    'ForwardAgent=no',
    'ForwardX11=no',
    'ClearAllForwardings=yes',
    'PermitLocalCommand=no',
    'ControlMaster=no',
    'ControlPath=none',
  ];
  const own = key === null ? [] : ['-i', quote(key), '-o', 'IdentitiesOnly=yes'];
  const known =
    knownHosts === null ? [] : ['-o', quote(`UserKnownHostsFile="${knownHosts}"`), '-o', 'GlobalKnownHostsFile=/dev/null'];
  return ['ssh', ...options.flatMap((option) => ['-o', option]), ...own, ...known].join(' ');
}

/** git's own settings, the only ones that there are: whatever the user or the machine has is not read. */
export function gitConfig({ folder, protocol }: GitHome, signers: string | null, sshKeygen: string): string {
  const value = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return `# Written by dmsa at each start.
[core]
\thooksPath = /dev/null
\taskPass = /bin/false
\tfsmonitor = false
[protocol]
\tallow = never
[protocol "${protocol}"]
\tallow = always
[credential]
\thelper =
[http]
\tlowSpeedLimit = 1000
\tlowSpeedTime = 20
[transfer]
\tfsckObjects = true
\tunpackLimit = 1
[fetch]
\trecurseSubmodules = false
[gc]
\tauto = 500
\tautoPackLimit = 8
\tautoDetach = false
\tpruneExpire = now
[maintenance]
\tauto = false
[gpg "ssh"]
\tprogram = ${value(sshKeygen)}
\tallowedSignersFile = ${value(signers ?? join(folder, 'no-signers'))}
[gpg "x509"]
\tprogram = /bin/false
`;
}

/** One line a line, without what a terminal would act upon, and without what could be a password in a URL. */
function cleaned(text: string): string {
  const lines = text
    .replaceAll(/([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/@\s]*:[^/@\s]*@/g, '$1…@')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .split('\n')
    .map((line) => line.replace(/^(fatal|error|warning|remote): */, '').trimEnd())
    .filter((line) => line !== '');
  const shown = lines.join('; ');
  return shown.length > SHOWN_CHARS ? `${shown.slice(0, SHOWN_CHARS)}…` : shown;
}
