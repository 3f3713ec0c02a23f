/**
 * What a controller gives up and takes, after it has looked at all leases of the controllers of a cluster (docs/decisions, 0072). Pure.
 *
 *   run/CLUSTER/member/NAME/UNITS   a controller is alive, and sees the units with that digest
 *   run/CLUSTER/slot/NN             who may change what is in that slot
 *
 * The holder of both is the process: a name, and what no process before it had.
 */
import { type LeaseTimes, type Sighting, waitOf } from './rules.ts';
import type { WaitShare } from './share-port.ts';
import { digestOf, EVEN, SLOTS, split, weightsOf } from './split.ts';
import type { Glance } from './store.ts';

export function prefixOf(cluster: string): string {
  return `run/${cluster}/`;
}

export function memberName(cluster: string, controller: string, units: readonly string[]): string {
  return `${prefixOf(cluster)}member/${controller}/${digestOf(units)}`;
}

export function slotName(cluster: string, slot: number): string {
  return `${prefixOf(cluster)}slot/${String(slot).padStart(2, '0')}`;
}

/** Of a name below the prefix; null: of another kind. */
function slotIn(cluster: string, name: string): number | null {
  const [, digits] = /^slot\/(\d{2})$/.exec(name.slice(prefixOf(cluster).length)) ?? [];
  const slot = Number(digits);
  return digits !== undefined && slot < SLOTS ? slot : null;
}

/** `central-1` of `central-1@0af3b2c1`. */
export function controllerOf(holder: string): string {
  return holder.split('@')[0] ?? holder;
}

/** What is remembered of one lease between two looks. By the looker's monotonic clock. */
export type Sights = ReadonlyMap<string, Sight>;

type Sight = Pick<Sighting, 'markSinceMs' | 'endedSinceMs'> & { readonly mark: string };

/** @param answeredMs  when the answer was there */
export function sightAll(before: Sights, glances: readonly Glance[], answeredMs: number): Sights {
  return new Map(
    glances.map((glance) => {
      const mark = `${glance.life} ${glance.mark}`;
      const old = before.get(glance.name);
      const same = old?.mark === mark;
      const ended = glance.is !== 'held';
      const sight = {
        mark,
        markSinceMs: same ? old.markSinceMs : answeredMs,
        endedSinceMs: ended ? ((same ? old.endedSinceMs : null) ?? answeredMs) : null,
      };
      return [glance.name, sight];
    }),
  );
}

export interface Seen {
  readonly cluster: string;
  readonly glances: readonly Glance[];
  readonly sights: Sights;
  readonly nowMs: number;
  readonly times: LeaseTimes;
  /** Of the store. */
  readonly steady: boolean;
}

/** By name, the digests of the units that a controller that is alive says that it sees. */
export function membersIn({ cluster, glances }: Pick<Seen, 'cluster' | 'glances'>): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, readonly string[]>();
  for (const { name, is } of glances) {
    const [kind, controller, digest] = name.slice(prefixOf(cluster).length).split('/');
    if (is !== 'held' || kind !== 'member' || controller === undefined || digest === undefined) continue;
    members.set(controller, [...(members.get(controller) ?? []), digest]);
  }
  return members;
}

/**
 * Who should have which slot. Where controllers do not all see the same units (one has not taken up a revision yet) each slot counts the
 * same, so that they still agree on who has what.
 */
export function targetsOf(
  members: ReadonlyMap<string, readonly string[]>,
  units: readonly string[],
): ReadonlyMap<number, string> {
  const own = digestOf(units);
  const same = [...members.values()].every((digests) => digests.length === 1 && digests[0] === own);
  return split(same ? weightsOf(units) : EVEN, [...members.keys()].sort());
}

/** By slot. */
export function slotsIn({ cluster, glances }: Pick<Seen, 'cluster' | 'glances'>): ReadonlyMap<number, Glance> {
  return new Map(
    glances.flatMap((glance) => {
      const slot = slotIn(cluster, glance.name);
      return slot === null ? [] : [[slot, glance] as const];
    }),
  );
}

/**
 * Whether a slot may be taken now.
 *   take  by this mark (null: nobody ever had it).
 *   wait  somebody has it, or it is not sure that its last holder has stopped: for so long, where that is known.
 */
export type MayTake =
  | { readonly is: 'take'; readonly expected: string | null }
  | { readonly is: 'wait'; readonly holder: string; readonly waitMs: number | null };

/**
 * A holder that did not renew begins nothing any more a margin before its lease can expire. It is waited for a margin longer, for what
 * it sent last to arrive; what still runs on a node then has the node's lock. Where the arbiter's clock can be set an expiry alone says
 * nothing (rules.ts, `waitOf`).
 */
export function mayTake(glance: Glance | undefined, holder: string, { sights, nowMs, times, steady }: Seen): MayTake {
  if (glance === undefined) return { is: 'take', expected: null };
  switch (glance.is) {
    case 'held':
      return glance.holder === holder
        ? { is: 'take', expected: glance.mark }
        : { is: 'wait', holder: glance.holder, waitMs: null };
    case 'released':
    case 'withdrawn':
      return { is: 'take', expected: glance.mark };
    case 'expired': {
      const sight = sights.get(glance.name);
      if (glance.holder === holder) return { is: 'take', expected: glance.mark };
      const waitMs = sight === undefined ? times.ttlMs + times.marginMs : waitOf(sight, nowMs, { times, steady });
      return waitMs <= 0 ? { is: 'take', expected: glance.mark } : { is: 'wait', holder: glance.holder, waitMs };
    }
  }
}

/** Another process that has it. */
export function keeperOf(glance: Glance | undefined, holder: string): string | null {
  return glance?.is === 'held' && glance.holder !== holder ? controllerOf(glance.holder) : null;
}

export function givenTo(controller: string | null): WaitShare {
  return { code: 'other-controller', why: `it is handed over to ${controller ?? 'the others'}`, controller };
}

/** Its last keeper may have known of a suspension that this one does not: what is ordered is read first. */
export const UNREAD: WaitShare = { code: 'not-leased', why: 'what is suspended is read first', controller: null };

/** @param silent  why the arbiter does not answer */
export function lapsed(silent: string | null): WaitShare {
  const why = silent === null ? 'the arbiter is asked anew' : `the arbiter does not answer (${silent})`;
  return { code: 'no-arbiter', why: `its lease could not be renewed: ${why}`, controller: null };
}

/** @param silent  why the arbiter does not answer; null: it does */
export function notHeld(glance: Glance | undefined, holder: string, silent: string | null): WaitShare {
  if (silent !== null)
    return { code: 'no-arbiter', why: `who keeps it can't be known: the arbiter does not answer (${silent})`, controller: null };
  const controller = keeperOf(glance, holder);
  if (controller !== null) return { code: 'other-controller', why: `${controller} keeps it`, controller };
  const why = glance?.is === 'expired' ? `${controllerOf(glance.holder)} had it and may still act` : 'nobody has its lease yet';
  return { code: 'not-leased', why, controller: null };
}
