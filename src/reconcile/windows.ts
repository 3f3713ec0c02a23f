/** Maintenance windows: whether a moment is in one. */
import type { Running, WeekDay } from '../desired/cluster.ts';

const DAYS: readonly WeekDay[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/**
 * By the wall clock of the zone, as whoever wrote the window reads it: on the day on which clocks are set forward an hour of it is missing,
 * on the day on which they are set back one comes twice.
 *
 * @param nowMs    milliseconds since 1970
 * @param timeZone of the machine, for a file that names none
 */
export function isOpen(
  { windows, timeZone: named }: Pick<Running, 'windows' | 'timeZone'>,
  nowMs: number,
  timeZone: string,
): boolean {
  if (windows.length === 0) return true;
  const { day, minute } = wallClock(nowMs, named ?? timeZone);
  const today = DAYS[day];
  const yesterday = DAYS[(day + 6) % 7];
  return windows.some(({ days, from, to }) => {
    const on = (name: WeekDay | undefined): boolean => name !== undefined && days.includes(name);
    if (from < to) return on(today) && minute >= from && minute < to;
    return (on(today) && minute >= from) || (on(yesterday) && minute < to);
  });
}

/** `sat, sun 22:00 to 04:30; 12:00 to 13:00 (Europe/Paris)` */
export function windowsText({ windows, timeZone: named }: Pick<Running, 'windows' | 'timeZone'>, timeZone: string): string {
  const texts = windows.map(({ days, from, to }) => {
    const when = days.length === DAYS.length ? '' : `${days.join(', ')} `;
    return `${when}${timeText(from)} to ${timeText(to)}`;
  });
  return `${texts.join('; ')} (${named ?? timeZone})`;
}

function timeText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function wallClock(nowMs: number, timeZone: string): { readonly day: number; readonly minute: number } {
  const form = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(form.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  const weekday = (parts.get('weekday') ?? '').toLowerCase();
  return {
    day: DAYS.findIndex((one) => weekday.startsWith(one)),
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}
