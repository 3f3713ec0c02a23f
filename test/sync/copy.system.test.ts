/** Directories copied from an active to its standby, with real rsync and sshd. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseStop, stopCopyScript } from '../../src/ha/sync/stop.ts';
import { pauseText } from '../../src/kinds/pair-files.ts';
import { installBusybox } from '../observe/shells.ts';
import { clusterOf, forcing, LOG, PATH, RECORD, RUNNING, STATE, type SyncSite, syncSite } from './site.ts';

let site: SyncSite;
beforeAll(async () => {
  site = await syncSite();
});
afterAll(() => site.close());
beforeEach(() => {
  for (const node of [site.active, site.standby]) {
    node.sh(`rm -rf ${PATH} ${RECORD} ${LOG} ${STATE} /var/lib/dmsa/ha; mkdir -p ${PATH}; ip link set eth0 up`);
  }
});

/** Everything that a copy is to keep: kind, mode, owner, time, links, content. */
const treeOf = (node: SyncSite['active']): string =>
  node.sh(
    `cd ${PATH} && find . -printf '%P|%y|%m|%U:%G|%T@|%n|%l|%s\\n' | sort; find . -type f -print0 | sort -z | xargs -0r md5sum`,
  );
const filesOn = (node: SyncSite['active']): readonly string[] =>
  node
    .sh(`cd ${PATH} && find . -type f -printf '%P\\n' | sort`)
    .split('\n')
    .filter((name) => name !== '');
const lastLog = (): string => site.standby.sh(`tail -n 1 ${LOG}`).trim();

