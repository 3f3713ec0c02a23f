/** The verbs of `dmsa secrets` as a user has them, beside the real `age` (Debian package age). */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const PROGRAM = process.env['DMSA_PROGRAM'] ?? new URL('../../dist/dmsa.js', import.meta.url).pathname;
const SECRETS = 'variables: { A: "hunter2 é" }\n';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dmsa-secrets-cli-'));
  mkdirSync(join(dir, 'home'));
  write('s.yaml', SECRETS);
});
afterEach(() => rmSync(dir, { recursive: true }));

function write(name: string, content: string, mode = 0o600): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: join(dir, 'home'), ...more };
}

interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function dmsa(args: readonly string[], more: Readonly<Record<string, string>> = {}): Said {
  const options = { cwd: dir, env: environment(more), encoding: 'utf8' } as const;
  return spawnSync(process.execPath, [PROGRAM, 'secrets', ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
}

function age(...args: readonly string[]): string {
  return execFileSync('age', args, { cwd: dir, encoding: 'utf8' });
}

function keygen(): string {
  const { status, stdout } = dmsa(['keygen']);
  expect(status).toBe(0);
  return stdout.trim();
}

function sheltered(pid: number | undefined): readonly string[] {
  return readdirSync('/dev/shm').filter((name) => name.startsWith(`dmsa-edit-${pid}-`));
}

describe('with the real age', () => {
  test('it opens what dmsa encrypts, with the key that dmsa made', () => {
    keygen();
    expect(statSync(join(dir, 'home/.config/dmsa/age.key')).mode & 0o777).toBe(0o600);
    expect(dmsa(['encrypt', 's.yaml']).status).toBe(0);
    expect(readFileSync(join(dir, 's.yaml'), 'utf8')).not.toContain('hunter2');
    expect(age('-d', '-i', 'home/.config/dmsa/age.key', 's.yaml')).toBe(SECRETS);
  });

  test.each([[['-a']], [[]]])('dmsa opens what it encrypts (age %s), for several keys, with a key of age-keygen', (form) => {
    const mine = keygen();
    execFileSync('age-keygen', ['-o', 'k2'], { cwd: dir, stdio: 'ignore' });
    const other = execFileSync('age-keygen', ['-y', 'k2'], { cwd: dir, encoding: 'utf8' }).trim();
    age(...form, '-r', other, '-r', mine, '-o', 'x.age', 's.yaml');
    expect(dmsa(['decrypt', 'x.age']).stdout).toBe(SECRETS);
    expect(dmsa(['decrypt', 'x.age'], { DMSA_AGE_IDENTITY_FILE: 'k2' }).stdout).toBe(SECRETS);
    expect(dmsa(['decrypt', 'x.age'], { DMSA_AGE_IDENTITY: readFileSync(join(dir, 'k2'), 'utf8') }).stdout).toBe(SECRETS);
    const { status, stderr } = dmsa(['decrypt', 'x.age'], { HOME: dir });
    expect(status).toBe(1);
    expect(stderr).toContain('no-identity');
  });
});

describe('keygen', () => {
  test('shows the public key of a key that is there, and leaves it alone', () => {
    const first = keygen();
    expect(keygen()).toBe(first);
    expect(first).toMatch(/^age1[0-9a-z]{58}$/);
  });
});

describe('encrypt', () => {
  test('for named keys of which none is ours: only to another file, so that nobody loses his secrets', () => {
    keygen();
    const other = dmsa(['keygen', '-o', 'k2']).stdout.trim();
    const refused = dmsa(['encrypt', 's.yaml', '-r', other]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('cannot-read-back');
    expect(readFileSync(join(dir, 's.yaml'), 'utf8')).toBe(SECRETS);
    const done = dmsa(['encrypt', 's.yaml', '-r', other, '-o', 's.age']);
    expect(done.status).toBe(0);
    expect(done.stderr).toContain('still there in plain text');
    expect(dmsa(['decrypt', 's.age'], { DMSA_AGE_IDENTITY_FILE: 'k2' }).stdout).toBe(SECRETS);
    expect(dmsa(['encrypt', 's.yaml', '-r', other, '-o', 's.age']).stderr).toContain('file-exists');
  });
  test('anew, when somebody is to have a key too', () => {
    const mine = keygen();
    const other = dmsa(['keygen', '-o', 'k2']).stdout.trim();
    expect(dmsa(['encrypt', 's.yaml']).status).toBe(0);
    expect(dmsa(['encrypt', 's.yaml', '-r', mine, '-r', other]).status).toBe(0);
    expect(dmsa(['decrypt', 's.yaml'], { DMSA_AGE_IDENTITY_FILE: 'k2' }).stdout).toBe(SECRETS);
  });
  test('not what is no secrets file, not for what is no key, not without any key', () => {
    write('cluster.yaml', 'apiVersion: dmsa/v1\n');
    expect(dmsa(['encrypt', 's.yaml']).stderr).toContain('dmsa secrets keygen');
    keygen();
    expect(dmsa(['encrypt', 'cluster.yaml']).stderr).toContain('unknown-key');
    expect(dmsa(['encrypt', 's.yaml', '-r', 'ssh-ed25519 AAAA']).stderr).toContain('bad-recipient');
    expect(dmsa(['encrypt']).stderr).toContain('spec.secrets.file');
    expect(readFileSync(join(dir, 's.yaml'), 'utf8')).toBe(SECRETS);
  });
});

describe('edit', () => {
  function editing(script: string): { readonly child: ChildProcess; readonly ended: Promise<number | null> } {
    const editor = write('editor', `#!/bin/sh\n${script}\n`, 0o700);
    const child = spawn(process.execPath, [PROGRAM, 'secrets', 'edit', 's.yaml'], {
      cwd: dir,
      env: environment({ EDITOR: editor, DIR: dir }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, ended: once(child, 'exit').then(([code]) => code as number | null) };
  }

  test('changes the text and leaves nothing in plain text; the editor gets a file that nobody else can read', async () => {
    keygen();
    dmsa(['encrypt', 's.yaml']);
    const { child, ended } = editing('stat -c %a "$1" "${1%/*}" >"$DIR/modes"; sed -i s/hunter2/hunter3/ "$1"; touch "$1~"');
    expect(await ended).toBe(0);
    expect(readFileSync(join(dir, 'modes'), 'utf8')).toBe('600\n700\n');
    expect(dmsa(['decrypt', 's.yaml']).stdout).toBe(SECRETS.replace('hunter2', 'hunter3'));
    expect(sheltered(child.pid)).toEqual([]);
    expect(readdirSync(dir).sort()).toEqual(['editor', 'home', 'modes', 's.yaml']);
  });

  test.each([
    ['the editor fails', 'echo x >"$1"; exit 3', 1],
    ['nothing is changed', ':', 0],
    ['what was typed is wrong', 'echo "variabels: {}" >"$1"', 1],
  ])('%s: the file stays as it is', async (_, script, code) => {
    keygen();
    dmsa(['encrypt', 's.yaml']);
    const before = readFileSync(join(dir, 's.yaml'));
    const { child, ended } = editing(script);
    expect(await ended).toBe(code);
    expect(readFileSync(join(dir, 's.yaml'))).toEqual(before);
    expect(sheltered(child.pid)).toEqual([]);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('%s in the middle: the plain text goes, the file stays', async (signal) => {
    keygen();
    dmsa(['encrypt', 's.yaml']);
    const before = readFileSync(join(dir, 's.yaml'));
    execFileSync('mkfifo', [join(dir, 'at-work'), join(dir, 'go-on')]);
    const { child, ended } = editing('echo "$1" >"$DIR/at-work"; read -r x <"$DIR/go-on"');
    const file = readFileSync(join(dir, 'at-work'), 'utf8').trim();
    expect(readFileSync(file, 'utf8')).toBe(SECRETS);
    child.kill(signal);
    expect(await ended).toBeGreaterThan(128);
    expect(sheltered(child.pid)).toEqual([]);
    expect(readFileSync(join(dir, 's.yaml'))).toEqual(before);
    writeFileSync(join(dir, 'go-on'), '\n');
  });

  test('what an edit left that was killed at once goes with the next one', async () => {
    execFileSync('mkfifo', [join(dir, 'at-work'), join(dir, 'go-on')]);
    const { child } = editing('echo "$1" >"$DIR/at-work"; read -r x <"$DIR/go-on"');
    readFileSync(join(dir, 'at-work'));
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    expect(sheltered(child.pid)).toHaveLength(1);
    writeFileSync(join(dir, 'go-on'), '\n');
    expect(await editing(':').ended).toBe(0);
    expect(sheltered(child.pid)).toEqual([]);
  });
});

test('a passphrase is asked for on a terminal, without showing it', () => {
  keygen();
  const command = `${process.execPath} ${PROGRAM} secrets encrypt -p s.yaml && ${process.execPath} ${PROGRAM} secrets decrypt --force s.yaml`;
  const typed = `import os, pty, sys, select
pid, fd = pty.fork()
if pid == 0: os.execvp("sh", ["sh", "-c", sys.argv[1]])
out = b""
seen = 0
while True:
    try: chunk = os.read(fd, 4096)
    except OSError: break
    if not chunk: break
    out += chunk
    while out.count(b"Passphrase of") > seen and out.rstrip().endswith(b":"):
        seen += 1
        os.write(fd, b"open sesamx\\x7fe\\r")
sys.stdout.buffer.write(out)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`;
  const { stdout, status } = spawnSync('python3', ['-c', typed, command], { cwd: dir, env: environment(), encoding: 'utf8' });
  expect(stdout).toContain('hunter2');
  expect(stdout.match(/Passphrase of/g)).toHaveLength(3);
  expect(stdout).not.toContain('sesam');
  expect(status).toBe(0);
});
