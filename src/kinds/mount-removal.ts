/** A mount that goes, and a line of an operator's that becomes dmsa's. */
import { quote } from '../quote.ts';
import type { Platform } from './facts.ts';
import type { Change, Prune, Step } from './kind.ts';
import type { MountSpec, MountState } from './mount.ts';
import { type AdoptedLine, isAdopted, readAdopted, removeLines } from './share/adopted.ts';
import { isNfs, pathIn } from './share/mount-table.ts';
import { editOwn } from './share/own-block.ts';
import { DAEMON_RELOAD } from './share/systemd.ts';
import { unmountScript } from './share/unmount.ts';

export const BLOCK = 'mounts';
export const FSTAB = '/etc/fstab';

export const mountPrune: Prune<MountSpec, MountState> = {
  // What was adopted is remembered until it stands in dmsa's block.
  record: () => null,
  former(point, made) {
    const adopted = readAdopted(made);
    return adopted && { point, source: '', options: '', aliases: [], adopted };
  },
  removal({ spec }, have, _, { platform }) {
    const { moved } = withoutAdopted(spec, have);
    const [line] = moved;
    const lines = [...moved.map(({ text }) => text), ...have.lines];
    if (lines.length === 0) return { changes: [], steps: [] };
    const declared = have.declared ?? (line && have.other);
    const mounted = declared !== undefined && isDmsas({ ...have, declared });
    return {
      changes: [
        ...lines.map((text): Change => ({ path: 'fstab', from: text, to: null, where: 'file' })),
        ...(mounted ? [{ path: 'mounted', from: have.mounted?.source ?? null, to: null, where: 'running' as const }] : []),
      ],
      steps: [
        ...removeLines(moved),
        ...editOwn(FSTAB, BLOCK, have.lines, []),
        ...(mounted ? [unmounting(spec.point, lines, platform)] : []),
        ...(platform.init === 'systemd' ? [DAEMON_RELOAD] : []),
      ],
    };
  },
};

export function unmounting(point: string, lines: readonly string[], platform: Platform): Step {
  return { do: 'run', script: removalScript(point, lines, platform), label: `unmount ${point}`, timeoutMs: 60_000 };
}

/** The state without the line that was given to dmsa, and that line: it moves into dmsa's block. */
export function withoutAdopted<Have extends MountState | null>(
  want: MountSpec | null,
  state: Have,
): { readonly state: Have; readonly moved: readonly AdoptedLine[] } {
  const other = state?.other ?? null;
  if (!other || !isAdopted(want?.adopted, FSTAB, other.text)) return { state, moved: [] };
  return { state: { ...state, other: null }, moved: [{ file: FSTAB, text: other.text }] };
}

export function removalChanges(have: MountState): readonly Change[] {
  const changes: Change[] = have.lines.map((line) => ({ path: 'fstab', from: line, to: null, where: 'file' }));
  if (isDmsas(have)) changes.push({ path: 'mounted', from: have.mounted?.source ?? null, to: null, where: 'running' });
  return changes;
}

/** What lies there is what dmsa's line mounted, by whichever address of the server. */
export function isDmsas({ declared, mounted }: MountState): boolean {
  return declared !== null && mounted !== null && isNfs(mounted.type) && pathIn(mounted.source) === pathIn(declared.source);
}

/**
 * The line is gone by now. Where the mount is in use and stays, the line comes back (a block that stands twice counts as
 * one), so that the next plan still knows the mount as dmsa's.
 */
function removalScript(point: string, lines: readonly string[], platform: Platform): string {
  const block = [`# BEGIN dmsa ${BLOCK}`, ...lines, `# END dmsa ${BLOCK}`];
  return unmountScript(point, platform, [
    `new=$(mktemp ${FSTAB}.dmsa.XXXXXX)`,
    `cp -a ${FSTAB} "$new"`,
    `printf '%s\\n' ${block.map(quote).join(' ')} >>"$new"`,
    `mv "$new" ${FSTAB}`,
  ]);
}
