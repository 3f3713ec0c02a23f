/** A cluster file looked at, decided and applied by the program's own parts, on test nodes, with some of the kinds. */
import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyResult } from '../../src/apply/request.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { parseSecrets } from '../../src/desired/secrets.ts';
import type { Plan } from '../../src/diff/plan.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import { decide, type Verdict } from '../../src/reconcile/decide.ts';
import { lookAtCluster, targetOf } from '../../src/reconcile/look.ts';
import { type TestNode, type TestTransport, testTransport } from './node.ts';

export interface TestSite {
  readonly transport: TestTransport;
  look(text: string): Promise<Verdict>;
  /** Applies what is planned; gives the plan of before, the result, and the plan of after. */
  apply(text: string): Promise<{ readonly plan: Plan; readonly result: ApplyResult; readonly after: Plan }>;
}

export function testSite(nodes: readonly TestNode[], kindNames: readonly string[], secretsText?: string): TestSite {
  const transport = testTransport(new Map(nodes.map(({ name, pid }) => [name, pid])));
  const kinds = KINDS.filter(({ name }) => kindNames.includes(name));
  const secrets = secretsText === undefined ? null : parseSecrets(secretsText, 'secrets.yaml').secrets;
  const load = (text: string) => {
    const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml', home: '/root', secrets });
    if (!cluster) throw new Error(JSON.stringify(diagnostics, null, 2));
    return cluster;
  };
  const look = async (text: string) =>
    decide(await lookAtCluster({ cluster: load(text), kinds, transport, selected: null, parallel: 4 }));
  return {
    transport,
    look,
    async apply(text) {
      const { plan, wanted } = await look(text);
      const cluster = load(text);
      const result = await applyPlan({
        plan,
        resources: wanted,
        kinds,
        transport,
        targets: new Map(cluster.nodes.map((node) => [node.name, targetOf(node)])),
        look: observeNode,
        options: { holder: 'test', reason: 'test', settleMs: 50 },
      });
      return { plan, result, after: (await look(text)).plan };
    },
  };
}

/** What went wrong; empty where everything was done. */
export function failures({ actions }: ApplyResult): readonly string[] {
  return actions.flatMap(({ id, outcome }) =>
    outcome.status === 'done' || outcome.status === 'already' ? [] : [`${id}: ${JSON.stringify(outcome)}`],
  );
}
