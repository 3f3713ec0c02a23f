/**
 * Lists on a node of what dmsa itself made there, for things that bear no mark of their own (a folder, a row of a database):
 * `/var/lib/dmsa/made`, one marked block for each kind. The manifest will not do: it also lists what was found to be right.
 * A line is written before the thing is made, so that nothing of dmsa's is ever unlisted.
 */

import { quote } from '../quote.ts';
import type { FactRequest, Facts } from './facts.ts';
import type { EditStep, RunStep } from './kind.ts';
import { editOwn, readShared } from './share/own-block.ts';

export const OWN_LIST_PATH = '/var/lib/dmsa/made';

export const OWN_LIST: FactRequest = { type: 'file', path: OWN_LIST_PATH };

/** A string says why it can't be said. */
export function readOwnList(facts: Facts, block: string): ReadonlySet<string> | string {
  const shared = readShared(OWN_LIST_PATH, facts.file(OWN_LIST_PATH), block);
  return typeof shared === 'string' ? shared : new Set(shared.own);
}

export function listAsMade(block: string, name: string): readonly EditStep[] {
  return editOwn(OWN_LIST_PATH, block, [], [name]).map((step) => ({ ...step, mode: '0600' }));
}

/** To be done after the thing is gone, never before: what could not be removed stays dmsa's. */
export function takeOffList(name: string): RunStep {
  const list = OWN_LIST_PATH;
  return {
    do: 'run',
    script: `[ -e ${list} ] || exit 0
umask 077
grep -Fvx -e ${quote(name)} ${list} >${list}.new || [ $? = 1 ]
mv -f ${list}.new ${list}`,
    label: `take ${name} off the list of what dmsa made`,
    timeoutMs: 10_000,
  };
}
