/** What of all that the loop says is worth telling to somebody who is not looking. Pure. */
import type { KeepEvent } from '../reconcile/keep-request.ts';
import type { CopyOutcome } from '../reconcile/sync.ts';
import type { Telling } from './notice.ts';

type Verdict = Extract<KeepEvent, { type: 'verdict' }>['verdict'];

/** What is told depends on what was said before: the last verdict of each pair, by active. */
export type Heard = Readonly<Record<string, { readonly standby: string; readonly act: Verdict['act'] }>>;

/** Troubled, and nothing to be alarmed about yet: an alarm that was open stays so. */
const NOT_OVER: readonly string[] = ['waits', 'unsure', 'repairing', 'nobody-holds'];

export function tellingsOf(event: KeepEvent, heard: Heard): { readonly tellings: readonly Telling[]; readonly heard: Heard } {
  const pair = event.active;
  switch (event.type) {
    case 'verdict': {
      const { standby, verdict } = event;
      return { tellings: ofVerdict(pair, standby, verdict), heard: { ...heard, [pair]: { standby, act: verdict.act } } };
    }
    case 'acted':
      return { tellings: ofAction(event, heard[pair]), heard };
    case 'copied': {
      const base = { event: 'copy', severity: 'warning', code: 'not-copied', pair, standby: event.standby } as const;
      return {
        tellings: event.copies.map(({ copy: { path }, outcome }): Telling => {
          const why = whyNot(outcome);
          const key = `copy ${pair} ${path}`;
          return why === null
            ? { ...base, code: 'copied', sentence: `${path} is copied to ${event.standby} again`, matter: { key, does: 'end' } }
            : { ...base, sentence: `${path} is not copied to ${event.standby}: ${why}`, matter: { key, does: 'begin' } };
        }),
        heard,
      };
    }
    case 'problem': {
      const moving = heard[pair]?.act === 'takeover' || heard[pair]?.act === 'carry-on';
      const [first = '', ...rest] = event.why.split('\n');
      const telling: Telling = {
        ...{ event: 'problem', severity: moving ? 'alarm' : 'warning', code: moving ? 'takeover-problem' : 'problem', pair },
        ...{ standby: heard[pair]?.standby ?? null, sentence: first, detail: rest },
      };
      return { tellings: [telling], heard };
    }
    case 'row': {
      const { standby, status, why } = event;
      const base = { event: 'database', pair, standby } as const;
      const key = `database ${pair}`;
      if (why !== null) {
        const sentence = `the database is not told that ${standby} is ${meaning(status)}: ${why}; it is tried again`;
        return {
          tellings: [{ ...base, severity: 'warning', code: 'row-not-written', sentence, matter: { key, does: 'begin' } }],
          heard,
        };
      }
      const sentence = `the database says that ${standby} is ${meaning(status)}`;
      const matter = { key, does: 'end', alone: true } as const;
      return { tellings: [{ ...base, severity: 'info', code: 'row-written', sentence, matter }], heard };
    }
    case 'lease': {
      if (event.is === null) return { tellings: [], heard };
      const base = { pair, standby: heard[pair]?.standby ?? null, sentence: event.text } as const;
      const key = `lease ${pair}`;
      const telling: Telling =
        event.is === 'lost'
          ? { ...base, event: 'alarm', severity: 'alarm', code: 'lease-lost', matter: { key, does: 'begin' } }
          : { ...base, event: 'alarm', severity: 'alarm', code: 'lease-held', matter: { key, does: 'end' } };
      return { tellings: [telling], heard };
    }
    // Steps on the way.
    default:
      return { tellings: [], heard };
  }
}

function meaning(status: string): string {
  return status === '1' ? 'active by failover (1)' : status === '2' ? 'passive (2)' : `of status ${status}`;
}

function ofVerdict(pair: string, standby: string, verdict: Verdict): readonly Telling[] {
  const { act, code, sentence } = verdict;
  const base = { pair, standby, code, sentence };
  const alarm = { ...base, event: 'alarm', severity: 'alarm' } as const;
  switch (act) {
    case 'alarm':
      return [{ ...alarm, matter: { key: `alarm ${pair}`, does: 'begin' } }];
    case 'none':
      return NOT_OVER.includes(code) ? [] : [{ ...alarm, matter: { key: `alarm ${pair}`, does: 'end' } }];
    case 'repair':
      return [{ ...base, event: 'repair', severity: 'warning' }];
    case 'start':
      return [{ ...base, event: 'start', severity: 'warning' }];
    // Somebody may be at work on it just now, and told of it himself.
    case 'carry-on':
      return [{ ...base, event: 'takeover', severity: 'warning' }];
    case 'takeover':
      return [{ ...base, event: 'takeover', severity: 'alarm', matter: { key: `takeover ${pair}`, does: 'begin' } }];
  }
}

function ofAction(
  { active, what, result, failed }: Extract<KeepEvent, { type: 'acted' }>,
  last: Heard[string] | undefined,
): readonly Telling[] {
  const standby = last?.standby ?? null;
  const moving = last?.act === 'takeover' || last?.act === 'carry-on';
  const done = result === 'applied' && failed === 0;
  if (done && !moving) return [];
  // Whoever has the lock, or has moved the pair meanwhile, carries it on, and tells.
  if ((result === 'locked' || result === 'deposed') && last?.act === 'carry-on') return [];
  const base = { event: moving ? 'takeover' : 'problem', severity: moving ? 'alarm' : 'warning', pair: active, standby } as const;
  if (done) {
    const matter = { key: `takeover ${active}`, does: 'end', alone: true } as const;
    return [
      { ...base, code: 'done', sentence: `${standby ?? 'the standby'} has taken over from ${active}`, detail: [what], matter },
    ];
  }
  const how =
    result === 'applied' ? `${failed} ${failed === 1 ? 'action was' : 'actions were'} not done` : `it ended as ${result}`;
  const sentence = moving
    ? `the takeover from ${active} is not complete: ${how}; it goes on`
    : `what was begun for ${active} is not done: ${how}`;
  return [{ ...base, code: 'not-done', sentence, detail: [what] }];
}

function whyNot(outcome: CopyOutcome): string | null {
  if (outcome.status === 'unknown') return outcome.error.summary;
  return outcome.report.status === 'copied' ? null : outcome.report.sentence;
}
