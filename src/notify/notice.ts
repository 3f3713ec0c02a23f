/** One thing that somebody is told: what it is, how grave, and whether a channel is told at all. Pure. */
import type { NotifyEvent, NotifyRule, Severity } from '../desired/notify-data.ts';

/** What happened, before it has a time and a number. */
export interface Telling {
  readonly event: NotifyEvent;
  /** What it is by itself; a rule of the file may say otherwise. */
  readonly severity: Severity;
  readonly code: string;
  /** The active of the pair; null: of none. */
  readonly pair: string | null;
  /** Where it is of a node by itself. */
  readonly node?: string | null;
  readonly standby: string | null;
  readonly sentence: string;
  readonly detail?: readonly string[];
  /** What belongs together has the same matter: its beginning is told once, and its end where its beginning was told. */
  readonly matter?: Matter;
}

export interface Matter {
  readonly key: string;
  readonly does: 'begin' | 'end';
  /** Of an end: it is told also where no beginning was. */
  readonly alone?: true;
}

/** As it lies in the outbox. Holds no secret: what it is made of was redacted. */
export interface Notice {
  readonly id: string;
  readonly atMs: number;
  readonly event: NotifyEvent | 'test' | 'dropped';
  readonly severity: Severity;
  readonly code: string;
  readonly cluster: string;
  readonly pair: string | null;
  /** Not there in what an older version has put into the outbox. */
  readonly node?: string | null;
  readonly standby: string | null;
  readonly sentence: string;
  readonly detail: readonly string[];
  /** Who says so: `dmsa run root@central pid 4711`. */
  readonly by: string;
  /** It is the end of what began with this notice; null: it is no end. */
  readonly ends: string | null;
}

/** A matter that has begun and not ended. */
export interface OpenMatter {
  /** Of the notice that told its beginning. */
  readonly id: string;
  readonly severity: Severity;
  readonly code: string;
  readonly said: string;
}

export type OpenMatters = Readonly<Record<string, OpenMatter>>;

const RANK = { info: 0, warning: 1, alarm: 2 } as const;

export function reaches(severity: Severity, atLeast: Severity): boolean {
  return RANK[severity] >= RANK[atLeast];
}

/** null: nobody is told. */
export function severityOf({ event, code, pair, node = null, severity }: Telling, rules: readonly NotifyRule[]): Severity | null {
  const rule = rules.find(
    ({ events, codes, pairs, nodes }) =>
      (events === null || events.includes(event)) &&
      (codes === null || codes.includes(code)) &&
      (pairs === null || (pair !== null && pairs.includes(pair))) &&
      (nodes === null || (node !== null && nodes.includes(node))),
  );
  return rule ? rule.severity : severity;
}

export interface Stamp {
  readonly id: string;
  readonly atMs: number;
  readonly cluster: string;
  readonly by: string;
}

/** What is to be told, and what is open then. `notice` null: it was told already, or is told to nobody. */
export function noticeOf(
  telling: Telling,
  open: OpenMatters,
  rules: readonly NotifyRule[],
  stamp: Stamp,
): { readonly notice: Notice | null; readonly open: OpenMatters } {
  const { matter, event, code, pair, node = null, standby, sentence, detail = [] } = telling;
  const said = { sentence: oneLine(sentence), detail: detail.slice(0, 50).map(oneLine) };
  const base = { ...stamp, event, code, pair, ...(node === null ? {} : { node }), standby, ...said };
  if (matter === undefined) {
    const severity = severityOf(telling, rules);
    return { notice: severity && { ...base, severity, ends: null }, open };
  }
  const { [matter.key]: known, ...others } = open;
  if (matter.does === 'begin') {
    const said = withoutNumbers(base.sentence);
    if (known && known.code === code && known.said === said) return { notice: null, open };
    const severity = severityOf(telling, rules);
    if (severity === null) return { notice: null, open: others };
    return {
      notice: { ...base, severity, ends: null },
      open: { ...others, [matter.key]: { id: stamp.id, severity, code, said } },
    };
  }
  if (!known) {
    const severity = matter.alone ? severityOf(telling, rules) : null;
    return { notice: severity && { ...base, severity, ends: null }, open };
  }
  return { notice: { ...base, severity: known.severity, ends: known.id }, open: others };
}

/** Seconds and tries that grow are no news. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/\d+(\.\d+)?/g, '#').slice(0, 500);
}

const MAX_CHARACTERS = 2000;

/** Text of nodes may be anything; a subject and a line of a log may not. */
export function oneLine(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > MAX_CHARACTERS ? `${clean.slice(0, MAX_CHARACTERS)}…` : clean;
}
