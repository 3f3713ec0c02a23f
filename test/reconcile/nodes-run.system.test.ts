/** `dmsa run` as a program, on a real pair over a real sshd: nodes and pair kept beside each other, and what an operator tells it. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Event, FILE, type Loop, type PairSite, pairSite } from './pair-site.ts';

const LONG_MS = 240_000;
const SPEC = (more = ''): string => `  run: { interval: 1s, rules: [{ kinds: [directory], mode: apply }] }
  directories: [{ path: /srv/data, mode: '0750', nodes: [Sec-1] }${more}]
`;
const DATA = 'Sec-1/directory//srv/data';

let site: PairSite;
let loop: Loop | null = null;
beforeAll(async () => {
  site = await pairSite();
  // Waits before it changes a mode, where it is told to.
  site.active.sh(`cp /usr/bin/chmod /srv/chmod.real
cat >/srv/chmod.slow <<'X'
#!/bin/sh
if [ -e /srv/slow ]; then : >/srv/waits; n=0; while [ -e /srv/slow ] && [ $n -lt 300 ]; do sleep 0.1; n=$((n+1)); done; fi
exec /srv/chmod.real "$@"
X
/srv/chmod.real 755 /srv/chmod.slow; mount --bind /srv/chmod.slow /usr/bin/chmod`);
}, LONG_MS);
beforeEach(() => {
  site.write(site.text(SPEC()));
  site.active.sh('rm -rf /srv/data /srv/more /srv/slow /srv/waits /var/lib/dmsa/*; : >/srv/up');
  site.standby.sh('rm -rf /srv/state /var/lib/dmsa/*');
});
afterEach(async () => {
  site.active.sh('rm -f /srv/slow');
  await loop?.stop();
  loop = null;
});
afterAll(() => site.close());

/** Put right, at that moment or later. */
const healed =
  (id: string, since = '') =>
  (event: Event): boolean =>
    event.type === 'healed' && (event.ids?.includes(id) ?? false) && (event.at ?? '') >= since;

async function started(): Promise<Loop> {
  loop = site.run('-f', FILE);
  await loop.hears('its first change', healed(DATA));
  return loop;
}

async function until<T>(what: string, get: () => T | null | false): Promise<T> {
  for (const end = performance.now() + 90_000; performance.now() < end; await delay(100)) {
    const found = get();
    if (found) return found;
  }
  throw new Error(`not seen: ${what}`);
}

interface Status {
  readonly lives: string;
  readonly revision: { readonly digest: string; readonly approval: { readonly by: string } | null };
  readonly suspensions: readonly { readonly reason: string }[];
  readonly nodes: readonly {
    readonly name: string;
    readonly reachable: boolean | null;
    readonly differences: readonly { readonly id: string; readonly waits: { readonly code: string } | null }[];
  }[];
  readonly pairs: readonly { readonly active: string; readonly code: string }[];
}

