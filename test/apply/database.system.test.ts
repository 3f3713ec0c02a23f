/** Rows of a real PostgreSQL, through psql on the node, planned and applied by the program's own parts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startNode, type TestNode } from './node.ts';
import { failures, type TestSite, testSite } from './site.ts';

const BIN = '/usr/lib/postgresql/15/bin';
const SCHEMA = readFileSync(join(import.meta.dirname, '../../lab/images/common/schema.sql'), 'utf8');

let node: TestNode;
let site: TestSite;

function psql(sql: string, database = 'POSTGRESQL'): string {
  return node
    .sh(
      `cd /; su -s /bin/sh postgres -c 'PGHOST=/srv/pg psql -X -A -t -q -v ON_ERROR_STOP=1 -d ${database}' <<'END'\n${sql}\nEND`,
    )
    .trim();
}

const CLUSTER = (database: string, nodes = '', host = '/srv/pg'): string => `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  variables:
    adapt: { UBI_VSOC_NAME: "of \${HOSTNAME}" }
  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24 }
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24 }
    Sec-2: { type: SECENGINE, maintenance: 10.0.0.22/24 }
    Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, backupOf: Sec-1 }
${nodes}  secrets: { file: secrets.yaml }
  database: { host: ${host}, ${database} }
`;

const WANTED = 'vars: { UBI_ES_LOGINDEX_NAME: ubilogs }';

beforeAll(async () => {
  node = await startNode('Web-1');
  node.sh(`mkdir /srv/pg; chown postgres /srv/pg; cd /
su -s /bin/sh postgres -c '${BIN}/initdb -D /srv/pg/data -A trust --no-sync >/dev/null
echo "fsync = off
listen_addresses = \\"\\"
unix_socket_directories = \\"/srv/pg\\"" | sed "s/\\"/\\x27/g" >>/srv/pg/data/postgresql.conf
${BIN}/pg_ctl -D /srv/pg/data -w -l /srv/pg/log start >/dev/null'`);
});
afterAll(() => node.close());
beforeEach(() => {
  node.sh('rm -rf /var/lib/dmsa/*');
  psql('DROP DATABASE IF EXISTS "POSTGRESQL"', 'postgres');
  psql('DROP ROLE IF EXISTS ncgest', 'postgres');
  psql(SCHEMA, 'postgres');
  site = testSite([node], ['database', 'db-row'], 'variables: { X: "geheim$$\'\\\\ " }\n');
});

describe('rows of the database', () => {
  it('are made, are as wanted after it, and what belongs to others stays', async () => {
    const text = CLUSTER(`${WANTED}, varsFrom: [UBI_VSOC_NAME]`);
    const { plan, result, after } = await site.apply(text);
    expect(plan.unknown).toEqual([]);
    expect(failures(result)).toEqual([]);
    expect(plan.actions.map(({ id, verb }) => `${verb} ${id}`).sort()).toEqual([
      'create Web-1/db-row/dmsa_node/Sec-1',
      'create Web-1/db-row/dmsa_node/Sec-2',
      'create Web-1/db-row/dmsa_rep_node/Rep-1',
      'create Web-1/db-row/msa_vars/UBI_ES_LOGINDEX_NAME',
      'create Web-1/db-row/msa_vars/UBI_VSOC_NAME',
    ]);
    expect(after.actions).toEqual([]);
    const nodes =
      'SELECT n.name, n.ip, n.is_alive, n.status, r.name, r.ip, r.status FROM redone.dmsa_node n LEFT JOIN redone.dmsa_rep_node r USING (repnode_id) ORDER BY 1';
    expect(psql(nodes)).toBe('Sec-1|10.0.0.21|||Rep-1|10.0.0.31|\nSec-2|10.0.0.22|||||');
    expect(psql('SELECT var_name, var_value FROM redone.msa_vars ORDER BY 1')).toBe(
      'UBI_ES_LOGINDEX_NAME|ubilogs\nUBI_VSOC_NAME|of Web-1',
    );

    // Drift of what is dmsa's, and what is the failover's and the watcher's.
    psql(
      "UPDATE redone.dmsa_node SET ip = '1.2.3.4', repnode_id = NULL, is_alive = 1, status = 'active' WHERE name = 'Sec-1'; UPDATE redone.msa_vars SET var_value = 'x' WHERE var_name = 'UBI_VSOC_NAME'",
    );
    const again = await site.apply(text);
    expect(failures(again.result)).toEqual([]);
    expect(
      again.plan.actions.map(({ id, fields }) => [id, ...fields.map(({ path, from, to }) => `${path} ${from} ${to}`)]),
    ).toEqual([
      ['Web-1/db-row/dmsa_node/Sec-1', 'ip 1.2.3.4 10.0.0.21', 'standby null Rep-1'],
      ['Web-1/db-row/msa_vars/UBI_VSOC_NAME', 'value x of Web-1'],
    ]);
    expect(again.after.actions).toEqual([]);
    expect(psql(`SELECT ip, is_alive, status FROM redone.dmsa_node WHERE name = 'Sec-1'`)).toBe('10.0.0.21|1|active');
  });

  it('are found in tables and columns of any name, with values that are hostile to SQL and to the shell', async () => {
    const evil = `a"b'c; DROP TABLE x; -- $(touch /srv/pwned) \\ %`;
    const value = `'; DELETE FROM redone.msa_vars; -- \\' \\\\ $HOME \`id\` \${x} "é" E'`;
    const quoted = `"${evil.replaceAll('"', '""')}"`;
    psql(`CREATE SCHEMA ${quoted}; CREATE TABLE ${quoted}.${quoted} (${quoted} text, "val""ue" text, "when" timestamp);
CREATE TABLE ${quoted}.n (id serial, name text, ip inet, r int); CREATE TABLE ${quoted}.r (id serial, name text, ip inet, s smallint)`);
    const yaml = (text: string) => JSON.stringify(text);
    const mapping = `schema: ${yaml(evil)}, mapping: { nodes: { table: n, id: id, standby: r }, standbys: { table: r, id: id, status: s }, vars: { table: ${yaml(evil)}, name: ${yaml(evil)}, value: "val\\"ue", updated: when } }`;
    const text = CLUSTER(`${mapping}, vars: { A: ${yaml(value)}, B: { secret: X }, C: "" }`);
    const { plan, result, after } = await site.apply(text);
    expect(plan.unknown).toEqual([]);
    expect(failures(result)).toEqual([]);
    expect(after.actions).toEqual([]);
    expect(psql(`SELECT ${quoted} || '=' || "val""ue" FROM ${quoted}.${quoted} ORDER BY 1`)).toBe(
      `A=${value}\nB=geheim$$'\\ \nC=`.trim(),
    );
    expect(node.sh('ls /srv')).toBe('pg\n');
    const row = plan.actions.find(({ id }) => id.endsWith('/B'));
    expect(row?.fields.filter(({ path }) => path === 'value')).toEqual([
      { path: 'value', from: null, to: "geheim$$'\\ ", secret: true },
    ]);
    expect(row?.specHoldsSecret).toBe(true);
  });

  it('are changed without a value on any command line', async () => {
    // A psql that notes how it was called, before it does its work.
    node.sh(
      `printf '#!/bin/sh\\nfor p in /proc/[0-9]*; do tr "\\\\0" " " <$p/cmdline; echo; done >>/srv/pg/seen 2>/dev/null\\nexec psql "$@"\\n' >/srv/pg/psql; chmod 755 /srv/pg/psql; rm -f /srv/pg/seen`,
    );
    const { result } = await site.apply(CLUSTER('psql: /srv/pg/psql, vars: { B: { secret: X } }'));
    expect(failures(result)).toEqual([]);
    const seen = node.sh('cat /srv/pg/seen');
    expect(seen).toContain('ON_ERROR_STOP');
    expect(seen).not.toContain('geheim');
    expect(seen).not.toContain('INSERT');
  });

  it('are unknown, never absent, where the database is down, lacks a table, or takes no changes', async () => {
    const why = async (database: string, host?: string) => {
      const { plan } = await site.look(CLUSTER(database, '', host));
      expect(plan.actions).toEqual([]);
      expect(plan.unknown.map(({ name }) => name)).toContain('dmsa_node/Sec-1');
      return plan.unknown[0]?.why;
    };
    psql('DROP TABLE redone.dmsa_node CASCADE');
    expect(await why(WANTED)).toMatch(/relation "redone.dmsa_node" does not exist/);
    expect(await why('name: nothing')).toMatch(/does not answer: .*database "nothing" does not exist/);
    expect(await why(WANTED, '/srv')).toMatch(/does not answer/);
    expect(await why('runAs: no-such-user')).toMatch(/could not be asked as no-such-user/);
    expect(await why('psql: /srv/none')).toMatch(/psql can't be run/);
    psql(`ALTER DATABASE "POSTGRESQL" SET default_transaction_read_only = on`, 'postgres');
    expect(await why(WANTED)).toMatch(/takes no changes/);
  });

  it('are left alone on a standby server', async () => {
    node.sh(`cd /; su -s /bin/sh postgres -c '${BIN}/pg_basebackup -h /srv/pg -D /srv/pg/standby -R -c fast --no-sync
${BIN}/pg_ctl -D /srv/pg/standby -o "-p 5433" -w -l /srv/pg/log2 start >/dev/null'`);
    const { plan } = await site.look(CLUSTER(`${WANTED}, port: 5433`));
    expect(plan.actions).toEqual([]);
    expect(plan.unknown[0]?.why).toMatch(/is a standby server \(pg_is_in_recovery\)/);
    node.sh(`cd /; su -s /bin/sh postgres -c '${BIN}/pg_ctl -D /srv/pg/standby -m immediate stop >/dev/null'`);
  });

  it('are made by the vendor’s script where the file says so, and a script that is missing is said', async () => {
    const text = CLUSTER('via: scripts, types: [GUI], scripts: { setNode: /srv/pg/SetMsaNodeInDb.sh }');
    const missing = await site.apply(text);
    expect(failures(missing.result).join()).toContain('/srv/pg/SetMsaNodeInDb.sh is not on this node');
    node.sh(`cat >/srv/pg/SetMsaNodeInDb.sh <<'END'
#!/bin/sh
[ $# = 0 ] || exit 1
su -s /bin/sh postgres -c "psql -h /srv/pg -q POSTGRESQL" <<SQL
INSERT INTO redone.dmsa_node (name, ip) VALUES ('Web-1', 'by the script');
SQL
END
chmod 755 /srv/pg/SetMsaNodeInDb.sh`);
    const { plan, result, after } = await site.apply(text);
    expect(plan.actions.map(({ id }) => id)).toEqual(['Web-1/db-row/dmsa_node/Web-1']);
    expect(failures(result)).toEqual([]);
    expect(after).toMatchObject({ actions: [], unknown: [] });
    expect(psql('SELECT name, ip FROM redone.dmsa_node')).toBe('Web-1|by the script');
  });

  it('are removed only where dmsa made them, and never while customers are on the node', async () => {
    psql(`INSERT INTO redone.dmsa_node (name, ip) VALUES ('Sec-8', '10.0.0.28')`);
    const three = CLUSTER(WANTED, '    Sec-9: { type: SECENGINE, maintenance: 10.0.0.29/24 }\n');
    expect(failures((await site.apply(three)).result)).toEqual([]);
    psql(`INSERT INTO redone.customer (name, node_id) SELECT 'c', node_id FROM redone.dmsa_node WHERE name = 'Sec-9'`);
    const without = CLUSTER('types: [SECENGINE]');
    const { plan } = await site.look(without);
    expect(plan.actions.map(({ id, verb }) => `${verb} ${id}`)).toEqual(['delete Web-1/db-row/msa_vars/UBI_ES_LOGINDEX_NAME']);
    expect(plan.unknown).toEqual([
      expect.objectContaining({ name: 'dmsa_node/Sec-9', why: expect.stringContaining('1 customers') }),
    ]);
    // Somebody else's row is told of, and stays.
    expect(plan.problems).toEqual([
      expect.objectContaining({ severity: 'warning', code: 'database-row-unknown', detail: expect.stringContaining('Sec-8') }),
    ]);

    psql('DELETE FROM redone.customer');
    const gone = await site.apply(without);
    expect(failures(gone.result)).toEqual([]);
    expect(gone.plan.actions.map(({ id, verb }) => `${verb} ${id}`).sort()).toEqual([
      'delete Web-1/db-row/dmsa_node/Sec-9',
      'delete Web-1/db-row/msa_vars/UBI_ES_LOGINDEX_NAME',
    ]);
    expect(gone.after).toMatchObject({ actions: [], unknown: [] });
    expect(psql('SELECT name FROM redone.dmsa_node ORDER BY 1')).toBe('Sec-1\nSec-2\nSec-8');
    expect(psql('SELECT count(*) FROM redone.msa_vars')).toBe('0');
  });

  it('refuse their removal on the server itself when a customer came since the plan was looked at', async () => {
    const three = CLUSTER(WANTED, '    Sec-9: { type: SECENGINE, maintenance: 10.0.0.29/24 }\n');
    await site.apply(three);
    site.transport.before = (_, script) => {
      if (script.includes('DELETE FROM "redone"."dmsa_node"'))
        psql(`INSERT INTO redone.customer (name, node_id) SELECT 'c', node_id FROM redone.dmsa_node WHERE name = 'Sec-9'`);
    };
    const { result } = await site.apply(CLUSTER(WANTED));
    expect(failures(result).join()).toContain('Sec-9 still has customers: its row stays');
    expect(psql(`SELECT count(*) FROM redone.dmsa_node WHERE name = 'Sec-9'`)).toBe('1');
    // It is still dmsa's: once the customer is gone, so is the row.
    site.transport.before = () => {};
    psql('DELETE FROM redone.customer');
    expect(failures((await site.apply(CLUSTER(WANTED))).result)).toEqual([]);
    expect(psql(`SELECT count(*) FROM redone.dmsa_node WHERE name = 'Sec-9'`)).toBe('0');
  });
});
