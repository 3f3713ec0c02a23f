/** A plan, as `dmsa plan --json` has it. */
import type { Json } from '../../json.ts';
import type { Change } from '../../kinds/kind.ts';
import { changeView } from './diff.ts';
import { h } from './dom.ts';
import { badge, count } from './words.ts';

interface PlanJson {
  readonly nodes: readonly {
    readonly name: string;
    readonly reachable: boolean;
    readonly error?: { readonly summary: string };
  }[];
  readonly actions: readonly {
    readonly id: string;
    readonly node: string;
    readonly kind: string;
    readonly name: string;
    readonly verb: string;
    readonly reason: string;
    readonly fields: readonly Change[];
  }[];
  readonly unknown: readonly {
    readonly id: string;
    readonly node: string;
    readonly kind: string;
    readonly name: string;
    readonly why: string;
  }[];
}

export function planView(json: Json): HTMLElement {
  const plan = json as unknown as PlanJson;
  const lost = plan.nodes.filter(({ reachable }) => !reachable);
  return h(
    'div',
    { class: 'plan', tabindex: 0, role: 'group', 'aria-label': 'The plan' },
    h(
      'p',
      {},
      badge(
        plan.actions.length > 0 ? 'warn' : plan.unknown.length + lost.length > 0 ? 'warn' : 'good',
        plan.actions.length > 0 ? `${count(plan.actions.length, 'change')} would be made` : 'nothing to do',
      ),
      plan.unknown.length > 0 ? ` ${count(plan.unknown.length, 'thing')} could not be seen` : '',
    ),
    ...lost.map(({ name, error }) => h('p', {}, badge('bad', name), ` ${error?.summary ?? 'not reached'}`)),
    ...plan.actions.map(({ node, kind, name, verb, reason, fields }) =>
      h(
        'article',
        { class: 'difference' },
        h('h4', {}, h('span', { class: 'verb' }, verb), `${node} ${kind} ${name}`),
        h('p', { class: 'quiet' }, reason),
        ...fields.map(changeView),
      ),
    ),
    ...plan.unknown.map(({ node, kind, name, why }) =>
      h('p', { class: 'unknown' }, badge('warn', 'unknown'), ` ${node} ${kind} ${name}: ${why}`),
    ),
  );
}
