import { setTimeout as delay } from 'node:timers/promises';

/** Asks until there is an answer; throws after the time. */
export async function until<T>(what: string, limitS: number, ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = performance.now() + limitS * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`not within ${limitS} s: ${what}`);
    await delay(20);
  }
}
