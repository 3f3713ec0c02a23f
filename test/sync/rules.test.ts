/** Which directories go where, whether they may, what a script says, and what a plan says of how old a copy is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parseCluster } from '../../src/desired/parse.ts';
import { copiesOf, mayCopy } from '../../src/ha/sync/copies.ts';
import { adviceOf, parseCopy } from '../../src/ha/sync/report.ts';
import { copyScript } from '../../src/ha/sync/script.ts';
import type { Sighting } from '../../src/kinds/kind.ts';
import { SYNC_CODES, type SyncCode, stateDir } from '../../src/kinds/sync-state.ts';
import { syncedDirectory } from '../../src/kinds/synced-directory.ts';
import type { CopyOutcome, PairOutcome } from '../../src/reconcile/sync.ts';
import { renderSync, renderSyncProgress, size, syncToJson } from '../../src/views/sync.ts';

function clusterOf(more = '', every = 'sync: { every: 5m }') {
  const text = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24 }
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, equipment: { address: 192.0.2.21/24, address6: "2001:db8::21/64" }, serviceAddresses: { eth0:1: 10.0.0.111/24 }, ssh: { port: 2222 } }
    Sec-Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, equipment: 192.0.2.31/24, backupOf: Sec-1, ${every} }
  sync:
    - { type: SECENGINE, path: /opt/sms/spool, exclude: ["*.tmp"] }
    - { type: SECENGINE, path: /opt/rrd }
    - { type: GUI, path: /opt/svnroot }
${more}`;
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml', home: '/root' });
  if (!cluster) throw new Error(JSON.stringify(diagnostics, null, 1));
  return cluster;
}

describe('the copies of a pair', () => {
  it('are the rules of its type, pulled by the standby over the networks in their order', () => {
    const [first, ...more] = copiesOf(clusterOf('  sshKeys: {}\n'), 'Sec-1');
    expect(first).toMatchObject({
      from: 'Sec-1',
      to: 'Sec-Rep-1',
      path: '/opt/sms/spool',
      exclude: ['*.tmp'],
      addresses: ['10.0.0.21', '192.0.2.21', '2001:db8::21'],
      port: 2222,
      keyPath: '/root/.ssh/id_ed25519',
      serviceAddresses: ['10.0.0.111'],
      logPath: '/opt/ubisysconf/ha/logs/ha_sync.log',
      limits: { maxDelete: { percent: 25 }, maxAgeMs: null, bandwidthKiB: null, timeLimitMs: 21_600_000 },
    });
    expect(more.map(({ path }) => path)).toEqual(['/opt/rrd']);
    expect(copiesOf(clusterOf(), 'Sec-1')[0]?.keyPath).toBe(null);
  });

  it('go the other way for a failback', () => {
    expect(copiesOf(clusterOf(), 'Sec-1', 'to-active')[0]).toMatchObject({
      from: 'Sec-Rep-1',
      to: 'Sec-1',
      addresses: ['10.0.0.31', '192.0.2.31'],
      port: 22,
    });
  });

  it('are none where the standby wants none, and for a node without a standby', () => {
    expect(copiesOf(clusterOf('', 'failover: { after: 5m }'), 'Sec-1')).toEqual([]);
    expect(copiesOf(clusterOf(), 'Web-1')).toEqual([]);
  });

  it('have limits of the file, which are checked', () => {
    const cluster = clusterOf('  syncLimits: { maxDelete: 7, maxAge: 30m, bandwidth: 500, timeLimit: 1h }\n');
    expect(cluster.syncLimits).toEqual({
      maxDelete: { files: 7 },
      maxAgeMs: 1_800_000,
      bandwidthKiB: 500,
      timeLimitMs: 3_600_000,
    });
    expect(() => clusterOf('  syncLimits: { maxDelete: 101% }\n')).toThrow(/for maxDelete. Write for example 25%/);
    expect(() => clusterOf('  syncLimits: { timeLimit: 1s }\n')).toThrow(/time-out-of-range/);
  });

  it('keep their state in folders that never meet', () => {
    const long = `/${'a'.repeat(150)}/${'b'.repeat(150)}`;
    const dirs = ['/opt/a', '/opt/a/b', '/opt/a-b', '/opt', long, `${long}c`].map(stateDir);
    expect(new Set(dirs).size).toBe(dirs.length);
    for (const dir of dirs) expect(dir.split('/').at(-1)?.length).toBeLessThanOrEqual(200);
  });
});

describe('whether files may be copied', () => {
  const pair = { active: 'Sec-1', standby: 'Sec-Rep-1' };
  const holding = (code: string, holder: string | null) => ({ code, holder, sentence: 'so it is' });
  it.each<[string, string | null, boolean]>([
    ['active-holds', 'Sec-1', true],
    ['nobody-holds', 'Sec-1', true],
    ['paused', 'Sec-1', true],
    ['standby-unknown', 'Sec-1', false],
    ['standby-unknown', null, false],
    ['active-unknown', null, false],
    ['failed-over', 'Sec-Rep-1', false],
    ['held-by-both', null, false],
    ['held-without-record', null, false],
    ['record-unclear', null, false],
    ['active-holds', 'Sec-Rep-1', false],
    ['active-holds', null, false],
    ['single', 'Sec-1', false],
    ['of-a-later-version', 'Sec-1', false],
  ])('to the standby: %s, held by %s: %s', (code, holder, open) => {
    const may = mayCopy(pair, holding(code, holder), 'to-standby');
    expect(may).toMatchObject(open ? { open } : { open, code, sentence: expect.stringContaining('so it is') });
    // To the active never as long as the active is the one that holds, whoever asks.
    expect(mayCopy(pair, holding(code, holder), 'to-active', 'failback').open).toBe(code === 'failed-over');
    expect(mayCopy(pair, holding(code, holder), 'to-active')).toMatchObject({ open: false, code: 'no-failback' });
  });

  it('not, where the pair was not looked at', () => {
    for (const direction of ['to-standby', 'to-active'] as const) {
      expect(mayCopy(pair, undefined, direction, 'failback')).toMatchObject({ open: false, code: 'not-seen' });
    }
  });
});

describe('the script', () => {
  it('lets no value out of its quotes', () => {
    const [copy] = copiesOf(clusterOf(), 'Sec-1');
    if (!copy) throw new Error('no copy');
    const script = copyScript({ ...copy, exclude: ["it's", '$(touch /tmp/x)', '-e sh', 'a\nb'] });
    for (const word of ["--exclude='it'\\''s'", "--exclude='$(touch /tmp/x)'", "--exclude='-e sh'", "--exclude='a\nb'"]) {
      expect(script).toContain(word);
    }
  });
});

const line = (...words: readonly string[]): string => words.map((word) => `@dmsa-sync ${word}\n`).join('');

describe('what a script says', () => {
  it.each(Object.keys(SYNC_CODES) as SyncCode[])('%s: a sentence, and never taken for a good copy', (code) => {
    const report = parseCopy(`noise of a shell\n${line('begin', 'said one', 'said two', `end ${code}`)}`);
    expect(report).toMatchObject({
      code,
      sentence: SYNC_CODES[code],
      said: 'one\ntwo',
      status: expect.stringMatching(/refused|failed/),
    });
    expect(adviceOf(code, 'ID')).not.toContain('undefined');
  });

  it('is not known where it ends before its end, or says what nobody knows', () => {
    for (const text of ['', line('begin', 'via 10.0.0.21'), line('end of-a-later-version'), 'end copied\n', '@dmsa-sync end']) {
      expect(parseCopy(text)).toBe(null);
    }
  });

  it('of a dry run is a list, as rsync 3.0 and 3.2 write it', () => {
    const list = [
      ...[
        'cd+++++++++ ./',
        '.d..t...... seen/',
        '>f+++++++++ a b',
        '*deleting   gone/x',
        'cL+++++++++ link -> x',
        '.f...p..... mode',
        'cd+++++++++ dir/',
      ],
      ...['>f.st...... same\\#012line', '', 'Number of files: 3 (reg: 2, dir: 1)'],
    ].join('\n');
    expect(
      parseCopy(`${line('via 10.0.0.21', 'list')}${list}\n\n${line('listed', 'stats 2 1 1 3 9 0', 'end copied')}`),
    ).toMatchObject({
      list: { changed: ['a b', 'link -> x', 'mode', 'dir/', 'same\\#012line'], deleted: ['gone/x'], whole: true },
    });
  });
});

describe('how old a copy is', () => {
  const NOW = 1_700_000_000;
  const good = (ageS: number) => ({ begunAt: NOW - ageS, begunAtSource: 0, seconds: 1, files: 1, bytes: 1 });
  const find = (change: object, maxAgeMs = 1_800_000) => {
    const state = { now: NOW, good: good(60), last: null, closed: false, takenOver: false, ...change };
    const want = { path: '/opt/sms/spool', from: 'Sec-1', recordPath: '/r', maxAgeMs };
    const sighting: Sighting = {
      node: 'Sec-Rep-1',
      kind: 'synced-directory',
      name: '/opt/sms/spool',
      want,
      seen: { status: 'present', state },
    };
    return syncedDirectory.findings?.([sighting]) ?? [];
  };

  it('is a warning where it is older than allowed, with the reason of the last try', () => {
    expect(find({})).toEqual([]);
    expect(find({ good: good(1800) })).toEqual([]);
    expect(find({ good: good(3 * 3600) })).toMatchObject([
      {
        code: 'copy-old',
        summary: 'The copy of /opt/sms/spool on Sec-Rep-1 is 3 h old, allowed 30 min',
        detail: 'Copy it now: dmsa sync Sec-1',
      },
    ]);
    const last = { at: NOW - 120, code: 'no-space', said: 'rsync: write failed' };
    expect(find({ good: good(3 * 3600), last })).toMatchObject([
      {
        detail:
          'The last try, 2 min ago, failed [no-space]: no space is left on the node that gets the files.\nrsync: write failed',
      },
    ]);
    expect(find({ good: null, last })).toMatchObject([{ code: 'copy-missing' }]);
  });

  it('is not the question while the standby has taken over, and is one again after that', () => {
    expect(find({ good: good(9e6), closed: true, takenOver: true })).toEqual([]);
    expect(find({ good: null, takenOver: true })).toEqual([]);
    expect(find({ good: good(60), closed: true })).toMatchObject([{ code: 'copy-closed' }]);
  });

  it('can’t be said where the clock was set back', () => {
    expect(find({ good: good(-299) })).toEqual([]);
    expect(find({ good: good(-7200) })).toMatchObject([{ code: 'copy-age-unknown' }]);
  });

  it('allowed are six periods, at least ten minutes, or what the file says', () => {
    const allowed = (more: string, every?: string) =>
      syncedDirectory.desired(clusterOf(more, every), new Map()).map(({ spec }) => (spec as { maxAgeMs: number }).maxAgeMs);
    expect(allowed('')).toEqual([1_800_000, 1_800_000]);
    expect(allowed('', 'sync: { every: 1m }')).toEqual([600_000, 600_000]);
    expect(allowed('  syncLimits: { maxAge: 2h }\n')).toEqual([7_200_000, 7_200_000]);
  });

  it('of directories that were never copied is one warning a node', () => {
    const state = { now: NOW, good: null, last: null, closed: false, takenOver: false };
    const sightings = ['/opt/a', '/opt/b'].map(
      (path): Sighting => ({
        node: 'Sec-Rep-1',
        kind: 'synced-directory',
        name: path,
        want: { path, from: 'Sec-1', recordPath: '/r', maxAgeMs: 1 },
        seen: { status: 'present', state },
      }),
    );
    expect(syncedDirectory.findings?.(sightings)).toMatchObject([
      { code: 'copy-missing', summary: 'Sec-Rep-1 has no copy of Sec-1’s /opt/a, /opt/b' },
    ]);
  });
});

describe('what is shown', () => {
  const [copy] = copiesOf(clusterOf(), 'Sec-1');
  if (!copy) throw new Error('no copy');
  const of = (stdout: string): CopyOutcome => {
    const report = parseCopy(stdout);
    if (!report) throw new Error('not understood');
    return { status: 'reported', report, ms: 2345 };
  };
  const pair = (...outcomes: readonly CopyOutcome[]): PairOutcome => ({
    active: 'Sec-1',
    standby: 'Sec-Rep-1',
    direction: 'to-standby',
    may: { open: true },
    copies: outcomes.map((outcome) => ({ copy, outcome })),
  });
  const pairs: readonly PairOutcome[] = [
    pair(
      of(
        line(
          'via 10.0.0.21',
          'warn Sec-1 at 192.0.2.21: \x1b[31mno',
          'stats 12 4500000 4600000 10234 1288490188 3',
          'end copied',
        ),
      ),
      of(line('said 812 of 1000 files would be deleted on Sec-Rep-1, 250 are allowed', 'end mass-delete')),
      of(line('said rsync: write failed', 'end no-space')),
      of(
        `${line('via 10.0.0.21', 'list')}>f+++++++++ new\n*deleting   old\n${line('listed', 'stats 1 1 1 1 1 0', 'end copied')}`,
      ),
      { status: 'unknown', error: { severity: 'error', code: 'connect-timeout', summary: 'Sec-Rep-1 does not answer' } },
    ),
    { ...pair(), may: { open: false, code: 'failed-over', sentence: 'nothing is copied to Sec-Rep-1: it took over' } },
    pair(),
  ];

  it('is what was copied, what was not and why, and what to do', () => {
    expect(renderSync(pairs, { color: false, width: 110, dryRun: false, verbose: false })).toBe(`Sec-1 → Sec-Rep-1
  /opt/sms/spool  copied  12 of 10,234 files, 4.3 MiB of 1.2 GiB, 3 deleted, 2.3 s, over 10.0.0.21
    warning: Sec-1 at 192.0.2.21: \\x1b[31mno
  /opt/sms/spool  REFUSED [mass-delete]
    more would be deleted than is allowed
    812 of 1000 files would be deleted on Sec-Rep-1, 250 are allowed
    If that is right, for this once: --force Sec-Rep-1/synced-directory//opt/sms/spool:mass-delete
  /opt/sms/spool  FAILED [no-space]
    no space is left on the node that gets the files
    rsync: write failed
    Make room there. Files that were copied stay; the next copy goes on.
  /opt/sms/spool  would copy at least 1, would delete at least 1
    + new
    - old
  /opt/sms/spool  NOT KNOWN
    error[connect-timeout]: Sec-Rep-1 does not answer

Sec-1 → Sec-Rep-1
  NOT COPIED [failed-over] nothing is copied to Sec-Rep-1: it took over

Sec-1 → Sec-Rep-1
  spec.sync has no directories for this pair
`);
  });

  it('as JSON is as the schema says', () => {
    const schema = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '../../schema', name), 'utf8')) as object;
    const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
    ajv.addSchema(schema('plan.schema.json'));
    const validate = ajv.compile(schema('sync.schema.json'));
    const data = syncToJson('test', pairs, false);
    expect(validate(data) ? [] : validate.errors).toEqual([]);
    expect(data).toMatchObject({
      pairs: [{ copies: [{ status: 'copied' }, { code: 'mass-delete' }, {}, { wouldDelete: ['old'] }, {}] }, { closed: {} }, {}],
    });
  });

  it('sizes and progress fit on a line', () => {
    expect([0, 1023, 1024, 1_048_575, 5e9, 9e15].map(size)).toEqual([
      '0 bytes',
      '1023 bytes',
      '1.0 KiB',
      '1.0 MiB',
      '4.7 GiB',
      '8185 TiB',
    ]);
    const running = [{ to: 'Sec-Rep-1', path: '/opt/sms/spool', text: '   1,234,567  45%   12.34MB/s    0:00:10\x1b[2J' }];
    expect(renderSyncProgress(running, { color: false, width: 60 })).toEqual([
      'Sec-Rep-1 /opt/sms/spool  1,234,567 45% 12.34MB/s 0:00:10\\…',
    ]);
  });
});
