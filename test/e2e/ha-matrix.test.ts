/**
 * The matrix of cut cables and stopped nodes around a pair (ha-matrix-table.ts): what the loop does is read from what it tells, who
 * answered from the wire. A client uses the service addresses all the while.
 */
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, startClient } from '../../lab/client.ts';
import { macOf, type Nic, nics } from '../../lab/network.ts';
import { captureWire, type Wire } from '../../lab/wire.ts';
import { turnsOf } from '../../lab/wire-log.ts';
import { apply, blank, converge, dmsa, eventually, type PlanJson, ROOT, type Site, setIn, sshOf, variant } from './cluster.ts';
import { ACTIVE, type Fault, MATRIX, type Row, STANDBY } from './ha-matrix-table.ts';
import { recordRow } from './ha-proof-table.ts';
import { LAB } from './lab-name.ts';
import { type Loop, startLoop } from './loop.ts';
import { held, mayCopy, NONE, status } from './pair.ts';

const LONG_MS = 400_000;
const PACK = ['ubi-sms', 'ubi-alarm'];
const SERVICE = { eth0: '10.77.0.121', eth1: '10.78.0.121' } as const;
const ALL = { addresses: Object.values(SERVICE), services: PACK };
const SPOOL = '/opt/sms/spool/parser';

let site: Site;
let loop: Loop | null = null;
let wire: Wire | null = null;
let client: Client | null = null;
let last: 'fine' | 'failed-over' | 'unknown' = 'unknown';

beforeAll(async () => {
  site = await blank(`${LAB}-matrix`, [
    { name: 'Web-1', type: 'GUI', flavour: 'rhel-like' },
    { name: ACTIVE, type: 'SECENGINE', flavour: 'rhel-like' },
    { name: STANDBY, type: 'REPORTING', flavour: 'rhel-like', backupOf: ACTIVE },
  ]);
  setIn(site, ['spec', 'ssh'], sshOf(site, { connectTimeout: '8s' }));
  setIn(site, ['spec', 'packs', 'pack_sec'], PACK);
  setIn(site, ['spec', 'watch'], {
    interval: '1s',
    timeout: '3s',
    failures: 3,
    takeoversPerHour: 100,
    repair: { tries: 1, pause: '3s' },
  });
  // On a machine that is very busy a status may not come in time, and is unknown then: that the first apply is enough is others' to show.
  await eventually('the nodes are as the file says', 240, async () => (await apply(site)).report.after?.converged || undefined);
  await mayCopy(site, ACTIVE, STANDBY, '10.77.0.31,10.78.0.31');
  await mayCopy(site, STANDBY, ACTIVE, '10.77.0.21,10.78.0.21');
  // The legacy files say minutes, so that the nodes stay as they are.
  const quick = [['spec', 'nodes', STANDBY, 'failover'], { after: '3s' }] as const;
  variant(site, 'watch.yaml', [quick]);
  const agent = { agent: join(ROOT, 'lab/fence_lab'), options: { lab: site.lab.name, plug: ACTIVE } };
  variant(site, 'fenced.yaml', [quick, [['spec', 'nodes', ACTIVE, 'fence'], agent]]);
});

beforeEach(async () => {
  if (last === 'fine') return;
  // The row before did not come to its end.
  await site.lab.heal();
  for (const node of site.lab.nodes) await isUp(node.name);
  await seeAll();
  if ((await status(site)).code === 'active-holds') return;
  // What was switched off has come back without what nothing raises at a boot.
  await converge(site, ['-n', ACTIVE]);
  await failback();
}, LONG_MS);
afterEach(async () => {
  await loop?.stop();
  await client?.stop();
  await wire?.stop().catch(() => []);
  loop = null;
  client = null;
  wire = null;
});

async function isUp(node: string): Promise<void> {
  await site.lab.waitForSsh(node);
  await site.lab.waitForBoot(node);
}

const ownOf = (node: string, nic: Nic): string => site.lab.node(node)[nic];
const seeAll = (): Promise<unknown> =>
  site.lab.exec(['sh', '-c', 'ip route show type blackhole | while read -r t a; do ip route del $t $a; done']);

async function strike(fault: Fault): Promise<void> {
  const { lab } = site;
  switch (fault.what) {
    case 'cut':
      for (const nic of fault.nics) await (fault.who === 'client' ? client?.cable(nic, false) : lab.cut(fault.who, nic));
      return;
    case 'mute':
      return lab.fault(fault.who, 'lossy', fault.nic, 'loss', '100%');
    case 'blind':
      for (const nic of fault.nics) await lab.exec(['ip', 'route', 'add', 'blackhole', ownOf(fault.who, nic)]);
      return;
    case 'dead':
      return lab.kill9(fault.who);
    case 'frozen':
    case 'wakes':
      return lab.freeze(fault.who);
    case 'disk-full':
    case 'read-only':
    case 'disk-hung':
      return lab.fault(fault.who, fault.what);
    case 'service':
      return lab.fault(fault.who, 'fail-service', fault.name);
    case 'rebooted':
      await lab.must(fault.who, 'nohup sh -c "sleep 0.3; reboot" >/dev/null 2>&1 </dev/null &', { fresh: true });
  }
}

