/**
 * Real `dmsa run` on machines with networks of their own, and a real etcd: one that is cut off from it, from the nodes as well, or
 * stands still acts within its lease and no longer; the others take its nodes, and it gets its share back. What an operator orders on
 * one machine holds on all of them, whoever dies. The nodes themselves say who acted on them, and when (test/run/shares-site.ts).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Controller,
  keptBy,
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
const LATE_MS = 60_000;
let site: SharesSite;
let running: readonly [Controller, Controller, Controller];
beforeAll(async () => {
  site = await sharesSite('etcd', ['ctl-a', 'ctl-b', 'ctl-c']);
}, LONG_MS);
afterAll(() => site?.close());
beforeEach(async () => {
  running = await Promise.all([site.run('ctl-a'), site.run('ctl-b'), site.run('ctl-c')]);
}, LONG_MS);
afterEach(async () => {
  for (const name of ['ctl-a', 'ctl-b', 'ctl-c']) for (const to of ['arbiter', 'nodes'] as const) site.cable(name, to, true);
  await site.clear();
  // What the killed ones had runs out, so that the next ones share evenly from the beginning.
  await delay(TTL_MS);
}, LONG_MS);

/** Something to do all the time, on each node, that takes a while. */
function keepBusy(): { readonly end: () => Promise<void> } {
  let over = false;
  const busy = (async () => {
    while (!over) {
      for (const node of SINGLES) if (site.isHealed(node)) site.drift(node, 0.4);
      await delay(300);
    }
  })();
  return {
    async end() {
      over = true;
      await busy;
    },
  };
}

const waitsOn = (name: string, node: string): readonly string[] =>
  site
    .status(name)
    ?.nodes.find((one) => one.name === node)
    ?.differences.map(({ waits }) => waits?.code ?? 'goes') ?? [];

describe('one controller alone', () => {
  const off: Readonly<Record<string, { readonly begin: (one: Controller) => void; readonly end: (one: Controller) => void }>> = {
    'is cut off from the arbiter': {
      begin: ({ name }) => site.cable(name, 'arbiter', false),
      end: ({ name }) => site.cable(name, 'arbiter', true),
    },
    'is cut off from everything': {
      begin({ name }) {
        site.cable(name, 'arbiter', false);
        site.cable(name, 'nodes', false);
      },
      end({ name }) {
        site.cable(name, 'nodes', true);
        site.cable(name, 'arbiter', true);
      },
    },
    'stands still': { begin: (one) => one.signal('SIGSTOP'), end: (one) => one.signal('SIGCONT') },
  };

  it.each(Object.keys(off))(
    '%s: it acts within its lease and no longer, its nodes are taken over, and it gets its share back',
    async (what) => {
      const [a, b] = running;
      const three = await keptBy(site, a, 3);
      const mine = (three.get('ctl-a') ?? []).filter((node) => SINGLES.includes(node));
      expect(mine.length).toBeGreaterThan(0);
      const busy = keepBusy();
      const actsOn = (node: string): string | undefined => whose(site, node).at(-1);
      await until('the first to act', () => mine.every((node) => actsOn(node) === String(a.pid)), LATE_MS);

      const cutMs = Date.now();
      off[what]?.begin(a);
      await until('others to act on its nodes', () => mine.every((node) => actsOn(node) !== String(a.pid)), 200_000);
      const tookMs = Date.now() - cutMs;
      await keptBy(site, b, 2);
      off[what]?.end(a);
      const backMs = Date.now();
      // It is one of three again, and acts again on what is its share then.
      const again = await keptBy(site, b, 3);
      const share = (again.get('ctl-a') ?? []).filter((node) => SINGLES.includes(node));
      expect(share.length).toBeGreaterThan(0);
      await until('it to act again', () => share.every((node) => actsOn(node) === String(a.pid)), 200_000);
      await busy.end();

      const byA = NAMES.flatMap((node) => site.deeds(node)).filter(({ holder }) => holder.endsWith(` pid ${a.pid}`));
      const between = byA.filter(({ from }) => from * 1000 > cutMs && from * 1000 < backMs);
      const lastMs = Math.max(0, ...between.map(({ from }) => from * 1000 - cutMs));
      console.log(`${what}: last change ${lastMs.toFixed(0)} ms after, all its nodes acted on by others after ${tookMs} ms`);
      expect(lastMs).toBeLessThan(TTL_MS);
      for (const node of NAMES) expect(overlaps(site.deeds(node))).toEqual([]);
    },
    LONG_MS * 2,
  );
});

