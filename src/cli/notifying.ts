/** What the operator's verbs tell others: written down at once (in the journal of this machine, too), sent as far as it goes at the end. */
import type { Cluster } from '../desired/cluster.ts';
import type { Transition } from '../kinds/pair-files.ts';
import type { Telling } from '../notify/notice.ts';
import { noteDoing } from './doing.ts';
import { who } from './ha-pair.ts';
import type { Io } from './io.ts';

export type Tell = (telling: Telling) => void;

/** At the end of a verb; what is not delivered by then waits in the outbox. */
const AT_MOST_MS = 4_000;

/** Whatever becomes of what is told, the verb goes its own way. */
export async function withTelling<T>(cluster: Cluster, io: Io, what: (tell: Tell) => Promise<T>): Promise<T> {
  const written: Promise<void>[] = [];
  const journaled = ({ code, event, sentence, pair, standby, severity }: Telling): void => {
    const doing = { code: code === event ? event : `${event}-${code}`, sentence, pair, severity };
    written.push(noteDoing(cluster.name, [standby === null ? doing : { ...doing, standby }], io));
  };
  try {
    return await tellingOthers(cluster, io, (tell) =>
      what((telling) => {
        journaled(telling);
        tell(telling);
      }),
    );
  } finally {
    await Promise.all(written);
  }
}

async function tellingOthers<T>(cluster: Cluster, io: Io, what: (tell: Tell) => Promise<T>): Promise<T> {
  if (cluster.notify === null) return what(() => {});
  const { createNotifier } = await import('../notify/notifier.ts');
  const onTrouble = (sentence: string): void => io.log('warn', sentence);
  const notifier = createNotifier({ cluster, by: `dmsa ${who()} pid ${process.pid}`, sends: false, onTrouble });
  try {
    return await what((telling) => notifier.tell(io.redacted(telling)));
  } finally {
    const left = await notifier.close(AT_MOST_MS);
    if (left > 0)
      io.log('warn', `${left === 1 ? '1 notification waits' : `${left} notifications wait`} to be delivered: dmsa notify status`);
  }
}

/** Of a pair that is moved by an operator's word. */
export function moveBegins({ direction, why }: Transition, active: string, standby: string): Telling {
  const [event, to] = direction === 'takeover' ? (['takeover', standby] as const) : (['failback', active] as const);
  return {
    ...{ event, severity: 'warning', code: 'by-hand', pair: active, standby },
    sentence: `${who()} moves the pair of ${active} to ${to}: ${why}`,
    matter: { key: `${event} ${active}`, does: 'begin' },
  };
}

/** @param holds  what is so after it; null: it could not be seen */
export function moveEnds(
  { direction, why }: Transition,
  {
    active,
    standby,
    done,
    holds,
  }: { readonly active: string; readonly standby: string; readonly done: boolean; readonly holds: string | null },
): Telling {
  const event = direction === 'takeover' ? 'takeover' : 'failback';
  const base = { event, severity: 'warning', pair: active, standby, detail: [`${who()}: ${why}`] } as const;
  const said = holds ?? 'who holds could not be seen';
  if (done) return { ...base, code: 'done', sentence: said, matter: { key: `${event} ${active}`, does: 'end', alone: true } };
  return { ...base, code: 'not-done', sentence: `the ${event} of ${active} is not complete: ${said}` };
}
