/** Directories and configure commands on real shells and folders, planned and applied by the program's own parts. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startNode, type TestNode } from './node.ts';
import { failures, testSite } from './site.ts';

let node: TestNode;
beforeAll(async () => {
  // /opt and /etc of its own: nothing of this machine's is written.
  node = await startNode(
    'Web-1',
    `mkdir /srv/upper /srv/work && mount -t overlay overlay -o lowerdir=/etc,upperdir=/srv/upper,workdir=/srv/work /etc
mount -t tmpfs -o mode=755 tmpfs /opt && mount -t tmpfs -o mode=755 tmpfs /run`,
  );
});
afterAll(() => node.close());
beforeEach(() => {
  node.sh('rm -rf /var/lib/dmsa/* /opt/* /srv/log');
});

const FILE = (spec: string, pack = ''): string => `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
${spec}  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24${pack} }
`;

describe('directories', () => {
  const one = (path: string, more = '') => FILE(`  directories: [{ path: ${path}${more} }]\n`);
  const owned = one('/opt/a/b', ', owner: nobody, group: nogroup, mode: "2770"');

  it('are made with owner and mode, nothing in them is touched, and they are mended', async () => {
    const site = testSite([node], ['directory']);
    const { plan, result, after } = await site.apply(owned);
    expect(failures(result)).toEqual([]);
    expect(plan.actions.map(({ id, verb }) => `${verb} ${id}`)).toEqual(['create Web-1/directory//opt/a/b']);
    expect(after.actions).toEqual([]);
    expect(node.sh('stat -c "%a %U:%G" /opt/a /opt/a/b')).toBe('755 root:root\n2770 nobody:nogroup\n');

    node.sh('touch /opt/a/b/file; chmod 600 /opt/a/b/file; chmod 777 /opt/a/b; chgrp root /opt/a/b');
    const again = await site.apply(owned);
    expect(failures(again.result)).toEqual([]);
    expect(again.plan.actions.flatMap(({ fields }) => fields.map(({ path, from, to }) => `${path} ${from} ${to}`))).toEqual([
      'group root nogroup',
      'mode 2777 2770',
    ]);
    expect(node.sh('stat -c "%a %U:%G" /opt/a/b /opt/a/b/file')).toBe('2770 nobody:nogroup\n600 root:nogroup\n');

    // Bits above the nine that the file does not want go, too.
    const plain = one('/opt/a/b', ', mode: "0755"');
    expect(failures((await site.apply(plain)).result)).toEqual([]);
    expect(node.sh('stat -c %a /opt/a/b')).toBe('755\n');
    expect((await site.look(plain)).plan.actions).toEqual([]);
  });

  it('of which only the path is said have any owner and mode', async () => {
    node.sh('mkdir -m 711 /opt/mine; chown nobody /opt/mine');
    expect((await testSite([node], ['directory']).look(one('/opt/mine'))).plan).toMatchObject({ actions: [], unknown: [] });
  });

  it('go where dmsa made them and they are empty; else they stay, and that is said', async () => {
    const site = testSite([node], ['directory']);
    node.sh('mkdir /opt/theirs');
    const three = FILE('  directories: [{ path: /opt/theirs }, { path: /opt/empty }, { path: /opt/full }]\n');
    expect(failures((await site.apply(three)).result)).toEqual([]);
    node.sh('touch /opt/full/.hidden');
    const { plan, result, after } = await site.apply(FILE(''));
    expect(plan.actions.map(({ id, verb }) => `${verb} ${id}`)).toEqual(['delete Web-1/directory//opt/empty']);
    expect(failures(result)).toEqual([]);
    expect(node.sh('ls /opt')).toBe('full\ntheirs\n');
    expect(after.actions).toEqual([]);
    expect(after.problems).toEqual([
      expect.objectContaining({ severity: 'warning', code: 'directory-kept', resource: 'Web-1/directory//opt/full' }),
    ]);
  });

  it('are found through links; what is no directory stays, and is unknown', async () => {
    node.sh(
      'mkdir -p /opt/disk/rrd; ln -s disk /opt/link; ln -s /opt/link/../link/rrd /opt/far; ln -s loop /opt/loop; echo x >/opt/file; ln -s nowhere /opt/dead',
    );
    const all = ['/opt/link/rrd', '/opt/far', '/opt/loop', '/opt/file/sub', '/opt/dead'].map(
      (path) => `{ path: ${path}, owner: root }`,
    );
    const { plan } = await testSite([node], ['directory']).look(FILE(`  directories: [${all.join(', ')}]\n`));
    expect(plan.unknown.map(({ name }) => name)).toEqual(['/opt/loop', '/opt/file/sub', '/opt/dead']);
    expect(plan.actions).toEqual([]);
  });

  it('on network mounts and below automounts are not touched by a look', async () => {
    // /proc/mounts as on a node that mounts: what is listed there as remote is not even looked at.
    node.sh(`mkdir -p /opt/rrd/Sec-1 /opt/nfs/sub
cat /proc/mounts >/srv/mounts; echo '10.0.0.1:/x /opt/nfs nfs4 rw 0 0
/etc/auto.dmsa /opt/rrd/Sec-1 autofs rw 0 0' >>/srv/mounts`);
    const site = testSite([node], ['directory']);
    const connect = site.transport.connect;
    site.transport.connect = async (target) => {
      const session = await connect(target);
      return {
        ...session,
        run: (script, options) => session.run(String(script).replaceAll('</proc/mounts', '</srv/mounts'), options),
      };
    };
    const { plan } = await site.look(
      FILE(
        '  directories: [{ path: /opt/nfs/sub, owner: nobody }, { path: /opt/nfs }, { path: /opt/rrd/Sec-1/x, mode: "0700" }, { path: /opt/rrd, owner: nobody }]\n',
      ),
    );
    expect(plan.unknown.map(({ name, why }) => [name, /network mount \(\S+\)/.exec(why)?.[0]])).toEqual([
      ['/opt/nfs/sub', 'network mount (/opt/nfs)'],
      ['/opt/rrd/Sec-1/x', 'network mount (/opt/rrd/Sec-1)'],
    ]);
    expect(plan.actions.map(({ name }) => name)).toEqual(['/opt/rrd']);
  });
});

describe('a configure command', () => {
  const KINDS = ['vars-file', 'configure', 'service'];
  const text = (variable: string, command = '/opt/sms/configure') =>
    FILE(
      `  variables: { base: /opt/vars.ctx, target: /opt/vars.out, adapt: { A: "${variable}" } }
  packs: { p: { services: [svc-a, svc-b], configure: "${command}", timeout: 20s } }
`,
      ', pack: p',
    );
  beforeEach(() => {
    node.sh(`mkdir -p /opt/sms; echo 'A=1' >/opt/vars.ctx; : >/srv/log
printf '#!/bin/sh\\n[ ! -e /opt/broken ] || { echo "no license" >&2; exit 3; }\\necho "configured $(grep ^A= /opt/vars.out)" >>/srv/log\\n' >/opt/sms/configure
chmod 755 /opt/sms/configure
for s in svc-a svc-b; do cat >/etc/init.d/$s <<END
#!/bin/sh
### BEGIN INIT INFO
# Provides: $s
# Required-Start:
# Required-Stop:
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
### END INIT INFO
case \\$1 in
  start) [ -e /opt/up-$s ] || echo "start $s" >>/srv/log; touch /opt/up-$s ;;
  stop) rm -f /opt/up-$s ;;
  restart) echo "restart $s" >>/srv/log; touch /opt/up-$s ;;
  status) [ -e /opt/up-$s ] || exit 3 ;;
esac
END
chmod 755 /etc/init.d/$s; done`);
  });
  const log = () =>
    node
      .sh('cat /srv/log; : >/srv/log')
      .split('\n')
      .filter((line) => line !== '');

  it('runs after the vars file and before the services, again when the file is another, and restarts what runs', async () => {
    const site = testSite([node], KINDS);
    const first = await site.apply(text('one'));
    expect(failures(first.result)).toEqual([]);
    expect(first.after).toMatchObject({ actions: [], unknown: [] });
    expect(log()).toEqual(['configured A=one', 'start svc-a', 'start svc-b']);

    // The same content with another time is nothing new.
    node.sh('touch /opt/vars.out');
    expect((await site.look(text('one'))).plan.actions).toEqual([]);

    node.sh('rm /opt/up-svc-a');
    const second = await site.apply(text('two'));
    expect(failures(second.result)).toEqual([]);
    expect(log()).toEqual(['configured A=two', 'restart svc-b', 'start svc-a']);
    expect(second.after.actions).toEqual([]);

    // Changed by hand, and perhaps used so: it is put back and configured again.
    node.sh('echo A=hand >/opt/vars.out');
    expect(failures((await site.apply(text('two'))).result)).toEqual([]);
    expect(log()).toEqual(['configured A=two', 'restart svc-a', 'restart svc-b']);

    node.sh('rm /var/lib/dmsa/configured');
    expect((await site.look(text('two'))).plan.actions.map(({ kind, verb }) => `${verb} ${kind}`)).toEqual(['create configure']);
  });

  it('that fails leaves its stamp, blocks what comes after it, and runs again', async () => {
    const site = testSite([node], KINDS);
    await site.apply(text('one'));
    log();
    node.sh('touch /opt/broken; rm /opt/up-svc-a; cp /var/lib/dmsa/configured /srv/stamp');
    const broken = await site.apply(text('two'));
    expect(failures(broken.result).join('\n')).toContain('no license');
    expect(broken.result.actions.map(({ id, outcome }) => `${id} ${outcome.status}`)).toEqual([
      'Web-1/vars-file//opt/vars.out done',
      'Web-1/configure/pack failed',
      'Web-1/service/svc-a blocked',
    ]);
    node.sh('cmp /srv/stamp /var/lib/dmsa/configured; rm /opt/broken');
    expect(failures((await site.apply(text('two'))).result)).toEqual([]);
    expect(log()).toEqual(['configured A=two', 'restart svc-b', 'start svc-a']);
  });

  it('that is another runs, too', async () => {
    const site = testSite([node], KINDS);
    await site.apply(text('one'));
    const { plan } = await site.look(text('one', '/opt/sms/configure all'));
    expect(plan.actions.flatMap(({ fields }) => fields)).toEqual([
      { path: 'configured', from: 'by another command', to: 'by /opt/sms/configure all' },
    ]);
  });
});
