/** Small things that several parts show. */
import { h } from './dom.ts';

export function thingOf(id: string): string {
  const [, kind = '', ...name] = id.split('/');
  return `${kind} ${name.join('/')}`;
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

export type Tone = 'bad' | 'warn' | 'good' | 'info' | 'dim';

const SIGNS: Readonly<Record<Tone, string>> = { bad: '▲', warn: '◆', good: '●', info: '▸', dim: '○' };

/** Never by its colour alone. */
export function badge(tone: Tone, text: string): HTMLElement {
  return h('span', { class: `badge ${tone}` }, h('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[tone]), text);
}

export function button(text: string, key: string, press: () => void, more = ''): HTMLButtonElement {
  return h('button', { type: 'button', class: more, 'data-key': key, click: press }, text);
}
