/** Copies that are interrupted, stopped, refused while they run, or meet with a full disk. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseStop, reopenScript, stopCopyScript } from '../../src/ha/sync/stop.ts';
import type { PairOutcome, SyncRequest } from '../../src/reconcile/sync.ts';
import { PATH, RECORD, RUNNING, STATE, type SyncSite, syncSite } from './site.ts';

let site: SyncSite;
beforeAll(async () => {
  site = await syncSite();
});
afterAll(() => site.close());
beforeEach(() => {
  for (const node of [site.active, site.standby]) {
    node.sh(`rm -rf ${PATH} ${RECORD} ${STATE} ${RUNNING} /var/lib/dmsa/ha; mkdir -p ${PATH}`);
  }
});

/** 8 files of half a MiB: some 5 s at SLOW. */
const fillActive = (): string =>
  site.active.sh(`cd ${PATH} && for i in 1 2 3 4 5 6 7 8; do head -c 524288 /dev/urandom >big$i; done`);
const SLOW = { options: { bandwidthKiB: 800 } } satisfies Partial<SyncRequest>;

/** Begins a slow copy; resolves once two files have come. */
async function begin(change: Partial<SyncRequest> = {}): Promise<{ readonly done: Promise<PairOutcome> }> {
  const done = site.sync({ ...SLOW, ...change });
  await until('two files to come', () => site.standby.sh(`ls ${PATH} | wc -l`).trim() >= '2');
  return { done };
}

async function until(what: string, is: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!is()) {
    if (performance.now() > end) throw new Error(`waited for ${what}`);
    await sleep(50);
  }
}

/** Processes of rsync on the standby, that have not ended. */
const rsyncs = (): readonly string[] =>
  site.standby
    .sh(
      `for d in /proc/[0-9]*; do read -r x name state y <$d/stat && [ "$name" = '(rsync)' ] && [ "$state" != Z ] && echo "$d"; done 2>/dev/null; :`,
    )
    .split('\n')
    .filter((line) => line !== '');
const reportOf = ({ copies }: PairOutcome) => {
  const outcome = copies[0]?.outcome;
  return outcome?.status === 'reported' ? outcome.report : outcome;
};
const whole = (): boolean => site.active.sh(`cd ${PATH} && md5sum * | sort`) === site.standby.sh(`cd ${PATH} && md5sum * | sort`);
const stop = (): string => site.standby.sh(stopCopyScript('a test'));

describe('a copy that runs', () => {
  it('ends by itself when a record of a takeover appears, and nothing more is written', async () => {
    fillActive();
    const { done } = await begin();
    site.standby.sh(`echo 'took over' >${RECORD}`);
    expect(reportOf(await done)).toMatchObject({ status: 'refused', code: 'taken-over' });
    expect(rsyncs()).toEqual([]);
    expect(whole()).toBe(false);
    expect(site.standby.sh(`ls ${STATE}`).split('\n')).not.toContain('good');
    // The record goes by hand, and the files are still not written over.
    site.standby.sh(`rm ${RECORD}`);
    expect(await site.copy()).toMatchObject({ code: 'took-over' });
    site.standby.sh(reopenScript([PATH]));
    expect(await site.copy()).toMatchObject({ status: 'copied' });
    expect(whole()).toBe(true);
  });

  it('is stopped by a takeover within seconds, and what had come stays', async () => {
    fillActive();
    const { done } = await begin();
    site.standby.sh('mkdir -p /var/lib/dmsa/ha; touch /var/lib/dmsa/ha/transition');
    const before = performance.now();
    expect(parseStop(stop())).toEqual({ status: 'stopped' });
    expect(performance.now() - before).toBeLessThan(12_000);
    expect(rsyncs()).toEqual([]);
    expect(reportOf(await done)).toMatchObject({ code: expect.stringMatching(/^(stopped|transition)$/) });
    expect(parseStop(stop())).toEqual({ status: 'none' });
    expect(await site.copy()).toMatchObject({ code: 'transition' });
    site.standby.sh('rm /var/lib/dmsa/ha/transition');
    expect(await site.copy()).toMatchObject({ status: 'copied' });
    expect(whole()).toBe(true);
  });

  it('is stopped by Ctrl-C, and the next one goes on in the middle of a file', async () => {
    site.active.sh(`cd ${PATH} && touch a b && head -c 4194304 /dev/urandom >c`);
    const interrupted = new AbortController();
    const { done } = await begin({ signal: interrupted.signal, by: 'root@central' });
    await until('some of c to come', () => Number(site.standby.sh(`cat ${PATH}/.c.* | wc -c`)) > 1_500_000);
    interrupted.abort();
    expect(reportOf(await done)).toMatchObject({ status: 'failed', code: 'stopped', said: 'root@central' });
    expect(Number(site.standby.sh(`wc -c <${PATH}/.dmsa-partial/c`))).toBeGreaterThan(1_500_000);
    const next = await site.copy();
    expect(next).toMatchObject({ status: 'copied', moved: 1 });
    expect(next.status === 'copied' && next.wireBytes).toBeLessThan(3_000_000);
    expect(whole()).toBe(true);
    expect(site.standby.sh(`ls -A ${PATH}`)).toBe('a\nb\nc\n');
  });

  it('keeps a second one out, that does not disturb it', async () => {
    fillActive();
    const { done } = await begin();
    expect(await site.copy()).toMatchObject({ status: 'refused', code: 'running' });
    expect(reportOf(await done)).toMatchObject({ status: 'copied', moved: 8 });
    expect(whole()).toBe(true);
  });

  it('is ended by its time limit', async () => {
    fillActive();
    const cluster = { ...site.cluster, syncLimits: { ...site.cluster.syncLimits, timeLimitMs: 4_000 } };
    const pair = await site.sync({ cluster, options: { bandwidthKiB: 200 } });
    expect(reportOf(pair)).toMatchObject({ status: 'failed', code: 'time-limit' });
    expect(rsyncs()).toEqual([]);
  });
});

