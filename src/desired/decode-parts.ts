/** Tree → draft: the values and groups that stand in several places of the file. */
import { parseAddress } from './address.ts';
import type { FileServiceAddressGroup, FileVariables } from './cluster-file.gen.ts';
import type { DraftLabelled, DraftVariable, GroupUse } from './draft.ts';
import { accept, type Parsed, type Report, show } from './report.ts';
import type { Secrets } from './secrets.ts';
import { parseDuration, parseGroupName, parseLabel, parsePath, parseServiceName, parseVariableName } from './syntax.ts';
import { type At, entries, field, items, type Placed, text } from './tree.ts';

/** What decoding works with: where problems go, and the values that the file refers to. */
export interface Decoding {
  readonly report: Report;
  /** null: the file names none. 'unread': it could not be read, which is reported elsewhere. */
  readonly secrets: Secrets | 'unread' | null;
  readonly usedSecrets: Set<string>;
}

/** A text that is parsed further; null where it is absent or wrong. */
export function parsed<T>(
  at: At<string> | null,
  { report }: Decoding,
  parse: (text: string) => Parsed<T>,
  node?: string,
): Placed<T> | null {
  const written = text(at);
  if (written === null) return null;
  const value = accept(report, written.at, parse(written.value), node);
  return value === null ? null : { value, at: written.at };
}

export function path(at: At<string> | null, decoding: Decoding): Placed<string> | null {
  return parsed(at, decoding, (written) => parsePath(written));
}

interface TimeLimits {
  readonly what: string;
  readonly minMs: number;
  readonly maxMs: number;
  /** Below it a warning with this reason. */
  readonly hastyMs: number;
  readonly hastyWhy: string;
}

export const SYNC_EVERY: TimeLimits = {
  what: 'The time between two copies',
  minMs: 1_000,
  maxMs: 24 * 3_600_000,
  hastyMs: 10_000,
  hastyWhy: 'every copy reads all directories on both nodes',
};
export const FAILOVER_AFTER: TimeLimits = {
  what: 'The time before a takeover',
  minMs: 200,
  maxMs: 24 * 3_600_000,
  hastyMs: 30_000,
  hastyWhy: 'restarting a service may take longer, and would count as a failure of the node',
};
export const SYNC_AGE: TimeLimits = {
  what: 'The age of a copy',
  minMs: 10_000,
  maxMs: 30 * 24 * 3_600_000,
  hastyMs: 60_000,
  hastyWhy: 'a copy of a large directory takes longer, and every plan would warn of it',
};
export const SYNC_TIME: TimeLimits = {
  what: 'The time limit of a copy',
  minMs: 10_000,
  maxMs: 7 * 24 * 3_600_000,
  hastyMs: 60_000,
  hastyWhy: 'a large directory takes longer, and would need many copies',
};
export const CONNECT_TIMEOUT: TimeLimits = {
  what: 'The time to connect',
  minMs: 10,
  maxMs: 300_000,
  hastyMs: 100,
  hastyWhy: 'a busy node answers later, and would count as unreachable',
};
export const COMMAND_TIMEOUT: TimeLimits = {
  what: 'The time for a command',
  minMs: 100,
  maxMs: 24 * 3_600_000,
  hastyMs: 5_000,
  hastyWhy: 'a busy node takes longer to look at',
};

export const FENCE_TIMEOUT: TimeLimits = {
  what: 'The time for a fence agent',
  minMs: 1_000,
  maxMs: 600_000,
  hastyMs: 10_000,
  hastyWhy: 'many power switches take longer, and what came of it would not be known',
};

export const WATCH_INTERVAL: TimeLimits = {
  what: 'The time between two checks',
  minMs: 100,
  maxMs: 3_600_000,
  hastyMs: 500,
  hastyWhy: 'each check runs the status commands of all services of the pack',
};
export const WATCH_TIMEOUT: TimeLimits = {
  what: 'The time for a check',
  minMs: 100,
  maxMs: 300_000,
  hastyMs: 500,
  hastyWhy: 'a busy node answers later, and would count as failed',
};
export const REPAIR_PAUSE: TimeLimits = {
  what: 'The pause after a repair',
  minMs: 100,
  maxMs: 24 * 3_600_000,
  hastyMs: 2_000,
  hastyWhy: 'many services take longer to come up',
};
export const REPAIR_EXPIRES: TimeLimits = {
  what: 'The time after which a repair is forgotten',
  minMs: 1_000,
  maxMs: 30 * 24 * 3_600_000,
  hastyMs: 60_000,
  hastyWhy: 'a service that fails all the time would be started again for ever',
};
export const LEASE_TTL: TimeLimits = {
  what: 'The time to live of a lease',
  minMs: 6_000,
  maxMs: 600_000,
  hastyMs: 10_000,
  hastyWhy: 'a short trouble of the network or of the arbiter would stop a healthy node',
};
export const LEASE_MARGIN: TimeLimits = {
  what: 'The margin of a lease',
  minMs: 2_000,
  maxMs: 200_000,
  hastyMs: 3_000,
  hastyWhy: 'few services stop within it',
};

