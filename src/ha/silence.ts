/**
 * Whether anything still answers for a node that is said to be stopped, asked from another node of the cluster on both networks.
 * An answer proves that the word was wrong. Silence proves nothing by itself (a frozen node is silent, too): it only does not
 * contradict the word.
 */
import { quote } from '../quote.ts';

export interface Silence {
  readonly answers: readonly string[];
  /** Addresses that could not be asked for, with the reason. */
  readonly unasked: readonly string[];
}

/**
 * @param addresses  without prefix length; asked all at once, for at most some 3 s
 * @param quick      one echo request each and 1 s, for a check that is made again and again
 */
export function silenceScript(addresses: readonly string[], quick = false): string {
  const asks = addresses.map((address) => `ask ${quote(address)} &\n`);
  return `LC_ALL=C; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
ask() {
  case $1 in *:*) v=-6 ;; *) v=-4 ;; esac
  command -v ping >/dev/null 2>&1 || { echo "unasked $1 there is no ping"; return; }
  ip $v route get "$1" >/dev/null 2>&1 || { echo "unasked $1 there is no route to it"; return; }
  # Forgotten, so that what is known of it afterwards is from now.
  ip $v neigh flush to "$1" >/dev/null 2>&1
  p=ping; [ $v = -4 ] || ! command -v ping6 >/dev/null 2>&1 || p=ping6
  if $p -n ${quick ? '-c 1' : '-c 2 -i 0.5'} -W 1 "$1" >/dev/null 2>&1; then echo "answers $1"; return; fi
  # A node that drops echo requests still tells who it is to its neighbours.
  case $(ip $v neigh show to "$1") in *REACHABLE* | *DELAY* | *STALE* | *PROBE*) echo "answers $1" ;; *) echo "silent $1" ;; esac
}
${asks.join('')}wait
echo end
`;
}

/** null where the script did not come to its end. */
export function parseSilence(stdout: string, addresses: readonly string[]): Silence | null {
  const lines = stdout.split('\n');
  if (!lines.includes('end')) return null;
  const answers: string[] = [];
  const unasked: string[] = [];
  for (const address of addresses) {
    if (lines.includes(`answers ${address}`)) answers.push(address);
    else if (!lines.includes(`silent ${address}`)) {
      const why = lines.find((line) => line.startsWith(`unasked ${address} `))?.slice(`unasked ${address} `.length);
      unasked.push(`${address}: ${why ?? 'nothing was said of it'}`);
    }
  }
  return { answers, unasked };
}
