/** One field of what differs: found and wanted. */
import type { Change } from '../../kinds/kind.ts';
import { h } from './dom.ts';

const MOST_LINES = 400;

type Line = readonly [' ' | '-' | '+', string];

export function changeView({ path, from, to, where }: Pick<Change, 'path' | 'from' | 'to' | 'where'>): HTMLElement {
  const label = `${path}${where ? ` (${where})` : ''}`;
  const [before, after] = [textOf(from), textOf(to)];
  if (!before.includes('\n') && !after.includes('\n'))
    return h(
      'p',
      { class: 'change' },
      h('span', { class: 'path' }, label),
      h('del', {}, before),
      h('span', { class: 'hide' }, ' becomes '),
      h('span', { 'aria-hidden': 'true' }, ' → '),
      h('ins', {}, after),
    );
  return h(
    'div',
    { class: 'change' },
    h('span', { class: 'path' }, label),
    h(
      'pre',
      { tabindex: 0, 'aria-label': `What differs in ${label}` },
      ...around(linesOf(before, after)).map(([sign, text]) =>
        h('span', { class: sign === '+' ? 'plus' : sign === '-' ? 'minus' : 'same' }, `${sign} ${text}\n`),
      ),
    ),
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '(none)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function linesOf(before: string, after: string): readonly Line[] {
  const [a, b] = [before.split('\n').slice(0, MOST_LINES), after.split('\n').slice(0, MOST_LINES)];
  // Lengths of the longest common runs from each place on.
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push([' ', a[i] ?? '']);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push(['-', a[i] ?? '']);
      i += 1;
    } else {
      lines.push(['+', b[j] ?? '']);
      j += 1;
    }
  }
  return lines;
}

const AROUND = 2;

function around(lines: readonly Line[]): readonly Line[] {
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(([sign]) => sign !== ' '));
  return lines.flatMap((line, at): readonly Line[] =>
    near[at] ? [line] : near[at - 1] || at === 0 ? [[' ', '…'] as const] : [],
  );
}
