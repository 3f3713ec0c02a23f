import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileFact } from '../../src/kinds/facts.ts';
import type { Observation, Step } from '../../src/kinds/kind.ts';
import { legacyFile } from '../../src/kinds/legacy-file.ts';
import { looksSecret, maskLine } from '../../src/kinds/mask.ts';
import { varsFile } from '../../src/kinds/vars-file.ts';
import { adaptVars, lineText, parseVars, valuesOf, withoutAdded } from '../../src/kinds/vars-text.ts';
import { platformOf } from './memory-facts.ts';

const text = fc.stringMatching(/^([ \tA-Za-z_#="'\r\n;.$\\-]|UBI_[AB] ?= ?)*$/);
const value = fc.string({ maxLength: 12 }).filter((one) => !/[\r\n\0]/.test(one));
const variables = fc
  .dictionary(fc.constantFrom('UBI_A', 'UBI_B', 'UBI_C', 'export'), value)
  .map((one) => new Map(Object.entries(one)));

describe('the text of a vars file', () => {
  it('comes back unchanged, whatever is in it', () => {
    fc.assert(
      fc.property(text, (base) => {
        const lines = parseVars(base);
        expect(lines.map((line) => lineText(line) + line.end).join('')).toBe(base);
        expect(adaptVars(base, new Map())).toBe(base);
      }),
    );
  });

  // A # behind a blank, in a value without quotes, can't be told from a comment.
  it('has every variable after adapting, and adapting again changes nothing where no value has a #', () => {
    fc.assert(
      fc.property(text, variables, (base, all) => {
        const wanted = new Map([...all].filter(([, one]) => !one.includes('#')));
        const once = adaptVars(base, wanted);
        for (const name of wanted.keys())
          expect(parseVars(once).some((line) => line.type === 'assignment' && line.name === name)).toBe(true);
        expect(adaptVars(once, wanted)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  it('drops a comment that would become a part of the value', () => {
    expect(adaptVars("UBI_B= #'\n", new Map([['UBI_B', "'"]]))).toBe("UBI_B='\n");
    expect(adaptVars("UBI_B=a #'\n", new Map([['UBI_B', 'b']]))).toBe("UBI_B=b #'\n");
  });

  it('keeps every line that is of no wanted name, in order', () => {
    fc.assert(
      fc.property(text, variables, (base, wanted) => {
        const others = (content: string): readonly string[] =>
          parseVars(content)
            .filter((line) => line.type === 'other' || !wanted.has(line.name))
            // A last line that ends in a lone CR becomes one with CRLF when a line is added.
            .map((line) => lineText(line).replace(/\r+$/, ''));
        expect(others(withoutAdded(adaptVars(base, wanted)))).toEqual(others(withoutAdded(base)));
      }),
    );
  });

  it('keeps the quotes of the base, and takes others where the value has such a quote itself', () => {
    const adapt = (base: string, wanted: string): string => adaptVars(base, new Map([['A', wanted]]));
    expect(adapt('A="x"\n', 'a b')).toBe('A="a b"\n');
    expect(adapt('A="x" # why\n', 'say "hi"')).toBe(`A='say "hi"' # why\n`);
    expect(adapt('A="x"\n', '"a b"')).toBe('A="a b"\n');
    expect(adapt('A=(x)\n', '(&(uid=%s))')).toBe('A=(&(uid=%s))\n');
    expect(valuesOf(parseVars("A='x y' # why\n")).get('A')).toBe('x y');
  });
});

describe('a vars file that is not UTF-8', () => {
  const bytes = Buffer.from([0x23, 0x20, 0xe9, 0x0a, 0x41, 0x3d, 0x31, 0x0a]); // "# é" in latin1, "A=1"
  const file = (content: string, encoding: 'utf8' | 'latin1'): FileFact => ({
    status: 'present',
    text: content,
    encoding,
    mode: '0644',
    owner: 'root',
    group: 'root',
  });
  const spec = { base: '/b', target: '/t', variables: [{ name: 'A', value: 'grün', secret: false }] };
  const want = [{ node: 'n', kind: 'vars-file', name: '/t', spec, after: [] }];
  const context = { node: 'n', platform: platformOf('rhel-like'), look: (): Observation => ({ status: 'absent' }) };
  const facts = (target: FileFact) => ({
    platform: context.platform,
    file: (path: string): FileFact => (path === '/b' ? file(bytes.toString('latin1'), 'latin1') : target),
    glob: () => new Map(),
    command: () => ({ status: 'unknown' as const, why: '' }),
  });
  const stateOf = (target: FileFact) => {
    const seen = varsFile.parse(facts(target), want).get('/t');
    return seen?.status === 'present' ? seen.state : null;
  };
  const written = (step: Step | undefined): Buffer =>
    step?.do === 'write' ? Buffer.from(step.content, step.encoding ?? 'utf8') : Buffer.alloc(0);

  it('keeps its bytes, takes the UTF-8 bytes of new values, and is then as wanted', () => {
    const [step] = varsFile.steps(spec, stateOf({ status: 'absent' }), context);
    const result = written(step);
    expect([...result]).toEqual([...Buffer.from([0x23, 0x20, 0xe9, 0x0a]), ...Buffer.from('A=grün\n', 'utf8')]);
    expect(varsFile.compare(spec, stateOf(file(result.toString('latin1'), 'latin1')), context)).toEqual([]);
  });

  it('is a creation while the target is missing, though the base was seen', () => {
    const absent = stateOf({ status: 'absent' });
    const there = stateOf(file('x', 'utf8'));
    expect(absent !== null && varsFile.exists?.(absent)).toBe(false);
    expect(there !== null && varsFile.exists?.(there)).toBe(true);
  });
});

it('refuses a value with a line break, which would become a line of its own', () => {
  const spec = { base: '/b', target: '/t', variables: [{ name: 'UBI_A', value: 'x\nUBI_B=evil', secret: false }] };
  const context = { node: 'n', platform: platformOf('rhel-like'), look: (): Observation => ({ status: 'absent' }) };
  expect(varsFile.compare(spec, { base: null, target: null }, context)).toEqual({
    unknown: 'the value of UBI_A has a line break, which a line of /b cannot hold',
  });
});

describe('masking', () => {
  it.each([
    'UBI_SES_NCROOT_PASSWORD',
    'UBI_LDAP_PASSWD',
    'ADMIN_PASS',
    'API_KEY',
    'MY_TOKEN2',
    'SNMP_COMMUNITY',
    'dbPassword',
    'UBI_MYPASS',
  ])('%s is a secret', (name) => {
    expect(looksSecret(name)).toBe(true);
    expect(maskLine(`  # export ${name} = "a b"`)).toBe(`  # export ${name} = (secret)`);
  });

  it.each(['UBI_VSOC_NAME', 'COMMUNAL_PORT', 'KEYBOARD', 'UBI_MONKEY'])('%s is none', (name) => {
    expect(looksSecret(name)).toBe(false);
    expect(maskLine(`${name}=x`)).toBe(`${name}=x`);
  });

  it('of legacy files that differ only in what is masked still tells that they differ', () => {
    const spec = { path: '/s', content: 'UBI_A_PASSWORD=one\n' };
    const state = { text: 'UBI_A_PASSWORD=two\n', mode: '0644', owner: 'root', group: 'root' };
    const changes = legacyFile.compare(spec, state, {
      node: 'n',
      platform: platformOf('rhel-like'),
      look: () => ({ status: 'absent' }),
    });
    expect(changes).toHaveLength(1);
    expect(JSON.stringify(changes)).not.toMatch(/one|two/);
  });
});
