/** Simulated time: events in order of their time, those of one moment in the order in which they were planned. */

export interface Clock {
  /** Milliseconds since the run began. */
  now(): number;
  /** @param inMs  from now */
  at(inMs: number, what: () => void): void;
  /** Goes on until that time. `after` is called after every event, when all that follows from it at once has happened. */
  run(untilMs: number, after: () => void): Promise<void>;
  events(): number;
}

interface Planned {
  readonly atMs: number;
  readonly number: number;
  readonly what: () => void;
}

export function createClock(): Clock {
  let nowMs = 0;
  let planned = 0;
  let events = 0;
  const heap: Planned[] = [];
  return {
    now: () => nowMs,
    events: () => events,
    at(inMs, what) {
      planned += 1;
      push(heap, { atMs: nowMs + Math.max(0, inMs), number: planned, what });
    },
    async run(untilMs, after) {
      for (;;) {
        const [next] = heap;
        if (!next || next.atMs > untilMs) break;
        pop(heap);
        nowMs = next.atMs;
        next.what();
        events += 1;
        // Everything that waits for a promise that was kept just now runs before this comes back.
        await new Promise((resolve) => setImmediate(resolve));
        after();
      }
      nowMs = untilMs;
    },
  };
}

function before(a: Planned | undefined, b: Planned | undefined): boolean {
  if (!a || !b) return false;
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.number < b.number);
}

function swap(heap: Planned[], a: number, b: number): void {
  const [one, two] = [heap[a], heap[b]];
  if (!one || !two) return;
  heap[a] = two;
  heap[b] = one;
}

function push(heap: Planned[], item: Planned): void {
  let at = heap.push(item) - 1;
  while (at > 0 && before(heap[at], heap[(at - 1) >> 1])) {
    swap(heap, at, (at - 1) >> 1);
    at = (at - 1) >> 1;
  }
}

function pop(heap: Planned[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  heap[0] = last;
  let at = 0;
  for (;;) {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    let least = at;
    if (before(heap[left], heap[least])) least = left;
    if (before(heap[right], heap[least])) least = right;
    if (least === at) return;
    swap(heap, at, least);
    at = least;
  }
}
