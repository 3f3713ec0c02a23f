import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommits, type SignatureState, type SignedCommit } from '../../src/git/commits.ts';
import { type Decision, decideTip, type Facts } from '../../src/git/decide.ts';
import { waitMs } from '../../src/git/follow-git.ts';
import { namedFiles } from '../../src/git/named-files.ts';

const [OLD, NEW, MID] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string];
const BEFORE = { commit: OLD, cluster: 'net' };
const STRICT = { requireSigned: true, allowRewind: false };
const OPEN = { requireSigned: false, allowRewind: false };

function commit(id: string, signature: SignatureState): SignedCommit {
  const signer = signature === 'allowed' ? 'ann@example.net' : null;
  return {
    commit: id,
    author: 'Ann',
    date: '2026-11-23T10:00:00+01:00',
    subject: 'a node more',
    signature,
    signer,
    key: 'SHA256:k',
  };
}

const GOOD: Facts = {
  tip: NEW,
  relation: 'after',
  commits: [commit(NEW, 'allowed')],
  file: { is: 'text', text: 'apiVersion: dmsa/v1\n' },
  others: [],
  validated: { cluster: 'net', nodes: 3 },
  planned: null,
};

function decide(facts: Partial<Facts>, policy = STRICT, before: typeof BEFORE | null = BEFORE): Decision {
  return decideTip(before, { ...GOOD, ...facts }, policy, 'prod/cluster.yaml');
}
function code(decision: Decision): string {
  return decision.is === 'refuse' ? decision.code : decision.is;
}

describe('the newest commit', () => {
  test('that is good in all is taken, with its signer', () => {
    expect(decide({})).toEqual({
      is: 'take',
      revision: {
        commit: NEW,
        author: 'Ann',
        date: '2026-11-23T10:00:00+01:00',
        subject: 'a node more',
        signer: 'ann@example.net',
      },
    });
  });

  test('is looked at in the order of trust: nothing of it is read before it is known to be allowed', () => {
    const stages: string[] = [];
    let facts: Facts = { tip: NEW };
    for (;;) {
      const decision = decideTip(BEFORE, facts, STRICT, 'cluster.yaml');
      if (decision.is !== 'look') break;
      stages.push(decision.at);
      facts = { ...facts, [decision.at]: GOOD[decision.at] };
    }
    expect(stages).toEqual(['relation', 'commits', 'file', 'others', 'validated', 'planned']);
    expect(code(decideTip(BEFORE, { tip: NEW, relation: 'after', commits: [commit(NEW, 'none')] }, STRICT, 'x'))).toBe(
      'git-unsigned',
    );
  });

  test('that is in force is the same, whatever else', () => {
    expect(decideTip(BEFORE, { tip: OLD }, STRICT, 'x')).toEqual({ is: 'same' });
  });

  test.each<[Partial<Facts>, string]>([
    [{ tip: 'gone' }, 'git-branch-gone'],
    [{ relation: 'elsewhere' }, 'git-rewound'],
    [{ commits: [commit(NEW, 'none')] }, 'git-unsigned'],
    [{ commits: [commit(NEW, 'unknown')] }, 'git-unknown-signer'],
    [{ commits: [commit(NEW, 'unchecked')] }, 'git-unknown-signer'],
    [{ commits: [commit(NEW, 'expired')] }, 'git-expired-signature'],
    [{ commits: [commit(NEW, 'revoked')] }, 'git-revoked-key'],
    [{ commits: [commit(NEW, 'bad')] }, 'git-bad-signature'],
    [{ commits: [commit(NEW, 'allowed'), commit(MID, 'none')] }, 'git-unsigned'],
    [{ commits: [] }, 'git-failed'],
    [{ commits: [commit(MID, 'allowed')] }, 'git-failed'],
    [{ file: { is: 'missing' } }, 'git-file-missing'],
    [{ file: { is: 'text', text: ' \n\n' } }, 'git-file-empty'],
    [{ file: { is: 'symlink' } }, 'git-file-not-regular'],
    [{ file: { is: 'folder' } }, 'git-file-not-regular'],
    [{ file: { is: 'too-large', bytes: 1e9, maxBytes: 4096 } }, 'git-file-too-large'],
    [{ others: [{ path: '../../x', is: 'outside' }] }, 'git-path-outside'],
    [{ others: [{ path: 'secrets.yaml', is: 'symlink' }] }, 'git-file-not-regular'],
    [{ others: [{ path: 'license', is: 'too-large', bytes: 1e9, maxBytes: 4096 }] }, 'git-file-too-large'],
    [{ validated: { refused: 'no such key (line 3, column 1)' } }, 'git-invalid'],
    [{ validated: { cluster: 'net', nodes: 0 } }, 'git-no-nodes'],
    [{ validated: { cluster: 'other', nodes: 3 } }, 'git-other-cluster'],
    [{ planned: 'This would take away 20 things' }, 'git-no-plan'],
  ])('with %j is refused: %s', (facts, wanted) => expect(code(decide(facts))).toBe(wanted));

  test('an unsigned commit under a signed one is named: the signed one would take it in', () => {
    const decision = decide({ commits: [commit(NEW, 'allowed'), commit(MID, 'none')] });
    expect(decision).toMatchObject({
      sentence: expect.stringContaining(`commit ${MID.slice(0, 12)} of Ann ("a node more") is not signed`),
    });
  });

  test('needs no signature where none is wanted, and then names no signer', () => {
    expect(decide({ commits: [commit(NEW, 'none')] }, OPEN)).toMatchObject({ is: 'take', revision: { signer: null } });
    expect(decide({}, OPEN)).toMatchObject({ is: 'take', revision: { signer: null } });
  });

  test('may be anywhere with --allow-rewind, and is checked as any other', () => {
    expect(code(decide({ relation: 'elsewhere' }, { ...STRICT, allowRewind: true }))).toBe('take');
    expect(code(decide({ relation: 'elsewhere', commits: [commit(NEW, 'none')] }, { ...STRICT, allowRewind: true }))).toBe(
      'git-unsigned',
    );
  });

  test('may be of any cluster where nothing was in force', () => {
    expect(code(decide({ relation: 'first', validated: { cluster: 'other', nodes: 1 } }, STRICT, null))).toBe('take');
  });

  test('with anything bad in it is never taken', () => {
    const bad: readonly Partial<Facts>[] = [
      { relation: 'elsewhere' },
      { commits: [commit(NEW, 'allowed'), commit(MID, 'unknown')] },
      { file: { is: 'missing' } },
      { others: [{ path: 'x', is: 'symlink' }] },
      { validated: { refused: 'x' } },
      { planned: 'x' },
    ];
    fc.assert(
      fc.property(fc.subarray([...bad], { minLength: 1 }), (some) => {
        expect(decide(Object.assign({}, ...some)).is).toBe('refuse');
      }),
    );
  });
});

