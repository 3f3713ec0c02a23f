/** A pause that has come to its end, on a real shell and with a real look: its file is there, and `touch` means what it always means. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changePause } from '../../src/apply/pause.ts';
import { FAILOVER_RECORD, type FailoverRecordState, failoverRecord, RECORD_NAME } from '../../src/kinds/failover-record.ts';
import { pauseText } from '../../src/kinds/pair-files.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import { CONNECTION, startNode, type TestNode, testTransport } from './node.ts';

const PATH = '/srv/ha.backupmode';
const TARGET = { node: 'Sec-Rep-1', connection: CONNECTION };

let node: TestNode;
beforeAll(async () => {
  node = await startNode('Sec-Rep-1');
});
afterAll(() => node.close());

async function seen(): Promise<FailoverRecordState> {
  const want = [
    { node: node.name, kind: FAILOVER_RECORD, name: RECORD_NAME, spec: { path: PATH, want: { is: 'leave' } }, after: [] },
  ] as const;
  const session = await testTransport(new Map([[node.name, node.pid]])).connect(TARGET);
  const facts = await observeNode(session, failoverRecord.probe(want), { timeoutMs: 10_000 });
  const found = failoverRecord.parse(facts, want).get(RECORD_NAME);
  if (found?.status !== 'present') throw new Error(JSON.stringify(found));
  return found.state as FailoverRecordState;
}

it('a touch after the end of a pause pauses again; the pause itself does not, whatever the node’s clock says', async () => {
  const atMs = Date.now() - 3_600_000;
  const untilMs = atMs + 60_000;
  const text = pauseText({ by: 'root@central', why: 'upgrade', atMs, untilMs });
  const transport = testTransport(new Map([[node.name, node.pid]]));
  const change = { path: PATH, atMs, text, line: '{}' };
  expect(await changePause(transport, TARGET, change)).toEqual({ status: 'paused' });
  expect(await seen()).toMatchObject({ empty: false, pause: { untilMs } });
  node.sh(`touch ${PATH}`);
  expect(await seen()).toMatchObject({ empty: true, pause: null });
  expect(await changePause(transport, TARGET, { ...change, text: null })).toEqual({ status: 'resumed' });
});
