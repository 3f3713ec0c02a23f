/** Servers: by ssh, and those that hang. */
import { once } from 'node:events';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { followGit } from '../../src/git/follow-git.ts';
import type { GitEvent, InForce, RevisionSource } from '../../src/git/source-of-revisions.ts';
import { startSshd } from '../transport/sshd.ts';
import { clusterText, type GitSite, gitSite, look, namesIn, wordOf } from './site.ts';

let site: GitSite;
let server: Server;
let port: number;
const sockets = new Set<Socket>();
const opened: RevisionSource[] = [];
beforeEach(async () => {
  site = gitSite();
  site.write('cluster.yaml', clusterText());
  // Takes every connection, and says nothing.
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server.close();
  site.close();
});

/** Command lines of all processes that have this text in them. */
function processesWith(text: string): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return line.includes(text) && Number(pid) !== process.pid ? [line] : [];
    } catch {
      return [];
    }
  });
}

/** With the first commit in force. */
async function begun(): Promise<{ readonly revisions: RevisionSource; readonly inForce: InForce }> {
  const revisions = await site.open();
  opened.push(revisions);
  expect(await look(revisions)).toEqual(['taken']);
  const inForce = revisions.inForce();
  if (!inForce) throw new Error('nothing is in force');
  return { revisions, inForce };
}

describe('a server that takes connections and says nothing', () => {
  test.each(['https', 'ssh'])('by %s is given up after the time limit, and nothing is left of git', async (scheme) => {
    const url = `${scheme}://127.0.0.1:${port}/net.git`;
    const revisions = await site.open({ url, askMs: 700 });
    opened.push(revisions);
    const began = performance.now();
    expect(await look(revisions)).toEqual(['unreachable']);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(revisions.state().contact.failing?.why).toContain('gave no answer within 0.7 s');
    expect(sockets.size).toBeGreaterThan(0);
    await expect.poll(() => processesWith(`127.0.0.1:${port}`)).toEqual([]);
  });

  test('does not hold up the end', async () => {
    site.push('one');
    const first = await begun();
    const revisions = await site.open({ url: `https://127.0.0.1:${port}/net.git`, askMs: 60_000 });
    opened.push(revisions);
    const stop = new AbortController();
    const follower = followGit({
      revisions,
      first: first.inForce,
      everyMs: 60_000,
      mostMs: 60_000,
      signal: stop.signal,
      onEvent: () => {},
      onTaken: () => {},
    });
    await expect.poll(() => sockets.size).toBeGreaterThan(0);
    const began = performance.now();
    stop.abort();
    await follower.ended;
    expect(performance.now() - began).toBeLessThan(10_000);
    // Which is no fault of the server's.
    expect(revisions.state().contact.failing).toBeNull();
    await expect.poll(() => processesWith(`127.0.0.1:${port}`)).toEqual([]);
  });
});

test('by ssh the branch of a known server is taken, and that of an unknown one is not', async () => {
  const sshd = await startSshd();
  try {
    site.push('one');
    const url = `ssh://root@127.0.0.1:${sshd.port}${site.url}`;
    writeFileSync(sshd.knownHosts, '');
    const unknown = await site.open({ url, ssh: { key: sshd.key, knownHosts: sshd.knownHosts } });
    opened.push(unknown);
    expect(await look(unknown)).toEqual(['unreachable']);
    expect(unknown.state().contact.failing?.why).toContain('Host key verification failed');
    writeFileSync(sshd.knownHosts, `[127.0.0.1]:${sshd.port} ${sshd.hostKey('ed25519')}\n`);
    expect(await look(unknown)).toEqual(['reached', 'taken']);
    expect(namesIn(unknown)).toEqual(['Sec-1', 'Sec-2']);
  } finally {
    await sshd.stop();
  }
});

test('a branch is followed: told to, it asks at once; gone and back, it goes on', async () => {
  site.push('one');
  const { revisions, inForce: first } = await begun();
  const stop = new AbortController();
  const said: GitEvent[] = [];
  const taken: string[] = [];
  const follower = followGit({
    revisions,
    first,
    everyMs: 3_600_000,
    mostMs: 3_600_000,
    signal: stop.signal,
    onEvent: (event) => said.push(event),
    onTaken: (cluster) => taken.push(cluster.nodes.map(({ name }) => name).join(' ')),
  });
  const words = (): readonly string[] => said.map(wordOf);
  site.write('cluster.yaml', clusterText('Sec-3'));
  const commit = site.push('two');
  follower.again();
  await expect.poll(words, { timeout: 20_000 }).toEqual(['taken']);
  expect(follower.inForce()).toMatchObject({ refused: null, revision: { commit, subject: 'two' } });
  renameSync(site.url, `${site.url}.away`);
  follower.again();
  await expect.poll(words, { timeout: 20_000 }).toEqual(['taken', 'unreachable']);
  renameSync(`${site.url}.away`, site.url);
  site.write('cluster.yaml', '');
  site.push('emptied');
  follower.again();
  await expect.poll(words, { timeout: 20_000 }).toEqual(['taken', 'unreachable', 'reached', 'refused git-file-empty']);
  expect(follower.inForce()).toMatchObject({ refused: expect.stringContaining('is empty'), revision: { commit } });
  expect(taken).toEqual(['Sec-1 Sec-3']);
  expect(namesIn(revisions)).toEqual(['Sec-1', 'Sec-3']);
  expect(readdirSync(join(site.dir, 'state'))).toHaveLength(1);
  stop.abort();
  await follower.ended;
});
