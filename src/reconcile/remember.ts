/** What an apply writes into the nodes' lists beside what it does: things found as wanted, and things that are nobody's any more. */
import type { Found } from '../apply/manifest.ts';
import { fingerprint } from '../diff/fingerprint.ts';
import { keepOf } from '../diff/keep.ts';
import { unwanted } from '../diff/orphans.ts';
import type { Plan } from '../diff/plan.ts';
import { holdsSecret } from '../diff/secret.ts';
import { resourceId } from '../kinds/kind.ts';
import { type DecideInput, lookIn, type Verdict } from './decide.ts';
import { isWanted } from './orphans.ts';

export interface Remembered {
  readonly found: ReadonlyMap<string, ReadonlyMap<string, Found>>;
  readonly forget: ReadonlyMap<string, readonly string[]>;
}

/** @param plan  what is carried out: of the nodes it touches. What `--only` left out of the verdict's plan counts as not done. */
export function remember(plan: Plan, { plan: whole, wanted }: Verdict, input: DecideInput): Remembered {
  const open = new Set([...whole.actions.map((action) => action.id), ...whole.unknown.map(resourceId)]);
  const found = new Map<string, ReadonlyMap<string, Found>>();
  const forget = new Map<string, readonly string[]>();
  const kinds = new Map(input.kinds.map((kind) => [kind.name, kind]));
  for (const node of new Set(plan.actions.map((action) => action.node))) {
    const seen = input.seen.get(node);
    if (!seen?.reachable) continue;
    const context = { node, platform: seen.platform, look: lookIn(input) };
    const asWanted = new Map<string, Found>();
    for (const resource of [...(wanted.byNode.get(node)?.values() ?? [])].flat()) {
      const kind = kinds.get(resource.kind);
      if (!kind || open.has(resourceId(resource)) || holdsSecret(resource.spec)) continue;
      const key = `${resource.kind}/${resource.name}`;
      const observation = context.look(resource);
      const have = observation.status === 'present' ? observation.state : null;
      const keep = keepOf({ kind, want: resource, have, entry: seen.list?.get(key), verb: null, context });
      asWanted.set(key, { spec: fingerprint(resource.spec), keep });
    }
    found.set(node, asWanted);
    if (!seen.list) continue;
    const gone = unwanted(seen.list, input.kinds, (kind, name) => isWanted(wanted, node, kind, name));
    forget.set(
      node,
      gone.filter(({ key }) => !open.has(`${node}/${key}`)).map(({ key }) => key),
    );
  }
  return { found, forget };
}
