/**
 * What an operator has told the loop on this machine: suspensions, revisions that are approved, and what is to be taken up again. A file for
 * each, made in one go and taken away as a whole, so that nobody has to lock anything. It outlasts the loop and the machine's boot.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { readdir, readFile, unlink } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../desired/cluster.ts';
import { behalf } from '../on-behalf.ts';
import { writeFileWhole } from './evidence-file.ts';
import type { Suspension } from './rounds.ts';

export type Approval = {
  readonly digest: string;
  readonly by: string;
  readonly atMs: number;
  readonly reason: string;
  /** The machine that it was given on. Not there in what an older version wrote. */
  readonly on?: string;
};

/** null: all. */
export type Resumed = {
  readonly id: string;
  readonly nodes: readonly string[] | null;
  readonly kinds: readonly string[] | null;
  readonly by: string;
  readonly atMs: number;
};

export interface Orders {
  /** A text: why they can't be read. */
  readonly suspensions: readonly Suspension[] | string;
  readonly approvals: readonly Approval[];
  readonly resumed: readonly Resumed[];
}

type Env = Readonly<Record<string, string | undefined>>;

/** DMSA_STATE_DIR; as root /var/lib/dmsa/loop; else `dmsa` in $XDG_STATE_HOME or ~/.local/state: where it outlasts a boot. */
export function ordersDirectory(
  cluster: string,
  env: Env = process.env,
  uid = process.getuid?.() ?? -1,
  home = homedir(),
): string {
  return join(lastingDirectory(env, uid, home), `orders-${encodeURIComponent(cluster).replaceAll('.', '%2E')}`);
}

/** Of all that a loop keeps over a boot. */
export function lastingDirectory(env: Env = process.env, uid = process.getuid?.() ?? -1, home = homedir()): string {
  const named = env['DMSA_STATE_DIR'];
  return named || (uid === 0 ? '/var/lib/dmsa/loop' : join(env['XDG_STATE_HOME'] || join(home, '.local/state'), 'dmsa'));
}

/** `root`, or who became root by sudo. */
export function operator(env: Env = process.env): string {
  const { username } = userInfo();
  const sudo = env['SUDO_USER'];
  return behalf(sudo && sudo !== username ? `${sudo} (as ${username})` : username);
}

const MAX_BYTES = 64 * 1024;
const MAX_FILES = 1_000;
const NAME = /^(suspended|approved|resumed)-[0-9a-f]{8,64}\.json$/;
type Type = 'suspended' | 'approved' | 'resumed';

/** Never rejects. What can't be read may be a suspension: it is said, and counts as one. */
export async function readOrders(directory: string): Promise<Orders> {
  const suspensions: Suspension[] = [];
  const approvals: Approval[] = [];
  const resumed: Resumed[] = [];
  const orders = (why: string | null): Orders => ({ suspensions: why ?? suspensions, approvals, resumed });
  try {
    const names = (await readdir(directory)).filter((name) => NAME.test(name));
    if (names.length > MAX_FILES) return orders(`${directory} has ${names.length} files`);
    for (const name of names.sort()) {
      const path = join(directory, name);
      const order = await readOrder(path);
      // Taken away meanwhile.
      if (order === null) continue;
      if (typeof order === 'string') return orders(order);
      if (name.startsWith('suspended-')) suspensions.push(order as Suspension);
      else if (name.startsWith('approved-')) approvals.push(order as Approval);
      else resumed.push(order as Resumed);
    }
    return orders(null);
  } catch (error) {
    const code = codeOf(error);
    return orders(code === 'ENOENT' ? null : `${directory} can't be read (${code})`);
  }
}

async function readOrder(path: string): Promise<object | string | null> {
  try {
    const text = await readFile(path, 'utf8');
    const data: unknown = text.length > MAX_BYTES ? null : JSON.parse(text);
    if (typeof data === 'object' && data !== null && 'by' in data && 'atMs' in data && typeof data.atMs === 'number') return data;
    return `${path} is not what dmsa writes`;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return null;
    return error instanceof SyntaxError ? `${path} is not what dmsa writes` : `${path} can't be read (${code})`;
  }
}

export function newId(): string {
  return randomBytes(6).toString('hex');
}

/** Rejects where it can't be written. */
export function writeOrder(directory: string, type: Type, id: string, order: Suspension | Approval | Resumed): Promise<void> {
  return writeFileWhole(join(directory, `${type}-${id}.json`), `${JSON.stringify(order)}\n`);
}

/** One that is gone already is no error. */
export async function dropOrder(directory: string, type: Type, id: string): Promise<void> {
  try {
    await unlink(join(directory, `${type}-${id}.json`));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/**
 * What names a revision: all that the file says once it is resolved, secrets included, so that an approval is for exactly that. Comments and
 * the order of keys are no part of it. Keyed, as a short secret could be guessed from it otherwise.
 */
export function revisionOf(cluster: Cluster, salt: string): string {
  const plain = (key: string, value: unknown): unknown => {
    if (key === 'source') return undefined;
    if (value instanceof Map) return [...value];
    return value instanceof Set ? [...value] : value;
  };
  const { run: _, watch: __, ...wanted } = cluster;
  return createHmac('sha256', salt).update(JSON.stringify(wanted, plain)).digest('hex');
}

/** Made at the first use. Rejects where it can be neither read nor made. */
export async function readSalt(directory: string): Promise<string> {
  const path = join(directory, 'salt');
  for (;;) {
    try {
      const text = (await readFile(path, 'utf8')).trim();
      if (text.length >= 32) return text;
      throw new Error(`${path} is not what dmsa writes: take it away, and approve again what was approved`);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    await writeFileWhole(path, `${randomBytes(32).toString('hex')}\n`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
