/**
 * Proves the lab itself, on real nodes of every image: run it after changing a recipe.
 *   npx tsx lab/selftest.ts [PART…]     parts: blank tools nfs reboot database faults
 */
import { type Lab, sleep, withCluster } from './index.ts';

const nodes = [
  { name: 'Web-1', flavour: 'debian-systemd', database: true },
  { name: 'Sec-1', flavour: 'rhel-like' },
  { name: 'Sec-2', flavour: 'debian-sysv' },
] as const;

let passed = 0;
let failed = 0;
const check = async (name: string, body: () => Promise<unknown>): Promise<void> => {
  const started = Date.now();
  try {
    await body();
    passed++;
    process.stdout.write(`  ok    ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
  } catch (error) {
    failed++;
    process.stdout.write(
      `  FAIL  ${name}\n        ${String(error instanceof Error ? error.message : error).replaceAll('\n', '\n        ')}\n`,
    );
  }
};
const expect = (actual: string, wanted: RegExp | string): void => {
  const ok = typeof wanted === 'string' ? actual.trim() === wanted : wanted.test(actual);
  if (!ok) throw new Error(`wanted ${wanted}, got: ${actual.trim().slice(0, 600)}`);
};
/** What a command prints, both streams, and its code: `text [code]`. */
const say = async (lab: Lab, node: string, script: string): Promise<string> => {
  const { code, stdout } = await lab.ssh(node, `{ ${script}\n} 2>&1`);
  return `${stdout.trim()} [${code}]`;
};

const parts: Record<string, (lab: Lab) => Promise<void>> = {
  async blank(lab) {
    for (const { name, type } of lab.nodes) {
      await check(`${name}: blank as the vendor leaves it`, async () => {
        expect(
          await lab.must(name, 'hostname; cat /etc/hostname /etc/sysconfig/network 2>/dev/null; true'),
          new RegExp(`^${name}\n`),
        );
        expect(await lab.must(name, 'ip -o -4 addr show | grep -v " lo "'), /^\d+: eth0 +inet 10\.77\.0\.\d+\/24 [^\n]*\n$/);
        expect(
          await lab.must(name, 'exportfs; ip -o route show default; cat /etc/exports.d/* /etc/auto.master.d/* 2>/dev/null; true'),
          '',
        );
        expect(await lab.must(name, 'pgrep -x "smsd|sms_polld|sesd|jboss" || echo none'), 'none');
        expect(
          await lab.must(
            name,
            'ls -d /opt/ubiqube/license /opt/fmc_repository /opt/svnroot /opt/rrd /opt/configurator/vars.ctx /opt/ubisysconf/ha/logs 2>/dev/null; true',
          ),
          type === 'GUI' ? /license[\s\S]*fmc_repository|fmc_repository[\s\S]*license/ : /^(?![\s\S]*license)[\s\S]*rrd/,
        );
        expect(await lab.must(name, 'grep -c "^UBI_" /opt/configurator/vars.ctx'), /^\d\d/);
      });
    }
    await check('no default route for the controller, and a guard before it', async () => {
      expect((await lab.exec(['ip', 'route', 'show', 'default'])).stdout, '');
    });
  },

  async tools(lab) {
    await check('rhel-like: chkconfig', async () => {
      expect(
        await say(lab, 'Sec-1', 'chkconfig --list ubi-sms'),
        'ubi-sms        \t0:off\t1:off\t2:off\t3:off\t4:off\t5:off\t6:off [0]',
      );
      expect(
        await say(
          lab,
          'Sec-1',
          'chkconfig ubi-sms on; chkconfig --list | grep ubi-sms; ls /etc/rc3.d | grep ubi-sms; chkconfig ubi-sms',
        ),
        'ubi-sms        \t0:off\t1:off\t2:on\t3:on\t4:on\t5:on\t6:off\nS80ubi-sms [0]',
      );
      expect(await say(lab, 'Sec-1', 'chkconfig --level 35 ubi-sms off; chkconfig --list ubi-sms'), /2:on\t3:off\t4:on\t5:off/);
      expect(await say(lab, 'Sec-1', 'chkconfig ubi-sms'), ' [1]'.trim());
      expect(
        await say(lab, 'Sec-1', 'chkconfig --del ubi-sms; chkconfig --list ubi-sms'),
        "service ubi-sms supports chkconfig, but is not referenced in any runlevel (run 'chkconfig --add ubi-sms') [1]",
      );
      expect(
        await say(lab, 'Sec-1', 'chkconfig --add ubi-sms; chkconfig --list ubi-sms; chkconfig ubi-sms off'),
        /2:on\t3:on\t4:on\t5:on/,
      );
      expect(
        await say(lab, 'Sec-1', 'chkconfig --list nothere'),
        'error reading information on service nothere: No such file or directory [1]',
      );
      expect(await say(lab, 'Sec-1', 'service nothere status'), 'nothere: unrecognized service [1]');
    });
    await check('rhel-like: nothing of Debian shows', async () => {
      expect(
        await say(
          lab,
          'Sec-1',
          'for c in update-rc.d invoke-rc.d systemctl dpkg apt-get ifquery; do command -v $c; done; ls /etc/debian_version /etc/network /etc/os-release; cat /etc/redhat-release; readlink /bin/sh /etc/init.d',
        ),
        /^(ls: cannot access[^\n]*\n){3}CentOS release 6\.10 \(Final\)\nbash\nrc\.d\/init\.d \[0\]$/,
      );
    });
    for (const [node, verbs] of [
      ['Sec-1', 'service'],
      ['Sec-2', 'service'],
      ['Web-1', 'systemctl'],
    ] as const) {
      const s = node === 'Web-1' ? 'ubi-ses' : 'ubi-sms';
      await check(`${node}: vendor service, LSB codes`, async () => {
        if (verbs === 'service') {
          expect(await say(lab, node, `service ${s} status`), `${s} is stopped [3]`);
          expect(await say(lab, node, `service ${s} start && service ${s} status`), /running\.\.\.\nservice seems UP \[0\]$/);
          expect(
            await say(lab, node, `kill -9 $(cat /var/run/${s}.pid); sleep 0.2; service ${s} status`),
            `${s} dead but pid file exists [1]`,
          );
          expect(
            await say(lab, node, `touch /etc/lab/fail-${s}; service ${s} start; c=$?; rm /etc/lab/fail-${s}; (exit $c)`),
            /failed.*\[1\]$/,
          );
          expect(await say(lab, node, `service ${s} start && service ${s} stop && service ${s} status`), /is stopped \[3\]$/);
        } else {
          expect(await say(lab, node, `systemctl is-active ${s}; systemctl is-enabled ${s}`), 'inactive\ndisabled [1]');
          expect(await say(lab, node, `systemctl start ${s}; systemctl status ${s}`), /active \(running\)/);
          expect(
            await say(
              lab,
              node,
              `systemctl stop ${s}; touch /etc/lab/fail-${s}; systemctl start ${s} 2>/dev/null; c=$?; rm /etc/lab/fail-${s}; systemctl is-active ${s}; systemctl reset-failed ${s}; (exit $c)`,
            ),
            'failed [1]',
          );
        }
      });
    }
    await check('debian-sysv: update-rc.d', async () => {
      expect(
        await say(
          lab,
          'Sec-2',
          'ls /etc/rc2.d | grep ubi-sms; update-rc.d ubi-sms enable 2>/dev/null; ls /etc/rc2.d | grep ubi-sms; update-rc.d ubi-sms disable 2>/dev/null; ls /etc/rc2.d | grep ubi-sms',
        ),
        /^K..ubi-sms\nS..ubi-sms\nK..ubi-sms \[0\]$/,
      );
    });
  },

  async nfs(lab) {
    const server: Record<string, string> = {
      'debian-systemd': 'systemctl restart nfs-server',
      'debian-sysv': 'service nfs-kernel-server restart',
      'rhel-like': 'service nfs restart',
    };
    for (const { name, flavour } of lab.nodes) {
      await lab.must(
        name,
        `mkdir -p /srv/share && echo "from ${name}" >/srv/share/who && echo '/srv/share 10.77.0.0/24(rw,no_root_squash,no_subtree_check)' >/etc/exports.d/lab.exports && ${server[flavour]}`,
      );
      await lab.must(
        name,
        `: >/etc/auto.lab; echo '/- /etc/auto.lab' >/etc/auto.master.d/lab.autofs; ` +
          lab.nodes
            .filter((o) => o.name !== name)
            .map((o) => `echo '/mnt/${o.name} -fstype=nfs4,rw ${o.eth0}:/srv/share' >>/etc/auto.lab;`)
            .join(' ') +
          (flavour === 'debian-systemd' ? 'systemctl restart autofs' : 'service autofs restart'),
      );
    }
    for (const client of lab.nodes) {
      for (const exporter of lab.nodes) {
        if (client === exporter) continue;
        await check(`NFS over autofs: ${client.flavour} reads from ${exporter.flavour}`, async () => {
          expect(await lab.must(client.name, `cat /mnt/${exporter.name}/who`), `from ${exporter.name}`);
          expect(
            await lab.must(
              client.name,
              `echo written >/mnt/${exporter.name}/by-${client.name}; grep " /mnt/${exporter.name} nfs4 " /proc/mounts`,
            ),
            /vers=4\.2/,
          );
        });
      }
    }
  },

  async reboot(lab) {
    await lab.must(
      'Sec-1',
      `cd /etc/sysconfig/network-scripts
      printf 'DEVICE=eth0\\nONBOOT=yes\\nBOOTPROTO=none\\nIPADDR=10.77.0.21\\nNETMASK=255.255.255.0\\n' >ifcfg-eth0
      printf 'DEVICE=eth0:1\\nONBOOT=yes\\nONPARENT=yes\\nIPADDR=10.77.0.121\\nPREFIX=24\\n' >ifcfg-eth0:1
      printf 'DEVICE=eth0:2\\nONBOOT=yes\\nONPARENT=no\\nIPADDR=10.77.0.122\\nPREFIX=24\\n' >ifcfg-eth0:2
      printf 'DEVICE=eth1\\nONBOOT=yes\\nBOOTPROTO=none\\nIPADDR0=10.78.0.21\\nPREFIX0=24\\nIPV6INIT=yes\\nIPV6ADDR=fd00:78::21/64\\n' >ifcfg-eth1
      chkconfig ubi-sms on`,
    );
    const interfaces = (octet: number): string =>
      `printf 'auto eth0\\niface eth0 inet static\\n address 10.77.0.${octet}/24\\nauto eth0:1\\niface eth0:1 inet static\\n address 10.77.0.1${octet}/24\\nauto eth1\\niface eth1 inet static\\n address 10.78.0.${octet}/24\\n' >/etc/network/interfaces.d/lab`;
    await lab.must('Sec-2', `${interfaces(22)}; update-rc.d ubi-sms enable`);
    await lab.must('Web-1', `${interfaces(11)}; systemctl -q enable ubi-ses`);
    const addresses =
      'ip -o -4 addr show | awk \'$2 ~ /^eth/ { print $4, $NF == "forever" ? $(NF-3) : $NF }\' | sed "s/valid_lft.*//" | sort';
    await check('rhel-like: ifup of a base brings its alias, ifdown of an alias leaves the base', async () => {
      expect(
        await say(lab, 'Sec-1', 'ifup eth1; ip -o -4 addr show dev eth1; ip -o -6 addr show dev eth1 scope global'),
        /10\.78\.0\.21\/24[\s\S]*fd00:78::21\/64/,
      );
      expect(await say(lab, 'Sec-1', 'ifup eth0; ip -o -4 addr show dev eth0 label eth0:1'), /10\.77\.0\.121\/24.*eth0:1/);
      expect(await say(lab, 'Sec-1', 'ifdown eth0:1; ip -o -4 addr show dev eth0'), /^(?![\s\S]*121)[\s\S]*10\.77\.0\.21\/24/);
      expect(await say(lab, 'Sec-1', 'ifup eth9'), /configuration for eth9 not found[\s\S]*\[1\]/);
      expect(
        await say(
          lab,
          'Sec-1',
          "printf 'DEVICE=eth0:9\\nIPADDR=10.77.0.11\\nPREFIX=24\\n' >/etc/sysconfig/network-scripts/ifcfg-eth0:9; ifup eth0:9; c=$?; rm /etc/sysconfig/network-scripts/ifcfg-eth0:9; (exit $c)",
        ),
        /some other host already uses address 10\.77\.0\.11\. \[1\]/,
      );
    });
    // One after the other: nodes that mount from each other and all go at once wait for each other, as in real life.
    for (const n of lab.nodes) await check(`${n.name}: reboot`, () => lab.reboot(n.name));
    for (const [node, octet, process] of [
      ['Sec-1', 21, 'smsd'],
      ['Sec-2', 22, 'smsd'],
      ['Web-1', 11, 'sesd'],
    ] as const) {
      await check(`${node}: comes back as its own files say`, async () => {
        const list = await lab.must(node, addresses);
        for (const a of [`10.77.0.${octet}/24`, `10.77.0.1${octet}/24`, `10.78.0.${octet}/24`])
          expect(list, new RegExp(`^${a.replaceAll('.', '\\.')} `, 'm'));
        if (node === 'Sec-1') expect(await lab.must(node, 'ip -o -6 addr show dev eth1'), /fd00:78::21\/64/);
        if (node === 'Sec-1') expect(list, /^(?![\s\S]*10\.77\.0\.122\/)/);
        expect(await lab.must(node, `pgrep -x ${process} >/dev/null && echo runs`), 'runs');
        expect((await lab.ssh(node, 'hostname', { via: 'eth1' })).stdout, node);
      });
    }
    await check('NFS shares are back after the reboot', async () => {
      if ((await lab.ssh('Sec-2', 'test -s /etc/auto.lab')).code !== 0) return; // the nfs part did not run
      await lab.must('Sec-1', 'service nfs start');
      expect(await lab.must('Sec-2', 'cat /mnt/Web-1/who'), 'from Web-1');
    });
  },

  async database(lab) {
    await check('PostgreSQL on Web-1, from the controller-side network too', async () => {
      expect(await lab.must('Web-1', 'psql -U ncgest POSTGRESQL -Atc "select count(*) from redone.dmsa_node"'), '0');
      expect(
        await lab.must(
          'Sec-2',
          "PGPASSWORD=ncgest psql -h 10.77.0.11 -U ncgest POSTGRESQL -Atc \"insert into redone.dmsa_rep_node(name, ip, status) values ('x', '1', 2) returning repnode_id\"",
        ),
        /^1\b/,
      );
      expect(await lab.must('Sec-1', 'service postgresql status || true'), 'postmaster is stopped');
    });
  },

  async faults(lab) {
    for (const name of ['Sec-1', 'Sec-2', 'Web-1']) {
      await check(`${name}: cable out, and the console still sees inside`, async () => {
        await lab.cut(name, 'eth0');
        if (await lab.answers(name)) throw new Error('answers over a cable that is out');
        expect((await lab.console(name, 'hostname')).stdout, name);
        await lab.uncut(name, 'eth0');
        await lab.waitForSsh(name, 10_000);
      });
      await check(`${name}: freeze and thaw, and it does not know`, async () => {
        const before = await lab.must(name, 'cat /proc/sys/kernel/random/boot_id');
        await lab.freeze(name);
        expect(lab.power(name), 'frozen');
        if (await lab.answers(name)) throw new Error('answers while it stands still');
        await lab.thaw(name);
        await lab.waitForSsh(name, 10_000);
        expect(await lab.must(name, 'cat /proc/sys/kernel/random/boot_id'), before.trim());
      });
      await check(`${name}: sshd killed, started again`, async () => {
        await lab.fault(name, 'kill-sshd');
        if (await lab.answers(name)) throw new Error('sshd answers');
        await lab.fault(name, 'start-sshd');
        await lab.waitForSsh(name, 20_000);
      });
      await check(`${name}: disk full, freed`, async () => {
        await lab.fault(name, 'disk-full');
        expect(await say(lab, name, 'echo text >/opt/x'), /No space left on device \[1\]/);
        await lab.fault(name, 'disk-free');
        expect(await say(lab, name, 'rm -f /opt/x; echo text >/opt/x'), '[0]');
      });
      await check(`${name}: read-only, writable`, async () => {
        await lab.fault(name, 'read-only');
        expect(await say(lab, name, 'echo text >/opt/x'), /Read-only file system \[1\]/);
        await lab.fault(name, 'read-write');
        expect(await say(lab, name, 'echo text >/opt/x'), '[0]');
      });
      await check(`${name}: bad cable`, async () => {
        await lab.fault(name, 'lossy', 'eth0', 'delay', '300ms');
        const before = Date.now();
        await lab.must(name, 'true', { fresh: true });
        if (Date.now() - before < 1500) throw new Error(`a new session over a cable of 300 ms took ${Date.now() - before} ms`);
        await lab.fault(name, 'clean', 'eth0');
      });
      await check(`${name}: dead, and on again with its disk as it was`, async () => {
        await lab.must(name, 'echo kept >/root/kept; sync');
        await lab.kill9(name);
        expect(lab.power(name), 'off');
        if (await lab.answers(name)) throw new Error('a dead node answers');
        await lab.powerOn(name);
        await lab.waitForSsh(name);
        expect(await lab.must(name, 'cat /root/kept'), 'kept');
      });
    }
    await check('heal mends several faults at once', async () => {
      await lab.fault('Sec-1', 'kill-sshd');
      await lab.fault('Sec-2', 'disk-full');
      await lab.cut('Sec-2', 'eth1');
      await lab.kill9('Web-1');
      await sleep(200);
      await lab.heal();
      for (const s of await lab.status()) if (!s.ssh) throw new Error(`${s.name} does not answer`);
    });
  },
};

const wanted = process.argv.slice(2);
const started = Date.now();
await withCluster({ name: 'selftest', nodes: [...nodes], say: (text) => process.stdout.write(`${text}\n`) }, async (lab) => {
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stdout.write(`${name}\n`);
    await part(lab);
  }
});
process.stdout.write(`${passed} passed, ${failed} failed in ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
process.exitCode = failed > 0 ? 1 : 0;
