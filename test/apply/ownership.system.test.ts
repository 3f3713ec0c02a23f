/**
 * The whole way, with the real kinds, on nodes of namespaces: what dmsa put there goes when the file no longer has it, and what
 * others put there stays as it is, to the byte.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { applyPlan } from '../../src/apply/apply.ts';
import { loadClusterText } from '../../src/desired/load.ts';
import type { Plan } from '../../src/diff/plan.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import { decide } from '../../src/reconcile/decide.ts';
import { lookAtCluster } from '../../src/reconcile/look.ts';
import { remember } from '../../src/reconcile/remember.ts';
import { startNode, type TestNode, targetsOf, testTransport } from './node.ts';

/** A Debian with ifupdown, SysV services and this machine's tools, all of its /etc its own. */
const setup = (last: number): string => `
cp /etc/os-release /srv/os-release
mount -t tmpfs -o mode=755 tmpfs /etc
mkdir -p /etc/network/interfaces.d /etc/init.d /etc/cron.d /opt
for level in 0 1 2 3 4 5 6 S; do mkdir /etc/rc$level.d; done
mv /srv/os-release /etc/os-release
mount -t tmpfs tmpfs /opt
mkdir -p /opt/configurator /opt/ubiqube
printf 'root:x:0:0:root:/root:/bin/sh\\n' >/etc/passwd
printf 'root:x:0:\\n' >/etc/group
printf '127.0.0.1 localhost\\n10.0.0.99 by-hand\\n' >/etc/hosts
ip link set lo up
for net in 0:10.0.0 1:192.0.2; do
  dev=eth\${net%%:*} base=\${net#*:}
  ip link add $dev type veth peer name p$dev
  ip link set p$dev up
  ip link set $dev up
  ip addr add $base.${last}/24 brd + dev $dev
  printf 'auto %s\\niface %s inet static\\n    address %s\\n    netmask 255.255.255.0\\n' $dev $dev $base.${last} >/etc/network/interfaces.d/dmsa-$dev
done
echo 'source /etc/network/interfaces.d/*' >/etc/network/interfaces
for name in ubi-one ubi-two ubi-old; do
  cat >/etc/init.d/$name <<END
#!/bin/sh
### BEGIN INIT INFO
# Provides: $name
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
# Short-Description: a service for tests
### END INIT INFO
case \\$1 in
  start) echo up >/srv/$name.up ;;
  stop) rm -f /srv/$name.up; echo "stopped $name" >>/srv/log ;;
  status) [ -e /srv/$name.up ] || exit 3 ;;
esac
END
  chmod 755 /etc/init.d/$name
done
echo up >/srv/ubi-old.up
for level in 2 3 4 5; do ln -s ../init.d/ubi-old /etc/rc$level.d/S01ubi-old; done
`;

let folder: string;
let web: TestNode;
let sec: TestNode;
let transport: ReturnType<typeof testTransport>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dmsa-owner-'));
  writeFileSync(join(folder, 'license'), 'a license\n');
  web = await startNode('Web-1', setup(11));
  sec = await startNode('Sec-1', setup(21));
  transport = testTransport(
    new Map([
      ['Web-1', web.pid],
      ['Sec-1', sec.pid],
    ]),
  );
});

afterEach(() => {
  web.close();
  sec.close();
  rmSync(folder, { recursive: true });
});

interface Wish {
  readonly webPack?: string;
  readonly webAddresses?: string;
  readonly webRest?: string;
  readonly secAddresses?: string;
  readonly further?: string;
  readonly noSec?: boolean;
}

const FULL: Wish = {
  webPack: '[ubi-one, ubi-two, ubi-old]',
  webAddresses: '{ "eth0:1": 10.0.0.111/24 }',
  further: 'license: { file: ./license }\n  variables: { adapt: { UBI_VSOC_NAME: lab } }',
};

function clusterYaml({
  webPack = '[]',
  webAddresses = '{}',
  webRest = '',
  secAddresses = '{}',
  further = '',
  noSec,
}: Wish): string {
  const node = (name: string, type: string, last: number, rest: string): string =>
    `    ${name}: { type: ${type}, maintenance: 10.0.0.${last}/24, equipment: 192.0.2.${last}/24${rest} }\n`;
  return `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: lab }
spec:
  ${further}
  nodes:
${node('Web-1', 'GUI', 11, `, pack: ${webPack}, serviceAddresses: ${webAddresses}${webRest}`)}${
  noSec ? '' : node('Sec-1', 'SECENGINE', 21, `, serviceAddresses: ${secAddresses}`)
}`;
}

