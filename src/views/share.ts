/** What one of several controllers says of its share: a line an event, for people and as JSON. */
import type { Json } from '../json.ts';
import type { ShareEvent } from '../lease/share-port.ts';
import { PLAIN, type Style, styleOf, type ViewOptions, type Words } from './style.ts';
import { count } from './text.ts';

/** `2026-11-23T05:55:01Z share  takes Sec-1, Sec-2; it keeps 12 now` */
export function shareEventLine(event: ShareEvent, at: Date, options: ViewOptions): string {
  const style = styleOf(options);
  const { word, sentence } = told(event, style);
  return `${style.dim(`${at.toISOString().slice(0, 19)}Z`)} ${word}  ${style.prose(sentence)}\n`;
}

export function shareEventWords(event: ShareEvent): Words {
  return { head: null, ...told(event, PLAIN) };
}

export function shareEventJson(event: ShareEvent, at: Date): Json {
  const { is, ...rest } = event;
  return { at: at.toISOString(), type: 'share', is, ...rest };
}

const MOST = 5;

function names(units: readonly string[]): string {
  return `${units.slice(0, MOST).join(', ')}${units.length > MOST ? ` and ${units.length - MOST} more` : ''}`;
}

function told(event: ShareEvent, { green, yellow, red, cyan }: Style): { readonly word: string; readonly sentence: string } {
  switch (event.is) {
    case 'joined':
    case 'left':
      return {
        word: cyan('controllers'),
        sentence: `${event.controller} ${event.is === 'joined' ? 'is there' : 'is gone'}; alive: ${event.alive.join(', ')}`,
      };
    case 'takes':
      return { word: green('share'), sentence: `keeps ${names(event.units)} from now on, ${keeps(event.kept)}` };
    case 'gives':
      return { word: green('share'), sentence: `has handed over ${names(event.units)}, ${keeps(event.kept)}` };
    case 'lost':
      return {
        word: yellow('share'),
        sentence: `changes nothing on ${names(event.units)} any more: their lease was not renewed in time, ${keeps(event.kept)}`,
      };
    case 'silent':
      return {
        word: red('problem [no-arbiter]'),
        sentence: `the arbiter does not answer: ${event.why}. Once its leases run out nodes are looked at and not changed, until it answers`,
      };
    case 'back':
      return { word: green('arbiter'), sentence: 'it answers again' };
    case 'name-taken':
      return {
        word: red('problem [name-taken]'),
        sentence: `another controller is called ${event.controller}, or was killed a moment ago: nothing is changed until its lease has run out. Where it lives, give this one a name of its own (--controller)`,
      };
  }
}

function keeps(kept: number): string {
  return `${count(kept, 'pair or node', 'pairs and nodes')} in all`;
}
