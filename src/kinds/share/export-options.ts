/**
 * Export options with the defaults filled in, so that what /etc/exports leaves unsaid and what the table of exports
 * (/var/lib/nfs/etab) spells out compare equal. Sources: exports(5), nfs-utils support/nfs/exports.c (putexportent).
 */

import { memo } from '../../memo.ts';

/** Options with a default, by what they settle. The first is the default. */
const CHOICES: readonly (readonly string[])[] = [
  ['sync', 'async'],
  ['wdelay', 'no_wdelay'],
  ['hide', 'nohide'],
  ['nocrossmnt', 'crossmnt'],
  ['no_subtree_check', 'subtree_check'],
  ['secure_locks', 'insecure_locks'],
  ['acl', 'no_acl'],
  ['no_pnfs', 'pnfs'],
];

/** Options that each security flavour (`sec=`) has for itself. The first is the default. */
const FLAVOUR_CHOICES: readonly (readonly string[])[] = [
  ['ro', 'rw'],
  ['root_squash', 'no_root_squash'],
  ['no_all_squash', 'all_squash'],
  ['secure', 'insecure'],
];

const SYNONYMS: Readonly<Record<string, string>> = { auth_nlm: 'secure_locks', no_auth_nlm: 'insecure_locks', mp: 'mountpoint' };

const DEFAULT_ID = '65534';
/** -2 as older nfs-utils write it. */
const OLD_DEFAULT_IDS = ['-2', '4294967294', '65534'];

/** One sorted, full spelling: options that have the same effect give the same text. */
export const canonicalOptions = memo(spellOut);

function spellOut(options: string): string {
  const common = new Map<string, string>(CHOICES.map((choice) => [choice[0] ?? '', choice[0] ?? '']));
  const base = new Map<string, string>(FLAVOUR_CHOICES.map((choice) => [choice[0] ?? '', choice[0] ?? '']));
  const flavours = new Map<string, Map<string, string>>();
  let current: readonly string[] = [];
  const others = new Map<string, string>();
  for (const given of options.split(',').map((one) => one.trim())) {
    if (given === '') continue;
    const option = SYNONYMS[given] ?? given;
    const [name = '', value = ''] = option.split('=');
    const slot = slotIn(CHOICES, option);
    const flavourSlot = slotIn(FLAVOUR_CHOICES, option);
    if (name === 'sec') {
      current = value.split(':');
      // What comes before `sec=` holds for every flavour.
      for (const flavour of current) flavours.set(flavour, new Map(base));
    } else if (slot !== null) common.set(slot, option);
    else if (flavourSlot !== null) {
      if (current.length === 0) base.set(flavourSlot, option);
      for (const flavour of current) flavours.get(flavour)?.set(flavourSlot, option);
    } else if (name === 'anonuid' || name === 'anongid') {
      if (OLD_DEFAULT_IDS.includes(value)) others.delete(name);
      else others.set(name, `${name}=${value}`);
    } else others.set(name, option);
  }
  if (flavours.size === 0) flavours.set('sys', base);
  const sections = [...flavours.entries()].map(([flavour, chosen]) => `sec=${flavour}:${[...chosen.values()].sort().join(':')}`);
  return [...common.values(), ...others.values(), ...sections].sort().join(',');
}

/** What a person need not see: options that say no more than the default, and what the flavour sections repeat. */
export function shortOptions(options: string): string {
  const defaults = new Set([...CHOICES, ...FLAVOUR_CHOICES].map((choice) => choice[0]).filter((one) => one !== 'ro'));
  const given = options.split(',');
  const at = given.findIndex((one) => one.startsWith('sec='));
  const plain = at !== -1 && given[at] === 'sec=sys' && !given.slice(at + 1).some((one) => one.startsWith('sec='));
  const shown = (plain ? given.slice(0, at) : given).filter(
    (one) => !defaults.has(one) && one !== `anonuid=${DEFAULT_ID}` && one !== `anongid=${DEFAULT_ID}`,
  );
  return shown.join(',') || 'ro';
}

function slotIn(choices: readonly (readonly string[])[], option: string): string | null {
  return choices.find((choice) => choice.includes(option))?.[0] ?? null;
}