async function look(wish: Wish) {
  const { cluster, diagnostics } = await loadClusterText(clusterYaml(wish), join(folder, 'cluster.yaml'));
  if (!cluster) throw new Error(JSON.stringify(diagnostics));
  const input = await lookAtCluster({ cluster, kinds: KINDS, transport, selected: null, parallel: 8 });
  return { input, verdict: decide(input) };
}

async function planOf(wish: Wish): Promise<Plan> {
  return (await look(wish)).verdict.plan;
}

async function apply(wish: Wish): Promise<Plan> {
  const { input, verdict } = await look(wish);
  const result = await applyPlan({
    plan: verdict.plan,
    resources: verdict.wanted,
    kinds: KINDS,
    transport,
    targets: targetsOf(['Web-1', 'Sec-1']),
    look: observeNode,
    ...remember(verdict.plan, verdict, input),
    options: { holder: 'test', reason: 'a test', settleMs: 100 },
  });
  // These nodes have no init.
  expect(result.problems.filter(({ code }) => code !== 'boot-unguarded')).toEqual([]);
  expect(result.actions.filter(({ outcome }) => outcome.status !== 'done')).toEqual([]);
  expect((await planOf(wish)).actions).toEqual([]);
  return verdict.plan;
}

const removals = (plan: Plan): readonly string[] => plan.actions.filter(({ verb }) => verb === 'delete').map(({ id }) => id);
const lists = (node: TestNode): readonly string[] =>
  Object.keys(JSON.parse(node.sh('cat /var/lib/dmsa/manifest.json')).resources as object);

it('takes away all that it put there, in the order that is safe, and nothing else', async () => {
  await apply(FULL);
  expect(web.sh('ls /srv')).toBe('ubi-old.up\nubi-one.up\nubi-two.up\n');
  web.sh('echo by hand >/etc/init.d/other; echo "10.0.0.98 also-by-hand" >>/etc/hosts; rm -f /srv/log');
  const before = web.sh('sed "/^# BEGIN dmsa/,/^# END dmsa/d" /etc/hosts; cat /etc/network/interfaces.d/dmsa-eth0');

  const plan = await apply({});
  expect(removals(plan).filter((id) => id.startsWith('Web-1/'))).toEqual([
    'Web-1/license//opt/ubiqube/license',
    'Web-1/service/ubi-two',
    'Web-1/service/ubi-one',
    'Web-1/service-address/eth0:1',
  ]);
  expect(plan.actions.find(({ id }) => id === 'Web-1/service/ubi-one')?.reason.sentence).toMatch(
    /^dmsa put it there \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\), and the file no longer has it$/,
  );
  // Stopped in the order that is the reverse of the pack's; what ran before dmsa came runs on, and starts at boot.
  expect(web.sh('cat /srv/log; ls /srv')).toBe('stopped ubi-two\nstopped ubi-one\nlog\nubi-old.up\n');
  expect(web.sh('cd /etc/rc3.d; ls S*')).toBe('S01ubi-old\n');
  expect(web.sh('ip -o -4 addr show dev eth0')).toMatch(/10\.0\.0\.11\/24/);
  expect(web.sh('ip -o -4 addr show dev eth0')).not.toMatch(/10\.0\.0\.111/);
  expect(web.sh('ls /opt/ubiqube')).toBe('');
  expect(web.sh('sed "/^# BEGIN dmsa/,/^# END dmsa/d" /etc/hosts; cat /etc/network/interfaces.d/dmsa-eth0')).toBe(before);
  expect(lists(web)).not.toContain('service/ubi-one');
  expect(lists(web)).not.toContain('service/ubi-old');
});

it('leaves what was changed by hand, and says so', async () => {
  await apply(FULL);
  web.sh('echo another license >/opt/ubiqube/license');
  const plan = await planOf({ ...FULL, further: '' });
  expect(removals(plan)).toEqual(['Sec-1/license//opt/ubiqube/license']);
  expect(plan.left).toMatchObject([{ node: 'Web-1', kind: 'license', name: '/opt/ubiqube/license' }]);
});

