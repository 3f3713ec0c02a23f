import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FactRequest } from '../../src/kinds/facts.ts';
import { buildProbe } from '../../src/observe/probe.ts';
import { MAX_FILE_BYTES } from '../../src/observe/requests.ts';
import { factsOf, installBusybox, look, NONCE, print, SHELLS } from './shells.ts';

let dir = '';
const at = (name: string): string => join(dir, name);
const file = (path: string): FactRequest => ({ type: 'file', path });
const command = (id: string, script: string): FactRequest => ({ type: 'command', id, script });

beforeAll(() => {
  installBusybox();
  dir = mkdtempSync(join(tmpdir(), 'dmsa-probe-'));
  chmodSync(dir, 0o755);
  writeFileSync(at('plain'), 'one\ntwo\n');
  writeFileSync(at('no-end'), 'no line end');
  writeFileSync(at('empty'), '');
  writeFileSync(at('utf8'), 'Zürich €\n');
  writeFileSync(at('bom'), Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0a]));
  writeFileSync(at('latin1'), Buffer.from([0x5a, 0xfc, 0x72, 0x0a]));
  writeFileSync(at('nul'), Buffer.from([0x61, 0x00, 0x62, 0x0a]));
  writeFileSync(at("it's a name"), 'quoted\n');
  writeFileSync(at('Zürich'), 'name\n');
  writeFileSync(at('marks'), `before\n==> ${at('plain')} <==\n\n==> x <==\nafter`);
  writeFileSync(at('modes'), 'm');
  chownSync(at('modes'), 54321, 54322);
  chmodSync(at('modes'), 0o4750);
  symlinkSync('plain', at('link'));
  symlinkSync('nowhere', at('dangling'));
  mkdirSync(at('folder'));
  writeFileSync(at('huge'), '');
  truncateSync(at('huge'), MAX_FILE_BYTES + 1);
  writeFileSync(at('limit'), 'x'.repeat(MAX_FILE_BYTES));
  execFileSync('mkfifo', [at('pipe')]);
  mkdirSync(at('d.d'));
  writeFileSync(at('d.d/b.conf'), 'B');
  writeFileSync(at('d.d/a.conf'), 'A');
  writeFileSync(at('d.d/c.other'), 'C');
  writeFileSync(at('d.d/two words.conf'), 'W');
  writeFileSync(at('d.d/line\nbreak.conf'), 'L');
  writeFileSync(Buffer.concat([Buffer.from(`${at('d.d')}/`), Buffer.from([0xfc]), Buffer.from('.conf')]), 'U');
  symlinkSync('nowhere', at('d.d/gone.conf'));
  mkdirSync(at('d.d/folder.conf'));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('%s', (_name, shell) => {
  it('reads files byte for byte, with mode and owner, however they look', () => {
    const names = [
      'plain',
      'no-end',
      'empty',
      'utf8',
      'bom',
      'latin1',
      'nul',
      "it's a name",
      'Zürich',
      'marks',
      'modes',
      'link',
      'limit',
    ];
    const facts = factsOf(
      look(
        shell,
        names.map((name) => file(at(name))),
      ),
    );
    const same = names.filter((name) => {
      const fact = facts.file(at(name));
      return fact.status === 'present' && Buffer.from(fact.text, fact.encoding).equals(readFileSync(at(name)));
    });
    expect(same).toEqual(names);
    expect(facts.file(at('latin1'))).toMatchObject({ encoding: 'latin1', text: 'Zür\n' });
    expect(facts.file(at('utf8'))).toMatchObject({ encoding: 'utf8', text: 'Zürich €\n' });
    expect(facts.file(at('plain'))).toMatchObject({ mode: '0644', owner: 'root', group: 'root' });
    expect(facts.file(at('modes'))).toMatchObject({ mode: '4750', owner: '54321', group: '54322' });
  });

  it('tells a file that is not there from one that could not be read', () => {
    const names = ['missing', "it's missing", 'folder', 'dangling', 'huge', 'pipe', 'plain/under', 'line\nbreak'];
    const facts = factsOf(
      look(
        shell,
        names.map((name) => file(at(name))),
      ),
    );
    const said = Object.fromEntries(
      names.map((name) => {
        const fact = facts.file(at(name));
        return [name, fact.status === 'unknown' ? fact.why : fact.status];
      }),
    );
    expect(said).toEqual({
      missing: 'absent',
      "it's missing": 'absent',
      folder: 'it is a directory',
      dangling: 'it is a symbolic link to something that is not there',
      huge: `it has ${MAX_FILE_BYTES + 1} bytes; more than ${MAX_FILE_BYTES} are not read`,
      pipe: 'it is a pipe',
      'plain/under': 'Not a directory',
      'line\nbreak': 'its name holds a line break',
    });
  });

  it('does not take a file for absent that it is not allowed to see', () => {
    mkdirSync(at('closed'), { mode: 0o700, recursive: true });
    writeFileSync(at('closed/file'), 'x');
    writeFileSync(at('secret'), 'x', { mode: 0o600 });
    const requests = [
      file(at('closed/file')),
      file(at('secret')),
      file(at('plain')),
      { type: 'glob', pattern: at('closed/*') } as const,
    ];
    const facts = factsOf(look(shell, requests, { uid: 65534 }));
    expect(facts.file(at('closed/file'))).toEqual({ status: 'unknown', why: 'Permission denied' });
    expect(facts.file(at('secret'))).toEqual({ status: 'unknown', why: 'it could not be read: Permission denied' });
    expect(facts.file(at('plain'))).toMatchObject({ status: 'present', text: 'one\ntwo\n' });
    expect([...facts.glob(at('closed/*')).values()]).toEqual([{ status: 'unknown', why: 'its folder cannot be listed' }]);
  });

  it('reads files of /proc, which say that they are empty', () => {
    const facts = factsOf(
      look(shell, [file('/proc/mounts'), file('/proc/sys/kernel/ostype'), file('/proc/no-such'), file(at('plain'))]),
    );
    expect(facts.file('/proc/mounts')).toMatchObject({ status: 'present', text: expect.stringMatching(/^\S+ \/proc proc /m) });
    expect(facts.file('/proc/sys/kernel/ostype')).toMatchObject({ text: 'Linux\n' });
    expect(facts.file('/proc/no-such')).toEqual({ status: 'absent' });
    expect(facts.file(at('plain'))).toMatchObject({ text: 'one\ntwo\n' });
  });

  it('expands globs on the node', () => {
    const pattern = at('d.d/*.conf');
    const facts = factsOf(
      look(shell, [{ type: 'glob', pattern }, { type: 'glob', pattern: at('none.d/*') }, file(at('d.d/a.conf'))]),
    );
    const found = [...facts.glob(pattern)].map(([path, fact]) => [
      path.slice(at('d.d/').length),
      fact.status === 'present' ? fact.text : fact.status === 'unknown' ? fact.why : fact.status,
    ]);
    expect(found).toEqual([
      ['a.conf', 'A'],
      ['b.conf', 'B'],
      ['gone.conf', 'it is a symbolic link to something that is not there'],
      ['line\\n', 'its name holds a line break'],
      ['two words.conf', 'W'],
      ['ü.conf', 'its name is not UTF-8'],
    ]);
    expect(facts.glob(at('none.d/*')).size).toBe(0);
    expect(facts.file(at('d.d/a.conf'))).toMatchObject({ text: 'A' });
  });

  it('runs commands apart from one another, with both streams and the status', () => {
    const facts = factsOf(
      look(
        shell,
        [
          command('both', "printf 'no end'; printf 'bad\\n' >&2; exit 7"),
          command('changes', 'cd /tmp; set -e; LC_ALL=x; false'),
          command('after', 'pwd; echo "$LC_ALL"; echo "$PATH"; cat'),
          command('signal', 'kill -TERM "$(sh -c \'echo $PPID\')"; sleep 5'),
          command('marks', `printf '\\n${NONCE}\\n'; printf '\\nx${NONCE} 0 end\\n'`),
          command('comment', 'echo kept # and a comment'),
        ],
        { env: { PATH: '/nowhere:/usr/bin:/bin', LC_ALL: 'de_DE.UTF-8' } },
      ),
    );
    expect(facts.command('both')).toEqual({ status: 'done', code: 7, stdout: 'no end', stderr: 'bad\n' });
    expect(facts.command('changes')).toMatchObject({ code: 1 });
    expect(facts.command('after')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\/\nC\n\/usr\/sbin:\/usr\/bin:/),
      stderr: '',
    });
    expect(facts.command('signal')).toMatchObject({ code: 143 });
    expect(facts.command('marks')).toMatchObject({ stdout: `\n${NONCE}\n\nx${NONCE} 0 end\n` });
    expect(facts.command('comment')).toMatchObject({ stdout: 'kept\n' });
  });

  it('says what the node is', () => {
    const { platform } = factsOf(look(shell, []));
    expect(platform.hostname).toBe(hostname());
    expect(platform.os).toMatch(/Debian GNU\/Linux 12/);
    expect(platform.tools.has('timeout')).toBe(true);
    expect(platform.tools.has('chkconfig')).toBe(false);
  });

  it('starts two processes for all files and a subshell for a command, and none for platform and globs', () => {
    const requests = [
      file(at('plain')),
      file('/proc/mounts'),
      { type: 'glob', pattern: at('d.d/*') } as const,
      // In a process namespace of its own the shell is 1, and the subshell's number says how many there were before it.
      command('count', "sh -c 'echo $PPID'; :"),
    ];
    const facts = factsOf(look(['unshare', '--pid', '--fork', ...shell], requests));
    // bash has `head` fetch the script (transport/wrap.ts).
    const fetched = shell[0]?.endsWith('bash') ? 1 : 0;
    expect(facts.command('count')).toMatchObject({ stdout: `${4 + fetched}\n` });
  });
});

