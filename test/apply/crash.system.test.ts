/**
 * A crash at every single step of an apply, one after the other: before and after each script that is sent, and before each
 * command of it that could change anything. Each time no file is half written (a reader looks all the while), and the next
 * apply converges and leaves nothing behind.
 */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyPlan } from '../../src/apply/apply.ts';
import { cksum } from '../../src/apply/bytes.ts';
import { breakLocks, listLocks, waitUnconfirmed } from '../../src/apply/lock-admin.ts';
import type { ApplyResult } from '../../src/apply/request.ts';
import { fingerprint } from '../../src/diff/fingerprint.ts';
import type { Keep } from '../../src/diff/manifest.ts';
import { resourceId } from '../../src/kinds/kind.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import { enter, startNode, type TestNode, type TestTransport, targetsOf, testTransport } from './node.ts';
import { planFor, TEST_KINDS, type Wish } from './things.ts';

const SIZE = 20_000;
const NEW = `${'n'.repeat(SIZE)}\n`;

const RELOAD = { script: 'echo reload >>/srv/log', once: 'reload' };

/** Every type of step: a file replaced, one made in a new folder, edited beside others, removed; things run, once and each. */
const WISHES: readonly Wish[] = [
  file('a', { run: [RELOAD] }),
  file('deep/c', { mode: '0640', owner: 'root:daemon', run: [RELOAD] }),
  { node: 'Sec-1', kind: 'line', name: 'l', spec: { path: '/srv/hosts', line: '10.0.0.2 ours' } },
  { node: 'Sec-1', kind: 'gone', name: 'g', spec: { path: '/srv/gone' } },
  { node: 'Sec-1', kind: 'started', name: 's', spec: { path: '/srv/up' } },
];

/** A second wave. */
const LATER = file('b', { run: [{ script: 'echo b >>/srv/log' }] }, ['Sec-1/file/a', 'Sec-1/file/deep/c']);

/** It could cut the node off, so it is commit-confirmed. */
const RISKY = file('r', { risky: true, run: [{ script: 'echo risky >>/srv/log', timeoutMs: 1_000 }] }, ['Sec-1/file/a']);

function file(name: string, more: Record<string, unknown>, after: readonly string[] = []): Wish {
  return { node: 'Sec-1', kind: 'file', name, spec: { path: `/srv/${name}`, text: NEW, ...more } as Wish['spec'], after };
}

const sumOf = (text: string): string => cksum(Buffer.from(text));
/** Each file is the old one or the new one. */
const WHOLE = new RegExp(
  `^((${sumOf(NEW)}|${sumOf(NEW.replaceAll('n', 'o'))})\n)+10\\.0\\.0\\.1 own\n# the last line\n(# the last line|# END dmsa test)\n$`,
);

/** As it is before each of the applies. */
const RESET = `cd /srv; rm -rf b deep gone up log order .dmsa.* /var/lib/dmsa/* /var/lib/dmsa/.[!.]*; echo x >gone
for f in a r hosts; do cp .crash/$f .crash/new; mv .crash/new $f; done`;

/** Looks at the files again and again; what is neither the old nor the new whole is written down. */
const READER = `old=$(head -c ${SIZE} /dev/zero | tr '\\0' o)$'\\n'; new=\${old//o/n}
while [ -e /srv/.crash ]; do
  for f in a b deep/c r; do
    c=; { IFS= read -rd '' c </srv/$f; } 2>/dev/null || [ -e /srv/$f ] || continue
    case $c in "$old" | "$new" | '') ;; *) echo "$f \${#c}" >>/srv/.crash/half ;; esac
    [ -n "$c" ] || [ ! -s /srv/$f ] || continue
  done
  h=; { IFS= read -rd '' h </srv/hosts; } 2>/dev/null
  case $h in '' | *'10.0.0.1 own'$'\\n''# the last line'$'\\n'*) ;; *) echo "hosts $h" >>/srv/.crash/half ;; esac
  IFS= read -rt 0.1 c <>/srv/.crash/pause
done`;

