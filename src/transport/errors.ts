/** The failures of reaching a node and of running a script there, in the words of the person who has to act on them. */
import type { Diagnostic } from '../diagnostic.ts';
import { TransportError } from './transport.ts';

export type TransportCode =
  | 'connect-timeout'
  | 'connect-refused'
  | 'no-route'
  | 'name-not-found'
  | 'connect-failed'
  | 'no-address'
  | 'not-ssh'
  | 'no-common-algorithm'
  | 'host-key-changed'
  | 'host-key-unknown'
  | 'host-key-revoked'
  | 'known-hosts-unreadable'
  | 'known-hosts-unwritable'
  | 'auth-failed'
  | 'key-unreadable'
  | 'key-permissions'
  | 'key-encrypted'
  | 'key-invalid'
  | 'agent-unreachable'
  | 'connection-lost'
  | 'channel-refused'
  | 'command-timeout'
  | 'output-too-large'
  | 'cancelled'
  | 'shell-missing';

export interface Failure {
  readonly node: string;
  readonly code: TransportCode;
  readonly summary: string;
  readonly detail: string;
  readonly retryable: boolean;
  readonly outcome?: 'not-run' | 'unknown';
}

export function failure(given: Failure): TransportError {
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: given.code,
    summary: given.summary,
    detail: given.detail,
    node: given.node,
  };
  return new TransportError(diagnostic, given.retryable, given.outcome ?? 'not-run');
}

export function cancelled(node: string, outcome: 'not-run' | 'unknown'): TransportError {
  return failure({
    node,
    code: 'cancelled',
    summary: `${node}: stopped on request`,
    detail:
      outcome === 'not-run'
        ? 'Nothing had been run on the node yet.'
        : 'The script had been sent; whether it was carried out is not known. Look at the node again (dmsa plan).',
    retryable: true,
    outcome,
  });
}

/** `via` null: the script ran on this machine. */
export function commandTimeout(
  node: string,
  via: string | null,
  timeoutMs: number,
  printed: number,
  killed: boolean,
): TransportError {
  return failure({
    node,
    code: 'command-timeout',
    summary: `${node}: the script did not end within ${seconds(timeoutMs)}`,
    detail: [
      `It had printed ${printed} bytes${via === null ? '' : `; reached over ${via}`}. ${ending(killed)}`,
      'Whether all of it was carried out is not known: look at the node again (dmsa plan). A hung disk or a dead NFS server is',
      'the usual reason: see `ps` and `dmesg` there. If the node is just slow, raise spec.ssh.commandTimeout.',
      // Seen: a version manager's line in ~/.bashrc that waits a minute for its own stale lock.
      ...(via !== null && printed === 0
        ? [
            'Where nothing at all was printed, root’s login shell may not have come as far: time `ssh root@NODE true`, see ~/.bashrc.',
          ]
        : []),
    ].join('\n'),
    retryable: true,
    outcome: 'unknown',
  });
}

export function outputTooLarge(node: string, limit: number, killed: boolean): TransportError {
  return failure({
    node,
    code: 'output-too-large',
    summary: `${node}: the script printed more than ${limit} bytes`,
    detail: `${ending(killed)} Whether all of it was carried out is not known: look at the node again (dmsa plan).`,
    retryable: false,
    outcome: 'unknown',
  });
}

function ending(killed: boolean): string {
  return killed ? 'Its process group was killed (SIGKILL).' : 'It could not be killed and may still be running on the node.';
}

export function connectionLost(
  node: string,
  via: string,
  when: string,
  said: string | null,
  outcome: 'not-run' | 'unknown',
): TransportError {
  return failure({
    node,
    code: 'connection-lost',
    summary: `${node}: the connection over ${via} was lost ${when}`,
    detail: [
      ...(said ? [`The connection said: ${said}`] : []),
      outcome === 'not-run'
        ? 'The node never had the whole script, so nothing of it was done.'
        : 'The script may have been carried out, in part or in whole. Look at the node again (dmsa plan) before anything is repeated.',
    ].join('\n'),
    retryable: true,
    outcome,
  });
}

/** The connection is there, and no shell could be started over it. */
export function noChannel(node: string, via: string, error: Error, said: string | null): TransportError {
  return /No response from server|Not connected/i.test(error.message)
    ? connectionLost(node, via, 'before the script was sent', said, 'not-run')
    : failure({
        node,
        code: 'channel-refused',
        summary: `${node}: sshd at ${via} would not start a shell`,
        detail: `${error.message}. Nothing was run. See MaxSessions, ForceCommand and the shell of the user on the node.`,
        retryable: true,
      });
}

/** Milliseconds as a person says them: `5 s`, `250 ms`. */
export function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}

/** What a foreign program printed, fit for one line of a message: printable ASCII, at most `max` characters. */
export function printable(bytes: Uint8Array, max = 80): string {
  const text = [...bytes.subarray(0, max)]
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
    .join('');
  return bytes.length > max ? `${text}…` : text;
}
