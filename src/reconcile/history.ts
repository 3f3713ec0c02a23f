import type { ClusterNode } from '../desired/cluster.ts';
import { HISTORY_FILE, type HistoryEntry, parseHistory } from '../kinds/pair-files.ts';
import { observeNodes } from '../observe/nodes.ts';
import type { Transport } from '../transport/transport.ts';
import { targetOf } from './look.ts';

/** What was decided about a pair, oldest first, as its standby has it; a string says why it could not be read. */
export async function readHistory(transport: Transport, standby: ClusterNode): Promise<readonly HistoryEntry[] | string> {
  const target = targetOf(standby);
  const looks = await observeNodes({ targets: [{ target, requests: [{ type: 'file', path: HISTORY_FILE }] }], transport });
  const look = looks.get(standby.name);
  if (!look?.reachable) return look ? look.diagnostic.summary : 'it was not looked at';
  const file = look.facts.file(HISTORY_FILE);
  if (file.status === 'unknown') return file.why;
  return file.status === 'present' ? parseHistory(file.text) : [];
}
