/**
 * A node for tests with the files of one of the lab's images: namespaces of its own on this machine, its root the image's layers
 * under a writable one in memory, so that ifupdown and NetworkManager are the real ones. Two interfaces with carrier, eth0 and
 * eth1; their other ends, sw0 and sw1, are in the node too. Needs root.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureImages } from '../../lab/image.ts';
import type { Flavour } from '../../lab/topology.ts';
import { applyPlan } from '../../src/apply/apply.ts';
import type { ActionResult } from '../../src/apply/request.ts';
import type { Check } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import type { Plan } from '../../src/diff/plan.ts';
import type { AnyKind } from '../../src/kinds/kind.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import { decide, type Verdict } from '../../src/reconcile/decide.ts';
import { lookAtCluster } from '../../src/reconcile/look.ts';
import { startNode, type TestNode, targetsOf, testTransport } from '../apply/node.ts';

/** What the node has before dmsa comes; `eth0` as the one who unpacked it set it by hand. */
const NETWORK = `ip link set lo up
for n in 0 1; do ip link add eth$n type veth peer name sw$n; ip link set sw$n up; done
ip addr add 10.0.0.21/24 brd + dev eth0
ip link set eth0 up`;

/**
 * It goes to the background before it can be asked. One that ended, as it does where the one before it still has its name on the
 * bus, is started again, as its unit has it (Restart=on-failure).
 */
export const START_NM = `NetworkManager
n=0; until nmcli general status >/dev/null 2>&1; do
  sleep 0.1; n=$((n + 1)); [ $n -lt 600 ] || { echo 'NetworkManager does not answer' >&2; exit 1; }
  [ -e /run/NetworkManager/NetworkManager.pid ] || [ $((n % 20)) != 0 ] || NetworkManager || :
done`;
/** Its process is gone, or nobody has waited for it yet (its command line is empty then). */
export const STOP_NM = `p=$(cat /run/NetworkManager/NetworkManager.pid); kill $p
n=0; while [ -e /run/NetworkManager/NetworkManager.pid ] || [ -n "$(tr -d '\\0' </proc/$p/cmdline 2>/dev/null)" ]; do
  sleep 0.1; n=$((n + 1)); [ $n -lt 600 ] || { echo 'NetworkManager does not end' >&2; exit 1; }
done`;

const DAEMONS: Readonly<Partial<Record<Flavour, string>>> = {
  'rhel-nm': `tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
mkdir -p /run/dbus
dbus-daemon --system --fork
# It would set a host name that was changed by hand back by itself.
mkdir -p /etc/NetworkManager/conf.d
printf '[main]\\nhostname-mode=none\\n' >/etc/NetworkManager/conf.d/test.conf
${START_NM}`,
};

export async function startImageNode(name: string, flavour: Flavour): Promise<TestNode> {
  const images = await ensureImages([flavour]);
  const layers = images.get(flavour)?.layers ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'dmsa-node-'));
  const setup = `mount -t tmpfs tmpfs ${folder}
mkdir ${folder}/upper ${folder}/work ${folder}/root
mount -t overlay -o lowerdir=${layers.join(':')},upperdir=${folder}/upper,workdir=${folder}/work node ${folder}/root
cd ${folder}/root
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t tmpfs tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount --bind /dev dev
mkdir -p mnt
pivot_root . mnt
umount -l /mnt
hostname old-name
echo old-name >/etc/hostname
${NETWORK}
${DAEMONS[flavour] ?? ''}`;
  const node = await startNode(name, setup);
  return {
    ...node,
    close() {
      node.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const NETWORK_KINDS = ['hosts', 'hostname', 'interface', 'route', 'service-address', 'held-address', 'failover-record', 'pair'];

/** The kinds that are about a node's network; the others need what these nodes do not run. */
const kinds: readonly AnyKind[] = KINDS.filter(({ name }) => NETWORK_KINDS.includes(name));

export interface Dmsa {
  plan(yaml: string): Promise<Plan>;
  /** Plans, applies, and gives what became of each action. `failing`: with an operator's check that never succeeds. */
  apply(yaml: string, failing?: boolean): Promise<readonly ActionResult[]>;
}

/** An operator's check that never succeeds. */
const FAILING: Check = {
  name: 'never',
  nodes: null,
  on: 'controller',
  probe: { type: 'command', command: 'exit 9' },
  timeoutMs: 5_000,
  retries: 0,
};

/** dmsa as a controller would run it on these nodes; `yaml` is what stands under `spec:`. */
export function dmsaOn(nodes: readonly TestNode[]): Dmsa {
  const transport = testTransport(new Map(nodes.map(({ name, pid }) => [name, pid])));
  const targets = targetsOf(nodes.map(({ name }) => name));
  const verdictOf = async (yaml: string): Promise<Verdict> => {
    const text = `apiVersion: dmsa/v1\nkind: Cluster\nmetadata: { name: test }\nspec:\n${yaml}`;
    const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml', home: '/root' });
    if (!cluster) throw new Error(diagnostics.map((one) => `${one.summary} ${one.detail ?? ''}`).join('\n'));
    return decide(await lookAtCluster({ cluster, kinds, transport, selected: null, parallel: 4 }));
  };
  return {
    plan: async (yaml) => (await verdictOf(yaml)).plan,
    async apply(yaml, failing = false) {
      const { plan, wanted } = await verdictOf(yaml);
      const checks = new Map(nodes.map(({ name }) => [name, failing ? [FAILING] : []]));
      const options = { holder: 'test', reason: 'a test', settleMs: 200 };
      const result = await applyPlan({ plan, resources: wanted, kinds, transport, targets, look: observeNode, checks, options });
      return result.actions;
    },
  };
}