describe('a copy', () => {
  it('brings all that there is, whatever it is called, and takes away what is gone', async () => {
    site.active.sh(`cd ${PATH}
mkdir -p parser 'with blank' -- -dash
printf 1 >'with blank/a b'; printf 2 >-- "./-rf"; printf 3 >"$(printf 'line\\nbreak')"; printf 4 >parser/'$(touch x)'
printf shared >one; ln one parser/two; ln -s ../one parser/link; ln -s /nowhere dangling; mkfifo pipe
chown 12:34 one; chmod 640 one; touch -d '2020-01-02 03:04:05.678' one; chmod 2775 parser`);
    site.standby.sh(`cd ${PATH}; mkdir old; touch old/gone`);
    const report = await site.copy();
    expect(report).toMatchObject({ status: 'copied', via: '10.0.0.21', moved: 5, deleted: 1, warnings: [] });
    expect(treeOf(site.standby)).toBe(treeOf(site.active));
    expect(site.standby.sh(`stat -c %i ${PATH}/one`)).toBe(site.standby.sh(`stat -c %i ${PATH}/parser/two`));
    expect(lastLog()).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:]+Z Sec-1 -> Sec-Rep-1 \/opt\/sms\/spool copied 5 of \d+ files, .* deleted 1, /,
    );
    expect(site.standby.sh(`cat ${STATE}/good`)).toMatch(
      /^begun \d+\nbegun-source \d+\nseconds \d+\nfiles \d+\nbytes \d+\nmount /,
    );
    expect(site.standby.sh(`cat ${STATE}/last`)).toMatch(/^at \d+\ncode copied\n$/);
    expect(site.standby.sh('ls /var/lib/dmsa/sync').trim()).toBe('opt,sms,spool');

    // What was changed on the standby is put right; a second copy has nothing to bring.
    site.standby.sh(`printf drift >>${PATH}/one; chmod 600 ${PATH}/one; touch ${PATH}/stray`);
    expect(await site.copy()).toMatchObject({ status: 'copied', moved: 1, deleted: 1 });
    expect(treeOf(site.standby)).toBe(treeOf(site.active));
    expect(await site.copy()).toMatchObject({ status: 'copied', moved: 0, deleted: 0 });
  });

  it('leaves out what the rule excludes, on both sides', async () => {
    site.active.sh(`cd ${PATH}; mkdir parser-error; touch keep x.tmp parser-error/no`);
    site.standby.sh(`cd ${PATH}; touch own.tmp`);
    expect(await site.copy({ cluster: clusterOf('', '"parser-error", "*.tmp", "it\'s $HOME"') })).toMatchObject({
      status: 'copied',
    });
    expect(filesOn(site.standby)).toEqual(['keep', 'own.tmp']);
  });

  it('of 10,000 small files is one copy, and the second one moves nothing', async () => {
    site.active.sh(`cd ${PATH}; mkdir d; seq 10000 | (cd d && xargs -n 500 touch)`);
    expect(await site.copy()).toMatchObject({ status: 'copied', moved: 10_000, files: 10_002 });
    expect(await site.copy()).toMatchObject({ status: 'copied', moved: 0, deleted: 0 });
    expect(filesOn(site.standby)).toHaveLength(10_000);
  });

  it('that would only be tried says what it would do, and does nothing', async () => {
    site.active.sh(`cd ${PATH}; mkdir d; touch d/new`);
    site.standby.sh(`cd ${PATH}; mkdir old; touch old/gone`);
    const before = treeOf(site.standby);
    expect(await site.copy({ options: { dryRun: true } })).toMatchObject({
      status: 'copied',
      list: { changed: ['d/', 'd/new'], deleted: ['old/gone', 'old/'], whole: true },
    });
    expect(treeOf(site.standby)).toBe(before);
    expect(site.standby.sh(`ls ${STATE} /var/lib/dmsa/sync; ls ${LOG} 2>&1 || :`)).not.toMatch(/good|last|running|dry|log$/);
  });

  it.each(['bash', '/srv/ash'])('is the same where /bin/sh is %s', async (shell) => {
    installBusybox();
    site.standby.sh('ln -sf "$(command -v busybox)" /srv/ash');
    site.active.sh(`cd ${PATH}; touch new; mkfifo pipe`);
    site.standby.sh(`touch ${PATH}/old`);
    site.transport.shell = shell;
    try {
      expect(await site.copy({ options: { progress: true } })).toMatchObject({
        status: 'copied',
        moved: 1,
        deleted: 1,
        warnings: [],
      });
      site.active.sh(`rm ${PATH}/*`);
      expect(await site.copy()).toMatchObject({ code: 'empty-source' });
      expect(parseStop(site.standby.sh(stopCopyScript('a test')))).toEqual({ status: 'none' });
    } finally {
      site.transport.shell = 'sh';
    }
    expect(lastLog()).toContain('NOT COPIED empty-source: empty on Sec-1');
  });

  it('keeps its log to a size', async () => {
    site.standby.sh(`mkdir -p ${LOG.replace(/\/[^/]+$/, '')}; head -c 1100000 /dev/zero | tr '\\0' x >${LOG}`);
    await site.copy();
    expect(site.standby.sh(`wc -l <${LOG}; wc -c <${LOG}.1`)).toBe('1\n1100000\n');
  });
});

