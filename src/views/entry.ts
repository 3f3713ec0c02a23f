/** What was told as an entry of the journal, and an entry as a line. */
import type { EntrySeverity, NewEntry, Tone } from '../events/entry.ts';
import type { LoopEvent, NodeEvent, PairEvent, Told } from '../events/loop-event.ts';
import type { Json } from '../json.ts';
import type { ShareEvent } from '../lease/share-port.ts';
import { eventLine } from './event-line.ts';
import { gitEventWords } from './git.ts';
import { fileEventWords, keepEventWords } from './keep.ts';
import { loopEventJson, loopEventLine, operatorWords } from './loop.ts';
import { nodesEventWords } from './nodes.ts';
import { shareEventWords } from './share.ts';
import { styleOf, type ViewOptions, type Words } from './style.ts';

/** null: it is not worth one (a step's beginning). */
export function entryOf(told: Told, { by, revision }: Pick<NewEntry, 'by' | 'revision'>): NewEntry | null {
  const { event } = told;
  const at = told.at.toISOString();
  const base = { at, by, revision, severity: severityOf(event), code: codeOf(event) };
  if (event.of === 'step') {
    const sentence = eventLine(event.event);
    if (sentence === null) return null;
    const { pair } = event;
    const node = event.node ?? ('node' in event.event ? event.event.node : null);
    const id = 'id' in event.event ? event.event.id : null;
    const json = { at, type: 'step', step: event.event.type, pair, node, id };
    return { ...base, kind: 'step', node, pair, head: node ?? pair, word: 'step', sentence, event: json };
  }
  const words = wordsOf(event);
  const json = loopEventJson(told);
  const node = event.of === 'node' && 'node' in event.event ? event.event.node : null;
  const pair = event.of === 'pair' ? event.event.active : null;
  const shown = told.id === undefined ? {} : { shown: { id: told.id, of: event.of, tone: paintedParts(told).tone } };
  return { ...base, kind: typeOf(json), node, pair, ...words, event: json, ...shown };
}

const ESC = '\u001b';
const COLOURS: Readonly<Record<string, Tone>> = { 31: 'bad', 33: 'warn', 32: 'good', 36: 'info' };

