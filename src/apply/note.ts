/** A line in a pair's history (kinds/pair-files.ts), on its standby. */
import { HISTORY_LINES, type HistoryEntry, PAIR_DIR } from '../kinds/pair-files.ts';
import { quote } from '../quote.ts';
import { type Target, type Transport, TransportError } from '../transport/transport.ts';
import { binary, bytesOf, shownText } from './bytes.ts';

/** null: it is written; else why not. Never rejects for a fault of the node. */
export async function noteHistory(transport: Transport, target: Target, entry: HistoryEntry): Promise<string | null> {
  const script = `LC_ALL=C; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
umask 077
if mkdir -p ${PAIR_DIR} && cd ${PAIR_DIR}; then
  { [ ! -e history ] || tail -n ${HISTORY_LINES - 1} history; printf '%s\\n' ${quote(binary(JSON.stringify(entry)))}; } >.history.$$ && mv -f -- .history.$$ history && echo noted
fi 2>/dev/null
`;
  try {
    const session = await transport.connect(target);
    const options = { timeoutMs: target.connection.commandTimeoutMs, maxOutputBytes: 10_000 };
    const { stdout } = await session.run(bytesOf(script), options);
    return shownText(stdout).includes('noted') ? null : `${PAIR_DIR}/history could not be written (no space?)`;
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return error.diagnostic.summary;
  }
}
