/** The init system of this machine: what it is, and what it is told. */
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Init, SCRIPT, UNIT } from './texts.ts';

export type Argv = readonly [string, ...string[]];

const exec = promisify(execFile);
/** Longer than the service may take to end. */
const LIMIT_MS = 150_000;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export async function initHere(): Promise<Init> {
  return (await isThere('/run/systemd/system')) ? 'systemd' : 'sysv';
}

export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** null: it is in none of the folders of programs. */
export async function programNamed(name: string): Promise<string | null> {
  for (const folder of PATH.split(':')) if (await isThere(`${folder}/${name}`)) return `${folder}/${name}`;
  return null;
}

/** So that it knows the service and starts it at each boot; `start`: now as well, anew where it runs. */
export async function onInstalled(init: Init, start: boolean): Promise<readonly Argv[]> {
  const restorecon = await programNamed('restorecon');
  const label: readonly Argv[] = restorecon === null ? [] : [[restorecon, '-F', init === 'systemd' ? UNIT : SCRIPT]];
  if (init === 'systemd') {
    const enable: readonly Argv[] = [
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', 'dmsa.service'],
    ];
    return [...label, ...enable, ...(start ? [['systemctl', 'restart', 'dmsa.service'] as const] : [])];
  }
  const tool = await linkTool();
  const links: readonly Argv[] =
    tool === null ? [] : [tool === 'chkconfig' ? ['chkconfig', '--add', 'dmsa'] : ['update-rc.d', 'dmsa', 'defaults']];
  return [...label, ...links, ...(start ? [[SCRIPT, 'restart'] as const] : [])];
}

/** Before its files go: chkconfig reads the script that it takes the links of. */
export async function onLeaving(init: Init): Promise<readonly Argv[]> {
  if (init === 'systemd') return [['systemctl', 'disable', '--now', 'dmsa.service']];
  const tool = await linkTool();
  return [[SCRIPT, 'stop'], ...(tool === 'chkconfig' ? [['chkconfig', '--del', 'dmsa'] as const] : [])];
}

/** After they have gone: update-rc.d takes links away only then. */
export async function onGone(init: Init): Promise<readonly Argv[]> {
  if (init === 'systemd') return [['systemctl', 'daemon-reload']];
  return (await linkTool()) === 'update-rc.d' ? [['update-rc.d', 'dmsa', 'remove']] : [];
}

/** What makes the links of run levels. Where both are there, chkconfig is the stranger (Debian has it as a package). */
async function linkTool(): Promise<'update-rc.d' | 'chkconfig' | null> {
  if ((await programNamed('update-rc.d')) !== null) return 'update-rc.d';
  return (await programNamed('chkconfig')) === null ? null : 'chkconfig';
}

/** Whether the service is at work. */
export async function isRunning(init: Init): Promise<boolean> {
  const why = await tell(init === 'systemd' ? ['systemctl', 'is-active', '--quiet', 'dmsa.service'] : [SCRIPT, 'status']);
  return why === null;
}

/** null: it worked; else why not. */
export async function tell([program, ...args]: Argv): Promise<string | null> {
  try {
    await exec(program, args, { timeout: LIMIT_MS, env: { ...process.env, PATH }, maxBuffer: 1024 * 1024 });
    return null;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    return said === '' ? (error instanceof Error ? error.message : String(error)) : said;
  }
}
