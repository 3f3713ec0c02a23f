/** What an operator is told of streams: an event, and a word in `dmsa status`. */
import { expect, it } from 'vitest';
import type { NodeTold, StreamTold } from '../../src/reconcile/nodes-file.ts';
import { nodesEventLine } from '../../src/views/nodes.ts';
import { renderStatus } from '../../src/views/status.ts';
import type { ViewOptions } from '../../src/views/style.ts';

const PLAIN: ViewOptions = { color: false, width: 200 };
const AT = new Date('2026-11-23T13:00:00Z');

function status(stream: StreamTold | null | undefined, differences: NodeTold['differences'] = []): string {
  const node: NodeTold = {
    name: 'Sec-1',
    reachable: true,
    seenMs: AT.getTime(),
    why: null,
    nextMs: null,
    differences,
    more: 0,
    unknown: [],
    doing: null,
    ...(stream === undefined ? {} : { stream }),
  };
  const text = renderStatus(
    {
      written: {
        format: 1,
        cluster: 'test',
        at: { wallMs: AT.getTime(), boot: null },
        by: { user: 'root', host: 'central', pid: 1, start: null, node: null },
        file: { path: 'cluster.yaml', digest: 'a'.repeat(64), sinceMs: AT.getTime(), refused: null },
        told: {
          mode: 'observe',
          dryRun: false,
          revision: { digest: 'b'.repeat(64), approval: null },
          window: null,
          suspensions: [],
          nodes: [node],
          trails: [],
          failures: [],
          deleted: 0,
        },
      },
      lives: 'yes',
      ageMs: 0,
      pairs: [],
    } as unknown as Parameters<typeof renderStatus>[0],
    { ...PLAIN, verbose: false },
  );
  return text.split('\n').find((line) => line.includes('Sec-1')) ?? '';
}

const told = (is: StreamTold['is'], why: string | null = null): StreamTold => ({
  is,
  why,
  sinceMs: 0,
  changes: 0,
  last: null,
});

it('status says of a node whether it is streamed, and why not', () => {
  expect(status(told('open'))).toBe('  Sec-1  seen 0 s ago · as wanted · streamed');
  expect(status(told('lost', 'no shell'))).toBe('  Sec-1  seen 0 s ago · as wanted · not streamed: no shell');
  expect(status(told('partial', 'no ip'))).toBe('  Sec-1  seen 0 s ago · as wanted · streamed in part: no ip');
  // What an older version wrote, and a loop that asks for none.
  expect([status(undefined), status(null)]).toEqual(Array(2).fill('  Sec-1  seen 0 s ago · as wanted'));
});

it('status says why nothing is begun on a node that somebody is just changing', () => {
  const at = AT.getTime();
  const last = { atMs: at - 500, what: '/etc/hosts' };
  const difference: NodeTold['differences'][number] = {
    id: 'Sec-1/hosts//etc/hosts',
    verb: 'update',
    intent: 'corrective',
    sentence: 'it drifted',
    fields: [],
    sinceMs: at,
    waits: null,
  };
  expect(status({ ...told('open'), last, quietMs: at + 2_400 }, [difference])).toBe(
    '  Sec-1  seen 0 s ago · 1 difference · streamed · is just changing (/etc/hosts): begun once that is over, or in 3 s',
  );
  expect(status({ ...told('open'), last, quietMs: at - 1 }, [difference])).toBe(
    '  Sec-1  seen 0 s ago · 1 difference · streamed',
  );
  const waits = { code: 'observe', why: 'told', untilMs: null } as const;
  expect(status({ ...told('open'), last, quietMs: at + 2_400 }, [{ ...difference, waits }])).not.toContain('changing');
});

it('a stream that is lost is told with what becomes of the node', () => {
  const line = (is: 'lost' | 'partial' | 'back', why: string | null) =>
    nodesEventLine({ type: 'stream', node: 'Sec-1', is, why }, AT, PLAIN);
  expect(line('lost', 'no shell')).toBe(
    '2026-11-23T13:00:00Z Sec-1  stream lost  no shell; changes are seen by the looks alone, and it is tried again\n',
  );
  expect(line('back', null)).toBe('2026-11-23T13:00:00Z Sec-1  stream  what changes is heard of again\n');
});
