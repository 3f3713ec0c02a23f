/** The loop of a controller: look, decide, do; copy files at their period. */
import { carryOut } from './apply.ts';
import { decided } from './decide.ts';
import { type Keeper, keeper } from './keep.ts';
import { keepOn, type Leases } from './leases.ts';
import { lookAtAll } from './observe.ts';
import { lives, type Process, sleep, startProcess } from './process.ts';
import { ACTIVE, MEMBERS, STANDBY } from './site.ts';
import { copy } from './sync.ts';
import type { World } from './world.ts';

const PERIOD_MS = 10_000;
const COPY_MS = 30_000;
const RESTART_MS = 4_000;

export interface Controllers {
  /** kill -9 of everything of dmsa on a host; its loop is started again after a while. */
  kill(host: string): void;
  /** A process that is killed with the others of its host. */
  start(host: string, what: string): Process | null;
  /** Everybody who gave a command has gone home. */
  leave(): void;
}

export function startControllers(world: World, hosts: readonly string[]): Controllers {
  const running = new Map<string, Process[]>();
  let number = 0;
  const start = (host: string, what: string): Process | null => {
    const node = world.node(host);
    if (node.power !== 'on') return null;
    number += 1;
    const process = startProcess(`${what}@${host}.${number}`, node);
    running.set(host, [...(running.get(host) ?? []), process]);
    return process;
  };
  const startLoop = (host: string): void => {
    const process = start(host, 'loop');
    if (process) void loop(world, process);
  };
  /** Also after a boot: whoever starts it looks now and then whether it runs. */
  const watch = (host: string): void => {
    const alive = (running.get(host) ?? []).filter(lives);
    running.set(host, alive);
    if (!alive.some(({ name }) => name.startsWith('loop'))) startLoop(host);
    world.clock.at(RESTART_MS, () => watch(host));
  };
  /** On both members, where there are leases: `dmsa run --as`. */
  const keepLeases = (host: string, leases: Leases): void => {
    const alive = (running.get(host) ?? []).filter(lives);
    running.set(host, alive);
    const process = alive.some(({ name }) => name.startsWith('lease')) ? null : start(host, 'lease');
    if (process) keepOn(world, leases, process);
    world.clock.at(RESTART_MS, () => keepLeases(host, leases));
  };
  const { leases } = world;
  if (leases) for (const host of MEMBERS) keepLeases(host, leases);
  for (const host of hosts) watch(host);
  return {
    start,
    leave() {
      for (const process of [...running.values()].flat())
        if (!process.name.startsWith('loop') && !process.name.startsWith('lease')) process.alive = false;
    },
    kill(host) {
      for (const process of running.get(host) ?? []) process.alive = false;
    },
  };
}

async function loop(world: World, process: Process): Promise<void> {
  let copiedAt = world.clock.now() + world.rng.int(0, COPY_MS);
  await sleep(world, process, world.rng.int(0, PERIOD_MS));
  const round = world.loop === 'keep' ? keeper(world, process) : applier(world, process);
  for (;;) {
    const seen = await round();
    if (seen && process.host.name === STANDBY && world.clock.now() - copiedAt >= COPY_MS) {
      copiedAt = world.clock.now();
      void copy(world, process, seen, 'to-standby');
    }
    await sleep(world, process, PERIOD_MS + world.rng.int(0, 2_000));
  }
}

/** One plan of everything after the other, as `dmsa apply` makes and carries out each. */
function applier(world: World, process: Process): Keeper {
  return async () => {
    const { seen, verdict } = decided(world, await lookAtAll(world, process));
    const { plan } = verdict;
    if (plan.actions.length === 0) return seen;
    world.say(`${process.name}: ${plan.holdings.find(({ active }) => active === ACTIVE)?.code}, ${plan.actions.length} actions`);
    await carryOut(world, process, { plan, verdict, seen });
    return seen;
  };
}