interface Place {
  readonly node: TestNode;
  readonly stop: () => void;
}

async function place(): Promise<Place> {
  const node = await startNode('Sec-1');
  node.sh(`mkdir /srv/.crash; cd /srv/.crash; mkfifo pause; printf '10.0.0.1 own\\n# the last line\\n' >hosts
head -c ${SIZE} /dev/zero | tr '\\0' o >a; echo >>a; cp a r`);
  const reader = spawn('nsenter', [...enter(node.pid), 'bash', '-c', READER], { stdio: ['ignore', 'ignore', 'inherit'] });
  return {
    node,
    stop() {
      reader.kill('SIGKILL');
      node.close();
    },
  };
}

/** Before each command that could change something, counts; the one with this number never comes to it, nor does its shell. */
function countdown(at: number): string {
  return `set -T
trap 'case $BASH_COMMAND in
  (*">"* | mv\\ * | cp\\ * | rm\\ * | mkdir\\ * | chmod\\ * | chown\\ * | dd\\ * | ln\\ * | timeout\\ *)
    read -r CRASH_N </srv/.crash/count
    echo $((CRASH_N + 1)) >/srv/.crash/count
    [ $CRASH_N != ${at} ] || { echo "$BASH_COMMAND" >/srv/.crash/killed; kill -9 0; } ;;
esac' DEBUG
`;
}

function changes(script: string): boolean {
  return script.includes('dmsa-lock') || script.includes('\nown()');
}

async function apply(place: Place, transport: TestTransport, wishes: readonly Wish[], confirmS = 1): Promise<ApplyResult> {
  const planned = await planFor(plain(place), wishes);
  const open = new Set(planned.plan.actions.map(({ id }) => id));
  const found = wishes.filter((wish) => !open.has(resourceId(wish)));
  const keep: Keep = { origin: 'created', made: null, after: [] };
  return applyPlan({
    ...planned,
    found: new Map([
      ['Sec-1', new Map(found.map(({ kind, name, spec }) => [`${kind}/${name}`, { spec: fingerprint(spec), keep }]))],
    ]),
    kinds: TEST_KINDS,
    transport,
    look: observeNode,
    targets: targetsOf(['Sec-1']),
    options: { holder: 'test', reason: 'a test', settleMs: 1, confirmS, lockTimeoutMs: 60_000 },
  });
}

function plain({ node }: Place): TestTransport {
  return testTransport(new Map([['Sec-1', node.pid]]));
}

/** Also at rest, right after the crash. */
function wholeFiles({ node }: Place): string {
  return node.sh(
    `cd /srv; for f in a b deep/c r; do [ ! -e $f ] || cksum <$f; done | sort -u; head -n 2 hosts; tail -n 1 hosts; cat .crash/half 2>/dev/null || :`,
  );
}

