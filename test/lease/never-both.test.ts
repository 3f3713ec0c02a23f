/** The real keeper and the real taker, in worlds with any clocks, networks and freezes: never may both act. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Guard, keepLease } from '../../src/lease/keeper.ts';
import { memoryStore } from '../../src/lease/memory.ts';
import { DRIFT, deadlinesOf, type LeaseTimes, rhythmOf } from '../../src/lease/rules.ts';
import { takerOf } from '../../src/lease/taker.ts';
import { createWorld, type Delivery, type Freeze, processIn, remote } from './world.ts';

const TIMES: LeaseTimes = { ttlMs: 15_000, marginMs: 5_000 };
const NAME = 'pair/Sec-1';
const LASTS_MS = 120_000;

interface Plan {
  readonly offsets: readonly [number, number, number];
  readonly rates: readonly [number, number, number];
  readonly freezes: readonly Freeze[];
  readonly takerFreezes: readonly Freeze[];
  readonly deliveries: readonly Delivery[];
  /** The arbiter can't be reached by the holder, or by the taker, from then on. */
  readonly cut: { readonly holder: Freeze; readonly taker: Freeze };
  /** How long standing down takes, of the time that there is: 0 … 1. */
  readonly slow: number;
  /** The arbiter's time of day leaps. */
  readonly leaps: readonly { readonly ms: number; readonly by: number }[];
  readonly steady: boolean;
  /** The holder asks the taker where the arbiter does not answer. */
  readonly promises: boolean;
}

const rate = fc.double({ min: 1 - DRIFT, max: 1 + DRIFT, noNaN: true });
const offset = fc.integer({ min: 0, max: 10_000_000 });
const span = (max: number) =>
  fc.tuple(fc.nat(LASTS_MS), fc.nat(max)).map(([fromMs, forMs]): Freeze => ({ fromMs, toMs: fromMs + forMs }));
const delay = fc.oneof(fc.nat(50), fc.nat(4_000), fc.nat(30_000));
const anyPlan: fc.Arbitrary<Plan> = fc.record({
  offsets: fc.tuple(offset, offset, offset),
  rates: fc.tuple(rate, rate, rate),
  freezes: fc.array(span(40_000), { maxLength: 2 }),
  takerFreezes: fc.array(span(40_000), { maxLength: 2 }),
  deliveries: fc.array(
    fc.record({ thereMs: delay, backMs: delay, lost: fc.constantFrom<Delivery['lost']>('no', 'no', 'no', 'question', 'answer') }),
    { minLength: 1, maxLength: 40 },
  ),
  cut: fc.record({ holder: span(LASTS_MS), taker: span(20_000) }),
  slow: fc.double({ min: 0, max: 1, noNaN: true }),
  leaps: fc.array(fc.record({ ms: fc.nat(LASTS_MS), by: fc.integer({ min: -60_000, max: 60_000 }) }), { maxLength: 2 }),
  steady: fc.boolean(),
  promises: fc.boolean(),
});

/** The arbiter's clock leaps over the whole lease just when its holder can't be reached. */
const leapPlan = fc.tuple(anyPlan, fc.nat(5_000)).map(
  ([plan, soon]): Plan => ({
    ...plan,
    steady: false,
    deliveries: [{ thereMs: 20, backMs: 20, lost: 'no' }],
    leaps: [{ ms: plan.cut.holder.fromMs + soon, by: 30_000 }],
  }),
);
const plans = fc.oneof({ arbitrary: anyPlan, weight: 4 }, { arbitrary: leapPlan, weight: 1 });

interface Planted {
  /** What the taker takes for the times. */
  readonly takerTimes?: LeaseTimes;
  /** It takes a clock that can be set for one that can't. */
  readonly believesSteady?: boolean;
  /** There is nothing that stands down where the keeper is frozen. */
  readonly noGuard?: boolean;
  readonly forgetsPromises?: boolean;
}

interface Outcome {
  /** Real time; null: never. */
  readonly actedAt: number | null;
  readonly stoppedAt: number | null;
  readonly takenAt: number | null;
}

