/** From lines that operators wrote to rules of cluster.yaml. */
import { describe, expect, it } from 'vitest';
import { findThings } from '../../src/adopt/find.ts';
import { ruleFor, withRule } from '../../src/adopt/rules.ts';
import { loadClusterText } from '../../src/desired/load.ts';
import { applyEdit } from '../../src/kinds/edit.ts';
import { memoryFacts, platformOf } from '../kinds/memory-facts.ts';

const YAML = `# the cluster of Paris
apiVersion: dmsa/v1
kind: Cluster
metadata:
  name: lab
spec:
  # in rack order
  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24, equipment: 192.0.2.11/24 } # top
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: 192.0.2.21/24, serviceAddresses: { "eth0:1": 10.0.0.121/24 } }
`;

function found(node: string, exports: string, fstab = '') {
  const files = { '/etc/exports': { text: exports }, '/etc/fstab': { text: fstab } };
  const facts = memoryFacts('', platformOf('debian-sysv'), { files, globs: { '/etc/exports.d/*.exports': [] } });
  const things = findThings(node, facts);
  if (typeof things === 'string') throw new Error(things);
  return things;
}

async function cluster() {
  const { cluster: read, diagnostics } = await loadClusterText(YAML, '/x/cluster.yaml');
  if (!read) throw new Error(JSON.stringify(diagnostics));
  return read;
}

async function ruleOf(node: string, exports: string, fstab = '') {
  const [thing] = found(node, exports, fstab);
  if (!thing) throw new Error('nothing found');
  return ruleFor(thing, await cluster());
}

describe('a rule for what was found', () => {
  it('leaves options out where they are dmsa’s own, and says them where they are not', async () => {
    expect(await ruleOf('Sec-1', '/opt/rrd 10.0.0.0/255.255.255.0(rw,no_root_squash,no_subtree_check)')).toEqual({
      list: 'exports',
      rule: { type: 'SECENGINE', path: '/opt/rrd' },
    });
    expect(await ruleOf('Sec-1', '/opt/rrd 10.0.0.0/24(ro,no_subtree_check)')).toEqual({
      list: 'exports',
      rule: { type: 'SECENGINE', path: '/opt/rrd', options: 'ro,no_subtree_check' },
    });
  });

  it('names the exporter by any of its addresses, and puts its name in the mount point into words', async () => {
    expect(await ruleOf('Web-1', '', '10.0.0.121:/opt/rrd /opt/rrd/Sec-1 nfs defaults,_netdev 0 0')).toEqual({
      list: 'mounts',
      rule: { type: 'GUI', from: 'SECENGINE', path: '/opt/rrd', mountPoint: '/opt/rrd/${NODE}', mode: 'boot' },
    });
  });

  it.each([
    ['the world', '/opt/rrd *(rw)', '', 'it is exported to *'],
    ['several lines', '/opt/rrd 10.0.0.0/24(rw) \\\n  10.0.0.9(rw)', '', 'goes on over several lines'],
    ['several options', '/opt/rrd 10.0.0.0/24(rw) 10.0.0.9(ro)', '', 'other options for other clients'],
    ['a server of somebody else’s', '', '10.9.9.9:/x /mnt/x nfs rw 0 0', '10.9.9.9, which is no address'],
  ])('says why there is none: %s', async (_, exports, fstab, why) => {
    expect(await ruleOf('Web-1', exports, fstab)).toContain(why);
  });
});

it('dmsa’s own lines are not found, nor what is no NFS', () => {
  const exports = '# BEGIN dmsa exports\n/opt/own 10.0.0.0/24(rw)\n# END dmsa exports\n/opt/other 10.0.0.0/24(rw)\n';
  const fstab = '# BEGIN dmsa mounts\na:/b /c nfs rw 0 0\n# END dmsa mounts\nUUID=1 / ext4 rw 0 1\n';
  expect(found('Web-1', exports, fstab).map(({ name }) => name)).toEqual(['/opt/other']);
});

it('the file keeps its comments and its order, and says the rule', () => {
  const rule = { list: 'exports', rule: { type: 'SECENGINE', path: '/opt/rrd' } } as const;
  const text = withRule(withRule(YAML, rule), { ...rule, rule: { ...rule.rule, path: '/opt/x' } });
  for (const line of YAML.split('\n').slice(0, -1)) expect(text).toContain(line.trim());
  expect(text.indexOf('# in rack order')).toBeLessThan(text.indexOf('shares:'));
  expect(text).toMatch(/exports:\n\s+- type: SECENGINE\n\s+path: \/opt\/rrd\n\s+- type: SECENGINE\n\s+path: \/opt\/x\n/);
});

it('an adopted line is taken out where it is the operator’s, and never inside of a block of dmsa’s', () => {
  const text = 'a\n# BEGIN dmsa exports\na\n# END dmsa exports\r\na\r\nab\n';
  const edit = { type: 'lines', remove: ['a'] } as const;
  expect(applyEdit(text, edit)).toBe('# BEGIN dmsa exports\na\n# END dmsa exports\r\nab\n');
});
