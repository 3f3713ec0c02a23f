/** What the loop that keeps nodes says: a line an event, for people and as JSON. */
import type { Json } from '../json.ts';
import type { Difference } from '../reconcile/nodes-file.ts';
import type { NodesEvent } from '../reconcile/nodes-request.ts';
import { PLAIN, type Style, styleOf, type ViewOptions, type Words } from './style.ts';
import { count } from './text.ts';
import { time } from './time.ts';

type Told = Exclude<NodesEvent, { readonly type: 'apply' }>;

/** `2026-11-23T05:55:01Z Sec-1  drift  mount /opt/rrd: it is not mounted; waits [observe]: …` */
export function nodesEventLine(event: Told, at: Date, options: ViewOptions): string {
  const style = styleOf(options);
  const { word, sentence } = told(event, style);
  const node = 'node' in event && event.node !== null ? `${style.bold(event.node)}  ` : '';
  return `${style.dim(`${at.toISOString().slice(0, 19)}Z`)} ${node}${word}  ${style.prose(sentence)}\n`;
}

/** What its line says, in the plain. */
export function nodesEventWords(event: Told): Words {
  return { head: 'node' in event ? event.node : null, ...told(event, PLAIN) };
}

export function nodesEventJson(event: Told, at: Date): Json {
  const base = { at: at.toISOString() };
  if (event.type === 'drift') return { ...base, type: 'drift', node: event.node, found: event.found.map(foundJson) };
  return { ...base, ...event };
}

/** Without what differs: the file of a big cluster would be in the log. `dmsa status --json` has it. */
function foundJson({ fields: _, ...rest }: Difference): Json {
  return rest;
}

export function differenceJson({ fields, ...rest }: Difference): Json {
  return { ...rest, fields: fields.map(({ path, from, to, where }) => ({ path, from, to, where: where ?? null })) };
}

const MOST = 5;

/** `mount /opt/rrd` of `Sec-1/mount//opt/rrd`. */
export function thingOf(id: string): string {
  const [, kind = '', ...name] = id.split('/');
  return `${kind} ${name.join('/')}`;
}

function things(ids: readonly string[]): string {
  const more = ids.length > MOST ? ` and ${ids.length - MOST} more` : '';
  return `${ids.slice(0, MOST).map(thingOf).join(', ')}${more}`;
}

export function differenceText({ id, sentence, waits }: Difference): string {
  const then = waits === null ? 'is put right' : `waits [${waits.code}]: ${waits.why}`;
  return `${thingOf(id)}: ${sentence}; ${then}`;
}

function foundText(found: readonly Difference[]): string {
  const [first] = found;
  if (first && found.length === 1) return differenceText(first);
  const groups = new Map<string, string[]>();
  for (const { id, waits } of found) {
    const then = waits === null ? 'put right now' : `waiting [${waits.code}]: ${waits.why}`;
    groups.set(then, [...(groups.get(then) ?? []), id]);
  }
  const texts = [...groups].map(([then, ids]) => `${things(ids)} (${then})`);
  return `${count(found.length, 'difference')}: ${texts.join('; ')}`;
}

type StreamEvent = Extract<Told, { readonly type: 'stream' }>;

function streamText({ is, why }: StreamEvent, { green, yellow }: Pick<Style, 'green' | 'yellow'>) {
  switch (is) {
    case 'lost':
      return {
        word: yellow('stream lost'),
        sentence: `${why ?? ''}; changes are seen by the looks alone, and it is tried again`,
      };
    case 'partial':
      return { word: yellow('stream'), sentence: `${why ?? ''}; addresses and routes are seen by the looks alone` };
    case 'back':
      return { word: green('stream'), sentence: 'what changes is heard of again' };
  }
}

function told(event: Told, { green, yellow, red, cyan }: Style): { readonly word: string; readonly sentence: string } {
  switch (event.type) {
    case 'node':
      return event.is === 'lost'
        ? { word: red('lost'), sentence: event.why ?? '' }
        : { word: green('back'), sentence: 'it can be looked at again' };
    case 'stream':
      return streamText(event, { green, yellow });
    case 'drift':
      return { word: yellow('drift'), sentence: foundText(event.found) };
    case 'waits':
      return { word: yellow(`waits [${event.code}]`), sentence: `${things(event.ids)}: ${event.why}` };
    case 'gone':
      return { word: green('as wanted'), sentence: `${things(event.ids)}: no difference any more; not by this loop’s doing` };
    case 'healed':
      return { word: green('done'), sentence: things(event.ids) };
    case 'failed':
      return {
        word: red('failed'),
        sentence: `${thingOf(event.id)}: ${event.why}; not tried again before ${time(event.againMs)}`,
      };
    case 'fight': {
      const what = `${thingOf(event.id)}: ${event.change}`;
      switch (event.is) {
        case 'begins':
          return {
            word: red('ALARM [fight]'),
            sentence: `${what}: put right ${count(event.rounds, 'time')} since ${time(event.sinceMs)}, and somebody changes it back; it is left alone`,
          };
        case 'again':
          return { word: cyan('fight'), sentence: `${what}: it is taken up again` };
        case 'over':
          return { word: green('fight over'), sentence: `${what}: it is as wanted` };
      }
      break;
    }
    case 'window':
      return event.open
        ? { word: cyan('window'), sentence: `open: ${event.text}` }
        : { word: cyan('window'), sentence: `closed: nothing is changed outside of ${event.text}` };
    case 'suspension':
      return { word: cyan('suspension'), sentence: `${event.is === 'begun' ? 'in force' : 'ended'}: ${event.text}` };
    case 'revision':
      return {
        word: cyan('revision'),
        sentence: `${event.digest.slice(0, 12)} is kept from now on${event.approved ? ' (approved)' : ''}`,
      };
    case 'acted':
      return { word: red('not done'), sentence: `${event.why} (${event.result}); the next round sees to it` };
    case 'problem':
      return { word: red('problem'), sentence: event.why };
  }
}