export function time(at: At<string> | null, limits: TimeLimits, decoding: Decoding, node?: string): Placed<number> | null {
  const duration = parsed(at, decoding, parseDuration, node);
  if (duration === null) return null;
  const found = `Found ${show(text(at)?.value ?? '')}.`;
  if (duration.value > limits.maxMs || duration.value < limits.minMs) {
    const wanted = `Write a time from ${human(limits.minMs)} to ${human(limits.maxMs)}.`;
    const summary = `${limits.what} is too ${duration.value > limits.maxMs ? 'long' : 'short'}.`;
    decoding.report.error(duration.at, 'time-out-of-range', summary, `${found} ${wanted}`, node);
    return null;
  }
  if (duration.value < limits.hastyMs) {
    const detail = `${found} Below ${human(limits.hastyMs)} is hasty: ${limits.hastyWhy}.`;
    decoding.report.warning(duration.at, 'time-hasty', `${limits.what} is very short.`, detail, node);
  }
  return duration;
}

function human(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

export function serviceAddresses(
  at: At<FileServiceAddressGroup> | null,
  decoding: Decoding,
  node?: string,
): readonly DraftLabelled[] {
  const found: DraftLabelled[] = [];
  for (const entry of entries(at)) {
    const label = accept(decoding.report, entry.at, parseLabel(entry.name), node);
    const address = parsed(entry.value, decoding, (written) => parseAddress(written, 'any'), node);
    if (label === null || address === null) continue;
    found.push({ label: entry.name, labelAt: entry.at, ...label, address: address.value, at: address.at });
  }
  return found;
}

export function services(at: At<readonly string[]> | null, decoding: Decoding, node?: string): readonly Placed<string>[] {
  const found: Placed<string>[] = [];
  const seen = new Set<string>();
  for (const item of items(at)) {
    const service = parsed(item, decoding, parseServiceName, node);
    if (service === null) continue;
    if (seen.has(service.value)) {
      const detail = `Found ${show(service.value)} again. A service is started once: remove one.`;
      decoding.report.error(service.at, 'duplicate-service', 'A service is twice in a pack.', detail, node);
    } else found.push(service);
    seen.add(service.value);
  }
  return found;
}

/** Values of the secrets file are put in at once; where one is missing, that is reported and the value is empty. */
export function variables(at: At<FileVariables> | null, decoding: Decoding, node?: string): readonly DraftVariable[] {
  const found: DraftVariable[] = [];
  for (const entry of entries(at)) {
    if (accept(decoding.report, entry.at, parseVariableName(entry.name), node) === null) continue;
    const place = { name: entry.name, at: entry.at };
    const plain = text(entry.value);
    if (plain !== null) {
      found.push({ ...place, value: plain.value, valueAt: plain.at, fromSecrets: false });
      continue;
    }
    const secret = text(field(entry.value, 'secret'));
    if (secret === null) continue;
    found.push({ ...place, value: secretValue(secret, decoding, node), valueAt: secret.at, fromSecrets: true });
  }
  return found;
}

/** The value of a name under `variables` in the secrets file; empty where it is missing, which is reported. */
export function secretValue(name: Placed<string>, { report, secrets, usedSecrets }: Decoding, node?: string): string {
  usedSecrets.add(name.value);
  if (secrets === 'unread') return '';
  if (secrets === null) {
    const detail = `Found { secret: ${name.value} }. Write secrets: { file: cluster.secrets.yaml } under spec, and the value under variables there.`;
    report.error(name.at, 'no-secrets-file', 'A secret is used, and no secrets file is named.', detail, node);
    return '';
  }
  const secret = secrets.variables.get(name.value);
  if (secret !== undefined) return secret.value;
  const hint = report.suggest(name.value, secrets.variables.keys());
  const detail = `Found ${show(name.value)}; ${secrets.file} has no such name under variables.${hint} Add it there.`;
  report.error(name.at, 'unknown-secret', 'A secret is not in the secrets file.', detail, node);
  return '';
}

/** How many entries or items a value has. */
export function sizeOf({ tree }: At<unknown>): number {
  return tree.kind === 'map' ? tree.entries.size : tree.kind === 'list' ? tree.items.length : 1;
}

/** A group's name, or what is written in place. */
export function groupUse<T>(
  at: At<unknown> | null,
  decoding: Decoding,
  node: string,
  inPlace: () => readonly T[],
): GroupUse<T> | null {
  if (at === null) return null;
  const named = text(at);
  if (named === null)
    return at.tree.kind === 'scalar' ? null : { use: 'inPlace', items: inPlace(), size: sizeOf(at), at: at.tree.at };
  const name = accept(decoding.report, named.at, parseGroupName(String(named.value)), node);
  return name === null ? null : { use: 'named', name, at: named.at };
}
