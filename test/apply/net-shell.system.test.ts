/** The comparison that a revert is verified by, on a node whose disk is full or read-only. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { NET_SHELL } from '../../src/apply/net-shell.ts';

// With this level bash keeps here-documents in files, as all versions before 5.1 did (RHEL 6 to 8).
const SHELLS = {
  dash: ['dash'],
  bash: ['env', 'BASH_COMPAT=5.0', 'bash', '--norc', '--posix'],
  busybox: ['busybox', 'sh'],
} as const;

const SCRIPT = `${NET_SHELL}
was='4 eth0 10.0.0.1/24 label eth0
r4 default via 10.0.0.2'
now='4 eth0 10.0.0.9/24 label eth0'
less "$was" "$now"
echo --
only 'r4 ' "$was"
`;

describe.each(Object.entries(SHELLS))('%s, where no temporary file can be written', (_, shell) => {
  it('says what is missing', () => {
    const mounts = ['/tmp', '/var/tmp', '/dev/shm'].map((place) => `mount -t tmpfs -o ro tmpfs ${place}`).join(' && ');
    const { stdout, stderr, status } = spawnSync(
      'unshare',
      ['-m', 'sh', '-c', `${mounts} && cd /tmp && exec "$@"`, 'sh', ...shell, '-c', SCRIPT],
      { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
    );
    expect({ stdout, stderr, status }).toEqual({
      stdout: '4 eth0 10.0.0.1/24 label eth0\nr4 default via 10.0.0.2\n--\nr4 default via 10.0.0.2\n',
      stderr: '',
      status: 0,
    });
  });
});
