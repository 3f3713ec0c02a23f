import { expect, test } from 'vitest';
import type { GitState } from '../../src/git/state.ts';
import { gitEventJson, gitEventLine, renderGitStatus } from '../../src/views/git.ts';

const COMMIT = 'a1b2c3d4e5f6'.padEnd(40, '0');
const NAME = '/srv/net.git main:cluster.yaml';
const REVISION = {
  commit: COMMIT,
  author: 'Ann',
  date: '2026-11-23T10:00:00+01:00',
  subject: 'a \u001b[31mnode',
  signer: 'ann@example.net',
};
const AT = new Date('2026-11-23T10:05:00Z');
const PLAIN = { color: false, width: 100 };

test('a line an event, with nothing in it that a terminal would obey', () => {
  const line = gitEventLine(
    { type: 'taken', file: NAME, digest: 'd', revision: REVISION, changed: false, warnings: ['beware'] },
    AT,
    PLAIN,
  );
  expect(line).toBe(
    `2026-11-23T10:05:00Z ${NAME}  taken  a1b2c3d4e5f6 "a \\u001b[31mnode" of Ann, 2026-11-23T10:00:00+01:00, signed by ann@example.net is in force from now on; its files are those before; beware\n`,
  );
  const refused = { type: 'refused', file: NAME, why: 'it is empty', code: 'git-file-empty', revision: null } as const;
  expect(gitEventLine(refused, AT, PLAIN)).toBe(
    `2026-11-23T10:05:00Z ${NAME}  REFUSED [git-file-empty]  what was in force stays so: it is empty\n`,
  );
  expect(gitEventJson(refused, AT)).toEqual({
    at: '2026-11-23T10:05:00.000Z',
    pair: null,
    file: NAME,
    type: 'problem',
    code: 'git-file-empty',
    why: 'it is empty',
    revision: null,
  });
});

test('what is in force, what the branch has, and why that was not taken', () => {
  const state: GitState = {
    format: 1,
    source: { url: '/srv/net.git', branch: 'main', path: 'cluster.yaml', name: NAME },
    good: { ...REVISION, subject: 'a node', cluster: 'net', digest: 'd', sinceMs: AT.getTime() - 3 * 3_600_000 },
    tip: 'b'.repeat(40),
    refused: {
      commit: 'b'.repeat(40),
      revision: null,
      code: 'git-invalid',
      sentence: 'it is not valid',
      sinceMs: AT.getTime() - 90_000,
    },
    contact: { okMs: AT.getTime() - 600_000, failing: { sinceMs: AT.getTime() - 540_000, why: 'it is gone', times: 9 } },
  };
  expect(
    renderGitStatus(
      [{ folder: '/var/lib/dmsa/git/k', read: { status: 'read', state }, pid: 7 }],
      AT.getTime(),
      (ms) => new Date(ms).toISOString(),
      PLAIN,
    ),
  ).toBe(
    `${NAME}
  in force  a1b2c3d4e5f6 "a node" of Ann, 2026-11-23T10:00:00+01:00, signed by ann@example.net
            cluster net, since 2026-11-23T07:05:00Z, 3 h ago
  branch    bbbbbbbbbbbb
  refused   [git-invalid] it is not valid
            since 2026-11-23T10:03:30Z, 90 s ago
  contact   2026-11-23T09:55:00Z, 10 min ago
  failing   it is gone (since 2026-11-23T09:56:00Z, 9 min ago, 9 times)
  followed  by process 7
  files     /var/lib/dmsa/git/k/current/cluster.yaml
`,
  );
});
