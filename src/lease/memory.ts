/** Leases in this process: for one controller, and for tests. They are gone with it. */
import { type Acquired, checkWord, type Ended, type Glance, type LeaseLook, type LeaseStore, type Renewed } from './store.ts';

interface Row {
  readonly holder: string;
  readonly generation: number;
  readonly renewals: number;
  readonly takenFrom: string | null;
  readonly expiresMs: number;
  readonly ended: 'released' | 'withdrawn' | null;
}

export interface MemoryOptions {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** False: `now` may be set, as the clock of a database server. */
  readonly steady?: boolean;
}

export function memoryStore({ now, steady = true }: MemoryOptions): LeaseStore {
  const rows = new Map<string, Row>();

  const lookAt = (row: Row | undefined): LeaseLook => {
    if (!row) return { is: 'never', life: 'memory' };
    const { holder, generation, renewals, takenFrom, expiresMs, ended } = row;
    const known = { holder, generation, mark: `${generation}.${renewals}${ended ?? ''}`, takenFrom, life: 'memory' };
    if (ended !== null) return { is: ended, ...known };
    const remainingMs = expiresMs - now();
    return remainingMs > 0 ? { is: 'held', remainingMs, ...known } : { is: 'expired', ...known };
  };
  const mine = (name: string, holder: string, generation: number): Row | null => {
    const row = rows.get(name);
    return row?.holder === holder && row.generation === generation && row.ended === null ? row : null;
  };

  return {
    what: 'this process',
    steady,
    async acquire(name, holder, ttlMs, expected): Promise<Acquired> {
      checkWord('name', name);
      checkWord('holder', holder);
      const row = rows.get(name);
      const look = lookAt(row);
      if (look.is === 'held' && look.holder !== holder) return { is: 'refused' };
      if (expected !== null && (look.is === 'never' || look.mark !== expected)) return { is: 'refused' };
      const generation = (row?.generation ?? 0) + 1;
      const from = expected === null ? null : (row?.holder ?? null);
      const takenFrom = row?.holder === holder ? row.takenFrom : from;
      rows.set(name, { holder, generation, renewals: 0, takenFrom, expiresMs: now() + ttlMs, ended: null });
      return { is: 'acquired', generation };
    },
    async renew(name, holder, generation, ttlMs): Promise<Renewed> {
      const row = mine(name, holder, generation);
      if (row === null || row.expiresMs <= now()) return { is: 'lost' };
      rows.set(name, { ...row, renewals: row.renewals + 1, expiresMs: now() + ttlMs });
      return { is: 'renewed' };
    },
    async end(name, holder, generation, how): Promise<Ended> {
      const row = mine(name, holder, generation);
      if (row === null) return { is: 'lost' };
      rows.set(name, { ...row, ended: how });
      return { is: 'ended' };
    },
    look: async (name) => lookAt(rows.get(name)),
    list: async () => ({
      is: 'list',
      leases: [...rows].map(([name, row]) => ({ name, look: lookAt(row) })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    }),
    async renewAll(prefix, holder, ttlMs) {
      const renewed: { name: string; generation: number }[] = [];
      for (const [name, row] of rows) {
        const mine = name.startsWith(prefix) && row.holder === holder && row.ended === null && row.expiresMs > now();
        if (!mine) continue;
        rows.set(name, { ...row, renewals: row.renewals + 1, expiresMs: now() + ttlMs });
        renewed.push({ name, generation: row.generation });
      }
      const glances = [...rows].flatMap(([name, row]): readonly Glance[] => {
        const look = lookAt(row);
        return name.startsWith(prefix) && look.is !== 'never' ? [{ name, ...look }] : [];
      });
      return { is: 'answered', glances, renewed };
    },
    async close() {},
  };
}
