/**
 * What the look tells of one service, and the two interfaces of what can be done about it: `BootDriver` (does it start at
 * boot?) and `RunDriver` (does it run now?). A further driver is one file and one line in boot/drivers.ts.
 */
import type { RunStep } from '../kind.ts';

/** One service on one node, as the look found it. */
export interface SeenService {
  /** The candidate that exists: `nfs-kernel-server`. */
  readonly name: string;
  /** What systemd says of its unit; null on SysV nodes. */
  readonly unit: Unit | null;
  readonly hasScript: boolean;
  /** By run level (`0` … `6`, `S`): whether it is started (S) or stopped (K) there. */
  readonly links: ReadonlyMap<string, 'S' | 'K'>;
  /** It has the comment lines that chkconfig or update-rc.d needs. Only asked of scripts without any link; else true. */
  readonly hasHeader: boolean;
  /** Processes that belong to it and do not run. */
  readonly lacking: readonly string[];
  /** The answer of the init script; null where it was not asked. */
  readonly status: ScriptStatus | null;
}

export interface Unit {
  readonly load: string;
  /** UnitFileState: enabled, disabled, static, masked, indirect, generated, bad, or nothing. */
  readonly file: string;
  readonly active: string;
  readonly sub: string;
  /** A oneshot that does not stay active once it has run: it is never seen running. */
  readonly passing: boolean;
  /** systemd made it from an init script. */
  readonly fromScript: boolean;
}

export interface ScriptStatus {
  readonly code: number;
  /** On one line, cut off. */
  readonly text: string;
}

/** Plain data: it is part of a state. */
export type BootState = {
  readonly is: 'on' | 'off' | 'partly' | 'fixed';
  /** For people: `on in run levels 3 only`, `masked`. */
  readonly says: string;
  /** Why it can't be enabled; null where it can. */
  readonly obstacle: string | null;
};

export type RunState = {
  readonly is: 'yes' | 'no' | 'changing';
  /** For people: `running`, `failed`, `dead, but its pid file is there`. */
  readonly says: string;
  /** Why it can't be started; null where it can. */
  readonly obstacle: string | null;
  /** The manager believes it is running, so that a mere start would do nothing. */
  readonly restart: boolean;
};

export interface BootDriver {
  readonly name: 'systemctl' | 'chkconfig' | 'update-rc.d';
  read(seen: SeenService): BootState;
  /** Scripts for the name of a unit or an init script. */
  enable(name: string): string;
  disable(name: string): string;
  /** What is to follow once all of a wave's services are done. */
  readonly after: readonly RunStep[];
}

export interface RunDriver {
  readonly name: 'systemd' | 'sysv';
  /** A string says why it can't be said. */
  read(seen: SeenService): RunState | string;
  /** `run`: as it is now. */
  start(name: string, run: RunState): string;
  stop(name: string): string;
}
