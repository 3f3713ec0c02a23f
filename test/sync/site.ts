/** A pair on two networks: an active with a real sshd, and a standby that gets to it by ssh and has a real rsync. */
import { spawnSync } from 'node:child_process';
import type { Cluster } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { place } from '../../src/ha/placement.ts';
import type { CopyReport } from '../../src/ha/sync/report.ts';
import type { Placement } from '../../src/kinds/kind.ts';
import { type Forcible, stateDir } from '../../src/kinds/sync-state.ts';
import { type PairOutcome, type SyncRequest, syncPairs } from '../../src/reconcile/sync.ts';
import { startNode, type TestNode, type TestTransport, testTransport } from '../apply/node.ts';

export const PATH = '/opt/sms/spool';
export const RECORD = '/opt/ubisysconf/ha/ha.backupmode';
export const LOG = '/opt/ubisysconf/ha/logs/ha_sync.log';
export const STATE = stateDir(PATH);
export const RUNNING = '/var/lib/dmsa/sync/running';

/** /etc is a copy without secrets of this machine; /opt and /root are empty. */
const SETUP = `cp -a /etc /srv/etc; mount --bind /srv/etc /etc
rm -rf /etc/ssh/ssh_host_* /etc/ssh/ssh_known_hosts /etc/ssh/sshd_config.d; : >/etc/fstab
printf 'Port 22\\nUsePAM no\\nUseDNS no\\nLogLevel ERROR\\nSetEnv SHLVL=2\\n' >/etc/ssh/sshd_config
mount -t tmpfs -o mode=700 tmpfs /root
mount -t tmpfs -o mode=755 tmpfs /opt
mkdir -p /opt/sms /opt/ubisysconf/ha /root/.ssh; chmod 700 /root/.ssh
mkdir -p /run/sshd; mount -t tmpfs -o mode=755 tmpfs /run/sshd
ssh-keygen -q -t ed25519 -N '' -C host -f /etc/ssh/ssh_host_ed25519_key
ssh-keygen -q -t ed25519 -N '' -C root -f /root/.ssh/id_ed25519
ip link set lo up
/usr/sbin/sshd`;

export interface SyncSite {
  readonly active: TestNode;
  readonly standby: TestNode;
  readonly transport: TestTransport;
  readonly cluster: Cluster;
  /** Copies, by default as where the active holds; gives the outcome of the pair. */
  sync(change?: Partial<SyncRequest>): Promise<PairOutcome>;
  /** The report on PATH, where there is one. */
  copy(change?: Partial<SyncRequest>): Promise<CopyReport>;
  close(): void;
}

export function clusterOf(limits = '', exclude = ''): Cluster {
  const text = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  central: Sec-1
  sshKeys: { type: ed25519 }
  packs: { pack_sec: [ubi-sms] }
  serviceAddresses: { svc: { eth0:1: 10.0.0.111/24 } }
  ${limits === '' ? '' : `syncLimits: ${limits}`}
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: 192.0.2.21/24, serviceAddresses: svc, pack: pack_sec }
    Sec-Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, equipment: 192.0.2.31/24, backupOf: Sec-1, sync: { every: 5m } }
  sync:
    - { type: SECENGINE, path: ${PATH}, exclude: [${exclude}] }
`;
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml' });
  if (!cluster) throw new Error(JSON.stringify(diagnostics, null, 1));
  return cluster;
}

/** As `place` reads it off nodes of which nothing is held yet. */
function nobodyHolds(cluster: Cluster): Placement {
  return place(cluster, () => ({ status: 'absent' }));
}

export const forcing =
  (...codes: readonly Forcible[]) =>
  (): ReadonlySet<Forcible> =>
    new Set(codes);

export async function syncSite(): Promise<SyncSite> {
  const [active, standby] = await Promise.all([startNode('Sec-1', SETUP), startNode('Sec-Rep-1', SETUP)]);
  for (const device of ['eth0', 'eth1']) {
    const { status, stderr } = spawnSync('ip', [
      ...['link', 'add', device, 'netns', String(active.pid), 'type', 'veth'],
      ...['peer', 'name', device, 'netns', String(standby.pid)],
    ]);
    if (status !== 0) throw new Error(String(stderr));
  }
  for (const [node, last] of [
    [active, 21],
    [standby, 31],
  ] as const) {
    node.sh(
      `ip addr add 10.0.0.${last}/24 dev eth0; ip addr add 192.0.2.${last}/24 dev eth1; ip link set eth0 up; ip link set eth1 up`,
    );
  }
  const introduce = (from: TestNode, to: TestNode, hosts: string): void => {
    const key = to.sh('cut -d" " -f1,2 /etc/ssh/ssh_host_ed25519_key.pub').trim();
    from.sh(`echo '${hosts} ${key}' >/etc/ssh/ssh_known_hosts`);
    const login = from.sh('cat /root/.ssh/id_ed25519.pub').trim();
    to.sh(`echo '${login}' >/root/.ssh/authorized_keys; chmod 600 /root/.ssh/authorized_keys`);
  };
  introduce(standby, active, '10.0.0.21,192.0.2.21');
  introduce(active, standby, '10.0.0.31,192.0.2.31');
  const transport = testTransport(
    new Map([
      ['Sec-1', active.pid],
      ['Sec-Rep-1', standby.pid],
    ]),
  );
  const cluster = clusterOf();
  const sync = async (change: Partial<SyncRequest> = {}): Promise<PairOutcome> => {
    const of = change.cluster ?? cluster;
    const [pair] = await syncPairs({
      cluster: of,
      transport,
      placement: nobodyHolds(of),
      actives: new Set(['Sec-1']),
      parallel: 2,
      ...change,
    });
    if (!pair) throw new Error('no pair');
    return pair;
  };
  return {
    active,
    standby,
    transport,
    cluster,
    sync,
    async copy(change) {
      const outcome = (await sync(change)).copies[0]?.outcome;
      if (outcome?.status !== 'reported') throw new Error(JSON.stringify(outcome, null, 1));
      return outcome.report;
    },
    close() {
      active.close();
      standby.close();
    },
  };
}
