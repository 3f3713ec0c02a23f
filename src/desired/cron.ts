/** crontab(5): the five time fields, or one of the nicknames. */
import { complaint, type Parsed, show } from './report.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const NICKNAMES = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly', '@reboot'];
const FIELDS = [
  { name: 'minute', from: 0, to: 59, words: [] },
  { name: 'hour', from: 0, to: 23, words: [] },
  { name: 'day of month', from: 1, to: 31, words: [] },
  { name: 'month', from: 1, to: 12, words: MONTHS },
  { name: 'day of week', from: 0, to: 7, words: DAYS },
] as const;

/** The schedule with single blanks between its fields. */
export function parseSchedule(text: string): Parsed<string> {
  const wrong = (why: string) => {
    const detail = `Found ${show(text)}: ${why} Write for example "* * * * *" (each minute) or "*/5 * * * *" (every five).`;
    return complaint('bad-schedule', 'This is not a crontab schedule.', detail);
  };
  const trimmed = text.trim();
  if (trimmed.startsWith('@')) {
    if (NICKNAMES.includes(trimmed)) return { ok: true, value: trimmed };
    return wrong(`of the words with @ there are ${NICKNAMES.join(', ')}.`);
  }
  const fields = trimmed.split(/\s+/);
  if (fields.length !== 5) return wrong(`it has ${trimmed === '' ? 0 : fields.length} fields, not 5.`);
  for (const [i, field] of FIELDS.entries()) {
    const why = fieldProblem(fields[i] ?? '', field.from, field.to, field.words);
    if (why !== null) return wrong(`${field.name} ${show(fields[i] ?? '')}: ${why}.`);
  }
  return { ok: true, value: fields.join(' ') };
}

function fieldProblem(text: string, from: number, to: number, words: readonly string[]): string | null {
  for (const part of text.split(',')) {
    const match = /^(?:\*|([A-Za-z0-9]+)(?:-([A-Za-z0-9]+))?)(?:\/(\d{1,3}))?$/.exec(part);
    if (match === null) return 'it is not understood';
    const step = match[3];
    if (step !== undefined && (Number(step) < 1 || Number(step) > to)) return `a step is from 1 to ${to}`;
    const low = match[1] === undefined ? from : numberOf(match[1], from, words);
    const high = match[2] === undefined ? low : numberOf(match[2], from, words);
    if (low === null || high === null)
      return words.length > 0 ? `write a number or one of ${words.join(', ')}` : 'write a number';
    if (low < from || high > to || low > to) return `it goes from ${from} to ${to}`;
    if (low > high) return 'the range ends before it begins';
    if (step !== undefined && match[1] !== undefined && match[2] === undefined) return 'a step needs a range or * before it';
  }
  return null;
}

function numberOf(text: string, from: number, words: readonly string[]): number | null {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  const index = words.indexOf(text.toLowerCase());
  return index === -1 ? null : index + from;
}
