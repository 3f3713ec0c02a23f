/** For tests: the stream of changes of a node that is namespaces of this machine, under a shell of choice. */
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { FactRequest } from '../../src/kinds/facts.ts';
import { watchLines } from '../../src/observe/watch-lines.ts';
import { watchListOf } from '../../src/observe/watch-list.ts';
import { buildWatch } from '../../src/observe/watch-script.ts';
import { streamOf } from '../../src/transport/local-stream.ts';
import type { Stream } from '../../src/transport/stream.ts';
import { enter, type TestNode } from '../apply/node.ts';

export interface Watched {
  readonly stream: Stream;
  /** Asks, and gives what changed since it was asked last, by name and sorted. */
  readonly tick: (word?: 't' | 's' | 'm' | 'tm') => Promise<readonly string[]>;
  /** How many lines of ip monitor have come. */
  readonly network: () => number;
  readonly monitorEnded: () => boolean;
}

const LIMIT_MS = 20_000;

/**
 * For a node's setup: the mounts that others of this machine may have made are taken off it. They would not change in its namespace, but
 * for one case: a mount point that is removed or replaced where it was made (an image that is built, a network namespace that ends) takes
 * the mount away everywhere. What stays is the root, what lies right below it, and what the system itself has under these.
 */
export const ALONE = `while read -r _ on _; do
  case $on in
    /*/*) case $on in /proc/* | /sys/* | /dev/* | /usr/* | /var/lib | /var/lib/dmsa | /run/lock | /run/user) continue ;; esac ;;
    *) continue ;;
  esac
  umount -l "$(printf '%b' "$on")" 2>/dev/null || :
done </proc/mounts
`;

/** Whether `ip monitor` of the node listens: it has a netlink socket that has joined groups. Before that a change goes unheard. */
export function hearsNetwork(node: TestNode): boolean {
  return node
    .sh('cat /proc/net/netlink')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .some(([, family, , groups]) => family === '0' && /[1-9a-f]/.test(groups ?? ''));
}

export async function watchNode(
  node: TestNode,
  shell: readonly string[],
  requests: readonly FactRequest[],
  dogS?: number,
): Promise<Watched> {
  const { script, nameOf } = buildWatch(watchListOf(requests), dogS);
  const cut = watchLines();
  const answers: (readonly string[])[] = [];
  let ready = false;
  let network = 0;
  let ended = false;
  const child = spawn('nsenter', [...enter(node.pid), ...shell], { stdio: 'pipe', detached: true });
  const stream = streamOf(child, script, (chunk) => {
    for (const said of cut(chunk)) {
      if (said.is === 'ready') ready = true;
      if (said.is === 'tick') answers.push(said.ids.map(nameOf).sort());
      if (said.is === 'network') network += 1;
      if (said.is === 'no-monitor') ended = true;
    }
  });
  const until = async <T>(what: string, found: () => T | undefined): Promise<T> => {
    const end = performance.now() + LIMIT_MS;
    for (;;) {
      const one = found();
      if (one !== undefined) return one;
      if (performance.now() > end) throw new Error(`no ${what}: ${stream.said()}`);
      await delay(5);
    }
  };
  await until('beginning', () => ready || undefined);
  return {
    stream,
    async tick(word = 't') {
      stream.write(`${word}\n`);
      return until('answer', () => answers.shift());
    },
    network: () => network,
    monitorEnded: () => ended,
  };
}

/** Command lines of all processes in the node but its first. */
export function processesIn(node: TestNode): readonly string[] {
  return node
    .sh('for f in /proc/[0-9]*/cmdline; do tr "\\0" " " <"$f" 2>/dev/null && echo; done; :')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== 'sleep 3600' && !line.startsWith('sh -ec') && !line.startsWith('tr '));
}