it('a list of an older dmsa takes nothing away on its word', async () => {
  await apply(FULL);
  for (const node of [web, sec]) {
    const old = JSON.parse(node.sh('cat /var/lib/dmsa/manifest.json')) as { resources: Record<string, Record<string, unknown>> };
    for (const entry of Object.values(old.resources)) for (const key of ['origin', 'made', 'after']) delete entry[key];
    node.sh(`cat >/var/lib/dmsa/manifest.json <<'END'\n${JSON.stringify(old)}\nEND`);
  }
  // What bears dmsa's mark is known without a list.
  expect(removals(await planOf({}))).toEqual(['Web-1/service-address/eth0:1']);
  expect(web.sh('ls /srv /opt/ubiqube')).toContain('license');
});

it('an address is let go of before another node takes it', async () => {
  await apply(FULL);
  const moved = { ...FULL, webAddresses: '{}', secAddresses: '{ "eth0:1": 10.0.0.111/24 }' };
  const plan = await planOf(moved);
  const claim = plan.actions.find(({ id }) => id === 'Sec-1/service-address/eth0:1');
  expect(claim).toMatchObject({ verb: 'create', after: expect.arrayContaining(['Web-1/service-address/eth0:1']) });
  await apply(moved);
  expect(web.sh('ip -o -4 addr show dev eth0')).not.toMatch(/10\.0\.0\.111/);
  expect(sec.sh('ip -o -4 addr show dev eth0')).toMatch(/10\.0\.0\.111\/24/);
});

it('the address that dmsa is connected over goes commit-confirmed; as the only way in it is not taken away', async () => {
  await apply(FULL);
  transport.head = "SSH_CONNECTION='10.0.0.1 40000 10.0.0.111 22'\n";
  const id = 'Web-1/service-address/eth0:1';
  const without = { ...FULL, webAddresses: '{}' };
  const of = (plan: Plan) => plan.actions.find((action) => action.id === id);
  expect(of(await planOf(without))).toMatchObject({ verb: 'delete', risksConnection: true, findings: [] });
  // Known by dmsa's list alone.
  web.sh('rm /etc/network/interfaces.d/dmsa-eth0:1 2>/dev/null || :');
  expect(of(await planOf(without))).toMatchObject({ verb: 'delete', risksConnection: true, findings: [] });
  const alone = { ...without, webRest: ', ssh: { addresses: ["10.0.0.111"] }' };
  expect(of(await planOf(alone))?.findings).toMatchObject([{ code: 'only-way-in', severity: 'would-fail' }]);
  // Another node's connection is no concern of this one's.
  transport.head = "SSH_CONNECTION='10.0.0.1 40000 10.0.0.11 22'\n";
  expect(of(await planOf(alone))).toMatchObject({ risksConnection: false, findings: [] });
  transport.head = "SSH_CONNECTION='10.0.0.1 40000 10.0.0.111 22'\n";
  await apply(without);
  expect(
    transport.ran.filter(({ script }) => script.includes('/var/lib/dmsa/confirm/') && script.includes('by.confirm')).length,
  ).toBeGreaterThan(0);
  expect(web.sh('ip -o -4 addr show dev eth0')).not.toMatch(/10\.0\.0\.111/);
});

it('a node that the file lost is not looked at, and what goes elsewhere because of it is said and counted', async () => {
  await apply(FULL);
  const before = sec.sh('find /etc /opt /srv /var/lib/dmsa -type f -exec cksum {} + | sort');
  transport.ran.length = 0;
  const plan = await apply({ ...FULL, noSec: true });
  expect(transport.ran.filter(({ node }) => node === 'Sec-1')).toEqual([]);
  expect(sec.sh('find /etc /opt /srv /var/lib/dmsa -type f -exec cksum {} + | sort')).toBe(before);
  expect(removals(plan)).toEqual([]);
  expect(plan.actions.find(({ kind }) => kind === 'hosts')).toMatchObject({
    reason: { code: 'no-longer-wanted', sentence: 'no longer in the file: Sec-1' },
    deletions: 1,
  });
});