describe('what an operator orders on one machine', () => {
  it(
    'holds a node off on all of them, whoever dies, until it is ended on another',
    async () => {
      const [a, b, c] = running;
      const three = await keptBy(site, a, 3);
      const [node = ''] = (three.get('ctl-b') ?? []).filter((one) => SINGLES.includes(one));
      const said = site.dmsa('ctl-c', ['suspend', node, '--for', '1h', '--reason', 'storage moves']);
      expect(said).toMatchObject({ code: 0 });
      expect(said.out).toMatch(/by root on ctl-c: storage moves\.\nIn force for all controllers: in 5 s none of them begins/);
      expect(said.out).toMatch(/Its end is counted by etcd at 10\.9\.9\.9/);
      await delay(5_000);
      site.drift(node);
      await until('its keeper to know', () => waitsOn('ctl-b', node).includes('suspended'));

      // Its keeper dies: whoever gets the node knows it as well, from its first moment on.
      await b.stop('SIGKILL');
      const two = await keptBy(site, a, 2);
      const keeper = two.get('ctl-a')?.includes(node) ? a : c;
      await until('the new keeper to wait', () => waitsOn(keeper.name, node).includes('suspended'));
      expect(site.statusText(keeper.name)).toMatch(new RegExp(`${node}: suspended until .* by root on ctl-c: storage moves`));
      expect(site.status(keeper.name)?.suspensions).toMatchObject([{ on: 'ctl-c', shared: true }]);
      await until('it to be told', () => keeper.events().some(({ type, is }) => type === 'suspension' && is === 'begun'));
      // What else there is to do is done.
      const others = SINGLES.filter((one) => one !== node);
      for (const one of others) site.drift(one);
      await until('the rest', () => others.every((one) => site.isHealed(one)), LATE_MS);
      expect(site.deeds(node)).toEqual([]);

      const ended = site.dmsa('ctl-a', ['resume', node]);
      expect(ended).toMatchObject({ code: 0 });
      expect(ended.out).toMatch(new RegExp(`^Ended: ${node}: suspended until .*storage moves`));
      await until('it to be put right', () => site.isHealed(node), LATE_MS);
      expect(whose(site, node)).toEqual([String(keeper.pid)]);

      // A revision has the same name on all machines, also on one whose own loop has died.
      const digests = ['ctl-a', 'ctl-c'].map((name) => site.status(name)?.revision.digest);
      expect(digests[0]).toBe(digests[1]);
      const approved = site.dmsa('ctl-b', ['run', 'approve', '-y', '--reason', 'looked at', digests[0]?.slice(0, 12) ?? '']);
      expect(approved).toMatchObject({ code: 0 });
      expect(approved.out).toMatch(/No dmsa run on this machine knows what waits.*\nApproved for all controllers/);
      for (const name of ['ctl-a', 'ctl-c'])
        await until('the approval', () => site.status(name)?.revision.approval?.on === 'ctl-b');

      // One that can't be stored for all is never told as if it were.
      site.cable('ctl-a', 'arbiter', false);
      const alone = site.dmsa('ctl-a', ['suspend', '--reason', 'alone']);
      expect(alone).toMatchObject({ code: 3, out: '' });
      expect(alone.err).toMatch(/it is in force for the controller on this machine alone/);
      expect(site.dmsa('ctl-a', ['resume'])).toMatchObject({ code: 3 });
      site.cable('ctl-a', 'arbiter', true);
      await until('the arbiter to answer', () => site.dmsa('ctl-a', ['resume']).code === 0, LATE_MS);
    },
    LONG_MS,
  );
});
