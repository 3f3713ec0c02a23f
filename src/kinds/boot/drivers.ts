/** Which drivers a node has: the one place that lists them. */
import type { Platform } from '../facts.ts';
import { chkconfig, updateRc } from './links.ts';
import { systemctlBoot, systemdRun } from './systemd.ts';
import { sysvRun } from './sysv.ts';
import type { BootDriver, RunDriver } from './types.ts';

/** null: nothing on the node could say what starts at boot. */
export function bootDriver(platform: Platform): BootDriver | null {
  switch (platform.boot) {
    case 'systemctl':
      return systemctlBoot(platform);
    case 'chkconfig':
      return chkconfig;
    case 'update-rc.d':
      return updateRc;
    case null:
      return null;
  }
}

export function runDriver(platform: Platform): RunDriver {
  return platform.init === 'systemd' ? systemdRun(platform) : sysvRun(platform);
}
