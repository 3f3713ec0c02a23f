import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * A process beyond doubt: a pid alone can belong to somebody else by the time we look again, a pid
 * with its start time can't. The lab signals nothing that it has not recorded so.
 */
export interface ProcessRef {
  pid: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat. */
  startTime: string;
}

interface Stat {
  state: string;
  startTime: string;
}

const readStat = (pid: number): Stat | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold blanks and brackets itself.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startTime: fields[19] ?? '' };
  } catch {
    return undefined;
  }
};

export const identify = (pid: number): ProcessRef | undefined => {
  const stat = readStat(pid);
  return stat && { pid, startTime: stat.startTime };
};

export const isAlive = (ref: ProcessRef): boolean => {
  const stat = readStat(ref.pid);
  return stat !== undefined && stat.startTime === ref.startTime && stat.state !== 'Z' && stat.state !== 'X';
};

/** Sends a signal if the process is still the one that was recorded; tells whether it was. */
export const signal = (ref: ProcessRef, name: NodeJS.Signals): boolean => {
  if (!isAlive(ref)) return false;
  try {
    process.kill(ref.pid, name);
    return true;
  } catch {
    return false;
  }
};

/** A record as the boot script writes it: "PID STARTTIME". */
export const readRecord = (file: string): ProcessRef | undefined => {
  try {
    const [pid, startTime] = readFileSync(file, 'utf8').trim().split(' ');
    return pid && startTime ? { pid: Number(pid), startTime } : undefined;
  } catch {
    return undefined;
  }
};

/** The same record, written by a shell about itself before it becomes something else by exec. */
export const recordSelf = (fileVariable: string): string =>
  `read -r s </proc/self/stat; s=\${s##*) }; pid=$$; file=${fileVariable}; ` +
  `started=$(echo "$s" | cut -d ' ' -f 20); echo "$pid $started" >"$file.new"; mv "$file.new" "$file"`;

/** The pid namespace that a process's children are in. */
export const childNamespace = (pid: number): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid_for_children`);
  } catch {
    return undefined;
  }
};

/** All processes of one pid namespace that no other process traces. */
export const untracedMembers = (namespace: string): ProcessRef[] => {
  const found: ProcessRef[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      if (readlinkSync(`/proc/${entry}/ns/pid`) !== namespace) continue;
      if (!/^TracerPid:\t0$/m.test(readFileSync(`/proc/${entry}/status`, 'utf8'))) continue;
    } catch {
      continue; // gone meanwhile
    }
    const ref = identify(Number(entry));
    if (ref) found.push(ref);
  }
  return found;
};
