/**
 * The same on every image flavour: the flavours of the other tests' cluster rotated, from blank nodes to a clean plan and a
 * file read over autofs. And what a reboot brings back by itself, on each.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NodeRequest } from '../../lab/index.ts';
import { actionOf, apply, blank, converge, eventually, expectClean, plan, type Site, start, variant } from './cluster.ts';
import { LAB } from './lab-name.ts';

/** With the cluster of the other tests: the web node, a single secnode and a member of a pair on each flavour. */
const PAIRED: readonly NodeRequest[] = [
  { name: 'Web-1', type: 'GUI', flavour: 'rhel-like', database: true },
  { name: 'Sec-1', type: 'SECENGINE', flavour: 'debian-systemd' },
  { name: 'Sec-Rep-1', type: 'REPORTING', flavour: 'debian-sysv', backupOf: 'Sec-1' },
];
const SINGLE: readonly NodeRequest[] = [
  { name: 'Web-1', type: 'GUI', flavour: 'debian-sysv' },
  { name: 'Sec-1', type: 'SECENGINE', flavour: 'rhel-nm' },
];

let paired: Site;
let single: Site;
beforeAll(async () => {
  [paired, single] = await Promise.all([blank(`${LAB}-paired`, PAIRED), blank(`${LAB}-single`, SINGLE)]);
  for (const site of [paired, single]) await site.lab.must('Sec-1', 'echo "samples of Sec-1" >/opt/rrd/device1/cpu.rrd');
});
afterAll(async () => {
  if (process.env['DMSA_LAB_KEEP'] === '1') return;
  await Promise.all([paired, single].map((site) => site?.lab.down()));
});

