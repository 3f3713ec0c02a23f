/** An operator's doing, written to the journal of this machine: who, what, why. Whatever becomes of that, the verb goes its own way. */
import type { EntrySeverity } from '../events/entry.ts';
import { journalDirectory, openJournal } from '../events/journal.ts';
import { operator } from '../reconcile/orders.ts';
import type { Io } from './io.ts';

export interface Doing {
  /** `suspend`, `approve`, `pause` … */
  readonly code: string;
  readonly sentence: string;
  readonly node?: string;
  /** Its active. */
  readonly pair?: string | null;
  readonly standby?: string;
  readonly reason?: string | undefined;
  readonly severity?: EntrySeverity;
}

const AT_MOST_MS = 1_000;

export async function noteDoing(cluster: string, doings: readonly Doing[], io: Io): Promise<void> {
  if (doings.length === 0) return;
  let trouble = '';
  const journal = openJournal({
    directory: journalDirectory(cluster),
    onTrouble: (why) => {
      trouble = why;
    },
  });
  const at = new Date().toISOString();
  for (const { code, sentence, node = null, pair = null, standby = null, reason = null, severity = 'info' } of doings) {
    const said = { at, by: operator(), sentence, code, node, pair };
    journal.note(
      io.redacted({
        ...{ ...said, revision: null, severity, kind: 'operator', head: node ?? pair, word: code },
        event: { at, type: 'operator', code, node, pair, standby, reason, sentence },
      }),
    );
  }
  if ((await journal.close(AT_MOST_MS)) > 0)
    io.log('warn', `it is not in the journal of events: ${trouble || 'the disk does not answer'}`);
}
