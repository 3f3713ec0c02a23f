/** A branch as the source of what is in force, with the real git. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RevisionSource } from '../../src/git/source-of-revisions.ts';
import { clusterText, type GitSite, gitSite, look, namesIn, type OpenOptions } from './site.ts';

let site: GitSite;
let opened: RevisionSource[];
beforeEach(() => {
  site = gitSite();
  opened = [];
  site.write('cluster.yaml', clusterText());
});
afterEach(async () => {
  for (const one of opened) await one.close();
  site.close();
});

async function open(options: OpenOptions = {}): Promise<RevisionSource> {
  const revisions = await site.open(options);
  opened.push(revisions);
  return revisions;
}
async function again(old: RevisionSource, options: OpenOptions = {}): Promise<RevisionSource> {
  await old.close();
  return open(options);
}
/** With the first commit in force. */
async function begun(options: OpenOptions = {}): Promise<RevisionSource> {
  site.push('one');
  const revisions = await open(options);
  expect(await look(revisions)).toEqual(['taken']);
  return revisions;
}
/** For git-fast-import(1): so many commits on main, with nothing in them. */
function many(count: number): string {
  const commit = (at: number): string => {
    const from = at === 0 ? 'from refs/heads/main^0\n' : '';
    return `commit refs/heads/main\ncommitter Ann <ann@example.net> ${1_700_000_000 + at} +0000\ndata 1\nx\n${from}\n`;
  };
  return Array.from({ length: count }, (_, at) => commit(at)).join('');
}
function stateFolder(): string {
  const [key = ''] = readdirSync(join(site.dir, 'state'));
  return join(site.dir, 'state', key);
}

test('a new good revision is taken, once, and says whose it is', async () => {
  const revisions = await begun();
  expect(await look(revisions)).toEqual([]);
  site.write('cluster.yaml', clusterText('Sec-3'));
  const commit = site.push('Sec-2 is Sec-3 now');
  const { events, taken } = await revisions.poll(new AbortController().signal);
  expect(events).toMatchObject([
    {
      type: 'taken',
      changed: true,
      warnings: [],
      revision: { commit, author: 'Ann', subject: 'Sec-2 is Sec-3 now', signer: null },
    },
  ]);
  expect(namesIn(revisions)).toEqual(['Sec-1', 'Sec-3']);
  expect(taken?.path).toBe(join(stateFolder(), 'revisions', commit, 'cluster.yaml'));
  expect(readlinkSync(join(stateFolder(), 'current'))).toBe(`revisions/${commit}`);
  expect(await look(revisions)).toEqual([]);
});

test('of several pushes between two looks the last one counts, and a commit elsewhere in the tree changes nothing', async () => {
  const revisions = await begun();
  site.write('cluster.yaml', '{');
  site.push('broken');
  site.write('cluster.yaml', clusterText('Sec-3'));
  site.push('mended');
  expect(await look(revisions)).toEqual(['taken']);
  expect(namesIn(revisions)).toEqual(['Sec-1', 'Sec-3']);
  site.write('README', 'x');
  site.push('a file of its own');
  expect((await revisions.poll(new AbortController().signal)).events).toMatchObject([{ type: 'taken', changed: false }]);
});

