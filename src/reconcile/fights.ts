/**
 * Fighting writers: somebody on a node changes a thing back again and again. What was put right is kept by what differed (the same fields,
 * with the same values); where that comes again too often the thing is left alone for a while, and somebody is told.
 */
import type { Running } from '../desired/cluster.ts';
import { fingerprint } from '../diff/fingerprint.ts';
import type { Action } from '../diff/plan.ts';
import type { Change } from '../kinds/kind.ts';

export type Limits = Running['fights'];

export type Trail = {
  /** Of the difference. */
  readonly signature: string;
  /** `mode 0755 → 0700`; secrets are not in it. */
  readonly change: string;
  /** When it was put right, milliseconds since 1970, within the time that counts. */
  readonly rounds: readonly number[];
  /** Since when it is left alone; null: it is not. */
  readonly fightMs: number | null;
};

/** By id of the resource. */
export type Trails = ReadonlyMap<string, Trail>;

export interface FightNews {
  readonly id: string;
  /** `begins`: left alone from now on. `again`: taken up once more. `over`: it is as wanted, by whoever's doing. */
  readonly is: 'begins' | 'again' | 'over';
  readonly trail: Trail;
}

/** Values that differ only by their secrets are told apart by nobody: they count as the same. */
export function signatureOf({ verb, fields }: Pick<Action, 'verb' | 'fields'>): string {
  return fingerprint({
    verb,
    fields: fields.map(({ path, from, to, where, secret }) => ({
      path,
      where: where ?? '',
      ...(secret ? {} : { from, to }),
    })),
  });
}

/** After it was done. */
export function putRight(trails: Trails, action: Action, nowMs: number, { withinMs }: Limits): Trails {
  const signature = signatureOf(action);
  const before = trails.get(action.id);
  const rounds = before?.signature === signature ? before.rounds.filter((at) => nowMs - at < withinMs) : [];
  const trail: Trail = { signature, change: changeText(action.fields), rounds: [...rounds, nowMs], fightMs: null };
  return new Map(trails).set(action.id, trail);
}

/**
 * @param actions  what differs now
 * @param seen     whether the node of that resource was seen, so that what does not differ is as wanted
 * @param resumed  whether somebody has said since then that it is to be taken up again
 */
export function fightsIn(
  trails: Trails,
  actions: readonly Action[],
  nowMs: number,
  limits: Limits,
  seen: (id: string) => boolean,
  resumed: (id: string, sinceMs: number) => boolean,
): { readonly trails: Trails; readonly news: readonly FightNews[] } {
  const differs = new Map(actions.map((action) => [action.id, action]));
  const next = new Map<string, Trail>();
  const news: FightNews[] = [];
  for (const [id, trail] of trails) {
    const action = differs.get(id);
    const rounds = trail.rounds.filter((at) => nowMs - at < limits.withinMs);
    if (trail.fightMs !== null) {
      if (resumed(id, trail.fightMs)) {
        news.push({ id, is: 'again', trail });
        continue;
      }
      if (!action && seen(id)) {
        const over = { ...trail, rounds, fightMs: null };
        news.push({ id, is: 'over', trail: over });
        if (rounds.length > 0) next.set(id, over);
      } else if (nowMs - trail.fightMs >= limits.quietMs) {
        // One more try: where that is changed back as well, it is left alone at once.
        const again = { ...trail, rounds: Array.from({ length: limits.rounds - 1 }, () => nowMs), fightMs: null };
        news.push({ id, is: 'again', trail: again });
        next.set(id, again);
      } else next.set(id, trail);
      continue;
    }
    if (rounds.length === 0) continue;
    if (action && rounds.length >= limits.rounds && signatureOf(action) === trail.signature) {
      const begun = { ...trail, rounds, fightMs: nowMs };
      news.push({ id, is: 'begins', trail: begun });
      next.set(id, begun);
    } else next.set(id, { ...trail, rounds });
  }
  return { trails: next, news };
}

const MAX_FIELDS = 3;
const MAX_VALUE = 60;

export function changeText(fields: readonly Change[]): string {
  const texts = fields.slice(0, MAX_FIELDS).map(({ path, from, to, secret }) => {
    const [a, b] = secret ? ['(secret)', '(secret)'] : [valueText(from), valueText(to)];
    return `${path} ${a} → ${b}`;
  });
  return [...texts, ...(fields.length > MAX_FIELDS ? [`and ${fields.length - MAX_FIELDS} more`] : [])].join(', ');
}

function valueText(value: Change['from']): string {
  if (value === null) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.includes('\n') ? `${text.split('\n').length} lines` : text;
  return line.length > MAX_VALUE ? `${line.slice(0, MAX_VALUE)}…` : line;
}
