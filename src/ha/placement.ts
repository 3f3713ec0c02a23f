/**
 * Who holds what: for every pair and every single node, the member that should have the service addresses and run the pack
 * (DESIGN section 5). A pure reading of what was seen; it never moves anything from a member to the other. A takeover is a
 * decision of its own that ends in what is read here: the record on the standby.
 *
 * What a member holds is told by its service addresses; by its services only in a pair that has no addresses.
 */
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import { FAILOVER_RECORD, type FailoverRecordState, RECORD_NAME } from '../kinds/failover-record.ts';
import { HELD_ADDRESS } from '../kinds/held-address.ts';
import type { Holding, Moving, Observation, Placement, ResourceRef } from '../kinds/kind.ts';
import { OPEN, PAIR, type PairState } from '../kinds/pair.ts';
import type { Fence, Transition } from '../kinds/pair-files.ts';
import { packNames } from '../kinds/service-desired.ts';

export type Look = (ref: ResourceRef) => Observation;

/** What a member was seen to have of its things: at least one, all, none, or (where none was seen) it can't be said. */
type Extent = 'all' | 'some' | 'none' | 'unknown';

interface Member {
  readonly name: string;
  readonly addresses: Extent;
  readonly services: Extent;
  /** The stronger evidence that there is. */
  readonly holds: Extent;
}

type RecordSeen = 'none' | 'empty' | 'written' | 'unknown';

export interface PlaceOptions {
  /** Milliseconds since 1970, for what has an end (a pause, the proof of a fence). Not there: a pause goes on, a proof proves nothing. */
  readonly nowMs?: number | undefined;
  /** By active: what is to be begun, or the next phase of what is in hand. */
  readonly intents?: ReadonlyMap<string, Transition> | undefined;
}

export function place(cluster: Cluster, look: Look, { nowMs, intents }: PlaceOptions = {}): Placement {
  const byName = new Map(cluster.nodes.map((node) => [node.name, node]));
  const placement = new Map<string, Holding>();
  for (const node of cluster.nodes) {
    if (node.role === 'standby') continue;
    const standby = node.standby === null ? undefined : byName.get(node.standby);
    placement.set(
      node.name,
      standby
        ? placePair(cluster, node, standby, look, { nowMs: nowMs ?? null, intent: intents?.get(node.name) ?? null })
        : single(node),
    );
  }
  return placement;
}

function single({ name }: ClusterNode): Holding {
  return { holder: name, code: 'single', sentence: `${name} has no standby and holds its own` };
}

interface Now {
  readonly nowMs: number | null;
  readonly intent: Transition | null;
}

function placePair(cluster: Cluster, active: ClusterNode, standby: ClusterNode, look: Look, { nowMs, intent }: Now): Holding {
  const a = memberOf(cluster, active, look);
  const s = memberOf(cluster, standby, look);
  const record = recordOf(standby, look, nowMs);
  const note = noteOf(standby, look);
  if (note === 'unknown') return standbyUnknown(a, s);
  const moving = intent !== null && goesOn(intent, note) ? intent : note.transition;
  if (moving) return moving.direction === 'takeover' ? takingOver(a, s, moving, nowMs) : failingBack(a, s, moving);
  const held = s.holds === 'some' || s.holds === 'all';
  const activeHolds = a.holds === 'some' || a.holds === 'all';

  // A failover that is on record stands, whatever the active does: going back is an operator's decision (I5).
  if (record === 'empty' || record === 'written') {
    if (held) return failedOver(a, s, activeHolds);
    if (s.holds === 'unknown') return standbyUnknown(a, s);
    // Who brought them up there, after a takeover, knew more than can be read; or did not. The record is no pause.
    if (activeHolds)
      return record === 'empty' ? paused(a, s) : recordUnclear(a, s, `${a.name} holds`, `take them off ${a.name} and `);
    if (a.holds === 'unknown') return { ...activeUnknown(a, s), paused: record === 'empty' };
    // Nobody holds. A standby that took over and was rebooted looks like this too, and its data are the fresh ones (I6).
    if (isRunning(s.services)) return failedOver(a, s, false);
    if (s.services === 'unknown') return standbyUnknown(a, s);
    if (record === 'empty') return paused(a, s);
    // Both lost their power. A takeover that dmsa closed, and of which nothing was ever given back, stands.
    if (isOwnRecord(standby, look, note.epoch)) return failedOver(a, s, false);
    return recordUnclear(a, s, `neither it nor ${a.name} holds anything`);
  }
  if (held) {
    if (record === 'unknown') return standbyUnknown(a, s);
    return activeHolds ? heldByBoth(a, s) : heldWithoutRecord(a, s);
  }
  if (s.holds === 'unknown') return standbyUnknown(a, s);
  if (a.holds === 'unknown') return activeUnknown(a, s);
  if (activeHolds) {
    const code = 'active-holds';
    return { holder: a.name, code, sentence: `${a.name} holds; its standby ${s.name} is free` };
  }
  if (record === 'unknown') return standbyUnknown(a, s);
  return { holder: a.name, code: 'nobody-holds', sentence: `nobody holds yet; ${a.name} is the active, ${s.name} is free` };
}

