/**
 * Pausing and resuming a pair's failover by the record on its standby, as the guide's `touch` and `rm` of ha.backupmode do. What
 * is no pause of anybody's (the record of a failover) is never written over and never taken away.
 */
import { HISTORY_LINES, PAIR_DIR } from '../kinds/pair-files.ts';
import { quote } from '../quote.ts';
import { type Target, type Transport, TransportError } from '../transport/transport.ts';
import { binary, bytesOf, shownText } from './bytes.ts';

export interface PauseChange {
  readonly path: string;
  /** By this machine's clock, in milliseconds since 1970. */
  readonly atMs: number;
  /** What the record is to say; null: it goes. */
  readonly text: string | null;
  /** A line of JSON for the history. */
  readonly line: string;
}

export type PauseResult =
  | { readonly status: 'paused' | 'resumed' | 'none' }
  /** There is a record of a failover: it was left alone. */
  | { readonly status: 'recorded' }
  | { readonly status: 'failed'; readonly why: string };

export function pauseScript({ path, atMs, text, line }: PauseChange): string {
  const file = quote(binary(path));
  const change =
    text === null
      ? `[ -e "$F" ] || { echo 'pause none'; exit 0; }
rm -f -- "$F" || fail "$F could not be taken away"
`
      : `mkdir -p -- "\${F%/*}" || fail "the folder of $F could not be made"
printf %s ${quote(binary(text))} >"$F.dmsa.$$" 2>/dev/null && mv -f -- "$F.dmsa.$$" "$F" || { rm -f -- "$F.dmsa.$$"; fail "$F could not be written"; }
# A later touch is known by the time of the file (kinds/failover-record.ts), and the node's own clock may be anywhere.
touch -d "@${Math.floor(atMs / 1000)}" "$F" 2>/dev/null
`;
  return `LC_ALL=C; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
umask 022
F=${file}
fail() { echo "pause failed $1"; exit 0; }
r=; { IFS= read -r r <"$F"; } 2>/dev/null
if [ -s "$F" ]; then case $r in '{"dmsa":"pause",'*) ;; *) echo 'pause recorded'; exit 0 ;; esac; fi
${change}umask 077
if mkdir -p ${PAIR_DIR} && cd ${PAIR_DIR}; then
  { [ ! -e history ] || tail -n ${HISTORY_LINES - 1} history; printf '%s\\n' ${quote(binary(line))}; } >.history.$$ && mv -f -- .history.$$ history
fi 2>/dev/null
echo 'pause ${text === null ? 'resumed' : 'paused'}'
`;
}

/** Never rejects for a fault of the node. */
export async function changePause(transport: Transport, target: Target, change: PauseChange): Promise<PauseResult> {
  try {
    const session = await transport.connect(target);
    const options = { timeoutMs: target.connection.commandTimeoutMs, maxOutputBytes: 100_000 };
    const { stdout } = await session.run(bytesOf(pauseScript(change)), options);
    const [, status = '', why = ''] = /^pause (\w+) ?(.*)$/m.exec(shownText(stdout)) ?? [];
    switch (status) {
      case 'paused':
      case 'resumed':
      case 'none':
      case 'recorded':
        return { status };
      default:
        return { status: 'failed', why: why || 'the node said nothing that could be understood' };
    }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return { status: 'failed', why: error.diagnostic.summary };
  }
}
