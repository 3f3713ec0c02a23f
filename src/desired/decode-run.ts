/** Tree → draft: how `dmsa run` keeps the nodes. */
import type { RunMode, RunWindow, WeekDay } from './cluster.ts';
import type { FileSpec } from './cluster-file.gen.ts';
import { type Decoding, time } from './decode-parts.ts';
import { DEFAULTS } from './defaults.ts';
import type { DraftRunning } from './draft.ts';
import { show } from './report.ts';
import { type At, field, integer, isFalse, items, text } from './tree.ts';

type FileRun = NonNullable<FileSpec['run']>;

const INTERVAL = {
  what: 'The time between two looks at a node',
  minMs: 500,
  maxMs: 24 * 3_600_000,
  hastyMs: 5_000,
  hastyWhy: 'each look starts processes on the node',
};
const WITHIN = {
  what: 'The time in which rounds are counted',
  minMs: 1_000,
  maxMs: 30 * 24 * 3_600_000,
  hastyMs: 60_000,
  hastyWhy: 'a node is looked at more seldom than that, and no fight would be noticed',
};
const QUIET = {
  what: 'The quiet time after a fight',
  minMs: 1_000,
  maxMs: 30 * 24 * 3_600_000,
  hastyMs: 60_000,
  hastyWhy: 'the fight would go on all the time',
};

const TICK = {
  what: 'The time between two questions for what changed',
  // Old file systems know whole seconds only; the script on the node counts on it (observe/watch-script.ts).
  minMs: 1_000,
  maxMs: 60_000,
  hastyMs: 0,
  hastyWhy: '',
};

const DAYS: readonly WeekDay[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export function decodeRun(at: At<FileRun> | null, decoding: Decoding): DraftRunning {
  const { run: defaults } = DEFAULTS;
  const fights = field(at, 'fights');
  const stream = field(at, 'stream');
  const rules = items(field(at, 'rules')).slice(0, 100);
  const controllers = text<'single' | 'shared'>(field(at, 'controllers'));
  return {
    intervalMs: time(field(at, 'interval'), INTERVAL, decoding)?.value ?? defaults.intervalMs,
    mode: text<RunMode>(field(at, 'mode'))?.value ?? defaults.mode,
    rules: rules.flatMap((rule) => {
      const mode = text<RunMode>(field(rule, 'mode'));
      const nodes = field(rule, 'nodes');
      const kinds = field(rule, 'kinds');
      if (mode === null) return [];
      return [{ mode: mode.value, nodes: nodes && words(nodes), kinds: kinds && words(kinds) }];
    }),
    nodeNames: rules.flatMap((rule) => items(field(rule, 'nodes')).flatMap((node) => text(node) ?? [])),
    windows: items(field(at, 'windows'))
      .slice(0, 50)
      .flatMap((window) => decodeWindow(window)),
    timeZone: timeZone(field(at, 'timeZone'), decoding),
    always: items(field(at, 'always')).flatMap((item) => text<'heal'>(item)?.value ?? []),
    controllers: controllers?.value ?? defaults.controllers,
    controllersAt: controllers?.at ?? null,
    fights: {
      rounds: integer(field(fights, 'rounds'))?.value ?? defaults.fights.rounds,
      withinMs: time(field(fights, 'within'), WITHIN, decoding)?.value ?? defaults.fights.withinMs,
      quietMs: time(field(fights, 'quiet'), QUIET, decoding)?.value ?? defaults.fights.quietMs,
    },
    stream: {
      enabled: !isFalse(field(stream, 'enabled')),
      tickMs: time(field(stream, 'tick'), TICK, decoding)?.value ?? defaults.stream.tickMs,
    },
  };
}

function words(at: At<readonly string[]>): readonly string[] {
  return items(at).flatMap((item) => text(item)?.value ?? []);
}

function decodeWindow(at: At<NonNullable<FileRun['windows']>[number]>): readonly RunWindow[] {
  const from = minutes(text(field(at, 'from'))?.value);
  const to = minutes(text(field(at, 'to'))?.value);
  const days = field(at, 'days');
  if (from === null || to === null) return [];
  return [{ from, to, days: days === null ? DAYS : items(days).flatMap((day) => text<WeekDay>(day)?.value ?? []) }];
}

/** `04:30`; what is not of that form the schema has told of. */
function minutes(written: string | undefined): number | null {
  const [, hours, rest] = /^(\d\d):(\d\d)$/.exec(written ?? '') ?? [];
  return hours === undefined || rest === undefined ? null : Number(hours) * 60 + Number(rest);
}

function timeZone(at: At<string> | null, { report }: Decoding): string | null {
  const zone = text(at);
  if (zone === null) return null;
  try {
    Intl.DateTimeFormat('en', { timeZone: zone.value });
    return zone.value;
  } catch {
    const detail = `Found ${show(zone.value)}. Write a name of the tz database (Europe/Paris, UTC), or leave it out.`;
    report.error(zone.at, 'unknown-time-zone', 'There is no such time zone.', detail);
    return null;
  }
}
