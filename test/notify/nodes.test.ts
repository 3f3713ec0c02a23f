/** What of all that happens to nodes and to the file somebody is told, and what not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCluster } from '../../src/desired/parse.ts';
import type { NodeEvent } from '../../src/events/loop-event.ts';
import { noticeOf, type OpenMatters } from '../../src/notify/notice.ts';
import { createNotifier, type Notifier, outboxOf } from '../../src/notify/notifier.ts';
import { type OtherEvent, tellingsOfOther } from '../../src/notify/of-nodes.ts';

const MOUNT = 'Sec-1/mount//opt/rrd';
const node = (event: NodeEvent): OtherEvent => ({ of: 'node', event });
const fight = (is: 'begins' | 'again' | 'over'): OtherEvent =>
  node({ type: 'fight', node: 'Sec-1', id: MOUNT, is, change: 'it is not mounted', rounds: 3, sinceMs: 0 });

/** What is told of these, one after the other: how grave, what, and whether it is an end. */
function told(...events: readonly OtherEvent[]): readonly string[] {
  let open: OpenMatters = {};
  return events.flatMap(tellingsOfOther).flatMap((telling, at) => {
    const result = noticeOf(telling, open, [], { id: String(at), atMs: at, cluster: 'c', by: 'b' });
    open = result.open;
    const { notice } = result;
    return notice
      ? [`${notice.severity} ${notice.event} [${notice.code}] ${notice.node ?? '-'}${notice.ends === null ? '' : ' over'}`]
      : [];
  });
}

describe('is told', () => {
  it('a fight, once, and its end', () => {
    expect(told(fight('begins'), fight('begins'), fight('over'), fight('over'))).toEqual([
      'alarm fight [fight] Sec-1',
      'alarm fight [fight] Sec-1 over',
    ]);
  });

  it('a change that fails, once however often it is tried, and that it is done', () => {
    const failed = (seconds: number) =>
      node({ type: 'failed', node: 'Sec-1', id: MOUNT, why: `no answer after ${seconds} s`, againMs: 0 });
    const healed = node({ type: 'healed', node: 'Sec-1', ids: [MOUNT, 'Sec-1/hosts//etc/hosts'] });
    expect(told(failed(1), failed(2), healed)).toEqual([
      'warning failed [mount-failed] Sec-1',
      'warning failed [mount-failed] Sec-1 over',
    ]);
  });

  it('a file that is refused, and that it is good again', () => {
    const refused: OtherEvent = { of: 'file', event: { type: 'refused', file: 'c.yaml', why: 'bad\nmore of it' } };
    const taken: OtherEvent = { of: 'file', event: { type: 'taken', file: 'c.yaml', digest: 'x' } };
    expect(told(taken, refused, taken)).toEqual(['warning revision [file-refused] -', 'warning revision [taken] - over']);
  });

  it('a revision of a branch that is refused, with its code; a server that does not answer', () => {
    const refused: OtherEvent = {
      of: 'git',
      event: { type: 'refused', file: 'g', why: 'x', code: 'git-unsigned', revision: null },
    };
    const away: OtherEvent = { of: 'git', event: { type: 'unreachable', file: 'g', why: 'no answer' } };
    expect(told(refused, away, { of: 'git', event: { type: 'reached', file: 'g' } })).toEqual([
      'warning revision [git-unsigned] -',
      'warning revision [git-unreachable] -',
      'warning revision [git-unreachable] - over',
    ]);
  });

  it('a suspension that has ended', () => {
    expect(told(node({ type: 'suspension', is: 'ended', nodes: ['Sec-1'], text: 'Sec-1: suspended by ann' }))).toEqual([
      'info suspension [suspension-ended] Sec-1',
    ]);
  });
});

it('drift, what waits and what is healed without having failed are nobody told of', () => {
  expect(
    told(
      node({ type: 'drift', node: 'Sec-1', found: [] }),
      node({ type: 'waits', node: 'Sec-1', ids: [MOUNT], code: 'observe', why: 'x' }),
      node({ type: 'healed', node: 'Sec-1', ids: [MOUNT] }),
      node({ type: 'gone', node: 'Sec-1', ids: [MOUNT] }),
    ),
  ).toEqual([]);
});

describe('a node that is lost', () => {
  let dir = '';
  let notifier: Notifier;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'dmsa-nodes-'));
  });
  afterEach(async () => {
    await notifier.close(100);
    rmSync(dir, { recursive: true, force: true });
  });

  function parsed(rules: string) {
    const { cluster, diagnostics } = parseCluster(
      `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Web-1
  notify:
    webhooks: [{ name: hook, url: 'http://127.0.0.1:9/' }]
    outbox: { directory: ${dir} }
    rules: ${rules}
  nodes: { Web-1: { type: GUI, maintenance: 10.0.0.11/24 }, Sec-1: { type: SECENGINE, maintenance: 10.0.0.12/24 } }
`,
      { file: join(dir, 'cluster.yaml') },
    );
    return { cluster, codes: diagnostics.map(({ code }) => code) };
  }
  function started(rules: string, lostAfterMs: number) {
    const { cluster } = parsed(rules);
    if (cluster?.notify === null || !cluster) throw new Error('not valid');
    notifier = createNotifier({ cluster, by: 'test', sends: false, onTrouble: () => {}, lostAfterMs });
    const outbox = outboxOf(cluster.notify, 'test');
    return {
      async waiting() {
        const names = await outbox.names('webhook-hook');
        const all = await Promise.all(names.map((name) => outbox.read('webhook-hook', name)));
        return all.map((one) => `${one?.severity} ${one?.node}${one?.ends === null ? '' : ' over'}`);
      },
    };
  }
  const lost = (name: string): OtherEvent => node({ type: 'node', node: name, is: 'lost', why: 'no answer' });
  const back = (name: string): OtherEvent => node({ type: 'node', node: name, is: 'back', why: null });
  const until = async (fits: () => Promise<boolean>): Promise<void> => {
    for (const end = performance.now() + 5_000; !(await fits()); await new Promise((resolve) => setTimeout(resolve, 10)))
      if (performance.now() > end) throw new Error('not within 5 s');
  };

  it('is told of after a while, and that it is back; one that is back before is not', async () => {
    const { waiting } = started('[]', 50);
    notifier.hearOther(lost('Web-1'));
    notifier.hearOther(back('Web-1'));
    notifier.hearOther(lost('Sec-1'));
    await until(async () => (await waiting()).length === 1);
    notifier.hearOther(back('Sec-1'));
    await until(async () => (await waiting()).length === 2);
    expect(await waiting()).toEqual(['warning Sec-1', 'warning Sec-1 over']);
  });

  it('rules know nodes: what is said of one node is not what is said of another', async () => {
    const { waiting } = started('[{ events: [lost], nodes: [Sec-1], severity: alarm }, { nodes: [Web-1], severity: none }]', 1);
    notifier.hearOther(lost('Web-1'));
    notifier.hearOther(lost('Sec-1'));
    await until(async () => (await waiting()).length === 1);
    await notifier.close(100);
    expect(await waiting()).toEqual(['alarm Sec-1']);
  });

  it('a rule that names no node of the cluster is an error', () => {
    expect(parsed('[{ nodes: [Sec-9], severity: alarm }]').codes).toContain('notify-unknown-node');
    notifier = { tell() {}, hear() {}, hearOther() {}, close: () => Promise.resolve(0) };
  });
});
