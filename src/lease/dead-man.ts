/**
 * The process that stands down when dmsa itself no longer runs, or no longer gets to it: killed, frozen, out of memory. It lives
 * apart from dmsa and survives it; a dmsa that comes back finds it and goes on putting its deadline off.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEAD_MAN } from '../ha/stand-down.ts';
import { leaseFile } from '../kinds/lease-files.ts';
import type { Guard } from './keeper.ts';

export interface DeadManOptions {
  /** Only root's, and gone with a boot: /run/dmsa/lease. */
  readonly folder: string;
  /** Of the lease. */
  readonly name: string;
  /** Of ha/stand-down.ts. */
  readonly standDown: string;
  readonly marginMs: number;
}

/** What its command line shows, so that it can be told from others and found again. */
const TITLE = 'dmsa-dead-man';

export interface DeadMan extends Guard {
  /** The stand-down script, for the keeper's own use: the same as the dead man's. */
  readonly script: string;
}

export function deadMan({ folder, name, standDown, marginMs }: DeadManOptions): DeadMan {
  const base = join(folder, leaseFile(name));
  const files = { deadline: `${base}.deadline`, fired: `${base}.fired`, script: `${base}.stand-down`, pid: `${base}.pid` };
  let armed = false;

  function put(path: string, text: string): void {
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  function alive(): boolean {
    try {
      const pid = Number(readFileSync(files.pid, 'latin1'));
      const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
      return words.includes(TITLE) && words.includes(files.deadline);
    } catch {
      return false;
    }
  }

  function start(): void {
    const args = ['-c', DEAD_MAN, TITLE, files.deadline, files.fired, files.script];
    const child = spawn('/bin/sh', args, { cwd: '/', detached: true, stdio: 'ignore', env: {} });
    child.on('error', () => {});
    if (child.pid === undefined) throw new Error('it could not be started');
    child.unref();
    put(files.pid, String(child.pid));
  }

  return {
    script: files.script,
    arm({ standDownMs, overMs }) {
      if (!armed) {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        put(files.script, standDown);
        rmSync(files.fired, { force: true });
      }
      // After the keeper's own turn, and a second or so before the addresses have to be off.
      put(files.deadline, `${hundredths(standDownMs + marginMs / 4)} ${hundredths(overMs)}\n`);
      if (!alive()) start();
      armed = true;
    },
    fired: () => existsSync(files.fired),
    disarm() {
      if (!armed) return;
      armed = false;
      put(files.deadline, 'off\n');
    },
  };
}

function hundredths(ms: number): number {
  return Math.max(0, Math.floor(ms / 10));
}
