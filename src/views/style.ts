import colors from 'picocolors';
import type { Verb } from '../diff/plan.ts';
import { visible } from './text.ts';

/** What a view may use. The caller knows the terminal (NO_COLOR, pipe, locale); a view never looks. */
export interface ViewOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Only ASCII: for terminals that are not UTF-8. */
  readonly ascii?: boolean;
}

export type Paint = (text: string) => string;

export interface Style {
  readonly width: number;
  readonly ascii: boolean;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  readonly blue: Paint;
  readonly arrow: string;
  readonly ellipsis: string;
  readonly dot: string;
  readonly times: string;
  readonly run: string;
  /** Makes text that came from a node or a file harmless. */
  readonly clean: (text: string) => string;
  /** The same for sentences: their typographic signs have a plain form where only ASCII can be shown. */
  readonly prose: (text: string) => string;
}

export function styleOf({ color, width, ascii = false }: ViewOptions): Style {
  const { bold, dim, red, green, yellow, cyan, blue } = colors.createColors(color);
  return {
    width: Math.max(width, 40),
    ascii,
    bold,
    dim,
    red,
    green,
    yellow,
    cyan,
    blue,
    arrow: ascii ? '->' : '→',
    ellipsis: ascii ? '...' : '…',
    dot: ascii ? '-' : '·',
    times: ascii ? 'x' : '×',
    run: ascii ? '!' : '»',
    clean: (text) => visible(text, ascii),
    prose: (text) => visible(ascii ? plainSigns(text) : text, ascii),
  };
}

/** For text that is no terminal's. */
export const PLAIN: Style = styleOf({ color: false, width: 100 });

/** The parts of an event's line. */
export interface Words {
  /** A node, a pair (its active), a file; null: none. */
  readonly head: string | null;
  readonly word: string;
  readonly sentence: string;
}

function plainSigns(text: string): string {
  return text
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[–—]/g, '-')
    .replaceAll('…', '...')
    .replaceAll('→', '->')
    .replaceAll('×', 'x');
}

export const VERBS = ['create', 'update', 'delete', 'run'] as const satisfies readonly Verb[];

export function verbMark(verb: Verb, style: Style): { readonly symbol: string; readonly paint: Paint } {
  switch (verb) {
    case 'create':
      return { symbol: '+', paint: style.green };
    case 'update':
      return { symbol: '~', paint: style.yellow };
    case 'delete':
      return { symbol: '-', paint: style.red };
    case 'run':
      return { symbol: style.run, paint: style.blue };
  }
}