test('what can’t be right is refused, once, and what was in force stays, over a restart too', async () => {
  let revisions = await begun();
  const file = (text: string | Uint8Array) => () => site.write('cluster.yaml', text);
  const cases: readonly (readonly [string, () => void, string])[] = [
    ['bad YAML', file('a: ['), 'git-invalid'],
    ['a key that there is not', file(clusterText().replace('kind:', 'knid:')), 'git-invalid'],
    ['an emptied file', file(''), 'git-file-empty'],
    ['no nodes', file(clusterText().replace(/nodes:[\s\S]*/, 'nodes: {}\n')), 'git-invalid'],
    ['another cluster', file(clusterText('Sec-2', '', 'other')), 'git-other-cluster'],
    ['a huge file', file(Buffer.alloc(5 * 1024 * 1024, '#')), 'git-file-too-large'],
    ['secrets out of the tree', file(clusterText('Sec-3', '  secrets: { file: ../../etc/s.yaml }\n')), 'git-path-outside'],
    ['a file that is not there', file(clusterText('Sec-3', '  secrets: { file: s.yaml }\n')), 'git-invalid'],
    ['a moved file', () => site.git('mv', 'cluster.yaml', 'net.yaml'), 'git-file-missing'],
    ['a folder in its place', () => site.write('cluster.yaml/x', 'x'), 'git-file-not-regular'],
    ['a deleted file', () => site.git('rm', '-rq', 'cluster.yaml'), 'git-file-missing'],
  ];
  for (const [what, change, code] of cases) {
    change();
    const bad = site.push(what);
    expect([what, await look(revisions)]).toEqual([what, [`refused ${code}`]]);
    expect(revisions.state()).toMatchObject({ tip: bad, refused: { code, commit: bad, revision: { subject: what } } });
  }
  expect(await look(revisions)).toEqual([]);
  expect(namesIn(revisions)).toEqual(['Sec-1', 'Sec-2']);
  revisions = await again(revisions);
  expect(namesIn(revisions)).toEqual(['Sec-1', 'Sec-2']);
  expect(await look(revisions)).toEqual([]);
  expect(readdirSync(join(stateFolder(), 'revisions'))).toEqual([revisions.inForce()?.good.commit]);
  site.write('cluster.yaml', clusterText('Sec-3'));
  site.push('good again');
  expect(await look(revisions)).toEqual(['taken']);
  expect(revisions.state().refused).toBeNull();
});

test('links in the repository are not followed', async () => {
  const secret = join(site.dir, 'outside.yaml');
  writeFileSync(secret, clusterText('Evil'));
  const revisions = await begun();
  site.git('rm', '-q', 'cluster.yaml');
  symlinkSync(secret, join(site.dir, 'work/cluster.yaml'));
  site.push('a link');
  expect(await look(revisions)).toEqual(['refused git-file-not-regular']);
  site.git('rm', '-q', 'cluster.yaml');
  symlinkSync(secret, join(site.dir, 'work/s.yaml'));
  site.write('cluster.yaml', clusterText('Sec-3', '  secrets: { file: s.yaml }\n'));
  site.push('a link beside it');
  expect(await look(revisions)).toEqual(['refused git-file-not-regular']);
  expect(namesIn(revisions)).toEqual(['Sec-1', 'Sec-2']);
});

test('a folder of the path that is a link is not followed', async () => {
  site.write('real/cluster.yaml', clusterText());
  symlinkSync('real', join(site.dir, 'work/prod'));
  site.push('one');
  expect(await look(await open({ path: 'prod/cluster.yaml' }))).toEqual(['refused git-file-not-regular']);
});

test('the files that it names come with it, for the owner alone, and secrets in plain text are told of', async () => {
  site.write('prod/cluster.yaml', clusterText('Sec-2', '  secrets: { file: ../shared/s.yaml }\n'));
  site.write('shared/s.yaml', 'rootPasswords: { Sec-1: "r" }\n');
  site.write('other/huge', Buffer.alloc(6 * 1024 * 1024));
  const commit = site.push('one');
  const revisions = await open({ path: 'prod/cluster.yaml' });
  const { events } = await revisions.poll(new AbortController().signal);
  expect(events).toMatchObject([{ type: 'taken', warnings: [expect.stringContaining('shared/s.yaml is in git in plain text')] }]);
  expect(revisions.inForce()?.cluster.rootPasswords.get('Sec-1')).toMatchObject({ plain: 'r' });
  const folder = join(stateFolder(), 'revisions', commit);
  expect(readdirSync(folder).sort()).toEqual(['prod', 'shared']);
  expect(statSync(join(folder, 'shared/s.yaml')).mode & 0o777).toBe(0o600);
  expect(statSync(stateFolder()).mode & 0o777).toBe(0o700);
});

