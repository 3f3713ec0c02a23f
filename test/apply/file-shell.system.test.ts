/**
 * How one file is replaced, in every shell that a node may have as /bin/sh. This machine has no SELinux: for what is to happen
 * with labels the tools of SELinux are STAND-INS that write down how they were called, so only the order of the commands is proven.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cksum } from '../../src/apply/bytes.ts';
import { fileShell } from '../../src/apply/file-shell.ts';
import { quote } from '../../src/quote.ts';
import { installBusybox, SHELLS } from '../observe/shells.ts';

const folder = mkdtempSync(join(tmpdir(), 'dmsa-put-'));
const tools = join(folder, 'tools');
beforeAll(() => {
  installBusybox();
  mkdirSync(tools);
  const stands = {
    restorecon: 'echo "restorecon $*" >>"$LOG"',
    chcon: 'echo "chcon $*" >>"$LOG"; [ -z "$REFUSED" ] || { echo "chcon: Permission denied" >&2; exit 1; }',
    matchpathcon: 'echo "matchpathcon $*" >>"$LOG"; [ -n "$TYPE" ] || exit 1; printf %s "system_u:object_r:$TYPE:s0"',
    // Only ever asked for the contexts of the two files.
    stat: 'printf "%s\\n" "$LABELS" | tr " " "\\n"',
    mv: 'echo mv >>"$LOG"; exec /bin/mv "$@"',
  };
  for (const [name, body] of Object.entries(stands)) {
    writeFileSync(join(tools, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(tools, name), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Labels {
  /** What the policy says of the new file; the labels of the old file and of its copy; whether chcon may not. */
  readonly type?: string;
  readonly labels?: string;
  readonly refused?: boolean;
}

/** Writes `new\n`; `old` null: there is no such file. */
function put(shell: readonly string[], path: string, old: string | null, selinux: Labels | null) {
  const log = join(folder, 'log');
  writeFileSync(log, '');
  const sums = `${old === null ? '-' : cksum(Buffer.from(old))}' '${cksum(Buffer.from('new\n'))}`;
  const script = `say() { :; }
${fileShell('nonce')}
SE=${selinux === null ? '' : 1}
code=0
put 0 ${quote(path)} '${sums}' 0022 - - 'new
' || code=$?
printf '%s %s' "$code" "$E"`;
  const [command = 'sh', ...args] = shell;
  const { stdout, stderr } = spawnSync(command, [...args, '-e'], {
    input: script,
    encoding: 'utf8',
    env: {
      PATH: `${selinux === null ? '' : `${tools}:`}/usr/sbin:/usr/bin:/sbin:/bin`,
      LC_ALL: 'C',
      LOG: log,
      TYPE: selinux?.type ?? '',
      LABELS: selinux?.labels ?? '',
      REFUSED: selinux?.refused ? '1' : '',
    },
  });
  return {
    said: stdout.trim(),
    stderr,
    commands: readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  };
}

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('%s', (name, shell) => {
  const at = (file: string): string => join(folder, name.replaceAll(/\W/g, '-'), file);
  const existing = (file: string): string => {
    mkdirSync(at('.'), { recursive: true });
    writeFileSync(at(file), 'old\n');
    chmodSync(at(file), 0o640);
    return at(file);
  };

  it('replaces a file and keeps its mode, makes a new one in a new folder, refuses one that has changed', () => {
    const path = existing('plain');
    expect(put(shell, path, 'old\n', null)).toMatchObject({ said: '0', stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe('new\n');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(put(shell, at('a b/c/new'), null, null)).toMatchObject({ said: '0', stderr: '' });
    expect(statSync(at('a b/c/new')).mode & 0o777).toBe(0o644);
    expect(put(shell, path, 'old\n', null).said).toMatch(/^3 it was changed by someone else/);
    expect(readdirSync(at('.')).filter((one) => one.startsWith('.dmsa'))).toEqual([]);
  });

  it('with SELinux, a new file has the label of the policy before it stands there, a new folder at once (stand-ins)', () => {
    const path = at('root/.ssh/authorized_keys');
    mkdirSync(at('.'), { recursive: true });
    const { said, commands } = put(shell, path, null, { type: 'ssh_home_t' });
    expect(said).toBe('0');
    expect(commands).toEqual([
      `restorecon -R -- ${at('root')}`,
      `matchpathcon -n ${path}`,
      `chcon -t ssh_home_t -- ${at('root/.ssh')}/.dmsa.nonce.0`,
      'mv',
    ]);
  });

  it('with SELinux and no word of the policy, a new file gets its label right after (stand-ins)', () => {
    mkdirSync(at('.'), { recursive: true });
    for (const type of ['', '<<none>>']) {
      const path = at(`unknown${type.length}`);
      expect(put(shell, path, null, { type }).commands).toEqual([`matchpathcon -n ${path}`, 'mv', `restorecon -- ${path}`]);
    }
  });

  it('with SELinux, a file keeps its label: a copy that lost it gets it back, or nothing is replaced (stand-ins)', () => {
    const [same, lost] = ['u:r:etc_t:s0 u:r:etc_t:s0', 'u:r:net_conf_t:s0 u:r:etc_t:s0'];
    expect(put(shell, existing('kept'), 'old\n', { labels: same }).commands).toEqual(['mv']);
    const path = existing('lost');
    const copy = join(at('.'), '.dmsa.nonce.0');
    expect(put(shell, path, 'old\n', { labels: lost }).commands).toEqual([`chcon --reference=${path} -- ${copy}`, 'mv']);
    const refused = existing('refused');
    expect(put(shell, refused, 'old\n', { labels: lost, refused: true }).said).toBe('1 chcon: Permission denied');
    expect(readFileSync(refused, 'utf8')).toBe('old\n');
    expect(readdirSync(at('.')).filter((one) => one.startsWith('.dmsa'))).toEqual([]);
  });
});
