/**
 * Makes of a script one compound command that a shell reading standard input runs only after it has read all of it: if the
 * connection breaks while the script is sent, the shell meets the end of its input inside the braces, which is a syntax
 * error, and nothing of the script is done. `exit` ends the shell without waiting for an end of input, and with the
 * script's own status. The script itself gets no standard input, so that no command in it can swallow the rest.
 */
import { Buffer } from 'node:buffer';
import type { Script } from './transport.ts';

// `:` because an empty group is a syntax error; two line ends because a script may end in a backslash.
const TAIL = Buffer.from('\n\n} </dev/null\nexit\n');

/**
 * With `pidMark` (a word that nothing else prints) the shell first tells its process id on standard error, as a line
 * `<pidMark> <pid>`, so that the script can be killed later.
 */
export function wrapScript(script: Script, pidMark?: string): Buffer {
  const head = pidMark === undefined ? '{ :\n' : `{ printf '\\n${pidMark} %s\\n' "$$" >&2\n`;
  return Buffer.concat([Buffer.from(head), typeof script === 'string' ? Buffer.from(script) : script, TAIL]);
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
