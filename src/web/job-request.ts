/** What can be asked for, read from the body of a request. Pure. */
import { Refused } from './reply.ts';

export type JobRequest = { readonly reason: string } & (
  | { readonly do: 'plan'; readonly nodes: readonly string[] }
  | { readonly do: 'apply'; readonly nodes: readonly string[]; readonly only: 'intended' | 'corrective' | null }
  | { readonly do: 'failover' | 'failback'; readonly pair: string }
  | { readonly do: 'pause'; readonly pairs: readonly string[]; readonly forMs: number | null }
  | { readonly do: 'unpause'; readonly pairs: readonly string[] }
  | {
      readonly do: 'suspend';
      readonly nodes: readonly string[];
      readonly kinds: readonly string[];
      readonly forMs: number | null;
    }
  | { readonly do: 'resume'; readonly nodes: readonly string[]; readonly kinds: readonly string[] }
  | { readonly do: 'approve'; readonly revision: string }
);

const MOST_NAMES = 1_000;
const DAY_MS = 24 * 3_600_000;
const KEYS = ['do', 'reason', 'nodes', 'pair', 'pairs', 'kinds', 'forMs', 'only', 'revision'];

/** @throws Refused */
export function jobRequest(body: unknown): JobRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw bad('The body is an object', 'For example { "do": "plan" }.');
  const given = body as Readonly<Record<string, unknown>>;
  const strange = Object.keys(given).find((key) => !KEYS.includes(key));
  if (strange !== undefined)
    throw bad(`There is no key ${JSON.stringify(strange.slice(0, 40))}`, `There are ${KEYS.join(', ')}.`);
  const wanted = given['do'];
  const names = (key: string): readonly string[] => {
    const value = given[key] ?? [];
    const good = Array.isArray(value) && value.length <= MOST_NAMES && value.every((one) => isName(one));
    if (!good) throw bad(`${key} is a list of names`, `At most ${MOST_NAMES}; empty for all.`);
    return value as readonly string[];
  };
  const name = (key: string): string => {
    const value = given[key];
    if (!isName(value)) throw bad(`${key} is missing`, 'It is a name.');
    return value;
  };
  const forMs = (): number | null => {
    const value = given['forMs'] ?? null;
    if (value !== null && (typeof value !== 'number' || !Number.isInteger(value) || value < 1_000 || value > DAY_MS))
      throw bad('forMs is a time in milliseconds', 'A whole number from 1000 to a day; without it there is no end.');
    return value;
  };
  const reason = given['reason'] ?? '';
  if (typeof reason !== 'string' || reason.length > 500 || hasControl(reason))
    throw bad('reason is a text', 'One line, 500 characters at the most.');
  if (wanted !== 'plan' && reason.trim() === '')
    throw bad('A reason is missing', 'Whoever looks at the history asks why: "reason": "disk swap, ticket 4711".');
  const base = { reason: reason.trim() };
  switch (wanted) {
    case 'plan':
      return { ...base, do: wanted, nodes: names('nodes') };
    case 'apply': {
      const only = given['only'] ?? null;
      if (only !== null && only !== 'intended' && only !== 'corrective')
        throw bad('only is intended or corrective', 'Without it all is done.');
      return { ...base, do: wanted, nodes: names('nodes'), only };
    }
    case 'failover':
    case 'failback':
      return { ...base, do: wanted, pair: name('pair') };
    case 'pause':
      return { ...base, do: wanted, pairs: named(names('pairs')), forMs: forMs() };
    case 'unpause':
      return { ...base, do: wanted, pairs: named(names('pairs')) };
    case 'suspend':
      return { ...base, do: wanted, nodes: names('nodes'), kinds: names('kinds'), forMs: forMs() };
    case 'resume':
      return { ...base, do: wanted, nodes: names('nodes'), kinds: names('kinds') };
    case 'approve':
      return { ...base, do: wanted, revision: name('revision') };
    default:
      throw bad(
        'do says what is to be done',
        'There are plan, apply, failover, failback, pause, unpause, suspend, resume, approve.',
      );
  }
}

/** No pair is not all pairs: whoever forgot them should not stop all failovers. */
function named(pairs: readonly string[]): readonly string[] {
  if (pairs.length === 0) throw bad('pairs is missing', 'Name each pair, by its active.');
  return pairs;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/.test(value);
}

function hasControl(text: string): boolean {
  return [...text].some((sign) => sign < ' ' || sign === '\u007f');
}

function bad(title: string, detail: string): Refused {
  return new Refused(400, 'bad-request', title, detail);
}
