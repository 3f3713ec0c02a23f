import { stat } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { stringify } from 'yaml';
import { ADOPT_REQUESTS, type Found, findThings } from '../adopt/find.ts';
import { type Rule, ruleFor, withRule } from '../adopt/rules.ts';
import { type Mark, markAdopted } from '../apply/mark.ts';
import type { Cluster } from '../desired/cluster.ts';
import { loadClusterText } from '../desired/load.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { resourceId } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
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
    const proposal = await verified(await propose(cluster, text, seen, options), seen, options, transport, io);
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
  readonly incomplete: boolean;
}

/** All nodes are looked at, whatever -n says: a rule is for all nodes of a type. */
async function findAll(cluster: Cluster, transport: Transport, { parallel }: AdoptOptions, io: Io): Promise<Seen> {
  const targets = cluster.nodes.map((node) => ({ target: targetOf(node), requests: ADOPT_REQUESTS }));
  const looks = await observeNodes({ targets, transport, concurrency: parallel });
  let incomplete = false;
  const things = [...looks].flatMap(([node, look]) => {
    const found = look.reachable ? findThings(node, look.facts) : look.diagnostic.summary;
    if (typeof found !== 'string') return found;
    incomplete = true;
    io.problems([{ severity: 'warning', code: 'not-looked-at', summary: `${node} could not be looked at`, detail: found, node }]);
    return [];
  });
  return { things, incomplete };
}

interface Proposal {
  readonly text: string;
  readonly rules: readonly Rule[];
  readonly adopted: readonly Found[];
  readonly refused: readonly { readonly id: string; readonly why: string }[];
}

/** Rules that put exactly what was found where it was found, one after the other. */
async function propose(cluster: Cluster, text: string, { things }: Seen, options: AdoptOptions): Promise<Proposal> {
  const chosen = chooser(cluster, options);
  const wanted = compile(cluster, KINDS, unseenPlacement(cluster));
  // Exports first: a mount of what nobody exports is no valid rule.
  const inOrder = things.toSorted((a, b) => Number(a.kind === 'mount') - Number(b.kind === 'mount'));
  const there = new Map(inOrder.map((found) => [resourceId(found), found]));
  const adopted = new Map<string, Found>();
  const refused = new Map<string, string>();
  let now = { text, ids: idsOf(cluster) };
  const rules: Rule[] = [];
  for (const [id, found] of there) {
    if (!chosen(found) || adopted.has(id) || refused.has(id) || now.ids.has(id)) continue;
    const rule = ruleFor(found, cluster);
    if (typeof rule === 'string') {
      refused.set(id, rule);
      continue;
    }
    // In the file already, where its line says the same: only its line is to become dmsa's.
    if (wanted.get(id)) {
      adopted.set(id, found);
      continue;
    }
    const next = withRule(now.text, rule);
    const loaded = await loadClusterText(next, options.file);
    if (!loaded.cluster) {
      refused.set(id, loaded.diagnostics.map(({ summary }) => summary).join('; '));
      continue;
    }
    const ids = idsOf(loaded.cluster);
    const news = [...ids].filter((one) => !now.ids.has(one));
    const elsewhere = news.filter((one) => !there.has(one));
    if (!news.includes(id) || elsewhere.length > 0) {
      const why =
        elsewhere.length > 0
          ? `the rule for it would also want ${elsewhere.join(', ')}, which is not there`
          : 'no rule says it as it is';
      refused.set(id, why);
      continue;
    }
    for (const one of news) {
      const also = there.get(one);
      if (also) adopted.set(one, also);
    }
    rules.push(rule);
    now = { text: next, ids };
  }
  return { text: now.text, rules, adopted: [...adopted.values()], refused: [...refused].map(([id, why]) => ({ id, why })) };
}

function idsOf(cluster: Cluster): ReadonlySet<string> {
  const { byNode } = compile(cluster, KINDS, unseenPlacement(cluster));
  return new Set(
    [...byNode.values()].flatMap((kinds) => [...(kinds.get('export') ?? []), ...(kinds.get('mount') ?? [])].map(resourceId)),
  );
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
  const wrong = new Map([
    ...verdict.plan.unknown.map((one) => [resourceId(one), one.why] as const),
    ...verdict.plan.actions
      .filter(({ fields }) => fields.some(({ where }) => where === 'file'))
      .map((action) => [action.id, 'it is not as the rule would have it'] as const),
  ]);
  const bad = proposal.adopted.filter((found) => wrong.has(resourceId(found)));
  if (bad.length === 0) return proposal;
  const refused = [
    ...proposal.refused,
    ...bad.map((found) => ({ id: resourceId(found), why: wrong.get(resourceId(found)) ?? '' })),
  ];
  // A rule is for all nodes of a type: with one of its things the others are left out as well.
  const names = new Set(bad.map(({ kind, name }) => `${kind}/${name}`));
  const { cluster: old, text } = await loadOrThrow(options.file, io);
  const rest = seen.things.filter(({ kind, name }) => !names.has(`${kind}/${name}`));
  const again = await propose(old, text, { ...seen, things: rest }, options);
  return { ...again, refused: [...refused, ...again.refused] };
}

/** Of the things that were named: those that are neither adopted nor left for a reason. */
function unfound(things: readonly string[], { adopted, refused }: Proposal): readonly Diagnostic[] {
  const known = new Set([
    ...adopted.map(({ kind, name }) => `${kind}/${name}`),
    ...refused.map(({ id }) => id.slice(id.indexOf('/') + 1)),
  ]);
  return things
    .filter((thing) => !known.has(thing))
    .map((thing) => ({
      severity: 'warning',
      code: 'not-found',
      summary: `${thing}: nothing of that name is left to adopt`,
      detail: 'Its form is export//PATH or mount//PATH. See what there is with: dmsa adopt',
    }));
}

function preview({ rules, adopted, refused }: Proposal, file: string, incomplete: boolean): string {
  const lines: string[] = [];
  for (const { kind, name, node, lines: texts } of adopted) {
    lines.push(`adopt ${kind} ${name} on ${node}`, ...texts.map((line) => `    ${line.file}: ${line.text}`));
  }
  for (const { id, why } of refused) lines.push(`leave ${id}: ${why}`);
  if (lines.length === 0 && incomplete) return 'Found nothing to adopt on the nodes that could be looked at.\n';
  if (lines.length === 0)
    return 'Nothing to adopt: every NFS export and every NFS mount of /etc/fstab is in the file, or there is none.\n';
  if (rules.length > 0) {
    const shares: Record<string, unknown[]> = {};
    for (const { list, rule } of rules) shares[list] = [...(shares[list] ?? []), rule];
    lines.push('', `New in ${file}:`, stringify({ spec: { shares } }).trimEnd());
  }
  if (adopted.length > 0) {
    lines.push(
      '',
      "From then on these things are dmsa's: the next apply moves their lines into dmsa's own file or block, and takes them away",
      'once the file no longer has them. dmsa adopt itself changes nothing on the nodes but the list of what is whose.',
    );
  }
  return `${lines.join('\n')}\n`;
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
    const mark = {
      key: `${kind}/${name}`,
      made: { lines: lines.map((line) => ({ file: line.file, text: line.text })) },
      files: [...new Set(lines.map((line) => line.file))],
      after: (wanted.get(resourceId({ node, kind, name }))?.after ?? []).map(resourceId),
    };
    marks.set(node, [...(marks.get(node) ?? []), mark]);
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
  io.err(`Marked ${adopted.length} ${adopted.length === 1 ? 'thing' : 'things'} as dmsa's. See what follows with: dmsa plan\n`);
  return null;
}
