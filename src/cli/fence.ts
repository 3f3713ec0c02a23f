import { hostname, userInfo } from 'node:os';
import { listLocks } from '../apply/lock-admin.ts';
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { type Fenced, type Power, powerOf, reboot, switchOff, switchOn } from '../fence/fence.ts';
import { isOwnMachine } from '../fence/own-machine.ts';
import { lookIn } from '../reconcile/decide.ts';
import { targetOf } from '../reconcile/look.ts';
import { fenceToJson, holdingsOf, renderHoldings, renderPower, type SeenPower } from '../views/fence.ts';
import { renderLocks } from '../views/locks.ts';
import { noteDoing } from './doing.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadOrThrow, selectNodes } from './load.ts';
import { lookAndDecide } from './look.ts';
import { transportTo } from './transport.ts';

type Switch = 'on' | 'off' | 'reboot';

/** A look before a question is worth no more: whoever fences a node does so because it does not answer well. */
const LOOK_MS = 15_000;
const AGENTS_AT_A_TIME = 16;

export async function fenceStatusVerb(
  options: { readonly file: string; readonly node: string | null; readonly json: boolean },
  io: Io,
): Promise<number> {
  const { cluster } = await loadOrThrow(options.file, io, 'count');
  const nodes = options.node === null ? cluster.nodes : [nodeOf(cluster, options.node)];
  if (options.node !== null) for (const node of nodes) fencedOf(node);
  const seen = await allPowers(nodes);
  const shown = io.redacted(seen);
  if (options.json) io.out(`${JSON.stringify(fenceToJson(cluster.name, 'status', shown, null), null, 2)}\n`);
  else io.out(renderPower(shown, io));
  return seen.some(({ power }) => power?.is === 'unknown') ? EXIT.incomplete : EXIT.done;
}

export async function fenceActionVerb(
  options: {
    readonly file: string;
    readonly node: string;
    readonly action: Switch;
    readonly yes: boolean;
    readonly json: boolean;
    readonly reason?: string;
  },
  io: Io,
): Promise<number> {
  const { action, reason = null } = options;
  if (options.json && !options.yes) throw usage('--json asks nobody: it needs --yes', 'Look first with: dmsa fence status');
  const { cluster } = await loadOrThrow(options.file, io, 'count');
  const node = nodeOf(cluster, options.node);
  const fenced = fencedOf(node);
  if (action !== 'on' && isOwnMachine(node)) throw new DiagnosticError([ownMachine(node.name, action)]);
  if (!options.yes && !(await agreed(cluster, node, action, io))) {
    io.err('Nothing was done.\n');
    return EXIT.error;
  }
  const by = `${userInfo().username}@${hostname()}`;
  const fields = { node: node.name, action, by, ...(reason === null ? {} : { reason }) };
  io.log('info', `fence ${action} ${node.name}`, fields);
  const power = await switched(fenced, action);
  io.log(power.is === 'unknown' ? 'error' : 'info', `fence ${action} ${node.name}: ${power.is}`, fields);
  const what = `fence ${action}: ${power.is}${reason ? `: ${reason}` : ''}`;
  await noteDoing(
    cluster.name,
    [{ code: `fence-${action}`, sentence: what, node: node.name, reason: reason ?? undefined, severity: 'warning' }],
    io,
  );
  const shown = io.redacted([{ name: node.name, agent: fenced.fence.agent, power }]);
  if (options.json) io.out(`${JSON.stringify(fenceToJson(cluster.name, action, shown, reason), null, 2)}\n`);
  else io.out(renderPower(shown, io));
  return power.is === 'unknown' ? EXIT.error : EXIT.done;
}

function switched(fenced: Fenced, action: Switch): Promise<Power> {
  switch (action) {
    case 'off':
      return switchOff(fenced);
    case 'on':
      return switchOn(fenced);
    case 'reboot':
      return reboot(fenced);
  }
}

async function allPowers(nodes: readonly ClusterNode[]): Promise<readonly SeenPower[]> {
  const { default: PQueue } = await import('p-queue');
  const queue = new PQueue({ concurrency: AGENTS_AT_A_TIME });
  return queue.addAll(
    nodes.map(({ name, fence }) => async (): Promise<SeenPower> => {
      if (fence === null) return { name, agent: null, power: null };
      return { name, agent: fence.agent, power: await powerOf({ name, fence }) };
    }),
  );
}

function nodeOf(cluster: Cluster, name: string): ClusterNode {
  selectNodes(cluster, [name]);
  const node = cluster.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no node ${name}`);
  return node;
}

function fencedOf({ name, fence, source }: ClusterNode): Fenced {
  if (fence !== null) return { name, fence };
  const detail = `Write under the node, for example:\n  fence: { agent: fence_ipmilan, options: { ip: 192.0.2.121, username: admin, password: { secret: IPMI }, lanplus: 1 } }\nand the password under variables in the secrets file. ls /usr/sbin/fence_* shows which agents there are here.`;
  throw new DiagnosticError([
    {
      severity: 'error',
      code: 'no-fence-agent',
      summary: `${name} has no fence agent in the cluster file`,
      detail,
      node: name,
      source,
    },
  ]);
}

function ownMachine(node: string, action: Switch): Diagnostic {
  return {
    severity: 'error',
    code: 'own-machine',
    summary: `${node} is the machine that dmsa runs on: it is not fenced from here`,
    detail: `Nobody would be left to see that it is off. Run dmsa fence ${action} ${node} on another machine.`,
    node,
  };
}

/** Shows what is lost by it, as far as the node says it in time, and asks. Takes no lock and waits for none (docs/decisions/0055). */
async function agreed(cluster: Cluster, node: ClusterNode, action: Switch, io: Io): Promise<boolean> {
  if (!io.interactive) throw usage('there is nobody to ask: not a terminal', 'Look with dmsa fence status, then give --yes.');
  if (action !== 'on') {
    const transport = await transportTo(cluster);
    try {
      const signal = AbortSignal.timeout(LOOK_MS);
      const request = { cluster, selected: new Set([node.name]), transport, parallel: 4, signal };
      const { seen } = await lookAndDecide(request, io);
      io.out(renderHoldings(io.redacted(holdingsOf(node, seen.seen.get(node.name), lookIn(seen))), io));
      if (seen.seen.get(node.name)?.reachable) {
        const locks = await listLocks({ transport, targets: [targetOf(node)], parallel: 1 });
        if (locks.some((lock) => 'report' in lock && lock.report.status !== 'free')) io.out(renderLocks(locks, io));
      }
    } finally {
      await transport.close();
    }
  }
  const what = { on: 'Switch it on', off: 'Switch it off, as pulling its cable would', reboot: 'Reboot it the hard way' }[action];
  return (await io.ask(`\n${node.name}: ${what}? Only "yes" is a yes: `)).trim() === 'yes';
}

function usage(summary: string, detail: string): DiagnosticError {
  return new DiagnosticError([{ severity: 'error', code: 'usage', summary, detail }]);
}