test('a revision of which no plan can be made waits until one can', async () => {
  const revisions = await begun();
  await revisions.close();
  let why: string | null = 'none of its nodes can be reached';
  const waiting = await open({ plan: async () => why });
  site.write('cluster.yaml', clusterText('Sec-3'));
  site.push('two');
  expect(await look(waiting)).toEqual(['refused git-no-plan']);
  expect(await look(waiting)).toEqual([]);
  why = null;
  expect(await look(waiting)).toEqual(['taken']);
  expect(namesIn(waiting)).toEqual(['Sec-1', 'Sec-3']);
});

describe('a branch that was set back', () => {
  test('is refused; pushed again as it was, it is the same; with --allow-rewind it is taken', async () => {
    const revisions = await begun();
    site.write('cluster.yaml', clusterText('Sec-3'));
    const second = site.push('two');
    expect(await look(revisions)).toEqual(['taken']);
    site.git('push', '-qf', 'origin', 'HEAD~1:main');
    expect(await look(revisions)).toEqual(['refused git-rewound']);
    expect(namesIn(revisions)).toEqual(['Sec-1', 'Sec-3']);
    site.git('push', '-q', 'origin', `${second}:main`);
    expect(await look(revisions)).toEqual(['same']);
    site.git('push', '-qf', 'origin', 'HEAD~1:main');
    const allowing = await again(revisions, { policy: { allowRewind: true } });
    expect(await look(allowing)).toEqual(['taken']);
    expect(namesIn(allowing)).toEqual(['Sec-1', 'Sec-2']);
  });

  test('with a history of its own is refused', async () => {
    const revisions = await begun();
    site.git('checkout', '-q', '--orphan', 'new');
    site.write('cluster.yaml', clusterText('Sec-3'));
    site.push('from nothing', '-f');
    expect(await look(revisions)).toEqual(['refused git-rewound']);
    expect(namesIn(revisions)).toEqual(['Sec-1', 'Sec-2']);
  });

  test('many commits on is still known to come after the one in force', async () => {
    const revisions = await begun();
    site.gitIn(many(70), 'fast-import', '--quiet');
    site.git('reset', '-q', '--hard');
    site.push('the last');
    expect(await look(revisions)).toEqual(['taken']);
  });
});

test('a branch that was deleted is told of, and is the same once it is back', async () => {
  const revisions = await begun();
  site.git('-C', site.url, 'branch', '-D', 'main');
  expect(await look(revisions)).toEqual(['refused git-branch-gone']);
  expect(await look(revisions)).toEqual([]);
  site.git('push', '-q', 'origin', 'HEAD:main');
  expect(await look(revisions)).toEqual(['same']);
});

describe('a server that is gone', () => {
  test('changes nothing, is told of once, and is found again', async () => {
    const revisions = await begun();
    renameSync(site.url, `${site.url}.away`);
    expect(await look(revisions)).toEqual(['unreachable']);
    expect(await look(revisions)).toEqual([]);
    expect(revisions.state().contact.failing).toMatchObject({ times: 2 });
    const restarted = await again(revisions);
    expect(namesIn(restarted)).toEqual(['Sec-1', 'Sec-2']);
    expect(await look(restarted)).toEqual([]);
    renameSync(`${site.url}.away`, site.url);
    site.write('cluster.yaml', clusterText('Sec-3'));
    site.push('two');
    expect(await look(restarted)).toEqual(['reached', 'taken']);
  });

  test('from the beginning leaves nothing in force', async () => {
    const revisions = await open({ url: join(site.dir, 'nowhere') });
    expect(await look(revisions)).toEqual(['unreachable']);
    expect(revisions.inForce()).toBeNull();
  });
});