async function play(plan: Plan, planted: Planted = {}): Promise<Outcome> {
  const world = createWorld();
  const [storeOffset, holderOffset, takerOffset] = plan.offsets;
  const [storeRate, holderRate, takerRate] = plan.rates;
  const leapt = (): number => plan.leaps.reduce((sum, { ms, by }) => (!plan.steady && ms <= world.now() ? sum + by : sum), 0);
  const core = memoryStore({ now: () => storeOffset + world.now() * storeRate + leapt(), steady: plan.steady });
  const holder = processIn(world, holderOffset, holderRate, plan.freezes);
  const taker = processIn(world, takerOffset, takerRate, plan.takerFreezes);
  const { answerMs } = rhythmOf(TIMES);
  let count = 0;
  const through = (cut: Freeze) => (): Delivery => {
    count += 1;
    const one = plan.deliveries[count % plan.deliveries.length] ?? { thereMs: 0, backMs: 0, lost: 'no' };
    return cut.fromMs <= world.now() && world.now() < cut.toMs ? { ...one, lost: 'question' } : one;
  };

  let actedAt: number | null = null;
  let stoppedAt: number | null = null;
  let takenAt: number | null = null;
  const stop = (): void => {
    stoppedAt ??= world.now();
  };

  // Another process on the holder's machine, by the same clock: what freezes the keeper does not freeze it.
  const machine = processIn(world, holderOffset, holderRate, []);
  let armed: { readonly dueMs: number; readonly overMs: number } | null = null;
  let fired = false;
  const guard: Guard = {
    arm({ standDownMs, overMs }) {
      if (armed === null) void guarding();
      armed = { dueMs: standDownMs + TIMES.marginMs / 2, overMs };
    },
    fired: () => fired,
    disarm() {
      armed = null;
    },
  };
  async function guarding(): Promise<void> {
    await machine.clock.wait(1_000);
    while (armed !== null && machine.clock.now() < armed.dueMs) await machine.clock.wait(1_000);
    if (armed === null || planted.noGuard) return;
    fired = true;
    await machine.clock.wait((armed.overMs - machine.clock.now()) * plan.slow);
    stop();
  }

  /** Between the two of them, with the delays of everything else. */
  function promise(): Promise<boolean> {
    const { thereMs, backMs, lost } = through(plan.cut.taker)();
    return new Promise((resolve) => {
      void holder.clock.wait(answerMs).then(() => resolve(false));
      if (lost === 'question') return;
      world.at(world.now() + thereMs, () =>
        taker.awake(() => {
          const given = planted.forgetsPromises ? true : rival.promise();
          if (lost === 'no') world.at(world.now() + backMs, () => holder.awake(() => resolve(given)));
        }),
      );
    });
  }

  const keeper = keepLease({
    ...(plan.promises ? { promise } : {}),
    store: remote(core, world, holder, answerMs, through(plan.cut.holder)),
    name: NAME,
    holder: 'Sec-1',
    times: TIMES,
    clock: holder.clock,
    guard,
    onHeld: () => {
      actedAt = world.now();
    },
    async onLost({ deadlines }) {
      await holder.clock.wait((deadlines.overMs - holder.clock.now()) * plan.slow);
      stop();
    },
  });

  const takerStore = remote(core, world, taker, answerMs, through(plan.cut.taker));
  const rival = takerOf({
    store: planted.believesSteady ? { ...takerStore, steady: true } : takerStore,
    name: NAME,
    from: 'Sec-1',
    to: 'Rep-1',
    times: planted.takerTimes ?? TIMES,
    clock: taker.clock,
    promises: plan.promises,
  });
  async function taking(): Promise<void> {
    while (!world.stopped()) {
      const proof = await rival.take();
      if (proof.proof === 'yes') {
        takenAt = world.now();
        return world.stop();
      }
      await taker.clock.wait(1_000);
    }
  }
  void taking();
  await world.run(LASTS_MS * 2);
  world.stop();
  void keeper;
  return { actedAt, stoppedAt, takenAt };
}

