import type { Rollout } from '../apply/batches.ts';
import { styleOf, type ViewOptions } from './style.ts';
import { count, nameList, wrap } from './text.ts';

/** Which nodes' turn comes when; shown before the question. */
export function renderRollout({ batches, size, maxFail }: Rollout, options: ViewOptions): string {
  const style = styleOf(options);
  const limit = maxFail === 0 ? 'ends with the first node that fails' : `goes on while at most ${count(maxFail, 'node')} failed`;
  const head = `${style.bold('Batches')} ${style.dim(`(at most ${count(size, 'new node')} each; ${limit})`)}`;
  const digits = String(batches.length).length;
  const lines = batches.flatMap(({ begins, nodes }, at) => {
    const number = `${String(at + 1).padStart(digits)}. `;
    const rest = nodes.filter((node) => !begins.includes(node));
    const text = [
      ...(begins.length > 0 ? [nameList(begins, style.ellipsis)] : []),
      ...(rest.length > 0 ? [`the rest of ${nameList(rest, style.ellipsis)}`] : []),
    ].join('; ');
    return wrap(style.clean(text), style.width - 2 - number.length).map(
      (line, part) => `  ${part === 0 ? number : ' '.repeat(number.length)}${line}`,
    );
  });
  return `\n${[head, ...lines].join('\n')}\n`;
}
