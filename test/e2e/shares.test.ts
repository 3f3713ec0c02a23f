/**
 * Two and three real `dmsa run` that share nodes, with a real PostgreSQL and a real etcd: one is killed, a third comes, the arbiter is
 * cut off and comes back, one is stopped. The nodes themselves say who acted on them, and when (test/run/shares-site.ts).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  keptBy,
  MARGIN_MS,
  NAMES,
  overlaps,
  type SharesSite,
  SINGLES,
  sharesSite,
  TTL_MS,
  until,
  whose,
} from '../run/shares-site.ts';

const LONG_MS = 240_000;

describe.each(['etcd', 'postgresql'] as const)('nodes that are shared by leases of %s', (type) => {
  let site: SharesSite;
  beforeAll(async () => {
    site = await sharesSite(type);
  }, LONG_MS);
  afterAll(() => site?.close());

  const drifted = async (nodes: readonly string[], withinMs = 60_000): Promise<number> => {
    const began = performance.now();
    for (const node of nodes) site.drift(node);
    await until('all to be put right', () => nodes.every((node) => site.isHealed(node)), withinMs);
    return performance.now() - began;
  };

  it(
    'whoever comes and goes, each node is acted on by one at a time, and none is left alone',
    async () => {
      const [a, b] = await Promise.all([site.run('ctl-a'), site.run('ctl-b')]);
      const two = await keptBy(site, a, 2);
      await drifted(SINGLES);

      // kill -9: what it kept is taken over when its lease has run out and the margin is over.
      const orphans = (two.get('ctl-b') ?? []).filter((node) => SINGLES.includes(node));
      await b.stop('SIGKILL');
      const tookMs = await drifted(orphans);
      console.log(
        `${type}: ${orphans.length} nodes of a controller that was killed were put right after ${(tookMs / 1000).toFixed(1)} s`,
      );
      // Looks, a settled view and the change itself on top.
      expect(tookMs).toBeLessThan(TTL_MS + MARGIN_MS + 12_000);
      for (const node of orphans) expect(whose(site, node)).toEqual([String(b.pid), String(a.pid)]);

      // Two more come; what the first keeps moves once.
      const [again, third] = await Promise.all([site.run('ctl-b'), site.run('ctl-c')]);
      const three = await keptBy(site, a, 3);
      const pids = new Map([a, again, third].map(({ name, pid }) => [name, String(pid)]));
      await drifted(SINGLES);
      for (const [name, nodes] of three)
        for (const node of nodes.filter((one) => SINGLES.includes(one))) expect(whose(site, node).at(-1)).toBe(pids.get(name));

      // Without the arbiter nobody changes a node, and says why.
      await site.arbiter.freeze();
      await delay(TTL_MS + 1_000);
      for (const node of SINGLES) site.drift(node);
      const before = SINGLES.map((node) => site.deeds(node).length);
      await until('that nothing is changed', () => {
        const status = site.status('ctl-a');
        const codes = status?.nodes.flatMap(({ differences }) => differences.map(({ waits }) => waits?.code ?? 'goes')) ?? [];
        return status?.share.silent && codes.length > 0 && codes.every((code) => code === 'no-arbiter') ? codes : null;
      });
      await delay(3_000);
      expect(SINGLES.map((node) => site.deeds(node).length)).toEqual(before);
      expect(site.statusText('ctl-a')).toContain('[no-arbiter]');
      site.arbiter.thaw();
      await until('all to be put right', () => SINGLES.every((node) => site.isHealed(node)), 60_000);
      await keptBy(site, a, 3);

      // A clean stop hands over at once: long before a lease could have run out.
      const leaving = three.get('ctl-c') ?? [];
      const stopping = third.stop();
      const handedMs = await until('its share to be taken', () => {
        const share = site.status('ctl-a')?.share;
        return (
          share?.controllers.length === 2 &&
          leaving.every((node) => share.keptBy[node] !== null && share.keptBy[node] !== 'ctl-c')
        );
      }).then(() => performance.now());
      const takes = [a, again].flatMap((one) => one.events().filter(({ is }) => is === 'takes')).at(-1);
      const gives = third.events().findLast(({ is }) => is === 'gives');
      const tookOver = Date.parse(takes?.at ?? '') - Date.parse(gives?.at ?? '');
      console.log(`${type}: handed over ${tookOver} ms after it was given back`);
      expect(handedMs).toBeGreaterThan(0);
      expect(tookOver).toBeLessThan(TTL_MS);
      expect(await stopping).toBeLessThan(15);
      for (const node of NAMES) expect(overlaps(site.deeds(node))).toEqual([]);
    },
    LONG_MS,
  );
});
