/**
 * The file in which a loop that keeps pairs writes down why it does what it does, one a pair, and reading it from another process of
 * the same machine. It is not needed to decide anything: without it `dmsa ha explain` looks for itself, and tries of repair are taken
 * from the history on the standby.
 */
import { mkdir, open, readFile, readlink, rename, rm } from 'node:fs/promises';
import { homedir, hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Revision } from '../git/revision.ts';
import type { Evidence } from '../ha/evidence.ts';
import type { Now, Remembered } from '../ha/recall.ts';
import { ticksOf } from '../process-ticks.ts';

/** Another number where a program of another version could misread it. */
const FORMAT = 1;
const MAX_BYTES = 1024 * 1024;

/** The process that decides. */
export type Decider = {
  /** `root` */
  readonly user: string;
  readonly host: string;
  /** The node of the cluster that the machine is; null: none of them. */
  readonly node: string | null;
  readonly pid: number;
  readonly startedMs: number;
  /** Tells it from a later process with the same number: ticks between the boot and its start, and where the number counts. */
  readonly ticks: string | null;
  readonly pidSpace: string | null;
};

/** The cluster file by which it decides. */
export type FileInForce = {
  readonly path: string;
  /** SHA-256 of the text, in hex. */
  readonly digest: string;
  /** Since when it is in force. */
  readonly sinceMs: number;
  /** Why what the file says by now is not in force; null: it is. */
  readonly refused: string | null;
  /** Where it comes from a branch: what it is there. */
  readonly revision?: Revision;
};

export type Written = {
  readonly format: typeof FORMAT;
  readonly cluster: string;
  readonly at: { readonly wallMs: number; readonly boot: { readonly id: string; readonly ms: number } | null };
  readonly by: Decider;
  readonly file: FileInForce;
  readonly evidence: Evidence;
};

type Env = Readonly<Record<string, string | undefined>>;

/** DMSA_STATE_DIR; as root /run/dmsa; else `dmsa` in $XDG_RUNTIME_DIR, in $XDG_STATE_HOME, in ~/.local/state. */
export function stateDirectory(env: Env = process.env, uid = process.getuid?.() ?? -1, home = homedir()): string {
  const named = env['DMSA_STATE_DIR'];
  if (named) return named;
  if (uid === 0) return '/run/dmsa';
  const { XDG_RUNTIME_DIR: runtime, XDG_STATE_HOME: state } = env;
  return join(runtime || state || join(home, '.local/state'), 'dmsa');
}

/** @param active  of the pair */
export function evidencePath(cluster: string, active: string, directory = stateDirectory()): string {
  const safe = (name: string): string => encodeURIComponent(name).replaceAll('.', '%2E');
  return join(directory, `pair-${safe(cluster)}-${safe(active)}.json`);
}

/** Replaces the file in one go. Rejects where it can't be written. */
export function writeEvidence(path: string, written: Written): Promise<void> {
  return writeFileWhole(path, `${JSON.stringify(written)}\n`);
}

/** In one go, for this user alone; its folder is made where there is none. */
export async function writeFileWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.new`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rm(beside, { force: true });
  const handle = await open(beside, 'wx', 0o600);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
  await rename(beside, path);
}

export type ReadEvidence =
  | { readonly status: 'read'; readonly written: Written }
  | { readonly status: 'none' }
  | { readonly status: 'unreadable'; readonly why: string };

/** Never rejects. */
export async function readEvidence(path: string): Promise<ReadEvidence> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { status: 'none' };
    return { status: 'unreadable', why: `${path} can't be read (${code})` };
  }
  const written = parseWritten(text);
  return written ? { status: 'read', written } : { status: 'unreadable', why: `${path} is not what this version of dmsa writes` };
}

/** What dmsa wrote itself, for nobody else: the marks of it are looked at, not each field. */
function parseWritten(text: string): Written | null {
  if (text.length > MAX_BYTES) return null;
  try {
    const data = JSON.parse(text) as Partial<Written> | null;
    const { format, at, by, file, evidence } = data ?? {};
    const lists = [evidence?.subjects, evidence?.networks, evidence?.repairs, evidence?.conditions, evidence?.brakes];
    const whole = typeof at?.wallMs === 'number' && typeof by?.pid === 'number' && typeof file?.digest === 'string';
    return format === FORMAT && whole && lists.every(Array.isArray) && evidence?.verdict ? (data as Written) : null;
  } catch {
    return null;
  }
}

/** `cluster` is its name. */
export function written(cluster: string, by: Decider, file: FileInForce, evidence: Evidence, at: Written['at']): Written {
  return { format: FORMAT, cluster, at, by, file, evidence };
}

/** This process, for whoever finds what it wrote. */
export async function thisProcess(node: string | null): Promise<Decider> {
  const startedMs = Math.round(performance.timeOrigin);
  const [ticks, pidSpace] = await Promise.all([ticksOf('self'), pidSpaceOf()]);
  return { user: userInfo().username, host: hostname(), node, pid: process.pid, startedMs, ticks, pidSpace };
}

/** Whether a process that wrote something is still there. `unknown`: that can't be told from here. */
export async function lives({ by, at }: Pick<Written, 'by' | 'at'>): Promise<'yes' | 'no' | 'unknown'> {
  const [boot, pidSpace] = await Promise.all([bootNow(), pidSpaceOf()]);
  if (!boot || !at.boot) return 'unknown';
  if (boot.id !== at.boot.id) return by.host === hostname() ? 'no' : 'unknown';
  if (by.pidSpace === null || by.pidSpace !== pidSpace) return 'unknown';
  const ticks = await ticksOf(String(by.pid));
  if (ticks === null) return 'no';
  return by.ticks === null ? 'unknown' : ticks === by.ticks ? 'yes' : 'no';
}

/** The moment by the clock of the samples, by the time of day, and since the boot. */
export async function now(): Promise<Now> {
  return { sampleMs: performance.now(), wallMs: Date.now(), boot: await bootNow() };
}

/** For the tries of repair that another loop wrote down. */
export function rememberedIn(read: ReadEvidence): Remembered | null {
  if (read.status !== 'read') return null;
  const { at, evidence } = read.written;
  return { watching: evidence.watching, at, repairs: evidence.repairs };
}

/** Milliseconds since what was written, by the clock that can't leap where that can be had. */
export function ageMs({ at }: Pick<Written, 'at'>, { wallMs, boot }: Pick<Now, 'wallMs' | 'boot'>): number {
  const same = boot && at.boot?.id === boot.id ? boot.ms - at.boot.ms : wallMs - at.wallMs;
  return Math.max(0, same);
}

async function bootNow(): Promise<Now['boot']> {
  try {
    const [id, uptime] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile('/proc/uptime', 'utf8'),
    ]);
    const seconds = Number(uptime.split(' ')[0]);
    return Number.isFinite(seconds) ? { id: id.trim(), ms: Math.round(seconds * 1000) } : null;
  } catch {
    return null;
  }
}

async function pidSpaceOf(): Promise<string | null> {
  try {
    return await readlink('/proc/self/ns/pid');
  } catch {
    return null;
  }
}
