/**
 * Outages that a client sees, with dmsa and with Debian's keepalived, on the same networks, for the same faults, in turn; who holds
 * an address in a partition; and what a healthy second costs.
 *
 *   tsx bench/outage.ts [ROUNDS]
 */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundle, machine, median, say, table } from './measure.ts';
import { startClient } from './outage/client.ts';
import { type Cost, costs } from './outage/cost.ts';
import { dmsaOn } from './outage/dmsa.ts';
import { type Bench, type By, type Fault, type Outage, outageOf, type Partition, partition } from './outage/faults.ts';
import { keepalivedOn } from './outage/keepalived.ts';
import { KEEPALIVED, siteDown, siteUp } from './outage/site.ts';

const rounds = Number(process.argv[2] ?? '5');
const PROGRAM = 'dist/dmsa.js';
const FAULTS: Readonly<Record<Fault, string>> = {
  dead: 'active dead',
  cable: "active's equipment cable cut",
  service: 'service dead for good',
  switchover: 'planned switchover',
};
const BY: readonly By[] = ['dmsa', 'keepalived'];

const folder = '.cache/bench/outage';
rmSync(folder, { recursive: true, force: true });
const prober = await bundle('bench/outage/prober.ts', `${folder}/prober`);
const lab = await siteUp((text) => say(`${text}\n`));
try {
  await measured();
} finally {
  await siteDown();
}

async function measured(): Promise<void> {
  const dmsa = dmsaOn(lab, resolve(PROGRAM), `${folder}/site`);
  const keepalived = keepalivedOn(lab);
  await dmsa.settle();
  for (const name of [KEEPALIVED.active, KEEPALIVED.standby]) await keepalived.install(name);
  say(`${machine()}\n\n`);
  const cost = await costs(lab, dmsa, keepalived);
  say(`A healthy second\n${costTable(cost)}\n`);
  await keepalived.start();
  const client = await startClient(lab, prober);
  const bench: Bench = { lab, client, dmsa, keepalived };
  try {
    const samples = await taken(bench);
    say(`Outages, ms: median (worst) of ${rounds}\n${outageTable(samples)}\n`);
    say(`Where dmsa's time goes, ms: median (worst)\n${decisionTable(samples)}\n`);
    say(`A partition between the members, both alive, for 15 s\n${partitionTable(await partitions(bench))}\n`);
    say(`${machine()}\n`);
  } finally {
    client.stop();
    await keepalived.stopAll();
  }
}

type Samples = ReadonlyMap<string, readonly Outage[]>;

async function taken(bench: Bench): Promise<Samples> {
  const samples = new Map<string, Outage[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const fault of Object.keys(FAULTS) as Fault[]) {
      for (const by of BY) {
        const outage = await outageOf(bench, by, fault, (1000 * (round + 0.5)) / rounds);
        const key = `${fault} ${by}`;
        samples.set(key, [...(samples.get(key) ?? []), outage]);
        process.stderr.write(`${key} ${JSON.stringify(outage)}\n`);
      }
    }
  }
  return samples;
}

function spread(values: readonly number[]): string {
  if (values.length === 0) return '-';
  return `${median(values).toFixed(0)} (${Math.max(...values).toFixed(0)})`;
}

function outageTable(samples: Samples): string {
  const of = (fault: Fault, by: By, value: (one: Outage) => number): string =>
    spread((samples.get(`${fault} ${by}`) ?? []).map(value));
  return table([
    ['', 'address: dmsa', 'keepalived', 'service: dmsa', 'keepalived'],
    ...(Object.entries(FAULTS) as [Fault, string][]).map(([fault, name]) => [
      name,
      ...BY.map((by) => of(fault, by, ({ addressMs }) => addressMs)),
      ...BY.map((by) => of(fault, by, ({ serviceMs }) => serviceMs)),
    ]),
  ]);
}

function decisionTable(samples: Samples): string {
  const rows = (Object.entries(FAULTS) as [Fault, string][]).flatMap(([fault, name]) => {
    const own = samples.get(`${fault} dmsa`) ?? [];
    const some = (value: (one: Outage) => number | undefined): string => spread(own.flatMap((one) => value(one) ?? []));
    return fault === 'switchover' ? [] : [[name, some((one) => one.detectionMs), some((one) => one.decisionMs)]];
  });
  return table([['', 'fault to decision', 'decision to address'], ...rows]);
}

async function partitions(bench: Bench): Promise<readonly (readonly [string, Partition])[]> {
  return [
    ['dmsa', await partition(bench, 'dmsa', false)],
    ['dmsa, with a fence agent', await partition(bench, 'dmsa', true)],
    ['keepalived', await partition(bench, 'keepalived', false)],
  ];
}

function partitionTable(all: readonly (readonly [string, Partition])[]): string {
  const names = (list: readonly string[]): string => (list.length === 0 ? 'nobody' : list.join(', '));
  return table([
    ['', 'holders', "answers on the active's side", "on the standby's side", 'two at once'],
    ...all.map(([name, { holders, sideA, sideB, bothMs }]) => [
      name,
      names(holders),
      names(sideA),
      names(sideB),
      `${(bothMs / 1000).toFixed(1)} s`,
    ]),
  ]);
}

function costTable(all: readonly Cost[]): string {
  return table([
    ['', 'CPU ms', 'processes', 'bytes sent', 'bytes received', 'packets sent'],
    ...all.map((one) => [
      one.name,
      one.cpuMs.toFixed(1),
      one.processes === null ? '-' : one.processes.toFixed(1),
      one.sent.toFixed(0),
      one.received.toFixed(0),
      one.packets.toFixed(1),
    ]),
  ]);
}