describe('a copy that was killed', () => {
  it.each(['its shell alone', 'its shell and rsync'])(
    '%s, by kill -9: nothing goes on, the next copy brings the rest',
    async (which) => {
      fillActive();
      const { done } = await begin();
      const owner = site.standby.sh(`read -r b p t <${RUNNING}/owner; echo $p`).trim();
      const all = which === 'its shell alone' ? [] : rsyncs().map((entry) => entry.replace('/proc/', ''));
      site.standby.sh(`kill -9 ${[owner, ...all].join(' ')}`);
      expect((await done).copies[0]?.outcome).toMatchObject({ status: 'unknown', error: { code: 'sync-cut-short' } });
      await until('rsync to end', () => rsyncs().length === 0);
      const next = await site.copy();
      expect(next).toMatchObject({ status: 'copied' });
      expect(next.status === 'copied' && next.moved).toBeLessThan(8);
      expect(whole()).toBe(true);
      expect(site.standby.sh('ls /var/lib/dmsa/sync').trim()).not.toContain('running');
    },
  );

  it('a lock of before the last boot, or without a word in it, stands in nobody’s way', async () => {
    for (const owner of ['echo 0ther-boot 1 1', 'echo 0-b 1 1', 'rm', `echo $(cat /proc/sys/kernel/random/boot_id) 1 1`, 'rm']) {
      site.standby.sh(`mkdir -p ${RUNNING}; ${owner === 'rm' ? '' : `${owner} >${RUNNING}/owner`}`);
      expect(await site.copy()).toMatchObject({ status: 'copied' });
    }
  });
});

describe('the standby’s disk', () => {
  beforeEach(() => site.standby.sh(`mount -t tmpfs -o size=4m tmpfs ${PATH}`));
  const off = (): string => site.standby.sh(`umount ${PATH}`);

  it('is full: said, nothing of what was there is lost, and there is no good copy', async () => {
    fillActive();
    site.active.sh(`head -c 2000000 /dev/urandom >${PATH}/more`);
    site.standby.sh(`echo old >${PATH}/big1`);
    try {
      expect(await site.copy()).toMatchObject({ status: 'failed', code: 'no-space' });
      expect(site.standby.sh(`ls ${STATE}; cat ${STATE}/last`)).toMatch(/^last\nat \d+\ncode no-space\nsaid .*No space left/);
    } finally {
      off();
    }
  });

  it('has room only once what is gone is gone: that goes first', async () => {
    site.active.sh(`head -c 3000000 /dev/urandom >${PATH}/new`);
    site.standby.sh(`head -c 3000000 /dev/urandom >${PATH}/old`);
    try {
      expect(await site.copy()).toMatchObject({ status: 'copied', deleted: 1, moved: 1 });
      expect(whole()).toBe(true);
    } finally {
      off();
    }
  });

  it('is read-only', async () => {
    fillActive();
    site.standby.sh(`mount -o remount,ro ${PATH}`);
    try {
      expect(await site.copy()).toMatchObject({ status: 'failed', code: 'read-only' });
    } finally {
      off();
    }
  });
});
