/** Values with maps and sets in them as JSON, and back. Pure. */
import type { Json } from '../json.ts';

/** Throws where something is no plain data: it could not be had back. */
export function encode(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) };
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof Map) return { $map: [...value].map(([key, inner]) => [encode(key), encode(inner)]) };
  if (value instanceof Set) return { $set: [...value].map(encode) };
  if (typeof value !== 'object') throw new Error(`a ${typeof value} can't be recorded`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new Error('an object of a class can not be recorded');
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const object = Object.fromEntries(entries.map(([key, inner]) => [key, encode(inner)]));
  return entries.some(([key]) => key.startsWith('$')) ? { $object: object } : object;
}

export function decode(value: Json): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(decode);
  const { $number, $map, $set, $object } = value;
  if (typeof $number === 'string') return Number($number);
  if ($map !== undefined && isList($map))
    return new Map($map.map((pair) => (isList(pair) ? [decode(pair[0] ?? null), decode(pair[1] ?? null)] : [null, null])));
  if ($set !== undefined && isList($set)) return new Set($set.map(decode));
  const plain = typeof $object === 'object' && $object !== null && !isList($object) ? $object : value;
  return Object.fromEntries(Object.entries(plain).map(([key, inner]) => [key, decode(inner)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
