/** One recorded decision: what was known, and what came of it. Pure. */
import type { Json } from '../json.ts';
import type { AnyKind } from '../kinds/kind.ts';
import { type DecideInput, decide } from '../reconcile/decide.ts';
import type { Answer } from '../reconcile/rounds.ts';
import { planToJson } from '../views/plan-json.ts';
import { decode, encode } from './codec.ts';
import { type MaskOptions, masked } from './mask.ts';

/** Another number where a program of another version could misread it. */
export const RECORD_FORMAT = 1;

export type Tick = {
  readonly format: typeof RECORD_FORMAT;
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: string;
  readonly cluster: string;
  /** `DecideInput` without its kinds, encoded, without secrets. */
  readonly input: Json;
  /** What is decided of that input. */
  readonly plan: Json;
  /** Actions that the loop had and this plan has not, or the other way round, as it rests on digests in place of secrets. */
  readonly hidden: readonly string[];
  /** By action: what the loop made of it. */
  readonly answers: readonly { readonly id: string; readonly waits: string | null }[];
};

export interface TickOf {
  readonly input: DecideInput;
  readonly plan: ReturnType<typeof decide>['plan'];
  readonly answers: ReadonlyMap<string, Answer>;
  readonly at: string;
  readonly by: string;
  readonly version: string;
  readonly mask: MaskOptions;
}

/** Throws where something can't be recorded. */
export function tickOf({ input, plan, answers, at, by, version, mask }: TickOf): Tick {
  const { kinds, ...rest } = input;
  const hiddenInput = masked(rest, mask) as Omit<DecideInput, 'kinds'>;
  const again = decide({ ...hiddenInput, kinds }).plan;
  const [before, after] = [plan, again].map(({ actions }) => new Set(actions.map(({ id, verb }) => `${verb} ${id}`)));
  const hidden = [...(before ?? [])]
    .filter((one) => !after?.has(one))
    .concat([...(after ?? [])].filter((one) => !before?.has(one)));
  return {
    ...{ format: RECORD_FORMAT, version, at, by, cluster: input.cluster.name, input: encode(hiddenInput), hidden },
    // Of an input without secrets: there are none in it.
    plan: planToJson(again),
    answers: [...answers].map(([id, answer]) => ({
      id,
      waits: answer.go ? null : `[${answer.code}] ${mask.redact(answer.why)}`,
    })),
  };
}

export interface Difference {
  readonly path: string;
  readonly then: Json;
  readonly now: Json;
}

export interface Replayed {
  readonly plan: ReturnType<typeof decide>['plan'];
  /** Empty: the same decision. */
  readonly differs: readonly Difference[];
}

const MOST = 200;

/** Throws where this program can't make a decision of it. */
export function replay(tick: Tick, kinds: readonly AnyKind[]): Replayed {
  const { plan } = decide({ ...(decode(tick.input) as Omit<DecideInput, 'kinds'>), kinds });
  return { plan, differs: differences(tick.plan, planToJson(plan)) };
}

/** By path, at most 200. */
export function differences(then: Json, now: Json): readonly Difference[] {
  const found: Difference[] = [];
  compare('', then, now, found);
  return found;
}

function compare(path: string, then: Json, now: Json, found: Difference[]): void {
  if (found.length >= MOST || JSON.stringify(then) === JSON.stringify(now)) return;
  const [a, b] = [partsOf(then), partsOf(now)];
  if (a === null || b === null) {
    found.push({ path, then, now });
    return;
  }
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    compare(path === '' ? key : `${path}.${key}`, a.get(key) ?? null, b.get(key) ?? null, found);
  }
}

/** Members of a list of things that have an id are told by that: one more does not move all others. */
function partsOf(value: Json): ReadonlyMap<string, Json> | null {
  if (value === null || typeof value !== 'object') return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  return new Map(
    value.map((one: Json, at): [string, Json] => {
      const id = typeof one === 'object' && one !== null && 'id' in one ? one['id'] : null;
      return [typeof id === 'string' ? id : String(at), one];
    }),
  );
}
