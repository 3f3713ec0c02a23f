/** Whether nodes are on, and what one holds before it is switched off: as text and as JSON. */
import type { ClusterNode } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Power } from '../fence/fence.ts';
import type { Json } from '../json.ts';
import { HELD_ADDRESS } from '../kinds/held-address.ts';
import type { Observation, ResourceRef } from '../kinds/kind.ts';
import type { Seen } from '../reconcile/decide.ts';
import { diagnosticLines } from './diagnostics.ts';
import { diagnosticToJson } from './plan-json.ts';
import { styleOf, type ViewOptions } from './style.ts';
import { columns, pad } from './text.ts';

const FENCE_SCHEMA_VERSION = 1;

/** `power` null: the file names no agent for it. */
export interface SeenPower {
  readonly name: string;
  readonly agent: string | null;
  readonly power: Power | null;
}

const COLOUR = { on: 'green', off: 'yellow', unknown: 'red' } as const;

export function renderPower(seen: readonly SeenPower[], options: ViewOptions): string {
  const style = styleOf(options);
  const width = Math.max(...seen.map(({ name }) => columns(name)), 0);
  const lines = seen.flatMap(({ name, agent, power }) => {
    const head = style.bold(pad(style.clean(name), width));
    if (power === null) return [`${head}  ${style.dim('no fence agent')}`];
    const line = `${head}  ${style[COLOUR[power.is]](pad(power.is, 7))}  ${style.dim(style.clean(agent ?? ''))}`;
    return power.is === 'unknown' ? [line, ...diagnosticLines(power.why, style, undefined, 2)] : [line];
  });
  return `${lines.join('\n')}\n`;
}

export function fenceToJson(
  cluster: string,
  action: 'status' | 'on' | 'off' | 'reboot',
  seen: readonly SeenPower[],
  reason: string | null,
): Json {
  return {
    schemaVersion: FENCE_SCHEMA_VERSION,
    cluster,
    action,
    ...(reason === null ? {} : { reason }),
    nodes: seen.map(({ name, agent, power }) => ({
      node: name,
      agent,
      power: power?.is ?? 'no-agent',
      ...(power?.is === 'unknown' ? { error: diagnosticToJson(power.why) } : {}),
    })),
  };
}

/** What a node was seen to hold of what its pair moves. */
export interface NodeHoldings {
  readonly node: string;
  /** null: it was looked at. */
  readonly error: Diagnostic | null;
  readonly addresses: readonly string[];
  readonly services: readonly string[];
  /** What could not be told, by name. */
  readonly unknown: readonly string[];
}

export function holdingsOf(
  { name, serviceAddresses, services }: ClusterNode,
  seen: Seen | undefined,
  look: (ref: ResourceRef) => Observation,
): NodeHoldings {
  if (!seen?.reachable) return { node: name, error: seen?.error ?? null, addresses: [], services: [], unknown: [] };
  const addresses = serviceAddresses.map(({ label, address }) => ({
    what: `${address} (${label})`,
    seen: look({ node: name, kind: HELD_ADDRESS, name: label }),
  }));
  const running = services.map((service) => ({ what: service, seen: look({ node: name, kind: 'service', name: service }) }));
  return {
    node: name,
    error: null,
    addresses: addresses.flatMap(({ what, seen: one }) => (one.status === 'present' ? [what] : [])),
    services: running.flatMap(({ what, seen: one }) => (one.status === 'present' && runs(one.state) ? [what] : [])),
    unknown: [...addresses, ...running].flatMap(({ what, seen: one }) => (one.status === 'unknown' ? [what] : [])),
  };
}

function runs(state: unknown): boolean {
  const run = typeof state === 'object' && state !== null && 'run' in state ? state.run : null;
  return typeof run === 'object' && run !== null && 'is' in run && run.is !== 'no';
}

export function renderHoldings({ node, error, addresses, services, unknown }: NodeHoldings, options: ViewOptions): string {
  const style = styleOf(options);
  if (error !== null) {
    const lines = diagnosticLines(error, style, undefined, 2);
    return `${style.bold(style.clean(node))} does not answer: what it holds is not known.\n${lines.join('\n')}\n`;
  }
  const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : style.clean(names.join(', ')));
  return [
    `${style.bold(style.clean(node))} answers, and holds:`,
    `  service addresses  ${list(addresses)}`,
    `  services           ${list(services)}`,
    ...(unknown.length === 0 ? [] : [`  not known          ${list(unknown)}`]),
    '',
  ].join('\n');
}
