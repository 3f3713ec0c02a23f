/** Leases as they are used: dmsa on both members of a pair, a real etcd, cables that are pulled, processes that are killed. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ACTIVE, type LightPair, lightPair, type Member, STANDBY } from './lease-pair.ts';

let pair: LightPair;
const ALL = { address: true, services: ['ubi-sms', 'ubi-poll'] };
const NOTHING = { address: false, services: [] };

beforeAll(async () => {
  pair = await lightPair('lease', 'ttl: 9s, margin: 3s');
  await pair.arbiter(true);
  const first = pair.dmsa('apply', '--yes', '--force', 'boot-unguarded');
  // Everything but the pack: nobody keeps a lease yet.
  expect(first.out).toContain('no dmsa keeps it there: start dmsa run --as light-001 on light-001');
  expect([pair.active.has(), pair.standby.has()]).toEqual([NOTHING, NOTHING]);
  pair.active.start();
  pair.standby.start();
  await until('the active holds', () => is(pair.active, ALL));
  await until('all is well', () => pair.standby.said().includes('  fine  '));
}, 180_000);
afterAll(() => pair?.close(), 60_000);
/** Whatever happened in between. */
afterEach(() => expect(pair.both).toEqual([]));

async function until(what: string, done: () => boolean, withinMs = 90_000): Promise<number> {
  const began = performance.now();
  while (!done()) {
    if (performance.now() - began > withinMs) {
      const said = `active ${JSON.stringify(pair.active.has())}\n${pair.active.said()}\nstandby ${JSON.stringify(pair.standby.has())}\n${pair.standby.said()}`;
      throw new Error(`not within ${withinMs} ms: ${what}\n${said}`);
    }
    await delay(100);
  }
  return performance.now() - began;
}

function is(member: Member, what: typeof ALL | typeof NOTHING): boolean {
  const { address, services } = member.has();
  return address === what.address && services.length === what.services.length;
}

/** The lease as dmsa shows it. */
function lease(): string {
  return (
    pair
      .dmsa('lease', 'status')
      .out.split('\n')
      .find((line) => line.startsWith('pair/')) ?? ''
  );
}

async function back(): Promise<void> {
  pair.active.cable(true);
  await until('the active can be reached', () => pair.dmsa('ha', 'status').code === 0);
  // Right after its cable is back it is foretold to fail: the active has not heard of its arbiter again yet.
  await until('the failback', () =>
    pair.dmsa('ha', 'failback', ACTIVE, '--yes').out.includes(`${ACTIVE} holds; its standby ${STANDBY} is free.`),
  );
  expect([pair.active.has(), pair.standby.has()]).toEqual([ALL, NOTHING]);
  expect(lease()).toMatch(/held +light-001/);
  await until('the loop has seen it', () => /fine .*\n$/.test(pair.standby.said()));
}

it('the standby takes over from an active that is cut off from everything, once that has stood down by itself', async () => {
  pair.active.cable(false);
  const downMs = await until('the active has stood down', () => is(pair.active, NOTHING));
  expect(downMs).toBeLessThan(9_000);
  await until('the standby holds', () => is(pair.standby, ALL));
  expect(pair.active.said()).toContain('could not be renewed in time');
  expect(lease()).toMatch(/held +light-002 .*taken over from light-001/);
  expect(pair.dmsa('ha', 'history').out).toContain('lease: light-001 did not renew the lease');
  await back();
}, 240_000);

describe('without the arbiter', () => {
  it('nothing is moved, nothing stands down, and an operator is told why nothing can be', async () => {
    await pair.arbiter(false);
    await until('the active has noticed', () => pair.active.said().includes('does not answer for the lease'));
    // Longer than a lease lasts.
    await delay(12_000);
    expect([pair.active.has(), pair.standby.has()]).toEqual([ALL, NOTHING]);
    const asked = pair.dmsa('ha', 'failover', ACTIVE, '--yes');
    expect(asked.code).toBe(1);
    expect(asked.out).toContain('arbiter-silent');
    await pair.arbiter(true);
    await until('the active has noticed', () => pair.active.said().includes('answers for the lease pair/light-001 again'));
    expect([pair.active.has(), pair.standby.has()]).toEqual([ALL, NOTHING]);
  }, 120_000);

  it('an active that loses its standby as well stands down, and is taken over from once there is an arbiter', async () => {
    await pair.arbiter(false);
    pair.active.cable(false);
    await until('the active has stood down', () => is(pair.active, NOTHING));
    await delay(8_000);
    expect(pair.standby.has()).toEqual(NOTHING);
    await pair.arbiter(true);
    await until('the standby holds', () => is(pair.standby, ALL));
    await back();
  }, 240_000);
});

it('a planned switchover hands the lease over', async () => {
  const { code, out } = pair.dmsa('ha', 'failover', ACTIVE, '--yes', '--reason', 'upgrade');
  expect(out).toContain(`${STANDBY} took over from ${ACTIVE}`);
  expect(code).toBe(0);
  expect([pair.active.has(), pair.standby.has()]).toEqual([NOTHING, ALL]);
  expect(lease()).toMatch(/held +light-002/);
  expect(lease()).not.toContain('taken over');
  await back();
}, 120_000);

describe('dmsa on the active', () => {
  it('may be stopped: nothing is moved, and the lease proves nothing meanwhile', async () => {
    pair.active.signal('SIGTERM');
    expect(await pair.active.ended()).toBe(0);
    expect(lease()).toMatch(/withdrawn +light-001/);
    await delay(14_000);
    expect([pair.active.has(), pair.standby.has()]).toEqual([ALL, NOTHING]);
    pair.active.start();
    await until('it keeps the lease again', () => pair.active.said().includes('light-001 holds the lease'));
  }, 60_000);

  it('may be killed and started again: nothing is moved', async () => {
    pair.active.signal('SIGKILL');
    await pair.active.ended();
    pair.active.start();
    await until('it keeps the lease again', () => pair.active.said().includes('light-001 holds the lease'));
    // On a slow machine its dead man was quicker, and the loop has started it again.
    await until('it holds', () => is(pair.active, ALL) && /fine .*\n$/.test(pair.standby.said()));
  }, 60_000);

  it('that is killed for good stands down all the same, and the standby takes over', async () => {
    pair.active.signal('SIGKILL');
    await until('the active has stood down', () => is(pair.active, NOTHING));
    await until('the standby holds', () => is(pair.standby, ALL));
    pair.active.start();
    await back();
  }, 240_000);
});

it('a standby that is killed while it holds by the lease, and started again, holds afterwards', async () => {
  pair.active.cable(false);
  await until('the standby holds', () => is(pair.standby, ALL));
  pair.standby.signal('SIGKILL');
  await pair.standby.ended();
  pair.standby.start();
  await until('it keeps the lease again', () => pair.standby.said().includes('light-002 holds the lease'));
  // On a slow machine its dead man was quicker, and the loop has started it again, once the lock of the dead one has expired.
  await until('it holds', () => is(pair.standby, ALL) && pair.standby.said().includes('failed-over'), 200_000);
  await back();
}, 400_000);
