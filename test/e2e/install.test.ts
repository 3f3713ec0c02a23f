/**
 * `dmsa install` on real nodes: a unit of systemd that systemd watches, and an init script under sysvinit as Debian and RHEL have it.
 * Each node keeps the whole cluster, observing, as a controller would.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NodeRequest } from '../../lab/index.ts';
import { blank, eventually, type Site, variant } from './cluster.ts';
import { LAB } from './lab-name.ts';
import { dmsaOn, onNode } from './on-standby.ts';

const NODES: readonly NodeRequest[] = [
  { name: 'Web-1', type: 'GUI', flavour: 'debian-systemd' },
  { name: 'Sec-1', type: 'SECENGINE', flavour: 'debian-sysv' },
  { name: 'Sec-2', type: 'SECENGINE', flavour: 'rhel-like' },
];
const LONG_MS = 600_000;
const PROGRAM = '--program /lab/dmsa';

let site: Site;
beforeAll(async () => {
  site = await blank(`${LAB}-service`, NODES);
  const there = { identityFile: './id_ed25519', knownHosts: './known_hosts', hostKey: 'strict', connectTimeout: '8s' };
  const file = variant(site, 'there.yaml', [
    [['spec', 'ssh'], there],
    [['spec', 'run'], { mode: 'observe', interval: '10s' }],
  ]);
  await Promise.all(NODES.map(({ name }) => dmsaOn(site, name ?? '', file)));
  // What it needs is mounted: the box of a unit lets nobody mount.
  await Promise.all(NODES.map(({ name }) => onNode(site, name ?? '', '--version')));
}, LONG_MS);
afterAll(async () => {
  if (process.env['DMSA_LAB_KEEP'] !== '1') await site?.lab.down();
});

/** Its exit code and all that it said. */
async function told(node: string, script: string): Promise<{ readonly code: number; readonly said: string }> {
  const { code, stdout, stderr } = await site.lab.ssh(node, `{ ${script}; } 2>&1 </dev/null`, { timeout: 240_000 });
  return { code, said: `${stdout}${stderr}` };
}

async function done(node: string, args: string): Promise<string> {
  const { code, stdout, stderr } = await onNode(site, node, args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('error[') });
  return stdout;
}

/** That a loop with that process number has told something of a node. */
const keeps = (node: string, pid: string, limitS = 120): Promise<boolean> =>
  eventually(`dmsa run (pid ${pid}) keeps the cluster on ${node}`, limitS, async () => {
    const { stdout } = await onNode(site, node, 'events --json --kind drift');
    return stdout.includes(`pid ${pid}"`) ? true : undefined;
  });

describe('a unit of systemd', { timeout: LONG_MS }, () => {
  const node = 'Web-1';
  const show = async (property: string): Promise<string> =>
    (await site.lab.must(node, `systemctl show -p ${property} dmsa`)).trim().slice(property.length + 1);

  it('is understood by systemd, starts, and says when it is ready and what it keeps', async () => {
    const said = await done(node, `install ${PROGRAM} --start`);
    expect(said).toContain('/etc/systemd/system/dmsa.service: new\n');
    expect(said).toContain('dmsa run is started, and is at each boot.\n');
    expect(await told(node, 'systemd-analyze verify /etc/systemd/system/dmsa.service')).toEqual({ code: 0, said: '' });
    expect(await show('ActiveState')).toBe('active');
    expect(await show('StatusText')).toMatch(/^keeps \S+ by \/etc\/dmsa\/cluster\.yaml \([0-9a-f]{12}\)$/);
    expect(await site.lab.must(node, 'systemctl is-enabled dmsa')).toBe('enabled\n');
    await keeps(node, await show('MainPID'));
    const { said: security } = await told(node, 'systemd-analyze security --no-pager dmsa.service | tail -1');
    expect(Number(/: ([\d.]+)/.exec(security)?.[1])).toBeLessThan(5);
  });

  it('reloads the file, and one that is stuck is started anew', async () => {
    const pid = await show('MainPID');
    await site.lab.must(node, 'echo "# a comment" >>/etc/dmsa/cluster.yaml; systemctl reload dmsa');
    await eventually('the file is taken', 30, async () => {
      const { stdout } = await onNode(site, node, 'events --json --kind file');
      return stdout.includes('"is":"taken"') ? true : undefined;
    });
    expect(await show('MainPID')).toBe(pid);
    await site.lab.must(
      node,
      'mkdir -p /etc/systemd/system/dmsa.service.d; printf "[Service]\\nWatchdogSec=20\\n" >/etc/systemd/system/dmsa.service.d/quick.conf; systemctl daemon-reload; systemctl restart dmsa',
    );
    // Well, it is left alone for longer than the watchdog has.
    const well = await show('MainPID');
    await site.lab.must(node, 'sleep 30');
    expect(await show('MainPID')).toBe(well);
    await site.lab.must(node, `kill -STOP ${well}`);
    const next = await eventually('it runs again', 120, async () => {
      const now = await show('MainPID');
      return now !== well && now !== '0' && (await show('ActiveState')) === 'active' ? now : undefined;
    });
    await keeps(node, next);
  });

  it('is brought up to date without being restarted; what an operator changed is kept, and ours written beside it', async () => {
    const pid = await show('MainPID');
    expect(await done(node, `install ${PROGRAM}`)).toContain('/etc/systemd/system/dmsa.service: as it should be\n');
    await site.lab.must(node, 'sed -i s/RestartSec=5/RestartSec=7/ /etc/systemd/system/dmsa.service');
    expect(await done(node, `install ${PROGRAM}`)).toContain('dmsa.service: was changed here, and is kept\n');
    expect(await done(node, `install ${PROGRAM} --as Web-1 -- --json`)).toMatch(
      /options: replaced[\s\S]*dmsa\.service: was changed here, and is kept; this version's is \/etc\/dmsa\/dmsa\.service\.dmsa-new/,
    );
    expect(await site.lab.must(node, 'grep Restart /etc/systemd/system/dmsa.service')).toContain('RestartSec=7');
    expect(await site.lab.must(node, 'grep KillMode /etc/dmsa/dmsa.service.dmsa-new')).toBe('KillMode=process\n');
    expect(await show('MainPID')).toBe(pid);
  });

  it('is taken away, and leaves the file and what was changed', async () => {
    expect((await onNode(site, node, 'uninstall')).stderr).toContain('there is nobody to ask');
    const said = await done(node, 'uninstall -y');
    expect(said).toContain('/etc/systemd/system/dmsa.service: was changed here, and is left\n');
    expect((await told(node, 'systemctl is-active dmsa')).said).toBe('inactive\n');
    expect(await site.lab.must(node, 'ls /etc/dmsa; ls -d /var/lib/dmsa/loop/events-*')).toMatch(
      /cluster\.yaml\n[\s\S]*options\n[\s\S]*events-/,
    );
    expect((await onNode(site, node, 'uninstall -y')).stderr).toContain('not-installed');
  });
});

