/**
 * dmsa on a node of the lab, for tests: the program, what it needs to know and to get to the other nodes, and a loop that the node's
 * init keeps alive.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DMSA_ON_NODE, putDmsaOn } from '../../lab/index.ts';
import { eventually, PROGRAM, type Site } from './cluster.ts';

/** Where the cluster file lies on the node. */
const FOLDER = '/etc/dmsa';
const LOG = '/var/log/dmsa.log';
const SERVICE = '/usr/local/sbin/dmsa-service';

export interface RunEvent {
  readonly type: 'verdict' | 'acted' | 'copied' | 'problem';
  readonly code?: string;
  readonly act?: string;
  readonly sentence?: string;
  readonly why?: string;
  readonly status?: string;
  readonly failed?: number;
}

export interface NodeLoop {
  readonly node: string;
  /** What it has printed since it was begun here, over all its starts. */
  said(): Promise<string>;
  events(): Promise<readonly RunEvent[]>;
  /** Waits for an event; the error has what was said. */
  hears(what: string, limitS: number, fits: (event: RunEvent) => boolean): Promise<RunEvent>;
  verdict(code: string, limitS?: number): Promise<RunEvent>;
  /** kill -9; init starts it again. */
  kill9(): Promise<void>;
  /** Taken from init, which sends SIGTERM. */
  stop(): Promise<void>;
}

/**
 * Puts dmsa on a node, with the site's cluster file `file` as cluster.yaml. The other nodes let its root in: on a cluster with
 * spec.sshKeys dmsa itself sees to that.
 */
export async function dmsaOn(site: Site, node: string, file: string): Promise<void> {
  const { lab, dir } = site;
  await putDmsaOn(lab, node, PROGRAM);
  const key = await lab.must(
    node,
    `mkdir -p ${FOLDER}; chmod 700 ${FOLDER}; cd ${FOLDER}; [ -e id_ed25519 ] || ssh-keygen -q -t ed25519 -N '' -f id_ed25519 </dev/null; cat id_ed25519.pub`,
  );
  await Promise.all(
    lab.nodes
      .filter(({ name }) => name !== node)
      .map(({ name }) => lab.must(name, `echo '${key.trim()}' >>/root/.ssh/authorized_keys`)),
  );
  await write(site, node, 'known_hosts', readFileSync(join(dir, 'known_hosts'), 'utf8'));
  await write(site, node, 'cluster.yaml', readFileSync(join(dir, file), 'utf8'));
}

function write({ lab }: Site, node: string, name: string, text: string): Promise<string> {
  return lab.must(node, `cat >${FOLDER}/${name} <<'END-OF-IT'\n${text}\nEND-OF-IT`);
}

/** Runs dmsa on the node to its end. */
export async function onNode(
  { lab }: Site,
  node: string,
  args: string,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return lab.ssh(node, `cd ${FOLDER} && ${DMSA_ON_NODE} ${args} </dev/null`, { timeout: 240_000 });
}

/** `dmsa run --ha-only --as NODE`, which the node's init (SysV) starts now, at each boot, and again whenever it ends. */
export async function keepOnNode({ lab }: Site, node: string, more = ''): Promise<NodeLoop> {
  await lab.must(
    node,
    `cat >${SERVICE} <<'X'
#!/bin/sh
cd ${FOLDER} && exec ${DMSA_ON_NODE} run --ha-only --as ${node} --json ${more} >>${LOG} 2>&1 </dev/null
X
chmod 755 ${SERVICE}; : >${LOG}
grep -q '^dm:' /etc/inittab || echo 'dm:2345:respawn:${SERVICE}' >>/etc/inittab
telinit q`,
  );
  const said = async (): Promise<string> => (await lab.ssh(node, `cat ${LOG}`)).stdout;
  const events = async (): Promise<readonly RunEvent[]> =>
    (await said()).split('\n').flatMap((line) => (/^\{.*\}$/.test(line) ? [JSON.parse(line) as RunEvent] : []));
  const pids = `for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline 2>/dev/null | grep -q 'dmsa[.]js run --ha-only' && echo \${p#/proc/}; done`;
  const loop: NodeLoop = {
    node,
    said,
    events,
    async hears(what, limitS, fits) {
      try {
        return await eventually(what, limitS, async () => (await events()).find(fits));
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : String(error)}; ${node} said:\n${await said()}`);
      }
    },
    verdict: (code, limitS = 120) => loop.hears(code, limitS, (event) => event.type === 'verdict' && event.code === code),
    async kill9() {
      await lab.must(node, `for p in $(${pids}); do kill -9 $p; done`);
    },
    async stop() {
      await lab.must(node, `sed -i '/^dm:/d' /etc/inittab; telinit q`);
      await eventually('dmsa has ended', 60, async () => ((await lab.must(node, `${pids}; :`)).trim() === '' ? true : undefined));
    },
  };
  return loop;
}
