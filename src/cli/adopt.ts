import { stat } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { findThings, SHARE_REQUESTS } from '../adopt/find.ts';
import { findAutomounts } from '../adopt/find-automounts.ts';
import { findRoutes, ROUTE_REQUESTS } from '../adopt/find-routes.ts';
import type { Found } from '../adopt/found.ts';
import { preview, unfound } from '../adopt/preview.ts';
import { objections, type Proposal, propose, without } from '../adopt/propose.ts';
import { parseManifest } from '../apply/manifest.ts';
import { type Mark, markAdopted } from '../apply/mark.ts';
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import { loadClusterText } from '../desired/load.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { MANIFEST_PATH } from '../diff/manifest.ts';
import type { FactRequest, Facts } from '../kinds/facts.ts';
import { resourceId } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import { FOREIGN_MAPS } from '../kinds/share/autofs-maps.ts';
import { observeNode, observeNodes } from '../observe/nodes.ts';
import { compile, unseenPlacement } from '../reconcile/compile.ts';
import { targetOf } from '../reconcile/look.ts';
import type { Transport } from '../transport/transport.ts';
import { EXIT } from './exit.ts';
import { writeWhole } from './files.ts';
import type { Io } from './io.ts';
import { loadOrThrow, selectNodes } from './load.ts';
import { lookAndDecide } from './look.ts';
import { transportTo } from './transport.ts';

interface AdoptOptions {
  readonly file: string;
  readonly node: readonly string[];
  readonly things: readonly string[];
  readonly write: boolean;
  readonly yes: boolean;
  readonly parallel: number;
  readonly lockTimeout: number;
}

/** Things on the nodes that somebody else put there → cluster.yaml, and dmsa's from then on. Without --write it only says what it would do. */
export async function adoptVerb(options: AdoptOptions, io: Io): Promise<number> {
  const { cluster, text } = await loadOrThrow(options.file, io);
  const transport = await transportTo(cluster);
  try {
    const seen = await findAll(cluster, transport, options, io);
    const proposal = await verified(await proposed(cluster, text, seen, options), seen, options, transport, io);
    io.problems(unfound(options.things, proposal));
    io.out(preview(proposal, options.file, seen.incomplete));
    const incomplete = seen.incomplete ? EXIT.incomplete : EXIT.done;
    if (proposal.adopted.length === 0) return incomplete;
    if (!options.write) {
      io.err('Nothing was changed. With --write it is written to the file and to the lists on the nodes.\n');
      return incomplete;
    }
    if (!options.yes && !(await agreed(proposal, io))) {
      io.err('Nothing was changed.\n');
      return EXIT.error;
    }
    return (await carryOut(proposal, cluster, transport, options, io)) ?? incomplete;
  } finally {
    await transport.close();
  }
}

interface Seen {
  readonly things: readonly Found[];
  /** Ids of what the nodes' lists know as adopted. */
  readonly marked: ReadonlySet<string>;
  readonly incomplete: boolean;
}

const REQUESTS: readonly FactRequest[] = [
  ...SHARE_REQUESTS,
  ...FOREIGN_MAPS,
  ...ROUTE_REQUESTS,
  { type: 'file', path: MANIFEST_PATH },
];

/** All nodes are looked at, whatever -n says: a rule is for all nodes of a type. */
async function findAll(cluster: Cluster, transport: Transport, { parallel }: AdoptOptions, io: Io): Promise<Seen> {
  const targets = cluster.nodes.map((node) => ({ target: targetOf(node), requests: REQUESTS }));
  const looks = await observeNodes({ targets, transport, concurrency: parallel });
  let incomplete = false;
  const unseen = (node: string, what: string, detail: string): readonly Found[] => {
    incomplete = true;
    const summary = `${what} ${node} could not be looked at`.trim();
    io.problems([{ severity: 'warning', code: 'not-looked-at', summary, detail, node }]);
    return [];
  };
  const marked = new Set<string>();
  const things = cluster.nodes.flatMap((node) => {
    const look = looks.get(node.name);
    if (!look) return [];
    if (!look.reachable) return unseen(node.name, '', look.diagnostic.summary);
    for (const key of adoptedOn(look.facts)) marked.add(`${node.name}/${key}`);
    return partsOf(node, look.facts).flatMap(([what, found]) =>
      typeof found === 'string' ? unseen(node.name, what, found) : found,
    );
  });
  return { things, marked, incomplete };
}

function partsOf(node: ClusterNode, facts: Facts): readonly (readonly [string, readonly Found[] | string])[] {
  return [
    ['Exports and mounts of', findThings(node.name, facts)],
    ['Maps of autofs on', findAutomounts(node.name, facts)],
    ['Routes in the files of', findRoutes(node, facts)],
  ];
}

