/**
 * Whether a node's boot can be made to undo a change that nobody has confirmed (docs/decisions/0032): asked before anything
 * starts. A change that lies in files outlives a reboot, and with it the timers that would have undone it are gone.
 */
import type { CommandFact, CommandRequest } from '../kinds/facts.ts';
import type { Finding } from '../kinds/foretell.ts';
import type { Step } from '../kinds/kind.ts';

/**
 * Shell function `boot_way`: sets `way` to `systemd`, `update-rc.d` or `rc.d`; false, with the reason in `why`, on a node
 * whose init is none that dmsa knows. Builtins only.
 */
export const BOOT_WAY_SHELL = `boot_way() {
  pid1=; { read -r _ pid1 _ </proc/1/stat; } 2>/dev/null
  if [ -d /run/systemd/system ] && [ -d /etc/systemd/system ]; then way=systemd
  elif [ "$pid1" != '(init)' ]; then why="its first process is $pid1, which dmsa does not know how to hook into"; return 1
  elif command -v update-rc.d >/dev/null 2>&1; then way=update-rc.d
  elif [ -d /etc/rc.d/rc3.d ] && [ -d /etc/rc.d/init.d ]; then way=rc.d
  else why='neither systemd nor update-rc.d nor /etc/rc.d was found'; return 1; fi
}
`;

export const BOOT_REQUEST: CommandRequest = {
  type: 'command',
  id: 'foretell-boot',
  script: `${BOOT_WAY_SHELL}if boot_way; then echo "way $way"; else echo "none $why"; fi`,
};

/** Whether something of it is still there after a reboot. What merely runs is gone then by itself. */
export function outlivesReboot(steps: readonly Step[]): boolean {
  return steps.some((step) => step.do !== 'run' || step.undo !== undefined || (step.touches ?? []).length > 0);
}

/** Why the boot can't be made to undo it; null where it can, or where the node did not say. */
export function unguardedBoot(fact: CommandFact): string | null {
  return fact.status === 'done' ? (/^none (.*)$/m.exec(fact.stdout)?.[1] ?? null) : null;
}

export function unguardedFinding(node: string, why: string): Finding {
  return {
    code: 'boot-unguarded',
    sentence: `it could cut ${node} off for good: a reboot before it is confirmed would not undo it`,
    detail: `The boot of ${node} can't be made to see to it: ${why}. Without a reboot it is undone all the same. See that nobody reboots ${node} for that minute, or that its console is at hand, and give --force boot-unguarded.`,
    severity: 'would-fail',
  };
}
