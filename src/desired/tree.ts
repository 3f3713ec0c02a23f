/**
 * A YAML document as plain values that know where they are written. `At<T>` is a typed lens on it: `T` (of the types
 * generated from the JSON Schema) says which keys there can be, the tree says what is really there. What is not of the
 * wanted shape reads as null: the schema check has said so already, and the checks of meaning go on with the rest.
 */

export type Tree = MapTree | ListTree | ScalarTree;

export interface MapTree {
  readonly kind: 'map';
  readonly at: number;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** The same as plain data, without a prototype, for the schema check. */
  readonly data: object;
  /** Values in it, itself included, as if every alias were written out. */
  readonly size: number;
}

export interface ListTree {
  readonly kind: 'list';
  readonly at: number;
  readonly items: readonly Tree[];
  readonly data: readonly unknown[];
  readonly size: number;
}

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly at: number;
  readonly data: string | number | boolean | null;
  /** As written, without quotes: `1.10` where data is 1.1. */
  readonly source: string;
  readonly size: 1;
}

export interface TreeEntry {
  readonly keyAt: number;
  readonly value: Tree;
}

export interface At<T> {
  readonly tree: Tree;
  /** Never there; carries the type. */
  readonly type?: T;
}

/** A value and where it is written (offset into the text). */
export interface Placed<T> {
  readonly value: T;
  readonly at: number;
}

export interface Entry<T> {
  readonly name: string;
  readonly at: number;
  readonly value: At<T>;
}

type Objects<T> = T extends readonly unknown[] ? never : T extends object ? T : never;
type Values<T> = Objects<T> extends { readonly [key: string]: infer V } ? V : never;
type Items<T> = T extends readonly (infer I)[] ? I : never;

/** The value under a key; null where there is none, or no map. */
export function field<T, K extends keyof Objects<T> & string>(at: At<T> | null, key: K): At<NonNullable<Objects<T>[K]>> | null {
  if (at === null || at.tree.kind !== 'map') return null;
  const entry = at.tree.entries.get(key);
  return entry === undefined ? null : { tree: entry.value };
}

/** Where a key is written; null where it is not there. */
export function keyPlace<T, K extends keyof Objects<T> & string>(at: At<T> | null, key: K): number | null {
  return at?.tree.kind === 'map' ? (at.tree.entries.get(key)?.keyAt ?? null) : null;
}

/** The entries of a map with free keys, in the order of the file. */
export function entries<T>(at: At<T> | null): readonly Entry<Values<T>>[] {
  if (at === null || at.tree.kind !== 'map') return [];
  return [...at.tree.entries].map(([name, entry]) => ({ name, at: entry.keyAt, value: { tree: entry.value } }));
}

export function items<T>(at: At<T> | null): readonly At<Items<T>>[] {
  return at?.tree.kind === 'list' ? at.tree.items.map((tree) => ({ tree })) : [];
}

export function text<T>(at: At<T> | null): Placed<T & string> | null {
  if (at === null || at.tree.kind !== 'scalar' || typeof at.tree.data !== 'string') return null;
  return { value: at.tree.data as T & string, at: at.tree.at };
}

export function integer<T>(at: At<T> | null): Placed<number> | null {
  if (at === null || at.tree.kind !== 'scalar' || typeof at.tree.data !== 'number') return null;
  return Number.isInteger(at.tree.data) ? { value: at.tree.data, at: at.tree.at } : null;
}

/** Whether the value is literally `false`. */
export function isFalse<T>(at: At<T> | null): boolean {
  return at?.tree.kind === 'scalar' && at.tree.data === false;
}
