/** The loop of `dmsa run --as` on a real pair, and what another process learns of it. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FILE, type Loop, type PairSite, pairSite } from './pair-site.ts';

const LONG_MS = 120_000;

let site: PairSite;
let loop: Loop | null = null;
beforeAll(async () => {
  site = await pairSite();
}, LONG_MS);
beforeEach(() => {
  site.write(site.text());
  site.active.sh('rm -f /srv/broken /srv/started /srv/sick; : >/srv/up');
  site.standby.sh('rm -rf /srv/state /var/lib/dmsa/ha/history');
});
afterEach(async () => {
  await loop?.stop();
  loop = null;
});
afterAll(() => site.close());

interface Loops {
  readonly from: string;
  readonly because?: string;
  readonly verdict: { readonly act: string; readonly code: string };
  readonly subjects: readonly {
    readonly subject: string;
    readonly is: string;
    readonly times: number;
    readonly why: string | null;
  }[];
  readonly repairs: readonly { readonly service: string; readonly triedMs: readonly number[] }[];
  readonly conditions: readonly { readonly condition: string; readonly is: string }[];
  readonly file?: { readonly digest: string; readonly refused: string | null };
  readonly lives?: string;
  readonly problem?: { readonly why: string } | null;
}

function started(): Loop {
  loop = site.run();
  return loop;
}

function explained(): Loops {
  const { stdout } = site.dmsa('ha', 'explain', '--json');
  const [pair] = (JSON.parse(stdout) as { pairs: readonly { readonly loop: Loops }[] }).pairs;
  if (!pair) throw new Error(stdout);
  return pair.loop;
}

/** What explain says once it fits. */
async function explains(what: string, fits: (loop: Loops) => boolean): Promise<Loops> {
  for (let left = 40; ; left -= 1) {
    const found = explained();
    if (fits(found)) return found;
    if (left === 0) throw new Error(`${what}: ${JSON.stringify(found, null, 1)}`);
    await delay(200);
  }
}
const verdict = (code: string) => (event: { readonly type: string; readonly code?: string }) =>
  event.type === 'verdict' && event.code === code;

describe('why it acts or does not', { timeout: LONG_MS }, () => {
  it('is told by the loop while it lives, else by a look of its own, with the same parts', async () => {
    const alone = explained();
    expect(alone).toMatchObject({ from: 'look', because: 'no dmsa run on this machine keeps Sec-1', verdict: { code: 'fine' } });
    const running = started();
    await running.hears('that all is well', verdict('fine'));
    const seen = await explains('the loop', ({ from }) => from === 'loop');
    expect(seen).toMatchObject({ lives: 'yes', verdict: { code: 'fine' }, conditions: alone.conditions });
    expect(seen.subjects.map(({ subject, is }) => `${subject} ${is}`)).toEqual(
      alone.subjects.map(({ subject, is }) => `${subject} ${is}`),
    );
    expect(seen.conditions.map(({ condition, is }) => `${condition} ${is}`)).toEqual([
      'released yes',
      'fence-agent no',
      'lease no',
      'operator no',
    ]);
    expect(site.dmsa('ha', 'status').stdout).toMatch(/loop \(pid \d+, \d s ago\): fine: Sec-1 holds and is well/);
    await running.stop('SIGKILL');
    expect(explained()).toMatchObject({ from: 'look', because: expect.stringMatching(/has ended; its last word is \d+ s old/) });
    expect(site.dmsa('ha', 'status').stdout.replaceAll(/\s+/g, ' ')).toContain('loop: the dmsa run that kept Sec-1 here');
  });

  it('counts the failures of an operator’s own check, and forgets them with one success', async () => {
    site.write(
      site
        .text("  checks: [{ name: sms answers, nodes: [Sec-1], on: node, command: '[ ! -e /srv/sick ]' }]\n")
        .replace('[node]', '[node, check]'),
    );
    const running = started();
    await running.hears('that all is well', verdict('fine'));
    site.active.sh(': >/srv/sick');
    const waits = await running.hears('that it waits', verdict('waits'));
    expect(waits.sentence).toContain('check "sms answers" failed: ');
    const seen = await explains('failures', ({ subjects }) => subjects.some(({ times }) => times >= 2));
    expect(seen.subjects.find(({ subject }) => subject === 'check sms answers')).toMatchObject({ is: 'bad' });
    site.active.sh('rm /srv/sick');
    const well = await explains('that it is well', ({ verdict: { code } }) => code === 'fine');
    expect(well.subjects.filter(({ times }) => times > 0)).toEqual([]);
    expect(running.events().filter(({ act }) => act === 'takeover')).toEqual([]);
  });
});

