/** Which drop-in folders a node has; asked once for all kinds that write into one. No process is started for it. */
import type { CommandRequest, Facts } from '../facts.ts';

export const DROP_IN_FOLDERS: CommandRequest = {
  type: 'command',
  id: 'share-folders',
  script: 'for d in /etc/exports.d /etc/auto.master.d; do if [ -d "$d" ]; then echo "$d"; fi; done; echo end',
  watch: { paths: ['/etc/exports.d', '/etc/auto.master.d'] },
};

/** The folders there are; a string says why it can't be said. */
export function dropInFolders(facts: Facts): ReadonlySet<string> | string {
  const fact = facts.command(DROP_IN_FOLDERS.id);
  if (fact.status === 'unknown') return fact.why;
  const lines = fact.stdout.trim().split('\n');
  if (lines.at(-1) !== 'end') return 'the look at the drop-in folders in /etc was cut short';
  return new Set(lines.slice(0, -1));
}
