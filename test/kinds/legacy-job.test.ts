/** What is told of the legacy scripts' jobs: which node, file and line, what they would do, and how to stop them. */
import { expect, it } from 'vitest';
import { legacyJob } from '../../src/kinds/legacy-job.ts';

const sighting = (state: object) => ({
  node: 'Sec-Rep-1',
  kind: 'legacy-job',
  name: 'cron',
  want: { standby: true },
  seen: { status: 'present' as const, state: JSON.parse(JSON.stringify(state)) },
});

it('every job is told by node, file and line, and how its file is edited; nothing of the lines themselves', () => {
  const jobs = [
    { does: 'failover', script: 'ha-backup.sh', file: '/etc/cron.d/ha', line: 2 },
    { does: 'nfs-check', script: 'nfs_check.sh', file: '/var/spool/cron/root', line: 7 },
  ];
  const told = legacyJob.findings?.([sighting({ jobs, unread: [] })]) ?? [];
  expect(told.map(({ code, severity, node }) => [code, severity, node])).toEqual([
    ['legacy-failover', 'warning', 'Sec-Rep-1'],
    ['legacy-nfs-check', 'warning', 'Sec-Rep-1'],
  ]);
  expect(told[0]?.summary).toContain('(/etc/cron.d/ha:2)');
  expect(told[0]?.detail).toContain('put a # before line 2 of /etc/cron.d/ha on Sec-Rep-1');
  expect(told[1]?.detail).toContain('crontab -u root -e');
});

it('a crontab that could not be read is told as that', () => {
  const told = legacyJob.findings?.([sighting({ jobs: [], unread: [{ file: '/etc/crontab', why: 'too large' }] })]) ?? [];
  expect(told).toMatchObject([{ code: 'crontab-unread', severity: 'warning', detail: expect.stringContaining('too large') }]);
});
