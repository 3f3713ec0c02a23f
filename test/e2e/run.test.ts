/**
 * Pairs kept by `dmsa run`, on real nodes: what fails is started again on the spot; a standby takes over where a network, a node or
 * a service is lost, and never on silence alone; what comes back holds nothing; a loop that is killed leaves nothing half done.
 */
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  converge,
  converged,
  dmsa,
  eventually,
  expectClean,
  type PlanJson,
  ROOT,
  type Site,
  type Started,
  setIn,
  sshOf,
  start,
  variant,
} from './cluster.ts';
import { ALL, endLocks, held, mayCopy, NONE, status, watchMembers } from './pair.ts';

interface Event {
  readonly type: 'verdict' | 'acted' | 'copied' | 'problem';
  readonly copies?: readonly { readonly path: string; readonly copied: boolean; readonly said: string }[];
  readonly code?: string;
  readonly act?: string;
  readonly sentence?: string;
  readonly why?: string;
  readonly status?: string;
  readonly failed?: number;
}

/** A pair is moved and moved back in one test. */
const LONG_MS = 600_000;
const SPOOL = '/opt/sms/spool';

let site: Site;
let loop: Started | null = null;
beforeAll(async () => {
  site = await converged();
  setIn(site, ['spec', 'ssh'], sshOf(site, { connectTimeout: '8s' }));
  setIn(site, ['spec', 'watch'], { interval: '1s', timeout: '4s', failures: 3, repair: { tries: 2, pause: '5s' } });
  await mayCopy(site, 'Sec-1', 'Sec-Rep-1', '10.77.0.31,10.78.0.31');
  await mayCopy(site, 'Sec-Rep-1', 'Sec-1', '10.77.0.21,10.78.0.21');
  // The legacy files say minutes, so that the nodes stay as they are.
  variant(site, 'watch.yaml', [[['spec', 'nodes', 'Sec-Rep-1', 'failover'], { after: '5s' }]]);
  const agent = { agent: join(ROOT, 'lab/fence_lab'), options: { lab: site.lab.name, plug: 'Sec-1' } };
  variant(site, 'fenced.yaml', [
    [['spec', 'nodes', 'Sec-Rep-1', 'failover'], { after: '5s' }],
    [['spec', 'nodes', 'Sec-1', 'fence'], agent],
  ]);
});
// Where one of them fails, the others still say what they have to.
beforeEach(async () => {
  await site.lab.heal();
  await Promise.all(['Sec-1', 'Sec-Rep-1'].map(isUp));
  if ((await status(site)).code !== 'active-holds') await failback();
}, LONG_MS);
afterEach(stopLoop);

async function isUp(node: string): Promise<void> {
  await site.lab.waitForSsh(node);
  await site.lab.waitForBoot(node);
}

function keep(file: string): void {
  loop = start(site, ['run', '--ha-only', '--json', '-f', file]);
}

async function stopLoop(): Promise<void> {
  if (!loop) return;
  loop.child.kill('SIGTERM');
  await loop.done;
  loop = null;
}

function events(): readonly Event[] {
  const said = loop?.said() ?? '';
  return said.split('\n').flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line) as Event] : []));
}

