/** Remembers what a pure function of an immutable thing (a cluster, one of its lists) gave, for as long as the thing is there. */
export function once<Thing extends object, Result>(work: (thing: Thing) => Result): (thing: Thing) => Result {
  const known = new WeakMap<Thing, { readonly result: Result }>();
  return (thing) => {
    const found = known.get(thing);
    if (found) return found.result;
    const result = work(thing);
    known.set(thing, { result });
    return result;
  };
}

/**
 * Remembers what a pure function of a text gave: what nodes say is much the same on all of them. Holds `limit` answers at
 * most, so that nothing a node prints can fill the memory.
 */
export function memo<Result extends NonNullable<unknown> | null>(
  work: (text: string) => Result,
  limit = 1000,
): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = work(text);
    if (known.size >= limit) known.clear();
    known.set(text, made);
    return made;
  };
}
