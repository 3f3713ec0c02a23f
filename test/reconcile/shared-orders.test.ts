/** What is ordered for all controllers, as one of them reads it. */
import { describe, expect, it } from 'vitest';
import { placeIn } from '../../src/cli/order-places.ts';
import { isHeldOff } from '../../src/reconcile/gate.ts';
import type { Orders } from '../../src/reconcile/orders.ts';
import { isSuspended } from '../../src/reconcile/rounds.ts';
import { orderOf, ordersJoiner, recordOf, sharedOrders } from '../../src/reconcile/shared-orders.ts';
import { suspensionText } from '../../src/views/status.ts';
import { memoryOrders } from '../lease/orders-memory.ts';

const ONE = {
  id: 'aabbccddeeff',
  nodes: ['Sec-1', 'Sec-2'],
  kinds: ['mount'],
  untilMs: 7_000,
  by: 'ann',
  atMs: 2_000,
  reason: 'storage moves',
  on: 'central-2',
};
const NONE: Orders = { suspensions: [], approvals: [], resumed: [] };
const read = (...records: readonly { readonly id: string; readonly text: string }[]) => ({ is: 'read' as const, records });

describe('a suspension for all controllers', () => {
  it('is in force as long as the arbiter has it, whatever the clock of the controller says', () => {
    const { suspensions } = sharedOrders('etcd', [recordOf({ is: 'suspended', order: ONE })]);
    expect(suspensions).toEqual([{ ...ONE, shared: true }]);
    if (typeof suspensions === 'string') throw new Error(suspensions);
    expect(isSuspended(suspensions, { node: 'Sec-1', kind: 'mount' }, 1_000_000)?.reason).toBe('storage moves');
    expect(isSuspended(suspensions, { node: 'Sec-1', kind: 'file' }, 1_000_000)).toBeNull();
    const [told] = suspensions;
    expect(told && suspensionText(told)).toBe(
      'Sec-1, Sec-2, kind mount: suspended until 1970-01-01 00:00:07 UTC, by ann on central-2: storage moves',
    );
  });

  it.each([
    ['of another version', { format: 2, ...ONE }],
    ['without its nodes', { format: 1, ...ONE, nodes: undefined }],
    ['for what is no list', { format: 1, ...ONE, kinds: 'mount' }],
    ['with another id', { format: 1, ...ONE, id: '112233445566' }],
    ['without a name', { format: 1, ...ONE, by: 7 }],
    ['with a strange end', { format: 1, ...ONE, untilMs: 'noon' }],
  ])('%s is never taken for none', (_what, written) => {
    const record = { id: `suspended-${ONE.id}`, text: JSON.stringify(written) };
    const good = recordOf({ is: 'suspended', order: { ...ONE, id: '665544332211' } });
    expect(sharedOrders('etcd at x', [good, record]).suspensions).toMatch(
      /^suspended-aabbccddeeff is not what this version of dmsa writes \(etcd at x\): /,
    );
    const orders = { what: 'etcd', seen: () => read(good, record), salt: () => null, salted: Promise.resolve() };
    expect(isHeldOff(orders, 'Web-1', ['file'], 0)).toBe(true);
  });

  it('nor is what is no JSON, of no known type, or much too long', () => {
    for (const [id, text] of [
      ['suspended-aabbccddeeff', '{'],
      ['halted-aabbccddeeff', JSON.stringify({ format: 1, ...ONE })],
      ['suspended-aabbccddeeff', JSON.stringify({ format: 1, ...ONE, reason: 'x'.repeat(70_000) })],
    ] as const)
      expect(orderOf({ id, text })).toMatch(/is not what this version of dmsa writes/);
  });
});

describe('together with what is ordered on this machine', () => {
  it('both count, one that is in both places once; what can not be read is unknown', () => {
    const join = ordersJoiner(() => 0);
    const own = { ...NONE, suspensions: [{ ...ONE, id: '112233445566' }, ONE] };
    const { suspensions } = join(own, read(recordOf({ is: 'suspended', order: ONE })), 'etcd');
    expect(suspensions).toEqual([
      { ...ONE, id: '112233445566', shared: false },
      { ...ONE, shared: true },
    ]);
    expect(join(own, { is: 'unknown', why: 'etcd does not answer' }, 'etcd').suspensions).toBe('etcd does not answer');
    expect(join({ ...NONE, suspensions: 'no file' }, read(), 'etcd').suspensions).toBe('no file');
  });

  it('what is to be taken up again counts from when it was heard of, by the clock of who heard it', () => {
    let nowMs = 50_000;
    const join = ordersJoiner(() => nowMs);
    const at = (id: string, atMs: number) =>
      recordOf({ is: 'resumed', order: { id, nodes: null, kinds: null, by: 'ann', atMs } });
    const first = at('aabbccddeeff', 9_000_000);
    expect(join(NONE, read(first), 'etcd').resumed.map(({ atMs }) => atMs)).toEqual([9_000_000]);
    nowMs = 60_000;
    const second = at('112233445566', 1);
    expect(join(NONE, read(first, second), 'etcd').resumed.map(({ atMs }) => atMs)).toEqual([9_000_000, 60_000]);
    nowMs = 70_000;
    expect(join(NONE, read(first, second), 'etcd').resumed.map(({ atMs }) => atMs)).toEqual([9_000_000, 60_000]);
  });
});

describe('where they are kept for all', () => {
  it('the rest of a suspension stays, with its end; old approvals go, suspensions never', async () => {
    let nowMs = 0;
    const store = memoryOrders(() => nowMs);
    const place = placeIn(store, 'c');
    expect(await place.make({ is: 'suspended', order: ONE })).toBeNull();
    const found = async () => (await place.read()).suspensions;
    const [kept] = (await found()) as readonly (typeof ONE)[];
    if (!kept) throw new Error('it is not there');
    expect(await place.narrow(kept, ['Sec-2'])).toBeNull();
    expect(await found()).toMatchObject([{ id: ONE.id, nodes: ['Sec-2'] }]);
    // As it was seen before somebody changed it.
    expect(await place.narrow({ ...kept, nodes: ['Sec-1', 'Sec-2'] }, ['Sec-1'])).toMatch(/somebody has changed it/);
    for (let at = 0; at < 60; at += 1) {
      const digest = at.toString(16).padStart(64, '0');
      await place.make({ is: 'approved', order: { digest, by: 'ann', atMs: at, reason: '' } });
    }
    const { approvals } = await place.read();
    expect(approvals.length).toBeLessThan(45);
    expect(approvals.at(-1)?.atMs).toBe(59);
    expect(await found()).toHaveLength(1);
    nowMs = 5_001;
    expect(await found()).toEqual([]);
    const salts = [await place.salt(), await placeIn(store, 'c').salt()];
    expect(salts[0]).toEqual(salts[1]);
    expect(await place.salt()).not.toEqual(await placeIn(store, 'other').salt());
  });
});
