/**
 * An operator's direct map and dmsa's, with the real autofs of the lab's images: at no moment both serve one mount point. Triggers
 * are all that is needed for that, so that no NFS server is.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { automountKind } from '../../src/kinds/automount.ts';
import { applyEdit } from '../../src/kinds/edit.ts';
import type { Facts } from '../../src/kinds/facts.ts';
import type { Resource, Step } from '../../src/kinds/kind.ts';
import { observeNode } from '../../src/observe/nodes.ts';
import { CONNECTION, type TestNode, testTransport } from '../apply/node.ts';
import { startImageNode } from './image-node.ts';

const LINE = '/mnt/a -rw,hard 10.0.0.121:/srv/a';
const OTHER = '/mnt/b -ro 10.0.0.122:/srv/b';
const adopted = [{ file: '/etc/auto.site', text: LINE }];
const want: Resource[] = [
  {
    ...{ node: 'web', kind: 'automount', name: '/mnt/a', after: [] },
    spec: { point: '/mnt/a', source: '10.0.0.121:/srv/a', options: 'rw,hard', aliases: ['10.0.0.121'], adopted },
  },
];

let node: TestNode;
beforeAll(async () => {
  node = await startImageNode('web', 'debian-sysv');
  node.sh(`mkdir -p /mnt/a /mnt/b /etc/auto.master.d
printf '%s\\n' '/- /etc/auto.site --timeout=60' '+dir:/etc/auto.master.d' >/etc/auto.master
printf '%s\\n' '${LINE}' '${OTHER}' >/etc/auto.site
# The kernel wants a process group of this namespace, and that of nsenter is not.
setsid -w service autofs start >/dev/null 2>&1 </dev/null`);
}, 120_000);
afterAll(() => node.close());

async function look(): Promise<Facts> {
  const session = await testTransport(new Map([['web', node.pid]])).connect({ node: 'web', connection: CONNECTION });
  return observeNode(session, automountKind.probe(want), { timeoutMs: 10_000 });
}

async function stepsNow(): Promise<readonly Step[]> {
  const facts = await look();
  const seen = automountKind.parse(facts, want).get('/mnt/a');
  if (seen?.status !== 'present') throw new Error(JSON.stringify(seen));
  const context = { node: 'web', platform: facts.platform, look: () => ({ status: 'unknown' as const, why: '' }) };
  const changes = automountKind.compare(want[0]?.spec ?? null, seen.state, context);
  if ('unknown' in changes) throw new Error(changes.unknown);
  return changes.length === 0 ? [] : automountKind.steps(want[0]?.spec ?? null, seen.state, context);
}

function carryOut(steps: readonly Step[]): void {
  for (const step of steps) {
    if (step.do === 'edit') {
      const text = node.sh(`cat ${step.path} 2>/dev/null || :`);
      node.sh(`cat >${step.path} <<'END'\n${applyEdit(text, step.edit)}END`);
    } else if (step.do === 'run') node.sh(step.script);
    else throw new Error(step.do);
  }
}

const triggers = (): string => node.sh(`awk '$3 == "autofs" && $2 ~ "^/mnt/" { print $1, $2 }' /proc/mounts | sort`);

it('moves an entry from the operator’s map to dmsa’s, and leaves the other entries alone', async () => {
  expect(triggers()).toBe('/etc/auto.site /mnt/a\n/etc/auto.site /mnt/b\n');
  // Who serves what, all the time: a line for every change of the table of mounts.
  node.sh(`cat >/tmp/watch <<'END'
while :; do awk '$3 == "autofs" && $2 == "/mnt/a" { print $1 }' /proc/mounts | tr '\\n' ' '; echo; done
END
sh /tmp/watch >/tmp/seen 2>/dev/null </dev/null & echo $! >/tmp/watch.pid`);
  carryOut(await stepsNow());
  node.sh('kill $(cat /tmp/watch.pid)');
  expect(triggers()).toBe('/etc/auto.dmsa /mnt/a\n/etc/auto.site /mnt/b\n');
  expect(node.sh('cat /etc/auto.site')).toBe(`${OTHER}\n`);
  expect(node.sh('ls -A /etc | grep auto[.]dmsa')).toBe('auto.dmsa\n');
  const seen = node
    .sh('uniq /tmp/seen')
    .split('\n')
    .map((line) => line.trim());
  expect(seen).toContain('/etc/auto.site');
  expect(seen).toContain('/etc/auto.dmsa');
  expect(seen.filter((line) => line.includes(' '))).toEqual([]);
  expect(await stepsNow()).toEqual([]);
});

it('what was moved in the files while something used the mount, so that autofs was not told, is moved by the next apply', async () => {
  node.sh(`sed -i '/mnt.a/d' /etc/auto.dmsa; echo '${LINE}' >>/etc/auto.site; setsid -w service autofs restart >/dev/null 2>&1`);
  const before = triggers();
  expect(before).toBe('/etc/auto.site /mnt/a\n/etc/auto.site /mnt/b\n');
  node.sh(`sed -i '/mnt.a/d' /etc/auto.site
sed -i 's|^# END|/mnt/a -fstype=nfs,rw,hard 10.0.0.121:/srv/a\\n&|' /etc/auto.dmsa`);
  expect((await stepsNow()).map((step) => (step.do === 'run' ? step.label : step.do))).toEqual([
    'have autofs let go of what another map served',
    'reload autofs',
  ]);
  carryOut(await stepsNow());
  expect(triggers()).toBe('/etc/auto.dmsa /mnt/a\n/etc/auto.site /mnt/b\n');
  expect(await stepsNow()).toEqual([]);
});
