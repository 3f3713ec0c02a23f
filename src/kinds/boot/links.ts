/** Boot drivers that go by the links in /etc/rcN.d: S starts, K stops. They are read by the look without any process. */
import { quote } from '../../quote.ts';
import type { BootDriver, BootState, SeenService } from './types.ts';

/**
 * chkconfig(8). `on` and `off` act on run levels 2 to 5, whatever the script's header says; what `--add` alone or the package made
 * goes by the header, which may name fewer (`# chkconfig: 345 80 20`). So a service counts as on where it starts in 3 (multi-user)
 * and 5 (graphical), and as off where it starts in none of the four. Services of xinetd are not its links' and not dmsa's.
 */
export const chkconfig: BootDriver = {
  name: 'chkconfig',
  read: (seen) => {
    const started = startedIn(seen, ['2', '3', '4', '5']);
    const obstacle = seen.hasHeader
      ? null
      : `/etc/init.d/${seen.name} has no "# chkconfig:" line, so chkconfig can't enable it: add one (for example "# chkconfig: - 80 20"), or take it off the list`;
    if (started.length === 0) return off(seen, obstacle);
    if (started.includes('3') && started.includes('5')) return { is: 'on', says: 'on', obstacle };
    return partly(started, obstacle);
  },
  // Links in the other levels are only made by --add, which changes nothing where the service is registered.
  enable: (name) => `chkconfig --add ${quote(name)}\nchkconfig ${quote(name)} on`,
  disable: (name) => `chkconfig ${quote(name)} off`,
  after: [],
};

/**
 * update-rc.d(8) of Debian, with insserv or without. A script's LSB header names the run levels (2 to 5, or S for early boot) that
 * `defaults` makes S links for. `enable` and `disable` turn K and S links of the levels that are given; without levels only of those
 * that the header names, so that a script for 3 and 5 (usual where it was written for RHEL) would stay off in 2, which Debian
 * boots into. Given levels fail where there is no link in them: for an early script.
 */
export const updateRc: BootDriver = {
  name: 'update-rc.d',
  read: (seen) => {
    const levels = ['S', '2', '3', '4', '5'];
    const started = startedIn(seen, levels);
    const obstacle = seen.hasHeader
      ? null
      : `/etc/init.d/${seen.name} has no "# Default-Start:" line with run levels, so update-rc.d can't enable it: add an LSB header, or take it off the list`;
    if (started.length === 0) return off(seen, obstacle);
    const stopped = levels.some((level) => seen.links.get(level) === 'K');
    return stopped ? partly(started, obstacle) : { is: 'on', says: 'on', obstacle };
  },
  // Without links `enable` fails; with links `defaults` changes nothing.
  enable: (name) => `update-rc.d ${quote(name)} defaults\n${toggled(name, 'enable')}`,
  disable: (name) => toggled(name, 'disable'),
  after: [],
};

function toggled(name: string, verb: 'enable' | 'disable'): string {
  const one = quote(name);
  return `update-rc.d ${one} ${verb} 2 3 4 5 2>/dev/null || update-rc.d ${one} ${verb}`;
}

/**
 * What the links say of a unit that systemd makes from an init script (systemd-sysv-generator(8)): 2, 3 and 4 are multi-user.target,
 * which graphical.target (5) takes in.
 */
export function linkState(seen: SeenService, tools: ReadonlySet<string>): BootState {
  const state = (tools.has('chkconfig') ? chkconfig : updateRc).read(seen);
  return startedIn(seen, ['2', '3', '4']).length > 0 ? { ...state, is: 'on', says: 'on' } : state;
}

function off({ links }: SeenService, obstacle: string | null): BootState {
  return { is: 'off', says: links.size === 0 ? 'off (not registered)' : 'off', obstacle };
}

function partly(started: readonly string[], obstacle: string | null): BootState {
  return { is: 'partly', says: `on in run levels ${started.join(', ')} only`, obstacle };
}

function startedIn(seen: SeenService, levels: readonly string[]): readonly string[] {
  return levels.filter((level) => seen.links.get(level) === 'S');
}