describe('tries of repair', { timeout: LONG_MS }, () => {
  const tries = (): number => site.active.sh('cat /srv/started 2>/dev/null || :').split('start\n').length - 1;
  const spent = ({ type, sentence }: { readonly type: string; readonly sentence?: string }): boolean =>
    type === 'verdict' && (sentence ?? '').includes('(started again 2 times, in vain)');

  it.each([
    ['what it wrote down here', ': nothing is removed'],
    ['the history on the standby', 'rm -rf /srv/state'],
  ])('outlive a loop that was killed, by %s: there are no more of them than the file allows', async (_, forget) => {
    site.write(site.text().replace('[node]', '[node, service]'));
    site.active.sh(': >/srv/broken; rm /srv/up');
    const first = started();
    const noted = (): boolean => site.standby.sh('cat /var/lib/dmsa/ha/history 2>/dev/null || :').includes('(try 1)');
    await first.hears('the first try', ({ act }) => act === 'repair');
    while (!noted()) await delay(50);
    await first.stop('SIGKILL');
    site.standby.sh(`${forget}; rm -rf /var/lib/dmsa/lock`);
    site.active.sh('rm -rf /var/lib/dmsa/lock');
    const second = started();
    const again = await second.hears('the next try', ({ act }) => act === 'repair');
    expect(again.sentence).toContain('try 2 of 2');
    await second.hears('that it was in vain', spent);
    expect(tries()).toBe(2);
    expect(explained().repairs).toMatchObject([{ service: 'ubi-sms', triedMs: [expect.any(Number), expect.any(Number)] }]);
  });

  it('that the lock of another run kept off are none: it is waited for, told once, and then all of them are made', async () => {
    site.write(site.text().replace('[node]', '[node, service]'));
    const running = started();
    await running.hears('that all is well', verdict('fine'));
    site.active.sh(`rm /srv/up; mkdir -p /var/lib/dmsa/lock; now=$(date +%s)
echo '{"token":"abc1","expiresAt":'$((now+300))',"takenAt":'$now',"holder":"eve@far","reason":"upgrade"}' >/var/lib/dmsa/lock/holder`);
    const begun = new Set<string>();
    for (const until = performance.now() + 50_000; begun.size < 3; await delay(50)) {
      if (performance.now() > until) throw new Error(`it was begun ${begun.size} times`);
      const [since] = /"doing":\{[^}]*\}/.exec(site.standby.sh('cat /srv/state/pair-test-Sec-1.json 2>/dev/null || :')) ?? [];
      if (since) begun.add(since);
    }
    const acted = (): readonly unknown[] => running.events().flatMap(({ type, status }) => (type === 'acted' ? [status] : []));
    expect([tries(), acted()]).toEqual([0, ['locked']]);
    expect(explained().problem?.why).toContain('Sec-1 is locked by eve@far');
    site.active.sh('rm -r /var/lib/dmsa/lock; : >/srv/broken');
    await running.hears('that it was in vain', spent);
    expect(tries()).toBe(2);
  });
});

/** What a loop writes down of its file: explain itself needs one that is good. */
function fileWritten(): NonNullable<Loops['file']> {
  return (JSON.parse(site.standby.sh('cat /srv/state/pair-test-Sec-1.json')) as { readonly file: NonNullable<Loops['file']> })
    .file;
}

async function writes(what: string, fits: (file: NonNullable<Loops['file']>) => boolean): Promise<void> {
  for (let left = 100; !fits(fileWritten()); left -= 1) {
    if (left === 0) throw new Error(`${what}: ${JSON.stringify(fileWritten())}`);
    await delay(100);
  }
}

