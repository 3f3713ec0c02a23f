/** Nodes with an /etc, a /root and an sshd of their own, and the whole way from a cluster file to a clean plan on them. */
import { spawnSync } from 'node:child_process';
import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyResult } from '../../src/apply/request.ts';
import { succeeded } from '../../src/apply/request.ts';
import type { Cluster } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { parseSecrets } from '../../src/desired/secrets.ts';
import { followUps } from '../../src/diff/follow-ups.ts';
import type { Plan } from '../../src/diff/plan.ts';
import { authorizedKeys } from '../../src/kinds/authorized-keys.ts';
import { knownHosts } from '../../src/kinds/known-hosts.ts';
import { rootPassword } from '../../src/kinds/root-password.ts';
import { sshKey } from '../../src/kinds/ssh-key.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import { decide, type Verdict } from '../../src/reconcile/decide.ts';
import { lookAtCluster } from '../../src/reconcile/look.ts';
import { startNode, type TestNode, type TestTransport, targetsOf, testTransport } from '../apply/node.ts';

export const IDENTITY_KINDS = [sshKey, authorizedKeys, knownHosts, rootPassword];

/** /etc is a copy without secrets of this machine; sshd's host key is its own. */
const SETUP = `cp -a /etc /srv/etc; mount --bind /srv/etc /etc
rm -rf /etc/ssh/ssh_host_* /etc/ssh/ssh_known_hosts /etc/ssh/sshd_config.d
printf 'Port 22\\nUsePAM no\\nStrictModes yes\\nLogLevel ERROR\\n' >/etc/ssh/sshd_config
printf 'root:*:20000:0:99999:7:::\\ndaemon:*:20000:0:99999:7:::\\n' >/etc/shadow; chown root:shadow /etc/shadow 2>/dev/null || :; chmod 640 /etc/shadow
mount -t tmpfs -o mode=700 tmpfs /root
mkdir -p /run/sshd; mount -t tmpfs -o mode=755 tmpfs /run/sshd
ssh-keygen -q -t ed25519 -N '' -C host -f /etc/ssh/ssh_host_ed25519_key
ip link set lo up
/usr/sbin/sshd`;

export interface IdentitySite {
  readonly nodes: ReadonlyMap<string, TestNode>;
  readonly transport: TestTransport;
  node(name: string): TestNode;
  close(): void;
}

export async function identitySite(names: readonly string[]): Promise<IdentitySite> {
  const nodes = new Map(await Promise.all(names.map(async (name) => [name, await startNode(name, SETUP)] as const)));
  return {
    nodes,
    transport: testTransport(new Map([...nodes].map(([name, { pid }]) => [name, pid]))),
    node(name) {
      const found = nodes.get(name);
      if (!found) throw new Error(`no node ${name}`);
      return found;
    },
    close() {
      for (const node of nodes.values()) node.close();
    },
  };
}

/** @param more lines of `spec` */
export function clusterOf(names: readonly string[], more: string, secrets = ''): Cluster {
  const nodes = names.map(
    (name, at) => `    ${name}: { type: SECENGINE, maintenance: 10.0.0.${at + 11}/24, equipment: 192.0.2.${at + 11}/24 }`,
  );
  const file = secrets === '' ? '' : '  secrets: { file: s.yaml }\n';
  const text = `apiVersion: dmsa/v1\nkind: Cluster\nmetadata: { name: test }\nspec:\n  central: ${names[0]}\n${file}${more}\n  legacyFiles: false\n  nodes:\n${nodes.join('\n')}\n`;
  const read = secrets === '' ? null : parseSecrets(secrets, 's.yaml').secrets;
  const { cluster, diagnostics } = parseCluster(text, {
    file: 'cluster.yaml',
    secrets: read,
    salt: () => 'saltfortestsonly',
  });
  if (!cluster) throw new Error(JSON.stringify(diagnostics));
  return cluster;
}

export interface Looked {
  readonly verdict: Verdict;
  readonly plan: Plan;
}

/** `selected` null: all. */
export async function planOn(
  site: IdentitySite,
  cluster: Cluster,
  selected: readonly string[] | null = null,
  loginKeys: readonly string[] = [],
): Promise<Looked> {
  const seen = await lookAtCluster({
    cluster,
    kinds: IDENTITY_KINDS,
    transport: site.transport,
    selected: selected && new Set(selected),
    parallel: 8,
  });
  const verdict = decide({ ...seen, loginKeys: new Map(cluster.nodes.map(({ name }) => [name, loginKeys])) });
  return { verdict, plan: verdict.plan };
}

export function applyOn(site: IdentitySite, { verdict, plan }: Looked): Promise<ApplyResult> {
  return applyPlan({
    plan,
    resources: verdict.wanted,
    kinds: IDENTITY_KINDS,
    transport: site.transport,
    look: observeNode,
    targets: targetsOf([...site.nodes.keys()]),
    options: { holder: 'test', reason: 'a test', settleMs: 1, confirmS: 10 },
  });
}

/** One pass; fails where an action does. Gives what is to be done next, as the verb `apply` finds it. */
export async function pass(
  site: IdentitySite,
  cluster: Cluster,
  now: Looked,
): Promise<{ readonly after: Looked; readonly next: Plan }> {
  const result = await applyOn(site, now);
  const bad = result.actions.filter(({ outcome }) => !succeeded(outcome));
  if (bad.length > 0) throw new Error(JSON.stringify(bad, null, 1));
  const after = await planOn(site, cluster);
  return { after, next: followUps(now.plan, new Set(result.actions.map(({ id }) => id)), after.plan) };
}

/** What one `dmsa apply` does; the number of its passes. */
export async function converge(site: IdentitySite, cluster: Cluster): Promise<number> {
  let now = await planOn(site, cluster);
  let passes = 0;
  while (now.plan.actions.length > 0) {
    const { after, next } = await pass(site, cluster, now);
    passes += 1;
    if (passes > 5) throw new Error(`no end: ${ids(after.plan).join(' ')}`);
    if (next.actions.length === 0 && after.plan.actions.length > 0) throw new Error(`left over: ${ids(after.plan).join(' ')}`);
    now = { verdict: after.verdict, plan: next };
  }
  return passes;
}

export function ids(plan: Plan): readonly string[] {
  return plan.actions.map(({ id }) => id);
}

/** root's ssh on one node to sshd of another, by its name, without asking anybody anything; what it says. */
export function sshBetween(site: IdentitySite, from: string, to: string, alias = to): string {
  const source = String(site.node(from).pid);
  // Files of the one, network of the other: the namespaces are not joined by a network.
  const result = spawnSync(
    'nsenter',
    [
      ...['--target', source, '--mount', '--pid', `--net=/proc/${site.node(to).pid}/ns/net`, '--', 'env', 'HOME=/root'],
      ...['ssh', '-F', 'none', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes', '-o', `HostKeyAlias=${alias}`],
      ...['-o', 'ConnectTimeout=5', '-o', 'UserKnownHostsFile=/dev/null', 'root@127.0.0.1', 'echo in'],
    ],
    { encoding: 'utf8', timeout: 20_000 },
  );
  return `${result.stdout}${result.stderr}`.trim();
}