/** Nothing to do, once what was begun at boot is through: mounts come in the background. */
async function cleanAfterBoot(site: Site, ...args: readonly string[]): Promise<void> {
  let left: readonly string[] = [];
  await eventually('the node has brought up what it should', 180, async () => {
    const { plan: seen } = await plan(site, args);
    left = [...seen.actions.map(({ id }) => id), ...seen.unknown.map(({ id, why }) => `${id}: ${why}`)];
    return left.length === 0 && seen.nodes.every(({ reachable }) => reachable) ? true : undefined;
  }).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : String(error)}; left: ${left.join(', ')}`);
  });
}

async function readsOverAutofs(site: Site): Promise<void> {
  expect(await site.lab.must('Web-1', 'cat /opt/rrd/Sec-1/device1/cpu.rrd')).toBe('samples of Sec-1\n');
  expect(await site.lab.must('Web-1', 'cat /proc/mounts')).toMatch(
    /^10\.77\.0\.121:\/opt\/rrd \/opt\/rrd\/Sec-1 nfs4? .*\baddr=10\.77\.0\.121\b/m,
  );
  for (const { name, role } of site.lab.nodes) {
    if (role === 'web') continue;
    await site.lab.must(name, 'test -s /opt/fmc_repository/CommandDefinition/interface.xml');
  }
}

const WRONG = '10.78.0.98';
const FILES = [
  '/etc/network/interfaces.d/dmsa-eth1',
  '/etc/sysconfig/network-scripts/ifcfg-eth1',
  '/etc/NetworkManager/system-connections/dmsa-eth1.nmconnection',
].join(' ');

/** A check that fails, and the program says so: the node has undone it, exit code 1. */
async function failingCheck(site: Site, node: string): Promise<void> {
  const check = { name: 'mine', on: 'node', command: 'echo it hurts; exit 9', retries: 0 };
  const file = variant(site, `check-${node}.yaml`, [[['spec', 'checks'], [check]]]);
  const { ran, report } = await apply(site, ['-n', node, '-f', file]);
  expect(ran.code).toBe(1);
  const outcome = report.outcomes.find(({ id }) => id === `${node}/interface/eth1`);
  expect(outcome, outcome?.error?.detail).toMatchObject({
    outcome: 'failed',
    undo: 'reverted',
    error: { detail: expect.stringMatching(/Check "mine" failed on [\s\S]*exit status 9; it said:\nit hurts/) },
  });
}

/**
 * An interface file with a wrong address is mended by dmsa; while an operator's check still runs, both dmsa and the node are
 * killed. The node must come up with what it had before.
 */
async function powerCutInWindow(site: Site, node: string): Promise<void> {
  const { lab } = site;
  const file = (await lab.must(node, `ls ${FILES} 2>/dev/null || :`)).trim();
  const right = /10\.78\.0\.\d+/.exec(await lab.must(node, `cat ${file}`))?.[0] ?? '';
  await lab.must(node, `sed -i 's/${right}/${WRONG}/' ${file}; sync`);
  if (node === 'Sec-1') {
    await failingCheck(site, node);
    expect(await lab.must(node, `cat ${file}`)).toContain(WRONG);
  }
  const slow = { name: 'slow', on: 'node', command: 'sleep 100', timeout: '2m' };
  const run = start(site, [
    'apply',
    ...['--yes', '-n', node, '--log-level', 'info', '-f', variant(site, `cut-${node}.yaml`, [[['spec', 'checks'], [slow]]])],
  ]);
  await eventually(`the change on ${node} waits for its check: ${run.said()}`, 60, async () =>
    /was reached anew/.test(run.said()) ? true : undefined,
  );
  expect(await lab.must(node, `cat ${file}`)).toContain(right);
  run.child.kill('SIGKILL');
  expect(run.said()).not.toContain('if it were rebooted');
  await lab.kill9(node);
  await lab.powerOn(node);
  await eventually(`${node} answers after the power cut`, 180, async () =>
    (await lab.ssh(node, 'true', { fresh: true, timeout: 15_000 })).code === 0 ? true : undefined,
  );
  await lab.waitForBoot(node);
  expect(await lab.must(node, `cat ${file}`)).toContain(WRONG);
  expect(await lab.must(node, 'ip -o -4 addr show dev eth1')).toContain(WRONG);
  const left =
    'cat /var/lib/dmsa/confirm/*/final; ls /etc/*.d/*dmsa-confirm /etc/systemd/system/*dmsa* /var/lib/dmsa/boot.sh 2>/dev/null || :';
  await eventually(`${node} has ended its revert`, 60, async () =>
    (await lab.ssh(node, left)).stdout === 'reverted\n' ? true : undefined,
  );
  // The dead run's lock still holds; its end is brought about here instead of waited for.
  await lab.must(node, `sed -i 's/"expiresAt":[0-9]*/"expiresAt":5/' /var/lib/dmsa/lock/holder`);
  await eventually(`only the wrong address is left to do on ${node}`, 120, async () => {
    const { plan: seen } = await plan(site, ['-n', node]);
    return seen.actions.map(({ id }) => id).join() === `${node}/interface/eth1` ? true : undefined;
  });
  await converge(site, ['-n', node]);
}

describe('from blank nodes to a clean plan', () => {
  it('converges, with the web node on rhel-like and on debian-sysv, secnodes on debian-systemd and rhel-nm', async () => {
    await Promise.all([converge(paired), converge(single)]);
  });

  it('reads a file over autofs, through the service address', async () => {
    await Promise.all([readsOverAutofs(paired), readsOverAutofs(single)]);
  });
});

describe('a reboot', () => {
  it('of a node without standby, by a power cut while a change waits to be confirmed, undoes the change before the network is up; all else comes back by the node’s own configuration, on every flavour', async () => {
    await powerCutInWindow(single, 'Sec-1');
    await cleanAfterBoot(single);
    await Promise.all([powerCutInWindow(paired, 'Web-1'), powerCutInWindow(single, 'Web-1')]);
    await Promise.all([cleanAfterBoot(paired), cleanAfterBoot(single)]);
    await Promise.all([readsOverAutofs(paired), readsOverAutofs(single)]);
  });

  it('of a pair’s member brings back all but what the pair moves: that waits for dmsa', async () => {
    await Promise.all([paired.lab.reboot('Sec-1'), paired.lab.reboot('Sec-Rep-1')]);
    const moved = [
      ...['eth0:1', 'eth1:1'].map((label) => `Sec-1/service-address/${label}`),
      ...['ubi-sms', 'ubi-poll', 'ubi-bud', 'ubi-alarm'].map((name) => `Sec-1/service/${name}`),
    ];
    const seen = await eventually('only what moves is left to do', 180, async () => {
      const { plan: now } = await plan(paired);
      return now.actions.length === moved.length && now.actions.every(({ id }) => moved.includes(id)) ? now : undefined;
    });
    expect(seen.actions.map(({ id }) => id).sort()).toEqual([...moved].sort());
    expect(seen.holdings.find(({ active }) => active === 'Sec-1')).toMatchObject({ holder: 'Sec-1', code: 'nobody-holds' });
    for (const id of moved) expect(actionOf(seen, id)).toMatchObject({ verb: 'run', intent: 'corrective' });
    expect(await paired.lab.must('Sec-1', 'ip -o -4 addr show')).not.toMatch(/10\.7[78]\.0\.121\//);
    await converge(paired);
    await expectClean(paired);
    await readsOverAutofs(paired);
  });
});
