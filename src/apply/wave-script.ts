/** The one script that does all of a wave's actions on a node, and its limits. */

import { MANIFEST_PATH } from '../diff/manifest.ts';
import type { Action } from '../diff/plan.ts';
import { quote } from '../quote.ts';
import { binary } from './bytes.ts';
import { fileShell, umaskFor } from './file-shell.ts';
import type { FileChange } from './files.ts';
import { ownLockShell, STATE_DIR } from './lock.ts';
import type { RunItem } from './runs.ts';

export interface WaveScript {
  readonly nonce: string;
  readonly token: string;
  /** Of the node's pair, as the plan knew it; null: it is no member of one. */
  readonly epoch: number | null;
  readonly actions: readonly Action[];
  /** Places of actions that are not to be done (their files can't be changed). */
  readonly skip: ReadonlySet<number>;
  readonly files: readonly FileChange[];
  readonly runs: readonly RunItem[];
  /** The manifest as it is to be from the start of the wave on; null: leave it alone. */
  readonly manifest: FileChange['change'] | null;
  /** The node has timeout(1), as coreutils do from 7.0 on. Without it a step that hangs holds up the wave. */
  readonly hasTimeout: boolean;
}

/** A single argument of a process can't be longer (Linux, MAX_ARG_STRLEN: 128 KiB). */
export const MAX_STEP_BYTES = 120_000;

/** How much of a failed step's output is brought back. */
export const TAIL_BYTES = 4096;

/** What starts each line of ours in the output. */
export function marker(nonce: string): string {
  return `@dmsa ${nonce} `;
}

/**
 * The script as a binary string. Its output are lines that start with the marker:
 *   lost [WHO]              the lock is not ours: nothing was done from here on; who broke it, if someone did
 *   folder PATH             a missing parent folder was made
 *   step N                  run item N begins
 *   fail A CODE WHAT        action A failed in WHAT (`file N`, `stale N`, `step N`); its output follows in lines of its own
 *   blocked A B             action A was not done, as it comes after B, which failed
 *   warn WHAT               the manifest could not be written; why follows
 *   end A                   action A is done
 *   complete                the script came to its end
 * Exit status 0: every action is done, 1: some failed, 75: the lock is not ours.
 */
export function waveScript(wave: WaveScript): string {
  const { nonce, token, epoch, actions, skip, files, runs, manifest } = wave;
  const places = actions.map((_, place) => place).filter((place) => !skip.has(place));
  const lastRun = new Map<number, number>();
  for (const [index, item] of runs.entries()) for (const place of item.actions) lastRun.set(place, index);
  const parts = [
    `LC_ALL=C; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
umask 077
${sayShell(nonce)}bad() {
  c=$1; w=$2; shift 2
  for a; do
    eval "g=\\$f$a"; [ -z "$g" ] || continue
    eval "f$a=1"; FAILED=1; say "fail $a $c $w"; printf '%s\\n' "$E"
  done
}
after() {
  a=$1; shift
  eval "g=\\$f$a"; [ -z "$g" ] || return 0
  for b; do
    eval "g=\\$f$b"
    if [ -n "$g" ]; then eval "f$a=1"; FAILED=1; say "blocked $a $b"; return 0; fi
  done
}
live() { for a; do eval "g=\\$f$a"; [ -n "$g" ] || return 0; done; return 1; }
end() { for a; do eval "g=\\$f$a"; [ -n "$g" ] || say "end $a"; done; }
${ownLockShell(token, sayLost(token), epoch, 'say "lost epoch $n"')}FAILED=
${actions.map((_, place) => `f${place}=${skip.has(place) ? 1 : ''}`).join('; ')}
${fileShell(nonce)}`,
  ];
  if (manifest) parts.push(manifestLine(manifest));
  for (const [index, file] of files.entries()) {
    const list = file.actions.filter((place) => !skip.has(place)).join(' ');
    parts.push(
      `! live ${list} || ${fileLine(file, String(index))} || { c=$?; w=file; [ $c != 3 ] || w=stale; bad "$c" "$w ${index}" ${list}; }\n`,
    );
  }
  // Before the umask of the steps: what they say may be for nobody else.
  if (runs.length > 0) parts.push(runShell(nonce, wave.hasTimeout));
  parts.push(`umask 022\n`);
  const idle = places.filter((place) => !lastRun.has(place));
  if (idle.length > 0) parts.push(`end ${idle.join(' ')}\n`);
  const placeOf = new Map(actions.map(({ id }, place) => [id, place]));
  const begun = new Set<number>();
  const together = besides(actions, runs, skip);
  for (const [index, { step, actions: list }] of runs.entries()) {
    const live = list.filter((place) => !skip.has(place));
    if (live.length === 0) continue;
    for (const place of live) {
      const before = (actions[place]?.after ?? []).flatMap((id) => placeOf.get(id) ?? []);
      if (before.length > 0 && !begun.has(place)) parts.push(`after ${place} ${before.join(' ')}\n`);
      begun.add(place);
    }
    const seconds = Math.max(1, Math.ceil(step.timeoutMs / 1000));
    const group = together.get(index);
    const verb = group ? 'aside' : step.secret ? 'hush' : 'run';
    parts.push(
      `${verb} ${index} ${seconds} ${quote(`set -e\n${binary(step.script)}`)} ${quote(binary(step.input ?? ''))} ${live.join(' ')}\n`,
    );
    if (group && index !== group.at(-1)) continue;
    if (group) parts.push('joined\n');
    const ends = (group ?? [index]).flatMap((one) => (runs[one]?.actions ?? []).filter((place) => lastRun.get(place) === one));
    const over = ends.filter((place) => !skip.has(place));
    if (over.length > 0) parts.push(`end ${over.join(' ')}\n`);
  }
  if (runs.length > 0) parts.push(`[ "$O" = /dev/null ] || rm -f "$O"\n`);
  parts.push(`say complete\n[ -z "$FAILED" ]\n`);
  return parts.join('');
}

