/**
 * The long simulation (docs/simulation.md): npm run sim -- --runs N --seed S
 *   --runs N     how many runs; 1000
 *   --seconds N  ends after so many seconds, whatever N is
 *   --seed S     run I has the seed S/I; 1. With a `/` in it: that one run, told step by step
 *   --events F   in place of the seed's events, those of this JSON file
 *   --bug NAME   with a planted bug
 *   --shares     several controllers that share nodes, instead of a pair (test/sim/shares.ts)
 *   --go-on      does not stop at the first finding: counts them, and gives the first of each
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BUGS, type Bug } from '../test/sim/bugs.ts';
import type { Event } from '../test/sim/faults.ts';
import { KNOWN } from '../test/sim/invariants.ts';
import { type RunResult, run } from '../test/sim/run.ts';
import { runShares, SHARE_BUGS, type ShareBug } from '../test/sim/shares.ts';
import { shrink } from '../test/sim/shrink.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '86400' },
    seed: { type: 'string', default: '1' },
    events: { type: 'string' },
    bug: { type: 'string' },
    shares: { type: 'boolean', default: false },
    'go-on': { type: 'boolean', default: false },
  },
});

/** Gives the exit status. */
async function simulateShares(): Promise<number> {
  const { bug } = values;
  if (bug !== undefined && !Object.hasOwn(SHARE_BUGS, bug))
    throw new Error(`no bug ${bug}; there are ${Object.keys(SHARE_BUGS).join(', ')}`);
  const planted = (bug ?? null) as ShareBug | null;
  const began = performance.now();
  const most = values.seed.includes('/') ? 1 : Number(values.runs);
  let [done, faults, healed, outlasted] = [0, 0, 0, 0];
  let suspended = 0;
  for (; done < most && performance.now() - began < Number(values.seconds) * 1000; done += 1) {
    const seed = most === 1 ? values.seed : `${values.seed}/${done}`;
    const result = await runShares({ seed, bug: planted });
    faults += result.events.filter((event) => event.do !== 'drift').length;
    healed += result.healed;
    outlasted += result.outlasted;
    suspended += result.suspended;
    if (result.finding === null && most > 1) continue;
    for (const line of result.log) console.log(line);
    console.log(`seed ${seed}: ${result.finding ?? 'nothing was found'}\nevents: ${JSON.stringify(result.events)}`);
    if (result.finding !== null) return 1;
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `${done} runs, ${faults} faults, ${healed} drifts put right, ${suspended} suspensions, ${outlasted} steps that outlasted their lock, ${seconds} s; findings: none`,
  );
  return 0;
}

function bugNamed(name: string | undefined): Bug | null {
  if (name === undefined) return null;
  if (!Object.hasOwn(BUGS, name)) throw new Error(`no bug ${name}; there are ${Object.keys(BUGS).join(', ')}`);
  return name as Bug;
}

function tell({ seed, finding, events, log }: RunResult): void {
  if (!finding) return;
  console.log(`\nseed ${seed}: ${finding.invariant}: ${finding.what} (after ${(finding.atMs / 1000).toFixed(3)} s)`);
  for (const line of log) console.log(line);
  console.log(`events, ${events.length}:\n${JSON.stringify(events)}`);
}

if (values.shares) process.exit(await simulateShares());
const bug = bugNamed(values.bug);
const given = values.events === undefined ? null : (JSON.parse(readFileSync(values.events, 'utf8')) as readonly Event[]);
if (given || values.seed.includes('/')) {
  const result = await run({ seed: values.seed, bug, ...(given ? { events: given } : {}), verbose: true });
  if (result.finding) tell(result);
  else for (const line of result.log) console.log(line);
  process.exit(result.finding ? 1 : 0);
}

const runs = Number(values.runs);
const began = performance.now();
const findings = new Map<string, number>();
let [steps, events, moved, lied] = [0, 0, 0, 0];
let done = 0;
for (; done < runs && performance.now() - began < Number(values.seconds) * 1000; done += 1) {
  const seed = `${values.seed}/${done}`;
  const result = await run({ seed, bug });
  steps += result.steps;
  events += result.events.length;
  moved += result.moved;
  lied += result.lied ? 1 : 0;
  if (result.finding) {
    const { invariant } = result.finding;
    const before = findings.get(invariant) ?? 0;
    findings.set(invariant, before + 1);
    if (before === 0) {
      const short = await shrink({ seed, bug }, result);
      tell(await run({ seed, bug, events: short.events, verbose: true }));
    }
    if (!values['go-on'] && !KNOWN.includes(invariant)) break;
  }
}
const seconds = (performance.now() - began) / 1000;
const told = [...findings].map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
console.log(
  `${Math.min(done + 1, runs)} runs, ${events} faults and commands, ${steps} steps, ${moved} takeovers and failbacks, ${lied} runs with a lie, ${seconds.toFixed(0)} s; findings: ${told}`,
);
process.exit([...findings.keys()].every((one) => KNOWN.includes(one)) ? 0 : 1);
