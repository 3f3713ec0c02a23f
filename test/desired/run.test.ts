/** `spec.run`: how the loop keeps the nodes. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCluster } from '../../src/desired/parse.ts';
import { KINDS } from '../../src/kinds/registry.ts';

function parse(run: string) {
  const text = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Web-1
  nodes: { Web-1: { type: GUI, maintenance: 10.0.0.11/24 } }
${run}`;
  return parseCluster(text, { file: 'cluster.yaml' });
}
const schema = JSON.parse(readFileSync(new URL('../../schema/cluster.schema.json', import.meta.url), 'utf8'));

it('is as the schema says where the file says nothing', () => {
  const { properties } = schema.$defs.spec.properties.run;
  const { fights } = properties;
  expect([properties.interval.default, properties.mode.default]).toEqual(['60s', 'observe']);
  expect([fights.properties.rounds.default, fights.properties.within.default, fights.properties.quiet.default]).toEqual([
    3,
    '1h',
    '1h',
  ]);
  expect(parse('').cluster?.run).toEqual({
    intervalMs: 60_000,
    mode: 'observe',
    rules: [],
    windows: [],
    timeZone: null,
    always: [],
    fights: { rounds: 3, withinMs: 3_600_000, quietMs: 3_600_000 },
    controllers: 'single',
    stream: { enabled: true, tickMs: 1_500 },
  });
});

it('several controllers need an arbiter, and are told so where they are asked for', () => {
  const told = parse('  run: { controllers: shared }\n').diagnostics;
  expect(told.map(({ code, source }) => [code, source?.line])).toEqual([['controllers-need-lease', 7]]);
  const both = parse('  lease: { type: etcd, hosts: ["10.0.0.9:2379"] }\n  run: { controllers: shared }\n');
  expect(both.diagnostics).toEqual([]);
  expect(both.cluster?.run.controllers).toBe('shared');
});

it('rules, windows and their zone are read', () => {
  const { cluster, diagnostics } = parse(`  run:
    rules: [{ nodes: [Web-1], mode: apply }, { kinds: [mount], mode: heal }]
    windows: [{ days: [sat], from: "22:00", to: "04:30" }, { from: "12:00", to: "13:00" }]
    timeZone: Europe/Paris
    always: [heal]
`);
  expect(diagnostics).toEqual([]);
  expect(cluster?.run).toMatchObject({
    rules: [
      { nodes: ['Web-1'], kinds: null, mode: 'apply' },
      { nodes: null, kinds: ['mount'], mode: 'heal' },
    ],
    windows: [
      { days: ['sat'], from: 1320, to: 270 },
      { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: 720, to: 780 },
    ],
    timeZone: 'Europe/Paris',
    always: ['heal'],
  });
});

it('a node, a kind, a zone that there is not, and a time that is none are errors at their place', () => {
  const found = (run: string) => parse(run).diagnostics.map(({ code, source }) => [code, source?.line]);
  expect(found('  run: { rules: [{ nodes: [Web-9], mode: heal }] }\n')).toEqual([['unknown-node', 7]]);
  expect(found('  run: { timeZone: Europe/Pari }\n')).toEqual([['unknown-time-zone', 7]]);
  expect(parse('  run: { rules: [{ kinds: [mouse], mode: heal }] }\n').cluster).toBeNull();
  expect(parse('  run: { windows: [{ from: "24:00", to: "04:00" }] }\n').cluster).toBeNull();
});

it('a rule may name every kind that there is', () => {
  expect(schema.$defs.kindName.enum).toEqual(KINDS.map(({ name }) => name));
});
