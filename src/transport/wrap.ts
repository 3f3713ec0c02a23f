/**
 * Makes of a script one compound command that a shell reading standard input runs only after it has read all of it: if the
 * connection breaks while the script is sent, the shell meets the end of its input inside the braces, which is a syntax
 * error, and nothing of the script is done. `exit` ends the shell without waiting for an end of input, and with the
 * script's own status. The script itself gets no standard input, so that no command in it can swallow the rest.
 *
 * bash, which is /bin/sh on Red Hat's systems, reads a script from anything but a file one byte a system call, as what its
 * commands read must not be lost to them. It has `head` fetch the rest instead, by its length, and evaluates that: a probe took it
 * 13,000 system calls before. The others read in blocks, and what would be left over for `head` is with them already.
 */
import { Buffer } from 'node:buffer';
import type { Script } from './transport.ts';

// `:` because an empty group is a syntax error; two line ends because a script may end in a backslash.
const TAIL = Buffer.from('\n\n} </dev/null\nexit\n');
const FED_TAIL = Buffer.from('\n\n}\nexit\n');

/**
 * With `pidMark` (a word that nothing else prints) the shell first tells its process id on standard error, as a line
 * `<pidMark> <pid>`, so that the script can be killed later.
 */
export function wrapScript(script: Script, pidMark?: string): Buffer {
  return wrap(script, TAIL, pidMark);
}

/**
 * The same for a script that reads what it is sent later. Nothing may be sent before it has said something: a shell that reads in
 * blocks would take it for what comes after the script.
 */
export function wrapFed(script: Script, pidMark?: string): Buffer {
  return wrap(script, FED_TAIL, pidMark);
}

function wrap(script: Script, end: Uint8Array, pidMark: string | undefined): Buffer {
  const head = pidMark === undefined ? '{ :\n' : `{ printf '\\n${pidMark} %s\\n' "$$" >&2\n`;
  const whole = Buffer.concat([Buffer.from(head), typeof script === 'string' ? Buffer.from(script) : script, end]);
  return Buffer.concat([Buffer.from(fetched(whole.length)), whole]);
}

/**
 * Whatever `head` gives is run only if it begins as the script does: one that is broken must not have its words taken for
 * commands. One that gives too little leaves the group open, as a broken connection does.
 */
function fetched(bytes: number): string {
  return (
    `if [ -n "\${BASH_VERSION-}" ]; then dmsa=$(head -c ${bytes}) || exit; ` +
    `case $dmsa in '{ '*) eval "$dmsa"; exit;; *) exit 126;; esac; fi\n`
  );
}

/** Takes the line of `pidMark` out of what came on standard error; pid null where it has not come. */
export function takePid(stderr: Uint8Array, pidMark: string): { readonly pid: number | null; readonly stderr: Uint8Array } {
  const bytes = Buffer.from(stderr.buffer, stderr.byteOffset, stderr.length);
  const mark = `\n${pidMark} `;
  const start = bytes.indexOf(mark);
  const end = start < 0 ? -1 : bytes.indexOf('\n', start + mark.length);
  if (end < 0) return { pid: null, stderr };
  const pid = Number(bytes.toString('latin1', start + mark.length, end));
  return {
    pid: Number.isInteger(pid) && pid > 1 ? pid : null,
    stderr: Buffer.concat([bytes.subarray(0, start), bytes.subarray(end + 1)]),
  };
}
