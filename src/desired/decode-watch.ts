/** Tree → draft: how `dmsa run` watches pairs. */
import type { Watching } from './cluster.ts';
import type { FileSpec } from './cluster-file.gen.ts';
import { type Decoding, REPAIR_EXPIRES, REPAIR_PAUSE, time, WATCH_INTERVAL, WATCH_TIMEOUT } from './decode-parts.ts';
import { DEFAULTS } from './defaults.ts';
import { type At, field, integer, items, text } from './tree.ts';

export function decodeWatch(at: At<NonNullable<FileSpec['watch']>> | null, decoding: Decoding): Watching {
  const repair = field(at, 'repair');
  const reasons = field(at, 'reasons');
  const limits = {
    tries: integer(field(repair, 'tries'))?.value ?? DEFAULTS.watch.repair.tries,
    pauseMs: time(field(repair, 'pause'), REPAIR_PAUSE, decoding)?.value ?? DEFAULTS.watch.repair.pauseMs,
    expiresMs: time(field(repair, 'expires'), REPAIR_EXPIRES, decoding)?.value ?? DEFAULTS.watch.repair.expiresMs,
  };
  if (repair) warnOfEndless(repair.tree.at, limits, decoding);
  return {
    intervalMs: time(field(at, 'interval'), WATCH_INTERVAL, decoding)?.value ?? DEFAULTS.watch.intervalMs,
    timeoutMs: time(field(at, 'timeout'), WATCH_TIMEOUT, decoding)?.value ?? DEFAULTS.watch.timeoutMs,
    failures: integer(field(at, 'failures'))?.value ?? DEFAULTS.watch.failures,
    reasons: reasons === null ? DEFAULTS.watch.reasons : items(reasons).flatMap((item) => text(item)?.value ?? []),
    repair: limits,
    takeoversPerHour: integer(field(at, 'takeoversPerHour'))?.value ?? DEFAULTS.watch.takeoversPerHour,
    staleCopy: text(field(at, 'staleCopy'))?.value ?? DEFAULTS.watch.staleCopy,
  };
}

/** The first try has to be remembered when the last one has had its time; else a service that stays down is started again for ever. */
function warnOfEndless(at: number, { tries, pauseMs, expiresMs }: Watching['repair'], { report }: Decoding): void {
  const lastMs = pauseMs * (2 ** tries - 1);
  if (tries === 0 || lastMs < expiresMs) return;
  report.warning(
    at,
    'repair-endless',
    'A service that stays down is never a reason to take over.',
    `${tries} tries to start it again take ${Math.round(lastMs / 1000)} s with their pauses, and a try is forgotten after ${Math.round(expiresMs / 1000)} s. Give a longer \`expires\`, a shorter \`pause\`, or fewer \`tries\`.`,
  );
}