describe('what a node prints', () => {
  it('may come after noise of a login script', () => {
    const facts = factsOf(
      look(['dash'], [file(at('plain'))], { change: (stdout) => Buffer.concat([Buffer.from('Welcome!\n==> x <==\n'), stdout]) }),
    );
    expect(facts.file(at('plain'))).toMatchObject({ text: 'one\ntwo\n' });
  });

  it('is not believed where it was cut off, at whatever byte', () => {
    const probe = buildProbe([file(at('plain')), file('/proc/mounts'), command('echo', 'echo x')], NONCE);
    const { stdout, stderr } = print(['dash'], probe.script);
    expect(probe.cut(stdout, stderr).status).toBe('facts');
    const believed = [...stdout.keys()].filter((length) => probe.cut(stdout.subarray(0, length), stderr).status === 'facts');
    expect(believed).toEqual([]);
  });

  it('names the command in which it stopped', () => {
    const result = look(['dash'], [command('exports.running', 'echo partial; kill -KILL $$')]);
    expect(result).toMatchObject({
      status: 'problem',
      code: 'probe-cut-off',
      why: expect.stringContaining('the command exports.running'),
    });
    expect(result).toMatchObject({ why: expect.stringContaining('partial') });
  });

  it('is quoted where it is garbage', () => {
    const result = look(['dash'], [], { change: () => Buffer.from('This account is \x1b[31mnot available\n') });
    expect(result).toMatchObject({
      status: 'problem',
      code: 'probe-garbage',
      why: expect.stringContaining('This account is .[31mnot available'),
    });
  });

  it('shows the complaint of a shell that could not read the script', () => {
    const result = look(['dash'], [command('broken', 'if')]);
    expect(result).toMatchObject({ status: 'problem', code: 'probe-garbage', why: expect.stringContaining('Syntax error') });
  });

  it.each([
    ['grew', 'one\ntwo\nthree\n'],
    ['shrank', 'one\n'],
    ['grew into what looks like the next file', `one\ntwo\n\n==> NEXT <==\nforged\n`],
  ])('does not trust a file that %s between stat and read, and no other one is hurt', (_how, content) => {
    const next = at('utf8');
    const facts = factsOf(
      look(['dash'], [file(at('plain')), file(next), file(at('no-end'))], {
        change: (stdout) => {
          const header = `==> ${at('plain')} <==\n`;
          const text = stdout.toString('latin1');
          const start = text.indexOf(header) + header.length;
          return Buffer.from(
            text.slice(0, start) + content.replace('NEXT', next) + text.slice(start + 'one\ntwo\n'.length),
            'latin1',
          );
        },
      }),
    );
    expect(facts.file(at('no-end'))).toMatchObject({ text: 'no line end' });
    const forged = content.includes('NEXT');
    // What a file held when its size was taken is as good as any; what another file pretends to be is not.
    expect(facts.file(at('plain'))).toMatchObject(
      forged ? { text: 'one\ntwo\n' } : { status: 'unknown', why: 'it changed while it was read' },
    );
    expect(facts.file(next)).toMatchObject(forged ? { status: 'unknown' } : { text: 'Zürich €\n' });
  });
});