async function hears(what: string, limitS: number, fits: (event: Event) => boolean): Promise<Event> {
  try {
    return await eventually(what, limitS, () => events().find(fits));
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}; it said:\n${loop?.said() ?? 'nothing'}`);
  }
}
const verdict = (code: string, limitS = 90): Promise<Event> =>
  hears(code, limitS, (event) => event.type === 'verdict' && event.code === code);
const acted = (limitS = 180): Promise<Event> => hears('it has acted', limitS, ({ type }) => type === 'acted');

async function failback(): Promise<void> {
  const { code, stderr } = await dmsa(site, ['ha', 'failback', 'Sec-1', '--yes']);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(await held(site, 'Sec-1')).toEqual(ALL);
}

describe('the standby’s copies', { timeout: LONG_MS }, () => {
  it('are made at its period', async () => {
    await site.lab.must('Sec-1', `mkdir -p ${SPOOL}; echo fresh >${SPOOL}/of-the-loop`);
    keep('watch.yaml');
    const copied = await hears('it has copied', 120, ({ type }) => type === 'copied');
    expect(copied.copies?.filter((one) => !one.copied)).toEqual([]);
    expect(await site.lab.must('Sec-Rep-1', `cat ${SPOOL}/of-the-loop`)).toBe('fresh\n');
  });
});

describe('what would be done', { timeout: LONG_MS }, () => {
  it('is shown beforehand, with the exact plan, and nothing is changed', async () => {
    const what = async (event: string) => {
      const ran = await dmsa(site, ['plan', '-f', 'fenced.yaml', '--what-if', `node=Sec-1,${event}`, '--json']);
      if (ran.code !== 0) throw new Error(ran.stderr);
      return JSON.parse(ran.stdout) as { verdict: { act: string; code: string }; plan: PlanJson | null };
    };
    const lost = await what('network=equipment');
    expect(lost.verdict).toMatchObject({ act: 'takeover', code: 'takeover-release' });
    const ids = lost.plan?.actions.map(({ id }) => id);
    expect(ids).toContain('Sec-1/service/ubi-sms');
    expect(ids).toContain('Sec-Rep-1/service-address/eth1:1');
    const down = await what('down');
    expect(down.verdict).toMatchObject({ act: 'takeover', code: 'takeover-agent' });
    expect(down.plan?.actions.filter(({ node }) => node === 'Sec-1')).toEqual([]);
    expect((await what('service=ubi-bud')).verdict).toMatchObject({ act: 'takeover' });
    const bad = await dmsa(site, ['plan', '--what-if', 'node=Sec-1,tired']);
    expect({ code: bad.code, said: bad.stderr.includes('It takes node=NAME,down') }).toEqual({ code: 1, said: true });
    expect(await held(site, 'Sec-1')).toEqual(ALL);
  });
});

describe('what fails on the holder', { timeout: LONG_MS }, () => {
  it('is started again on the spot, and the history says so; an address that was taken off it comes back', async () => {
    keep('watch.yaml');
    await verdict('fine');
    await site.lab.must('Sec-1', 'service ubi-poll stop');
    expect(await verdict('repair')).toMatchObject({ act: 'repair', sentence: expect.stringContaining('try 1 of 2') });
    await eventually('it runs again', 120, async () => ((await held(site, 'Sec-1')).services.length === 4 ? true : undefined));
    await acted();
    await eventually('the history has it', 30, async () =>
      (await site.lab.must('Sec-Rep-1', 'cat /var/lib/dmsa/ha/history 2>/dev/null || :')).includes('started ubi-poll again')
        ? true
        : undefined,
    );
    await site.lab.must('Sec-1', 'ip addr del 10.77.0.121/24 dev eth0');
    await eventually('it has its address back', 150, async () =>
      (await held(site, 'Sec-1')).addresses.length === 2 ? true : undefined,
    );
    expect(await held(site, 'Sec-Rep-1')).toEqual(NONE);
  });

  it('is a reason for a takeover once it does not come back', async () => {
    await site.lab.fault('Sec-1', 'fail-service', 'ubi-bud');
    const watch = watchMembers(site);
    keep('watch.yaml');
    expect(await verdict('takeover-release', 240)).toMatchObject({
      sentence: expect.stringMatching(/ubi-bud has failed.*2 times, in vain/),
    });
    await verdict('failed-over', 180);
    expect((await watch.stop()).both).toEqual([]);
    expect(await held(site, 'Sec-Rep-1')).toEqual(ALL);
    expect(await held(site, 'Sec-1')).toEqual(NONE);
    await site.lab.fault('Sec-1', 'mend-service', 'ubi-bud');
    await stopLoop();
    await failback();
  });
});

describe('an active that has lost its equipment network', { timeout: LONG_MS }, () => {
  it('is taken over, also where the loop is killed in the middle; never do two hold', async () => {
    const watch = watchMembers(site);
    keep('watch.yaml');
    await verdict('fine');
    await site.lab.cut('Sec-1', 'eth1');
    expect(await verdict('takeover-release')).toMatchObject({
      sentence: expect.stringContaining('nothing is heard of it on the equipment network by'),
    });
    await eventually('it has begun', 120, async () => ((await held(site, 'Sec-1')).services.length < 4 ? true : undefined));
    loop?.child.kill('SIGKILL');
    await loop?.done;
    await endLocks(site);
    keep('watch.yaml');
    await verdict('failed-over', 240);
    const seen = await watch.stop();
    expect(seen.both).toEqual([]);
    expect(seen.holders).toEqual(['Sec-1', 'Sec-Rep-1']);
    expect(await held(site, 'Sec-1')).toEqual(NONE);
    expect(await status(site)).toMatchObject({ code: 'failed-over', last: { what: 'takeover: Sec-Rep-1 holds' } });
    await site.lab.uncut('Sec-1', 'eth1');
    await stopLoop();
    await failback();
  });
});

describe('a power cut', { timeout: LONG_MS }, () => {
  it('of both members ends with the active holding: dmsa starts it, not the boot', async () => {
    await Promise.all(['Sec-1', 'Sec-Rep-1'].map((node) => site.lab.kill9(node)));
    await Promise.all(['Sec-1', 'Sec-Rep-1'].map((node) => site.lab.powerOn(node)));
    await Promise.all(['Sec-1', 'Sec-Rep-1'].map(isUp));
    expect(await held(site, 'Sec-1')).toEqual(NONE);
    keep('watch.yaml');
    await eventually('the active holds', 180, async () => {
      const { addresses, services } = await held(site, 'Sec-1');
      return addresses.length === 2 && services.length === 4 ? true : undefined;
    });
    await verdict('fine');
    expect(await held(site, 'Sec-Rep-1')).toEqual(NONE);
  });
});

describe('an active that is silent', { timeout: LONG_MS }, () => {
  it('is not taken over on silence, nor once it wakes', async () => {
    keep('watch.yaml');
    await verdict('fine');
    await site.lab.freeze('Sec-1');
    expect(await verdict('not-fenced', 120)).toMatchObject({
      act: 'alarm',
      sentence: expect.stringMatching(/silent on both networks.*silence does not prove/),
    });
    expect(await held(site, 'Sec-Rep-1')).toEqual(NONE);
    await site.lab.thaw('Sec-1');
    await eventually('it is well', 120, () => (events().at(-1)?.code === 'fine' ? true : undefined));
    expect(await held(site, 'Sec-Rep-1')).toEqual(NONE);
  });

  it('is switched off by its fence agent, seen to be off, and taken over; back again it holds nothing', async () => {
    keep('fenced.yaml');
    await verdict('fine');
    await site.lab.freeze('Sec-1');
    await verdict('takeover-agent', 120);
    await verdict('failed-over', 240);
    expect(site.lab.power('Sec-1')).toBe('off');
    expect(await held(site, 'Sec-Rep-1')).toEqual(ALL);
    await site.lab.powerOn('Sec-1');
    await isUp('Sec-1');
    expect(await held(site, 'Sec-1')).toEqual(NONE);
    await stopLoop();
    await converge(site);
    await failback();
    await expectClean(site);
  });
});
