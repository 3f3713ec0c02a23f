/**
 * The row of a standby in a real PostgreSQL follows who holds the pair: also where a vendor's script writes it, and where the database
 * does not answer at the time of the move. A plan of a move itself never has it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import { movedOnly } from '../../src/ha/moved.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { decide } from '../../src/reconcile/decide.ts';
import { keepRows, type RowEvent } from '../../src/reconcile/keep-rows.ts';
import { lookAtCluster } from '../../src/reconcile/look.ts';
import { pairsIn } from '../../src/reconcile/pairs.ts';
import { type RowOutcome, settleRow } from '../../src/reconcile/rows.ts';
import { startNode, type TestNode, type TestTransport, testTransport } from '../apply/node.ts';
import { until } from '../notify/until.ts';

const BIN = '/usr/lib/postgresql/15/bin';
const SCHEMA = readFileSync(join(import.meta.dirname, '../../lab/images/common/schema.sql'), 'utf8');
const MEMBER =
  'mount -t tmpfs tmpfs /opt; mkdir -p /opt/ubisysconf/ha; ip link add eth0 type veth peer name far0; ip link set eth0 up';

let web: TestNode;
let active: TestNode;
let standby: TestNode;
let transport: TestTransport;
const stop = new AbortController();

beforeAll(async () => {
  [web, active, standby] = await Promise.all([startNode('Web-1'), startNode('Sec-1', MEMBER), startNode('Sec-Rep-1', MEMBER)]);
  web.sh(`mkdir /srv/pg; chown postgres /srv/pg; cd /
su -s /bin/sh postgres -c '${BIN}/initdb -D /srv/pg/data -A trust --no-sync >/dev/null
echo "fsync = off
listen_addresses = \\"\\"
unix_socket_directories = \\"/srv/pg\\"" | sed "s/\\"/\\x27/g" >>/srv/pg/data/postgresql.conf
${BIN}/pg_ctl -D /srv/pg/data -w -l /srv/pg/log start >/dev/null'`);
  psql(SCHEMA, 'postgres');
});
afterAll(() => {
  stop.abort();
  for (const node of [web, active, standby]) node?.close();
});
beforeEach(() => {
  transport = testTransport(new Map([web, active, standby].map(({ name, pid }) => [name, pid])));
  psql(`DELETE FROM redone.dmsa_node; DELETE FROM redone.dmsa_rep_node;
INSERT INTO redone.dmsa_rep_node (name, ip, status) VALUES ('Sec-Rep-1', '10.0.0.31', 2);
INSERT INTO redone.dmsa_node (name, ip, repnode_id) SELECT 'Sec-1', '10.0.0.21', repnode_id FROM redone.dmsa_rep_node`);
  holds(active);
});
afterEach(() => database('start'));

function psql(sql: string, name = 'POSTGRESQL'): string {
  return web
    .sh(`cd /; su -s /bin/sh postgres -c 'PGHOST=/srv/pg psql -X -A -t -q -v ON_ERROR_STOP=1 -d ${name}' <<'END'\n${sql}\nEND`)
    .trim();
}

const status = () => psql("SELECT status FROM redone.dmsa_rep_node WHERE name = 'Sec-Rep-1'");

function database(what: 'start' | 'stop'): void {
  web.sh(
    `cd /; su -s /bin/sh postgres -c '${BIN}/pg_ctl -D /srv/pg/data -w -m immediate -l /srv/pg/log ${what} >/dev/null 2>&1 || :'`,
  );
}

/** As the legacy scripts leave it: the address there, and the record where it is the standby. */
function holds(node: TestNode): void {
  for (const one of [active, standby]) one.sh('ip addr flush dev eth0');
  node.sh('ip addr add 10.0.0.111/24 dev eth0 label eth0:1');
  standby.sh(
    `rm -f /opt/ubisysconf/ha/ha.backupmode; ${node === standby ? 'echo by hand >/opt/ubisysconf/ha/ha.backupmode' : ':'}`,
  );
}

function clusterOf(more = ''): Cluster {
  const text = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24 }
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, serviceAddresses: { eth0:1: 10.0.0.111/24 } }
    Sec-Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, backupOf: Sec-1 }
  database: { host: /srv/pg${more} }
