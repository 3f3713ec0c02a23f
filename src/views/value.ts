import type { Json } from '../json.ts';
import type { Change } from '../kinds/kind.ts';
import { SECRET_SHOWN } from '../kinds/mask.ts';
import { renderBody } from './body.ts';
import type { Paint, Style } from './style.ts';
import { columns, pad, wrap } from './text.ts';

/** What may be shown of a change's value. Whether there was one at all is no secret. */
export function shownValue(change: Change, side: 'from' | 'to'): Json {
  const value = change[side];
  return change.secret && value !== null ? SECRET_SHOWN : value;
}

/** A value on one line, harmless to a terminal. */
function oneLine(value: Json, style: Style): string {
  if (value === null) return '(none)';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const text = style.clean(value);
    return value === '' || /^\s|\s$/.test(value) || text.startsWith('"') ? `"${text}"` : text;
  }
  if (isList(value)) return value.length === 0 ? '(none)' : value.map((one) => oneLine(one, style)).join(', ');
  return Object.entries(value)
    .map(([key, inner]) => `${style.clean(key)}=${oneLine(inner, style)}`)
    .join(' ');
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isBody(value: Json): boolean {
  return typeof value === 'string' && value.includes('\n');
}

/** The label of a field: its path, and which of the two it is in where the thing has both. */
export function fieldLabel(change: Change, style: Style): string {
  const path = style.clean(change.path);
  return change.where && change.where !== change.path ? `${path} (${change.where})` : path;
}

export interface FieldLayout {
  readonly indent: number;
  readonly labelWidth: number;
  /** `one`: only the side that there is (a creation, a removal). `both`: old and new. */
  readonly sides: 'both' | 'one';
  readonly whole: boolean;
}

/** One field of a change: `label  old → new`, on two lines where one is too narrow, a diff where a value has lines. */
export function renderField(change: Change, style: Style, layout: FieldLayout): readonly string[] {
  const { indent, labelWidth } = layout;
  const margin = ' '.repeat(indent);
  const from = shownValue(change, 'from');
  const to = shownValue(change, 'to');
  const label = fieldLabel(change, style);
  if ((isBody(from) && asBody(to) !== undefined) || (isBody(to) && asBody(from) !== undefined)) {
    return [margin + style.cyan(label), ...renderBody(asBody(from) ?? null, asBody(to) ?? null, style, indent + 2, layout.whole)];
  }
  const start = `${margin + style.cyan(pad(label, labelWidth))}  `;
  const room = style.width - indent - labelWidth - 2;
  const old = oneLine(from, style);
  const now = oneLine(to, style);
  if (layout.sides === 'one' && (from === null || to === null)) {
    return hang(start, from === null ? now : old, from === null ? style.green : style.red, style, room);
  }
  const paintOld = from === null ? style.dim : style.red;
  const paintNew = to === null ? style.dim : style.green;
  if (columns(old) + columns(now) + columns(style.arrow) + 2 <= room) {
    return [`${start}${paintOld(old)} ${style.dim(style.arrow)} ${paintNew(now)}`];
  }
  const gap = ' '.repeat(indent + labelWidth + 2);
  return [
    ...hang(start + style.red('- '), old, paintOld, style, room - 2),
    ...hang(gap + style.green('+ '), now, paintNew, style, room - 2),
  ];
}

/** null: there is none. undefined: the value is no text. */
function asBody(value: Json): string | null | undefined {
  return value === null || typeof value === 'string' ? value : undefined;
}

function hang(start: string, text: string, paint: Paint, style: Style, room: number): readonly string[] {
  const gap = ' '.repeat(Math.max(0, style.width - room));
  // A long list reads better broken after its commas than in the middle of a word.
  return wrap(text, room).map((line, index) => (index === 0 ? start : gap) + paint(line));
}
