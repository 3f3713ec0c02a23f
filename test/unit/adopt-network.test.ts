/** From entries of autofs's maps and routes of the system's own files to rules of cluster.yaml. */
import { describe, expect, it } from 'vitest';
import { findAutomounts } from '../../src/adopt/find-automounts.ts';
import { findRoutes } from '../../src/adopt/find-routes.ts';
import type { Found } from '../../src/adopt/found.ts';
import { preview, unfound } from '../../src/adopt/preview.ts';
import { objections, propose, without } from '../../src/adopt/propose.ts';
import { withRule } from '../../src/adopt/rules.ts';
import { loadClusterText } from '../../src/desired/load.ts';
import { memoryFacts, platformOf } from '../kinds/memory-facts.ts';

const YAML = `apiVersion: dmsa/v1
kind: Cluster
metadata:
  name: lab
spec:
  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24, equipment: 192.0.2.11/24 } # top
    Sec-1:
      type: SECENGINE
      maintenance: &m { address: 10.0.0.21/24 }
      equipment: 192.0.2.21/24
      serviceAddresses: { "eth0:1": 10.0.0.121/24 }
    Sec-2: { type: SECENGINE, serviceAddresses: { "eth0:1": 10.0.0.122/24 }, maintenance: 10.0.0.22/24, equipment: { address: 192.0.2.22/24, routes: [{ to: 203.0.113.0/24, via: 192.0.2.9 }] } }
  shares:
    exports: [{ type: SECENGINE, path: /opt/rrd }]
    mounts: [{ type: GUI, from: SECENGINE, path: /opt/rrd, mountPoint: "/old/\${NODE}", mode: demand }]
`;

async function cluster(text = YAML) {
  const { cluster: read, diagnostics } = await loadClusterText(text, '/x/cluster.yaml');
  if (!read) throw new Error(JSON.stringify(diagnostics));
  return read;
}

const MASTER = '/etc/auto.master';
function maps(site: string, master = '/- /etc/auto.site\n', more: Record<string, { text: string; mode?: string }> = {}) {
  const files = { [MASTER]: { text: master }, '/etc/auto.site': { text: site }, ...more };
  const named = Object.keys(files);
  const globs = {
    '/etc/auto.*': named.filter((path) => !path.includes('.d/')),
    '/etc/auto.master.d/*.autofs': named.filter((path) => path.includes('.d/')),
  };
  const found = findAutomounts('Web-1', memoryFacts('', platformOf('debian-sysv'), { files, globs }));
  if (typeof found === 'string') throw new Error(found);
  return found;
}

async function proposed(things: readonly Found[], text = YAML, marked: readonly string[] = []) {
  return propose({
    ...{ cluster: await cluster(text), text, things, marked: new Set(marked), chosen: () => true },
    load: (next) => loadClusterText(next, '/x/cluster.yaml'),
  });
}

