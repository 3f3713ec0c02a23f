/** `--what-if node=Sec-1,down`: what `dmsa run` would do if that had just happened, with the exact plan. Changes nothing. */
import { DiagnosticError } from '../diagnostic.ts';
import { askTakeover } from '../ha/ask.ts';
import { judge, type LeaseWord, type Verdict } from '../ha/judge.ts';
import type { Members } from '../ha/moved.ts';
import { type Subject, type Trouble, UNWATCHED, type Watched } from '../ha/watch.ts';
import type { Json } from '../json.ts';
import { packNames } from '../kinds/service-desired.ts';
import { judgeInput, limitsOf } from '../reconcile/judging.ts';
import { planMove, withoutActive, withServiceDown } from '../reconcile/move.ts';
import { seenOf } from '../reconcile/pairs.ts';
import { assumed } from '../reconcile/proof.ts';
import { renderPlan } from '../views/plan.ts';
import { planToJson } from '../views/plan-json.ts';
import { EXIT } from './exit.ts';
import { askOf, type Moving, usage, withPair } from './ha-move.ts';
import type { Io } from './io.ts';

interface WhatIfOptions {
  readonly file: string;
  readonly whatIf: string;
  readonly json: boolean;
  readonly verbose: boolean;
}

type Seen = Pick<Awaited<ReturnType<Moving['look']>>, 'seen' | 'verdict'>;

type Event =
  | { readonly what: 'down' | 'disk' }
  | { readonly what: 'network'; readonly name: 'maintenance' | 'equipment' }
  | { readonly what: 'service'; readonly name: string };

const FORM =
  'node=NAME,down; node=NAME,network=maintenance; node=NAME,network=equipment; node=NAME,service=SERVICE; node=NAME,disk';

export async function whatIfVerb(options: WhatIfOptions, io: Io): Promise<number> {
  const { node, event } = parse(options.whatIf);
  return withPair({ file: options.file, pair: node }, io, async (members, { transport, stop, look }) => {
    const { active, standby } = members;
    if (node !== active.name) {
      const sentence = `${node} is the standby of ${active.name}: while ${active.name} holds, nothing would be moved; what it should have is kept ready`;
      const verdict: Verdict = { act: 'none', code: 'standby', sentence };
      io.out(options.json ? answerJson(verdict, null) : `${sentence}.\n`);
      return EXIT.done;
    }
    const now = await look();
    const { cluster } = now.seen;
    if (event.what === 'service' && !packNames(cluster, active).includes(event.name)) {
      const detail = `Its pack is ${packNames(cluster, active).join(', ') || 'empty'}.`;
      throw new DiagnosticError([usage(`${node} has no service ${event.name} in its pack`, detail)]);
    }
    const { verdict, seen } = assume(event, now, members);
    const pair = seenOf(members, seen, verdict);
    const watched = happened(event, limitsOf(cluster, standby).patience.afterMs, cluster.watch.failures);
    const input = judgeInput({
      cluster,
      members,
      looked: { seen, verdict, holding: pair.holding },
      watched,
      tries: new Map(),
      activeReached: pair.activeReached,
      takeovers: 0,
      lease: cluster.lease && event.what === 'down' ? assumedLease(active.name) : null,
    });
    const { limits } = input;
    // What can be repaired has not come back.
    const answer = judge({ ...input, limits: limits && { ...limits, repair: { ...limits.repair, tries: 0 } } });
    const plan = await planIn(answer);
    if (options.json) io.out(answerJson(answer, plan && planToJson(io.redacted(plan))));
    else {
      io.out(
        `${answer.act === 'takeover' ? 'A takeover' : answer.act === 'alarm' ? `An alarm [${answer.code}], and nothing is moved` : answer.code}: ${answer.sentence}.\n`,
      );
      if (plan) io.out(`\n${renderPlan(io.redacted(plan), { ...io, file: options.file, verbose: options.verbose })}`);
    }
    return EXIT.done;

    async function planIn(of: Verdict) {
      if (of.act !== 'takeover') return null;
      // As it would be once the active is off.
      const off = of.way === 'release' ? { verdict, seen } : withoutActive(now.seen, members);
      const fence = of.way === 'release' ? null : assumed(off.seen).fence;
      const asked = askTakeover(askOf(members, seenOf(members, off.seen, off.verdict), off.seen, fence, of.why));
      if (asked.status !== 'go') return null;
      const request = { members, seen: off.seen, intent: asked.intent, gains: standby.name, transport, signal: stop.signal };
      return (await planMove(request)).plan;
    }
  });
}

/** What would be seen then. A network that is silent changes nothing on the node itself. */
function assume(event: Event, now: Seen, members: Members): Seen {
  switch (event.what) {
    case 'down':
      return withoutActive(now.seen, members);
    case 'service':
      return withServiceDown(now.seen, members, event.name);
    case 'network':
    case 'disk':
      return now;
  }
}

function answerJson(verdict: Verdict, plan: Json): string {
  return `${JSON.stringify({ verdict, plan }, null, 2)}\n`;
}

function parse(text: string): { readonly node: string; readonly event: Event } {
  const match = /^node=([^,=]+),(down|disk|network=(maintenance|equipment)|service=([^,=\s]+))$/.exec(text);
  const [, node = '', what = '', network, service] = match ?? [];
  if (!match) throw new DiagnosticError([usage(`--what-if ${text}: that can't be assumed`, `It takes ${FORM}.`)]);
  if (network === 'maintenance' || network === 'equipment') return { node, event: { what: 'network', name: network } };
  if (service !== undefined) return { node, event: { what: 'service', name: service } };
  return { node, event: { what: what === 'disk' ? 'disk' : 'down' } };
}

/** As if the node had been silent until its lease was over, and its standby's own dmsa looked on. */
function assumedLease(active: string): LeaseWord {
  return { proof: 'yes', detail: `the lease of ${active} ran out, so it has stood down` };
}

/** As if it had gone on for long enough. */
function happened(event: Event, afterMs: number, failures: number): Watched {
  const long = Number.isFinite(afterMs) ? afterMs : 0;
  const trouble = (why: string): Trouble => ({ sinceMs: 0, lastMs: long, times: failures, why });
  const troubles = new Map<Subject, Trouble>();
  const silent = (network: 'maintenance' | 'equipment'): void => {
    troubles.set(`network ${network}`, trouble(`nothing is heard of it on the ${network} network`));
  };
  switch (event.what) {
    case 'down':
      silent('maintenance');
      silent('equipment');
      break;
    case 'network':
      silent(event.name);
      break;
    case 'service':
      troubles.set(`service ${event.name}`, trouble('stopped'));
      break;
    case 'disk':
      troubles.set('disk /', trouble('nothing can be written'));
  }
  return { ...UNWATCHED, atMs: long, troubles };
}
