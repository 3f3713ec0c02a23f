/** What a takeover and a failback do to the copying of files, on the node that gets them. */
import { stateDir } from '../../kinds/sync-state.ts';
import { quote } from '../../quote.ts';
import { SYNC_PRELUDE } from './shell.ts';

/**
 * Ends the copy that runs on the node, if one does, and waits until it has ended: at most 15 s. Idempotent. A new one does not
 * begin while /var/lib/dmsa/ha/transition is there. Prints what `parseStop` reads; fails where the copy does not end. May be part
 * of a longer script.
 *
 * @param why  one line, kept for the next reader
 */
export function stopCopyScript(why: string): string {
  return `(
set +e
${SYNC_PRELUDE}
alive || { say none; exit 0; }
printf 'stopped %s\\n' ${quote(why.replaceAll(/\s+/g, ' '))} >"$L/stop" 2>/dev/null
was=$op; began=$ot
rp=; { read -r rb rp rt <"$L/rsync"; } 2>/dev/null
[ -z "$rp" ] || ! start_of "$rp" || [ "$T" != "$rt" ] || halt "$rp"
n=0
while alive && [ "$op" = "$was" ] && [ $n -lt 6 ]; do sleep 1 >/dev/null 2>&1; n=$((n + 1)); done
if alive && [ "$op" = "$was" ] && [ "$ot" = "$began" ]; then kill -KILL "$was" 2>/dev/null; sleep 1 >/dev/null 2>&1; fi
if alive && [ "$op" = "$was" ]; then say "running $was"; exit 1; fi
say stopped
)
`;
}

export type Stopped = { readonly status: 'none' | 'stopped' } | { readonly status: 'running' | 'failed'; readonly why: string };

export function parseStop(stdout: string): Stopped {
  const [, status = '', rest = ''] = /^@dmsa-sync (\w+) ?(.*)$/m.exec(stdout) ?? [];
  if (status === 'none' || status === 'stopped') return { status };
  if (status === 'running') return { status, why: `process ${rest} of a copy does not end` };
  return { status: 'failed', why: `the node's answer was not understood: ${JSON.stringify(stdout.slice(0, 200))}` };
}

/**
 * Notes on a standby that it has taken over: from then on nothing is copied over its files, whatever becomes of the record, until
 * `reopenScript` is run there. Idempotent.
 */
export function closeScript(paths: readonly string[]): string {
  const dirs = paths.map(stateDir);
  return `(
  umask 077
  for d in ${dirs.map(quote).join(' ')}; do
    mkdir -p "$d" || exit 1
    [ -e "$d/closed" ] || date +%s >"$d/closed" || exit 1
  done
)
`;
}

/** The files were copied back to the active, all of them: copying to this standby may go on. Idempotent. */
export function reopenScript(paths: readonly string[]): string {
  return `rm -f ${paths.map((path) => quote(`${stateDir(path)}/closed`)).join(' ')}\n`;
}
