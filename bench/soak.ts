/**
 * An hour of `dmsa run` with random drift, revisions, restarts and faults: every drift has to be healed, and memory, descriptors and
 * connections of the process have to stay flat.
 *
 *   tsx bench/soak.ts [MINUTES] [SEED] [-- MORE OPTIONS OF dmsa run]
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import { poll } from '../lab/command.ts';
import { rngOf } from '../test/sim/rng.ts';
import { machine, say } from './measure.ts';
import { someBreak } from './soak/breaks.ts';
import { ENDS, FAULTS, type Fault, LIMIT_MS, type World } from './soak/faults.ts';
import { growthOf, quantile, type Sample, sampleOf } from './soak/samples.ts';
import { NODES, soakUp } from './soak/site.ts';

const split = process.argv.indexOf('--');
const [minutes = '60', seed = 'soak'] = process.argv.slice(2, split < 0 ? undefined : split);
const more = split < 0 ? [] : process.argv.slice(split + 1);
const lengthMs = Number(minutes) * 60_000;
const FOLDER = '.cache/bench/soak';
const SAMPLE_MS = 5_000;
/** Between two samples of the last life, as shares of what it had. */
const GROWTH = 1.15;
const SPARE_MIB = 12;

const soak = await soakUp(resolve('dist/dmsa.js'), FOLDER, more);
// Its nodes, its network and its small disk are this machine's.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void soak.close().then(() => process.exit(130)));
let code = 1;
try {
  code = await soaked();
} finally {
  await soak.close();
}
process.exitCode = code;

interface Healed {
  readonly what: string;
  readonly ms: number;
}

async function soaked(): Promise<number> {
  const began = performance.now();
  // One that ended by itself has failed it: there is nothing more to wait for.
  const left = (): number => (soak.crashes.length > 0 ? 0 : lengthMs - (performance.now() - began));
  const rng = rngOf(seed);
  const [healed, failures, samples]: [Healed[], string[], Sample[]] = [[], [], []];
  const counts = new Map<string, number>();
  const note = (line: string): void => {
    const at = `${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s`;
    appendFileSync(join(FOLDER, 'soak.log'), `${new Date().toISOString()} ${at} ${line}\n`);
    say(`${at}  ${line}\n`);
  };
  const world: World = {
    ...{ soak, revision: { mode: '0750', minDown: 6 }, branch: new PQueue({ concurrency: 1 }) },
    ...{ holders: new Map(), busy: new Set(), note },
    rng: rng.stream('faults'),
    failed(what) {
      failures.push(what);
      note(`FAILED ${what}`);
    },
  };
  soak.start();
  const working = new Set<Promise<void>>();
  const all = (async () => {
    await Promise.all([drifts(rng.stream('drift')), revisions(rng.stream('revisions')), faults(rng.stream('which')), sampling()]);
    await Promise.all(working);
  })();
  await all;
  const settled = await poll(LIMIT_MS, 2_000, async () => {
    const { stdout } = await soak.dmsa(['status', '--json', '-f', join(soak.dir, 'cluster.yaml')]);
    const { nodes } = JSON.parse(stdout) as { nodes: { reachable: boolean | null; differences: unknown[] }[] };
    return nodes.every(({ reachable, differences }) => reachable && differences.length === 0) ? true : undefined;
  });
  if (!settled) world.failed('at the end not every node is as wanted');
  const leftover = await leftovers();
  for (const one of leftover) world.failed(one);
  for (const crash of soak.crashes) world.failed(crash);
  return report({ healed, failures, samples, counts });

  async function drifts(own: typeof rng): Promise<void> {
    while (left() > LIMIT_MS / 2) {
      await delay(own.int(1_000, 8_000));
      const { node, what, script, check, ofPair } = someBreak(own, world.revision, world.holders);
      if (world.busy.has(node)) continue;
      world.busy.add(node);
      working.add(
        (async () => {
          await soak.sh(node, script);
          const atMs = performance.now();
          const ok = await poll(LIMIT_MS, 250, async () => ((await soak.sh(node, check)).code === 0 ? true : undefined));
          const ms = performance.now() - atMs;
          if (ok) healed.push({ what: ofPair ? 'of a pair' : 'of a node', ms });
          else world.failed(`${node}: ${what} is not put right after ${LIMIT_MS / 1000} s`);
          counts.set('drift', (counts.get('drift') ?? 0) + 1);
        })().finally(() => world.busy.delete(node)),
      );
    }
  }

  async function revisions(own: typeof rng): Promise<void> {
    while (left() > LIMIT_MS) {
      await delay(own.int(30_000, 90_000));
      // Checks of what drifted know one revision.
      const quiet = await poll(LIMIT_MS, 50, () => (world.busy.size === 0 ? true : undefined));
      if (!quiet) continue;
      for (const node of NODES) world.busy.add(node);
      await world.branch.add(() => revision({ mode: `07${own.int(0, 7)}5`, minDown: own.int(1, 900) }));
      for (const node of NODES) world.busy.delete(node);
    }
  }

  async function revision(next: World['revision']): Promise<void> {
    world.revision = next;
    soak.push(soak.text(world.revision), `revision: ${world.revision.mode}`);
    writeFileSync(join(soak.dir, 'cluster.yaml'), soak.text(world.revision));
    const atMs = performance.now();
    const done = await poll(LIMIT_MS, 250, async () => {
      for (const node of NODES)
        if ((await soak.sh(node, `[ "0$(stat -c %a /srv/soak)" = ${world.revision.mode} ]`)).code !== 0) return undefined;
      return true;
    });
    if (done) healed.push({ what: 'a revision on all nodes', ms: performance.now() - atMs });
    else world.failed(`the revision ${world.revision.mode} is not on every node`);
    counts.set('good revision', (counts.get('good revision') ?? 0) + 1);
  }

  async function faults(own: typeof rng): Promise<void> {
    while (left() > 2 * LIMIT_MS) {
      await delay(own.int(10_000, 30_000));
      const ends = left() > (lengthMs * 2) / 3 && own.chance(0.35);
      const [what, fault]: [string, Fault] = own.pick(Object.entries(ends ? ENDS : FAULTS));
      note(what);
      counts.set(what, (counts.get(what) ?? 0) + 1);
      await fault(world);
    }
  }

  async function sampling(): Promise<void> {
    while (left() > 0) {
      const sample = sampleOf(soak.pid());
      if (sample) samples.push(sample);
      await delay(SAMPLE_MS);
    }
  }
}

