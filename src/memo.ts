/**
 * Remembers what a pure function of a text gave: what nodes say is much the same on all of them. Holds `limit` answers at
 * most, so that nothing a node prints can fill the memory.
 */
export function memo<Result extends string | null>(work: (text: string) => Result, limit = 1000): (text: string) => Result {
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
