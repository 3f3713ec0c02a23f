/** What becomes of a file of ours, as a package manager treats files that operators may change. Pure. */

export type Placed =
  /** Nothing is there, or what we wrote: ours is written. */
  | 'written'
  | 'replaced'
  | 'same'
  /** Somebody has changed it. `kept`: ours is what it was before, so there is nothing to be told. `beside`: ours is written beside it. */
  | 'kept'
  | 'beside';

/**
 * @param there  digest of what lies there; null: nothing does; 'other': no plain file
 * @param ours  digest of what is to lie there
 * @param before  digest of what we wrote the last time; null: never
 */
export function placing(there: string | null, ours: string, before: string | null): Placed {
  if (there === null) return 'written';
  if (there === ours) return 'same';
  if (there === before) return 'replaced';
  return ours === before ? 'kept' : 'beside';
}
