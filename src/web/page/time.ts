/** How old things are, by the clock of the machine that dmsa runs on. */
import { h } from './dom.ts';

let aheadMs = 0;

export function setClock(serverMs: number): void {
  aheadMs = serverMs - Date.now();
}

export function nowMs(): number {
  return Date.now() + aheadMs;
}

export function ageText(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 90) return `${s} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  return s < 172_800 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86_400)} days`;
}

/** Goes on by itself. */
export function age(sinceMs: number | null, words: (age: string) => string, never: string): HTMLElement {
  if (sinceMs === null) return h('span', { class: 'age' }, never);
  const element = h('time', {
    class: 'age',
    'data-since': sinceMs,
    datetime: new Date(sinceMs).toISOString(),
    title: moment(sinceMs),
  });
  element.textContent = words(ageText(nowMs() - sinceMs));
  ages.set(element, words);
  return element;
}

const ages = new WeakMap<Element, (age: string) => string>();

export function renewAges(): void {
  for (const element of document.querySelectorAll('[data-since]')) {
    const text = ages.get(element)?.(ageText(nowMs() - Number(element.getAttribute('data-since'))));
    if (text !== undefined && text !== element.textContent) element.textContent = text;
  }
}

/** `2026-11-23 02:15:07 UTC`, as everything that dmsa prints. */
export function moment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

export function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}
