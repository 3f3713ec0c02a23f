/** The second look: whom it asks, what it costs, and what comes of it, with real scripts in namespaces. Needs root. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadClusterText } from '../../src/desired/load.ts';
import type { Action, Plan } from '../../src/diff/plan.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { decide } from '../../src/reconcile/decide.ts';
import { foresee } from '../../src/reconcile/foresee.ts';
import { lookAtCluster } from '../../src/reconcile/look.ts';
import { startNode, type TestNode, type TestTransport, testTransport } from '../apply/node.ts';

const TARGET = '/srv/vars/target.ctx';
const FILE = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: A
  legacyFiles: false
  variables: { base: /srv/vars/vars.ctx, target: ${TARGET} }
  nodes:
    A: { type: SECENGINE, maintenance: 10.9.9.1/24 }
    B: { type: SECENGINE, maintenance: 10.9.9.2/24 }
`;

let nodes: readonly TestNode[];
let transport: TestTransport;
beforeAll(async () => {
  const setup = 'mkdir /srv/vars; echo UBI_X=1 >/srv/vars/vars.ctx';
  nodes = await Promise.all(['A', 'B'].map((name) => startNode(name, setup)));
  transport = testTransport(new Map(nodes.map(({ name, pid }) => [name, pid])));
});
afterAll(() => {
  for (const node of nodes) node.close();
});

/** Looks, decides, keeps some of the actions, and looks at what those need. */
async function foreseen(
  keep: (action: Action) => boolean,
  as: (action: Action) => Action = (action) => action,
): Promise<{ readonly plan: Plan; readonly asked: readonly string[] }> {
  const { cluster, diagnostics } = await loadClusterText(FILE, '/nowhere/cluster.yaml');
  if (!cluster) throw new Error(JSON.stringify(diagnostics));
  const seen = await lookAtCluster({ cluster, kinds: KINDS, transport, selected: null, parallel: 10 });
  const { plan, wanted } = decide(seen);
  const before = transport.ran.length;
  const told = await foresee({
    plan: { ...plan, actions: plan.actions.filter(keep).map(as) },
    wanted,
    seen,
    transport,
    parallel: 10,
  });
  return { plan: told, asked: transport.ran.slice(before).map(({ node }) => node) };
}

const isVars = ({ kind }: Action): boolean => kind === 'vars-file';

describe('a change that waits for its confirmation', () => {
  const folder = '/var/lib/dmsa/confirm/0123456789abcdef';
  const told = async (script: string) => {
    nodes[0]?.sh(`mkdir -p ${folder} /var/lib/dmsa/lock; cd ${folder}; ${script}`);
    return (await foreseen(() => false)).plan.problems.filter(({ code }) => code === 'change-unconfirmed');
  };

  it('is told by the plan, with who made it, since when, and until when; as long as it waits', async () => {
    expect(await told(':')).toEqual([]);
    const waiting = await told(
      `echo x >begun; echo 1763859600 >at; echo 1763859800 >until; echo '{"token":"0b","holder":"anna@central pid 7"}' >/var/lib/dmsa/lock/holder`,
    );
    expect(waiting).toMatchObject([
      {
        severity: 'warning',
        node: 'A',
        summary: 'A change on A waits for its confirmation since 01:00:00 UTC: what was seen of it may not last',
      },
    ]);
    expect(waiting[0]?.detail).toMatch(/^Made by anna@central pid 7\. Unless it is confirmed, A has undone it by 01:03:20 UTC/);
    expect(await told('echo revert >decided; rm -r /var/lib/dmsa/lock')).toMatchObject([
      {
        summary: expect.stringContaining('is undoing a change'),
        detail: expect.stringContaining('The run that made it is gone.'),
      },
    ]);
    expect(await told('echo confirm >decided')).toEqual([]);
    expect(await told('echo revert >decided; echo reverted >final')).toEqual([]);
    nodes[0]?.sh(`rm -r ${folder}`);
  });
});

describe('the second look', () => {
  it('is not made where nothing is to be done, and else goes to the nodes with actions only, once', async () => {
    expect((await foreseen(() => false)).asked).toEqual([]);
    expect((await foreseen((action) => isVars(action) && action.node === 'B')).asked).toEqual(['B']);
  });

  it('finds nothing where all is well; tells of the one node where it is not, and is right', async () => {
    const codes = async () =>
      (await foreseen(isVars)).plan.actions.map(({ node, findings }) => [node, findings.map(({ code }) => code)]);
    expect(await codes()).toEqual([
      ['A', []],
      ['B', []],
    ]);
    nodes[1]?.sh(
      'mount -t tmpfs -o size=64k tmpfs /srv/vars; echo UBI_X=1 >/srv/vars/vars.ctx; dd if=/dev/zero of=/srv/vars/fill bs=4k 2>/dev/null || :',
    );
    expect(await codes()).toEqual([
      ['A', []],
      ['B', ['no-space']],
    ]);
    expect(() => nodes[1]?.sh(`/bin/echo text >${TARGET}`)).toThrow(/No space left/);
    nodes[1]?.sh('umount /srv/vars');
  });

  it('what could cut a node off for good is refused where a reboot would not undo it, and only what outlives a reboot', async () => {
    nodes[1]?.sh('mount -t tmpfs tmpfs /run; mkdir -p /run/systemd/system; mkdir -p /etc/systemd/system');
    const risky = (action: Action): Action => ({ ...action, risksConnection: true });
    const passing = (action: Action): Action => ({
      ...risky(action),
      steps: [{ do: 'run', script: ':', label: 'take the address off', timeoutMs: 1_000 }],
    });
    const found = async (as: (action: Action) => Action) =>
      (await foreseen(isVars, as)).plan.actions.map(({ node, findings }) => [
        node,
        findings.map((one) => `${one.code} ${one.severity}`),
      ]);
    expect(await found(risky)).toEqual([
      ['A', ['boot-unguarded would-fail']],
      ['B', []],
    ]);
    expect(await found(passing)).toEqual([
      ['A', []],
      ['B', []],
    ]);
    const { plan } = await foreseen(isVars, risky);
    expect(plan.actions[0]?.findings[0]?.detail).toContain('--force boot-unguarded');
    nodes[1]?.sh('umount /run');
  });

  it('a node that is lost between the looks: the plan stands, with a warning that says so', async () => {
    let looks = 0;
    transport.before = (node) => {
      if (node === 'B' && ++looks === 2) transport.dead.add('B');
    };
    const { plan } = await foreseen(isVars);
    transport.before = () => {};
    transport.dead.clear();
    expect(plan.actions.map(({ node }) => node)).toEqual(['A', 'B']);
    expect(plan.problems).toMatchObject([{ severity: 'warning', code: 'foretell-failed', node: 'B' }]);
  });
});