`;
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml', home: '/root' });
  if (!cluster) throw new Error(JSON.stringify(diagnostics, null, 2));
  return cluster;
}

async function settle(cluster = clusterOf()): Promise<RowOutcome> {
  const [members] = pairsIn(cluster);
  if (!members) throw new Error('no pair');
  return settleRow({ cluster, transport, by: 'test', signal: stop.signal }, members);
}

describe('the row of the standby', () => {
  it('says who holds, after a takeover and after a failback, and is left alone while it does', async () => {
    expect(await settle()).toEqual({ is: 'as-wanted', status: '2' });
    holds(standby);
    expect(await settle()).toEqual({ is: 'written', status: '1' });
    expect(status()).toBe('1');
    expect(await settle()).toEqual({ is: 'as-wanted', status: '1' });
    holds(active);
    expect(await settle()).toEqual({ is: 'written', status: '2' });
    expect(status()).toBe('2');
    // Nobody holds: nothing is said of it.
    active.sh('ip addr flush dev eth0');
    transport.dead.add('Sec-Rep-1');
    expect((await settle()).is).toBe('left');
    expect(status()).toBe('2');
  });

  it('is not made where there is none, and another address of it is not touched: that is for dmsa apply', async () => {
    psql("UPDATE redone.dmsa_rep_node SET ip = '1.2.3.4'");
    expect((await settle()).is).toBe('as-wanted');
    psql('UPDATE redone.dmsa_node SET repnode_id = NULL; DELETE FROM redone.dmsa_rep_node');
    holds(standby);
    expect((await settle()).is).toBe('as-wanted');
    expect(psql('SELECT count(*) FROM redone.dmsa_rep_node')).toBe('0');
  });

  it('is written by the vendor’s script where the file says so; one that hangs or fails is told', async () => {
    const cluster = clusterOf(', via: scripts, scripts: { setRepNode: /opt/setRep.sh, setNode: /opt/setNode.sh }');
    holds(standby);
    standby.sh('printf \'#!/bin/sh\\necho "no route to the database" >&2; exit 7\\n\' >/opt/setRep.sh; chmod +x /opt/setRep.sh');
    expect(await settle(cluster)).toMatchObject({ is: 'failed', status: '1' });
    standby.sh('printf \'#!/bin/sh\\necho "$*" >/opt/called\\n\' >/opt/setRep.sh');
    await settle(cluster);
    expect(standby.sh('cat /opt/called')).toBe('Sec-1 Sec-Rep-1 1\n');
  });

  it('is no part of the plan of a move, by SQL or by script: nothing of it waits for a database', async () => {
    holds(standby);
    standby.sh("printf '#!/bin/sh\\nsleep 600\\n' >/opt/setRep.sh; chmod +x /opt/setRep.sh");
    for (const more of ['', ', via: scripts, scripts: { setRepNode: /opt/setRep.sh, setNode: /opt/setNode.sh }']) {
      const cluster = clusterOf(more);
      const [members] = pairsIn(cluster);
      if (!members) throw new Error('no pair');
      const seen = await lookAtCluster({ cluster, kinds: KINDS, transport, selected: null, parallel: 4 });
      const { plan, wanted } = decide(seen);
      expect(plan.actions.some(({ kind, name }) => kind === 'db-row' && name === 'dmsa_rep_node/Sec-Rep-1')).toBe(true);
      expect(movedOnly(plan, members, 'Sec-Rep-1').actions.filter(({ kind }) => kind === 'db-row')).toEqual([]);
      // Nor does what ends a move wait for it.
      const ends = wanted.ofKind('Sec-Rep-1', 'pair').flatMap(({ after }) => after.filter(({ kind }) => kind === 'db-row'));
      expect(ends).toEqual([]);
    }
  });
});

describe('the loop', () => {
  it('says once that the database can’t be told, and writes it when it answers again', async () => {
    const events: RowEvent[] = [];
    const end = new AbortController();
    database('stop');
    holds(standby);
    const rows = keepRows({
      ...{ cluster: clusterOf(), actives: new Set(['Sec-1']), transport, by: 'test', signal: end.signal },
      onEvent: (event) => events.push(event),
    });
    // Each wake is a try; what is gone at the next one is not worth a word.
    await until('the failure', 20, () => {
      rows.wake();
      return events.length > 0 ? true : undefined;
    });
    expect(events).toMatchObject([
      { type: 'row', active: 'Sec-1', standby: 'Sec-Rep-1', status: '1', why: expect.stringContaining('does not answer') },
    ]);
    rows.wake();
    database('start');
    // The same failure is no news.
    await until('it is written', 20, () => {
      rows.wake();
      return events.length > 1 ? true : undefined;
    });
    end.abort();
    await rows.ended;
    expect(events.slice(1)).toEqual([{ type: 'row', active: 'Sec-1', standby: 'Sec-Rep-1', status: '1', why: null }]);
    expect(status()).toBe('1');
  });
});
