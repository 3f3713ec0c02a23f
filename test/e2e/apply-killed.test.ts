/** `kill -9` of a process that applies, at many points: what is on the node is never half done, and the next apply converges. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApplyEvent } from '../../src/apply/events.ts';
import type { ApplyResult } from '../../src/apply/request.ts';
import type { Job } from '../apply/apply-child.ts';
import { startNode, type TestNode } from '../apply/node.ts';
import type { Wish } from '../apply/things.ts';

let node: TestNode;
beforeAll(async () => {
  node = await startNode('Sec-1');
});
afterAll(() => node.close());

const SIZE = 200_000;

function wishes(letter: string): readonly Wish[] {
  const big = (name: string, after: readonly string[] = []): Wish => ({
    node: 'Sec-1',
    kind: 'file',
    name,
    spec: {
      path: `/srv/${name}`,
      text: `${letter.repeat(SIZE)}\n`,
      run: [{ script: `echo ${letter} >/srv/${name}.ran`, once: 'none' }],
    },
    after,
  });
  return [
    big('a'),
    big('b'),
    { node: 'Sec-1', kind: 'line', name: 'l', spec: { path: '/srv/hosts', line: `line ${letter}` } },
    big('c', ['Sec-1/file/a', 'Sec-1/file/b']),
  ];
}

/** Gives the result; null where it was killed. `killAt`: the event after which it is killed, `delayMs` later. */
async function apply(letter: string, killAt?: ApplyEvent['type'], delayMs = 0): Promise<ApplyResult | null> {
  const job: Job = {
    wishes: wishes(letter),
    options: { holder: 'test', reason: 'a test', settleMs: 1, lockExpiryS: 2, lockRenewMs: 500, lockTimeoutMs: 20_000 },
    pids: { 'Sec-1': node.pid },
  };
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/apply/apply-child.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: join(import.meta.dirname, '../..'),
  });
  child.stdin.end(JSON.stringify(job));
  let result: ApplyResult | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as ApplyEvent | { readonly type: 'result'; readonly result: ApplyResult };
    if (event.type === 'result') result = event.result;
    if (event.type === killAt) setTimeout(() => child.kill('SIGKILL'), delayMs);
  }
  return result;
}

const POINTS: readonly (readonly [ApplyEvent['type'], number])[] = [
  ['locking', 10],
  ['node-locked', 0],
  ['wave-started', 20],
  ['action-started', 0],
  ['action-started', 8],
  ['action-started', 15],
  ['action-started', 25],
  ['action-started', 40],
  ['step-started', 0],
  ['action-done', 0],
  ['action-done', 60],
  ['manifest-written', 0],
];

it('converges after being killed anywhere, and no file is ever half written', async () => {
  node.sh('echo "10.0.0.1 own" >/srv/hosts');
  let letter = 'a';
  for (const [index, [event, delay]] of POINTS.entries()) {
    letter = String.fromCharCode('a'.charCodeAt(0) + index);
    await apply(letter, event, delay);
    for (const name of ['a', 'b', 'c']) {
      const found = node.sh(
        `[ ! -e /srv/${name} ] || { head -c 1 /srv/${name}; cat /srv/${name} | tr -d '\\n' | fold -w 1000 | sort -u | wc -l; stat -c %s /srv/${name}; }`,
      );
      expect(found, `${name} after a kill at ${event}+${delay}`).toMatch(new RegExp(`^([a-z]1\\n${SIZE + 1}\\n)?$`));
    }
    expect(node.sh('head -n 1 /srv/hosts; tail -n 1 /srv/hosts')).toMatch(
      /^10\.0\.0\.1 own\n(10\.0\.0\.1 own|# END dmsa test)\n$/,
    );
  }
  const result = await apply('z');
  expect(result?.actions.map((action) => action.outcome.status)).toEqual(['done', 'done', 'done', 'done']);
  expect((await apply('z'))?.actions).toEqual([]);
  expect(node.sh('ls -A /srv /var/lib/dmsa')).toBe('/srv:\na\na.ran\nb\nc\nc.ran\nhosts\n\n/var/lib/dmsa:\nmanifest.json\n');
  const manifest = node.sh('cat /var/lib/dmsa/manifest.json');
  expect(manifest).not.toContain('pending');
  expect(manifest.match(/"(file|line)\//g)).toHaveLength(4);
});