describe('the cluster file of a loop', { timeout: LONG_MS }, () => {
  const problems = (running: Loop): readonly string[] =>
    running.events().flatMap(({ type, why }) => (type === 'problem' ? [why ?? ''] : []));

  it('is taken up when it changes, and what was watched goes on to count', async () => {
    site.write(site.text("  checks: [{ name: sms answers, nodes: [Sec-1], on: node, command: '[ ! -e /srv/sick ]' }]\n"));
    const running = started();
    await running.hears('that all is well', verdict('fine'));
    site.active.sh(': >/srv/sick');
    const before = await explains('failures', ({ subjects }) => subjects.some(({ times }) => times >= 4));
    site.write(
      site
        .text("  checks: [{ name: sms answers, nodes: [Sec-1], on: node, command: '[ ! -e /srv/sick ]' }]\n")
        .replace('failures: 3', 'failures: 9'),
    );
    await running.hears('that it is taken up', ({ type, is }) => type === 'file' && is === 'taken');
    const after = await explains('the new file', ({ from, file }) => from === 'loop' && file?.digest !== before.file?.digest);

    expect(after.subjects.find(({ subject }) => subject === 'check sms answers')?.times).toBeGreaterThan(4);
    expect(problems(running)).toEqual([]);
  });

  it('stays as it was where the new one can not be used, which is told once', async () => {
    const running = started();
    await running.hears('that all is well', verdict('fine'));
    const { file } = await explains('the loop', ({ from }) => from === 'loop');
    const bad: readonly (readonly [() => void, string])[] = [
      [() => site.write(site.text().replace('backupOf: Sec-1', 'backupOf: Sec-7')), 'is not there (line 11, column'],
      [() => site.write(''), ''],
      [() => site.standby.sh(`rm ${FILE}`), "can't be read"],
      [() => site.write(site.text().replace(/ {4}Sec-Rep-1: .*\n/, '')), 'Sec-Rep-1'],
      [() => site.write(site.text().replace('name: test', 'name: other')), 'cluster other'],
    ];
    for (const [at, [change, says]] of bad.entries()) {
      change();
      await running.hears(`problem ${at + 1}`, () => problems(running).length > at);
      expect(problems(running)[at]).toContain('what it was before stays in force: ');
      expect(problems(running)[at]).toContain(says);
      running.signal('SIGHUP');
      await writes('that it is refused', (of) => of.refused?.includes(says) === true);
      expect(fileWritten().digest).toBe(file?.digest);
    }
    expect(problems(running)).toHaveLength(bad.length);
    site.write(site.text());
    await running.hears('that it is mended', ({ type, is }) => type === 'file' && is === 'same');
    expect(running.events().filter(({ act }) => act !== undefined && act !== 'none')).toEqual([]);
  });
});

it('what if something happened to a standby: as JSON where that is asked for', { timeout: LONG_MS }, () => {
  const asked = site.dmsa('plan', '--what-if', 'node=Sec-Rep-1,down', '--json');
  expect(JSON.parse(asked.stdout)).toEqual({
    verdict: { act: 'none', code: 'standby', sentence: expect.stringContaining('nothing would be moved') },
    plan: null,
  });
  expect(site.dmsa('plan', '--what-if', 'node=Sec-Rep-1,down').stdout).toMatch(/^Sec-Rep-1 is the standby of Sec-1: /);
});

it('what if a service failed for good: it needs no stop any more, as it does where a network fails', { timeout: LONG_MS }, () => {
  site.write(site.text().replace('reasons: [node]', 'reasons: [service, maintenance]'));
  const steps = (event: string): readonly string[] => {
    const { stdout, stderr } = site.dmsa('plan', '--what-if', `node=Sec-1,${event}`, '--json');
    const said = JSON.parse(stdout) as {
      readonly verdict: { readonly code: string };
      readonly plan: { readonly actions: readonly { readonly id: string }[] } | null;
    };
    expect({ code: said.verdict.code, stderr: said.plan ? '' : stderr }).toEqual({ code: 'takeover-release', stderr: '' });
    return said.plan?.actions.map(({ id }) => id) ?? [];
  };
  const [service, network] = [steps('service=ubi-sms'), steps('network=maintenance')];
  expect(network).toContain('Sec-1/service/ubi-sms');
  expect(service).toContain('Sec-Rep-1/service/ubi-sms');
  expect(service).toEqual(network.filter((id) => id !== 'Sec-1/service/ubi-sms'));
});

describe('asked in a terminal whether a pair is to be moved', { timeout: LONG_MS }, () => {
  it.each([
    ['another word', 'y\r'],
    ['nothing', '\r'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s is no yes', async (_, keys) => {
    const { code, said } = await site.typed(['ha', 'failover', 'Sec-1'], keys);
    expect({ code, last: said.trimEnd().split('\n').at(-1) }).toEqual({ code: 1, last: 'Nothing was changed.' });
    expect(site.active.sh('ls /srv/up; ip -o -4 addr show dev eth0')).toContain('10.0.0.111/24');
  });
});
