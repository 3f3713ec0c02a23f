/** What `dmsa run` says: a line an event, for people and as JSON. Steps of plans are in its log alone. */
import type { OperatorEvent, Told } from '../events/loop-event.ts';
import type { Json } from '../json.ts';
import { gitEventJson, gitEventLine } from './git.ts';
import { fileEventJson, fileEventLine, keepEventJson, keepEventLine } from './keep.ts';
import { nodesEventJson, nodesEventLine } from './nodes.ts';
import { shareEventJson, shareEventLine } from './share.ts';
import { styleOf, type ViewOptions, type Words } from './style.ts';

/** Empty: it is not said. */
export function loopEventLine({ at, event: told }: Told, options: ViewOptions): string {
  switch (told.of) {
    case 'pair':
      return keepEventLine(told.event, at, options);
    case 'node':
      return nodesEventLine(told.event, at, options);
    case 'file':
      return fileEventLine(told.event, at, options);
    case 'git':
      return gitEventLine(told.event, at, options);
    case 'share':
      return shareEventLine(told.event, at, options);
    case 'operator':
      return operatorLine(told.event, at, options);
    case 'step':
      return '';
  }
}

/** null: it is not said. */
export function loopEventJson({ at, event: told }: Told): Json | null {
  switch (told.of) {
    case 'pair':
      return keepEventJson(told.event, at);
    case 'node':
      return nodesEventJson(told.event, at);
    case 'file':
      return fileEventJson(told.event, at);
    case 'git':
      return gitEventJson(told.event, at);
    case 'share':
      return shareEventJson(told.event, at);
    case 'operator':
      return { at: at.toISOString(), ...told.event, type: `operator-${told.event.type}` };
    case 'step':
      return null;
  }
}

export function operatorWords({ type, by, what, reason, outcome }: OperatorEvent): Words {
  return { head: by, word: outcome ?? type, sentence: reason === '' ? what : `${what}: ${reason}` };
}

function operatorLine(event: OperatorEvent, at: Date, options: ViewOptions): string {
  const style = styleOf(options);
  const { word, sentence } = operatorWords(event);
  const paint = event.outcome === null ? style.cyan : event.outcome === 'done' ? style.green : style.red;
  const time = `${at.toISOString().slice(0, 19)}Z`;
  return `${style.dim(time)} ${style.bold(style.clean(event.by))}  ${paint(word)}  ${style.prose(sentence)}\n`;
}
