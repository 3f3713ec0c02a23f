import type { Action, Plan } from '../diff/plan.ts';
import type { Style } from './style.ts';
import { count, nameList, wrap } from './text.ts';
import { type Wave, wavesOf } from './waves.ts';

/** More kinds of things than this on a node are only counted. */
const MAX_KINDS = 4;

/** The order across nodes, a line a wave; nothing where no node waits for another. */
export function renderOrder(plan: Plan, style: Style): readonly string[] {
  const waves = wavesOf(plan);
  if (waves.length < 2) return [];
  const digits = String(waves.length).length;
  return [
    `${style.bold('Order across nodes')} ${style.dim('(each line in parallel)')}`,
    ...waves.flatMap((wave, index) => {
      const number = `${String(index + 1).padStart(digits)}. `;
      const lines = wrap(waveText(wave, plan, style), style.width - 2 - number.length);
      return lines.map((line, at) => `  ${at === 0 ? number : ' '.repeat(number.length)}${line}`);
    }),
  ];
}

function waveText(wave: Wave, plan: Plan, style: Style): string {
  const byWork = new Map<string, string[]>();
  for (const { name } of plan.nodes) {
    const actions = wave.byNode.get(name);
    if (!actions) continue;
    const work = workText(actions, style);
    const nodes = byWork.get(work);
    if (nodes) nodes.push(name);
    else byWork.set(work, [name]);
  }
  return style.clean([...byWork].map(([work, nodes]) => `${nameList(nodes, style.ellipsis)}: ${work}`).join('; '));
}

function workText(actions: readonly Action[], style: Style): string {
  const byKind = new Map<string, number>();
  for (const { kind } of actions) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  if (byKind.size > MAX_KINDS) return count(actions.length, 'change');
  return [...byKind].map(([kind, number]) => (number === 1 ? kind : `${kind} ${style.times}${number}`)).join(', ');
}
