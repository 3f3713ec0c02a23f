/** The lease of the pair that this machine is a member of, while `dmsa run --as NODE` runs (docs/decisions, 0066). */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import type { LeaseWord } from '../ha/judge.ts';
import type { Members } from '../ha/moved.ts';
import { pairLease } from '../kinds/lease-files.ts';
import { packNames } from '../kinds/service-desired.ts';
import { type MemberLease, startMember } from '../lease/member.ts';
import { openLeases } from '../lease/open.ts';
import { askPromise } from '../lease/promise.ts';
import type { LeaseProof } from '../lease/rules.ts';
import type { StandbyLease } from '../reconcile/keep-pairs.ts';
import { targetOf } from '../reconcile/look.ts';
import type { Transport } from '../transport/transport.ts';

export interface OwnLease {
  /** Where this machine is the standby. */
  readonly taker: StandbyLease | null;
  /** Resolves once nobody counts on it any more; until then it goes on and says why. */
  close(): Promise<void>;
}

/** null: the file names no arbiter. Throws where another dmsa keeps the lease here already. */
export async function ownLease(
  cluster: Cluster,
  { active, standby }: Members,
  member: ClusterNode,
  transport: Transport,
  onNote: (text: string) => void,
): Promise<OwnLease | null> {
  const { lease: arbiter } = cluster;
  if (arbiter === null) return null;
  const store = await openLeases(arbiter);
  const kept = startMember({
    arbiter,
    store,
    active,
    standby,
    member,
    services: packNames(cluster, member),
    ...(member === active
      ? { promise: async () => askPromise(await transport.connect(targetOf(standby)), pairLease(active.name)) }
      : {}),
    onNote,
  });
  return {
    taker:
      member === standby
        ? { active: active.name, word: () => wordOf(kept.word()), take: async () => wordOf(await kept.take()) }
        : null,
    async close() {
      await stopped(kept, store.what, onNote);
      await store.close();
    },
  };
}

/** The dead man outlives this process: without a word to the arbiter this node would stand down, for nothing. */
async function stopped(kept: MemberLease, arbiter: string, onNote: (text: string) => void): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const why = await kept.stop();
    if (why === null) return;
    if (tries === 0) {
      onNote(
        `dmsa is told to end, but ${arbiter} does not take the lease back (${why}): it goes on until it does. Ended now all the same, this node would stand down when the lease runs out`,
      );
    }
    await delay(1_000);
  }
}

function wordOf(proof: LeaseProof): LeaseWord {
  switch (proof.proof) {
    case 'yes':
      return { proof: 'yes', detail: proof.detail };
    case 'no':
      return { proof: 'no', detail: proof.detail, waitMs: proof.waitMs };
    case 'unknown':
      return { proof: 'unknown', detail: proof.detail, waitMs: null };
  }
}