async function undo(fault: Fault): Promise<void> {
  const { lab } = site;
  switch (fault.what) {
    case 'cut':
      for (const nic of fault.nics) await (fault.who === 'client' ? client?.cable(nic, true) : lab.uncut(fault.who, nic));
      break;
    case 'mute':
      await lab.fault(fault.who, 'clean', fault.nic);
      break;
    case 'blind':
      await seeAll();
      break;
    case 'service':
      await lab.fault(fault.who, 'mend-service', fault.name);
      break;
    case 'disk-full':
    case 'read-only':
    case 'disk-hung':
    case 'dead':
    case 'frozen':
    case 'wakes':
    case 'rebooted':
      // What the agent has switched off can't wake any more.
      if (lab.power(fault.who) === 'frozen') await lab.thaw(fault.who);
  }
  if (fault.what === 'cut' && fault.who === 'client') return;
  const wasOff = lab.power(fault.who) === 'off';
  if (wasOff) await lab.powerOn(fault.who);
  else if (fault.what === 'read-only') await lab.fault(fault.who, 'read-write');
  else if (fault.what === 'disk-hung') await lab.fault(fault.who, 'disk-thawed');
  await isUp(fault.who);
  // A full disk is still full after a boot.
  if (fault.what === 'disk-full') await lab.fault(fault.who, 'disk-free');
}

async function failback(): Promise<void> {
  const { code, stderr } = await dmsa(site, ['ha', 'failback', ACTIVE, '--yes']);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
}

/** So many more tries of the client on each address; `served` counts those alone that were. */
async function clientTries(count: number, served: boolean): Promise<void> {
  const before = client?.tries().length ?? 0;
  await eventually(`${count} tries of the client${served ? ' that are served' : ''}`, 60, () => {
    const tries = (client?.tries() ?? []).slice(before).filter(({ why }) => !served || why === null);
    return Object.values(SERVICE).every((host) => tries.filter((one) => one.host === host).length >= count) ? true : undefined;
  });
}

/** Who answered for each address, in turn; by name. */
async function holders(): Promise<Record<Nic, readonly string[]>> {
  const frames = (await wire?.stop()) ?? [];
  wire = null;
  const nameOf = (mac: string, nic: Nic): string => site.lab.nodes.find((node) => macOf(node, nic) === mac)?.name ?? mac;
  const of = (nic: Nic): readonly string[] => turnsOf(frames, SERVICE[nic]).map(({ mac }) => nameOf(mac, nic));
  return { eth0: of('eth0'), eth1: of('eth1') };
}

/** What `--what-if` says would be done, by id; as it is done, each after what it needs. */
async function foretold(file: string, event: string, code: string | null): Promise<PlanJson['actions']> {
  const ran = await dmsa(site, ['plan', '-f', file, '--what-if', `node=${ACTIVE},${event}`, '--json']);
  if (ran.code !== 0) throw new Error(ran.stderr);
  const said = JSON.parse(ran.stdout) as { readonly verdict: { readonly code: string }; readonly plan: PlanJson | null };
  expect(said.verdict.code).toBe(code);
  return said.plan?.actions ?? [];
}

