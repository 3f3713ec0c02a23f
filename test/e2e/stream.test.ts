/**
 * Drift heard of between two looks, on real nodes: how long it takes until `dmsa run` tells it, and what the stream costs a node. Its
 * figures are in docs/performance.md; it prints them.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { converged, dmsa, eventually, type Site, type Started, start, variant } from './cluster.ts';

interface Event {
  readonly at: string;
  readonly type: string;
  readonly node?: string;
  readonly ids?: readonly string[];
  readonly found?: readonly { readonly id: string }[];
}

interface StatusJson {
  readonly nodes: readonly {
    readonly name: string;
    readonly stream?: {
      readonly is: string;
      readonly sinceMs: number;
      readonly changes: number;
      readonly last: { readonly atMs: number; readonly what: string } | null;
    } | null;
  }[];
}

interface Drift {
  readonly what: 'address' | 'other';
  readonly node: string;
  readonly kind: string;
  readonly script: string;
  readonly back: string;
}

const NODES = ['Web-1', 'Sec-1', 'Sec-2', 'Sec-Rep-1'] as const;
const LONG_MS = 900_000;
/** Until it is heard of. 1 s and 3 s are what is asked for; the machine may be busy with other nodes. */
const LIMIT_S = { address: 3, other: 6 } as const;

const inPlace = (node: string): Drift => ({
  what: 'other',
  node,
  kind: 'hosts',
  script: 'cp -p /etc/hosts /root/hosts; grep -v Sec-2 /root/hosts >/root/less; date +%s.%N; cat /root/less >/etc/hosts',
  back: 'cat /root/hosts >/etc/hosts',
});
const replaced = (node: string): Drift => ({
  what: 'other',
  node,
  kind: 'hosts',
  script:
    'cp -p /etc/hosts /root/hosts; grep -v Sec-2 /root/hosts >/etc/.less; touch -d "1 day ago" /etc/.less; date +%s.%N; mv /etc/.less /etc/hosts',
  back: 'cat /root/hosts >/etc/hosts',
});
/** Not on a pair: the loop of pairs starts it again at once. */
const killed = (node: string, service: string): Drift => ({
  what: 'other',
  node,
  kind: 'service',
  script: `read -r p </var/run/${service}.pid; date +%s.%N; kill -9 "$p"`,
  back: `service ${service} start >/dev/null`,
});
const address = (node: string): Drift => ({
  what: 'address',
  node,
  kind: 'service-address',
  script:
    'ip -o -4 addr show dev eth1 | grep "eth1:1" >/root/eth1; read -r _ _ _ a _ </root/eth1; date +%s.%N; ip addr del "$a" dev eth1',
  back: 'read -r _ _ _ a _ </root/eth1; ip addr add "$a" brd + dev eth1 label eth1:1',
});
const unexported = (node: string): Drift => ({
  what: 'other',
  node,
  kind: 'export',
  script: 'date +%s.%N; exportfs -ua',
  back: 'exportfs -ra',
});
const FOLDER = '/opt/dmsa-stream';
/** Times say nothing of it. */
const chmod = (node: string): Drift => ({
  what: 'other',
  node,
  kind: 'directory',
  script: `date +%s.%N; chmod 700 ${FOLDER}`,
  back: `chmod 750 ${FOLDER}`,
});
const chown = (node: string): Drift => ({
  what: 'other',
  node,
  kind: 'directory',
  script: `date +%s.%N; chown 7 ${FOLDER}`,
  back: `chown 0 ${FOLDER}`,
});
const DRIFTS: readonly Drift[] = [
  address('Sec-2'),
  address('Web-1'),
  inPlace('Sec-1'),
  inPlace('Sec-2'),
  replaced('Sec-1'),
  replaced('Web-1'),
  chmod('Sec-1'),
  chmod('Web-1'),
  chown('Sec-2'),
  unexported('Sec-1'),
  unexported('Sec-2'),
  killed('Sec-2', 'ubi-poll'),
  killed('Web-1', 'ubi-ses'),
];

