/**
 * The kernel's watchdog behind the lease, on nodes with kernels of their own: softdog(4), loaded as an operator does it. All of dmsa on the
 * active stands still, or is killed, while it holds and goes on serving: the machine resets itself before the standby claims, seen on the wire.
 */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Client, startClient } from '../../lab/client.ts';
import { onConsole } from '../../lab/console.ts';
import { macOf, nics } from '../../lab/network.ts';
import { nodeFiles } from '../../lab/node.ts';
import { captureWire, type Wire } from '../../lab/wire.ts';
import { type Turn, turnsOf } from '../../lab/wire-log.ts';
import { apply, blank, converge, eventually, type Site } from './cluster.ts';
import { recordRow } from './ha-proof-table.ts';
import { LAB } from './lab-name.ts';
import { ACTIVE, hasAll, type LeaseSite, leaseOf, leaseSite, SOFTDOG_S, STANDBY } from './lease-site.ts';
import type { NodeLoop } from './on-standby.ts';
import { ALL, held, NONE } from './pair.ts';

const LONG_MS = 600_000;
/** The UML kernel has a watchdog of its own as /dev/watchdog, which needs a helper on the host. */
const DEVICE = '/dev/watchdog1';

let site: Site;
let leases: LeaseSite;
let active: NodeLoop;
let client: Client | null = null;
let wire: Wire | null = null;

beforeAll(async () => {
  site = await blank(`${LAB}-matrix`, [
    { name: 'Web-1', type: 'GUI', flavour: 'rhel-like' },
    { name: ACTIVE, type: 'SECENGINE', flavour: 'rhel-like' },
    { name: STANDBY, type: 'REPORTING', flavour: 'rhel-like', backupOf: ACTIVE },
  ]);
  // That the first apply is enough is others' to show: on a machine that is very busy it may not be.
  await eventually('the nodes are as the file says', 240, async () => (await apply(site)).report.after?.converged || undefined);
  for (const node of [ACTIVE, STANDBY]) await loadSoftdog(node);
  leases = await leaseSite(site, 'etcd', { watchdog: DEVICE });
  active = leases.active;
  await converge(site);
}, LONG_MS);
afterAll(() => leases?.close(), LONG_MS);
afterEach(async () => {
  await client?.stop();
  await wire?.stop().catch(() => []);
  client = null;
  wire = null;
}, LONG_MS);

/** Until the next boot. The lab's kernel is built with `nowayout`, which a module's own word overrides. */
const loadSoftdog = (node: string): Promise<string> =>
  site.lab.must(node, `modprobe softdog soft_margin=${SOFTDOG_S} nowayout=0 && test -c ${DEVICE}`);

const bootOf = async (node: string): Promise<string> => (await site.lab.must(node, 'cat /proc/sys/kernel/random/boot_id')).trim();

/** Processes that have the watchdog open. */
const feeders = (node = ACTIVE): Promise<string> =>
  site.lab.must(node, `ls -l /proc/[0-9]*/fd 2>/dev/null | grep -e '-> ${DEVICE}$' || :`);

async function fed(node = ACTIVE): Promise<void> {
  await eventually('the keeper holds the lease and the watchdog', 120, async () =>
    (await feeders(node)) !== '' && (await leaseOf(site)).includes(`${node} `) ? true : undefined,
  );
}

const SERVICE = '/usr/local/sbin/dmsa-service';

/** Of dmsa on a member: its loop and what stands down where that can't. One process, which does not find itself: a busy node has no time for more. */
const DMSA = "grep -lE 'dmsa[.]js|dmsa-dead[-]man' /proc/[0-9]*/cmdline 2>/dev/null | sed 's#/proc/##; s#/cmdline##'";

const resets = (node = ACTIVE): number =>
  readFileSync(nodeFiles(site.lab.name, node).consoleLog, 'utf8').split('softdog: Initiating system reboot').length - 1;

/** Waits for it; seconds since 1970, a tenth late at most. */
async function reset(node: string, before: number, limitS: number): Promise<number> {
  await eventually('the watchdog resets the machine', limitS, () => (resets(node) > before ? true : undefined));
  return Date.now() / 1000;
}

async function watched(): Promise<void> {
  wire = await captureWire(site.lab.name, ALL.addresses);
  client = await startClient(
    site.lab.name,
    ALL.addresses.map((address) => `${address}:5200`),
  );
}

/** Who answered for each address, in turn. */
async function turns(): Promise<readonly (readonly (Turn & { readonly name: string })[])[]> {
  await client?.stop();
  client = null;
  const frames = (await wire?.stop()) ?? [];
  wire = null;
  return ALL.addresses.map((address, at) => {
    const nameOf = (mac: string): string => site.lab.nodes.find((node) => macOf(node, nics[at] ?? 'eth0') === mac)?.name ?? mac;
    return turnsOf(frames, address).map((turn) => ({ ...turn, name: nameOf(turn.mac) }));
  });
}