const both = ({ actedAt, stoppedAt, takenAt }: Outcome): boolean =>
  takenAt !== null && actedAt !== null && (stoppedAt === null || stoppedAt > takenAt);

describe('one who holds a lease and one who would take it', () => {
  it('never both act', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const outcome = await play(plan);
        if (outcome.takenAt !== null && outcome.actedAt !== null) taken += 1;
        expect(both(outcome), JSON.stringify(outcome)).toBe(false);
      }),
      { numRuns: Number(process.env['DMSA_LEASE_WORLDS'] ?? 600) },
    );
    // Or it would show nothing.
    expect(taken).toBeGreaterThan(60);
  });

  /** Each is an error that somebody could make; some world has to show it. */
  it.each<[string, Planted]>([
    ['the taker waits for no margin', { takerTimes: { ttlMs: 15_000, marginMs: -5_000 } }],
    ['the taker thinks the lease is shorter', { takerTimes: { ttlMs: 5_000, marginMs: 0 } }],
    ['the taker trusts a clock that can be set', { believesSteady: true }],
    ['nothing stands down for a keeper that is frozen', { noGuard: true }],
    ['the taker does not keep what it promised', { forgetsPromises: true }],
  ])('is seen to fail where %s', async (_what, planted) => {
    const result = await fc.check(
      fc.asyncProperty(plans, async (plan) => {
        expect(both(await play(plan, planted))).toBe(false);
      }),
      { numRuns: 1_500, endOnFailure: true },
    );
    expect(result.failed).toBe(true);
  });

  it('the taker does get its turn: soon after the margin where only the holder is cut off', async () => {
    const plan: Plan = {
      offsets: [7, 1_000_000, 5],
      rates: [1, 1, 1],
      freezes: [],
      takerFreezes: [],
      deliveries: [{ thereMs: 5, backMs: 5, lost: 'no' }],
      cut: { holder: { fromMs: 20_000, toMs: 900_000 }, taker: { fromMs: 0, toMs: 0 } },
      slow: 0.5,
      leaps: [],
      steady: true,
      promises: false,
    };
    for (const steady of [true, false]) {
      const { stoppedAt, takenAt } = await play({ ...plan, steady });
      // Renewed last at about 15 s: lost by 30 s, and the margin.
      expect(stoppedAt).toBeGreaterThan(24_000);
      expect(stoppedAt).toBeLessThan(30_000);
      expect(takenAt).toBeGreaterThan(35_000);
      expect(takenAt).toBeLessThan(37_500);
    }
  });

  it('the loss of the arbiter alone stops nobody, where the one that could take over promises not to', async () => {
    const outcome = await play({
      offsets: [7, 1_000_000, 5],
      rates: [1, 1.01, 0.99],
      freezes: [],
      takerFreezes: [],
      deliveries: [{ thereMs: 5, backMs: 5, lost: 'no' }],
      cut: { holder: { fromMs: 20_000, toMs: 100_000 }, taker: { fromMs: 0, toMs: 0 } },
      slow: 0.5,
      leaps: [],
      steady: false,
      promises: true,
    });
    expect(outcome).toEqual({ actedAt: expect.any(Number), stoppedAt: null, takenAt: null });
  });
});

describe('deadlinesOf', () => {
  it('has everything over before any taker may act, and the addresses off before any store may call it expired', () => {
    fc.assert(
      fc.property(
        fc.record({ ttlMs: fc.integer({ min: 5_000, max: 300_000 }), share: fc.double({ min: 0.05, max: 0.33, noNaN: true }) }),
        rate,
        rate,
        ({ ttlMs, share }, storeRate, holderRate) => {
          const times = { ttlMs, marginMs: ttlMs * share };
          const { standDownMs, addressesOffMs, overMs } = deadlinesOf(0, times);
          expect(standDownMs).toBeGreaterThan(rhythmOf(times).everyMs + rhythmOf(times).answerMs);
          // Real time from the beginning of the renewal.
          expect(addressesOffMs / holderRate).toBeLessThan(ttlMs / storeRate);
          expect(overMs / holderRate).toBeLessThan(ttlMs / storeRate + times.marginMs);
        },
      ),
    );
  });
});
