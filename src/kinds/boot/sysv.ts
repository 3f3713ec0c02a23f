/** Init scripts: started, stopped and asked by service(8), or directly where there is no such command. */
import { quote } from '../../quote.ts';
import type { Platform } from '../facts.ts';
import { limit } from '../share/unmount.ts';
import type { RunDriver, RunState, ScriptStatus, SeenService } from './types.ts';

export function sysvRun(platform: Platform): RunDriver {
  const call = (name: string, verb: string, seconds: number): string => {
    const [command, args] = platform.tools.has('service')
      ? ['service', `${quote(name)} ${verb}`]
      : [quote(`/etc/init.d/${name}`), verb];
    // A daemon lives with what it is started with: not in dmsa's language, folder or files.
    return `( cd /; unset LC_ALL; exec ${limit(platform, seconds)}${command} ${args} ) 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-`;
  };
  const running = (name: string): string => `${call(name, 'status', 10)} >/dev/null 2>&1`;
  return {
    name: 'sysv',
    read: (seen) =>
      seen.status ? withProcesses(seen, statusState(seen.name, seen.status)) : 'its init script was not asked for its status',
    start: (name, { restart }) =>
      waited(
        call(name, restart ? 'restart' : 'start', 100),
        `until ${running(name)}`,
        `${name} was started (exit status $code) and is not running`,
      ),
    stop: (name) =>
      waited(
        call(name, 'stop', 100),
        `while ${running(name)}`,
        `${name} was told to stop (exit status $code) and is still running`,
      ),
  };
}

/** Runs it, and waits up to 10 s for what the script promised; after a failed one, not at all. */
function waited(command: string, loop: string, otherwise: string): string {
  return `code=0
${command} || code=$?
tries=0
${loop}; do
  tries=$((tries + 1))
  if [ "$code" -ne 0 ] || [ "$tries" -gt 10 ]; then
    echo "${otherwise}"
    exit 1
  fi
  sleep 1
done`;
}

/** A manager that says "running" may mean less than all of the service. */
export function withProcesses({ lacking }: SeenService, state: RunState | string): RunState | string {
  if (typeof state === 'string' || state.is !== 'yes' || lacking.length === 0) return state;
  return { ...state, is: 'no', says: `running without ${lacking.join(' and ')}`, restart: true };
}

/**
 * By the LSB's exit codes of `status`. A script that does not know the word prints how it is used, and ends with whatever: 0, 1, 2, or
 * 3 (Debian's skeleton), which would read as running or stopped. A string says why the answer tells nothing.
 */
export function statusState(name: string, { code, text }: ScriptStatus): RunState | string {
  const stopped = (says: string): RunState => ({ is: 'no', says, obstacle: null, restart: false });
  const said = text === '' ? 'it prints nothing' : `it says "${text}"`;
  // A running daemon may say something of its memory usage.
  if (code <= 3 && (code === 0 ? /^\W*usage\b/i : /\busage\b/i).test(text)) {
    return `the init script ${name} does not know "status" (${said})`;
  }
  switch (code) {
    case 0:
      return { is: 'yes', says: 'running', obstacle: null, restart: false };
    case 1:
      return stopped('dead, but its pid file is there');
    case 2:
      return stopped('dead, but its lock file is there');
    case 3:
      return stopped('stopped');
    case 124:
    case 137:
      return `the init script ${name} did not tell its status within 10 s`;
    default:
      return `the init script ${name} ended "status" with exit code ${code}, which says neither running nor stopped (${said})`;
  }
}
