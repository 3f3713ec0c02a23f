/** The shells that a node may have as /bin/sh. */
import { execFileSync, spawnSync } from 'node:child_process';
import type { FactRequest, Facts } from '../../src/kinds/facts.ts';
import type { CutResult } from '../../src/observe/cut.ts';
import { buildProbe } from '../../src/observe/probe.ts';
import { wrapScript } from '../../src/transport/wrap.ts';

export const SHELLS = [['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'sh']] as const;

export const NONCE = 'c0ffee00c0ffee00';

/** busybox is the only one that a Debian may lack. */
export function installBusybox(): void {
  if (spawnSync('busybox', ['true']).status === 0) return;
  try {
    execFileSync('apt-get', ['install', '-y', '-q', 'busybox'], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  } catch {
    throw new Error('The probe is tested with busybox too: apt-get install busybox');
  }
}

/** As the transport would do it, with `shell` in the place of /bin/sh. `change` may tamper with what it printed. */
export function look(
  shell: readonly string[],
  requests: readonly FactRequest[],
  options: { readonly change?: (stdout: Buffer) => Buffer; readonly env?: NodeJS.ProcessEnv; readonly uid?: number } = {},
): CutResult {
  const probe = buildProbe(requests, NONCE);
  const { stdout, stderr } = print(shell, probe.script, options);
  return probe.cut(options.change ? options.change(stdout) : stdout, stderr);
}

export function print(
  shell: readonly string[],
  script: string,
  options: { readonly env?: NodeJS.ProcessEnv; readonly uid?: number } = {},
): { readonly stdout: Buffer; readonly stderr: Buffer } {
  const [command = 'sh', ...args] = shell;
  return spawnSync(command, args, {
    input: wrapScript(script),
    maxBuffer: 16 * 1024 * 1024,
    env: options.env ?? { PATH: '/usr/bin:/bin' },
    ...(options.uid === undefined ? {} : { uid: options.uid }),
  });
}

export function factsOf(result: CutResult): Facts {
  if (result.status === 'problem') throw new Error(`${result.code}: ${result.why}`);
  return result.facts;
}