function status(): Status {
  const { stdout, stderr } = site.dmsa('status', '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Status;
}
const codeOf = (id: string): string | null | undefined => {
  const found = status()
    .nodes.flatMap(({ differences }) => differences)
    .find((one) => one.id === id);
  return found && (found.waits?.code ?? null);
};

it('keeps nodes and pair beside each other, and says so; suspended it changes nothing, resumed it does', async () => {
  const run = await started();
  await run.hears('the pair', (event) => event.type === 'verdict');
  await until('its status', () => status().nodes.every(({ reachable }) => reachable === true));
  expect(status()).toMatchObject({ lives: 'yes', pairs: [{ active: 'Sec-1' }] });
  const asked = site.dmsa('suspend', 'Sec-1', '--for', '1h', '--reason', 'storage moves');
  expect(asked.stdout).toMatch(/^Sec-1: suspended until .* UTC, by root: storage moves\./);
  await until('the suspension', () => status().suspensions[0]?.reason === 'storage moves');
  site.active.sh('/srv/chmod.real 777 /srv/data');
  await until('what waits', () => codeOf(DATA) === 'suspended');
  const screen = site.dmsa('status', '-v');
  expect(screen.code).toBe(3);
  expect(screen.stdout).toContain('Sec-1: suspended until');
  expect(screen.stdout).toMatch(/\[suspended\] suspended by root: storage moves/);
  expect(screen.stdout).toMatch(/mode\s+"?0?777"? → "?0?750"?/);
  expect(site.active.sh('stat -c %a /srv/data')).toBe('777\n');
  const since = new Date().toISOString();
  expect(site.dmsa('resume', 'Sec-1').stdout).toMatch(/^Ended: Sec-1: suspended/);
  await run.hears('put right', healed(DATA, since));
  expect(site.active.sh('stat -c %a /srv/data')).toBe('750\n');
}, 180_000);

it('told to stop in the middle of a change it finishes that, and leaves no lock', async () => {
  const run = await started();
  site.active.sh(': >/srv/slow; /srv/chmod.real 777 /srv/data');
  await until('the change to begin', () => site.active.sh('ls /srv').includes('waits'));
  const ended = run.stop();
  await delay(500);
  expect(run.child.exitCode).toBeNull();
  site.active.sh('rm /srv/slow');
  await ended;
  expect(run.child.exitCode).toBe(0);
  expect(site.active.sh('stat -c %a /srv/data; ls /var/lib/dmsa')).toMatch(/^750\n(?!.*lock)/s);
}, 180_000);

it('killed in the middle and started again, it waits for the lock that is left, and converges', async () => {
  const run = await started();
  site.active.sh(': >/srv/slow; /srv/chmod.real 777 /srv/data');
  await until('the change to begin', () => site.active.sh('ls /srv').includes('waits'));
  await run.stop('SIGKILL');
  loop = site.run('-f', FILE);
  await loop.hears('that it is locked', (event) => event.type === 'acted' && event.result === 'locked');
  site.active.sh('rm /srv/slow');
  expect(site.dmsa('lock', 'break', '-n', 'Sec-1', '-y', '--reason', 'test').code).toBe(0);
  await until('it to be as wanted', () => site.active.sh('stat -c %a /srv/data') === '750\n' && codeOf(DATA) === undefined);
  expect(status().lives).toBe('yes');
}, 180_000);

it('a change of the file is taken up while a change is at work on a node, which is finished', async () => {
  const run = await started();
  const since = new Date().toISOString();
  site.active.sh(': >/srv/slow; /srv/chmod.real 777 /srv/data');
  await until('the change to begin', () => site.active.sh('ls /srv').includes('waits'));
  site.write(site.text(SPEC(', { path: /srv/more, nodes: [Sec-1] }')));
  await run.hears('the file', (event) => event.type === 'file' && event.is === 'taken');
  expect(site.active.sh('ls -d /srv/more 2>/dev/null || echo none')).toBe('none\n');
  site.active.sh('rm /srv/slow');
  await run.hears('the first change', healed(DATA, since));
  await run.hears('the second', healed('Sec-1/directory//srv/more'));
  expect(site.active.sh('stat -c %a /srv/data')).toBe('750\n');
}, 180_000);

it('what the file has changed waits for its approval, of exactly what the status shows', async () => {
  const run = await started();
  const heal = SPEC(', { path: /srv/more, nodes: [Sec-1] }').replace('mode: apply', 'mode: heal');
  site.write(site.text(heal));
  const more = 'Sec-1/directory//srv/more';
  await until('what waits', () => codeOf(more) === 'needs-approval');
  const { digest } = status().revision;
  expect(site.dmsa('run', 'approve', 'abcdef012345', '-y').stderr).toContain('is not the revision in force');
  const approved = site.dmsa('run', 'approve', digest.slice(0, 12), '-y', '--reason', 'ticket 4711');
  expect(approved.stdout).toContain('create directory /srv/more');
  await run.hears('the change', healed(more));
  await until('who approved', () => status().revision.approval?.by === 'root');
}, 180_000);

it('--as keeps a pair alone, and says so', () => {
  const { code, stderr } = site.dmsa('run', '--as', 'Sec-Rep-1');
  expect([code, stderr.includes('Give --ha-only with it')]).toEqual([1, true]);
});