/** The line that a terminal gets says all this by its colours: the time is dim, the subject bold, the word in the colour of how bad it is. */
export function paintedParts(told: Told): {
  readonly subject: string;
  readonly word: string;
  readonly text: string;
  readonly tone: Tone;
} {
  let subject = '';
  let word = '';
  let tone: Tone = 'info';
  let text = '';
  for (const piece of loopEventLine(told, { color: true, width: 10_000 }).trimEnd().split(ESC)) {
    const match = /^\[(\d+)m([\s\S]*)$/.exec(piece);
    const [code, rest] = [match?.[1] ?? '', match?.[2] ?? piece];
    const colour = COLOURS[code];
    if (code === '2') continue;
    if (code === '1' && word === '') subject = rest;
    else if (colour && word === '') [word, tone] = [rest, colour];
    else text += word === '' ? '' : rest;
  }
  // A verdict that is none of the known words is not painted.
  return { subject, word, text: text.trim(), tone };
}

function typeOf(json: Json): string {
  const type = typeof json === 'object' && json !== null && 'type' in json ? json['type'] : null;
  return typeof type === 'string' ? type : 'event';
}

function wordsOf(told: Exclude<LoopEvent, { readonly of: 'step' }>): Words {
  switch (told.of) {
    case 'pair':
      return keepEventWords(told.event);
    case 'node':
      return nodesEventWords(told.event);
    case 'file':
      return fileEventWords(told.event);
    case 'git':
      return gitEventWords(told.event);
    case 'share':
      return shareEventWords(told.event);
    case 'operator':
      return operatorWords(told.event);
  }
}

/** How grave it is by itself. */
export function severityOf(told: LoopEvent): EntrySeverity {
  switch (told.of) {
    case 'pair':
      return ofPair(told.event);
    case 'node':
      return ofNode(told.event);
    case 'file':
      return told.event.type === 'refused' ? 'warning' : 'info';
    case 'git':
      return told.event.type === 'refused' || told.event.type === 'unreachable' ? 'warning' : 'info';
    case 'share':
      return ofShare(told.event);
    case 'operator':
      return told.event.outcome === null || told.event.outcome === 'done' ? 'info' : 'warning';
    case 'step':
      return ofStep(told.event);
  }
}

function ofPair(event: PairEvent): EntrySeverity {
  switch (event.type) {
    case 'verdict': {
      const { act, code } = event.verdict;
      if (act === 'alarm' || act === 'takeover') return 'alarm';
      return act === 'none' && code === 'fine' ? 'info' : 'warning';
    }
    case 'acted':
      return event.result === 'applied' && event.failed === 0 ? 'info' : 'warning';
    case 'copied':
      return event.copies.every(({ outcome }) => outcome.status === 'reported' && outcome.report.status === 'copied')
        ? 'info'
        : 'warning';
    case 'row':
      return event.why === null ? 'info' : 'warning';
    case 'problem':
      return 'warning';
    case 'lease':
      return event.is === 'lost' ? 'alarm' : 'info';
  }
}

function ofNode(event: NodeEvent): EntrySeverity {
  switch (event.type) {
    case 'node':
      return event.is === 'lost' ? 'warning' : 'info';
    case 'fight':
      return event.is === 'begins' ? 'alarm' : 'info';
    case 'stream':
      return event.is === 'back' ? 'info' : 'warning';
    case 'drift':
    case 'failed':
    case 'acted':
    case 'problem':
      return 'warning';
    case 'waits':
    case 'gone':
    case 'healed':
    case 'suspension':
    case 'window':
    case 'revision':
      return 'info';
  }
}

function ofStep(event: Extract<LoopEvent, { readonly of: 'step' }>['event']): EntrySeverity {
  switch (event.type) {
    case 'reverted':
      return event.verified ? 'warning' : 'alarm';
    case 'checked':
      return event.why === null ? 'info' : 'warning';
    case 'batch-ended':
      return event.failed.length === 0 ? 'info' : 'warning';
    case 'node-failed':
    case 'action-failed':
    case 'action-stale':
    case 'action-blocked':
    case 'unhealthy':
    case 'rollout-stopped':
    case 'problem':
      return 'warning';
    default:
      return 'info';
  }
}

function ofShare({ is }: ShareEvent): EntrySeverity {
  switch (is) {
    case 'left':
    case 'lost':
    case 'silent':
    case 'name-taken':
      return 'warning';
    case 'joined':
    case 'takes':
    case 'gives':
    case 'back':
      return 'info';
  }
}

function codeOf(told: LoopEvent): string | null {
  if (told.of === 'step') return 'error' in told.event ? told.event.error.code : null;
  if (told.of === 'share') return told.event.is === 'silent' ? 'no-arbiter' : told.event.is;
  const { event } = told;
  switch (event.type) {
    case 'verdict':
      return event.verdict.code;
    case 'waits':
      return event.code;
    case 'node':
      return event.is;
    case 'fight':
      return event.is === 'begins' ? 'fight' : `fight-${event.is}`;
    case 'refused':
      return 'code' in event ? event.code : 'file-refused';
    case 'unreachable':
      return 'git-unreachable';
    default:
      return null;
  }
}

/** As `dmsa run` says it: `2026-11-23T05:55:01Z Sec-1  drift  mount /opt/rrd: it is not mounted; …`. */
export function entryLine({ at, by, kind, severity, head, word, sentence }: NewEntry, options: ViewOptions): string {
  const style = styleOf(options);
  const paint = severity === 'alarm' ? style.red : severity === 'warning' ? style.yellow : style.green;
  const whose = head === null ? '' : `${style.bold(style.clean(head))}  `;
  const who = kind === 'operator' ? ` (${style.prose(by)})` : '';
  const said = `${style.prose(sentence)}${who}`;
  return `${style.dim(`${at.slice(0, 19)}Z`)} ${whose}${kind === 'step' ? style.dim('step') : paint(style.prose(word))}  ${said}\n`;
}