test('more than dmsa fetches is told of, leaves nothing behind, and is no hindrance once it is gone', async () => {
  const first = site.push('one');
  const revisions = await open({ fetchBytes: 1024 * 1024 });
  expect(await look(revisions)).toEqual(['taken']);
  site.write('huge', randomBytes(2 * 1024 * 1024));
  site.push('huge');
  expect(await look(revisions)).toEqual(['unreachable']);
  expect(revisions.state().contact.failing?.why).toContain('larger than 1 MiB');
  const packs = readdirSync(join(stateFolder(), 'repository.git/objects/pack'));
  expect(packs.filter((name) => !/^pack-[0-9a-f]+\.(pack|idx|rev)$/.test(name))).toEqual([]);
  site.git('reset', '-q', '--hard', first);
  site.write('cluster.yaml', clusterText('Sec-3'));
  site.push('without it', '-f');
  expect(await look(revisions)).toEqual(['reached', 'taken']);
});

test('pushes that are refused do not fill the disk', async () => {
  const revisions = await begun();
  for (let at = 0; at < 12; at += 1) {
    site.write('cluster.yaml', '');
    site.write('large', randomBytes(200_000));
    site.git('add', '-A');
    site.git('commit', '-q', '--amend', '-m', 'refused');
    site.git('push', '-qf', 'origin', 'HEAD:main');
    expect(await look(revisions)).toEqual(['refused git-rewound']);
  }
  const folder = join(stateFolder(), 'repository.git/objects/pack');
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect(bytes).toBeLessThan(9 * 200_000);
  expect(namesIn(await again(revisions))).toEqual(['Sec-1', 'Sec-2']);
});

test('one dmsa follows a branch at a time; one that was killed is no hindrance', async () => {
  const revisions = await begun();
  await expect(site.open()).rejects.toThrow('another dmsa follows this branch here');
  await revisions.close();
  writeFileSync(join(stateFolder(), 'in-use'), JSON.stringify({ pid: process.pid, ticks: '1' }));
  for (const lock of ['shallow.lock', 'packed-refs.lock']) writeFileSync(join(stateFolder(), 'repository.git', lock), '');
  // Killed before it had come to these.
  rmSync(join(stateFolder(), 'current'));
  rmSync(join(stateFolder(), 'repository.git/refs/dmsa/kept'));
  const restarted = await open();
  expect(readlinkSync(join(stateFolder(), 'current'))).toBe(`revisions/${restarted.inForce()?.good.commit}`);
  expect(existsSync(join(stateFolder(), 'repository.git/refs/dmsa/kept'))).toBe(true);
  site.write('cluster.yaml', clusterText('Sec-3'));
  site.push('two');
  expect(await look(restarted)).toEqual(['taken']);
});

test('a state that can’t be written takes nothing: a restart would go back without a word', async () => {
  const revisions = await begun();
  const state = join(stateFolder(), 'state.json');
  renameSync(state, `${state}.old`);
  // Nothing can be renamed onto a folder with something in it.
  mkdirSync(join(state, 'full'), { recursive: true });
  site.write('cluster.yaml', clusterText('Sec-3'));
  site.push('two');
  expect(await look(revisions)).toContain('unreachable');
  expect(namesIn(revisions)).toEqual(['Sec-1', 'Sec-2']);
});

test('hooks and settings of the user have no say', async () => {
  const marker = join(site.dir, 'ran');
  writeFileSync(join(site.dir, '.gitconfig'), `[core]\n\tsshCommand = touch ${marker}\n[alias]\n\tlog = !touch ${marker}\n`);
  const revisions = await begun();
  const repository = join(stateFolder(), 'repository.git');
  mkdirSync(join(repository, 'hooks'), { recursive: true });
  writeFileSync(join(repository, 'hooks/reference-transaction'), `#!/bin/sh\ntouch ${marker}\n`);
  chmodSync(join(repository, 'hooks/reference-transaction'), 0o755);
  site.write('cluster.yaml', clusterText('Sec-3'));
  site.push('two');
  expect(await look(revisions)).toEqual(['taken']);
  expect(existsSync(marker)).toBe(false);
  expect(lstatSync(join(stateFolder(), 'current')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(stateFolder(), 'state.json'), 'utf8')).toContain('"format": 1');
});