/**
 * Of services only the pack's own count. A daemon that dmsa needs on both members (the NFS server) says nothing about who holds,
 * even where a pack names it.
 */
function memberOf(cluster: Cluster, node: ClusterNode, look: Look): Member {
  const addresses = extent(
    node.serviceAddresses.map(({ label }) => look({ node: node.name, kind: HELD_ADDRESS, name: label })),
    () => true,
  );
  const services = extent(
    packNames(cluster, node).map((name) => look({ node: node.name, kind: 'service', name })),
    (state) => isRecord(state) && isRecord(state['run']) && state['run']['is'] !== 'no',
  );
  return { name: node.name, addresses, services, holds: node.serviceAddresses.length > 0 ? addresses : services };
}

function extent(seen: readonly Observation[], holds: (state: unknown) => boolean): Extent {
  const having = seen.filter((one) => one.status === 'present' && holds(one.state)).length;
  if (having > 0) return having === seen.length ? 'all' : 'some';
  return seen.some((one) => one.status === 'unknown') ? 'unknown' : 'none';
}

/** The standby's own word on what is in hand. One that could not be read may say anything. */
function noteOf(standby: ClusterNode, look: Look): PairState | 'unknown' {
  const seen = look({ node: standby.name, kind: PAIR, name: OPEN });
  switch (seen.status) {
    case 'absent':
      return { epoch: 0, transition: null };
    case 'unknown':
      return 'unknown';
    case 'present':
      return seen.state as PairState;
  }
}

/**
 * What is in hand is carried on: an intent may take it further, never begin something else beside it. One that is older than what
 * the standby knows is over: somebody has ended it, or turned it back, since it was made.
 */
function goesOn(intent: Transition, { epoch, transition }: PairState): boolean {
  if (transition === null) return intent.epoch > epoch;
  return intent.id === transition.id && intent.epoch >= epoch;
}

/** Written by the operator's word or by dmsa: what was begun is carried on, by whoever looks next. */
function takingOver(a: Member, s: Member, transition: Transition, nowMs: number | null): Holding {
  if (s.holds === 'unknown') return standbyUnknown(a, s);
  const { fence, why } = transition;
  const seen = a.holds !== 'unknown';
  const good = fence !== null && nowMs !== null && isGood(fence, nowMs);
  // What has all its addresses already claims nothing any more.
  if (!seen && !good && s.holds !== 'all') {
    const proof = fence === null ? 'it was not fenced' : `that it was fenced (${fence.how}) is too long ago`;
    return {
      holder: null,
      code: 'takeover-waits',
      sentence: `the takeover of ${a.name} by ${s.name} was begun (${why}), but what ${a.name} holds can't be said and ${proof}; nothing is claimed: dmsa ha failover ${a.name} says how to go on`,
      // It is noted all the same: that comes before the active is stopped from outside.
      moving: { ...transition, fenced: null, quiet: false },
    };
  }
  const moving: Moving = { ...transition, fenced: seen || !good ? null : a.name, quiet: false };
  return { holder: s.name, code: 'taking-over', sentence: `${s.name} takes over from ${a.name}: ${why}`, moving };
}

/** Clocks of controllers may be so far apart. */
const SKEW_MS = 60_000;

/**
 * A proof of the future was made by a clock that is ahead, or ours is behind: then nobody here can say how old it is, and it would be
 * good for as much longer.
 */
function isGood({ atMs, untilMs }: Fence, nowMs: number): boolean {
  return atMs <= nowMs + SKEW_MS && nowMs < untilMs;
}

