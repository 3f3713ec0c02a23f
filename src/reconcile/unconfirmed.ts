/**
 * A change on a node that waits for its confirmation (docs/decisions/0032): what a look sees meanwhile may be undone in a moment,
 * so a plan that is made from it says so. Read from the files of the change itself, in the look that is made anyway.
 */
import { STATE_DIR } from '../apply/state-dir.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { FactRequest, Facts, FileFact } from '../kinds/facts.ts';

export interface Unconfirmed {
  /** Seconds since 1970 by the node's clock; null where it could not be read. */
  readonly sinceS: number | null;
  /** When the node has undone it at the latest. */
  readonly untilS: number | null;
  /** Who holds the node's lock; null where nobody does, or it can't be read. */
  readonly by: string | null;
  /** The node is undoing it already. */
  readonly undoing: boolean;
}

const FOLDER = `${STATE_DIR}/confirm`;
const HOLDER = `${STATE_DIR}/lock/holder`;
/** `begun`: without it nothing was changed. Nothing else of the folder is read: it holds copies of files. */
const PARTS = ['begun', 'at', 'until', 'decided', 'final'] as const;
type Part = (typeof PARTS)[number];

export const UNCONFIRMED_REQUESTS: readonly FactRequest[] = [
  { type: 'file', path: HOLDER },
  ...PARTS.map((part) => ({ type: 'glob', pattern: patternOf(part) }) as const),
];

function patternOf(part: Part): string {
  return `${FOLDER}/*/${part}`;
}

/** null: no change waits. There is never more than one: another one is not begun meanwhile. */
export function unconfirmedIn(facts: Facts): Unconfirmed | null {
  const read = (part: Part, id: string): string | null => {
    const fact = facts.glob(patternOf(part)).get(`${FOLDER}/${id}/${part}`);
    return fact === undefined || fact.status === 'absent' ? null : textOf(fact);
  };
  for (const path of facts.glob(patternOf('begun')).keys()) {
    const id = path.slice(FOLDER.length + 1, -'/begun'.length);
    const decided = read('decided', id);
    if (read('final', id) !== null || decided === 'confirm') continue;
    return {
      sinceS: secondsOf(read('at', id)),
      untilS: secondsOf(read('until', id)),
      by: holderOf(textOf(facts.file(HOLDER))),
      undoing: decided === 'revert',
    };
  }
  return null;
}

function textOf(fact: FileFact): string {
  return fact.status === 'present' ? fact.text.trim() : '';
}

function secondsOf(text: string | null): number | null {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;
}

function holderOf(text: string): string | null {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data !== 'object' || data === null) return null;
    const { holder } = data as { readonly holder?: unknown };
    return typeof holder === 'string' ? holder : null;
  } catch {
    return null;
  }
}

export function unconfirmedProblem(node: string, { sinceS, untilS, by, undoing }: Unconfirmed): Diagnostic {
  const since = sinceS === null ? '' : ` since ${timeOf(sinceS)}`;
  const until = untilS === null ? 'soon' : `by ${timeOf(untilS)} at the latest`;
  const whose = by === null ? 'The run that made it is gone' : `Made by ${by}`;
  return {
    severity: 'warning',
    code: 'change-unconfirmed',
    summary: undoing
      ? `${node} is undoing a change that was not confirmed: what was seen of it does not last`
      : `A change on ${node} waits for its confirmation${since}: what was seen of it may not last`,
    detail: `${whose}. Unless it is confirmed, ${node} has undone it ${until} (by its own clock; where that is past, the next apply sees to it). Plan again then.`,
    node,
  };
}

function timeOf(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(11, 19)} UTC`;
}