describe('what would be lost is not', () => {
  const fill = (node: SyncSite['active'], count: number): string => node.sh(`cd ${PATH} && seq -f f%g ${count} | xargs touch`);

  it('more deletions than allowed: what is new comes, nothing goes; forced it goes', async () => {
    fill(site.active, 100);
    expect(await site.copy()).toMatchObject({ status: 'copied' });
    site.active.sh(`cd ${PATH} && rm f? f1? f2? f3? && touch new`);
    expect(await site.copy()).toMatchObject({ status: 'refused', code: 'mass-delete' });
    expect(filesOn(site.standby)).toHaveLength(101);
    expect(site.standby.sh(`cat ${STATE}/last`)).toContain('said 39 of 101 files would be deleted on Sec-Rep-1, 25 are allowed');
    expect(lastLog()).toContain('NOT COPIED mass-delete: 39 of 101');
    expect(await site.copy({ force: forcing('mass-delete') })).toMatchObject({ status: 'copied', deleted: 39 });
    expect(treeOf(site.standby)).toBe(treeOf(site.active));
  });

  it('by a number in the file, to the last file', async () => {
    fill(site.standby, 3);
    site.active.sh(`touch ${PATH}/x`);
    expect(await site.copy({ cluster: clusterOf('{ maxDelete: 2 }') })).toMatchObject({ code: 'mass-delete' });
    expect(filesOn(site.standby)).toEqual(['f1', 'f2', 'f3', 'x']);
    expect(await site.copy({ cluster: clusterOf('{ maxDelete: 3 }') })).toMatchObject({ status: 'copied', deleted: 3 });
  });

  it('a directory that is empty, or missing, on the active', async () => {
    fill(site.standby, 3);
    expect(await site.copy()).toMatchObject({ status: 'refused', code: 'empty-source' });
    site.active.sh(`mkdir ${PATH}/lost+found`);
    expect(await site.copy()).toMatchObject({ status: 'refused', code: 'empty-source' });
    expect(await site.copy({ force: forcing('mass-delete') })).toMatchObject({ code: 'empty-source' });
    site.active.sh(`rm -r ${PATH}`);
    expect(await site.copy({ force: forcing('empty-source') })).toMatchObject({ status: 'refused', code: 'source-missing' });
    expect(filesOn(site.standby)).toEqual(['f1', 'f2', 'f3']);
    site.active.sh(`mkdir ${PATH}`);
    expect(await site.copy({ force: forcing('empty-source') })).toMatchObject({ status: 'copied', deleted: 3 });
  });

  it('a folder of many files that became a file', async () => {
    fill(site.standby, 30);
    site.standby.sh(`cd ${PATH} && mkdir x && mv f* x`);
    site.active.sh(`touch ${PATH}/x`);
    expect(await site.copy()).toMatchObject({ code: 'mass-delete' });
    expect(filesOn(site.standby)).toHaveLength(30);
  });

  it.each(['active', 'standby'] as const)('a file system that fstab knows and that is not mounted, on the %s', async (which) => {
    fill(site.active, 3);
    const node = site[which];
    node.sh(`echo 'tmpfs ${PATH} tmpfs defaults 0 0' >/etc/fstab`);
    try {
      expect(await site.copy()).toMatchObject({ status: 'refused', code: 'not-mounted', said: `on ${node.name}: ${PATH}` });
      expect(filesOn(site.standby)).toEqual([]);
      node.sh(`mount ${PATH}`);
      site.active.sh(`touch ${PATH}/f1`);
      expect(await site.copy()).toMatchObject({ status: 'copied' });
      // No longer in fstab, and gone: it was there at the last good copy.
      node.sh(`umount ${PATH}; : >/etc/fstab; touch ${PATH}/below`);
      expect(await site.copy()).toMatchObject({ status: 'refused', code: 'mount-changed' });
      expect(await site.copy({ force: forcing('mount-changed') })).toMatchObject({ status: 'copied' });
    } finally {
      node.sh(`: >/etc/fstab; umount ${PATH} 2>/dev/null || :`);
    }
  });
});

