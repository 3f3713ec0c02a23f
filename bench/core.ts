/**
 * The pure core on a fleet that was already looked at: compile (what should be there), compare, plan.
 *
 *   node core.js NODES [ROUNDS]
 */
import { parseCluster } from '../src/desired/parse.ts';
import { KINDS } from '../src/kinds/registry.ts';
import { observeKinds } from '../src/observe/resources.ts';
import { compile, unseenPlacement } from '../src/reconcile/compile.ts';
import { type DecideInput, decide, type Observations } from '../src/reconcile/decide.ts';
import { convergedFacts, fleetYaml, PLATFORM } from './fleet.ts';
import { median, say, table } from './measure.ts';

const [nodes = '1000', rounds = '5'] = process.argv.slice(2);
const yaml = fleetYaml(Number(nodes));
const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
const peak = (): number => process.resourceUsage().maxRSS * 1024;

const parsed = timed(() => parseCluster(yaml, { file: 'fleet.yaml' }));
const { cluster, diagnostics } = parsed.value;
if (!cluster) throw new Error(diagnostics.map(({ summary, detail }) => `${summary} ${detail}`).join('\n'));
const wanted = compile(cluster, KINDS, unseenPlacement(cluster));
let things = 0;
for (const kinds of wanted.byNode.values()) for (const list of kinds.values()) things += list.length;

let readMs = 0;
const selected = new Set(cluster.nodes.map(({ name }) => name));
const seen: DecideInput['seen'] = new Map(
  cluster.nodes.map(({ name }) => [name, { reachable: true, via: name, platform: PLATFORM, manifest: new Map() }]),
);
const converged = { cluster, kinds: KINDS, selected, seen, observations: observe(() => false) };
const before = peak();
const clean = measure(converged, 0);
const clearReadMs = readMs;
const drifted = measure({ ...converged, observations: observe((at) => at % 20 === 7) }, 1);

say(`\n${nodes} nodes, ${things} things (${(things / cluster.nodes.length).toFixed(1)} a node)\n`);
say(
  table([
    ['', 'first ms', 'median ms', 'actions'],
    ['compile, compare and plan, converged', clean.first, clean.median, String(clean.actions)],
    ['the same, 1 node in 20 drifted', drifted.first, drifted.median, String(drifted.actions)],
  ]),
);
say(
  `  Apart: cluster.yaml (${mib(yaml.length)}) to a cluster ${parsed.ms.toFixed(0)} ms; all looks parsed ${clearReadMs.toFixed(0)} ms.\n`,
);
say(`  Peak memory ${mib(peak())} (before the first plan: ${mib(before)}, with the looks' results).\n`);

function timed<T>(work: () => T): { readonly value: T; readonly ms: number } {
  // CPU time: one thread does it all, and other load on the machine must not count.
  const start = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(start);
  return { value, ms: (user + system) / 1000 };
}

/** Facts are dropped as soon as they are parsed, as a look does. */
function observe(isDrifted: (at: number) => boolean): Observations {
  readMs = 0;
  return new Map(
    [...wanted.byNode].map(([node, kinds], at) => {
      const facts = convergedFacts(KINDS, kinds, node, { drifted: isDrifted(at) });
      const { value, ms } = timed(() => observeKinds(KINDS, kinds, facts));
      readMs += ms;
      return [node, value];
    }),
  );
}

function measure(
  input: DecideInput,
  least: number,
): { readonly first: string; readonly median: string; readonly actions: number } {
  const all: number[] = [];
  let actions = 0;
  for (let round = 0; round < Number(rounds); round += 1) {
    const { value, ms } = timed(() => decide(input));
    all.push(ms);
    actions = value.plan.actions.length;
    const [unknown] = value.plan.unknown;
    if (unknown) throw new Error(`${unknown.node}/${unknown.kind}/${unknown.name}: ${unknown.why}`);
    if (least === 0 && actions > 0) throw new Error(`not converged: ${JSON.stringify(value.plan.actions[0])}`);
    if (actions < least) throw new Error('drift was not seen');
  }
  return { first: (all[0] ?? 0).toFixed(0), median: median(all).toFixed(0), actions };
}