/** By place of a run item: those that run at the same time, itself among them. None of them waits for another of them. */
function besides(
  actions: readonly Action[],
  runs: readonly RunItem[],
  skip: ReadonlySet<number>,
): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, readonly number[]>();
  let group: number[] = [];
  const close = (): void => {
    if (group.length > 1) for (const index of group) found.set(index, group);
    group = [];
  };
  for (const [index, { step, actions: list }] of runs.entries()) {
    if (list.every((place) => skip.has(place))) continue;
    const own = list.flatMap((place) => actions[place] ?? []);
    const ids = group.flatMap((one) => (runs[one]?.actions ?? []).flatMap((place) => actions[place]?.id ?? []));
    const waits = own.some(({ id, after }) => ids.includes(id) || after.some((before) => ids.includes(before)));
    if (!step.beside || waits) close();
    if (step.beside) group.push(index);
  }
  close();
  return found;
}

/** Shell text that makes one change of a file; its status is that of \`put\`. */
export function fileLine({ path, change }: FileChange, name: string): string {
  const where = quote(binary(path));
  if (change.do === 'remove') return `del ${where} ${quote(change.old)}`;
  const { umask, chmod } = umaskFor(change.mode ?? '0600');
  const fresh = change.old === null;
  const mode = change.mode !== null && (!fresh || chmod) ? change.mode : '-';
  const owner = change.owner !== null && !(fresh && change.owner === 'root:root') ? quote(binary(change.owner)) : '-';
  return `put ${name} ${where} ${quote(change.old ?? '-')} ${quote(change.sum)} ${umask} ${mode} ${owner} ${quote(change.content)}`;
}

/**
 * Each step has a shell of its own, so that none can disturb another, and writes to a file, so that a daemon that keeps its
 * output open holds up nothing and a flood of output costs nothing. Where no file can be written (a full disk), the output
 * is lost, the step is not.
 */
function runShell(nonce: string, hasTimeout: boolean): string {
  const start = hasTimeout ? 'timeout "$T" sh -c "$s"' : '( eval "$s" )';
  // printf is a part of the shell itself: what it prints is on no command line.
  const fed = `printf '%s' "$in" | ${start} >"$O" 2>&1`;
  // A script with secrets must not be an argument, which every user of the node could read. The shell reads it whole before
  // it runs any of it, and the commands in it have no input.
  const hushed = hasTimeout ? `printf '{\\n%s\\n} </dev/null\\n' "$s" | timeout "$T" sh` : `${start} </dev/null`;
  return `H=; O=${STATE_DIR}/output.${nonce}
{ echo >"$O"; } 2>/dev/null || O=/dev/null
hush() { H=1; run "$@"; H=; }
run() {
  i=$1; T=$2; s=$3; in=$4; shift 4
  live "$@" || return 0
  own || lost
  say "step $i"
  if [ -n "$H" ]; then ${hushed} >"$O" 2>&1
  elif [ -n "$in" ]; then ${fed}
  else ${start} </dev/null >"$O" 2>&1; fi
  r=$?
  [ "$r" != 0 ] || return 0
  E=$(tail -c ${TAIL_BYTES} "$O" 2>/dev/null)
  bad "$r" "step $i" "$@"
}
B=
aside() {
  [ "$O" != /dev/null ] || { run "$@"; return; }
  i=$1; T=$2; s=$3; shift 4
  live "$@" || return 0
  own || lost
  say "step $i"
  ${start} </dev/null >"$O.$i" 2>&1 &
  B="$B $i:$!:$*"
}
joined() {
  for j in $B; do
    i=\${j%%:*}; j=\${j#*:}; r=0
    wait "\${j%%:*}" || r=$?
    if [ "$r" != 0 ]; then E=$(tail -c ${TAIL_BYTES} "$O.$i" 2>/dev/null); bad "$r" "step $i" "\${j#*:}"; fi
    rm -f "$O.$i"
  done
  B=
}
`;
}

/** Shell text that writes the manifest and nothing else. */
export function manifestOnlyShell(nonce: string, change: FileChange['change']): string {
  return `${sayShell(nonce)}${fileShell(nonce)}
${manifestLine(change)}`;
}

function manifestLine(change: FileChange['change']): string {
  return `${fileLine({ path: MANIFEST_PATH, actions: [], change }, 'm')} || { say 'warn manifest'; printf '%s\\n' "$E"; }\n`;
}

/** Whoever broke the lock has left word (lock-admin.ts). */
function sayLost(token: string): string {
  return `b=; { IFS= read -r b <${STATE_DIR}/lock.broken.${token}/by; } 2>/dev/null; say "lost $b"`;
}

function sayShell(nonce: string): string {
  return `say() { printf '%s%s\\n' ${quote(marker(nonce))} "$*"; }\n`;
}