describe('a watchdog behind the lease', { timeout: LONG_MS }, () => {
  it('is fed while the active holds, and called off by a stop: longer than it waits nothing happens', async () => {
    await fed();
    const [boot, before] = [await bootOf(ACTIVE), resets()];
    // Longer than it waits.
    await new Promise((resolve) => setTimeout(resolve, SOFTDOG_S * 1_300));
    expect([await bootOf(ACTIVE), resets()]).toEqual([boot, before]);
    await active.stop();
    expect(await feeders()).toBe('');
    await new Promise((resolve) => setTimeout(resolve, SOFTDOG_S * 1_300));
    expect([await bootOf(ACTIVE), resets()]).toEqual([boot, before]);
    expect([await held(site, ACTIVE), await held(site, STANDBY)]).toEqual([ALL, NONE]);
    expect(await leaseOf(site)).toMatch(/withdrawn +Sec-1/);
    active = await leases.keep(ACTIVE);
    await fed();
    recordRow('watchdog: a clean stop');
  });

  it('resets an active on which all of dmsa stands still while it goes on serving, before the standby claims', async () => {
    await fed();
    await watched();
    await leases.standby.hears('the standby watches', 120, ({ code }) => code === 'fine');
    const before = resets();
    // sshd as well, so that nobody can take anything off it; the kernel and the pack go on answering.
    const stop = `pids=$(${DMSA}); kill -STOP $pids; for p in $(pgrep -x sshd); do kill -STOP $p; done; echo $pids`;
    const { stdout } = await onConsole(site.lab.name, ACTIVE, stop);
    expect(stdout.trim().split(/\s+/).length).toBeGreaterThanOrEqual(2);
    const tries = client?.tries().length ?? 0;
    await eventually('the frozen one goes on serving', 30, () =>
      (client?.tries() ?? []).slice(tries).filter(({ why }) => why === null).length >= 4 ? true : undefined,
    );
    const resetS = await reset(ACTIVE, before, 2 * SOFTDOG_S);
    // Real machines take their time to come up again.
    for (const nic of nics) await site.lab.cut(ACTIVE, nic);
    await leases.standby.verdict('takeover-lease', 240);
    await hasAll(site, STANDBY);
    await leases.standby.verdict('failed-over', 120);
    expect(await leaseOf(site)).toMatch(/held +Sec-Rep-1 .*taken over from Sec-1/);
    for (const nic of nics) await site.lab.uncut(ACTIVE, nic);
    await site.lab.waitForSsh(ACTIVE);
    await site.lab.waitForBoot(ACTIVE);
    expect(await held(site, ACTIVE)).toEqual(NONE);
    const seen = await turns();
    expect(seen.map((of) => of.map(({ name }) => name))).toEqual([
      [ACTIVE, STANDBY],
      [ACTIVE, STANDBY],
    ]);
    for (const [own, claimed] of seen) {
      const [untilS, fromS] = [own?.toS ?? Number.NaN, claimed?.fromS ?? Number.NaN];
      process.stderr.write(
        `[watchdog] last frame of the active ${(untilS - resetS).toFixed(1)} s, first of the standby ${(fromS - resetS).toFixed(1)} s after the reset\n`,
      );
      expect(untilS).toBeLessThan(resetS + 0.5);
      expect(fromS).toBeGreaterThan(resetS);
    }
    recordRow('watchdog: all of dmsa stands still');
  });

  it('resets a standby that holds, on which all of dmsa is killed for good; it starts nothing before its dmsa is back', async () => {
    await fed(STANDBY);
    await watched();
    const before = resets(STANDBY);
    // Its init would start it again in time. Written to the disk: an empty script after the reset would have init give it up for five minutes.
    await site.lab.must(
      STANDBY,
      `mv ${SERVICE} /root/; printf '#!/bin/sh\nsleep 600\n' >${SERVICE}; chmod 755 ${SERVICE}; sync; kill -9 $(${DMSA})`,
    );
    await reset(STANDBY, before, 2 * SOFTDOG_S);
    await site.lab.waitForSsh(STANDBY);
    await site.lab.waitForBoot(STANDBY);
    expect([await held(site, ACTIVE), await held(site, STANDBY)]).toEqual([NONE, NONE]);
    await site.lab.must(STANDBY, `mv -f /root/dmsa-service ${SERVICE}`);
    // A shell with its path in its own command line would be among them.
    await site.lab.must(STANDBY, `kill $(pgrep -f '[d]msa-service'); :`);
    // The lock of the run that was killed is there for two minutes.
    await hasAll(site, STANDBY, 420);
    expect(await held(site, ACTIVE)).toEqual(NONE);
    for (const of of await turns()) expect(of.map(({ name }) => name)).toEqual([STANDBY]);
    recordRow('watchdog: all of dmsa is killed');
  });
});
