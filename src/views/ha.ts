/** Pairs: who holds what, why, and what was done about it; as text and as JSON. */
import type { Json } from '../json.ts';
import type { Holding } from '../kinds/kind.ts';
import type { HistoryEntry, Transition } from '../kinds/pair-files.ts';
import type { LoopSeen } from '../reconcile/loop-seen.ts';
import { loopJson, loopLine, loopLines } from './evidence.ts';
import { type Style, styleOf, type ViewOptions } from './style.ts';
import { columns, pad, wrap } from './text.ts';
import { time } from './time.ts';

export interface MemberStatus {
  readonly name: string;
  readonly role: 'active' | 'standby';
  readonly reached: boolean;
  readonly via: string | null;
  /** Why it was not reached. */
  readonly why: string | null;
  readonly addresses: readonly { readonly label: string; readonly address: string; readonly is: 'held' | 'free' | 'unknown' }[];
  readonly services: readonly { readonly name: string; readonly is: string }[];
  /** On the standby. */
  readonly record: { readonly is: 'none' | 'empty' | 'paused' | 'written' | 'unknown'; readonly untilMs: number | null } | null;
}

export interface PairStatus {
  readonly active: string;
  readonly standby: string;
  readonly holding: Holding;
  readonly epoch: number;
  readonly inHand: Transition | null;
  /** The active, then the standby. */
  readonly members: readonly MemberStatus[];
  readonly last: HistoryEntry | null;
  /** What the loop that keeps it says of it. */
  readonly loop: LoopSeen;
}

/** Raised when a key goes or changes its meaning; new keys may come without. */
const HA_SCHEMA_VERSION = 1;

export function haToJson(cluster: string, pairs: readonly PairStatus[]): Json {
  return {
    schemaVersion: HA_SCHEMA_VERSION,
    cluster,
    pairs: pairs.map(({ active, standby, holding, epoch, inHand, members, last, loop }) => ({
      active,
      standby,
      holder: holding.holder,
      code: holding.code,
      sentence: holding.sentence,
      epoch,
      inHand,
      members: members as unknown as Json,
      last,
      loop: loopJson(loop),
    })),
  };
}

/** A block of lines a pair: who holds, in one line; the reason; what is in hand; what was last done. */
export function renderStatus(pairs: readonly PairStatus[], options: ViewOptions): string {
  const style = styleOf(options);
  const lines = (one: PairStatus): readonly string[] => [...statusLines(one, style), ...indent(loopLine(one.loop, style))];
  return `${pairs.map((one) => lines(one).join('\n')).join('\n\n')}\n`;
}

function statusLines({ active, standby, holding, members, last }: PairStatus, style: Style): readonly string[] {
  const holder = holding.holder === null ? style.red('nobody can be named') : style.bold(style.clean(holding.holder));
  const state = paintCode(holding, style);
  return [
    `${style.clean(`${active}, ${standby}`)}   held by ${holder}   ${state}`,
    ...indent(wrap(`${style.prose(holding.sentence)}.`, style.width - 2)),
    ...members
      .filter(({ reached }) => !reached)
      .flatMap(({ name, why }) => indent(wrap(style.yellow(style.prose(`${name}: ${why ?? 'not reached'}`)), style.width - 2))),
    ...(last ? indent(wrap(style.dim(style.prose(`last: ${entryText(last)}`)), style.width - 2)) : []),
  ];
}

function paintCode({ holder, code }: Holding, style: Style): string {
  if (holder === null) return style.red(code);
  return code === 'active-holds' ? style.green(code) : style.yellow(code);
}

/** Why it is so, and why the loop does what it does: its evidence, then every address, every service, the record, the epoch. */
export function renderExplain(pairs: readonly PairStatus[], options: ViewOptions): string {
  const style = styleOf(options);
  const blocks = pairs.map((one) => {
    const rows = one.members.flatMap((member) => memberRows(member));
    const width = Math.max(...rows.map(([name]) => columns(name)));
    const table = rows.flatMap(([name, text]) =>
      wrap(text, Math.max(20, style.width - width - 4)).map((part, at) =>
        `  ${pad(at === 0 ? name : '', width)}  ${style.prose(part)}`.trimEnd(),
      ),
    );
    const hand =
      one.inHand === null
        ? []
        : indent(
            wrap(
              style.prose(
                `In hand: ${one.inHand.direction} (${one.inHand.phase}), since ${time(one.inHand.atMs)}, by ${one.inHand.by}: ${one.inHand.why}.`,
              ),
              style.width - 2,
            ),
          );
    return [...statusLines(one, style), '', ...loopLines(one.loop, style), '', ...table, ...hand, `  epoch ${one.epoch}`].join(
      '\n',
    );
  });
  return `${blocks.join('\n\n')}\n`;
}

function memberRows({
  name,
  role,
  reached,
  via,
  why,
  addresses,
  services,
  record,
}: MemberStatus): readonly (readonly [string, string])[] {
  const how = reached ? `reached over ${via ?? '?'}` : `not reached: ${why ?? 'no reason known'}`;
  if (!reached) return [[`${name} (${role})`, how]];
  const list = (items: readonly string[]): string => (items.length === 0 ? 'none in the file' : items.join(', '));
  return [
    [`${name} (${role})`, how],
    ['  addresses', list(addresses.map(({ label, address, is }) => `${label} ${address} ${is}`))],
    ['  services', list(services.map(({ name: service, is }) => `${service} ${is}`))],
    ...(record === null ? [] : [['  record', recordText(record)] as const]),
  ];
}

function recordText({ is, untilMs }: NonNullable<MemberStatus['record']>): string {
  switch (is) {
    case 'none':
      return 'none: no failover, no pause';
    case 'empty':
      return 'there and empty (touch): paused';
    case 'paused':
      return `paused ${untilMs === null ? 'until resumed' : `until ${time(untilMs)}`}`;
    case 'written':
      return 'written: a failover is on record';
    case 'unknown':
      return "can't be read";
  }
}

export function renderHistory(
  histories: readonly {
    readonly active: string;
    readonly standby: string;
    readonly entries: readonly HistoryEntry[];
    readonly why: string | null;
  }[],
  options: ViewOptions,
): string {
  const style = styleOf(options);
  const blocks = histories.map(({ active, standby, entries, why }) => {
    const lines = entries.flatMap((entry) => indent(wrap(style.prose(entryText(entry)), style.width - 2)));
    const none = why === null ? 'nothing was ever moved or paused' : `could not be read: ${why}`;
    return [
      style.bold(style.clean(`${active}, ${standby}`)),
      ...(lines.length === 0 ? indent(wrap(style.prose(none), style.width - 2)) : lines),
    ].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

function entryText({ atMs, what, by, why }: HistoryEntry): string {
  return `${time(atMs)}  ${what}, by ${by}: ${why}`;
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
