/** A pair of nodes with one service and one service address, and the program itself on its standby: `dmsa run --as Sec-Rep-1`. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { enter } from '../apply/node.ts';
import { type SyncSite, syncSite } from '../sync/site.ts';

const PROGRAM = process.env['DMSA_PROGRAM'] ?? new URL('../../dist/dmsa.js', import.meta.url).pathname;
const ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8', DMSA_STATE_DIR: '/srv/state' };
export const FILE = '/srv/cluster.yaml';

/** The kind of service that an init script makes: it is up where its file is there. */
const SERVICE = `#!/bin/sh
### BEGIN INIT INFO
# Provides: ubi-sms
# Required-Start:
# Required-Stop:
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
### END INIT INFO
case $1 in
start) echo start >>/srv/started; [ ! -e /srv/broken ] || exit 1; : >/srv/up ;;
stop) rm -f /srv/up ;;
status) [ -e /srv/up ] && echo running || { echo stopped; exit 3; } ;;
esac
`;

export interface Event {
  readonly type: string;
  readonly at?: string;
  readonly code?: string;
  readonly act?: string;
  readonly sentence?: string;
  readonly why?: string;
  readonly is?: string;
  readonly node?: string | null;
  readonly ids?: readonly string[];
  readonly result?: string;
  readonly digest?: string;
  readonly status?: string;
}

export interface Loop {
  readonly child: ChildProcess;
  readonly events: () => readonly Event[];
  /** The first that fits, however long ago; throws with all that was said. */
  readonly hears: (what: string, fits: (event: Event) => boolean) => Promise<Event>;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

export interface PairSite extends SyncSite {
  readonly text: (more?: string) => string;
  readonly write: (text: string) => void;
  readonly dmsa: (...args: readonly string[]) => {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
  };
  /** In a terminal, with that typed once it asks. */
  readonly typed: (args: readonly string[], keys: string) => Promise<{ readonly code: number | null; readonly said: string }>;
  /** Without arguments: the pair alone, on its standby. */
  readonly run: (...args: readonly string[]) => Loop;
}

const LIMIT_MS = 60_000;

export async function pairSite(): Promise<PairSite> {
  const site = await syncSite();
  for (const [node, last] of [
    [site.active, 21],
    [site.standby, 31],
  ] as const) {
    node.sh(`cat >/etc/init.d/ubi-sms <<'X'\n${SERVICE}X\nchmod 755 /etc/init.d/ubi-sms
mkdir -p /etc/sysconfig/network-scripts; cd /etc/sysconfig/network-scripts
ifcfg() { printf 'DEVICE=%s\\nBOOTPROTO=static\\nIPADDR=%s\\nPREFIX=24\\nONBOOT=%s\\n%s' "$1" "$2" "$3" "$4" >"ifcfg-$1"; }
ifcfg eth0 10.0.0.${last} yes ''; ifcfg eth1 192.0.2.${last} yes ''; ifcfg eth0:1 10.0.0.111 no 'ONPARENT=no
'`);
  }
  site.active.sh(': >/srv/up; ip addr add 10.0.0.111/24 dev eth0 label eth0:1');
  const text = (more = ''): string => `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Sec-1
  ssh: { knownHosts: /etc/ssh/ssh_known_hosts, hostKey: strict }
  watch: { interval: 500ms, timeout: 3s, failures: 3, reasons: [node], repair: { tries: 2, pause: 2s } }
  packs: { pack_sec: [ubi-sms] }
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: 192.0.2.21/24, serviceAddresses: { eth0:1: 10.0.0.111/24 }, pack: pack_sec }
    Sec-Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, equipment: 192.0.2.31/24, backupOf: Sec-1, failover: { after: 1h }, ssh: { transport: local } }
${more}`;
  const write = (content: string): void => {
    site.standby.sh(`cat >${FILE}.new <<'X'\n${content}X\nmv ${FILE}.new ${FILE}`);
  };
  write(text());
  const argv = (args: readonly string[], head = ''): readonly string[] => [
    ...enter(site.standby.pid),
    ...['sh', '-c', `${head}exec "$@"`, 'dmsa', process.execPath, PROGRAM, ...args],
  ];
  return {
    ...site,
    text,
    write,
    dmsa(...args) {
      const options = { encoding: 'utf8', timeout: 50_000, cwd: '/', env: ENV } as const;
      const { status, stdout, stderr } = spawnSync('nsenter', argv([...args, '-f', FILE]), options);
      return { code: status, stdout, stderr };
    },
    async typed(args, keys) {
      const inner = [process.execPath, PROGRAM, ...args, '-f', FILE].join(' ');
      const child = spawn('nsenter', [...enter(site.standby.pid), 'script', '-qec', inner, '/dev/null'], {
        cwd: '/',
        env: { ...ENV, TERM: 'xterm' },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      let said = '';
      let answered = false;
      child.stdout.on('data', (chunk: Buffer) => {
        said += String(chunk);
        if (answered || !said.includes('is a yes: ')) return;
        answered = true;
        child.stdin.write(keys);
      });
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, said: said.replaceAll('\r', '') };
    },
    run(...args) {
      const what = args.length > 0 ? args : ['--ha-only', '--as', 'Sec-Rep-1'];
      const child = spawn('nsenter', argv(['run', ...what, '--json', '-f', FILE], 'echo $$ >/srv/pid; '), {
        cwd: '/',
        env: ENV,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      let err = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += String(chunk);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        err += String(chunk);
      });
      // nsenter itself passes no signal on.
      const signal = (name: NodeJS.Signals): void => {
        site.standby.sh(`kill -s ${name.slice('SIG'.length)} "$(cat /srv/pid)"`);
      };
      const events = (): readonly Event[] =>
        said.split('\n').flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as Event] : []));
      return {
        child,
        events,
        async hears(what, fits) {
          const end = performance.now() + LIMIT_MS;
          for (;;) {
            const found = events().find(fits);
            if (found) return found;
            if (performance.now() > end || child.exitCode !== null || child.signalCode !== null)
              throw new Error(`no ${what}; it said:\n${said}${err}`);
            await delay(50);
          }
        },
        signal,
        async stop(name = 'SIGTERM') {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const ended = once(child, 'close');
          signal(name);
          await ended;
        },
      };
    },
  };
}
