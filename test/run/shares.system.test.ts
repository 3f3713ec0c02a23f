/** Two and three real `dmsa run` share nodes by a real PostgreSQL: what the nodes themselves say of who acted on them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keptBy, MARGIN_MS, NAMES, overlaps, type SharesSite, SINGLES, sharesSite, TTL_MS, until, whose } from './shares-site.ts';

const LONG_MS = 120_000;
let site: SharesSite;
beforeAll(async () => {
  site = await sharesSite('postgresql');
}, LONG_MS);
afterAll(() => site?.close());

it(
  'each drift is put right by the one whose node it is; one that is frozen in the middle loses its share, and does nothing twice',
  async () => {
    const [a, b] = await Promise.all([site.run('ctl-a'), site.run('ctl-b')]);
    const pids = new Map([a, b].map(({ name, pid }) => [name, String(pid)]));
    const kept = await keptBy(site, a, 2);
    for (const node of SINGLES) site.drift(node);
    await until('all to be put right', () => SINGLES.every((node) => site.isHealed(node)));
    for (const [name, nodes] of kept)
      for (const node of nodes.filter((one) => SINGLES.includes(one)))
        expect([node, whose(site, node)]).toEqual([node, [pids.get(name)]]);
    const text = site.statusText('ctl-a');
    expect(text).toMatch(/controllers ctl-a \(this one\) \d, ctl-b \d; all of 7 nodes are kept/);
    // The pair is one's as a whole, and the other does not judge it.
    const [keeper, other] = kept.get('ctl-a')?.includes('Sec-6') ? [a, b] : [b, a];
    expect(kept.get(keeper.name)).toContain('Sec-Rep-6');
    await until('its verdict', () => keeper.events().some(({ type }) => type === 'verdict'));
    expect(other.events().filter(({ type }) => type === 'verdict')).toEqual([]);

    const mine = (kept.get('ctl-b') ?? []).filter((one) => SINGLES.includes(one));
    const [slow = '', idle = ''] = mine;
    site.drift(slow, 2);
    await until('the change to begin', () => site.deeds(slow).at(-1)?.to === null);
    const before = site.deeds(slow).length;
    b.signal('SIGSTOP');
    const frozenMs = performance.now();
    site.drift(idle);
    await until('the other node to be taken over', () => site.isHealed(idle), TTL_MS + MARGIN_MS + 20_000);
    expect(performance.now() - frozenMs).toBeGreaterThan(TTL_MS / 3);
    expect(whose(site, idle).at(-1)).toBe(String(a.pid));
    b.signal('SIGCONT');
    await until('that it has lost its share', () => b.events().some(({ type, is }) => type === 'share' && is === 'lost'));
    await keptBy(site, a, 2);
    // Begun before it was frozen, and ended by the node itself, which waits for nobody.
    expect(site.isHealed(slow)).toBe(true);
    expect(site.deeds(slow).length - before).toBeLessThanOrEqual(1);
    for (const node of NAMES) expect(overlaps(site.deeds(node))).toEqual([]);
    expect(await b.stop()).toBeLessThan(10);
    await keptBy(site, a, 1);
  },
  LONG_MS,
);
