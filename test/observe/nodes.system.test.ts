import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/json.ts';
import { type AnyKind, defineKind, type Kind, type Resource } from '../../src/kinds/kind.ts';
import { type LookProgress, observeNode, observeNodes } from '../../src/observe/nodes.ts';
import { observeKinds } from '../../src/observe/resources.ts';
import { connectionLost } from '../../src/transport/errors.ts';
import { createLocalTransport } from '../../src/transport/local.ts';
import type { RunResult, Session, Target, Transport } from '../../src/transport/transport.ts';
import { target } from '../transport/sshd.ts';

const node = (name: string, change: Partial<Target['connection']> = {}): Target => ({
  ...target({ transport: 'local', ...change }),
  node: name,
});

/** Runs on this machine, but lets a node misbehave: `run` gives its result, throws, or never ends. */
function transportWith(
  run: (node: string, attempt: number, signal?: AbortSignal) => Promise<RunResult> | null,
): Transport & { readonly attempts: Map<string, number> } {
  const local = createLocalTransport();
  const attempts = new Map<string, number>();
  return {
    attempts,
    async connect(to, signal) {
      const session = await local.connect(to, signal);
      return {
        ...session,
        run(script, options) {
          const attempt = (attempts.get(to.node) ?? 0) + 1;
          attempts.set(to.node, attempt);
          return run(to.node, attempt, options.signal) ?? session.run(script, options);
        },
      } satisfies Session;
    },
    close: () => local.close(),
  };
}

const hosts = [{ type: 'file', path: '/etc/hosts' }] as const;

describe('a look at many nodes', () => {
  it('gives each node its facts, and tells of each as it is done', async () => {
    const progress: LookProgress[] = [];
    const looks = await observeNodes({
      targets: ['a', 'b', 'c'].map((name) => ({ target: node(name), requests: hosts })),
      transport: createLocalTransport(),
      onProgress: (one) => progress.push(one),
    });
    expect([...looks.keys()]).toEqual(['a', 'b', 'c']);
    for (const look of looks.values()) {
      if (!look.reachable) throw new Error(look.diagnostic.summary);
      expect(look.facts.file('/etc/hosts')).toMatchObject({ status: 'present', text: expect.stringContaining('localhost') });
      expect(look.via).toBe('local');
    }
    expect(progress.map(({ waiting, total }) => [waiting.length, total])).toEqual([
      [2, 3],
      [1, 3],
      [0, 3],
    ]);
  });

  it('goes on with the others where one hangs, and gives that one up in time', async () => {
    const looks = await observeNodes({
      targets: [
        { target: node('hangs', { commandTimeoutMs: 300 }), requests: [{ type: 'command', id: 'hang', script: 'sleep 60' }] },
        { target: node('good'), requests: hosts },
      ],
      transport: createLocalTransport(),
    });
    expect(looks.get('good')).toMatchObject({ reachable: true });
    expect(looks.get('hangs')).toMatchObject({ reachable: false, diagnostic: { code: 'command-timeout', node: 'hangs' } });
  });

  it('tries once more where the connection was lost, and no more than once', async () => {
    const transport = transportWith((name, attempt) =>
      name === 'dead' || attempt === 1
        ? Promise.reject(connectionLost(name, '10.0.0.1', 'while the script ran', null, 'unknown'))
        : null,
    );
    const looks = await observeNodes({
      targets: ['shaky', 'dead'].map((name) => ({ target: node(name), requests: hosts })),
      transport,
    });
    expect(looks.get('shaky')).toMatchObject({ reachable: true });
    expect(looks.get('dead')).toMatchObject({ reachable: false, diagnostic: { code: 'connection-lost' } });
    expect(transport.attempts).toEqual(
      new Map([
        ['shaky', 2],
        ['dead', 2],
      ]),
    );
  });

  it.each([
    ['garbage', 'This account is currently not available.\n', 'probe-garbage', 'This account is currently not available.'],
    ['nothing', '', 'probe-garbage', 'It printed nothing'],
  ])('explains a node that prints %s', async (_what, stdout, code, said) => {
    const transport = transportWith(() => Promise.resolve({ code: 1, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) }));
    const looks = await observeNodes({ targets: [{ target: node('odd'), requests: hosts }], transport });
    expect(looks.get('odd')).toMatchObject({
      reachable: false,
      diagnostic: { code, node: 'odd', detail: expect.stringContaining(said) },
    });
  });

  it('ends at once when it is stopped', async () => {
    const stop = new AbortController();
    const looking = observeNodes({
      targets: [{ target: node('slow'), requests: [{ type: 'command', id: 'slow', script: 'sleep 60' }] }],
      transport: createLocalTransport(),
      signal: stop.signal,
    });
    stop.abort();
    expect((await looking).get('slow')).toMatchObject({ reachable: false, diagnostic: { code: 'cancelled' } });
  });

  it('reports a mistake in a kind as such, for that node alone', async () => {
    const twice = ['a', 'b'].map((script) => ({ type: 'command', id: 'same', script }) as const);
    const looks = await observeNodes({
      targets: [
        { target: node('bad'), requests: twice },
        { target: node('good'), requests: hosts },
      ],
      transport: createLocalTransport(),
    });
    expect(looks.get('bad')).toMatchObject({
      reachable: false,
      diagnostic: { code: 'look-failed', detail: expect.stringContaining('two different scripts') },
    });
    expect(looks.get('good')).toMatchObject({ reachable: true });
  });
});

describe('facts to observations', () => {
  const kind = (name: string, parse: Kind<Json, Json>['parse']): AnyKind =>
    defineKind<Json, Json>({ name, title: name, desired: () => [], probe: () => [], parse, compare: () => [], steps: () => [] });
  const resource = (of: string, name: string): Resource => ({ node: 'a', kind: of, name, spec: {}, after: [] });

  it('a kind that fails makes its own resources unknown and no others', async () => {
    const session = await createLocalTransport().connect(node('a'));
    const facts = await observeNode(session, hosts);
    const observed = observeKinds(
      [
        kind('breaks', () => {
          throw new Error('unexpected word "wat" in line 3');
        }),
        kind('silent', () => new Map()),
        kind(
          'works',
          () =>
            new Map([
              ['x', { status: 'present', state: 1 }],
              ['left-behind', { status: 'absent' }],
            ]),
        ),
      ],
      new Map([
        ['breaks', [resource('breaks', 'b')]],
        ['silent', [resource('silent', 's')]],
        ['works', [resource('works', 'x')]],
      ]),
      facts,
    );
    expect(observed.get('breaks')?.get('b')).toMatchObject({
      status: 'unknown',
      why: expect.stringContaining('unexpected word "wat" in line 3'),
    });
    expect(observed.get('silent')?.get('s')).toMatchObject({ status: 'unknown' });
    expect(observed.get('works')).toEqual(
      new Map([
        ['x', { status: 'present', state: 1 }],
        ['left-behind', { status: 'absent' }],
      ]),
    );
  });
});
