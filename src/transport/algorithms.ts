/**
 * What is offered in the key exchange, in order of preference. The first ones are the fastest that are safe (curve25519 and
 * AES-GCM: one x25519 operation and hardware AES). At the end of each list stand those that the sshd of CentOS 6
 * (OpenSSH 5.3) needs: it knows no SHA-2 exchange, no GCM and no encrypt-then-MAC.
 */
import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';

const HOST_KEYS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
] as const satisfies readonly ServerHostKeyAlgorithm[];

const BASE = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group-exchange-sha1',
    'diffie-hellman-group14-sha1',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
    'chacha20-poly1305@openssh.com',
    'aes128-cbc',
    'aes256-cbc',
  ],
  hmac: [
    'hmac-sha2-256-etm@openssh.com',
    'hmac-sha2-512-etm@openssh.com',
    'hmac-sha1-etm@openssh.com',
    'hmac-sha2-256',
    'hmac-sha2-512',
    'hmac-sha1',
  ],
  // Compression costs more CPU than a probe's few kilobytes are worth.
  compress: ['none'],
} as const satisfies Algorithms;

/** Types of keys that are known for the host go first, as OpenSSH has it: a key of a new type must not look like a changed one. */
export function algorithms(knownTypes: readonly string[]): Algorithms {
  const known = (name: string): boolean => knownTypes.includes(name.startsWith('rsa-sha2-') ? 'ssh-rsa' : name);
  return {
    kex: [...BASE.kex],
    cipher: [...BASE.cipher],
    hmac: [...BASE.hmac],
    compress: [...BASE.compress],
    serverHostKey: [...HOST_KEYS.filter(known), ...HOST_KEYS.filter((name) => !known(name))],
  };
}
