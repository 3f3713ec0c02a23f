/** systemd: units, and init scripts that it runs as units (systemctl(1), systemd-sysv-generator(8)). */
import { quote } from '../../quote.ts';
import type { Platform } from '../facts.ts';
import { DAEMON_RELOAD } from '../share/systemd.ts';
import { limit } from '../share/unmount.ts';
import { linkState } from './links.ts';
import { statusState, withProcesses } from './sysv.ts';
import type { BootDriver, RunDriver, RunState, Unit } from './types.ts';

export function systemctlBoot(platform: Platform): BootDriver {
  return {
    name: 'systemctl',
    read: (seen) => {
      const file = seen.unit?.file ?? '';
      switch (file) {
        case 'enabled':
          return { is: 'on', says: 'on', obstacle: null };
        case 'disabled':
          return { is: 'off', says: 'off', obstacle: null };
        // Gone with the next boot, which is what counts here.
        case 'enabled-runtime':
        case 'linked':
        case 'linked-runtime':
          return { is: 'off', says: `off (${file})`, obstacle: null };
        case 'masked':
        case 'masked-runtime':
          return {
            is: 'off',
            says: 'masked',
            obstacle: `its unit is masked: systemctl unmask ${unitName(seen.name)} if it is to start`,
          };
        case 'static':
        case 'indirect':
        case 'transient':
          return {
            is: 'fixed',
            says: file,
            obstacle: `its unit is ${file}: it has no [Install] section that would start it at boot`,
          };
        default:
          if (seen.hasScript) return linkState(seen, platform.tools);
          return { is: 'fixed', says: file === '' ? 'nothing' : file, obstacle: `systemd says "${file}" of its unit file` };
      }
    },
    // Of a unit made from an init script systemctl itself calls chkconfig or update-rc.d.
    enable: (name) => `systemctl --no-reload enable ${quote(unitName(name))}`,
    disable: (name) => `systemctl --no-reload disable ${quote(unitName(name))}`,
    // For who asks systemd later. Services that start one after another do not wait for it: it takes as long as they do.
    after: [{ ...DAEMON_RELOAD, late: true }],
  };
}

export function systemdRun(platform: Platform): RunDriver {
  return {
    name: 'systemd',
    read: (seen) => {
      if (!seen.unit) return 'systemd says nothing of its unit';
      const { unit } = seen;
      // Such a unit stays active when its daemon has died ("exited", or "running" by a child that is left); the script knows better.
      if (unit.fromScript && unit.active === 'active' && seen.status) {
        const told = statusState(seen.name, seen.status);
        return typeof told === 'string' || told.is === 'yes' ? told : { ...told, restart: true };
      }
      return withProcesses(seen, activeState(unit));
    },
    start: (name, { restart, says }) => {
      const unit = quote(unitName(name));
      return `${says === FAILED ? `systemctl reset-failed ${unit} || :\n` : ''}code=0
${limit(platform, 100)}systemctl ${restart ? 'restart' : 'start'} ${unit} || code=$?
if [ "$code" -ne 0 ]; then
  systemctl status --no-pager -l -n 15 ${unit} || :
  echo "${name} could not be started (exit status $code)"
  exit 1
fi`;
    },
    stop: (name) => `${limit(platform, 100)}systemctl stop ${quote(unitName(name))}`,
  };
}

/** Started again and again, it would differ each time. */
const PASSING =
  'its unit is a oneshot that does not stay active, so it is never seen running: give it RemainAfterExit=yes, or take it off the list';

/** systemd starts a unit that failed too often only when it has been told to forget that. */
const FAILED = 'failed';

/** systemctl takes a name without its kind for a service. */
export function unitName(name: string): string {
  return /\.(service|socket|target|timer|path|mount)$/.test(name) ? name : `${name}.service`;
}

function activeState({ load, active, sub, passing }: Unit): RunState | string {
  const obstacle = load === 'masked' ? 'its unit is masked, so it cannot be started' : null;
  const state = (is: RunState['is'], says: string): RunState => ({ is, says, obstacle, restart: false });
  if (active === 'activating' && sub === 'auto-restart') return state('changing', 'failing and restarted again and again');
  switch (active) {
    case 'active':
    case 'reloading':
    case 'refreshing':
      return state('yes', 'running');
    case 'inactive':
      return passing ? { ...state('no', 'stopped'), obstacle: obstacle ?? PASSING } : state('no', 'stopped');
    case 'failed':
      return state('no', FAILED);
    case 'activating':
      return state('changing', 'starting');
    case 'deactivating':
      return state('changing', 'stopping');
    default:
      return `systemd says "${active}" of its state`;
  }
}
