import type { RunStep } from '../kind.ts';

/**
 * Has systemd read its unit files (and those it makes from fstab and init scripts) anew. It takes seconds, so that nothing
 * else does it on the way: once for all that a wave changed.
 */
export const DAEMON_RELOAD: RunStep = {
  do: 'run',
  script: 'systemctl daemon-reload',
  label: 'have systemd read its files anew',
  timeoutMs: 90_000,
  once: 'systemd-daemon-reload',
};