describe('the script', () => {
  it('is the same for the same requests in any order and number', () => {
    const a = [file('/etc/hosts'), file('/etc/fstab'), command('x', 'echo x'), { type: 'glob', pattern: '/etc/*.d/x' } as const];
    expect(buildProbe([...a, ...a].reverse(), NONCE).script).toBe(buildProbe(a, NONCE).script);
  });

  it('quotes paths and patterns', () => {
    const evil = "/tmp/$(touch /tmp/pwned)'`x`;*";
    writeFileSync(at('$(x) [a-c]'), 'safe');
    const facts = factsOf(look(['bash'], [file(evil), file(at('$(x) [a-c]')), { type: 'glob', pattern: at('$(x) *') }]));
    expect(facts.file(evil)).toEqual({ status: 'absent' });
    expect(facts.file(at('$(x) [a-c]'))).toMatchObject({ text: 'safe' });
    expect(facts.glob(at('$(x) *')).size).toBe(1);
  });

  it('refuses two scripts under one id, and facts that were not asked for', () => {
    expect(() => buildProbe([command('x', 'a'), command('x', 'b')], NONCE)).toThrow('two different scripts under the id x');
    const facts = factsOf(look(['dash'], []));
    expect(() => facts.file('/etc/hosts')).toThrow('did not ask for the file /etc/hosts');
    expect(() => facts.glob('/etc/*')).toThrow('did not ask for the glob /etc/*');
    expect(() => facts.command('x')).toThrow('did not ask for the command x');
  });
});
