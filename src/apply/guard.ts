/** Decides, from what was just read again, whether an action may be done. Pure. */
import equal from 'fast-deep-equal';
import type { Diagnostic } from '../diagnostic.ts';
import { fingerprint } from '../diff/fingerprint.ts';
import { changesOf } from '../diff/orphans.ts';
import type { Action, Basis } from '../diff/plan.ts';
import type { AnyKind, Change, NodeContext, Observation } from '../kinds/kind.ts';
import { resourceId } from '../kinds/kind.ts';
import type { Wants } from './look.ts';
import type { Outcome } from './request.ts';

export type Decision = { readonly go: true } | { readonly go: false; readonly outcome: Outcome };

export interface GuardInput {
  readonly action: Action;
  readonly kind: AnyKind;
  readonly wants: Wants;
  readonly seen: ReadonlyMap<string, Observation>;
  readonly context: NodeContext;
  /** What resources were seen to be after this apply's own actions on them, by id. */
  readonly ownWork: ReadonlyMap<string, string>;
  /** Nodes on which this apply has done something already. */
  readonly touched: ReadonlySet<string>;
}

/**
 * Same as planned: go. Otherwise, if nothing is left to do: already. Otherwise stale, with one exception: where this apply has
 * itself been at work on the node, its other actions may have done part of this one (an interface that is brought up brings
 * its addresses up). If all that still differs was in the plan, exactly as it is now, then what was shown is what is done; so
 * it is where the running state is gone by now of what the plan restores in the file (NetworkManager takes a device's file up
 * for another action, and drops the route that the file had lost).
 */
export function guard(input: GuardInput): Decision {
  const { action, kind, wants, seen, context, ownWork, touched } = input;
  const changed = action.basedOn.filter((basis) => {
    const now = seen.get(resourceId(basis));
    return now === undefined || fingerprint(now) !== (ownWork.get(resourceId(basis)) ?? basis.fingerprint);
  });
  const own = seen.get(action.id);
  const have = own?.status === 'present' ? own.state : null;
  const why = kind.refuses?.(wants.get(action.id)?.spec ?? null, have, context) ?? null;
  if (why !== null) return { go: false, outcome: refused(action, why) };
  if (changed.length === 0) return { go: true };
  for (const basis of changed) {
    const now = seen.get(resourceId(basis));
    if (now === undefined || now.status === 'unknown') return refuse(action, basis, now?.why ?? 'it was not read');
  }
  const now = changesOf(kind, wants, action, have, context);
  if ('unknown' in now) return refuse(action, action, now.unknown);
  if (now.length === 0) return { go: false, outcome: { status: 'already' } };
  // Several such actions change one thing that all of them read, each its own part of it.
  const ours = kind.changesWhatItReads === true || changed.every((basis) => touched.has(basis.node));
  if (ours && now.every((change) => action.fields.some((planned) => covers(planned, change)))) return { go: true };
  return { go: false, outcome: stale(action, changed, now) };
}

function refused(action: Action, why: string): Outcome {
  const error: Diagnostic = {
    severity: 'error',
    code: 'refused',
    summary: `${action.id} was not done: ${why}`,
    detail: 'It was read again just before. Look again with: dmsa plan',
    node: action.node,
    resource: action.id,
  };
  return { status: 'failed', ms: 0, error };
}

function covers(planned: Change, now: Change): boolean {
  if (equal(planned, now)) return true;
  const lost = planned.where === 'file' && now.where === 'running' && now.from === null;
  return lost && planned.path === now.path && equal(planned.to, now.to);
}

function refuse(
  action: Action,
  basis: { readonly node: string; readonly kind: string; readonly name: string },
  why: string,
): Decision {
  const id = resourceId(basis);
  const error: Diagnostic = {
    severity: 'error',
    code: 'unknown-now',
    summary: id === action.id ? `${id} could not be read again` : `${id}, which ${action.id} depends on, could not be read again`,
    detail: `${why}. When the plan was made it could be read. Nothing was done to ${action.id}.`,
    node: action.node,
    resource: action.id,
  };
  return { go: false, outcome: { status: 'failed', ms: 0, error } };
}

/** The outcome of an action that is no longer what was planned; also where a file changed between reading and writing. */
export function stale(action: Action, changed: readonly Basis[], now: readonly Change[], how?: string): Outcome {
  const others = changed.map(resourceId).filter((id) => id !== action.id);
  const what = changed.some((basis) => resourceId(basis) === action.id) || others.length === 0 ? [action.id, ...others] : others;
  const lines = [
    ...(how ? [how] : []),
    ...(changed.length > 0 ? [`Changed since: ${what.join(', ')}.`] : []),
    `Planned: ${shownChanges(action.fields)}.`,
    ...(now.length > 0 ? [`Now it would be: ${shownChanges(now)}.`] : []),
    'It was not done. Make a new plan and look at it.',
  ];
  return {
    status: 'stale',
    error: {
      severity: 'error',
      code: 'stale',
      summary: `${action.id} is no longer as it was when the plan was made`,
      detail: lines.join('\n'),
      node: action.node,
      resource: action.id,
    },
    changed: changed.map(({ node, kind, name }) => ({ node, kind, name })),
    planned: action.fields,
    now,
  };
}

/** Changes in one line; long values are cut, secrets are not shown. */
export function shownChanges(changes: readonly Change[]): string {
  const value = (one: Change['from'], secret: boolean | undefined): string => {
    if (one === null) return 'nothing';
    if (secret) return '(secret)';
    const text = typeof one === 'string' ? one : JSON.stringify(one);
    const line = text.replaceAll('\n', '⏎');
    return line.length > 60 ? `${line.slice(0, 59)}…` : line;
  };
  return changes
    .map(
      ({ path, from, to, where, secret }) => `${path}${where ? ` (${where})` : ''} ${value(from, secret)} → ${value(to, secret)}`,
    )
    .join('; ');
}
