/** YAML nodes with comments, and strings quoted wherever a YAML reader (of 1.1 as well) would see something else in them. */
import { isScalar, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';

export type YamlValue = Scalar | YAMLMap | YAMLSeq;

export interface EntryOptions {
  /** Comment lines that stand above, without their `#`. */
  readonly comments?: readonly string[];
  /** An empty line above. */
  readonly space?: boolean;
}

/** Begins with a letter or `/` and holds nothing that YAML gives a meaning to; IPv4 with a mask; times. */
const PLAIN = /^(?:[A-Za-z/][A-Za-z0-9_./@+-]*(?::[A-Za-z0-9_./@+-]+)*|\d+(?:\.\d+){3}\/\d+|\d+[smh])$/;
/** Only with `::` or a mask: `1:20:30` alone is a number of base 60 to YAML 1.1. */
const PLAIN_IPV6 = /^(?=.*(?:::|\/))[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){1,7}(?:\/\d+|(?<=[0-9a-f]))$/;
/** Words that are no strings to YAML 1.1 or 1.2. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

/** A string that is a string to every reader. */
export function text(value: string): Scalar<string> {
  const scalar = new Scalar(value);
  if (!(PLAIN.test(value) || PLAIN_IPV6.test(value)) || WORDS.test(value)) scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}

/** A block map with its entries in this order; `flow` for `{ a: b }`. */
export function map(entries: readonly Pair<Scalar, YamlValue>[], style: 'block' | 'flow' = 'block'): YAMLMap {
  const result = new YAMLMap<Scalar, YamlValue>();
  result.items = [...entries];
  // An empty block map has no form of its own.
  result.flow = style === 'flow' || entries.length === 0;
  return result;
}

/** `[a, b]` beside `{ a: b }`: the library pads both or neither. */
class TightSeq extends YAMLSeq<YamlValue> {
  override toString(...[context, ...rest]: Parameters<YAMLSeq['toString']>): string {
    return super.toString(context && { ...context, flowCollectionPadding: '' }, ...rest);
  }
}

export function seq(items: readonly YamlValue[], style: 'block' | 'flow' = 'block'): YAMLSeq {
  // In a block list the items' own padding must stay.
  const result = style === 'flow' ? new TightSeq() : new YAMLSeq<YamlValue>();
  result.items = [...items];
  result.flow = style === 'flow' || items.length === 0;
  return result;
}

export function entry(key: string, value: string | YamlValue, options: EntryOptions = {}): Pair<Scalar, YamlValue> {
  const keyNode = text(key);
  decorate(keyNode, options);
  return new Pair(keyNode as Scalar, typeof value === 'string' ? text(value) : value);
}

/** Puts comments and an empty line above a node (a key, an item of a list). */
export function decorate<Node extends YamlValue>(node: Node, options: EntryOptions): Node {
  if (options.comments && options.comments.length > 0) node.commentBefore = options.comments.join('\n');
  if (options.space) node.spaceBefore = true;
  return node;
}

/** True for a list that is short enough for one line. */
export function fitsOneLine(items: readonly YamlValue[]): boolean {
  return items.reduce((length, item) => length + (isScalar(item) ? String(item.value).length + 2 : 200), 0) <= 100;
}
