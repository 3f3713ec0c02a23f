/** What options take, read from the command line. Each throws commander's error, which says what it takes. */
import { InvalidArgumentError } from 'commander';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const DAY_MS = 24 * UNITS.h;

/** `90`, `90s`, `5m`, `1h`: milliseconds. A bare number is seconds. At most a day. */
export function duration(value: string): number {
  const match = /^(\d{1,9})(ms|s|m|h)?$/.exec(value);
  const ms = Number(match?.[1]) * UNITS[(match?.[2] ?? 's') as keyof typeof UNITS];
  if (!match || ms > DAY_MS) {
    throw new InvalidArgumentError('It takes a whole number of seconds, or one with a unit (30s, 5m, 1h), at most a day.');
  }
  return ms;
}

/** `3` or `25%`. */
export function amount(min: number): (value: string) => import('../apply/batches.ts').Amount {
  return (value) => {
    const match = /^(\d{1,6})(%?)$/.exec(value);
    const number = Number(match?.[1]);
    const percent = match?.[2] === '%';
    if (!match || number < min || (percent && number > 100)) {
      throw new InvalidArgumentError(`It takes a number of nodes from ${min} on (3), or a share of them (25%).`);
    }
    return percent ? { percent: number } : { nodes: number };
  };
}

/** `2h`, `3d`: so long ago; or a moment, `2026-11-23T10:00:00Z`, without a zone that of this machine. Milliseconds since 1970. */
export function moment(value: string): number {
  const match = /^(\d{1,6})(s|m|h|d)$/.exec(value);
  if (match) return Date.now() - Number(match[1]) * { ...UNITS, d: DAY_MS }[match[2] as 's' | 'm' | 'h' | 'd'];
  const at = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('It takes how long ago (30m, 2h, 3d), or a moment (2026-11-23T10:00:00Z).');
  return at;
}
