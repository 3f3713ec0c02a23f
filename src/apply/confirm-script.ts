/**
 * The scripts of a commit-confirmed change (DESIGN rule 4, docs/decisions/0032). On the node, in /var/lib/dmsa/confirm/<id>/:
 *   file.N, gone.N  copies of the files that are about to change; the mark of a file that was not there
 *   link.N, real.N  of a symbolic link: what it says, and where it leads
 *   was             the running links, addresses, rules and routes
 *   revert.sh       puts all that back (revert-script.ts)
 *   work.sh         makes the change, says `worked`, and then turns into a revert.sh that waits for the confirmation
 *   begun           the boot in which it was armed; without it nothing was changed
 *   after           checksums of the files as the change has left them
 *   decided         `confirm` or `revert`, whoever comes first: a link to one of by.confirm and by.revert
 *   final           how the revert ended: `reverted`, or `faulty`
 *   left            what the revert could not put back
 * All that a reboot needs is brought to the disk before the change begins. Both scripts run in sessions of their own and need
 * nothing from the connection that started them. A second revert.sh, with a longer wait, stands behind work.sh in case that
 * one is killed or hangs.
 */
import { quote } from '../quote.ts';
import { HOOK_SHELL, START_SHELL, UNHOOK_SHELL, WRITE_BOOT_SHELL } from './boot-hook.ts';
import { binary, shownText } from './bytes.ts';
import { ownLockShell, STATE_DIR } from './lock.ts';
import { NET_SHELL } from './net-shell.ts';
import { revertS, revertScript, type Undo } from './revert-script.ts';

