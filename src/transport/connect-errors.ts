/** What a person is told about a connection that did not come about, by how far it had come. */
import { failure, seconds, type TransportCode } from './errors.ts';
import type { Target, TransportError } from './transport.ts';

export type Phase = 'connect' | 'banner' | 'exchange' | 'authentication';

export const WHILE = {
  connect: 'before it was open',
  banner: 'before it said anything that SSH knows',
  exchange: 'during the key exchange',
  authentication: 'during authentication',
} as const satisfies Record<Phase, string>;

export function timedOut(phase: Phase, address: string, port: number, limit: number): [what: string, todo: string] {
  const within = `within ${seconds(limit)}`;
  switch (phase) {
    case 'connect':
      return [
        `${address} port ${port} did not answer ${within}`,
        'The node is down or frozen, the cable or a route is missing, or a firewall drops the packets: try `ping`.',
      ];
    case 'banner':
      return [
        `${address} port ${port} took the connection but said nothing ${within}`,
        'The node is up but its sshd hangs: out of memory, a hung disk, or a frozen process.',
      ];
    case 'exchange':
      return [
        `${address} port ${port} did not finish the key exchange ${within}`,
        'sshd is overloaded or hangs, or large packets do not get through (MTU). spec.ssh.connectTimeout gives it longer.',
      ];
    case 'authentication':
      return [
        `${address} port ${port} did not finish authentication ${within}`,
        'sshd waits for something: a directory service, DNS (UseDNS), or a hung home directory.',
      ];
  }
}

export function explainSocket(
  error: Error & { readonly code?: unknown },
  address: string,
  port: number,
): [TransportCode, string, string] {
  switch (error.code) {
    case 'ECONNREFUSED':
      return [
        'connect-refused',
        `${address} port ${port} refused the connection`,
        'The node is up but no sshd listens there: start it, or correct spec.ssh.port.',
      ];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EHOSTDOWN':
    case 'EINVAL':
      return [
        'no-route',
        `there is no way to ${address}`,
        `${error.message}. The node is off the network, or the controller has no route: see \`ip route get ${address}\`.`,
      ];
    case 'ETIMEDOUT':
      return [
        'connect-timeout',
        `${address} port ${port} did not answer`,
        'The node is down or frozen, or a firewall drops the packets: try `ping`.',
      ];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [
        'name-not-found',
        `the name ${address} could not be resolved`,
        'Give the node an address, or repair DNS or /etc/hosts on the controller.',
      ];
    default:
      return ['connect-failed', `${address} port ${port} could not be connected to`, error.message];
  }
}

export function authFailed(
  target: Target,
  address: string,
  tried: number,
  left: readonly string[],
  notes: readonly string[],
  said: string,
): TransportError {
  const { user, port } = target.connection;
  const key = target.connection.identityFiles[0] ?? '~/.ssh/id_ed25519';
  return failure({
    node: target.node,
    code: 'auth-failed',
    summary:
      tried === 0
        ? `${target.node}: there is no key to log in with as ${user}`
        : `${target.node}: ${address} refused every key that was offered for ${user}`,
    detail: [
      ...(notes.length === 0 ? ['No identity file was found, and no ssh-agent is there (SSH_AUTH_SOCK).'] : notes),
      ...(left.length === 0 ? [] : [`The node accepts: ${left.join(', ')}.`]),
      `(${said})`,
      `Put the public key on the node: ssh-copy-id -i ${key}.pub -p ${port} ${user}@${address}`,
      `or name the right key with spec.ssh.identityFile. On the node, sshd's log says why it refused.`,
    ].join('\n'),
    retryable: false,
  });
}
