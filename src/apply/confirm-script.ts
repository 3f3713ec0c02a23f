/**
 * The scripts of a commit-confirmed change (DESIGN rule 4). On the node, in /var/lib/dmsa/confirm/<id>/:
 *   file.N, was     copies of the files that are about to change, and the running links, addresses and routes
 *   revert.sh       puts all that back; its argument is how many seconds it waits before
 *   work.sh         makes the change, says \`worked\`, and then turns into a revert.sh that waits for the confirmation
 *   decided/        made by whoever comes first, the confirmation or the revert: mkdir(2) lets exactly one of them win
 *   decided/final   how it ended
 *   left            what the revert could not put back
 * Both scripts run in sessions of their own and need nothing from the connection that started them. A second revert.sh, with a
 * longer wait, stands behind work.sh in case that one is killed.
 */
import { quote } from '../quote.ts';
import { binary, shownText } from './bytes.ts';
import { ownLockShell, STATE_DIR } from './lock.ts';
import { NET_SHELL } from './net-shell.ts';

/** How a script is started that must outlive the connection. */
const START = `s='setsid sh'; command -v setsid >/dev/null 2>&1 || s='nohup sh'
`;

export interface ConfirmScript {
  /** Hex digits. */
  readonly id: string;
  readonly token: string;
  /** Files that the change touches. */
  readonly paths: readonly string[];
  /** Binary string: what \`waveScript\` made. */
  readonly change: string;
  /** From the end of the change to its revert. */
  readonly confirmS: number;
  /** The longest that the change itself may take. */
  readonly changeS: number;
}

function folder(id: string): string {
  return `${STATE_DIR}/confirm/${id}`;
}

function head(id: string): string {
  return `LC_ALL=C; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
umask 077
C=${folder(id)}
`;
}

/** When the node has, at the latest, undone what was not confirmed, in seconds after \`armScript\`. */
export function latestRevertS({ confirmS, changeS }: Pick<ConfirmScript, 'confirmS' | 'changeS'>): number {
  return changeS + confirmS + 10;
}

/** Saves what is there, starts the timer and the change, and says \`armed\`; or says \`failed WHY\`, with nothing done. */
export function armScript(script: ConfirmScript): string {
  const { id, token, paths, change, confirmS } = script;
  const latest = latestRevertS(script);
  const saves = paths.map((path, index) => `save ${index} ${quote(binary(path))}\n`);
  return `${head(id)}${ownLockShell(token, 'echo lost')}${NET_SHELL}
fail() { echo "failed $1"; rm -rf "$C"; exit 1; }
save() {
  [ -e "$2" ] || return 0
  E=$(cp --preserve=all -- "$2" "$C/file.$1" 2>&1) || E=$(cp -p -- "$2" "$C/file.$1" 2>&1) || fail "$E"
}
E=$(mkdir -p "$C" 2>&1) || fail "$E"
${saves.join('')}{ snap >"$C/was"; } 2>/dev/null || fail 'the running addresses could not be saved (no space?)'
case "$(only 'link ' "$(cat "$C/was")")" in '') fail 'ip says nothing of the links of this node' ;; esac
{
  echo $(($(date +%s) + ${latest + 30})) >"$C/until" &&
  printf %s ${quote(revertScript(id, paths))} >"$C/revert.sh" &&
  printf %s ${quote(workScript(id, change, confirmS))} >"$C/work.sh"
} 2>/dev/null || fail 'the timer could not be written (no space?)'
${START}$s "$C/revert.sh" ${latest} </dev/null >/dev/null 2>&1 &
$s "$C/work.sh" </dev/null >/dev/null 2>&1 &
echo armed
`;
}

function workScript(id: string, change: string, confirmS: number): string {
  return `trap '' HUP
${head(id)}(
${change}
) </dev/null >"$C/log" 2>"$C/err"
r=$?
echo $r >"$C/worked"
# A change that failed is undone at once: there is nothing to confirm.
[ $r = 0 ] || exec sh "$C/revert.sh" 0
exec sh "$C/revert.sh" ${confirmS}
`;
}