export interface ConfirmScript {
  /** Hex digits. */
  readonly id: string;
  readonly token: string;
  /** Of the node's pair, as the plan knew it; null: it is no member of one. */
  readonly epoch: number | null;
  /** Files that the change touches. */
  readonly paths: readonly string[];
  /** Binary string: what `waveScript` made. */
  readonly change: string;
  /** The nonce of that script. */
  readonly nonce: string;
  readonly undos: readonly Undo[];
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

/** When the node has, at the latest, begun to undo what was not confirmed, in seconds after `armScript`. */
export function latestRevertS({ confirmS, changeS }: Pick<ConfirmScript, 'confirmS' | 'changeS'>): number {
  return changeS + confirmS + 10;
}

/**
 * Saves what is there, starts the timers and the change, and says `armed`; or says `failed WHY`, with nothing done. A line
 * `unhooked WHY` before it: a reboot would not undo the change.
 */
export function armScript(script: ConfirmScript): string {
  const { id, token, epoch, paths, change, nonce, undos, confirmS } = script;
  const latest = latestRevertS(script);
  const saves = paths.map((path, index) => `save ${index} ${quote(binary(path))}\n`);
  const revert = revertScript({ head: head(id), id, nonce, paths, undos });
  return `${head(id)}${ownLockShell(token, 'echo lost', epoch, 'echo "lost epoch $n"')}${NET_SHELL}${UNHOOK_SHELL}${HOOK_SHELL}
fail() { echo "failed $1"; rm -rf "$C"; unhook; exit 1; }
save() {
  if [ -L "$2" ]; then
    readlink -- "$2" >"$C/link.$1" 2>/dev/null && readlink -f -- "$2" >"$C/real.$1" 2>/dev/null && keep "$C/link.$1" "$C/real.$1" || fail "$2 is a symbolic link that could not be saved"
  fi
  if [ -d "$2" ]; then fail "$2 is a directory"; fi
  if [ ! -e "$2" ]; then { echo >"$C/gone.$1"; } 2>/dev/null && keep "$C/gone.$1" || fail "$2 could not be noted (no space?)"; return 0; fi
  E=$(cp --preserve=all -- "$2" "$C/file.$1" 2>&1) || E=$(cp -p -- "$2" "$C/file.$1" 2>&1) || fail "$E"
  keep "$C/file.$1" || fail "$2 could not be saved (no space?)"
}
if waiting; then echo 'failed another change on this node waits for its confirmation'; exit 1; fi
now=$(date +%s)
E=$(mkdir -p "$C" 2>&1) || fail "$E"
{ echo $((now + ${latest + revertS(undos) + 30})) >"$C/until"; } 2>/dev/null || fail "$C/until could not be written (no space?)"
${saves.join('')}{ snap >"$C/was"; } 2>/dev/null || fail 'the running addresses could not be saved (no space?)'
case "$(only 'link ' "$(cat "$C/was")")" in '') fail 'ip says nothing of the links of this node' ;; esac
{
  echo "$now" >"$C/at" && echo confirm >"$C/by.confirm" && echo revert >"$C/by.revert" &&
  echo reverted >"$C/end.0" && echo faulty >"$C/end.1" &&
  printf %s ${quote(revert)} >"$C/revert.sh" &&
  printf %s ${quote(workScript(id, paths, change, confirmS))} >"$C/work.sh" &&
  ${WRITE_BOOT_SHELL} &&
  keep "$C/at" "$C/by.revert" "$C/end.0" "$C/end.1" "$C/revert.sh"
} 2>/dev/null || fail 'the timer could not be written (no space?)'
${
  paths.length + undos.length > 0
    ? `U=$(hook 2>&1) || echo "unhooked $U" | head -n 1
`
    : ''
}b=; { read -r b </proc/sys/kernel/random/boot_id; } 2>/dev/null
{ echo "$b" >"$C/begun" && keep "$C/begun"; } 2>/dev/null || fail 'the timer could not be written (no space?)'
${START_SHELL}$s "$C/revert.sh" again ${latest} </dev/null >/dev/null 2>&1 &
$s "$C/work.sh" </dev/null >/dev/null 2>&1 &
echo armed
`;
}

function workScript(id: string, paths: readonly string[], change: string, confirmS: number): string {
  const names = paths.map((path) => quote(binary(path))).join(' ');
  return `trap '' HUP
${head(id)}echo $$ >"$C/pid"
(
${change}
) </dev/null >"$C/log" 2>"$C/err"
r=$?
${
  names === ''
    ? ''
    : `cksum -- ${names} >"$C/after" 2>/dev/null
`
}echo $r >"$C/worked"
# A change that failed is undone at once: there is nothing to confirm.
[ $r = 0 ] || exec sh "$C/revert.sh" 0
exec sh "$C/revert.sh" ${confirmS}
`;
}

export interface ConfirmState {
  /** False: the folder is gone. */
  readonly there: boolean;
  /** Exit status of the change; null while it runs. */
  readonly worked: number | null;
  readonly decided: 'confirm' | 'revert' | null;
  readonly final: 'reverted' | 'faulty' | null;
  /** The node has booted since it was armed. */
  readonly rebooted: boolean;
  /** What the change has said. */
  readonly log: Uint8Array;
  readonly left: readonly string[];
}

/** Says how far it is. */
export function stateScript(id: string): string {
  return `${head(id)}[ -d "$C" ] || { echo gone; exit 0; }
w=; f=; d=; a=; b=
{ read -r w <"$C/worked"; } 2>/dev/null
{ read -r f <"$C/final"; } 2>/dev/null
{ read -r d <"$C/decided"; } 2>/dev/null
{ read -r a <"$C/begun"; read -r b </proc/sys/kernel/random/boot_id; } 2>/dev/null
r=same; [ "$a" = "$b" ] || r=rebooted
echo "state \${w:--} \${d:--} \${f:--} $r"
{ while IFS= read -r k; do echo "left $k"; done <"$C/left"; } 2>/dev/null
[ -z "$w" ] || { echo log; cat "$C/log"; }
`;
}

export function parseState(stdout: Uint8Array): ConfirmState | null {
  const text = Buffer.from(stdout).toString('latin1');
  const none = { worked: null, decided: null, final: null, rebooted: false, log: new Uint8Array(), left: [] };
  if (text.startsWith('gone\n')) return { there: false, ...none };
  const match = /^state (\S+) (\S+) (\S+) (\S+)\n((?:left .*\n)*)(log\n)?/.exec(text);
  if (!match) return null;
  const [head, worked = '-', decided = '-', final = '-', boot, left = '', log] = match;
  return {
    there: true,
    worked: worked === '-' ? null : Number(worked),
    decided: decided === 'confirm' || decided === 'revert' ? decided : null,
    final: final === 'reverted' || final === 'faulty' ? final : null,
    rebooted: boot === 'rebooted',
    left: [...left.matchAll(/^left (.*)$/gm)].map(([, line = '']) => shownText(Buffer.from(line, 'latin1'))),
    log: log === undefined ? none.log : Buffer.from(text.slice(head.length), 'latin1'),
  };
}

/**
 * Disarms: says `confirmed`, or `late` where the node has already begun to undo it. It is brought to the disk before it is
 * said, and revert.sh goes first: a node that crashes on the way must not undo what was confirmed.
 */
export function confirmScript(id: string, token: string): string {
  return `${head(id)}${ownLockShell(token, 'echo lost')}${UNHOOK_SHELL}if ln -- "$C/by.confirm" "$C/decided" 2>/dev/null; then
  keep "$C/confirmed"
  # The timers find nothing to decide, and end.
  rm -f "$C/revert.sh"
  unhook
  rm -rf "$C"
  echo confirmed
else echo late; fi
`;
}

/** Has the node undo it now instead of at the end of its time. */
export function revertNowScript(id: string): string {
  return `${head(id)}${START_SHELL}[ ! -e "$C/revert.sh" ] || $s "$C/revert.sh" 0 </dev/null >/dev/null 2>&1 &
`;
}

export function cleanScript(id: string): string {
  return `${head(id)}rm -rf "$C/revert.sh" "$C"
`;
}
