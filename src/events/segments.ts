/** The files of the journal: one that is written to, and those that were put aside. */
export const CURRENT = 'events.jsonl';

const ASIDE = /^events-\d{15}\.jsonl$/;

/** @param seq  of its last entry */
export function rotatedName(seq: number): string {
  return `events-${String(seq).padStart(15, '0')}.jsonl`;
}

/** Oldest first. */
export function rotatedIn(names: readonly string[]): readonly string[] {
  return names.filter((name) => ASIDE.test(name)).sort();
}
