/** An operator's entry of a map of autofs: where it does what is wanted, and where it was given to dmsa. */
import type { AutomountSpec, AutomountState } from './automount.ts';
import type { Change, Prune } from './kind.ts';
import { type AdoptedLine, isAdopted, readAdopted, removeLines } from './share/adopted.ts';
import { MAP, reloadScript } from './share/autofs.ts';
import { sameOptions } from './share/mount-options.ts';
import { isNfs, tidySource } from './share/mount-table.ts';
import { unmountScript } from './share/unmount.ts';

export interface TakenOver {
  /** Without what was given to dmsa. */
  readonly state: AutomountState;
  readonly moved: readonly AdoptedLine[];
  /** The trigger of the other map lies on the mount point still: it goes before dmsa's comes. */
  readonly handover: boolean;
}

export function takenOver(want: AutomountSpec | null, state: AutomountState): TakenOver {
  const { foreign, above, ...rest } = state;
  const moved =
    foreign && foreign.obstacle === null && isAdopted(want?.adopted, foreign.file, foreign.text)
      ? [{ file: foreign.file, text: foreign.text }]
      : [];
  const same = above !== null && above.point === state.point;
  // An entry that is in no other map any more was taken out by dmsa, or by whoever wants dmsa to serve it.
  const handover = want !== null && same && (moved.length > 0 ? above.source === foreign?.file : above.leftOver === true);
  const left = foreign && moved.length === 0 ? { foreign } : {};
  return { state: { ...rest, ...left, above: handover ? null : above }, moved, handover };
}

/** An entry in dmsa's own map would be a second one for the same mount point. */
export function isCovered(want: AutomountSpec, { declared, foreign, above }: AutomountState): boolean {
  return (
    declared === null &&
    foreign !== undefined &&
    foreign.obstacle === null &&
    (above === null || (above.point === want.point && above.source === foreign.file)) &&
    foreign.source === tidySource(want.source) &&
    sameOptions(essential(foreign.options), essential(want.options))
  );
}

/** What says nothing: the kernel's defaults, and what is about a boot. */
const USUAL = new Set(['', 'rw', 'hard', 'defaults', 'bg', 'fg', '_netdev', 'auto', 'noauto', 'nofail']);

function essential(options: string): string {
  return options
    .split(',')
    .filter((one) => !USUAL.has(one.trim()))
    .join(',');
}

export const automountPrune: Prune<AutomountSpec, AutomountState> = {
  // What was adopted is remembered until it stands in dmsa's map.
  record: () => null,
  former(point, made) {
    const adopted = readAdopted(made);
    return adopted && { point, source: '', options: '', aliases: [], adopted };
  },
  removal({ spec }, have, _, { platform }) {
    const { moved } = takenOver(spec, have);
    if (moved.length === 0) return { changes: [], steps: [] };
    const nfs = have.mounted !== null && isNfs(have.mounted.type);
    const trigger =
      have.above === null ? [] : [{ path: 'trigger', from: have.above.source, to: null, where: 'running' as const }];
    return {
      changes: [...moved.map(({ text }): Change => ({ path: 'map', from: text, to: null, where: 'file' })), ...trigger],
      steps: [
        ...removeLines(moved),
        ...(nfs
          ? [
              {
                do: 'run' as const,
                script: unmountScript(spec.point, platform),
                label: `unmount ${spec.point}`,
                timeoutMs: 60_000,
              },
            ]
          : []),
        { do: 'run', script: reloadScript(platform), label: 'reload autofs', timeoutMs: 150_000, once: 'autofs' },
      ],
    };
  },
};

export function removalChanges(have: AutomountState): readonly Change[] {
  const changes: Change[] = have.lines.map((line) => ({ path: 'map', from: line, to: null, where: 'file' }));
  if (have.trigger === MAP) changes.push({ path: 'trigger', from: have.trigger, to: null, where: 'running' });
  return changes;
}