/** What an operator does after a crash, and what there has to be then. */
async function recovers(place: Place, what: string, wishes: readonly Wish[]): Promise<void> {
  expect(wholeFiles(place), what).toMatch(WHOLE);
  const admin = { transport: plain(place), targets: [...targetsOf(['Sec-1']).values()], parallel: 1 };
  const [lock] = await listLocks(admin);
  if (lock && 'report' in lock && lock.report.status === 'held') {
    const broken = await breakLocks(admin, new Map([['Sec-1', lock.report.lock.token]]), 'the test');
    expect(broken, what).toMatchObject([{ report: { status: 'broken' } }]);
  }
  if (wishes.includes(RISKY)) await waitUnconfirmed(admin, new AbortController().signal, () => {});
  const result = await apply(place, plain(place), wishes, 30);
  const bad = result.actions.filter(({ outcome }) => outcome.status !== 'done' && outcome.status !== 'already');
  expect([result.status, bad], what).toEqual(['applied', []]);
  expect((await planFor(plain(place), wishes)).plan.actions, what).toEqual([]);
  expect(place.node.sh('cat /srv/hosts; cat /srv/.crash/half 2>/dev/null || :; ls -A /srv/gone 2>/dev/null || :'), what).toBe(
    '10.0.0.1 own\n# the last line\n# BEGIN dmsa test (do not edit between these lines)\n10.0.0.2 ours\n# END dmsa test\n',
  );
  expect((await listLocks(admin))[0], what).toMatchObject({ report: { status: 'free' } });
  if (result.actions.length === 0) return;
  const left = place.node.sh(
    `cd /; find srv var/lib/dmsa -name '.dmsa*' -o -name lock -o -name 'lock.[er]*' -o -name 'output.*' -o -path '*/confirm/*'`,
  );
  expect(left, what).toBe('');
  expect(place.node.sh('cat /var/lib/dmsa/manifest.json'), what).not.toContain('pending');
}

let places: readonly Place[];
beforeAll(async () => {
  places = await Promise.all([place(), place()]);
});
afterAll(() => {
  for (const one of places) one.stop();
});

function pick(at: number): Place {
  const found = places[at];
  if (!found) throw new Error('no such place');
  return found;
}

describe('a crash in the middle of a script', () => {
  it.concurrent.each([
    ['together with dmsa', 0, true],
    ['of the node alone, dmsa goes on', 1, false],
  ] as const)('%s, at every command', { timeout: 300_000 }, async (_, at, dies) => {
    const here = pick(at);
    const killed = new Set<string>();
    for (let step = 0; ; step += 1) {
      here.node.sh(`${RESET}; echo 0 >/srv/.crash/count; rm -f /srv/.crash/killed`);
      const transport = plain(here);
      transport.shell = 'bash';
      transport.before = (_node, script) => {
        transport.head = changes(script) ? countdown(step) : '';
      };
      transport.after = (node, _script, code) => {
        if (code !== null && code <= 128) return;
        transport.before = () => {};
        transport.head = '';
        if (dies) transport.dead.add(node);
      };
      await apply(here, transport, WISHES);
      const command = here.node.sh('cat /srv/.crash/killed 2>/dev/null || :').trim();
      await recovers(here, `killed before command ${step}: ${command}`, WISHES);
      if (command === '') {
        expect(step).toBe(Number(here.node.sh('cat /srv/.crash/count')));
        expect(step).toBeGreaterThan(30);
        break;
      }
      killed.add(command.split(' ')[0] ?? '');
    }
    // That it has been everywhere: the lock, the files, the runs, the list, the end.
    expect([...killed]).toEqual(expect.arrayContaining(['mkdir', 'mv', 'cp', 'printf', 'dd', 'rm', 'chown', 'timeout']));
  });
});

describe('a crash of dmsa between two scripts', () => {
  it.concurrent.each([
    ['before each of them', 0, 'before'],
    ['after each of them, whose answer nobody hears', 1, 'after'],
  ] as const)('%s', { timeout: 300_000 }, async (_, at, when) => {
    const here = pick(at);
    const wishes = [...WISHES, LATER, RISKY];
    let scripts = Number.POSITIVE_INFINITY;
    for (let step = 0; step < scripts; step += 1) {
      here.node.sh(RESET);
      const transport = plain(here);
      let sent = 0;
      const died = new Promise<null>((resolve) => {
        transport[when] = (node: string) => {
          if (sent === step) {
            transport.dead.add(node);
            resolve(null);
          }
          sent += 1;
        };
      });
      // A killed process is not waited for: what it would still try reaches nobody.
      const result = await Promise.race([apply(here, transport, wishes), died]);
      if (result !== null) scripts = step;
      await recovers(here, `killed ${when} script ${step}`, wishes);
    }
    expect(scripts).toBeGreaterThan(10);
  });
});
