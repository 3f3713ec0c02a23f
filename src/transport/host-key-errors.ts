/** What a person is told about a host key that is not accepted. */
import { failure } from './errors.ts';
import { fingerprint, type KnownKey, knownHostName } from './known-hosts.ts';
import type { Target, TransportError } from './transport.ts';

export function hostKeyUnknown(
  target: Target,
  address: string,
  file: string,
  key: string,
  authorities: readonly KnownKey[],
): TransportError {
  const { port } = target.connection;
  const type = typeOf(key);
  return failure({
    node: target.node,
    code: 'host-key-unknown',
    summary: `${target.node}: the host key of ${address} is not known, and spec.ssh.hostKey is strict`,
    detail: [
      `It showed: ${type} ${fingerprint(key)}`,
      ...authorities.map(
        (line) => `${file}:${line.line} trusts a certificate authority for it, but dmsa does not read host certificates.`,
      ),
      "Compare it with `ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub` on the node's console; if it is the same, add to",
      `${file}:`,
      `${knownHostName(address, port)} ${type} ${key}`,
    ].join('\n'),
    retryable: false,
  });
}

export function hostKeyChanged(
  target: Target,
  address: string,
  file: string,
  key: string,
  known: readonly KnownKey[],
  sameType: boolean,
): TransportError {
  const name = knownHostName(address, target.connection.port);
  return failure({
    node: target.node,
    code: 'host-key-changed',
    summary: `${target.node}: the host key of ${address} is not the one that is known`,
    detail: [
      `It showed: ${typeOf(key)} ${fingerprint(key)}`,
      ...known.map((entry) => `Known:     ${entry.type} ${fingerprint(entry.key)} (${file}:${entry.line})`),
      ...(sameType ? [] : ['It offers no key of a type that is known, so it cannot be told whether it is the same host.']),
      'Either the node was installed anew (or another one has its address now), or somebody stands in between. It was not logged in to.',
      `If you know why it changed: ssh-keygen -R ${/[[\]]/.test(name) ? `'${name}'` : name} -f ${file}`,
    ].join('\n'),
    retryable: false,
  });
}

export function hostKeyRevoked(target: Target, address: string, file: string, key: string, by: KnownKey): TransportError {
  return failure({
    node: target.node,
    code: 'host-key-revoked',
    summary: `${target.node}: ${address} uses a host key that is marked as revoked`,
    detail: [
      `It showed: ${typeOf(key)} ${fingerprint(key)}, revoked by ${file}:${by.line}. It was not logged in to.`,
      'Give the node a new host key (ssh-keygen -A, then restart sshd).',
    ].join('\n'),
    retryable: false,
  });
}

function typeOf(key: string): string {
  const blob = Buffer.from(key, 'base64');
  return blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1');
}
