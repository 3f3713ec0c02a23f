/** Tree → draft: what a copy to a standby may do. */

import type { SyncLimits } from './cluster.ts';
import type { FileSpec } from './cluster-file.gen.ts';
import { type Decoding, SYNC_AGE, SYNC_TIME, time } from './decode-parts.ts';
import { DEFAULTS } from './defaults.ts';
import { type At, field, integer, text } from './tree.ts';

export function decodeSyncLimits(at: At<NonNullable<FileSpec['syncLimits']>> | null, decoding: Decoding): SyncLimits {
  const max = field(at, 'maxDelete');
  // Whether it is one or the other was checked against the schema.
  const files = integer(max)?.value;
  const share = text(max)?.value ?? DEFAULTS.syncMaxDelete;
  return {
    maxDelete: files === undefined ? { percent: Number.parseInt(share, 10) } : { files },
    maxAgeMs: time(field(at, 'maxAge'), SYNC_AGE, decoding)?.value ?? null,
    bandwidthKiB: integer(field(at, 'bandwidth'))?.value ?? null,
    timeLimitMs: time(field(at, 'timeLimit'), SYNC_TIME, decoding)?.value ?? DEFAULTS.syncTimeLimitMs,
  };
}
