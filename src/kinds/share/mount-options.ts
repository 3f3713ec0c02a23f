/**
 * NFS mount options: those of a file against those that /proc/mounts shows. The kernel fills in dozens of values and
 * negotiates some (rsize); only what was asked for, and what a running mount tells, is compared.
 */

import { memo } from '../../memo.ts';
import type { Change } from '../kind.ts';

/** Options that the kernel shows as they were given. Source: nfs(5), fs/nfs/super.c. */
const FLAGS = ['hard', 'soft', 'nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime'];
const VALUES = ['timeo', 'retrans', 'proto', 'sec', 'port'];

/** What of a running mount's options can be compared; the rest changes by itself or says nothing. Sorted. */
export function liveOptions(options: readonly string[]): readonly string[] {
  return options
    .filter((option) => {
      const [name = ''] = option.split('=');
      return option === 'ro' || option === 'rw' || FLAGS.includes(option) || VALUES.includes(name) || name === 'vers';
    })
    .sort();
}

/** The options asked for that the running mount does not have, as `wanted` and as found (null: nothing in its place). */
function missingOptions(
  wanted: string,
  live: readonly string[],
): readonly { readonly want: string; readonly have: string | null }[] {
  return askedFor(wanted).flatMap(([name, want]) => {
    const have = live.find((option) => slotOf(option) === name) ?? null;
    const met = have === want || (name === 'vers' && sameVersion(want, have ?? ''));
    return met ? [] : [{ want, have }];
  });
}

/** By what it is about: of two that contradict each other, the last. */
const askedFor = memo((wanted: string): readonly (readonly [string, string])[] => {
  const asked = new Map<string, string>([['access', 'rw']]);
  for (const option of wanted.split(',').map((one) => one.trim())) {
    const [name = '', value] = option.split('=');
    if (option === 'ro' || option === 'rw') asked.set('access', option);
    else if (option === 'hard' || option === 'soft') asked.set('retry', option);
    else if (FLAGS.includes(option)) asked.set(option, option);
    else if ((name === 'vers' || name === 'nfsvers') && value !== undefined) asked.set('vers', `vers=${value}`);
    else if (VALUES.includes(name) && value !== undefined) asked.set(name, option);
  }
  return [...asked];
});

/** `vers=4` is asked for, 4.2 was negotiated; `vers=4.0` is asked for, and kernels before 3.x show it as `vers=4`. */
function sameVersion(want: string, have: string): boolean {
  return (want === 'vers=4' && have.startsWith('vers=4.')) || (want === 'vers=4.0' && have === 'vers=4');
}

/** What of the wanted options the mount as it runs does not have. */
export function mountedOptionChanges(wanted: string, mounted: readonly string[]): readonly Change[] {
  const missing = missingOptions(wanted, mounted);
  if (missing.length === 0) return [];
  const from = missing.flatMap(({ have }) => (have === null ? [] : [have])).join(',');
  return [{ path: 'options', from: from === '' ? null : from, to: missing.map(({ want }) => want).join(','), where: 'running' }];
}

/** The same options in another order are the same. */
export function sameOptions(a: string, b: string): boolean {
  if (a === b) return true;
  const sorted = (text: string) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
      .sort()
      .join(',');
  return sorted(a) === sorted(b);
}

function slotOf(option: string): string {
  if (option === 'ro' || option === 'rw') return 'access';
  if (option === 'hard' || option === 'soft') return 'retry';
  return option.split('=')[0] ?? option;
}