describe.each(['Sec-1', 'Sec-2'])('an init script on %s', { timeout: LONG_MS }, (node) => {
  const service = (verb: string) => told(node, `/etc/init.d/dmsa ${verb}`);
  const codes = async (...verbs: readonly string[]): Promise<readonly number[]> => {
    const all: number[] = [];
    for (const verb of verbs) all.push((await service(verb)).code);
    return all;
  };
  const pidOf = async (): Promise<string> => (await site.lab.must(node, 'cat /var/run/dmsa-run.pid')).trim();

  it('starts, stops and restarts as the Linux Standard Base has it, twice as once', async () => {
    const said = await done(node, `install ${PROGRAM}`);
    expect(said).toContain('/etc/init.d/dmsa: new\n');
    expect(said).toContain('/etc/logrotate.d/dmsa: new\n');
    expect(await codes('status', 'reload', 'stop', 'stop', 'try-restart', 'nonsense')).toEqual([3, 7, 0, 0, 0, 2]);
    expect(await codes('start', 'start', 'status')).toEqual([0, 0, 0]);
    await keeps(node, await pidOf());
    const first = await pidOf();
    expect(await codes('restart', 'status')).toEqual([0, 0]);
    const second = await eventually('another process', 30, async () => ((await pidOf()) === first ? undefined : pidOf()));
    expect(second).not.toBe(first);
    await keeps(node, second);
    expect((await told(node, `kill -0 ${first}`)).code).not.toBe(0);
    expect(await site.lab.must(node, 'stat -c %a /var/log/dmsa /var/log/dmsa/dmsa.log')).toBe('700\n600\n');
  });

  it('starts dmsa again when that was killed; says dead where the script itself was', async () => {
    const pid = await pidOf();
    await site.lab.must(node, `kill -9 ${pid}`);
    const again = await eventually('it is started again', 60, async () => {
      const now = await pidOf();
      return now !== pid ? now : undefined;
    });
    await keeps(node, again);
    await site.lab.must(node, 'kill -9 $(cat /var/run/dmsa.pid)');
    expect((await service('status')).code).toBe(1);
    await site.lab.must(node, `kill ${again}; while kill -0 ${again} 2>/dev/null; do sleep 0.2; done`);
    expect(await codes('start', 'status', 'reload')).toEqual([0, 0, 0]);
  });

  it('is there after a boot, and gone when it is taken away', async () => {
    const before = (await done(node, 'events --json -n 1')).trim();
    await site.lab.reboot(node);
    await site.lab.waitForBoot(node);
    await eventually('it is started by the boot', 60, async () => ((await service('status')).code === 0 ? true : undefined));
    await keeps(node, await pidOf());
    const { seq } = JSON.parse(before) as { readonly seq: number };
    const numbers = (await done(node, 'events --json -n 100000'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly seq: number }).seq);
    expect(numbers.at(-1)).toBeGreaterThan(seq);
    expect(new Set(numbers).size).toBe(numbers.length);
    await done(node, 'uninstall -y --purge');
    expect((await told(node, 'ls /etc/init.d/dmsa /etc/logrotate.d/dmsa /var/lib/dmsa/loop /etc/rc3.d/*dmsa')).code).not.toBe(0);
    expect(await site.lab.must(node, 'ls /etc/dmsa')).toContain('cluster.yaml');
    expect((await told(node, "cat /proc/[1-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -c '[d]msa.js run'")).said.trim()).toBe(
      '0',
    );
  });
});
