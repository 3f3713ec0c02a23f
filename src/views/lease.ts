/** The leases that an arbiter holds, as text and as JSON. */
import type { Diagnostic } from '../diagnostic.ts';
import type { Json } from '../json.ts';
import type { LeaseLook } from '../lease/store.ts';
import { diagnosticLines } from './diagnostics.ts';
import { diagnosticToJson } from './plan-json.ts';
import { type Style, styleOf, type ViewOptions } from './style.ts';
import { columns, pad, seconds } from './text.ts';

const LEASE_SCHEMA_VERSION = 1;

export interface SeenLease {
  readonly name: string;
  /** The active of the pair that it is for; null: it is none of the cluster's pairs. */
  readonly pair: string | null;
  readonly look: LeaseLook;
}

export interface SeenArbiter {
  /** `etcd at 10.0.0.5:2379` */
  readonly what: string;
  readonly ttlMs: number;
  readonly marginMs: number;
  readonly answer: { readonly leases: readonly SeenLease[] } | { readonly error: Diagnostic };
}

const MEANS: Readonly<Record<LeaseLook['is'], string>> = {
  never: 'nobody ever had it',
  held: 'may act',
  expired: 'did not renew it',
  released: 'stood down and gave it back',
  withdrawn: 'goes on without it',
};

export function renderLeases({ what, ttlMs, marginMs, answer }: SeenArbiter, options: ViewOptions): string {
  const style = styleOf(options);
  const head = `${style.bold('arbiter')}  ${style.clean(what)}`;
  if ('error' in answer) return `${head}\n${diagnosticLines(answer.error, style, undefined, 2).join('\n')}\n`;
  const times = style.dim(`leases last ${seconds(ttlMs)}, margin ${seconds(marginMs)}`);
  if (answer.leases.length === 0) return `${head}  ${style.green('answers')}  ${times}\nno leases\n`;
  const rows = answer.leases.map((one) => cells(one).map(style.clean));
  return `${head}  ${style.green('answers')}  ${times}\n${table(['LEASE', 'STATE', 'HOLDER', 'GENERATION', 'REMAINING', ''], rows, style)}`;
}

function cells({ name, look }: SeenLease): readonly string[] {
  if (look.is === 'never') return [name, '-', '-', '-', '-', MEANS.never];
  const remaining = look.is === 'held' ? seconds(look.remainingMs) : '-';
  const from = look.takenFrom === null || look.is !== 'held' ? '' : `, taken over from ${look.takenFrom}`;
  return [name, look.is, look.holder, String(look.generation), remaining, `${MEANS[look.is]}${from}`];
}

function table(titles: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const widths = titles.map((title, at) => Math.max(columns(title), ...rows.map((row) => columns(row[at] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return `${[style.bold(line(titles)), ...rows.map(line)].join('\n')}\n`;
}

/** As data (schema/lease.schema.json). */
export function leasesToJson(cluster: string, { what, ttlMs, marginMs, answer }: SeenArbiter): Json {
  const head = { schemaVersion: LEASE_SCHEMA_VERSION, cluster, arbiter: what, ttlMs, marginMs };
  if ('error' in answer) return { ...head, answers: false, error: diagnosticToJson(answer.error), leases: [] };
  return {
    ...head,
    answers: true,
    leases: answer.leases.map(({ name, pair, look }) => ({
      name,
      pair,
      state: look.is,
      ...(look.is === 'never'
        ? { holder: null, generation: null }
        : { holder: look.holder, generation: look.generation, takenFrom: look.takenFrom }),
      ...(look.is === 'held' ? { remainingMs: Math.round(look.remainingMs) } : {}),
    })),
  };
}