describe('the direction', () => {
  beforeEach(() => {
    // Both are of one size: rsync tells them apart by their times, which are the same where both are written within one
    // tick of the kernel's clock.
    site.active.sh(`echo stale >${PATH}/f; touch -d '1 minute ago' ${PATH}/f`);
    site.standby.sh(`echo fresh >${PATH}/f`);
  });
  const onStandby = (): string => site.standby.sh(`cat ${PATH}/f`).trim();

  it('is closed by a record of a takeover, and stays so when that is removed by hand, until it is forced', async () => {
    site.standby.sh(`echo 'took over' >${RECORD}`);
    expect(await site.copy()).toMatchObject({ status: 'refused', code: 'taken-over' });
    site.standby.sh(`rm ${RECORD}`);
    expect(await site.copy()).toMatchObject({ status: 'refused', code: 'took-over' });
    expect(onStandby()).toBe('fresh');
    expect(await site.copy({ force: forcing('took-over') })).toMatchObject({ status: 'copied' });
    expect(await site.copy()).toMatchObject({ status: 'copied' });
    expect(onStandby()).toBe('stale');
  });

  it('is noted as closed by a copy that is not even begun, as the standby holds', async () => {
    const placement = new Map([['Sec-1', { holder: 'Sec-Rep-1', code: 'failed-over', sentence: 'it took over' }]]);
    expect(await site.sync({ placement, options: { dryRun: true } })).toMatchObject({ may: { open: false }, copies: [] });
    expect(site.standby.sh(`ls ${STATE} 2>&1 || :`)).not.toContain('closed');
    expect(await site.sync({ placement })).toMatchObject({ may: { open: false, code: 'failed-over' }, copies: [] });
    expect(await site.copy()).toMatchObject({ status: 'refused', code: 'took-over' });
    expect(onStandby()).toBe('fresh');
  });

  it('is open while an operator pauses failover, by touch or by dmsa', async () => {
    site.standby.sh(`touch ${RECORD}`);
    expect(await site.copy()).toMatchObject({ status: 'copied' });
    site.standby.sh(`echo >${RECORD}`);
    expect(await site.copy()).toMatchObject({ status: 'copied' });
    const pause = pauseText({ by: 'root@central', why: 'upgrade', atMs: 1, untilMs: null });
    site.standby.sh(`printf %s '${pause}' >${RECORD}`);
    expect(await site.copy()).toMatchObject({ status: 'copied' });
  });

  it('is closed while a takeover is in progress, and where the standby has a service address', async () => {
    site.standby.sh('mkdir -p /var/lib/dmsa/ha; touch /var/lib/dmsa/ha/transition');
    expect(await site.copy()).toMatchObject({ status: 'refused', code: 'transition' });
    site.standby.sh('rm /var/lib/dmsa/ha/transition; ip addr add 10.0.0.111/24 dev eth0');
    try {
      expect(await site.copy()).toMatchObject({ status: 'refused', code: 'standby-holds', said: 'Sec-Rep-1 has 10.0.0.111' });
    } finally {
      site.standby.sh('ip addr del 10.0.0.111/24 dev eth0');
    }
    expect(onStandby()).toBe('fresh');
  });

  it('to the active is open for a failback alone, and only where the standby has a record', async () => {
    const placement = new Map([['Sec-1', { holder: 'Sec-Rep-1', code: 'failed-over', sentence: '' }]]);
    const back = { direction: 'to-active', placement } as const;
    expect((await site.sync(back)).may).toMatchObject({ open: false, code: 'no-failback' });
    expect(await site.copy({ ...back, purpose: 'failback' })).toMatchObject({ status: 'refused', code: 'not-failed-over' });
    site.standby.sh(`echo 'took over' >${RECORD}; mkdir -p /var/lib/dmsa/ha; touch /var/lib/dmsa/ha/transition`);
    expect(await site.copy({ ...back, purpose: 'failback' })).toMatchObject({ status: 'copied', via: '10.0.0.31' });
    expect(site.active.sh(`cat ${PATH}/f`).trim()).toBe('fresh');
  });
});

describe('the way to the active', () => {
  it('is the other network where the first does not answer', async () => {
    site.active.sh(`touch ${PATH}/f; ip link set eth0 down`);
    expect(await site.copy()).toMatchObject({ status: 'copied', via: '192.0.2.21' });
    expect(await site.copy()).toMatchObject({ warnings: [expect.stringMatching(/^Sec-1 at 10\.0\.0\.21: .*/)] });
  });

  it('a host key that is not known, a key that is not let in: said, with what to do', async () => {
    site.standby.sh('mv /etc/ssh/ssh_known_hosts /etc/ssh/aside');
    expect(await site.copy()).toMatchObject({ status: 'failed', code: 'host-key' });
    site.standby.sh('mv /etc/ssh/aside /etc/ssh/ssh_known_hosts');
    site.active.sh('mv /root/.ssh/authorized_keys /root/.ssh/aside');
    expect(await site.copy()).toMatchObject({ status: 'failed', code: 'auth-failed' });
    site.active.sh('mv /root/.ssh/aside /root/.ssh/authorized_keys');
    expect(site.standby.sh(`cat ${STATE}/last; ls ${RUNNING} 2>&1 || :`)).toMatch(
      /^at \d+\ncode auth-failed\nsaid Sec-1 at 10\.0\.0\.21: /,
    );
  });
});