describe('what git log says', () => {
  const line = (...fields: string[]): string => fields.map((field) => `${field}\0`).join('');
  test('is a list of commits', () => {
    const listing =
      line(NEW, 'Ann', '2026-11-23T10:00:00Z', 'one', 'G', 'ann@x', 'SHA256:a') +
      line(OLD, 'Bob\u001b[31m', 'd', '', 'N', '', '');
    expect(parseCommits(listing)).toEqual({
      ok: true,
      value: [
        {
          commit: NEW,
          author: 'Ann',
          date: '2026-11-23T10:00:00Z',
          subject: 'one',
          signature: 'allowed',
          signer: 'ann@x',
          key: 'SHA256:a',
        },
        { commit: OLD, author: 'Bob[31m', date: 'd', subject: '', signature: 'none', signer: null, key: null },
      ],
    });
  });
  test('a good signature of nobody is nobody’s', () => {
    expect(parseCommits(line(NEW, 'A', 'd', 's', 'G', '', 'SHA256:a'))).toMatchObject({
      value: [{ signature: 'unknown', signer: null }],
    });
  });
  test('an ssh signature of a key that is on no list is not allowed', () => {
    expect(parseCommits(line(NEW, 'A', 'd', 's', 'U', '', 'SHA256:a'))).toMatchObject({ value: [{ signature: 'unknown' }] });
  });
  test('anything else is not taken for one', () => {
    expect(parseCommits('fatal: x').ok).toBe(false);
    expect(parseCommits(line(NEW, 'A', 'd', 's', '?', '', '')).ok).toBe(false);
    expect(parseCommits('')).toEqual({ ok: true, value: [] });
  });
});

describe('the files that a cluster file names', () => {
  const TEXT = `spec:
  secrets: { file: ../shared/secrets.yaml, identity: [keys/age.key, ~/.age] }
  license: { file: /etc/dmsa/license }
  ssh: { knownHosts: ./known_hosts, identityFile: id }
`;
  test('are sought from its own folder on', () => {
    const { paths, outside, secrets } = namedFiles(TEXT, 'prod/cluster.yaml');
    expect(paths).toEqual(['shared/secrets.yaml', 'prod/keys/age.key', 'prod/known_hosts', 'prod/id']);
    expect({ outside, secrets }).toEqual({ outside: [], secrets: 'shared/secrets.yaml' });
  });
  test('that lead out of the repository are told', () => {
    expect(namedFiles(TEXT, 'cluster.yaml')).toMatchObject({ outside: ['../shared/secrets.yaml'], secrets: null });
  });
  test('of no YAML, and of many aliases of one, are found in no time', () => {
    expect(namedFiles('a: [', 'c.yaml').paths).toEqual([]);
    const bomb = `a: &a [x, x]\n${'bcdefghij'
      .split('')
      .map((name, at) => `${name}: &${name} [${`*${'abcdefghi'[at]},`.repeat(9)}]`)
      .join('\n')}\n`;
    const began = performance.now();
    namedFiles(bomb, 'c.yaml');
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('the wait between two looks at the server', () => {
  const at = (failures: number, chance: number): number =>
    waitMs({ everyMs: 60_000, mostMs: 600_000, random: () => chance }, failures);
  test('is a fifth more or less', () => expect([at(0, 0), at(0, 0.5), at(0, 1)]).toEqual([48_000, 60_000, 72_000]));
  test('doubles with each failure, up to a limit', () => {
    expect([1, 2, 3, 4, 50].map((failures) => at(failures, 0.5))).toEqual([120_000, 240_000, 480_000, 600_000, 600_000]);
  });
  test('is never shorter than asked for', () => {
    expect(waitMs({ everyMs: 3_600_000, mostMs: 600_000, random: () => 0.5 }, 5)).toBe(3_600_000);
  });
});
