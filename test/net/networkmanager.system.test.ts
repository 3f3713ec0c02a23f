import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProbe } from '../../src/observe/probe.ts';
import type { TestNode } from '../apply/node.ts';
import { type Dmsa, dmsaOn, START_NM, STOP_NM, startImageNode } from './image-node.ts';
import { BOOT, converge, expectClean, networkSuite } from './suite.ts';

networkSuite('rhel-nm');

/** nmcli as it is on a loaded machine: it returns from a reapply before NetworkManager is through, which answers nobody meanwhile. */
const LATE_NMCLI = `mv /usr/bin/nmcli /usr/bin/nmcli.real
cat >/usr/bin/nmcli <<'END'
#!/bin/sh
exec 9>/run/nmcli.lock
flock 9
case "$1 $2" in 'device reapply') (sleep 0.5; nmcli.real "$@") >/dev/null 2>&1 & exit 0 ;; esac
exec 9>&-
exec nmcli.real "$@"
END
chmod 755 /usr/bin/nmcli`;

describe('NetworkManager', () => {
  const PAIR = `  central: Sec-1
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: { address: 192.0.2.21/24, address6: "2001:db8::21/64" }, serviceAddresses: { "eth0:1": 10.0.0.111/24, "eth1:1": "2001:db8::111/64" } }
    Sec-Rep-1: { type: REPORTING, backupOf: Sec-1, maintenance: 10.0.0.31/24, equipment: { address: 192.0.2.31/24, address6: "2001:db8::31/64" }, sync: { every: 5m }, failover: { after: 5m } }
`;
  const addresses = (node: TestNode): string => node.sh('ip -o addr show');
  let active: TestNode;
  let standby: TestNode;
  let dmsa: Dmsa;
  beforeAll(async () => {
    [active, standby] = await Promise.all([startImageNode('Sec-1', 'rhel-nm'), startImageNode('Sec-Rep-1', 'rhel-nm')]);
    standby.sh('ip addr flush dev eth0; ip addr add 10.0.0.31/24 brd + dev eth0');
    dmsa = dmsaOn([active, standby]);
  }, 300_000);
  afterAll(() => {
    active?.close();
    standby?.close();
  });

  it('has a pair’s service addresses on the holder, and in no file that a boot goes by', async () => {
    await converge(dmsa, PAIR);
    for (const one of ['10.0.0.111/24', '2001:db8::111/64']) {
      expect(addresses(active)).toContain(` ${one} `);
      expect(addresses(standby)).not.toContain(one);
    }
    for (const node of [active, standby]) {
      expect(node.sh('cat /etc/NetworkManager/system-connections/*')).not.toMatch(/\.111|::111/);
    }
  });

  it('keeps them when NetworkManager is restarted, and when an interface beneath them is changed, also where nmcli returns early', async () => {
    active.sh(`${STOP_NM}\n${START_NM}`);
    await expectClean(dmsa, PAIR);
    const other = PAIR.replace('192.0.2.21/24', '192.0.2.22/24').replace('10.0.0.21/24', '10.0.0.22/24');
    active.sh(LATE_NMCLI);
    await converge(dmsa, other);
    active.sh('mv /usr/bin/nmcli.real /usr/bin/nmcli');
    expect(addresses(active)).toContain(' 10.0.0.111/24 ');
    expect(addresses(active)).toContain(' 2001:db8::111/64 ');
    expect(addresses(active)).not.toMatch(/ (192\.0\.2|10\.0\.0)\.21\//);
  });

  it('puts a pair’s service addresses back with all else where a check fails', async () => {
    const moved = PAIR.replaceAll('.21/24', '.23/24');
    // The hosts files are no part of what can be undone.
    const planned = async (): Promise<unknown> =>
      (await dmsa.plan(moved)).actions.filter(({ kind }) => kind !== 'hosts').map(({ id, fields }) => ({ id, fields }));
    const before = await planned();
    const results = await dmsa.apply(moved, true);
    const undone = results.filter(({ outcome }) => outcome.status === 'failed');
    expect(undone.length).toBeGreaterThan(0);
    for (const { outcome } of undone) expect(outcome).toMatchObject({ undo: 'reverted' });
    for (const one of ['10.0.0.111/24', '2001:db8::111/64']) expect(addresses(active)).toContain(` ${one} `);
    expect(await planned()).toEqual(before);
  });

  it('is told from a node whose interfaces stand in older files, and from one where it does not run', () => {
    const { script } = buildProbe([{ type: 'file', path: '/etc/hostname' }], 'a1b2c3d4e5');
    const seen = (before: string, after: string): string =>
      standby.sh(`${before}\ncat >/tmp/probe <<'END'\n${script}\nEND\nsh /tmp/probe | grep ^network || :\n${after}`);
    expect(seen('', '')).toBe('network networkmanager\n');
    expect(seen("mkdir /etc/network; printf 'auto lo\\niface lo inet loopback\\n' >/etc/network/interfaces", '')).toBe(
      'network ifupdown\nnetwork networkmanager\n',
    );
    expect(seen("printf 'iface eth0 inet dhcp' >>/etc/network/interfaces", 'rm -r /etc/network')).toBe('network ifupdown\n');
    const scripts = '/etc/sysconfig/network-scripts';
    expect(seen(`mkdir -p ${scripts}; : >${scripts}/ifcfg-lo`, '')).toBe('network ifcfg\nnetwork networkmanager\n');
    expect(seen(`: >${scripts}/ifcfg-eth0`, `rm -r ${scripts}`)).toBe('network ifcfg\n');
    expect(seen('mv /run/NetworkManager /run/gone', 'mv /run/gone /run/NetworkManager')).toBe('');
  });

  it('does not have them after a boot', () => {
    active.sh(BOOT['rhel-nm']);
    expect(addresses(active)).toContain(' 10.0.0.22/24 ');
    expect(addresses(active)).not.toMatch(/\.111\/|::111\//);
  });

  it('takes out of the file what would bring one up on the standby at boot, and NetworkManager forgets it', async () => {
    const file = '/etc/NetworkManager/system-connections/dmsa-eth0.nmconnection';
    standby.sh(`sed -i '/^address1=/a address2=10.0.0.111/24' ${file}; nmcli connection load ${file}`);
    const other = PAIR.replace('192.0.2.21/24', '192.0.2.22/24').replace('10.0.0.21/24', '10.0.0.22/24');
    await converge(dmsa, other);
    expect(standby.sh(`cat ${file}`)).not.toContain('.111');
    standby.sh('nmcli device reapply eth0');
    expect(addresses(standby)).not.toContain('10.0.0.111');
  });
});
