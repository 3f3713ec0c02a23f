/**
 * `dmsa run --as NODE` on the standby itself, real nodes: it repairs and takes over as the loop of the central node does, goes on where it was
 * killed, brings back what it holds after a reboot; beside a loop of the central node one acts, and the other sees it.
 */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { converged, dmsa, eventually, type Site, type Started, setIn, sshOf, start, variant } from './cluster.ts';
import { recordRow } from './ha-proof-table.ts';
import { dmsaOn, keepOnNode, type NodeLoop, onNode } from './on-standby.ts';
import { ALL, endLocks, held, mayCopy, NONE, status, watchMembers } from './pair.ts';

const LONG_MS = 600_000;
const [ACTIVE, STANDBY] = ['Sec-1', 'Sec-Rep-1'];

let site: Site;
let loop: NodeLoop | null = null;
let central: Started | null = null;

beforeAll(async () => {
  site = await converged();
  setIn(site, ['spec', 'ssh'], sshOf(site, { connectTimeout: '8s' }));
  setIn(site, ['spec', 'watch'], {
    interval: '1s',
    timeout: '4s',
    failures: 3,
    takeoversPerHour: 50,
    repair: { tries: 2, pause: '5s' },
  });
  const takesOver = [['spec', 'nodes', STANDBY, 'failover'], { after: '5s' }] as const;
  variant(site, 'watch.yaml', [takesOver]);
  const there = { identityFile: './id_ed25519', knownHosts: './known_hosts', hostKey: 'strict', connectTimeout: '8s' };
  variant(site, 'there.yaml', [takesOver, [['spec', 'ssh'], there]]);
  await mayCopy(site, ACTIVE, STANDBY, '10.77.0.31,10.78.0.31');
  await mayCopy(site, STANDBY, ACTIVE, '10.77.0.21,10.78.0.21');
  await dmsaOn(site, STANDBY, 'there.yaml');
}, LONG_MS);
// Where one of them fails, the others still say what they have to.
beforeEach(async () => {
  await site.lab.heal();
  await Promise.all([ACTIVE, STANDBY].map(isUp));
  if ((await status(site)).code !== 'active-holds') await failback();
}, LONG_MS);
afterEach(async () => {
  await loop?.stop();
  loop = null;
  central?.child.kill('SIGTERM');
  await central?.done;
  central = null;
}, LONG_MS);

async function isUp(node: string): Promise<void> {
  await site.lab.waitForSsh(node);
  await site.lab.waitForBoot(node);
}

async function failback(): Promise<void> {
  const { code, stderr } = await dmsa(site, ['ha', 'failback', ACTIVE, '--yes']);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(await held(site, ACTIVE)).toEqual(ALL);
}

async function keepThere(): Promise<NodeLoop> {
  loop = await keepOnNode(site, STANDBY);
  return loop;
}

function keepCentral(): Started {
  central = start(site, ['run', '--ha-only', '--json', '-f', 'watch.yaml']);
  return central;
}

const hasAll = (node: string, limitS: number): Promise<boolean> =>
  eventually(`${node} holds everything`, limitS, async () => {
    const { addresses, services } = await held(site, node);
    return addresses.length === ALL.addresses.length && services.length === ALL.services.length ? true : undefined;
  });

const lines = async (): Promise<readonly string[]> =>
  (await site.lab.must(STANDBY, 'cat /var/lib/dmsa/ha/history 2>/dev/null || :')).split('\n').filter((line) => line !== '');

describe('dmsa on the standby', { timeout: LONG_MS }, () => {
  it('says what there is to say of one round, and refuses to be a node that it is not', async () => {
    const once = await onNode(site, STANDBY, `run --ha-only --as ${STANDBY} --once`);
    expect({ code: once.code, fine: once.stdout.includes(`  fine  ${ACTIVE} holds and is well`) || once.stdout }).toEqual({
      code: 0,
      fine: true,
    });
    const wrong = await onNode(site, STANDBY, `run --ha-only --as ${ACTIVE} --once`);
    expect({ code: wrong.code, said: wrong.stderr.includes(`this machine is ${STANDBY}, not ${ACTIVE}`) }).toEqual({
      code: 1,
      said: true,
    });
  });

  it('starts again on the active what fails there, once, though the central node watches too; the history says who', async () => {
    const before = (await lines()).length;
    const there = await keepThere();
    await there.verdict('fine');
    const here = keepCentral();
    await eventually('the central loop is there', 90, () => (here.said().includes('"fine"') ? true : undefined));
    await site.lab.must(ACTIVE, 'service ubi-poll stop');
    await eventually('it was started again', 120, async () =>
      (await held(site, ACTIVE)).services.length === ALL.services.length ? true : undefined,
    );
    const repaired = await eventually('the history has it', 60, async () => {
      const added = (await lines()).slice(before);
      return added.length > 0 ? added : undefined;
    });
    // Both are given the time for a second word.
    const seen = (await there.events()).length;
    await site.lab.must(ACTIVE, 'ip addr del 10.77.0.121/24 dev eth0');
    await hasAll(ACTIVE, 150);
    await there.hears('it is fine again', 120, (event) => event.code === 'fine');
    expect((await there.events()).length).toBeGreaterThanOrEqual(seen);
    expect(await held(site, STANDBY)).toEqual(NONE);
    const all = (await lines()).slice(before).filter((line) => line.includes('started ubi-poll again'));
    expect(all).toHaveLength(1);
    expect(repaired[0]).toMatch(/dmsa run \S+@\S+ pid \d+/);
  });
});

