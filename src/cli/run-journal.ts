/** What `dmsa run` tells, written to the journal of its cluster. */
import type { Hub } from '../events/hub.ts';
import { type Journal, journalDirectory, openJournal } from '../events/journal.ts';
import type { Told } from '../events/loop-event.ts';
import { entryOf } from '../views/entry.ts';

export interface LoopJournal {
  /**
   * Once the cluster is known; what was told before is written then.
   *
   * @param cluster  its name
   * @param revision  in force: a commit, or the digest of the file
   */
  readonly begin: (cluster: string, revision: string) => void;
  /** Resolves when what was told is written, or after so long. */
  readonly written: (withinMs: number) => Promise<void>;
  /** Gives how many events are lost. */
  readonly close: (withinMs: number) => Promise<number>;
}

export function journalOf(hub: Hub, by: string): LoopJournal {
  let journal: Journal | null = null;
  let revision: string | null = null;
  const early: Told[] = [];
  const write = (to: Journal, told: Told): void => {
    const { event } = told;
    if (event.of === 'file' && event.event.type === 'taken') revision = event.event.digest;
    if (event.of === 'git' && event.event.type === 'taken') revision = event.event.revision.commit;
    const entry = entryOf(told, { by, revision });
    if (entry) to.note(entry);
  };
  const deaf = hub.listen((told) => {
    if (journal) write(journal, told);
    else early.push(told);
  });
  return {
    begin(cluster, inForce) {
      revision = inForce;
      journal = openJournal({
        directory: journalDirectory(cluster),
        // It is told as everything else is: whoever looks at the loop should know that its history has a hole.
        onTrouble: (why) =>
          hub.tell({ of: 'node', event: { type: 'problem', node: null, why: `the journal of events: ${why}` } }),
      });
      for (const told of early.splice(0)) write(journal, told);
    },
    written: async (withinMs) => journal?.written(withinMs),
    async close(withinMs) {
      deaf();
      return (await journal?.close(withinMs)) ?? 0;
    },
  };
}
