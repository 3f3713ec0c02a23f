import { describe, expect, it } from 'vitest';
import { rootPasswordsOf } from '../../src/desired/root-passwords.ts';
import { parseSecrets, type Secrets } from '../../src/desired/secrets.ts';
import { replaceRootPasswords } from '../../src/desired/secrets-edit.ts';

const HASH = `$6$saltsalt$${'a'.repeat(86)}`;

function secrets(text: string): Secrets {
  const { secrets: read } = parseSecrets(text, 's.yaml');
  if (!read) throw new Error('not read');
  return read;
}
const found = (value: string) =>
  rootPasswordsOf(
    secrets(`rootPasswords:\n  Sec-1: ${JSON.stringify(value)}\n`),
    (name) => name === 'Sec-1',
    () => 'SALT',
  );

describe('root passwords of the secrets file', () => {
  it.each([HASH, HASH.replace('saltsalt', 'rounds=5000$saltsalt'), `$5$x$${'b'.repeat(43)}`, `$y$j9T$abc$${'c'.repeat(43)}`])(
    'a hash is one: %s',
    (hash) => {
      expect([...found(hash).passwords]).toEqual([['Sec-1', { form: 'hash', hash }]]);
    },
  );

  it.each(['word', 'with: colon', '$HOME', '$6 dollars'])('a password is one: %s', (plain) => {
    expect([...found(plain).passwords]).toEqual([['Sec-1', { form: 'plain', plain, salt: 'SALT' }]]);
  });

  it('an empty one is none, as in servers.conf', () => {
    expect(found('')).toEqual({ passwords: new Map(), diagnostics: [] });
  });

  it.each(['$6$saltsalt$tooshort', '$1$abcdefgh$LkjzOWDW8QkJkxvG.N9xH0', '!', '*'])(
    'what can be neither is refused, with its place and without its value: %j',
    (value) => {
      const { passwords, diagnostics } = found(value);
      expect(passwords.size).toBe(0);
      expect(diagnostics).toMatchObject([
        { severity: 'error', code: 'bad-root-password', source: { file: 's.yaml', line: 2, column: 3 } },
      ]);
      if (value.length > 4) expect(JSON.stringify(diagnostics)).not.toContain(JSON.stringify(value).slice(1, -1));
    },
  );
});

describe('hashes in place of passwords', () => {
  const TEXT = `# Secrets of the cluster. Mode 0600.
rootPasswords: # by node
  Sec-1: "first: #1" # the old one
  Sec-2:   'it''s'
  Web-1: plain
variables:
  UBI_PASSWORD: "plain"
`;
  const change = (plain: string) => ({ plain, hash: HASH });

  it('take their places; comments, blanks and all else stay byte for byte', () => {
    const edit = replaceRootPasswords(
      TEXT,
      new Map([
        ['Sec-1', change('first: #1')],
        ['Sec-2', change("it's")],
        ['Web-1', change('plain')],
      ]),
    );
    expect(edit).toEqual({
      text: TEXT.replace('"first: #1"', `'${HASH}'`).replace("'it''s'", `'${HASH}'`).replace(': plain\n', `: '${HASH}'\n`),
      replaced: ['Sec-1', 'Sec-2', 'Web-1'],
    });
  });

  it('do not take the place of a password that somebody has changed meanwhile', () => {
    expect(replaceRootPasswords(TEXT, new Map([['Web-1', change('another')]]))).toEqual({ text: TEXT, replaced: [] });
  });

  it.each([
    ['a block', 'rootPasswords:\n  Sec-1: |-\n    word\n'],
    ['an anchor', 'rootPasswords:\n  Sec-1: &a word\n  Sec-2: *a\n'],
    ['another file', '-----BEGIN AGE ENCRYPTED FILE-----\nabc\n-----END AGE ENCRYPTED FILE-----\n'],
  ])('leave a file alone that is written in another way: %s', (_, text) => {
    expect(replaceRootPasswords(text, new Map([['Sec-1', change('word')]]))).toMatchObject({ text: null });
  });
});
