/** The lease of the pair that this machine is a member of, while `dmsa run --as NODE` runs (docs/decisions, 0066). */
import { setTimeout as delay } from 'node:timers/promises';
import equal from 'fast-deep-equal';
import type { Cluster, LeaseArbiter } from '../desired/cluster.ts';
import type { LeaseWord } from '../ha/judge.ts';
import type { Members } from '../ha/moved.ts';
import { pairLease } from '../kinds/lease-files.ts';
import { packNames } from '../kinds/service-desired.ts';
import { type LeaseNews, type MemberLease, startMember } from '../lease/member.ts';
import { openLeases } from '../lease/open.ts';
import { askPromise } from '../lease/promise.ts';
import type { LeaseProof } from '../lease/rules.ts';
import type { LeaseStore } from '../lease/store.ts';
import type { StandbyLease } from '../reconcile/keep-request.ts';
import { targetOf } from '../reconcile/look.ts';
import { pairsIn } from '../reconcile/pairs.ts';
import type { Transport } from '../transport/transport.ts';

export interface OwnLeases {
  /** As that cluster has it. null: it names no arbiter, or this machine is the active. Throws where another dmsa keeps the lease here. */
  of(cluster: Cluster, transport: Transport): Promise<StandbyLease | null>;
  /** Resolves once nobody counts on the lease any more; until then it goes on and says why. */
  close(): Promise<void>;
}

/** What a lease is made of: while that stays the same the lease is kept through changes of the file. */
interface Made {
  readonly arbiter: LeaseArbiter;
  readonly members: Members;
  readonly services: readonly string[];
}

interface Kept {
  readonly made: Made;
  readonly store: LeaseStore;
  readonly lease: MemberLease;
}

/** @param as the node that this machine is */
export function ownLeases(as: string, onNote: (active: string, text: string, is?: LeaseNews) => void): OwnLeases {
  let kept: Kept | null = null;
  let over: Transport | null = null;

  async function drop(): Promise<void> {
    if (!kept) return;
    const { lease, store, made } = kept;
    await stopped(lease, store.what, (text) => onNote(made.members.active.name, text));
    await store.close();
    kept = null;
  }

  async function keep(made: Made): Promise<Kept> {
    const { arbiter, members, services } = made;
    const { active, standby } = members;
    const store = await openLeases(arbiter);
    const promise = async (): Promise<boolean> =>
      over !== null && (await askPromise(await over.connect(targetOf(standby)), pairLease(active.name)));
    const lease = startMember({
      arbiter,
      store,
      active,
      standby,
      member: active.name === as ? active : standby,
      services,
      ...(active.name === as ? { promise } : {}),
      onNote: (text, is) => onNote(active.name, text, is),
    });
    return { made, store, lease };
  }

  return {
    async of(cluster, transport) {
      over = transport;
      const made = madeOf(cluster, as);
      if (kept && !equal(apart(kept.made), apart(made))) await drop();
      if (!made) return null;
      kept ??= await keep(made);
      const { lease } = kept;
      const { active, standby } = made.members;
      if (standby.name !== as) return null;
      return { active: active.name, word: () => wordOf(lease.word()), take: async () => wordOf(await lease.take()) };
    },
    close: drop,
  };
}

/** Without where it stands in the file. */
function apart(made: Made | null): unknown {
  if (!made) return null;
  const { active, standby } = made.members;
  return { ...made, members: [active, standby].map((node) => ({ ...node, source: null })) };
}

function madeOf(cluster: Cluster, as: string): Made | null {
  const members = pairsIn(cluster).find(({ active, standby }) => active.name === as || standby.name === as);
  if (cluster.lease === null || !members) return null;
  const member = members.active.name === as ? members.active : members.standby;
  return { arbiter: cluster.lease, members, services: packNames(cluster, member) };
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
