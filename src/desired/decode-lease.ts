/** Tree → draft: the arbiter of leases. */
import type { FileLease } from './cluster-file.gen.ts';
import { type Decoding, LEASE_MARGIN, LEASE_TTL, path, secretValue, time } from './decode-parts.ts';
import { DEFAULTS } from './defaults.ts';
import type { DraftLease } from './draft.ts';
import { type At, field, isFalse, items, keyPlace, text } from './tree.ts';

export function decodeLease(at: At<FileLease> | null, keyAt: number | null, decoding: Decoding): DraftLease | null {
  const type = text(field(at, 'type'));
  if (at === null || type === null) return null;
  const password = text(field(field(at, 'password'), 'secret'));
  const tls = field(at, 'tls');
  const file = (key: 'ca' | 'certificate' | 'key') => text(field(tls, key))?.value ?? null;
  const sysrq = field(at, 'sysrq');
  return {
    at: keyAt ?? at.tree.at,
    type: type.value,
    hosts: items(field(at, 'hosts')).flatMap((host) => text(host) ?? []),
    database: text(field(at, 'database')),
    user: text(field(at, 'user')),
    password: password === null ? null : { value: secretValue(password, decoding), at: password.at },
    tls:
      tls === null || isFalse(tls)
        ? null
        : {
            at: keyPlace(at, 'tls') ?? tls.tree.at,
            ca: file('ca'),
            certificate: file('certificate'),
            key: file('key'),
          },
    ttlMs: time(field(at, 'ttl'), LEASE_TTL, decoding)?.value ?? DEFAULTS.leaseTtlMs,
    margin: {
      at: text(field(at, 'margin'))?.at ?? text(field(at, 'ttl'))?.at ?? keyAt ?? at.tree.at,
      value: time(field(at, 'margin'), LEASE_MARGIN, decoding)?.value ?? DEFAULTS.leaseMarginMs,
    },
    watchdog: path(field(at, 'watchdog'), decoding)?.value ?? null,
    sysrq: sysrq !== null && !isFalse(sysrq),
  };
}