/** What dmsa left on nodes: processes of its own beside the connection it has, locks, temporary files. */
async function leftovers(): Promise<readonly string[]> {
  const found: string[] = [];
  await soak.end('SIGTERM');
  for (const node of NODES) {
    const script =
      'ls -d /var/lib/dmsa/lock* /var/lib/dmsa/*.new /srv/*.dmsa* 2>/dev/null; n=0; for p in /proc/[0-9]*/comm; do read -r c <$p || continue; case $c in ip|tail|rsync) echo "process $c";; esac; done; :';
    const gone = await poll(30_000, 1_000, async () => ((await soak.sh(node, script)).stdout.trim() === '' ? true : undefined));
    if (!gone) found.push(`left on ${node}: ${(await soak.sh(node, script)).stdout.trim().replaceAll('\n', ', ')}`);
  }
  return found;
}

function report(of: {
  readonly healed: readonly Healed[];
  readonly failures: readonly string[];
  readonly samples: readonly Sample[];
  readonly counts: ReadonlyMap<string, number>;
}): number {
  const lines = [machine(), '', `${minutes} minutes, seed ${seed}, ${NODES.length} light nodes, two pairs`, ''];
  for (const [what, count] of [...of.counts].sort(([, a], [, b]) => b - a)) lines.push(`${String(count).padStart(5)}  ${what}`);
  lines.push('', 'put right after, s             count   median   95 %   worst');
  for (const what of new Set(of.healed.map((one) => one.what))) {
    const ms = of.healed.filter((one) => one.what === what).map((one) => one.ms);
    const seconds = (value: number): string => (value / 1000).toFixed(1).padStart(7);
    lines.push(
      `${what.padEnd(30)} ${String(ms.length).padStart(5)}  ${seconds(quantile(ms, 0.5))}${seconds(quantile(ms, 0.95))}${seconds(Math.max(...ms))}`,
    );
  }
  const last = of.samples.at(-1);
  const life = of.samples.filter(({ pid }) => pid === last?.pid);
  const lifeS = ((life.at(-1)?.atMs ?? 0) - (life[0]?.atMs ?? 0)) / 1000;
  const failures = [...of.failures];
  lines.push('', `the last life of the process: ${(lifeS / 60).toFixed(0)} min     second quarter   last quarter   most`);
  const measures: Readonly<Record<string, readonly number[]>> = {
    'memory, MiB': life.map(({ rssMiB }) => rssMiB),
    'held after full collections, MiB': last ? soak.held(last.pid) : [],
    descriptors: life.map(({ descriptors }) => descriptors),
    sockets: life.map(({ sockets }) => sockets),
    'child processes': life.map(({ children }) => children),
  };
  for (const [name, values] of Object.entries(measures)) {
    const { early, late } = growthOf(values);
    lines.push(
      `${name.padEnd(38)} ${early.toFixed(1).padStart(12)} ${late.toFixed(1).padStart(14)} ${Math.max(...values)
        .toFixed(1)
        .padStart(9)}`,
    );
    if (late > early * GROWTH + (name === 'memory, MiB' ? SPARE_MIB : 2))
      failures.push(`${name} grew from ${early.toFixed(1)} to ${late.toFixed(1)}`);
  }
  const cpu = ((life.at(-1)?.cpuMs ?? 0) - (life[0]?.cpuMs ?? 0)) / lifeS / 10;
  lines.push(`processor time                         ${cpu.toFixed(1)} % of one`, '');
  lines.push(failures.length === 0 ? 'nothing failed' : `${failures.length} failed:`, ...failures.map((one) => `  ${one}`), '');
  writeFileSync(join(FOLDER, 'report.txt'), lines.join('\n'));
  say(`${lines.join('\n')}\n`);
  return failures.length === 0 ? 0 : 1;
}
