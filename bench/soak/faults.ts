/** What goes wrong in a soak beside what somebody changes on nodes: of nodes, of dmsa itself, of what it depends on. */
import { setTimeout as delay } from 'node:timers/promises';
import type PQueue from 'p-queue';
import { poll } from '../../lab/command.ts';
import { lightCable } from '../../lab/light.ts';
import type { Rng } from '../../test/sim/rng.ts';
import { NODES, PAIRS, type Revision, type Soak } from './site.ts';

export interface World {
  readonly soak: Soak;
  readonly rng: Rng;
  /** What is in force, or is to be. */
  revision: Revision;
  /** One commit at a time: a bad one that is overtaken by a good one is never seen. */
  readonly branch: PQueue;
  readonly holders: Map<string, string>;
  /** Nodes that nothing else is to be broken on just now. */
  readonly busy: Set<string>;
  readonly failed: (what: string) => void;
  readonly note: (line: string) => void;
}

/** Whatever has to come true does so within this. */
export const LIMIT_MS = 150_000;

export type Fault = (world: World) => Promise<void>;

export const FAULTS: Readonly<Record<string, Fault>> = {
  'a node is frozen': async ({ soak, rng, busy }) => {
    const node = free(rng, busy);
    if (node === null) return;
    // Every process in it but the first, which is a shell that waits.
    const signal = (name: string): string =>
      `for p in /proc/[0-9]*; do p=\${p#/proc/}; case $p in 1|$$) ;; *) kill -${name} $p 2>/dev/null;; esac; done; :`;
    await within(busy, [node], async () => {
      await soak.sh(node, signal('STOP'));
      await delay(rng.int(10, 40) * 1000);
      await soak.sh(node, signal('CONT'));
      await delay(15_000);
    });
  },
  'a cable is cut': async ({ soak, rng, busy }) => {
    const single = NODES.filter((name) => !PAIRS.some(({ active, standby }) => active === name || standby === name));
    const node = free(rng, busy, single);
    if (node === null) return;
    await within(busy, [node], async () => {
      for (const nic of ['eth0', 'eth1'] as const) await lightCable(soak.lab, node, nic, false);
      await delay(rng.int(10, 40) * 1000);
      for (const nic of ['eth0', 'eth1'] as const) await lightCable(soak.lab, node, nic, true);
      await delay(15_000);
    });
  },
  'a service stays down, and its pair is moved; and brought back': async (world) => {
    const { soak, rng, busy, holders, failed } = world;
    const pair = rng.pick(PAIRS);
    const members = [pair.active, pair.standby];
    if (members.some((name) => busy.has(name))) return;
    await within(busy, members, async () => {
      await soak.sh(pair.active, 'touch /etc/lab/fail-ubi-sms; read -r p </var/run/ubi-sms.pid; kill -9 "$p"');
      if (!(await holds(soak, pair.standby))) return failed(`${pair.standby} did not take over from ${pair.active}`);
      holders.set(pair.active, pair.standby);
      await soak.sh(pair.active, 'rm -f /etc/lab/fail-ubi-sms');
      await delay(10_000);
      let last = '';
      const back = await poll(LIMIT_MS, 5_000, async () => {
        const ran = await soak.dmsa(['ha', 'failback', pair.active, '--yes', '--reason', 'soak']);
        last = ran.stdout.slice(-1500) + ran.stderr.slice(-1500);
        return ran.code === 0 ? true : undefined;
      });
      if (!back) return failed(`no failback to ${pair.active}: ${last}`);
      holders.delete(pair.active);
      if (!(await holds(soak, pair.active))) failed(`${pair.active} does not hold after the failback`);
    });
  },
  'a bad revision, then a good one': (world) => world.branch.add(() => badRevision(world)),
  'the git server stands still': async ({ soak, rng }) => {
    soak.gitStands(true);
    await delay(rng.int(20, 60) * 1000);
    soak.gitStands(false);
  },
  'the state disk is full': async ({ soak, rng }) => {
    await soak.stateFull(true);
    await delay(rng.int(15, 40) * 1000);
    await soak.stateFull(false);
  },
  'who is notified hangs, or refuses': async ({ soak, rng }) => {
    soak.receives(rng.pick(['hangs', 'refuses']));
    await delay(rng.int(20, 60) * 1000);
    soak.receives('takes');
  },
  'a webhook flood': async ({ soak, failed }) => {
    if (soak.pid() === 0) return;
    const taken = await soak.hooks(1000);
    if (taken < 1000) failed(`${1000 - taken} of 1000 posts to the webhook were not taken`);
  },
  'SIGHUP ten times': async ({ soak }) => {
    for (let n = 0; n < 10; n += 1) {
      soak.hup();
      await delay(300);
    }
  },
};

/** They end the process whose memory is watched: in the first third alone. */
export const ENDS: Readonly<Record<string, Fault>> = {
  'dmsa is killed': async ({ soak }) => {
    await soak.end('SIGKILL');
    await delay(2_000);
    soak.start();
  },
  'dmsa is stopped': async ({ soak, failed }) => {
    const how = await soak.end('SIGTERM');
    // 3: something was begun that the next start goes on with.
    if (how !== '0' && how !== '3') failed(`SIGTERM ended dmsa run with ${how}`);
    soak.start();
  },
};

function free(rng: Rng, busy: ReadonlySet<string>, of: readonly string[] = NODES): string | null {
  const left = of.filter((name) => !busy.has(name));
  return left.length === 0 ? null : rng.pick(left);
}

async function within(busy: Set<string>, nodes: readonly string[], work: () => Promise<void>): Promise<void> {
  for (const node of nodes) busy.add(node);
  try {
    await work();
  } finally {
    for (const node of nodes) busy.delete(node);
  }
}

/** The addresses and all services. */
async function holds(soak: Soak, node: string): Promise<boolean> {
  const check =
    'ip -o addr show dev eth0 | grep -q " 10.77.1.10" && service ubi-sms status >/dev/null && service ubi-poll status >/dev/null';
  return (await poll(LIMIT_MS, 500, async () => ((await soak.sh(node, check)).code === 0 ? true : undefined))) ?? false;
}

async function badRevision(world: World): Promise<void> {
  const { soak, rng, failed } = world;
  const text = soak.text(world.revision);
  const bad = rng.pick<readonly [string, string | null]>([
    ['emptied', ''],
    ['taken away', null],
    ['torn', text.slice(0, text.length >> 1)],
    ['not YAML', 'a: [b\n'],
    ['no nodes', text.replace(/ {2}nodes:\n( {4}.*\n)+/, '  nodes: {}\n')],
    ['of another cluster', text.replace('name: soak', 'name: other')],
  ]);
  world.note(`  ${bad[0]}`);
  const since = soak.said.length;
  soak.push(bad[1], `bad: ${bad[0]}`);
  const refused = await poll(LIMIT_MS, 500, () =>
    soak.said.slice(since).some(({ type, code }) => type === 'problem' && (code ?? '').startsWith('git-')) ? true : undefined,
  );
  if (!refused) failed(`the revision (${bad[0]}) was not refused`);
  soak.push(text, 'good again');
}
