/** Which of the things that were found are adopted, and by which rules. Pure: the file is read anew by the one who asks. */
import type { Cluster } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { resourceId } from '../kinds/kind.ts';
import { KINDS } from '../kinds/registry.ts';
import { compile, unseenPlacement } from '../reconcile/compile.ts';
import type { Found } from './found.ts';
import { type Rule, ruleFor, withRule } from './rules.ts';

export interface Proposal {
  readonly text: string;
  readonly rules: readonly Rule[];
  readonly adopted: readonly Found[];
  readonly refused: readonly { readonly id: string; readonly why: string }[];
}

export interface ProposeInput {
  readonly cluster: Cluster;
  readonly text: string;
  readonly things: readonly Found[];
  /** Ids of what the nodes' lists know as adopted already. */
  readonly marked: ReadonlySet<string>;
  chosen(found: Found): boolean;
  load(text: string): Promise<{ readonly cluster: Cluster | null; readonly diagnostics: readonly Diagnostic[] }>;
}

/** Rules that put exactly what was found where it was found, one after the other. */
export async function propose({ cluster, text, things, marked, chosen, load }: ProposeInput): Promise<Proposal> {
  // Exports first: a mount of what nobody exports is no valid rule.
  const inOrder = things.toSorted((a, b) => Number(a.kind !== 'export') - Number(b.kind !== 'export'));
  const there = new Map(inOrder.map((found) => [resourceId(found), found]));
  const adopted = new Map<string, Found>();
  const refused = new Map<string, string>();
  const inFile = idsOf(cluster);
  let now = { text, ids: inFile };
  const rules: Rule[] = [];
  for (const [id, found] of there) {
    if (!chosen(found) || adopted.has(id) || refused.has(id)) continue;
    // In the file already: only its line is to become dmsa's.
    if (inFile.has(id)) {
      if (marked.has(id) || found.lines.length === 0) continue;
      if (found.obstacle === null) adopted.set(id, found);
      else refused.set(id, found.obstacle);
      continue;
    }
    const rule = ruleFor(found, cluster);
    if (typeof rule === 'string') {
      refused.set(id, rule);
      continue;
    }
    const next = withRule(now.text, rule);
    const loaded = await load(next);
    if (!loaded.cluster) {
      refused.set(id, loaded.diagnostics.map(({ summary }) => summary).join('; '));
      continue;
    }
    const ids = idsOf(loaded.cluster);
    const news = [...ids].filter((one) => !now.ids.has(one));
    const why = whyNot(found, news, there);
    if (why !== null) {
      refused.set(id, why);
      continue;
    }
    adopted.set(id, found);
    for (const one of news) {
      const also = there.get(one);
      if (also) adopted.set(one, also);
    }
    rules.push(rule);
    now = { text: next, ids };
  }
  return { text: now.text, rules, adopted: [...adopted.values()], refused: [...refused].map(([id, why]) => ({ id, why })) };
}

/** @param news  what the file has with the rule and did not have without it */
function whyNot(found: Found, news: readonly string[], there: ReadonlyMap<string, Found>): string | null {
  const elsewhere = news.filter((one) => !there.has(one));
  if (elsewhere.length > 0) return `the rule for it would also want ${elsewhere.join(', ')}, which is not there`;
  // What can't be adopted on one node would be there twice.
  for (const one of news) {
    const obstacle = there.get(one)?.obstacle;
    if (obstacle) return `the rule for it would also want ${one}, and there: ${obstacle}`;
  }
  return found.kind === 'gateway' || news.includes(resourceId(found)) ? null : 'no rule says it as it is';
}

const ADOPTABLE = ['export', 'mount', 'automount', 'route'];

function idsOf(cluster: Cluster): ReadonlySet<string> {
  const { byNode } = compile(cluster, KINDS, unseenPlacement(cluster));
  return new Set([...byNode.values()].flatMap((kinds) => ADOPTABLE.flatMap((kind) => kinds.get(kind) ?? []).map(resourceId)));
}

/** What of a plan with the new file speaks against a thing: it would change what is there. */
export interface Verdict {
  readonly unknown: readonly { readonly node: string; readonly kind: string; readonly name: string; readonly why: string }[];
  readonly actions: readonly {
    readonly node: string;
    readonly kind: string;
    readonly name: string;
    readonly fields: readonly { readonly path: string; readonly where?: string | undefined }[];
  }[];
}

export function objections(adopted: readonly Found[], { unknown, actions }: Verdict): ReadonlyMap<Found, string> {
  const ids = new Map(unknown.map((one) => [resourceId(one), one.why]));
  for (const action of actions) {
    if (action.fields.some(({ where }) => where === 'file')) ids.set(resourceId(action), 'it is not as the rule would have it');
  }
  // A gateway is a part of an interface, and moves it from the other one.
  const gateways = new Map(unknown.filter(({ kind }) => kind === 'interface').map(({ node, why }) => [node, why]));
  for (const { node, kind, name, fields } of actions) {
    const field = kind === 'interface' && fields.find(({ path, where }) => path.startsWith('gateway') && where === 'file');
    if (field) gateways.set(node, `with it the file of ${name} would change`);
  }
  return new Map(
    adopted.flatMap((found) => {
      const why = found.kind === 'gateway' ? gateways.get(found.node) : ids.get(resourceId(found));
      return why === undefined ? [] : [[found, why]];
    }),
  );
}

/** What is left once these are left out: a rule is for all nodes of a type, so with one of its things go the others. */
export function without(things: readonly Found[], bad: readonly Found[]): readonly Found[] {
  const names = new Set(bad.map(keyOf));
  return things.filter((found) => !names.has(keyOf(found)));
}

function keyOf(found: Found): string {
  return found.kind === 'route' || found.kind === 'gateway' ? resourceId(found) : `${found.kind}/${found.name}`;
}
