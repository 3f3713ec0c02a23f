/** Commit-confirm with a real sshd over real (virtual) wires, in network namespaces of their own. Needs root and sshd. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../apply/apply-child.ts';
import { leftOver, NOTHING_LEFT, type Ran, RESTART_SSHD, running, startWires, type Wired, type Wires } from '../apply/wired.ts';

/** Together with the five faults: a hundred changes that cut a node off. */
const NODES = 20;

let wires: Wires;
beforeAll(async () => {
  wires = await startWires(NODES);
});
afterAll(() => wires?.close());

function nodeOf(place: number): Wired {
  const node = wires.nodes[place];
  if (!node) throw new Error(`no node ${place}`);
  node.reset();
  return node;
}

function jobOf(node: Wired, spec: Job['wishes'][number]['spec'], options: Partial<Job['options']> = {}, kind = 'address'): Job {
  return {
    wishes: [
      { node: node.name, kind, name: 'eth0', spec: { ...(kind === 'address' ? { device: 'eth0' } : {}), ...(spec as object) } },
    ],
    options: { holder: 'test', reason: 'a test', confirmS: 10, settleMs: 50, ...options },
    connections: { [node.name]: node.connection },
  };
}

const outcomes = ({ result }: Ran) => result?.actions.map((action) => action.outcome);

describe('a change that could cut the node off', () => {
  it('is confirmed over a new connection to the new address', async () => {
    const node = nodeOf(0);
    const { result, events } = await wires.apply(jobOf(node, { address: `${node.net}.3/24` }));
    expect(result?.actions.map((action) => action.outcome.status)).toEqual(['done']);
    expect(events).toContainEqual({
      type: 'confirm-reached',
      node: node.name,
      id: `${node.name}/address/eth0`,
      via: `${node.net}.3`,
    });
    expect(events.some((event) => event.type === 'confirmed')).toBe(true);
    expect(node.sh('ip -o -4 addr show dev eth0')).toContain(`inet ${node.net}.3/24`);
    expect(leftOver(node)).toBe(NOTHING_LEFT);
  });

  it('is undone at once where its step fails or it is not as wanted, however long the node would have waited', async () => {
    const node = nodeOf(1);
    const before = running(node);
    const address = `${node.net}.3/24`;
    const failing = await wires.apply(jobOf(node, { address, extra: 'echo no luck >&2; exit 4' }, { confirmS: 600 }));
    expect(outcomes(failing)).toMatchObject([{ undo: 'reverted', error: { detail: expect.stringContaining('no luck') } }]);
    expect(running(node)).toBe(before);
    const crooked = await wires.apply(jobOf(node, { address, extra: 'echo other >/srv/address' }, { confirmS: 600 }));
    expect(outcomes(crooked)).toMatchObject([
      { undo: 'reverted', error: { detail: expect.stringContaining('still not as wanted') } },
    ]);
    expect(running(node)).toBe(before);
  });

  it('is undone by the node alone where dmsa is killed, whenever it is, and the next apply goes through', async () => {
    await Promise.all(
      (['confirm-armed', 'step-started', 'confirm-reached'] as const).map(async (at, place) => {
        const node = nodeOf(4 + place);
        const before = running(node);
        const address = `${node.net}.3/24`;
        const { result } = await wires.applyAndKill(jobOf(node, { address, extra: 'true' }, { confirmS: 4, settleMs: 500 }), at);
        expect(result).toBeNull();
        await expect
          .poll(() => node.sh('cat /var/lib/dmsa/confirm/*/final 2>/dev/null || :'), { timeout: 30_000 })
          .toBe('reverted\n');
        expect(running(node)).toBe(before);
        // The dead run's lock is free half a minute after that, which is brought about here instead of waited for.
        node.sh(`touch -d '-31 seconds' /var/lib/dmsa/confirm/*/final`);
      }),
    );
    const node = wires.nodes[4];
    if (!node) throw new Error('no node');
    const next = await wires.apply(jobOf(node, { address: `${node.net}.3/24` }));
    expect(next.result?.actions.map((action) => action.outcome.status)).toEqual(['done']);
    expect(leftOver(node)).toBe(NOTHING_LEFT);
  });

  it('says so, loudly, where the node could not put everything back', async () => {
    const node = nodeOf(3);
    const spoil = 'ip link set dev eth0 mtu 1400; mount -o remount,ro /srv';
    const ran = await wires.apply(jobOf(node, { address: '10.97.7.7/24', extra: `( ${spoil} ) || :` }, { confirmS: 3 }));
    expect(outcomes(ran)).toMatchObject([
      {
        status: 'failed',
        undo: 'revert-failed',
        error: { code: 'revert-failed', detail: expect.stringContaining('/srv/address is not as before') },
      },
    ]);
    node.sh('mount -o remount,rw /srv');
    expect(node.sh('ip -o link show dev eth0; ip -o -4 addr show dev eth0')).toMatch(/mtu 1500[\s\S]*10\.99\.3\.2/);
  });
});

/** Each changes all nodes at once; the node is on its own then. */
const FAULTS: readonly { readonly what: string; readonly wish: (node: Wired) => Pick<Job['wishes'][number], 'kind' | 'spec'> }[] =
  [
    { what: 'wrong address', wish: () => ({ kind: 'address', spec: { device: 'eth0', address: '10.97.7.7/24' } }) },
    { what: 'wrong mask', wish: ({ net }) => ({ kind: 'address', spec: { device: 'eth0', address: `${net}.2/32` } }) },
    {
      what: 'wrong gateway',
      wish: ({ net }) => ({
        kind: 'file',
        spec: {
          path: '/srv/gateway',
          text: `${net}.250\n`,
          risky: true,
          run: [{ script: `ip route replace default via ${net}.250` }],
        },
      }),
    },
    {
      what: 'sshd that does not start with its new configuration',
      wish: () => ({
        kind: 'file',
        spec: {
          path: '/srv/sshd_config',
          text: 'NoSuchKeyword yes\n',
          risky: true,
          run: [{ script: `(\n${RESTART_SSHD}\n) >/dev/null 2>&1 || :`, undo: RESTART_SSHD }],
        },
      }),
    },
    { what: 'key removed', wish: () => ({ kind: 'file', spec: { path: '/srv/keys', text: '# none\n', risky: true } }) },
  ];

describe('a hundred nodes that were cut off', () => {
  beforeAll(() => {
    // From an address that the nodes only know a way to through their gateway.
    wires.controller.sh(wires.nodes.map(({ net }, n) => `ip route replace ${net}.0/24 dev wire${n} src 10.98.0.1`).join('\n'));
  });

  it.each(FAULTS)(`come back by themselves, ${NODES} of ${NODES}: $what`, async ({ wish }) => {
    for (const node of wires.nodes) node.reset();
    const before = wires.nodes.map(running);
    const { result } = await wires.apply({
      wishes: wires.nodes.map((node) => ({ node: node.name, name: 'fault', ...wish(node) })),
      options: { holder: 'test', reason: 'a test', confirmS: 1, settleMs: 50, parallel: NODES },
      connections: Object.fromEntries(wires.nodes.map((node) => [node.name, node.connection])),
    });
    expect(result?.actions.map(({ outcome }) => outcome)).toMatchObject(
      wires.nodes.map(() => ({ status: 'failed', undo: 'reverted', error: { code: 'reverted' } })),
    );
    expect(wires.nodes.map(running)).toEqual(before);
    for (const node of wires.nodes) expect(leftOver(node)).toBe(NOTHING_LEFT);
  });
});