function failingBack(a: Member, s: Member, transition: Transition): Holding {
  const { phase, why } = transition;
  const moving: Moving = { ...transition, fenced: null, quiet: phase === 'settling' };
  if (s.holds === 'unknown') return standbyUnknown(a, s);
  switch (phase) {
    case 'settling': {
      const sentence =
        `failback to ${a.name} (${why}): ${s.name} stops its pack for the last copy of its data; ` +
        `dmsa ha failback ${a.name} goes on, dmsa ha failover ${a.name} turns back`;
      return { holder: s.name, code: 'failing-back-settling', sentence, moving };
    }
    case 'moving':
      if (a.holds === 'unknown') {
        const code = 'failback-waits';
        return {
          holder: null,
          code,
          sentence: `the failback to ${a.name} was begun, but what ${a.name} holds can't be said; dmsa ha failover ${a.name} gives it to ${s.name} again`,
        };
      }
      return { holder: a.name, code: 'failing-back', sentence: `${a.name} gets back what ${s.name} holds: ${why}`, moving };
  }
}

function recordOf(standby: ClusterNode, look: Look, nowMs: number | null): RecordSeen {
  const seen = look({ node: standby.name, kind: FAILOVER_RECORD, name: RECORD_NAME });
  switch (seen.status) {
    case 'absent':
      return 'none';
    case 'unknown':
      return 'unknown';
    case 'present': {
      const { empty, pause } = seen.state as FailoverRecordState;
      if (pause) return pause.untilMs !== null && nowMs !== null && nowMs >= pause.untilMs ? 'none' : 'empty';
      return empty ? 'empty' : 'written';
    }
  }
}

/** A failback takes the record away, and one that was only begun leaves its note. */
function isOwnRecord(standby: ClusterNode, look: Look, epoch: number): boolean {
  const seen = look({ node: standby.name, kind: FAILOVER_RECORD, name: RECORD_NAME });
  const takeover = seen.status === 'present' ? (seen.state as FailoverRecordState).takeover : null;
  return takeover !== null && takeover <= epoch;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isRunning(extent: Extent): boolean {
  return extent === 'some' || extent === 'all';
}

function failedOver(a: Member, s: Member, activeHolds: boolean): Holding {
  const more = activeHolds ? `; what ${a.name} still holds is taken off it` : '';
  const sentence = `${s.name} took over from ${a.name} and keeps holding until an operator fails back${more}`;
  return { holder: s.name, code: 'failed-over', sentence };
}

function paused(a: Member, s: Member): Holding {
  return {
    holder: a.name,
    code: 'paused',
    sentence: `failover to ${s.name} is paused (${RECORD_NAME} is there); ${a.name} holds`,
  };
}

function recordUnclear(a: Member, s: Member, who: string, first = ''): Holding {
  return {
    holder: null,
    code: 'record-unclear',
    sentence:
      `${s.name} has a record of a failover, but ${who}; nothing is touched: ` +
      `remove ${RECORD_NAME} on ${s.name} if ${a.name} has the current data, or ${first}bring the addresses up on ${s.name}`,
  };
}

function heldByBoth(a: Member, s: Member): Holding {
  return {
    holder: null,
    code: 'held-by-both',
    sentence: `${a.name} and ${s.name} both hold service addresses; nothing is touched: take them off the one that should not have them`,
  };
}

function heldWithoutRecord(a: Member, s: Member): Holding {
  return {
    holder: null,
    code: 'held-without-record',
    sentence:
      `${s.name} holds for ${a.name}, but there is no record of a failover; nothing is touched: ` +
      `create ${RECORD_NAME} on ${s.name} if it took over, or take the addresses off ${s.name}`,
  };
}

/**
 * The active is left what it has. It is called the holder only where it has everything: with a part of it, or nothing, the
 * standby may be taking over just now, and its services must not be started on both.
 */
function standbyUnknown(a: Member, s: Member): Holding {
  return {
    holder: a.holds === 'all' ? a.name : null,
    code: 'standby-unknown',
    sentence: `what ${s.name} holds can't be said; ${a.name} keeps what it has and nothing is brought up on it`,
  };
}

function activeUnknown(a: Member, s: Member): Holding {
  const sentence = `what ${a.name} holds can't be said; its standby ${s.name} is left as it is`;
  return { holder: null, code: 'active-unknown', sentence };
}
