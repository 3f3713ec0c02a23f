/** Moments for people: UTC, as nodes and operators may be in several time zones. */
const UTC = new Intl.DateTimeFormat('sv-SE', { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'medium' });

/** `2026-11-23 02:15:07 UTC` */
export function time(ms: number): string {
  return `${UTC.format(ms)} UTC`;
}

/** `02:15:07`, of a moment of today. */
export function clockTime(ms: number): string {
  return UTC.format(ms).slice(-8);
}
