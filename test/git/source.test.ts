import { describe, expect, test } from 'vitest';
import { insidePath, sourceOf } from '../../src/git/source.ts';

function given(git: string, more: { branch?: string; path?: string } = {}): ReturnType<typeof sourceOf> {
  return sourceOf({ git, ...more }, '/work');
}

describe('a repository', () => {
  test.each([
    ['/srv/net.git', 'file', '/srv/net.git'],
    ['net.git', 'file', '/work/net.git'],
    ['./a:b', 'file', '/work/./a:b'],
    ['file:///srv/net.git', 'file', 'file:///srv/net.git'],
    ['ssh://git@git.example.net:2222/net.git', 'ssh', 'ssh://git@git.example.net:2222/net.git'],
    ['git@git.example.net:net.git', 'ssh', 'git@git.example.net:net.git'],
    ['https://git.example.net/net.git', 'https', 'https://git.example.net/net.git'],
  ])('%s is spoken to by %s', (git, protocol, url) => expect(given(git)).toMatchObject({ protocol, url, branch: 'main' }));

  test.each([
    ['http://git.example.net/net.git', 'bad-git-url'],
    ['git://git.example.net/net.git', 'bad-git-url'],
    ['ext::sh -c touch% /tmp/x', 'bad-git-url'],
    ['ext::sh', 'bad-git-url'],
    ['-oProxyCommand=x:y', 'bad-git-url'],
    ['ssh://-oProxyCommand=x/y', 'bad-git-url'],
    ['ssh:///net.git', 'bad-git-url'],
    ['', 'bad-git-url'],
    ['https://ann:hunter2@git.example.net/net.git', 'git-url-password'],
    ['https://token@git.example.net/net.git', 'git-url-password'],
    ['ssh://ann:hunter2@git.example.net/net.git', 'git-url-password'],
  ])('%s is refused', (git, code) => expect(given(git)).toMatchObject({ code, severity: 'error' }));

  test('no message repeats a password', () => {
    for (const url of ['https://ann:hunter2@x/y z', 'ftp://ann:hunter2@x/y', 'https://hunter2@x/y', 'ssh://ann:hunter2@x/y']) {
      expect(JSON.stringify(given(url))).not.toContain('hunter2');
    }
  });

  test('each repository, branch and path has a folder of its own', () => {
    const keys = [
      given('/srv/a'),
      given('/srv/b'),
      given('/srv/a', { branch: 'x' }),
      given('/srv/a', { path: 'b/cluster.yaml' }),
    ];
    const names = keys.map((one) => ('key' in one ? one.key : ''));
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9-]+$/);
  });
});

test.each(['', '../x', '/etc/x', 'a/../../x', '.'])('the path %j is no file of a repository', (path) =>
  expect(given('/srv/a', { path })).toMatchObject({ code: 'bad-git-path' }),
);
test.each(['', '-x', 'a..b', 'a b', 'x.lock', 'refs/heads/x', 'a:b', '@', 'a~1', '/x', 'x/', 'a/.b'])(
  'no branch has the name %j',
  (branch) => expect(given('/srv/a', { branch })).toMatchObject({ code: 'bad-branch' }),
);
test.each(['main', 'feature/x-1', 'v1.2'])('%j is a branch', (branch) =>
  expect(given('/srv/a', { branch })).toMatchObject({ branch }),
);
test.each([
  ['', 'a/./b//c', 'a/b/c'],
  ['prod', '../x', 'x'],
  ['prod', '../../x', null],
  ['', '..', null],
])('from %j, %j is %j', (folder, path, inside) => expect(insidePath(folder, path)).toBe(inside));