function adoptedOn(facts: Facts): readonly string[] {
  const fact = facts.file(MANIFEST_PATH);
  const list = fact.status === 'present' ? parseManifest(fact.text) : null;
  if (list?.status !== 'known') return [];
  return [...list.entries].flatMap(([key, { origin, made }]) => (origin === 'adopted' && made != null ? [key] : []));
}

async function proposed(cluster: Cluster, text: string, seen: Seen, options: AdoptOptions): Promise<Proposal> {
  return propose({
    cluster,
    text,
    things: seen.things,
    marked: seen.marked,
    chosen: chooser(cluster, options),
    load: (next) => loadClusterText(next, options.file),
  });
}

/** By the names that were given, and by -n. */
function chooser(cluster: Cluster, { node, things }: AdoptOptions): (found: Found) => boolean {
  const nodes = selectNodes(cluster, node);
  return (found) =>
    (nodes === null || nodes.has(found.node)) && (things.length === 0 || things.includes(`${found.kind}/${found.name}`));
}

/** The proof: with the new file a plan changes nothing of what is adopted. What it would change is left out. */
async function verified(proposal: Proposal, seen: Seen, options: AdoptOptions, transport: Transport, io: Io): Promise<Proposal> {
  if (proposal.adopted.length === 0) return proposal;
  const { cluster, diagnostics } = await loadClusterText(proposal.text, options.file);
  if (!cluster) throw new DiagnosticError(diagnostics);
  const selected = new Set(proposal.adopted.map(({ node }) => node));
  const { verdict } = await lookAndDecide({ cluster, selected, transport, parallel: options.parallel }, io);
  const wrong = objections(proposal.adopted, verdict.plan);
  if (wrong.size === 0) return proposal;
  const refused = [...proposal.refused, ...[...wrong].map(([found, why]) => ({ id: resourceId(found), why }))];
  const { cluster: old, text } = await loadOrThrow(options.file, io);
  const again = await proposed(old, text, { ...seen, things: without(seen.things, [...wrong.keys()]) }, options);
  return { ...again, refused: [...refused, ...again.refused.filter(({ id }) => !refused.some((one) => one.id === id))] };
}

async function agreed({ adopted }: Proposal, io: Io): Promise<boolean> {
  if (!io.interactive) {
    const summary = 'there is nobody to ask: not a terminal';
    throw new DiagnosticError([
      { severity: 'error', code: 'usage', summary, detail: 'Look without --write, then give --write --yes.' },
    ]);
  }
  const what = adopted.length === 1 ? 'this' : `these ${adopted.length} things`;
  return (await io.ask(`\nAdopt ${what}? Only "yes" is a yes: `)).trim() === 'yes';
}

/** The file first: what it has and no list knows is merely not dmsa's yet; the other way round it would be planned to go. */
async function carryOut(
  { text, rules, adopted }: Proposal,
  cluster: Cluster,
  transport: Transport,
  { file, lockTimeout }: AdoptOptions,
  io: Io,
): Promise<number | null> {
  if (rules.length > 0) {
    await writeWhole(file, text, { mode: (await stat(file)).mode & 0o777, replace: true });
    io.err(`Wrote ${file}.\n`);
  }
  const loaded = await loadClusterText(text, file);
  if (!loaded.cluster) throw new DiagnosticError(loaded.diagnostics);
  const wanted = compile(loaded.cluster, KINDS, unseenPlacement(loaded.cluster));
  const marks = new Map<string, Mark[]>();
  for (const { node, kind, name, lines } of adopted) {
    if (lines.length === 0) continue;
    const mark = {
      key: `${kind}/${name}`,
      made: { lines: lines.map((line) => ({ file: line.file, text: line.text })) },
      files: [...new Set(lines.map((line) => line.file))],
      after: (wanted.get(resourceId({ node, kind, name }))?.after ?? []).map(resourceId),
    };
    marks.set(node, [...(marks.get(node) ?? []), mark]);
  }
  const count = [...marks.values()].flat().length;
  if (count === 0) {
    io.err('All of it stays where it is on the nodes. See what follows with: dmsa plan\n');
    return null;
  }
  const marked = await markAdopted({
    marks,
    targets: new Map(cluster.nodes.map((node) => [node.name, targetOf(node)])),
    transport,
    look: observeNode,
    options: {
      holder: `${userInfo().username}@${hostname()} pid ${process.pid}`,
      reason: 'dmsa adopt',
      lockTimeoutMs: lockTimeout * 1000,
    },
  });
  io.problems(marked.problems);
  if (marked.status === 'locked') return EXIT.locked;
  if (marked.problems.length > 0) return EXIT.error;
  io.err(`Marked ${count} ${count === 1 ? 'thing' : 'things'} as dmsa's. See what follows with: dmsa plan\n`);
  return null;
}