describe('entries of autofs’s maps', () => {
  const BOTH = '/auto/Sec-1 -rw,hard 10.0.0.121:/opt/rrd\n/auto/Sec-2 -fstype=nfs,rw 10.0.0.122:/opt/rrd/\n';

  it('become one rule that says them all, for a mount on demand', async () => {
    const { rules, adopted, refused } = await proposed(maps(`# ours\n${BOTH}/media/cd -fstype=iso9660,ro :/dev/cdrom\n`));
    expect(refused).toEqual([]);
    expect(rules).toEqual([
      {
        list: 'mounts',
        rule: { type: 'GUI', from: 'SECENGINE', path: '/opt/rrd', mountPoint: '/auto/${NODE}', mode: 'demand' },
      },
    ]);
    expect(adopted.map(({ name, lines }) => [name, lines[0]?.text])).toEqual([
      ['/auto/Sec-1', '/auto/Sec-1 -rw,hard 10.0.0.121:/opt/rrd'],
      ['/auto/Sec-2', '/auto/Sec-2 -fstype=nfs,rw 10.0.0.122:/opt/rrd/'],
    ]);
  });

  it('are left where the rule would mount something that is not there, or something that dmsa can’t move', async () => {
    const [first = ''] = BOTH.split('\n');
    const { refused: alone } = await proposed(maps(`${first}\n`));
    expect(alone).toEqual([
      {
        id: 'Web-1/automount//auto/Sec-1',
        why: 'the rule for it would also want Web-1/automount//auto/Sec-2, which is not there',
      },
    ]);
    const split = await proposed(maps(BOTH.replace('-fstype=nfs,rw ', '-rw \\\n   ')));
    expect(split.rules).toEqual([]);
    expect(split.refused.map(({ why }) => why).join('\n')).toContain('goes on over several lines');
  });

  it('are only marked where the file has them, and once', async () => {
    const things = maps('/old/Sec-1 -rw,hard 10.0.0.121:/opt/rrd\n');
    const first = await proposed(things);
    expect(first.rules).toEqual([]);
    expect(first.adopted.map(({ name }) => name)).toEqual(['/old/Sec-1']);
    expect((await proposed(things, YAML, ['Web-1/automount//old/Sec-1'])).adopted).toEqual([]);
  });

  it.each([
    ['several lines', '/a -rw \\\n 10.0.0.21:/x\n', 'goes on over several lines'],
    ['the key in the place', '/a -rw 10.0.0.21:/x/&\n', 'puts something else in place of'],
    ['several servers', '/a -rw 10.0.0.21,10.0.0.22:/x\n', 'names several servers'],
    ['several places', '/a -rw 10.0.0.21:/x 10.0.0.22:/x\n', 'names several places'],
    ['mounts below', '/a / 10.0.0.21:/x /sub 10.0.0.21:/y\n', 'names several places'],
    ['nfs4', '/a -fstype=nfs4,rw 10.0.0.21:/x\n', 'write vers=4'],
    ['twice', '/a -rw 10.0.0.21:/x\n/a -ro 10.0.0.22:/x\n', 'more than one entry'],
  ])('say why they can’t be moved: %s', (_, site, why) => {
    expect(maps(site).map(({ obstacle }) => obstacle ?? '')).toEqual([expect.stringContaining(why)]);
  });

  it.each([
    ['an indirect map', '/misc /etc/auto.site\n', 'a -rw 10.0.0.21:/x\n', '/misc/a', 'indirect map'],
    ['options for the whole map', '/- /etc/auto.site rw,soft\n', '/a 10.0.0.21:/x\n', '/a', 'gives its map rw,soft'],
    ['a map named twice', '/- /etc/auto.site\n/- file:/etc/auto.site\n', '/a 10.0.0.21:/x\n', '/a', 'more than once'],
    ['LDAP', '/- ldap:ou=auto.site\n', '', 'ldap:ou=auto.site (/etc/auto.master)', 'type ldap'],
    ['nsswitch', '/- auto.site\n', '', 'auto.site (/etc/auto.master)', 'nsswitch.conf'],
    ['another folder', '/- /srv/maps/site\n', '', '/srv/maps/site (/etc/auto.master)', 'in /etc/auto.* only'],
    ['another map', '/- /etc/auto.site\n', '+auto.more\n', '/etc/auto.site', 'takes in another map'],
  ])('of a map that can’t be taken apart: %s', (_, master, site, name, why) => {
    const [found, ...more] = maps(site, master);
    expect([found?.name, found?.obstacle, more]).toEqual([name, expect.stringContaining(why), []]);
  });

  it('of a program are not known, and those of a drop-in only where auto.master reads it', () => {
    const program = { '/etc/auto.site': { text: '#!/bin/sh\n', mode: '0755' } };
    expect(maps('', '/- /etc/auto.site\n', program)[0]?.obstacle).toContain('it is a program');
    const dropIn = { '/etc/auto.master.d/x.autofs': { text: '/- /etc/auto.site --timeout=60\n' } };
    const site = '/a -rw 10.0.0.21:/x\n';
    expect(maps(site, '+auto.master\n', dropIn)).toEqual([]);
    expect(maps(site, '+dir:/etc/auto.master.d\n/net -hosts\n', dropIn).map(({ name, obstacle }) => [name, obstacle])).toEqual([
      ['/a', null],
    ]);
  });
});

