import { createHash } from 'node:crypto';
import type { Json } from '../json.ts';

/**
 * A short name for a value: equal values have equal fingerprints, whatever the order of their keys.
 * 128 bits of SHA-256, in hex: enough that two different observations of one thing never share it by accident.
 */
export function fingerprint(value: Json): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, 32);
}

function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  // Long lists of texts (a hosts file of a big fleet) in one go; the result is the same.
  if (isList(value) && value.every((one) => typeof one === 'string')) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value)
    // A key without a value (exactOptionalPropertyTypes forbids it, data from outside may have it) is as if it were not there.
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
