/** Boot drivers that go by the links in /etc/rcN.d: S starts, K stops. They are read by the look without any process. */
import { quote } from '../../quote.ts';
import type { BootDriver, BootState, SeenService } from './types.ts';

/**
 * chkconfig(8). `on` and `off` act on run levels 2 to 5; a script's header may name fewer (`# chkconfig: 345 80 20`), so a
 * service counts as on where it starts in 3 (multi-user) and 5 (graphical), and as off where it starts in none of the four.
 * Services of xinetd are not its links' and not dmsa's.
 */
export const chkconfig: BootDriver = {
  name: 'chkconfig',
  read: (seen) => {
    const started = startedIn(seen, ['2', '3', '4', '5']);
    const obstacle = seen.hasHeader
      ? null
      : `/etc/init.d/${seen.name} has no "# chkconfig:" line, so chkconfig can't enable it: add one (for example "# chkconfig: - 80 20"), or take it off the list`;
    if (started.length === 0) return { is: 'off', says: seen.links.size === 0 ? 'off (not registered)' : 'off', obstacle };
    if (started.includes('3') && started.includes('5')) return { is: 'on', says: 'on', obstacle };
    return { is: 'partly', says: `on in run levels ${started.join(', ')} only`, obstacle };
  },
  // --add changes nothing where the service is registered.
  enable: (name) => `chkconfig --add ${quote(name)}\nchkconfig ${quote(name)} on`,
  disable: (name) => `chkconfig ${quote(name)} off`,
  after: [],
};

/**
 * update-rc.d(8) of Debian. A script's LSB header names its run levels (2 to 5, or S for early boot); `disable` turns the S
 * links of those into K links, `enable` turns them back.
 */
export const updateRc: BootDriver = {
  name: 'update-rc.d',
  read: (seen) => {
    const started = startedIn(seen, ['S', '2', '3', '4', '5']);
    const stopped = ['S', '2', '3', '4', '5'].filter((level) => seen.links.get(level) === 'K');
    if (started.length === 0) return { is: 'off', says: seen.links.size === 0 ? 'off (not registered)' : 'off', obstacle: null };
    if (stopped.length === 0) return { is: 'on', says: 'on', obstacle: null };
    return { is: 'partly', says: `on in run levels ${started.join(', ')} only`, obstacle: null };
  },
  // Without links `enable` fails; with links `defaults` changes nothing.
  enable: (name) => `update-rc.d ${quote(name)} defaults\nupdate-rc.d ${quote(name)} enable`,
  disable: (name) => `update-rc.d ${quote(name)} disable`,
  after: [],
};

/** What the links say, whichever tool made them: for units that systemd makes from init scripts. */
export function linkState(seen: SeenService, tools: ReadonlySet<string>): BootState {
  return (tools.has('chkconfig') ? chkconfig : updateRc).read(seen);
}

function startedIn(seen: SeenService, levels: readonly string[]): readonly string[] {
  return levels.filter((level) => seen.links.get(level) === 'S');
}