describe('routes of the system’s own files', () => {
  const FOLDER = '/etc/sysconfig/network-scripts/';
  async function routes(node: string, named: Record<string, string>) {
    const texts = Object.entries(named).map(([name, text]) => [name.startsWith('/') ? name : FOLDER + name, { text }] as const);
    const paths = (start: string) => texts.map(([path]) => path).filter((path) => path.startsWith(FOLDER + start));
    const globs = {
      [`${FOLDER}ifcfg-*`]: paths('ifcfg-'),
      [`${FOLDER}route-*`]: paths('route-'),
      [`${FOLDER}route6-*`]: paths('route6-'),
    };
    const facts = memoryFacts('', platformOf('rhel-like'), {
      files: { '/etc/sysconfig/network': null, ...Object.fromEntries(texts) },
      globs,
      commands: { 'nm-devices': { stdout: '' } },
    });
    const found = (await cluster()).nodes.flatMap((one) => (one.name === node ? [findRoutes(one, facts)] : []))[0];
    if (!found || typeof found === 'string') throw new Error(found);
    return found;
  }
  const ETH0 = 'DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=10.0.0.11\nPREFIX=24\n';
  const ETH1 = 'DEVICE=eth1\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.11\nPREFIX=24\n';

  it('become routes of the node: those of both forms, and only what can be moved is to be dmsa’s', async () => {
    const things = await routes('Web-1', {
      'ifcfg-eth0': ETH0,
      'ifcfg-eth1': ETH1,
      'route-eth0': '198.51.100.0/24 via 10.0.0.9 metric 7\n10.8.0.0/16 via 10.0.0.9 src 10.0.0.11\ndefault via 10.0.0.1\n',
      'route-eth1': 'ADDRESS0=203.0.113.0\nNETMASK0=255.255.255.0\nGATEWAY0=192.0.2.9\n',
    });
    const { adopted, rules, refused, text } = await proposed(things);
    expect(refused).toEqual([]);
    expect(adopted.map(({ name, lines }) => [name, lines.map((line) => line.text)])).toEqual([
      ['198.51.100.0/24 over eth0', ['198.51.100.0/24 via 10.0.0.9 metric 7']],
      ['10.8.0.0/16 over eth0', []],
      ['203.0.113.0/24 over eth1', []],
    ]);
    const web = (await cluster(text)).nodes[0];
    expect(web?.interfaces.maintenance.routes).toEqual([
      { to: '198.51.100.0/24', via: '10.0.0.9', metric: 7 },
      { to: '10.8.0.0/16', via: '10.0.0.9', metric: null },
    ]);
    expect(web?.interfaces.equipment.routes).toEqual([{ to: '203.0.113.0/24', via: '192.0.2.9', metric: null }]);
    expect(text).toContain('# top');
    const said = preview({ text, rules, refused, adopted }, 'cluster.yaml', false);
    expect(said).toContain(`${FOLDER}route-eth0: 198.51.100.0/24 via 10.0.0.9 metric 7\n`);
    expect(said).toContain(`${FOLDER}route-eth1: via 192.0.2.9; its line stays where it is`);
    expect(said).toContain('maintenance:\n        routes:\n          - to: 198.51.100.0/24\n');
  });

  it('are left with the reason: another interface, a router elsewhere, a default route, two of them', async () => {
    const things = await routes('Web-1', {
      'ifcfg-eth0': ETH0,
      'route-eth2': '198.51.100.0/24 via 10.5.0.9\n',
      'route-eth0': '10.8.0.0/16 via 172.16.0.1\n0.0.0.0/0 via 10.0.0.1\n10.9.0.0/16 via 10.0.0.8\n10.9.0.0/16 via 10.0.0.9\n',
    });
    const { adopted, refused } = await proposed(things);
    expect(adopted).toEqual([]);
    expect(refused.map(({ id, why }) => `${id.replace('Web-1/route/', '')}: ${why}`)).toEqual([
      expect.stringMatching(/^198\.51\.100\.0\/24 over eth2: eth2 is neither of the node's two interfaces/),
      expect.stringMatching(/^10\.8\.0\.0\/16 over eth0: .*network/),
      expect.stringMatching(/^0\.0\.0\.0\/0 over eth0: a default route is written as gateway/),
      expect.stringMatching(/^10\.9\.0\.0\/16 over eth0: there is more than one route/),
    ]);
  });

  it('a default gateway becomes the node’s, and is left where its file would change', async () => {
    const things = await routes('Web-1', { 'ifcfg-eth0': `${ETH0}GATEWAY=10.0.0.1\n`, 'ifcfg-eth1': ETH1 });
    const { adopted, rules } = await proposed(things);
    expect(rules).toEqual([{ list: 'gateway', node: 'Web-1', network: 'maintenance', rule: '10.0.0.1' }]);
    const moved = { path: 'gateway', where: 'file' };
    const action = { node: 'Web-1', kind: 'interface', name: 'eth1', fields: [moved] };
    expect([...objections(adopted, { unknown: [], actions: [action] }).values()]).toEqual([
      'with it the file of eth1 would change',
    ]);
    expect(
      objections(adopted, { unknown: [], actions: [{ ...action, fields: [{ path: 'address', where: 'file' }] }] }).size,
    ).toBe(0);
  });

  it('one that a plan would change is left, and the same one on other nodes stays', async () => {
    const files = { 'route-eth0': '198.51.100.0/24 via 10.0.0.9\n' };
    const things = [...(await routes('Web-1', files)), ...(await routes('Sec-2', files))];
    const { adopted } = await proposed(things);
    expect(adopted.map(({ node }) => node)).toEqual(['Web-1', 'Sec-2']);
    const [first] = adopted;
    const unknown = [{ node: 'Web-1', kind: 'route', name: first?.name ?? '', why: 'two hands' }];
    const wrong = objections(adopted, { unknown, actions: [] });
    expect([...wrong].map(([{ node }, why]) => [node, why])).toEqual([['Web-1', 'two hands']]);
    expect(without(things, [...wrong.keys()]).map(({ node }) => node)).toEqual(['Sec-2']);
  });
});

it('a route goes into the file whichever way the network is written', async () => {
  const rule = { to: '198.51.100.0/24', via: '10.0.0.9' };
  const add = (text: string, node: string) => withRule(text, { list: 'routes', node, network: 'maintenance', rule });
  const text = add(add(YAML, 'Web-1'), 'Sec-1');
  const { nodes } = await cluster(text);
  expect(nodes.map(({ interfaces }) => interfaces.maintenance.routes.length)).toEqual([1, 1, 0]);
  expect(nodes.map(({ interfaces }) => interfaces.maintenance.address)).toEqual(['10.0.0.11/24', '10.0.0.21/24', '10.0.0.22/24']);
  const shared = YAML.replace('equipment: 192.0.2.21/24', 'equipment: *m');
  const alone = withRule(shared, { list: 'routes', node: 'Sec-1', network: 'equipment', rule });
  expect(alone).toMatch(/maintenance: &m \{ ?address: 10\.0\.0\.21\/24 ?\}/);
});

it('says of what is never adopted what to do in its place', () => {
  const nothing = { text: '', rules: [], adopted: [], refused: [] };
  const [row, share] = unfound(['db-row/msa_vars/X', 'export//x'], nothing);
  expect(row?.detail).toContain('Things of the kind db-row are not adopted');
  expect(share?.detail).toContain('Its form is');
});