let site: Site;
let loop: Started | null = null;
beforeAll(async () => {
  site = await converged();
  variant(site, 'stream.yaml', [
    [['spec', 'run'], { interval: '1h' }],
    [['spec', 'packages'], ['rsync']],
    [['spec', 'directories'], [{ path: FOLDER, owner: 'root', mode: '0750' }]],
  ]);
  for (const node of NODES) await site.lab.must(node, `mkdir -p ${FOLDER}; chown 0:0 ${FOLDER}; chmod 750 ${FOLDER}`);
});
afterAll(async () => {
  for (const node of NODES) await site?.lab.ssh(node, `rmdir ${FOLDER}`);
  loop?.child.kill('SIGKILL');
  await loop?.done;
});

const events = (): readonly Event[] =>
  (loop?.said() ?? '').split('\n').flatMap((line) => (/^\{.*\}$/.test(line) ? [JSON.parse(line) as Event] : []));

async function statusOf(): Promise<StatusJson['nodes']> {
  const { stdout } = await dmsa(site, ['status', '--json', '-f', 'stream.yaml']);
  return stdout.startsWith('{') ? (JSON.parse(stdout) as StatusJson).nodes : [];
}

/** All of them since `fromMs`: what a loop before this one has written down may still be there. */
async function streamed(fromMs: number): Promise<true | undefined> {
  const nodes = await statusOf();
  const are = nodes.filter(({ stream }) => stream?.is === 'open' && stream.sinceMs >= fromMs);
  return are.length === NODES.length ? true : undefined;
}

/** The loop is at work, and has looked at what was new to it. */
async function listening(): Promise<void> {
  if (loop) return;
  const fromMs = Date.now();
  loop = start(site, ['run', '--json', '-f', 'stream.yaml']);
  await eventually('all nodes streamed', 120, () => streamed(fromMs));
  await delay(8_000);
}

/** How much the node's clock is ahead of this machine's, seconds. */
async function ahead(node: string): Promise<number> {
  const before = Date.now();
  const said = Number(await site.lab.must(node, 'date +%s.%N'));
  return said - (before + Date.now()) / 2_000;
}

/** CPU of the stream's processes on a node in milliseconds, and all processes ever started there. */
async function cost(node: string): Promise<{ readonly cpuMs: number; readonly forks: number; readonly processes: number }> {
  const script = `# Microseconds; where the kernel does not count so, by its ticks of 10 ms.
used() {
  us=
  if { read -r us _ </proc/$1/schedstat; } 2>/dev/null; then us=$((us / 1000)); return; fi
  set -- $st
  us=$(((\${12} + \${13}) * 10000))
}
for f in /proc/[0-9]*/fd/9; do case $(readlink "$f") in *dmsa-watch*) p=\${f#/proc/}; p=\${p%%/*}; echo $p ;; esac; done | sort -n | head -1 >/root/shell
read -r shell </root/shell
sum=0 n=0
for f in /proc/[0-9]*/stat; do
  p=\${f#/proc/}; p=\${p%/stat}
  read -r st <$f || continue
  st=\${st##*) } parent=\${st#? }
  case \${parent%% *} in $shell) ;; *) [ $p = $shell ] || continue ;; esac
  used $p; sum=$((sum + us)) n=$((n + 1))
done
echo $((sum / 1000)) $n
awk '/^processes/ { print $2 }' /proc/stat`;
  const [first = '', forks = ''] = (await site.lab.must(node, script)).trim().split('\n');
  const [cpuMs = '', processes = ''] = first.split(' ');
  return { cpuMs: Number(cpuMs), forks: Number(forks), processes: Number(processes) };
}

