/** `dmsa run --record DIR`: what is decided, and of what, without a secret. */
import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { KINDS } from '../kinds/registry.ts';
import type { PairRound } from '../reconcile/keep-record.ts';
import type { NodesRequest } from '../reconcile/nodes-request.ts';
import { beside } from '../record/beside.ts';
import { openRecorder, PAIRS_SERIES } from '../record/file.ts';
import { judgementTick, planTick } from '../record/pair-tick.ts';
import { isAct, NONE_SAMPLED, type Sampling, sampleJudged, samplePlanned } from '../record/sampling.ts';
import { tickOf } from '../record/tick.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

type Round = Parameters<NonNullable<NodesRequest['onRound']>>[0];

export function recorderOf(
  directory: string,
  io: Io,
  onTrouble: (why: string) => void,
): { readonly note: (round: Round) => void; readonly close: () => Promise<void> } {
  const recorder = openRecorder(directory, onTrouble);
  const { by, mask } = makerOf(io);
  return {
    note({ input, verdict: { plan }, answers }) {
      const at = new Date().toISOString();
      recorder.note(() => tickOf({ input, plan, answers, at, by, version: version(), mask }));
    },
    close: recorder.close,
  };
}

/** Judgements about pairs: nothing of it holds up the loop that makes them, and what was done by one is written before all others. */
export function pairRecorderOf(
  directory: string,
  io: Io,
  onTrouble: (why: string) => void,
): { readonly note: (round: PairRound) => void; readonly close: () => Promise<void> } {
  const recorder = beside(openRecorder(directory, onTrouble, PAIRS_SERIES));
  const { by, mask } = makerOf(io);
  const known = new Map<string, { readonly sampling: Sampling; readonly lost: number }>();
  return {
    note(round) {
      const { name } = round.members.active;
      if (round.is === 'done') {
        recorder.working(name, false);
        return;
      }
      const { sampling: before, lost } = known.get(name) ?? { sampling: NONE_SAMPLED, lost: 0 };
      const nowMs = performance.now();
      const of = { at: new Date().toISOString(), by, version: version(), mask, kinds: KINDS };
      if (round.is === 'planned') {
        const { record, sampling } = samplePlanned(before, round, nowMs);
        const taken = record === 'no' || recorder.later(() => planTick(round, of));
        known.set(name, { sampling, lost: lost + (taken ? 0 : 1) });
        return;
      }
      const { record, first, sampling } = sampleJudged(before, round, nowMs);
      if (round.final && isAct(round)) recorder.working(name, true);
      const since = { like: before.like, lost };
      const made = (whole: boolean) => () => judgementTick(round, { ...of, whole, since });
      // Without its look it is there at once, whatever becomes of this process.
      const short = record === 'short' || (record === 'whole' && recorder.isWorking());
      const taken = [
        ...(short ? [recorder.soon(made(false), first)] : []),
        ...(record === 'whole' ? [recorder.later(made(true))] : []),
      ];
      const written = taken.includes(true);
      known.set(name, { sampling, lost: written ? 0 : lost + (taken.length > 0 ? 1 : 0) });
    },
    close: recorder.close,
  };
}

function makerOf(io: Io) {
  // Nobody has it, and it is gone with the process: no digest can be tried out.
  const key = randomBytes(32).toString('hex');
  const by = `dmsa run ${userInfo().username}@${hostname()} pid ${process.pid}`;
  return { by, mask: { key, redact: (text: string) => io.redacted(text) } };
}
