/** By what it is seen, between two looks, that a service may have started or stopped. */
import type { Watched } from '../facts.ts';
import type { Wanted } from './look.ts';
import { unitName } from './systemd.ts';

/** Where systemd has the control groups of services: of its own hierarchy, and of the unified one. */
const SLICES = ['/sys/fs/cgroup/systemd/system.slice', '/sys/fs/cgroup/system.slice'] as const;

/** What starts at boot: folders of links. */
const AT_BOOT = ['/etc/init.d', '/etc/rc3.d', '/etc/rc5.d', '/etc/systemd/system', '/etc/systemd/system/multi-user.target.wants'];

/** The kernel keeps so much of a process's name. */
const COMM = 15;

/**
 * A unit that runs has a control group, gone with its last process. An init script leaves a file with its process id in /var/run, and on
 * Red Hat's systems one in /var/lock/subsys (a daemon that is killed leaves both; that its process is gone is seen by `daemons`).
 */
export function watchedOf(wanted: readonly Wanted[]): Watched {
  const names = [...new Set(wanted.flatMap(({ candidates }) => candidates))].filter((name) => /^[A-Za-z0-9@._:-]+$/.test(name));
  return {
    paths: [
      ...AT_BOOT,
      ...names.flatMap((name) => [
        ...SLICES.map((slice) => `${slice}/${unitName(name)}`),
        `/var/run/${name}.pid`,
        `/var/lock/subsys/${name}`,
      ]),
    ],
    processes: [...new Set([...wanted.flatMap(({ processes }) => processes), ...names])].map((name) => name.slice(0, COMM)),
    daemons: true,
  };
}