function revertScript(id: string, paths: readonly string[]): string {
  const restores = paths.map((path, index) => `restore ${index} ${quote(binary(path))}\n`);
  return `trap '' HUP
${head(id)}${NET_SHELL}
restore() {
  t=$2
  if [ -e "$C/file.$1" ]; then
    [ ! -L "$t" ] || t=$(readlink -f -- "$t")
    x=\${t%/*}/.dmsa.${id}.$1
    { cp --preserve=all -- "$C/file.$1" "$x" || cp -p -- "$C/file.$1" "$x"; } 2>/dev/null && mv -f -- "$x" "$t" && return 0
    rm -f -- "$x"
    echo "file $2 is not as before" >>"$C/left"
  else
    rm -f -- "$t" || echo "file $2 is still there" >>"$C/left"
  fi
}
[ "\${1:-0}" = 0 ] || sleep "$1"
mkdir "$C/decided" 2>/dev/null || exit 0
${restores.join('')}was=$(cat "$C/was")
back "$was"
now=$(snap)
{ less "$was" "$now" | while IFS= read -r k; do echo "missing: $k"; done
  less "$now" "$was" | while IFS= read -r k; do echo "still there: $k"; done; } >>"$C/left"
echo reverted >"$C/decided/final"
`;
}

export interface ConfirmState {
  /** False: the folder is gone. */
  readonly there: boolean;
  /** Exit status of the change; null while it runs. */
  readonly worked: number | null;
  /** The revert has begun. */
  readonly decided: boolean;
  readonly final: 'reverted' | null;
  /** What the change has said. */
  readonly log: Uint8Array;
  readonly left: readonly string[];
}

/** Says how far it is. */
export function stateScript(id: string): string {
  return `${head(id)}[ -d "$C" ] || { echo gone; exit 0; }
w=; f=
{ read -r w <"$C/worked"; read -r f <"$C/decided/final"; } 2>/dev/null
d=-; [ ! -d "$C/decided" ] || d=decided
echo "state \${w:--} $d \${f:--}"
{ while IFS= read -r k; do echo "left $k"; done <"$C/left"; } 2>/dev/null
[ -z "$w" ] || { echo log; cat "$C/log"; }
`;
}

export function parseState(stdout: Uint8Array): ConfirmState | null {
  const text = Buffer.from(stdout).toString('latin1');
  const none = { worked: null, decided: false, final: null, log: new Uint8Array(), left: [] };
  if (text.startsWith('gone\n')) return { there: false, ...none };
  const match = /^state (\S+) (\S+) (\S+)\n((?:left .*\n)*)(log\n)?/.exec(text);
  if (!match) return null;
  const [head, worked = '-', decided = '-', final = '-', left = '', log] = match;
  return {
    there: true,
    worked: worked === '-' ? null : Number(worked),
    decided: decided === 'decided',
    final: final === 'reverted' ? 'reverted' : null,
    left: [...left.matchAll(/^left (.*)$/gm)].map(([, line = '']) => shownText(Buffer.from(line, 'latin1'))),
    log: log === undefined ? none.log : Buffer.from(text.slice(head.length), 'latin1'),
  };
}

/** Disarms: says \`confirmed\`, or \`late\` where the node has already begun to undo it. */
export function confirmScript(id: string, token: string): string {
  return `${head(id)}${ownLockShell(token, 'echo lost')}if mkdir "$C/decided" 2>/dev/null; then
  # The timers find no folder to decide in, and end.
  rm -rf "$C"
  echo confirmed
else echo late; fi
`;
}

/** Has the node undo it now instead of at the end of its time. */
export function revertNowScript(id: string): string {
  return `${head(id)}${START}[ ! -e "$C/revert.sh" ] || $s "$C/revert.sh" 0 </dev/null >/dev/null 2>&1 &
`;
}

export function cleanScript(id: string): string {
  return `${head(id)}rm -rf "$C"
`;
}