describe('two loops and a service that does not come back', { timeout: LONG_MS }, () => {
  it('move the pair once; never do two hold; each sees what the other did', async () => {
    const epoch = (await status(site)).epoch;
    const watch = watchMembers(site);
    const there = await keepThere();
    const here = keepCentral();
    await there.verdict('fine');
    await site.lab.fault(ACTIVE, 'fail-service', 'ubi-bud');
    await there.verdict('failed-over', 360);
    await eventually('the central loop sees it', 120, () => (here.said().includes('"failed-over"') ? true : undefined));
    const seen = await watch.stop();
    expect(seen).toEqual({ holders: [ACTIVE, STANDBY], both: [] });
    expect(await held(site, STANDBY)).toEqual(ALL);
    expect(await held(site, ACTIVE)).toEqual(NONE);
    expect(await status(site)).toMatchObject({ epoch: epoch + 1, last: { what: `takeover: ${STANDBY} holds` } });
    await site.lab.fault(ACTIVE, 'mend-service', 'ubi-bud');
  });
});

describe('an active that has lost its equipment network', { timeout: LONG_MS }, () => {
  it('is released over the other network by dmsa on the standby, also where that is killed in the middle', async () => {
    const watch = watchMembers(site);
    const there = await keepThere();
    await there.verdict('fine');
    await site.lab.cut(ACTIVE, 'eth1');
    await there.verdict('takeover-release');
    await eventually('it has begun', 120, async () =>
      (await held(site, ACTIVE)).services.length < ALL.services.length ? true : undefined,
    );
    await there.kill9();
    await endLocks(site);
    await there.verdict('failed-over', 240);
    expect(await watch.stop()).toEqual({ holders: [ACTIVE, STANDBY], both: [] });
    expect(await held(site, ACTIVE)).toEqual(NONE);
    expect(await held(site, STANDBY)).toEqual(ALL);
    const { last } = await status(site);
    expect(last).toMatchObject({ what: `takeover: ${STANDBY} holds` });
    expect(last?.by).toMatch(new RegExp(`^dmsa run root@${STANDBY} pid \\d+$`, 'i'));
    await site.lab.uncut(ACTIVE, 'eth1');

    // What it holds is nothing that a boot raises; dmsa, which its init starts, does.
    await site.lab.reboot(STANDBY);
    await hasAll(STANDBY, 240);
    expect(await held(site, ACTIVE)).toEqual(NONE);
    expect(await status(site)).toMatchObject({ code: 'failed-over' });
  });
});

describe('being told to stop', { timeout: LONG_MS }, () => {
  it('in the middle of a takeover says so, ends by itself, and leaves no lock; the takeover is finished, by it or by its next start', async () => {
    const there = await keepThere();
    await there.verdict('fine');
    await site.lab.cut(ACTIVE, 'eth1');
    await there.verdict('takeover-release');
    await eventually('it has begun', 120, async () =>
      (await held(site, ACTIVE)).services.length < ALL.services.length ? true : undefined,
    );
    // init would send SIGKILL 5 s after its own SIGTERM.
    await site.lab.must(
      STANDBY,
      `sed -i '/^dm:/d' /etc/inittab; for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline 2>/dev/null | grep -q 'dmsa[.]js run --ha-only' && kill -TERM \${p#/proc/}; done; :`,
    );
    await eventually('dmsa has said that it stops', 30, async () =>
      (await there.said()).includes('SIGTERM') ? true : undefined,
    );
    await there.hears('it has acted', 120, ({ type }) => type === 'acted');
    await there.verdict('failed-over', 240);
    await there.stop();
    expect(await held(site, ACTIVE)).toEqual(NONE);
    expect(await site.lab.must(STANDBY, '[ ! -e /var/lib/dmsa/lock ] && echo free')).toBe('free\n');
    await site.lab.uncut(ACTIVE, 'eth1');
    recordRow('SIGTERM in a takeover');
  });
});
