/** What the loop that keeps pairs says: a line an event, for people and as JSON. */
import type { Json } from '../json.ts';
import type { KeepEvent } from '../reconcile/keep-pairs.ts';
import type { CopyOutcome } from '../reconcile/sync.ts';
import { type Style, styleOf, type ViewOptions } from './style.ts';

type Told = Exclude<KeepEvent, { readonly type: 'apply' }>;

/** `2026-11-23T05:55:01Z Sec-1  TAKEOVER  Sec-Rep-1 takes over from Sec-1: …` */
export function keepEventLine(event: Told, at: Date, options: ViewOptions): string {
  const style = styleOf(options);
  const { word, sentence } = told(event, style);
  return `${style.dim(timeOf(at))} ${style.bold(event.active)}  ${word}  ${style.prose(sentence)}\n`;
}

export function keepEventJson(event: Told, at: Date): Json {
  const base = { at: at.toISOString(), pair: event.active };
  switch (event.type) {
    case 'verdict': {
      const { act, code, sentence } = event.verdict;
      return { ...base, type: 'verdict', standby: event.standby, act, code, sentence };
    }
    case 'acted':
      return { ...base, type: 'acted', what: event.what, status: event.result, failed: event.failed };
    case 'copied':
      return {
        ...base,
        type: 'copied',
        copies: event.copies.map(({ copy: { path }, outcome }) => ({ path, said: copyText(outcome), copied: isCopied(outcome) })),
      };
    case 'row':
      return { ...base, type: 'row', standby: event.standby, status: event.status, why: event.why };
    case 'problem':
      return { ...base, type: 'problem', why: event.why };
  }
}

function told(event: Told, { green, yellow, red, cyan }: Style): { readonly word: string; readonly sentence: string } {
  switch (event.type) {
    case 'verdict': {
      const { act, code, sentence } = event.verdict;
      switch (act) {
        case 'none':
          return { word: code === 'fine' ? green('fine') : yellow(code), sentence };
        case 'alarm':
          return { word: red(`ALARM [${code}]`), sentence };
        case 'repair':
        case 'start':
        case 'carry-on':
          return { word: cyan(act), sentence };
        case 'takeover':
          return { word: red('TAKEOVER'), sentence };
      }
      break;
    }
    case 'acted':
      return event.result === 'applied' && event.failed === 0
        ? { word: green('done'), sentence: event.what }
        : { word: red('not done'), sentence: `${event.what} (${outcome(event)})` };
    case 'copied': {
      const bad = event.copies.filter(({ outcome }) => !isCopied(outcome));
      if (bad.length === 0) {
        const sentence = `${event.copies.length === 1 ? '1 directory is' : `${event.copies.length} directories are`} on ${event.standby}`;
        return { word: green('copied'), sentence };
      }
      return {
        word: red('not copied'),
        sentence: bad.map(({ copy, outcome }) => `${copy.path}: ${copyText(outcome)}`).join('; '),
      };
    }
    case 'row': {
      const sentence = `the database says that ${event.standby} has status ${event.status}`;
      return event.why === null
        ? { word: green('database'), sentence }
        : {
            word: yellow('database'),
            sentence: `not told that ${event.standby} has status ${event.status}: ${event.why}; tried again`,
          };
    }
    case 'problem':
      return { word: red('problem'), sentence: event.why };
  }
}

function outcome({ result, failed }: Extract<Told, { type: 'acted' }>): string {
  if (result !== 'applied') return result;
  return `${failed} ${failed === 1 ? 'action was' : 'actions were'} not done; it goes on`;
}

function isCopied(outcome: CopyOutcome): boolean {
  return outcome.status === 'reported' && outcome.report.status === 'copied';
}

function copyText(outcome: CopyOutcome): string {
  if (outcome.status === 'unknown') return outcome.error.summary;
  return outcome.report.status === 'copied' ? `${outcome.report.moved} files came` : outcome.report.sentence;
}

/** Whole seconds, UTC. */
function timeOf(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
