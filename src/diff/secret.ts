import type { Json } from '../json.ts';

/**
 * Whether a spec holds a secret, as kinds mark it: an object with `secret: true`. A fingerprint of such a spec, kept on the
 * node, would let whoever reads it try out passwords against it.
 */
export function holdsSecret(spec: Json): boolean {
  if (typeof spec !== 'object' || spec === null) return false;
  return Object.entries(spec).some(([key, value]) => (key === 'secret' && value === true) || holdsSecret(value));
}
