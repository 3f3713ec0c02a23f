/** Exit codes, the same for every verb (README, "Exit codes"). */
export const EXIT = {
  /** Done, or nothing to do. */
  done: 0,
  /** A bad file, bad arguments, an action that failed. */
  error: 1,
  /** Changes are pending; only with --detailed-exitcode. */
  pending: 2,
  /** Finished, but a node could not be reached or something stayed unknown. */
  incomplete: 3,
  /** Someone else holds the lock of a node. */
  locked: 4,
} as const;
