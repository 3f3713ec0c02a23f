/** What the loop that keeps pairs says: a line an event, for people and as JSON. */
import type { Json } from '../json.ts';
import type { FileEvent } from '../reconcile/follow-file.ts';
import type { KeepEvent } from '../reconcile/keep-request.ts';
import type { CopyOutcome } from '../reconcile/sync.ts';
import { PLAIN, type Style, styleOf, type ViewOptions, type Words } from './style.ts';

type Told = Exclude<KeepEvent, { readonly type: 'apply' }>;

/** `2026-11-23T05:55:01Z Sec-1  TAKEOVER  Sec-Rep-1 takes over from Sec-1: …` */
export function keepEventLine(event: Told, at: Date, options: ViewOptions): string {
  const style = styleOf(options);
  const { word, sentence } = told(event, style);
  return `${style.dim(timeOf(at))} ${style.bold(event.active)}  ${word}  ${style.prose(sentence)}\n`;
}

/** What its line says, in the plain. */
export function keepEventWords(event: Told): Words {
  return { head: event.active, ...told(event, PLAIN) };
}

export function fileEventWords(event: FileEvent): Words {
  return { head: event.file, word: event.type === 'refused' ? 'problem' : event.type, sentence: fileText(event) };
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
    case 'lease':
      return { ...base, type: 'lease', is: event.is, text: event.text };
  }
}

/** Of the cluster file; a refused one is a problem, of no pair. */
export function fileEventLine(event: FileEvent, at: Date, options: ViewOptions): string {
  const style = styleOf(options);
  const word = event.type === 'refused' ? style.red('problem') : style.green(event.type);
  return `${style.dim(timeOf(at))} ${style.bold(style.clean(event.file))}  ${word}  ${style.prose(fileText(event))}\n`;
}

export function fileEventJson(event: FileEvent, at: Date): Json {
  const base = { at: at.toISOString(), pair: null, file: event.file };
  if (event.type === 'refused') return { ...base, type: 'problem', why: fileText(event) };
  return { ...base, type: 'file', is: event.type, digest: event.digest };
}

function fileText(event: FileEvent): string {
  switch (event.type) {
    case 'taken':
      return `it has changed, and is in force from now on (sha256 ${event.digest.slice(0, 12)})`;
    case 'same':
      return `it says again what is in force (sha256 ${event.digest.slice(0, 12)})`;
    case 'refused':
      return `it has changed, and what it was before stays in force: ${event.why}`;
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
    case 'lease':
      return { word: event.is === 'lost' ? red('LEASE LOST') : cyan('lease'), sentence: event.text };
  }
}

function outcome({ result, failed }: Extract<Told, { type: 'acted' }>): string {
  if (result === 'deposed') return 'another run has moved the pair meanwhile; looked at anew';
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
