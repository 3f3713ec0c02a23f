/** The looks at both members of a pair that the loop makes: at once, and beside its checks. */
import type { Cluster } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Members } from '../ha/moved.ts';
import { KINDS } from '../kinds/registry.ts';
import { type Transport, TransportError } from '../transport/transport.ts';
import { decide } from './decide.ts';
import type { Looked } from './judging.ts';
import { lookAtCluster } from './look.ts';
import { namesOf, seenOf } from './pairs.ts';

export type LookedAt = Looked & { readonly atMs: number };

export interface Looking {
  looked: LookedAt | null;
  /** A look that is being made beside the checks. */
  coming: Promise<LookedAt> | null;
}

interface LookAtPair {
  readonly cluster: Cluster;
  readonly transport: Transport;
  readonly signal: AbortSignal;
}

export async function lookAtPair({ cluster, transport, signal }: LookAtPair, members: Members): Promise<LookedAt> {
  const selected = namesOf(members);
  const seen = await lookAtCluster({ cluster, kinds: KINDS, transport, selected, parallel: 100, signal });
  const verdict = decide(seen);
  return { seen, verdict, holding: seenOf(members, seen, verdict).holding, atMs: performance.now() };
}

/** Where what was looked at is older than `ms`. A look at a node that is silent takes seconds: no check waits for it. */
export function refresh(request: LookAtPair, members: Members, state: Looking, ms: number): void {
  const { looked } = state;
  if (!looked || state.coming || performance.now() - looked.atMs <= ms) return;
  const coming = lookAtPair(request, members);
  state.coming = coming;
  const over = (found: LookedAt | null): void => {
    // What was changed meanwhile was looked at after that.
    if (state.coming !== coming) return;
    state.coming = null;
    if (found && state.looked === looked) state.looked = found;
  };
  coming.then(over, () => over(null));
}

/** As if a node could not be reached. */
export function withoutNode(transport: Transport, name: string): Transport {
  const error: Diagnostic = { severity: 'error', code: 'switched-off', summary: `${name} was switched off`, node: name };
  return {
    ...transport,
    connect: (target, signal) =>
      target.node === name ? Promise.reject(new TransportError(error, false)) : transport.connect(target, signal),
  };
}
