/** What was told, as the page and the API have it: who it is about, a word, a sentence, and how bad it is. */
import { type Entry, idOf, type Tone } from '../events/entry.ts';
import type { LoopEvent, Told } from '../events/loop-event.ts';
import type { Json } from '../json.ts';
import { paintedParts } from '../views/entry.ts';
import { loopEventJson } from '../views/loop.ts';

export type Brief = {
  readonly id: number;
  readonly atMs: number;
  readonly of: Told['event']['of'];
  readonly node: string | null;
  /** Its active. */
  readonly pair: string | null;
  /** Whom it is about, for people: a node, an active, a file, a token. */
  readonly subject: string;
  readonly word: string;
  readonly text: string;
  readonly severity: Tone;
  /** As `dmsa run --json` says it. */
  readonly data: Json;
};

/** null: it is not said. */
export function briefOf(told: Told, id: number): Brief | null {
  const data = loopEventJson(told);
  if (data === null) return null;
  const { event } = told;
  return {
    id,
    atMs: told.at.getTime(),
    of: event.of,
    node: event.of === 'node' && 'node' in event.event ? event.event.node : null,
    pair: event.of === 'pair' ? event.event.active : null,
    ...shown(told),
    data,
  };
}

function shown(told: Told): Pick<Brief, 'subject' | 'word' | 'text' | 'severity'> {
  const { tone: severity, ...said } = paintedParts(told);
  return { ...said, severity };
}

/** One that the journal has: by a loop it is as it was when it was told; by the command line it says who did it. */
export function briefOfEntry(entry: Entry): Brief {
  const { at, node, pair, head, word, sentence, by, event, shown: was } = entry;
  const atMs = Date.parse(at);
  return {
    id: idOf(entry),
    atMs: Number.isFinite(atMs) ? atMs : 0,
    of: was?.of ?? ofEntry(entry),
    node,
    pair,
    subject: head ?? (was ? '' : by),
    word,
    text: was ? sentence : `${sentence} (${by})`,
    severity: was?.tone ?? TONES[entry.severity],
    data: typeof event === 'object' && event !== null && !Array.isArray(event) ? event : {},
  };
}

const TONES: Readonly<Record<Entry['severity'], Tone>> = { alarm: 'bad', warning: 'warn', info: 'info' };

/** Of one that does not say it. */
function ofEntry({ kind, node, pair }: Entry): LoopEvent['of'] {
  if (kind.startsWith('operator')) return 'operator';
  return pair !== null && node === null ? 'pair' : 'node';
}