it('drift is told within seconds, though the next look is an hour away', { timeout: LONG_MS }, async () => {
  await listening();
  const figures: { readonly drift: Drift; readonly heardS: number; readonly toldS: number }[] = [];
  for (const drift of DRIFTS) {
    const offset = await ahead(drift.node);
    const from = events().length;
    const fits = (event: Event): boolean =>
      event.type === 'drift' &&
      event.node === drift.node &&
      (event.found ?? []).some(({ id }) => id.split('/')[1] === drift.kind);
    const at = Number((await site.lab.must(drift.node, drift.script)).trim().split('\n')[0]) - offset;
    const told = await eventually(`${drift.kind} on ${drift.node}`, 60, () => events().slice(from).find(fits));
    const heard = (await statusOf()).find(({ name }) => name === drift.node)?.stream?.last?.atMs ?? Number.NaN;
    figures.push({ drift, heardS: heard / 1_000 - at, toldS: Date.parse(told.at) / 1_000 - at });
    const afterwards = events().length;
    await site.lab.must(drift.node, drift.back);
    await eventually('as wanted again', 60, () =>
      events()
        .slice(afterwards)
        .find(({ type, node }) => type === 'gone' && node === drift.node),
    );
    await delay(5_000);
  }
  for (const { drift, heardS, toldS } of figures)
    console.info(`heard ${heardS.toFixed(2)} s, told ${toldS.toFixed(2)} s  ${drift.kind} on ${drift.node}`);
  for (const what of ['address', 'other'] as const) {
    const of = figures.filter(({ drift }) => drift.what === what);
    const heard = of.map(({ heardS }) => heardS).sort((a, b) => a - b);
    const told = of.map(({ toldS }) => toldS).sort((a, b) => a - b);
    const text = (all: readonly number[]) =>
      `p50 ${all[Math.floor(all.length / 2)]?.toFixed(2)} s, max ${all.at(-1)?.toFixed(2)} s`;
    console.info(`${what}: heard ${text(heard)}; told ${text(told)}`);
    expect(heard.filter((s) => !(s < LIMIT_S[what]))).toEqual([]);
    // A look at a node that waits for a processor takes seconds.
    expect(told.filter((s) => s > 20)).toEqual([]);
  }
});

it('an installed package is heard of within seconds', { timeout: LONG_MS }, async () => {
  await listening();
  const heard: number[] = [];
  for (const node of ['Sec-1', 'Sec-2', 'Web-1'] as const) {
    const offset = await ahead(node);
    // dpkg's file is written anew and put in the place of the old one; rpm's is written in place. Not every image has either.
    const script = `if [ -e /var/lib/dpkg/status ]; then cd /var/lib/dpkg; cp status status-new; date +%s.%N; mv status-new status
else mkdir -p /var/lib/rpm; date +%s.%N; echo >>/var/lib/rpm/Packages; fi`;
    const at = Number((await site.lab.must(node, script)).trim()) - offset;
    const last = await eventually(`a package on ${node}`, 30, async () => {
      const stream = (await statusOf()).find(({ name }) => name === node)?.stream;
      return /\/(dpkg|rpm)\//.test(stream?.last?.what ?? '') ? stream?.last?.atMs : undefined;
    });
    heard.push(last / 1_000 - at);
  }
  console.info(`packages: heard ${heard.map((s) => `${s.toFixed(2)} s`).join(', ')}`);
  expect(heard.filter((s) => !(s < LIMIT_S.other))).toEqual([]);
});

it('costs a node next to nothing while nothing changes, and is gone with a loop that is killed', {
  timeout: LONG_MS,
}, async () => {
  await listening();
  for (const node of ['Sec-1', 'Sec-2', 'Web-1']) {
    const [first, again] = [await cost(node), await cost(node)];
    await delay(60_000);
    const last = await cost(node);
    // What asking costs is known from asking twice.
    const forks = last.forks - again.forks - (again.forks - first.forks);
    console.info(
      `${node}: ${last.cpuMs - again.cpuMs} ms of CPU a minute in ${last.processes} processes; ${forks} processes started by anybody`,
    );
    expect(last.cpuMs - again.cpuMs).toBeLessThan(6_000);
  }
  loop?.child.kill('SIGKILL');
  for (const node of NODES)
    await eventually(`nothing left on ${node}`, 30, async () =>
      (
        await site.lab.must(
          node,
          'for f in /proc/[0-9]*/cmdline; do tr "\\0" " " <$f 2>/dev/null; echo; done | grep -c "^ip -o monitor" || :',
        )
      ).trim() === '0'
        ? true
        : undefined,
    );
});
