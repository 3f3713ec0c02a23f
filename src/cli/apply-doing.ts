/** What `dmsa apply` has done, for the journal of this machine: an entry a node. */
import type { ApplyResult } from '../apply/request.ts';
import { count } from '../views/text.ts';
import type { Doing } from './doing.ts';

export function appliedDoings({ status, actions }: ApplyResult, reason: string | undefined): readonly Doing[] {
  const nodes = [...new Set(actions.map(({ node }) => node))];
  return nodes.map((node): Doing => {
    const own = actions.filter((one) => one.node === node);
    const done = own.filter(({ outcome }) => outcome.status === 'done' || outcome.status === 'already').length;
    const rest = own.length - done;
    const how = rest === 0 ? '' : `, ${rest} not done (${status})`;
    const sentence = `applied by hand: ${count(done, 'change')} done${how}${reason ? `: ${reason}` : ''}`;
    return { code: 'apply', node, sentence, reason, severity: rest === 0 ? 'info' : 'warning' };
  });
}