/** The actions that the loop has done, in turn. */
function done(): readonly string[] {
  return [...(loop?.said() ?? '').matchAll(/([\w.-]+\/[a-z-]+\/[^\s"]+): done in/g)].map(([, id = '']) => id);
}

let began = 0;
/** How long it took so far, for whoever waits for the whole. */
function reached(what: string): void {
  process.stderr.write(`[matrix] ${what} after ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
}

async function begin(file: string): Promise<void> {
  last = 'unknown';
  began = performance.now();
  wire = await captureWire(site.lab.name, Object.values(SERVICE));
  client = await startClient(
    site.lab.name,
    nics.map((nic) => `${SERVICE[nic]}:5200`),
  );
  loop = startLoop(site, file);
  await loop.verdict(['fine'], 90);
  await clientTries(1, true);
  reached('well');
}

describe('around a pair', { timeout: LONG_MS }, () => {
  it.each(MATRIX.map((row) => [row.name, row] as const))('%s', async (_, row: Row) => {
    const file = row.agent ? 'fenced.yaml' : 'watch.yaml';
    const steps = row.whatIf === undefined ? null : await foretold(file, row.whatIf, row.code);
    await begin(file);
    const from = loop?.events().length ?? 0;
    await Promise.all(row.faults.map(strike));
    if (row.code !== null) {
      const told = await loop?.verdict([row.code], 120, from);
      reached(row.code);
      if (row.says) expect(told?.sentence).toMatch(row.says);
    }
    for (const { what, who } of row.faults) if (what === 'wakes') await site.lab.thaw(who).catch(() => undefined);
    const moved = row.ends === 'moved';
    if (moved) await loop?.verdict(['failed-over'], 120, from);
    if (moved) reached('moved');
    if (steps) {
      expect([...done()].sort()).toEqual(steps.map(({ id }) => id).sort());
      const at = new Map(done().map((id, index) => [id, index]));
      const early = steps.filter(({ id, after }) => after.some((first) => (at.get(first) ?? 0) > (at.get(id) ?? 0)));
      expect(early.map(({ id }) => id)).toEqual([]);
    }
    const clientIsCut = row.faults.some(({ who }) => who === 'client');
    // Time for whatever should not happen.
    await clientTries(20, !clientIsCut && (moved || row.code === null));
    await Promise.all(row.faults.map(undo));
    reached('mended');
    if (!moved) await eventually('all is well', 120, () => (loop?.events().at(-1)?.code ?? 'fine') === 'fine' || undefined);
    await clientTries(2, true);
    const acts = (loop?.events(from) ?? []).filter(({ act }) => act === 'takeover').map(({ code }) => code);
    expect(acts.filter((code) => !moved || code !== row.code)).toEqual([]);
    if (row.code === null)
      expect(loop?.events(from).filter(({ type, code }) => type === 'verdict' && code !== 'fine')).toEqual([]);
    expect(await held(site, moved ? STANDBY : ACTIVE)).toEqual(ALL);
    expect(await held(site, moved ? ACTIVE : STANDBY)).toEqual(NONE);
    await loop?.stop();
    if (moved) {
      if (row.agent) await converge(site, ['-n', ACTIVE]);
      await failback();
      expect(await held(site, ACTIVE)).toEqual(ALL);
      reached('given back');
    }
    const turns = moved ? [ACTIVE, STANDBY, ACTIVE] : [ACTIVE];
    expect(await holders()).toEqual({ eth0: turns, eth1: turns });
    last = 'fine';
    recordRow(row.name);
  });
});

describe('files', { timeout: LONG_MS }, () => {
  it('that were copied are there after a takeover; what the standby wrote is never overwritten by what is older', async () => {
    const read = async (node: string): Promise<string> =>
      site.lab.must(node, `cd ${SPOOL}; head -n 1 both own new 2>/dev/null || :`);
    await site.lab.must(ACTIVE, `mkdir -p ${SPOOL}; cd ${SPOOL}; rm -f *; echo active >both; echo active >own`);
    expect(await dmsa(site, ['sync'])).toMatchObject({ code: 0 });
    await begin('watch.yaml');
    await site.lab.cut(ACTIVE, 'eth1');
    await loop?.verdict(['failed-over'], 180);
    expect(await read(STANDBY)).toBe('==> both <==\nactive\n\n==> own <==\nactive\n');
    // Younger than the standby's by its time, and older by the order of things: nobody wrote it while it held.
    await site.lab.must(STANDBY, `cd ${SPOOL}; echo standby >both; echo standby >new`);
    await site.lab.must(ACTIVE, `touch -d '+1 hour' ${SPOOL}/both`);
    await site.lab.uncut(ACTIVE, 'eth1');
    await loop?.stop();
    await dmsa(site, ['sync']);
    expect(await read(STANDBY)).toBe('==> both <==\nstandby\n\n==> own <==\nactive\n\n==> new <==\nstandby\n');
    await failback();
    for (const node of [ACTIVE, STANDBY]) {
      expect(await read(node)).toBe('==> both <==\nstandby\n\n==> own <==\nactive\n\n==> new <==\nstandby\n');
    }
    const turns = [ACTIVE, STANDBY, ACTIVE];
    expect(await holders()).toEqual({ eth0: turns, eth1: turns });
    last = 'fine';
    recordRow('files');
  });
});

describe('the capture', { timeout: LONG_MS }, () => {
  it('finds two that answer, where an operator brings the address up on the standby by hand', async () => {
    last = 'unknown';
    wire = await captureWire(site.lab.name, Object.values(SERVICE));
    client = await startClient(
      site.lab.name,
      nics.map((nic) => `${SERVICE[nic]}:5200`),
    );
    await clientTries(5, true);
    await site.lab.must(STANDBY, `ip addr add ${SERVICE.eth1}/24 dev eth1`);
    await clientTries(10, false);
    await site.lab.must(STANDBY, `ip addr del ${SERVICE.eth1}/24 dev eth1`);
    await clientTries(5, true);
    const { eth0, eth1 } = await holders();
    expect(eth0).toEqual([ACTIVE]);
    expect(eth1.slice(0, 3)).toEqual([ACTIVE, STANDBY, ACTIVE]);
    last = 'fine';
    recordRow('two by hand');
  });
});
