/** How far a key pair is on its way to what is wanted, from what lies on its node alone. Pure. */
import type { KeyState } from './key-look.ts';
import { isNext, type KeySpec, whyDue } from './keys.ts';

/**
 * create: there is no key. finish: the switch was interrupted after its first half. public: the public half is missing.
 * prepare: a new pair is to be made beside. offered: it is made, and the other nodes are to know it before it is taken into use.
 * drop: what lies beside is wanted by nobody. settled: nothing is to be done.
 */
export type Phase = 'create' | 'finish' | 'public' | 'prepare' | 'offered' | 'drop' | 'settled';

export function phaseOf(want: Pick<KeySpec, 'type' | 'rotation'>, { key, pub, next }: KeyState): Phase {
  if (key === null) return 'create';
  if (!next.key && next.pub !== null && next.pub.blob !== pub?.blob && isNext(next.pub, want)) return 'finish';
  if (pub === null) return 'public';
  if (whyDue(pub, want) === null) return next.key || next.pub !== null ? 'drop' : 'settled';
  return next.key && next.pub !== null && isNext(next.pub, want) ? 'offered' : 'prepare';
}
